"""An answer as pages show it: the rows of its table, with links to things and passages."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Self

from graphql import SelectionSetNode, is_enum_type

from gql.rows import Row, Scalar, iter_rows
from gql.search import local_address
from gql.selection import Selection
from gql.table import Column, Table, list_rows, read_table
from gql.witness import Piece
from graph.terms import BASE, Ontology

SHOWN = 200
"""How many rows a page shows; files have all."""

Find = Callable[[str, str], str | None]
"""Finds the IRI of the one thing of a class that a name names."""

_SHOWN_AS_EVIDENCE = {"Evidence", "EvidencePassage", "EvidenceDocument", "EvidenceInstrument"}
"""Types whose values stand beside the passage of a row, and in no column of their own."""
_NAMES = ("name", "title", "caption")
"""Fields that are about the whole thing: a column is called by what leads to it."""
_WRAPPERS = {"groupBy", "key", "node"}
"""Fields of groups that only lead to what they are grouped by."""
_ADDRESSES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Part:
    """A value in a cell, and where it leads if anywhere."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """The values of a cell below the label of their column: names of things, terms or others."""

    label: str
    parts: tuple[Part, ...]
    is_name: bool
    is_term: bool


@dataclass(frozen=True, slots=True)
class Rest:
    """A passage that something rests on, with its words where the document is at hand."""

    passage: Part
    document: str
    title: str
    certainty: str
    quote: str


@dataclass(frozen=True, slots=True)
class Band:
    """What several rows have in common: the values of a thing that the things of the rows are of."""

    level: int
    cells: tuple[Cell, ...]
    rests: tuple[Rest, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row with what it rests on, and the bands that begin with it."""

    bands: tuple[Band, ...]
    cells: tuple[Cell, ...]
    rests: tuple[Rest, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The answer of one root of an operation.

    Columns are pairs of label and name in files; `facts` is told where there are no rows.
    """

    root: str
    columns: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    count: int = 0
    withheld: int = 0
    choices: tuple[str, ...] = ()
    rows: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def has_evidence(self) -> bool:
        """Whether any row tells what it rests on."""
        return any(line.rests for line in self.lines)


@dataclass(frozen=True, slots=True)
class AnswerViewer:
    """Makes views of answers; names are found in the catalogue."""

    ontology: Ontology
    find: Find

    def view(
        self, selection: Selection, data: Mapping[str, Any], rows: str | None
    ) -> tuple[AnswerView, ...]:
        """Show each root of an operation; `rows` names the relation that gives the rows.

        Raises QueryError where there is no such relation.
        """
        singles = list(_iter_singles(selection))
        wanted = rows if len(singles) == 1 else None
        return tuple(self._root(key, single, data, wanted) for key, single in singles)

    def _root(
        self, key: str, selection: Selection, data: Mapping[str, Any], rows: str | None
    ) -> AnswerView:
        choices = list_rows(selection)
        if choices is None:
            return AnswerView(key, facts=tuple(self._facts(data[key])))
        chosen = rows or choices.best
        table = read_table(selection, chosen)
        found = list(iter_rows(table, data))
        layout = _Layout.of(table, selection, self)
        about = data[key] if isinstance(data[key], dict) else {}
        return AnswerView(
            root=key,
            columns=layout.columns,
            lines=tuple(layout.iter_lines(found[:SHOWN])),
            count=len(found),
            withheld=about.get("withheld") or 0,
            choices=choices.names,
            rows=chosen,
        )

    def _facts(self, value: Any) -> Iterator[tuple[str, str]]:
        if isinstance(value, dict):
            told = ((name, one) for name, one in value.items() if isinstance(one, Scalar))
            yield from ((self.word(name), str(one)) for name, one in told)

    def word(self, name: str) -> str:
        """A name of the schema in words."""
        if name == "__typename":
            return "kind"
        known = self.ontology.properties.get(name) or self.ontology.classes.get(name)
        spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in name)
        return known.label if known else spaced

    def part(self, value: Scalar, column: Column, *, is_term: bool) -> Part:
        """A value in words, and where it leads."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if is_term:
            return Part(text.lower().replace("_", " "))
        if column.field == "__typename":
            return Part(self.word(text.removeprefix("Other")))
        if text.startswith(_ADDRESSES):
            return Part(text, local_address(text) if text.startswith(BASE) else text)
        if _is_term(text, column):
            return Part(text.lower().replace("_", " "))
        known = self.ontology.classes.get(column.parent.removeprefix("Other"))
        if column.field not in _NAMES or known is None:
            return Part(text)
        widest = [known.name, *(one for one in known.ancestors if one != "Thing")][-1]
        iri = self.find(text, widest) or self.find(
            text, "Thing"
        )  # a column tells one of its classes
        return Part(text, local_address(iri) if iri else "")


@dataclass(frozen=True, slots=True)
class _Place:
    """A column in its place: which cell of a row it is, how it is shown, and on which level."""

    place: int
    column: Column
    label: str
    level: int
    is_term: bool


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the rows of a table are laid out: the columns of each level, the rows' own last.

    A level is one of the lists that lead to the rows; what they have in common stands above them.
    """

    viewer: AnswerViewer
    levels: tuple[str, ...]
    places: tuple[_Place, ...]

    @classmethod
    def of(cls, table: Table, selection: Selection, viewer: AnswerViewer) -> Self:
        """Lay out a table."""
        levels = tuple(branch.name for branch in table.path if branch.gives_rows)
        shown = [
            (place, column)
            for place, column in enumerate(table.columns)
            if column.parent not in _SHOWN_AS_EVIDENCE
        ]
        labels = _labels([column.name for _, column in shown], viewer)
        places = tuple(
            _Place(
                place,
                column,
                label,
                _level(column.name, levels),
                is_enum_type(selection.schema.type_map.get(column.type)),
            )
            for (place, column), label in zip(shown, labels, strict=True)
        )
        return cls(viewer, levels, places)

    @property
    def last(self) -> int:
        """Level of the rows."""
        return len(self.levels)

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Labels and names of the rows' own columns."""
        return tuple((p.label, p.column.name) for p in self.places if p.level == self.last)

    def iter_lines(self, rows: Sequence[Row]) -> Iterator[Line]:
        """Yield the rows, each with the bands in which it differs from the row above."""
        above: tuple[Band, ...] = ()
        for row in rows:
            bands = [self._band(level, row) for level in range(self.last)]
            told = tuple(band for band in bands if band.cells or band.rests)
            same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(told, above)))  # noqa: B905  # the first row has none above
            own = self._band(self.last, row)
            yield Line(told[same:], own.cells, own.rests)
            above = told

    def _band(self, level: int, row: Row) -> Band:
        cells = (self._cell(one, row) for one in self.places if one.level == level)
        shown = tuple(cell for cell in cells if cell.parts or level == self.last)
        if level != self.last:
            shown = tuple(sorted(shown, key=lambda cell: not cell.is_name))  # names come first
        rests = (piece for piece in row.evidence if _level(piece.of, self.levels) == level)
        return Band(level, shown, tuple(map(_rest, rests)))

    def _cell(self, one: _Place, row: Row) -> Cell:
        values = row.cells[one.place]
        parts = (self.viewer.part(value, one.column, is_term=one.is_term) for value in values)
        return Cell(one.label, tuple(parts), one.column.field in _NAMES, one.is_term)


def _is_term(text: str, column: Column) -> bool:
    """Whether what things are grouped by is a term: groups tell it as a text."""
    return column.name.endswith("key.value") and re.fullmatch("[A-Z][A-Z_]+", text) is not None


def _labels(names: Sequence[str], viewer: AnswerViewer) -> Iterator[str]:
    """Label each column by its last name, or by its last two where others end alike.

    The second that one thing is called by, as its caption, is told apart from the first.
    """
    paths = [_path(name) for name in names]
    for place, path in enumerate(paths):
        alike = {one for one in paths if one[-1] == path[-1]}
        words = list(path[-1:] if len(alike) == 1 else path[-2:])
        if path in paths[:place]:
            words.append(names[place].rpartition(".")[2])
        yield " ".join(map(viewer.word, words))


def _level(name: str, levels: Sequence[str]) -> int:
    """Number of lists that lead to what has a name; their names begin it."""
    known = [n for n, one in enumerate(levels, 1) if not one or f"{name}.".startswith(f"{one}.")]
    return max(known, default=0)


def _iter_singles(selection: Selection) -> Iterator[tuple[str, Selection]]:
    """Yield for each root of an operation a selection with no other."""
    for key, details in selection.roots().items():
        nodes = SelectionSetNode(selections=tuple(one.node for one in details))
        operation = selection.operation
        keys = {name: getattr(operation, name) for name in operation.keys}
        single = type(operation)(**keys | {"selection_set": nodes})
        yield key, replace(selection, operation=single)


def _path(name: str) -> tuple[str, ...]:
    """Names that lead to the value of a column; what is a name is called by what has it."""
    *before, last = name.split(".")
    leading = tuple(part for part in before if part not in _WRAPPERS)
    return leading if leading and last in _NAMES else (*leading, last)


def _rest(piece: Piece) -> Rest:
    fields = piece.fields
    document = fields["document"] or {}
    return Rest(
        passage=Part(str(fields["locator"]), local_address(piece.passage)),
        document=document.get("caption") or document.get("name") or "",
        title=document.get("name") or "",
        certainty=str(fields["certainty"]).lower(),
        quote=fields["quote"] or "",
    )
