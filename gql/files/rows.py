"""The rows of a table, taken from an answer: values cell by cell, and the evidence of each row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gql.files.evidence import Piece, read_piece
from gql.files.table import Branch, Leaf, Table

Scalar = bool | int | str
SEPARATOR = "; "
"""What stands between several values of a cell where it is written as text."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The values of each cell, each value once, and what the row rests on.

    The place has for each list that leads to the row which of its elements does.
    """

    cells: tuple[tuple[Scalar, ...], ...]
    evidence: tuple[Piece, ...]
    place: tuple[int, ...]

    def texts(self) -> tuple[str, ...]:
        """Cells as text; what there is none of is empty."""
        return tuple(SEPARATOR.join(map(_text, values)) for values in self.cells)


@dataclass(slots=True)
class _FoundCells:
    """Values by the names of columns, evidence by where it was found, and the place of these."""

    values: dict[str, dict[Scalar, None]]
    evidence: dict[tuple[str, str], Piece]
    place: tuple[int, ...]

    def joined(self, other: "_FoundCells") -> "_FoundCells":
        values, evidence = self.values | other.values, self.evidence | other.evidence
        return _FoundCells(values, evidence, self.place + other.place)


def iter_rows(table: Table, data: Mapping[str, Any]) -> Iterator[AnswerRow]:
    """Yield the rows that an answer holds."""
    for found in _iter_found(table.path, data[table.root.key]):
        cells = (tuple(found.values.get(column.name, ())) for column in table.columns)
        yield AnswerRow(tuple(cells), tuple(found.evidence.values()), found.place)


def _iter_found(path: Sequence[Branch], value: Any) -> Iterator[_FoundCells]:
    branch, *rest = path
    for number, element in enumerate(value if branch.gives_rows else [value]):
        if element is None:
            continue
        found = _FoundCells({}, {}, (number,) if branch.gives_rows else ())
        for part in branch.below:
            if part not in rest and not part.about_page:
                _gather(found, part, element.get(part.key))
        if not rest:
            yield found
        else:
            below = _iter_found(rest, element.get(rest[0].key))
            yield from (found.joined(row) for row in below)


def _gather(found: _FoundCells, part: Branch | Leaf, value: Any) -> None:
    """Put what stands below a part into its cells."""
    if isinstance(value, list):
        for one in value:
            _gather(found, part, one)
    elif value is None:
        return
    elif isinstance(part, Leaf):
        found.values.setdefault(part.name, {})[value] = None
    else:
        if piece := read_piece(part.name, value):
            found.evidence.setdefault((part.name, piece.passage), piece)
        for below in part.below:
            _gather(found, below, value.get(below.key))


def _text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
