"""The layout of a table for readers: what rows have in common stands above them, once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Self

from graphql import is_enum_type

from gql.files.rows import AnswerRow, Scalar
from gql.files.table import Column, Table
from gql.selection import Selection
from web.pages.cells import NAMES, Cell, CellPart, Rest, Words, read_rest

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
class _Value:
    """A column of the table: which cell of a row it is, its label, and whether it has terms."""

    place: int
    column: Column
    label: str
    is_term: bool

    @property
    def is_name(self) -> bool:
        """Whether its values name what they are of."""
        return self.column.field in NAMES

    def said(self, text: str) -> str:
        """A value beside the name of what it is said of: a role, “as printed”, via ILO."""
        if self.is_term:
            return text
        return f"“{text}”" if self.column.field.endswith("Printed") else f"{self.label} {text}"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as it is shown: its label, its level, and the columns of the table that it shows.

    Of the columns of one list the first says who or what, and the others what is said of that.
    """

    label: str
    level: int
    values: tuple[_Value, ...]

    @property
    def name(self) -> str:
        """Names of the columns in files."""
        return ", ".join(one.column.name for one in self.values)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of a table are laid out: the columns of each level, the rows' own last.

    A level is one of the lists that lead to the rows, known by its name.
    """

    words: Words
    levels: tuple[str, ...]
    shown: tuple[_Column, ...]

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
        values = [
            _Value(place, column, label, is_enum_type(selection.schema.type_map.get(column.type)))
            for (place, column), label in zip(shown, labels, strict=True)
        ]
        return cls(words, levels, tuple(_columns(values, levels, words)))

    @property
    def last(self) -> int:
        """Level of the rows."""
        return len(self.levels)

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Labels of the rows' own columns, and their names in files."""
        return tuple((one.label, one.name) for one in self.shown if one.level == self.last)

    @property
    def head(self) -> tuple[str, ...]:
        """Labels of all columns, as they stand in a row."""
        return tuple(one.label for one in self.shown)

    def flat(self, row: AnswerRow) -> tuple[Cell, ...]:
        """A row with what it has in common with others."""
        return tuple(self._cell(one, row) for one in self.shown)

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
        cells = [self._cell(one, row) for one in self.shown if one.level == level]
        if level != self.last:
            shown = (cell for cell in cells if cell.parts)
            cells = sorted(shown, key=lambda cell: not cell.is_name)
        rests = (piece for piece in row.evidence if _level(piece.of, self.levels) == level)
        return Band(level, tuple(cells), tuple(map(read_rest, rests)))

    def _cell(self, shown: _Column, row: AnswerRow) -> Cell:
        first, *others = shown.values
        if others:
            return Cell(
                shown.label, tuple(self._elements(shown, row)), is_name=False, is_term=False
            )
        values = (value for value in row.cells[first.place] if value is not None)
        parts = (self._part(first, value) for value in values)
        is_number = first.column.type == "Int"
        return Cell(shown.label, tuple(parts), first.is_name, first.is_term, is_number)

    def _elements(self, shown: _Column, row: AnswerRow) -> Iterator[CellPart]:
        """Yield the elements of a list: of each who or what it is, with all else in brackets."""
        cells = [row.cells[one.place] for one in shown.values]
        for number in range(max(map(len, cells))):
            known = [
                (one, self._part(one, value))
                for one, cell in zip(shown.values, cells, strict=True)
                if cell and (value := cell[number]) is not None
            ]
            if known:
                (_, main), *others = known
                said = {main.text.casefold(): ""}  # what is printed as we call it says no more
                for one, part in others:
                    said.setdefault(part.text.casefold(), one.said(part.full or part.text))
                yield replace(main, about=", ".join(filter(None, said.values())))

    def _part(self, one: _Value, value: Scalar) -> CellPart:
        return self.words.part(value, one.column, is_term=one.is_term)


def _columns(values: Sequence[_Value], levels: Sequence[str], words: Words) -> Iterator[_Column]:
    """Yield the columns that are shown, those of one list as one, where its first one stands."""
    lists: dict[str, list[_Value]] = {}
    for one in values:
        lists.setdefault(one.column.list_name or one.column.name, []).append(one)
    for name, some in lists.items():
        level = _level(some[0].column.name, levels)
        if len(some) == 1:
            yield _Column(some[0].label, level, tuple(some))
        else:
            named = sorted(some, key=lambda one: not one.is_name)
            yield _Column(words.word(name.rpartition(".")[2]), level, tuple(named))


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
