"""Positions and digests of normalised text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import DocumentError
from graph.text import Span, digest, excerpt, normalise

SPANS = st.tuples(st.integers(0, 10**9), st.integers(1, 10**6)).map(
    lambda pair: Span(pair[0], sum(pair))
)


def test_line_ends_become_line_feeds() -> None:
    assert normalise(b"one\r\ntwo\rthree\n") == "one\ntwo\nthree\n"


def test_accents_are_composed() -> None:
    assert normalise("Communique\u0301".encode()) == "Communiqué"


def test_tabs_and_blanks_stay() -> None:
    assert normalise(b" Cambodia\t\tYes \t\n\n") == " Cambodia\t\tYes \t\n\n"


def test_text_has_to_be_utf8() -> None:
    with pytest.raises(DocumentError, match="byte 3: expected UTF-8"):
        normalise("Café".encode("cp1252"))


@given(st.text())
def test_normalised_text_is_normal(text: str) -> None:
    once = normalise(text.encode())
    assert normalise(once.encode()) == once


def test_digest_is_the_sha256_of_the_text() -> None:
    assert (
        digest("abc") == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@given(SPANS)
def test_span_survives_print_and_parse(span: Span) -> None:
    assert Span.parse(str(span)) == span


@given(st.text())
def test_what_parses_as_a_span_prints_the_same(value: str) -> None:
    try:
        span = Span.parse(value)
    except DocumentError:
        return
    assert str(span) == value


def test_span_prints_as_rfc_5147() -> None:
    assert str(Span(10, 24)) == "char=10,24"


@pytest.mark.parametrize(
    "value",
    ["", "10,24", "char=10", "char=,24", "char=10,", "char=010,24", "char=-1,4", "line=1,2",
     "char=1,2|char=3,4", "char=1,2 ", "char=1,2\n", "char=١,٢"],
)  # fmt: skip
def test_bad_span_is_refused(value: str) -> None:
    with pytest.raises(DocumentError, match="expected char=start,end"):
        Span.parse(value)


@pytest.mark.parametrize(("start", "end"), [(4, 4), (5, 4), (-1, 4)])
def test_span_needs_an_end_after_its_start(start: int, end: int) -> None:
    with pytest.raises(DocumentError, match=f"span char={start},{end}: expected a start"):
        Span(start, end)


def test_excerpt_joins_spans_by_line_feeds() -> None:
    assert excerpt("SLOM and ACMW", [Span(0, 4), Span(9, 13)]) == "SLOM\nACMW"


def test_excerpt_follows_the_text_whatever_the_order_of_spans() -> None:
    assert excerpt("SLOM and ACMW", [Span(9, 13), Span(0, 4)]) == "SLOM\nACMW"


def test_excerpt_counts_code_points() -> None:
    assert excerpt("𝒜 é Ж", [Span(4, 5)]) == "Ж"


def test_spans_may_touch() -> None:
    assert excerpt("SLOM", [Span(0, 2), Span(2, 4)]) == "SL\nOM"


def test_no_span_gives_no_text() -> None:
    assert excerpt("SLOM", []) == ""


def test_spans_may_not_overlap() -> None:
    with pytest.raises(DocumentError, match=r"span char=2,4: .* outside char=0,3"):
        excerpt("SLOM", [Span(2, 4), Span(0, 3)])


def test_span_may_not_end_outside_the_text() -> None:
    with pytest.raises(DocumentError, match=r"span char=0,5: .* text of 4 code points"):
        excerpt("SLOM", [Span(0, 5)])


@given(st.text(min_size=1), st.data())
def test_excerpt_of_one_span_is_the_slice(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert excerpt(text, [Span(start, end)]) == text[start:end]
