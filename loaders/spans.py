"""Spans of curated passages held against the texts of the documents at hand."""

from collections.abc import Iterator, Mapping

from graph.errors import DocumentError, Problem
from graph.text import Span, digest, excerpt
from loaders.tables import TableRow, split_cell


def check_spans(rows: list[TableRow], texts: Mapping[str, str]) -> list[Problem]:
    """List passages whose span or digest is not what the document at hand says.

    `texts` are normalised texts by digest; documents that are not among them are passed over.
    """
    documents = {r.cells.get("key", ""): r.cells for r in rows if r.class_name == "Document"}
    problems: list[Problem] = []
    for row in rows:
        cells = documents.get(row.cells.get("document", row.place.folder), {})
        text = texts.get(cells.get("digest", ""))
        if row.class_name == "Passage" and "spans" in row.cells and text is not None:
            problems += _iter_problems(row, text)
    return problems


def _iter_problems(row: TableRow, text: str) -> Iterator[Problem]:
    try:
        found = digest(excerpt(text, map(Span.parse, split_cell(row.cells["spans"]))))
    except DocumentError as error:
        yield row.place.problem("spans", row.cells["spans"], str(error))
        return
    if found != row.cells.get("digest"):
        expected = f"{found}, the digest of the text at the spans; correct spans or digest"
        yield row.place.problem("digest", row.cells.get("digest", ""), expected)
