"""The matcher of facts itself: what it takes for found, and how it reads names, dates and words."""

from dataclasses import replace

import pytest

from graph.model.read_model import build_model
from graph.release import Release
from graph.terms import Ontology
from graph.text import normalise
from tests.answers.gold.facts import Fact, exchange
from tests.answers.gold.matcher import Matcher
from tests.answers.gold.words import Period, number, ordinals, periods, stems, words
from tests.places import SMALL_TEXTS

READ_OUT = Fact(
    id="f1",
    doc="lake-report.txt",
    locator="para 1",
    kind="period",
    subject="Port Ada Declaration on River Work",
    predicate="dated",
    object="5 March 2018",
    qualifiers={},
    evidence="read out on 5 March 2018",
)


@pytest.fixture(scope="module")
def matcher(small_release: Release, ontology: Ontology) -> Matcher:
    text = normalise((SMALL_TEXTS / READ_OUT.doc).read_bytes())
    model = build_model(small_release.read_quads(), ontology)
    return Matcher(model, {READ_OUT.doc: text}, [READ_OUT])


def test_date_is_found_where_it_is_stated(matcher: Matcher) -> None:
    assert matcher.judge(READ_OUT).found


def test_date_that_another_document_states_is_not_found(matcher: Matcher) -> None:
    assert "no statement" == matcher.judge(replace(READ_OUT, object="7 March 2018")).reason


def test_qualifier_has_to_hold_too(matcher: Matcher) -> None:
    fact = replace(READ_OUT, qualifiers={"place": "Southmark City"})

    assert "without place" == matcher.judge(fact).reason


def test_reason_tells_what_has_no_name_in_the_release(matcher: Matcher) -> None:
    fact = replace(READ_OUT, subject="Treaty of the Seven Seas")

    assert "subject unresolved" == matcher.judge(fact).reason


def test_reason_tells_that_no_passage_has_the_words(matcher: Matcher) -> None:
    assert "no passage" == matcher.judge(replace(READ_OUT, evidence="written on water")).reason


def test_exchange_gives_no_fact_that_was_given() -> None:
    facts = [
        replace(READ_OUT, subject=subject, object=year)
        for subject, year in (("plan", "2001"), ("plan", "2002"), ("charter", "2003"))
    ]

    exchanged = exchange(facts, seed=7)

    assert len(facts) == len(exchanged)
    assert not {(f.subject, f.object) for f in exchanged} & {(f.subject, f.object) for f in facts}


def test_exchange_is_the_same_each_time() -> None:
    facts = [replace(READ_OUT, subject=f"plan {n}", object=str(n)) for n in range(9)]

    assert exchange(facts, seed=7) == exchange(facts, seed=7)


def test_names_compare_without_articles_case_possessives_and_plurals() -> None:
    assert words("The ASEAN Labour Ministers’ Meeting") == words("ASEAN labour minister meeting")


def test_hyphens_hold_names_together() -> None:
    assert ("e-readi", "slom-wg") == words("E-READI and SLOM-WG")


def test_ordinals_in_words_and_in_digits_are_the_same() -> None:
    assert {"28th"} == ordinals("Twenty-Eighth meeting") == ordinals("28th meeting")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("informalisation", "informality", True),
        ("mobilising", "mobilisation", True),
        ("informality", "information", False),
    ],
)
def test_stems_join_forms_of_a_word_and_no_others(one: str, other: str, *, same: bool) -> None:
    assert same is (stems(one) == stems(other))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("held on 5-6 October 2017", Period("2017-10-05", "2017-10-06")),
        ("29 September – 1 October 2020", Period("2020-09-29", "2020-10-01")),
        ("as at 1 Nov 2013", Period("2013-11-01", "2013-11-01")),
        ("April 1975", Period("1975-04-01", "1975-04-30")),
        ("2016-2020", Period("2016-01-01", "2020-12-31")),
    ],
)
def test_dates_are_read_as_printed(text: str, expected: Period) -> None:
    assert [expected] == periods(text)


@pytest.mark.parametrize(("text", "expected"), [("eighteen enterprises", 18), ("9: all", 9)])
def test_numbers_are_read_in_words_and_digits(text: str, expected: int) -> None:
    assert expected == number(text)
