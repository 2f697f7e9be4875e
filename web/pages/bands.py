"""The layout of a table for readers: what rows have in common stands above them, once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Self

from graphql import is_enum_type

from gql.files.rows import AnswerRow
from gql.files.table import Column, Table
from gql.selection import Selection
from web.pages.cells import NAMES, Cell, Rest, Words, read_rest

_SHOWN_AS_EVIDENCE = {"Evidence", "EvidencePassage", "EvidenceDocument", "EvidenceInstrument"}
"""Types whose values stand beside the passage of a row, and in no column of their own."""
_WRAPPERS = {"groupBy", "key", "node"}
"""Fields of groups that only lead to what they are grouped by."""


@dataclass(frozen=True, slots=True)
class Band:
    """What several rows have in common: the values of a thing that the things of the rows are of."""

    level: int
    cells: tuple[Cell, ...]
    rests: tuple[Rest, ...]


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row with what it rests on, and the bands that begin with it."""

    bands: tuple[Band, ...]
    cells: tuple[Cell, ...]
    rests: tuple[Rest, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column in its place: which cell of a row it is, how it is shown, and on which level."""

    place: int
    column: Column
    label: str
    level: int
    is_term: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of a table are laid out: the columns of each level, the rows' own last.

    A level is one of the lists that lead to the rows, known by its name.
    """

    words: Words
    levels: tuple[str, ...]
    places: tuple[_Column, ...]

    @classmethod
    def of(cls, table: Table, selection: Selection, words: Words) -> Self:
        """Lay out a table."""
        levels = tuple(branch.name for branch in table.path if branch.gives_rows)
        shown = [
            (place, column)
            for place, column in enumerate(table.columns)
            if column.parent not in _SHOWN_AS_EVIDENCE
        ]
        labels = _labels([column.name for _, column in shown], words)
        places = tuple(
            _Column(
                place,
                column,
                label,
                _level(column.name, levels),
                is_enum_type(selection.schema.type_map.get(column.type)),
            )
            for (place, column), label in zip(shown, labels, strict=True)
        )
        return cls(words, levels, places)

    @property
    def last(self) -> int:
        """Level of the rows."""
        return len(self.levels)

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Labels of the rows' own columns, and their names in files."""
        return tuple((p.label, p.column.name) for p in self.places if p.level == self.last)

    def iter_lines(self, rows: Sequence[AnswerRow]) -> Iterator[TableLine]:
        """Yield the rows, each with the bands of the things that the row above is not of."""
        above: tuple[int, ...] | None = None
        for row in rows:
            shared = -1 if above is None else _shared(above, row.place)
            bands = (self._band(level, row) for level in range(shared + 1, self.last))
            own = self._band(self.last, row)
            told = tuple(band for band in bands if band.cells or band.rests)
            yield TableLine(told, own.cells, own.rests)
            above = row.place

    def _band(self, level: int, row: AnswerRow) -> Band:
        """What a row has on a level; in what stands above rows names come first, and no gaps."""
        cells = [self._cell(one, row) for one in self.places if one.level == level]
        if level != self.last:
            shown = (cell for cell in cells if cell.parts)
            cells = sorted(shown, key=lambda cell: not cell.is_name)
        rests = (piece for piece in row.evidence if _level(piece.of, self.levels) == level)
        return Band(level, tuple(cells), tuple(map(read_rest, rests)))

    def _cell(self, one: _Column, row: AnswerRow) -> Cell:
        values = row.cells[one.place]
        parts = (self.words.part(value, one.column, is_term=one.is_term) for value in values)
        return Cell(one.label, tuple(parts), one.column.field in NAMES, one.is_term)


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    """How many lists lead over the same elements."""
    pairs = zip(one, other, strict=True)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _labels(names: Sequence[str], words: Words) -> Iterator[str]:
    """Label each column by its last name, or by its last two where others end alike.

    The second that one thing is called by, as its caption, is told apart from the first.
    """
    paths = [_path(name) for name in names]
    for place, path in enumerate(paths):
        alike = {one for one in paths if one[-1] == path[-1]}
        parts = list(path[-1:] if len(alike) == 1 else path[-2:])
        if path in paths[:place]:
            parts.append(names[place].rpartition(".")[2])
        yield " ".join(map(words.word, parts))


def _path(name: str) -> tuple[str, ...]:
    """Names that lead to the value of a column; what is a name is called by what has it."""
    *before, last = name.split(".")
    leading = tuple(part for part in before if part not in _WRAPPERS)
    return leading if leading and last in NAMES else (*leading, last)


def _level(name: str, levels: Sequence[str]) -> int:
    """Number of lists that lead to what has a name; their names begin it."""
    known = [n for n, one in enumerate(levels, 1) if not one or f"{name}.".startswith(f"{one}.")]
    return max(known, default=0)
