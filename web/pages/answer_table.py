"""An answer as a table to take away: what its page shows, all rows, nothing left out above them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gql.files.rows import SEPARATOR, AnswerRow, Scalar
from gql.files.table import list_rows
from gql.selection import Selection
from web.pages.answer_rows import read_rows
from web.pages.answer_view import iter_singles
from web.pages.bands import Layout
from web.pages.cells import Words, read_rest

RESTS_ON = "rests on"
"""Head of the column with the passages of a row."""


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The table of one root: heads as people read them, and cells of text or number."""

    root: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def read_answer_tables(
    selection: Selection, data: Mapping[str, Any], words: Words, rows: str | None
) -> tuple[AnswerTable, ...]:
    """Read a table for each root of an operation; of one root alone `rows` names what gives the rows.

    Raises QueryError where there is no such relation.
    """
    singles = list(iter_singles(selection))
    wanted = rows if len(singles) == 1 else None
    return tuple(_read_root(single, key, data[key], words, wanted) for key, single in singles)


def _read_root(
    selection: Selection, key: str, value: Any, words: Words, rows: str | None
) -> AnswerTable:
    choices = list_rows(selection)
    if choices is None:
        facts = {name: one for name, one in (value or {}).items() if isinstance(one, Scalar)}
        return AnswerTable(key, tuple(map(words.word, facts)), (tuple(map(_cell, facts.values())),))
    _, table, found = read_rows(selection, {key: value}, choices, rows)
    layout = Layout.of(table, selection, words)
    has_evidence = any(row.evidence for row in found)
    head = (*layout.head, RESTS_ON) if has_evidence else layout.head
    return AnswerTable(key, head, tuple(_iter_cells(layout, found, has_evidence=has_evidence)))


def _iter_cells(
    layout: Layout, rows: Sequence[AnswerRow], *, has_evidence: bool
) -> Iterator[tuple[str | int, ...]]:
    for row in rows:
        cells = [_joined(cell.parts, number=cell.is_number) for cell in layout.flat(row)]
        if has_evidence:
            cells.append(SEPARATOR.join(str(read_rest(piece)) for piece in row.evidence))
        yield tuple(cells)


def _joined(parts: Sequence[object], *, number: bool) -> str | int:
    text = SEPARATOR.join(map(str, parts))
    return int(text) if number and len(parts) == 1 else text


def _cell(value: Scalar) -> str | int:
    return str(value).lower() if isinstance(value, bool) else value
