"""The rows of a table, taken from an answer: values cell by cell, and the evidence of each row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gql.files.evidence import Piece, read_piece
from gql.files.table import Branch, Column, Leaf, Table

Scalar = bool | int | str
SEPARATOR = "; "
"""What stands between several values of a cell where it is written as text."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The values of each cell, and what the row rests on.

    Cells of one list are aligned: each element of the list, once, has its value in each of them, or
    None; a cell without any value is empty. The place has for each list that leads to the row which
    of its elements does.
    """

    cells: tuple[tuple[Scalar | None, ...], ...]
    evidence: tuple[Piece, ...]
    place: tuple[int, ...]

    def texts(self) -> tuple[str, ...]:
        """Cells as text; a value that is not there is empty."""
        return tuple(SEPARATOR.join(map(_text, values)) for values in self.cells)


Element = dict[str, Scalar]
"""Values of one element of a list by the names of their columns."""


@dataclass(slots=True)
class _FoundCells:
    """Values of the row itself, elements by their lists, evidence by where it was found, the place."""

    values: Element
    elements: dict[str, list[Element]]
    evidence: dict[tuple[str, str, str], Piece]
    place: tuple[int, ...]

    def joined(self, other: "_FoundCells") -> "_FoundCells":
        """Put together what is above a row and the row."""
        elements = self.elements | {
            name: self.elements.get(name, []) + some for name, some in other.elements.items()
        }
        evidence = self.evidence | other.evidence
        return _FoundCells(self.values | other.values, elements, evidence, self.place + other.place)

    def cells(self, columns: Sequence[Column]) -> Iterator[tuple[Scalar | None, ...]]:
        """Yield the cells of a row."""
        lists: dict[str, list[str]] = {}
        for column in columns:
            lists.setdefault(column.list_name, []).append(column.name)
        aligned = {name: self._aligned(name, lists[name]) for name in lists if name}
        for column in columns:
            if column.list_name:
                yield aligned[column.list_name][column.name]
            else:
                yield (self.values[column.name],) if column.name in self.values else ()

    def _aligned(self, name: str, columns: Sequence[str]) -> dict[str, tuple[Scalar | None, ...]]:
        """Values of the elements of a list, one cell a column; elements that say the same are one."""
        rows = (tuple(map(one.get, columns)) for one in self.elements.get(name, ()))
        once = [row for row in dict.fromkeys(rows) if any(value is not None for value in row)]
        cells = zip(columns, zip(*once, strict=True), strict=True) if once else ()
        known = {name: cell for name, cell in cells if any(value is not None for value in cell)}
        return {name: known.get(name, ()) for name in columns}


def iter_rows(table: Table, data: Mapping[str, Any]) -> Iterator[AnswerRow]:
    """Yield the rows that an answer holds."""
    for found in _iter_found(table.path, data[table.root.key]):
        cells = tuple(found.cells(table.columns))
        yield AnswerRow(cells, tuple(found.evidence.values()), found.place)


def _iter_found(path: Sequence[Branch], value: Any) -> Iterator[_FoundCells]:
    branch, *rest = path
    for number, element in enumerate(value if branch.gives_rows else [value]):
        if element is None:
            continue
        found = _FoundCells({}, {}, {}, (number,) if branch.gives_rows else ())
        for part in branch.below:
            if part not in rest and not part.about_page:
                _gather(found, part, element.get(part.key), found.values)
        if not rest:
            yield found
        else:
            below = _iter_found(rest, element.get(rest[0].key))
            yield from (found.joined(row) for row in below)


def _gather(found: _FoundCells, part: Branch | Leaf, value: Any, element: Element) -> None:
    """Put what stands below a part into the element that it is of, or into elements of its own."""
    if isinstance(value, list):
        elements = found.elements.setdefault(part.name, [])
        for one in value:
            elements.append({})
            _gather(found, part, one, elements[-1])
    elif value is None:
        return
    elif isinstance(part, Leaf):
        element[part.name] = value
    else:
        if piece := read_piece(part.name, value):
            found.evidence.setdefault((part.name, piece.passage, piece.certainty), piece)
        for below in part.below:
            _gather(found, below, value.get(below.key), element)


def _text(value: Scalar | None) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
