"""From a validated operation to a plan: what is selected becomes shapes, pages and groups."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any, Literal, cast

from graphql import GraphQLObjectType, get_named_type

from gql.arguments import (
    Arguments,
    FilterReader,
    iter_sorts,
    read_bound,
    read_day,
    read_length,
    read_measured,
    read_property,
    token_of,
    within,
)
from gql.names import Names
from gql.schema import PAGE_SIZE, object_name
from gql.selection import Selected, Selection
from graph import plan
from graph.catalogue import Catalogue, Found
from graph.terms import Ontology, Property

_LEVELS = {"STATED": plan.STATED, "INFERRED": plan.INFERRED, "ALL": plan.ALL}
_MANDATES = plan.Related("agents", "some", plan.EVERYTHING)


Witness = tuple[tuple[str, str, plan.Evidence | None], ...]
"""Fields that are read of each piece of evidence beside those asked for."""


def plan_operation(
    selection: Selection,
    ontology: Ontology,
    catalogue: Catalogue,
    *,
    page_size: int = PAGE_SIZE,
    witness: Witness = (),
    until: float = inf,
) -> plan.Plan:
    """Plan an operation; a page that does not say how long it is has `page_size` things at most.

    Raises GraphQLError for arguments that do not fit, QueryError for keys that name nothing or
    several things and for values that are no dates, TimeoutError after the deadline of the
    catalogue. `until` is a moment of the same clock after which TakesLong is raised.
    """
    classes = ontology.classes.values()
    planner = _Planner(
        selection,
        FilterReader(ontology, Names(catalogue, until)),
        lookups={c.singular: c.name for c in classes},
        collections={c.plural: c.name for c in classes} | {"mandates": "Provision"},
        page_size=page_size,
        witness=witness,
    )
    return plan.Plan(tuple(planner.root(*field) for field in selection.roots().items()))


@dataclass(frozen=True)
class _Planner:
    """Holds one operation while its parts are planned; roots go by class name."""

    selection: Selection
    filters: FilterReader
    lookups: Mapping[str, str]
    collections: Mapping[str, str]
    page_size: int
    witness: Witness
    slots: dict[tuple[object, ...], Any] = field(default_factory=dict)

    @property
    def ontology(self) -> Ontology:
        return self.filters.ontology

    @property
    def names(self) -> Names:
        return self.filters.names

    def root(self, name: str, details: Selected) -> plan.Root:
        """Plan one field of the operation."""
        root = details[0].node.name.value
        if root == "__typename":
            return plan.Root(name, plan.STATED, plan.Constant("Query"))
        arguments = self.selection.arguments("Query", details)
        level = _LEVELS[token_of(arguments["certainty"])]
        with within(name):
            ask = self._ask(root, details, arguments)
            return plan.Root(name, level, ask, read_day(self.ontology, ask, arguments.get("asOf")))

    def _ask(
        self, root: str, details: Selected, arguments: Arguments
    ) -> plan.Page | plan.Lookup | plan.Paths:
        if root == "path":
            return self._paths(details, arguments)
        if root in self.lookups:
            class_name = self.lookups[root]
            iri = self._resolve(arguments, "key", class_name)
            return plan.Lookup(class_name, iri, self._shape(class_name, details))
        class_name = self.collections[root]
        extra: list[plan.Filter] = [_MANDATES] if root == "mandates" else []
        found = Found((), cut=False)
        if arguments.get("search") is not None:
            found = self.names.search(arguments["search"], class_name)
            extra.append(plan.Known(found.iris))
        page = self._page(class_name, class_name, details, arguments, cut=found.cut)
        if not extra:
            return page
        where = plan.Combine("and", (*extra, page.where))
        return replace(page, where=where, found=found.iris)

    def _resolve(self, arguments: Arguments, name: str, class_name: str) -> str:
        with within(name):
            return self.names.resolve(arguments[name], class_name)

    def _paths(self, details: Selected, arguments: Arguments) -> plan.Paths:
        start, end = (self._resolve(arguments, name, "Thing") for name in ("from", "to"))
        fields: list[tuple[str, Any]] = []
        for answer, chosen in self.selection.fields("Path", details).items():
            match chosen[0].node.name.value:
                case "__typename":
                    fields.append((answer, plan.Constant("Path")))
                case "steps":
                    steps = self.selection.fields("Step", chosen).items()
                    shown = tuple((n, self._step_field(d)) for n, d in steps)
                    fields.append((answer, plan.Steps(shown)))
                case field_name:
                    fields.append((answer, field_name))
        return plan.Paths(start, end, read_length(arguments["maxLength"]), tuple(fields))

    def _step_field(self, details: Selected) -> Any:
        match details[0].node.name.value:
            case "node":
                return plan.Nodes(self._shape("Thing", details))
            case "evidence":
                return self._evidence("Evidence", details)
            case "__typename":
                return plan.Constant("Step")
            case name:
                return name

    def _shape(self, class_name: str, details: Selected) -> plan.Shape:
        """Shape of things of a class: fields that its subclasses share are planned once."""
        places: dict[tuple[object, ...], int] = {}
        slots: list[Any] = []
        layout = {}
        for name in self.ontology.concrete(class_name):
            self.names.check()
            fields = []
            for answer, chosen in self.selection.fields(
                object_name(self.ontology, name), details
            ).items():
                identity, slot = self._slot(name, chosen)
                if identity not in places:
                    places[identity] = len(slots)
                    slots.append(slot)
                fields.append((answer, places[identity]))
            layout[name] = tuple(fields)
        return plan.Shape(tuple(slots), layout)

    def _slot(self, class_name: str, details: Selected) -> tuple[tuple[object, ...], Any]:
        field_name = details[0].node.name.value
        if field_name == "__typename":
            name = object_name(self.ontology, class_name)
            return (name,), plan.Constant(name)
        identity = (field_name, *(id(d.node) for d in details))
        if identity not in self.slots:
            self.slots[identity] = self._planned_slot(class_name, field_name, details)
        return identity, self.slots[identity]

    def _planned_slot(self, class_name: str, name: str, details: Selected) -> plan.Slot:
        if name == "claims":
            return self._claims(object_name(self.ontology, class_name), details)
        prop = self.ontology.properties.get(name)
        if prop is None or prop.kind != "thing":
            return plan.Value(name)
        if not prop.many:
            return plan.One(name, self._shape(prop.range, details))
        arguments = self.selection.arguments(object_name(self.ontology, class_name), details)
        with within(name):
            return self._page(name, prop.range, details, arguments)

    def _claims(self, parent_name: str, details: Selected) -> plan.Claims:
        arguments = self.selection.arguments(parent_name, details)
        prop = read_property(self.ontology, arguments["property"])
        fields = self.selection.fields("Claim", details).items()
        return plan.Claims(prop.name, tuple((n, self._claim_field(prop, d)) for n, d in fields))

    def _claim_field(self, prop: Property, details: Selected) -> plan.KeyField | plan.Evidence:
        if details[0].node.name.value == "evidence":
            return self._evidence("Evidence", details)
        return self._key_field("Claim", prop, details)

    def _page(
        self,
        source: str,
        class_name: str,
        details: Selected,
        arguments: Arguments,
        *,
        cut: bool = False,
    ) -> plan.Page:
        parts = self.selection.fields(f"{class_name}Connection", details)
        start = read_bound(arguments, "offset", 0) + read_bound(arguments, "after", 0)
        with within("where"):
            where = tuple(self.filters.read(class_name, arguments.get("where")))
        return plan.Page(
            source=source,
            where=plan.Combine("and", where),
            order=tuple(s for order in arguments.get("orderBy") or () for s in iter_sorts(order)),
            found=(),
            offset=start,
            first=read_bound(arguments, "first", self.page_size),
            parts=tuple((name, self._part(class_name, d, cut=cut)) for name, d in parts.items()),
        )

    def _part(self, class_name: str, details: Selected, *, cut: bool) -> plan.PagePart:
        match details[0].node.name.value:
            case "searchCut":
                return plan.Constant(cut)
            case "__typename":
                return plan.Constant(f"{class_name}Connection")
            case "totalCount":
                return plan.Total()
            case "withheld":
                return plan.Withheld()
            case "nodes":
                return plan.Nodes(self._shape(class_name, details))
            case "edges":
                fields = self.selection.fields(f"{class_name}Edge", details).items()
                return plan.Edges(tuple((n, self._edge_field(class_name, d)) for n, d in fields))
            case "pageInfo":
                return plan.PageInfo(tuple(self._named("PageInfo", details)))
            case _:
                return self._groups(class_name, f"{class_name}Connection", details)

    def _edge_field(
        self, class_name: str, details: Selected
    ) -> plan.Constant | plan.Cursor | plan.Nodes | plan.Evidence:
        match details[0].node.name.value:
            case "node":
                return plan.Nodes(self._shape(class_name, details))
            case "cursor":
                return plan.Cursor()
            case "evidence":
                return self._evidence("Evidence", details)
            case _:
                return plan.Constant(f"{class_name}Edge")

    def _named(
        self, type_name: str, details: Selected
    ) -> Iterator[tuple[str, str | plan.Constant]]:
        for answer, chosen in self.selection.fields(type_name, details).items():
            name = chosen[0].node.name.value
            yield answer, plan.Constant(type_name) if name == "__typename" else name

    def _evidence(self, type_name: str, details: Selected) -> plan.Evidence:
        fields: list[tuple[str, str | plan.Constant, plan.Evidence | None]] = []
        known = self.selection.type(type_name).fields
        for answer, chosen in self.selection.fields(type_name, details).items():
            name = chosen[0].node.name.value
            if name == "__typename":
                fields.append((answer, plan.Constant(type_name), None))
                continue
            target = get_named_type(known[name].type)
            nested = isinstance(target, GraphQLObjectType)
            fields.append((answer, name, self._evidence(target.name, chosen) if nested else None))
        more = self.witness if type_name == "Evidence" else ()
        return plan.Evidence((*fields, *more))

    def _groups(self, class_name: str, parent_name: str, details: Selected) -> plan.Groups:
        arguments = self.selection.arguments(parent_name, details)
        prop = read_property(self.ontology, arguments["by"])
        fields = self.selection.fields(f"{class_name}Group", details).items()
        parts = tuple((name, self._group_field(class_name, prop, d)) for name, d in fields)
        by_key = token_of(arguments["orderBy"]) == "KEY"
        return plan.Groups(prop.name, bool(arguments["withEmpty"]), by_key, parts)

    def _group_field(self, class_name: str, prop: Property, details: Selected) -> plan.GroupPart:
        match details[0].node.name.value:
            case "min" | "max" | "countDistinct" as kind:
                arguments = self.selection.arguments(f"{class_name}Group", details)
                return plan.Measure(kind, read_measured(self.ontology, kind, arguments["of"]))
            case "count":
                return plan.Total()
            case "nodes":
                return plan.Nodes(self._shape(class_name, details))
            case "groupBy":
                return self._groups(class_name, f"{class_name}Group", details)
            case "key":
                fields = self.selection.fields("GroupKey", details).items()
                return plan.GroupKey(
                    tuple((n, self._key_field("GroupKey", prop, d)) for n, d in fields)
                )
            case _:
                return plan.Constant(f"{class_name}Group")

    def _key_field(self, type_name: str, prop: Property, details: Selected) -> plan.KeyField:
        match details[0].node.name.value:
            case "node" if prop.kind == "thing":
                return self._shape(prop.range, details)
            case "__typename":
                return plan.Constant(type_name)
            case name:
                return cast(Literal["value", "label", "node"], name)
