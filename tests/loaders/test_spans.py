"""Spans of passages hold against the texts at hand."""

from graph.errors import Problem
from graph.text import digest
from loaders.spans import check_spans
from loaders.tables import RowLocation, TableRow

TEXT = "1. We met.\n2. We left.\n"
TEXTS = {digest(TEXT): TEXT}


def _document(text: str = TEXT, slug: str = "letter") -> TableRow:
    cells = {"key": slug, "digest": digest(text)}
    return TableRow(RowLocation(slug, "documents.csv", 2), "Document", cells)


def _passage(spans: str, words: str, **cells: str) -> TableRow:
    own = {"key": "main/1", "spans": spans, "digest": digest(words)} | cells
    return TableRow(RowLocation("letter", "passages.csv", 2), "Passage", own)


def test_words_at_the_spans_have_the_digest() -> None:
    rows = [_document(), _passage("char=0,10", "1. We met.")]
    assert check_spans(rows, TEXTS) == []


def test_several_spans_are_joined_by_a_line_end() -> None:
    rows = [_document(), _passage("char=0,10|char=11,22", "1. We met.\n2. We left.")]
    assert check_spans(rows, TEXTS) == []


def test_other_words_are_a_problem() -> None:
    found = check_spans([_document(), _passage("char=0,9", "1. We met.")], TEXTS)
    expected = (
        f"{digest('1. We met')}, the digest of the text at the spans; correct spans or digest"
    )
    place = ("letter/passages.csv", 2, "digest")
    assert found == [Problem(*place, digest("1. We met."), expected)]


def test_span_outside_the_text_is_a_problem() -> None:
    (problem,) = check_spans([_document(), _passage("char=0,99", "1. We met.")], TEXTS)
    assert (problem.column, problem.value) == ("spans", "char=0,99")
    assert "within the text of 23 code points" in problem.expectation


def test_documents_that_are_not_at_hand_are_passed_over() -> None:
    rows = [_document("Another text.\n"), _passage("char=0,99", "nothing")]
    assert check_spans(rows, TEXTS) == []


def test_passage_may_be_of_a_document_of_another_folder() -> None:
    rows = [_document(slug="annex"), _passage("char=0,9", "1. We met.", document="annex")]
    assert len(check_spans(rows, TEXTS)) == 1


def test_passage_without_spans_is_passed_over() -> None:
    row = TableRow(RowLocation("letter", "passages.csv", 2), "Passage", {"key": "main/1"})
    assert check_spans([_document(), row], TEXTS) == []
