"""Spans of curated passages held against the texts of the documents at hand."""

from collections.abc import Iterator, Mapping

from graph.errors import DocumentError, Problem
from graph.terms import passage_iri
from graph.text import Span, digest, excerpt
from loaders.tables import TableRow, document_of, split_cell


def check_spans(rows: list[TableRow], texts: Mapping[str, str]) -> list[Problem]:
    """List passages whose span or digest is not what the document at hand says.

    `texts` are normalised texts by digest; documents that are not among them are passed over.
    """
    return [p for row, text in _iter_at_hand(rows, texts) for p in _iter_problems(row, text)]


def read_words(rows: list[TableRow], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the words of the passages of documents at hand, by the IRI of each.

    Raises DocumentError for a span that the text does not have; `check_spans` lists these.
    """
    return {
        passage_iri(document_of(row), row.cells["key"]): excerpt(text, _spans(row))
        for row, text in _iter_at_hand(rows, texts)
    }


def _spans(row: TableRow) -> list[Span]:
    return [Span.parse(span) for span in split_cell(row.cells["spans"])]


def _iter_at_hand(rows: list[TableRow], texts: Mapping[str, str]) -> Iterator[tuple[TableRow, str]]:
    documents = {r.cells.get("key", ""): r.cells for r in rows if r.class_name == "Document"}
    for row in rows:
        text = texts.get(documents.get(document_of(row), {}).get("digest", ""))
        if row.class_name == "Passage" and "spans" in row.cells and text is not None:
            yield row, text


def _iter_problems(row: TableRow, text: str) -> Iterator[Problem]:
    try:
        found = digest(excerpt(text, _spans(row)))
    except DocumentError as error:
        yield row.place.problem("spans", row.cells["spans"], str(error))
        return
    if found != row.cells.get("digest"):
        expected = f"{found}, the digest of the text at the spans; correct spans or digest"
        yield row.place.problem("digest", row.cells.get("digest", ""), expected)
