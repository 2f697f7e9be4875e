"""From the nested lists of a statement's record to the shaped answer of its root."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from graph.budget import Budget
from graph.decoded.facts import Scalar
from graph.neo4j.columns import (
    bytes_of_names,
    bytes_of_row,
    group_columns,
    key_shapes,
    row_parts,
    step_shapes,
)
from graph.paths import relation_name
from graph.plan import (
    Claims,
    Constant,
    Cursor,
    Edges,
    Evidence,
    GroupKey,
    GroupPart,
    Groups,
    Json,
    KeyField,
    Level,
    Lookup,
    Measure,
    Nodes,
    One,
    Page,
    PageInfo,
    PagePart,
    Paths,
    Shape,
    Slot,
    Steps,
    Total,
    Value,
    Withheld,
)
from graph.shaping import Group, concept_label, measured, page_info, sorted_groups
from graph.terms import Ontology
from graph.witness import Witnesses

Row = list[Json]
Read = Callable[[Json], Json]
"""Decodes what stands in one place of all rows."""


class Decoder:
    """Decodes records of one level of certainty; the plan says what stands where.

    The budget is asked for what was sent, for the names that are written to it, and for evidence.
    """

    def __init__(
        self, ontology: Ontology, witnesses: Witnesses, level: Level, budget: Budget
    ) -> None:
        self.ontology, self.witnesses, self.level = ontology, witnesses, level
        self._budget = budget
        self._readers: dict[int, Read] = {}
        self._tables: dict[int, tuple[int, list[tuple[int, Read]]]] = {}

    def root(self, ask: Page | Lookup | Paths, answer: Row) -> Json:
        """Decode the answer of a root."""
        for sent in answer:
            self._budget.weigh(sent if isinstance(sent, list) else [sent])
        match ask:
            case Lookup(_, _, shape):
                return self._shape(shape, cast(Row, answer[0])) if answer else None
            case Page():
                return self._page(ask, answer)
            case Paths():
                return [self._path(ask, cast(list[Row], path)) for path in answer]

    def _path(self, paths: Paths, rows: list[Row]) -> Json:
        places = {id(shape): i for i, shape in enumerate(step_shapes(paths), start=2)}

        def step_field(field: str | Constant | Nodes | Evidence, row: Row) -> Json:
            match field:
                case Constant(text):
                    return text
                case Nodes(shape):
                    return self._shape(shape, cast(Row, row[places[id(shape)]]))
                case Evidence():
                    return self._evidence(field, row[1])
                case _:
                    kind = str(row[0]).rpartition(" ")[2]
                    return relation_name(self.ontology, kind[:-1], kind[-1])

        def show(part: str | Constant | Steps) -> Json:
            match part:
                case Constant(text):
                    return text
                case Steps(fields):
                    return [{n: step_field(f, row) for n, f in fields} for row in rows]
                case _:
                    return len(rows)

        return {name: show(part) for name, part in paths.fields}

    def _shape(self, shape: Shape, row: Row) -> Json:
        self._budget.write(bytes_of_names(shape))
        return self._reader(shape)(row)

    def _evidence(self, evidence: Evidence, graphs: Json) -> Json:
        shown = self.witnesses.show(evidence, cast(list[str], graphs), self.level)
        self._budget.weigh([shown])
        return shown

    def _reader(self, shape: Shape) -> Read:
        """Make what decodes all rows of a shape, the first time that there is one."""
        reader = self._readers.get(id(shape))
        if reader is None:
            reader = self._readers[id(shape)] = self._compile(shape)
        return reader

    def _compile(self, shape: Shape) -> Read:
        """A thing costs what its fields cost: which they are is looked up by class.

        A row has the class, then what was sent for each slot; a field is its name, its place in
        the row, and what decodes it where it is not shown as it was sent.
        """
        slots: list[tuple[int, Read | None]] = []
        sent = 0
        for slot in shape.slots:
            sent += not isinstance(slot, Constant)
            slots.append((sent, self._slot(slot)))
        fields = {
            class_name: [(name, *slots[place]) for name, place in layout]
            for class_name, layout in shape.layout.items()
        }

        def read(row: Any) -> Json:
            return {
                name: row[place] if decode is None else decode(row[place])
                for name, place, decode in fields[row[0]]
            }

        return read

    def _slot(self, slot: Slot) -> Read | None:
        match slot:
            case Constant(text):
                return lambda _: text
            case Value(name):
                known = self.ontology.properties.get(name)
                return _sorted if known and known.many else None
            case One(_, shape):
                read = self._reader(shape)
                return lambda found: read(cast(Row, found)[0]) if found else None
            case Page():
                return lambda answer: self._page(slot, cast(Row, answer))
            case Claims():
                return lambda rows: self._claims(slot, cast(list[Row], rows))

    def _claims(self, claims: Claims, rows: list[Row]) -> Json:
        self._budget.write_names([name for name, _ in claims.fields], len(rows))
        return [self._claim(claims, row) for row in rows]

    def _claim(self, claims: Claims, row: Row) -> Json:
        value, name, evidence, *columns = row
        key, sent = cast(Scalar, value), iter(columns)
        label = self._label(claims.property, key, name)

        def show(field: KeyField | Evidence) -> Json:
            match field:
                case Evidence():
                    return self._evidence(field, evidence)
                case Shape():
                    return self._shape(field, cast(Row, next(sent)))
                case _:
                    return _key_field(field, key, label)

        return {name: show(field) for name, field in claims.fields}

    def _label(self, name: str, value: Scalar | None, title: Json) -> str | None:
        """Label of a value of a property: the name of a thing, else the value in words."""
        prop = self.ontology.properties[name]
        if prop.kind == "thing":
            return cast(str | None, title)
        return concept_label(self.ontology, prop, value)

    def _page(self, page: Page, answer: Row) -> Json:
        total, withheld, sent, *groups = answer
        grouped, rows = iter(groups), cast(list[Row], sent or [])
        names, readers = self._columns(page)
        self._budget.write(len(rows) * names)
        columns = {
            part: [read(row[place]) for row in rows] for place, (part, read) in enumerate(readers)
        }

        def show(part: PagePart) -> Json:
            match part:
                case Constant(text):
                    return text
                case Total():
                    return total
                case Withheld():
                    return withheld
                case Nodes():
                    return columns[id(part)]
                case Edges(fields):
                    return [
                        {name: _edge_field(f, columns, i, page.offset) for name, f in fields}
                        for i in range(len(rows))
                    ]
                case PageInfo(fields):
                    return page_info(fields, page.offset, len(rows), cast(int, total))
                case Groups():
                    return self._groups(part, cast(list[Json], next(grouped)))

        return {name: show(part) for name, part in page.parts}

    def _columns(self, page: Page) -> tuple[int, list[tuple[int, Read]]]:
        """Parts of a page for which rows have columns, with what decodes each; bytes of their names."""
        columns = self._tables.get(id(page))
        if columns is None:
            parts = row_parts(page)
            readers = [(id(part), self._column(part)) for part in parts]
            columns = self._tables[id(page)] = bytes_of_row(page), readers
        return columns

    def _column(self, part: Nodes | Evidence) -> Read:
        if isinstance(part, Nodes):
            return self._reader(part.shape)
        return lambda graphs: self._evidence(part, graphs)

    def _groups(self, groups: Groups, rows: list[Json]) -> Json:
        """Put the things together that have a value in common."""
        members: dict[Scalar | None, list[Row]] = {}
        for row in rows:
            members.setdefault(cast(Scalar | None, cast(Row, row)[0]), []).append(cast(Row, row))
        found = [
            Group(
                value,
                self._label(groups.property, value, some[0][1]),
                sum(cast(int, row[2]) for row in some),
                some,
            )
            for value, some in members.items()
        ]
        prop = self.ontology.properties[groups.property]
        ordered = sorted_groups(found, prop, by_key=groups.by_key)
        self._budget.write_names([name for name, _ in groups.fields], len(found))
        return [self._group(groups, group) for group in ordered]

    def _group(self, groups: Groups, group: Group[list[Row]]) -> Json:
        shapes, parts = key_shapes(groups), group_columns(groups)
        keys = {id(shape): group.members[0][i] for i, shape in enumerate(shapes, start=3)}
        places = {id(part): i for i, part in enumerate(parts, start=3 + len(shapes))}

        def key_field(field: KeyField) -> Json:
            if isinstance(field, Shape):
                return self._key_shape(field, keys[id(field)])
            return _key_field(field, group.value, group.label)

        def show(part: GroupPart) -> Json:
            columns = [row[places[id(part)]] for row in group.members if id(part) in places]
            match part:
                case Constant(text):
                    return text
                case Total():
                    return group.count
                case GroupKey(fields):
                    return {name: key_field(field) for name, field in fields}
                case Measure(kind):
                    return measured(kind, _sent_values(kind, columns))
                case Nodes(shape):
                    return [self._shape(shape, cast(Row, column)) for column in columns]
                case Groups():
                    return self._groups(part, [r for c in columns for r in cast(list[Json], c)])

        return {name: show(part) for name, part in groups.fields}

    def _key_shape(self, shape: Shape, row: Json) -> Json:
        return None if row is None else self._shape(shape, cast(Row, row))


def _sent_values(kind: str, columns: list[Json]) -> Iterator[Any]:
    """Values of a measure: lists of values, or lists of one that is absent or as compared."""
    for column in columns:
        for sent in cast(list[Any], column):
            if kind == "countDistinct":
                yield from sent
            elif sent is not None:
                yield sent


def _key_field(field: KeyField, key: Scalar | None, label: str | None) -> Json:
    match field:
        case Constant(text):
            return text
        case "label":
            return label
        case "value":
            return None if key is None else str(key)
        case _:
            return None


def _edge_field(
    field: Constant | Cursor | Nodes | Evidence,
    columns: Mapping[int, list[Json]],
    place: int,
    offset: int,
) -> Json:
    match field:
        case Constant(text):
            return text
        case Cursor():
            return str(offset + place + 1)
        case _:
            return columns[id(field)][place]


def _sorted(values: Json) -> Json:
    return sorted(cast(list[Json], values), key=str)
