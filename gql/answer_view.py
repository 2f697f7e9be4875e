"""An answer as pages show it: the rows of its table, with links to things and passages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import SelectionSetNode, is_enum_type

from gql.rows import Row, Scalar, iter_rows
from gql.search import local_address
from gql.selection import Selection
from gql.table import Column, Table, list_rows, read_table
from gql.witness import Piece
from graph.terms import Ontology

SHOWN = 200
"""How many rows a page shows; files have all."""

Find = Callable[[str, str], str | None]
"""Finds the IRI of the one thing of a class that a name names."""

_SHOWN_AS_EVIDENCE = {"Evidence", "EvidencePassage", "EvidenceDocument", "EvidenceInstrument"}
"""Types whose values stand beside the passage of a row, and in no column of their own."""
_NAMES = ("name", "title", "caption")
"""Fields that are about the whole thing: a column is called by what leads to it."""
_ADDRESSES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Part:
    """A value in a cell, and where it leads if anywhere."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """The values of a cell; `again` says that the row above has the same here and to the left."""

    parts: tuple[Part, ...]
    again: bool = False
    is_term: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """A passage that a row rests on, with its words where the document is at hand."""

    passage: Part
    document: Part
    certainty: str
    quote: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row with what it rests on."""

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
            return AnswerView(key, facts=tuple(_facts(data[key])))
        chosen = rows or choices.best
        table = read_table(selection, chosen)
        found = list(iter_rows(table, data))
        shown = [
            place
            for place, column in enumerate(table.columns)
            if column.parent not in _SHOWN_AS_EVIDENCE
        ]
        return AnswerView(
            root=key,
            columns=tuple(self._heads([table.columns[place] for place in shown])),
            lines=tuple(self._lines(table, found[:SHOWN], shown, selection)),
            count=len(found),
            withheld=(data[key] or {}).get("withheld") or 0,
            choices=choices.names,
            rows=chosen,
        )

    def _heads(self, columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
        """Label each column by its last name, or by its last two where others end alike."""
        paths = [_path(column.name) for column in columns]
        for column, path in zip(columns, paths, strict=True):
            alike = [one for one in paths if one[-1] == path[-1]]
            words = path[-1:] if len(alike) == 1 else path[-2:]
            yield ", ".join(map(self._word, words)), column.name

    def _word(self, name: str) -> str:
        known = self.ontology.properties.get(name) or self.ontology.classes.get(name)
        label = (
            known.label if known else "".join(f" {c.lower()}" if c.isupper() else c for c in name)
        )
        return "kind" if name == "__typename" else label

    def _lines(
        self, table: Table, rows: Sequence[Row], shown: Sequence[int], selection: Selection
    ) -> Iterator[Line]:
        columns = [table.columns[place] for place in shown]
        terms = [is_enum_type(selection.schema.type_map.get(one.type)) for one in columns]
        above: list[tuple[Scalar, ...] | None] = [None] * len(shown)
        for row in rows:
            values = [row.cells[place] for place in shown]
            cells, same = [], True
            for place, (value, column) in enumerate(zip(values, columns, strict=True)):
                same = same and value == above[place]
                parts = tuple(self._part(one, column, is_term=terms[place]) for one in value)
                cells.append(Cell(parts, same, terms[place]))
            yield Line(tuple(cells), tuple(map(_rest, row.evidence)))
            above = [*values]

    def _part(self, value: Scalar, column: Column, *, is_term: bool) -> Part:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if is_term:
            return Part(text.lower().replace("_", " "))
        if text.startswith(_ADDRESSES):
            return Part(text, text)
        parent = column.parent.removeprefix("Other")
        if column.field not in _NAMES or parent not in self.ontology.classes:
            return Part(text)
        iri = self.find(text, parent)
        return Part(text, local_address(iri) if iri else "")


def _iter_singles(selection: Selection) -> Iterator[tuple[str, Selection]]:
    """Yield for each root of an operation a selection with no other."""
    for key, details in selection.roots().items():
        nodes = SelectionSetNode(selections=tuple(one.node for one in details))
        operation = selection.operation
        keys = {name: getattr(operation, name) for name in operation.keys}
        single = type(operation)(**keys | {"selection_set": nodes})
        yield key, replace(selection, operation=single)


def _facts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield from ((name, str(one)) for name, one in value.items() if not isinstance(one, dict))


def _path(name: str) -> tuple[str, ...]:
    """Names that lead to the value of a column; what is a name is called by what has it."""
    parts = name.split(".")
    return tuple(parts[:-1] if parts[-1] in _NAMES and len(parts) > 1 else parts)


def _rest(piece: Piece) -> Rest:
    fields = piece.fields
    document = fields["document"] or {}
    return Rest(
        passage=Part(str(fields["locator"]), local_address(piece.passage)),
        document=Part(document["name"], local_address(document["iri"])) if document else Part(""),
        certainty=str(fields["certainty"]).lower(),
        quote=fields["quote"] or "",
    )
