"""From a validated operation to a plan: keys and words become IRIs, selections become shapes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    get_operation_ast,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values

from gql.schema import PAGE_SIZE, object_name
from graph import plan
from graph.catalogue import Catalogue
from graph.errors import QueryError
from graph.terms import Ontology, Property, upper_snake
from graph.values import date_bounds, fold

_LEVELS = {"STATED": plan.STATED, "INFERRED": plan.INFERRED, "ALL": plan.ALL}
_MANDATES = plan.Related("agents", "some", plan.EVERYTHING)

Selected = Sequence[FieldDetails]
Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of the schema mean: classes by object type, and by root field."""

    classes: Mapping[str, str]
    collections: Mapping[str, str]
    lookups: Mapping[str, str]


def read_names(ontology: Ontology) -> Names:
    """Read off the ontology what the names of the schema mean."""
    classes = ontology.classes.values()
    return Names(
        classes={object_name(ontology, c.name): c.name for c in classes if not c.abstract},
        collections={c.plural: c.name for c in classes} | {"mandates": "Provision"},
        lookups={c.singular: c.name for c in classes},
    )


def plan_operation(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation_name: str | None,
    variables: Mapping[str, Any] | None,
    ontology: Ontology,
    catalogue: Catalogue,
) -> plan.Plan:
    """Plan a validated operation.

    Raises GraphQLError for variables that do not fit, QueryError for keys that name nothing or
    several things and for values that are no dates.
    """
    operation = get_operation_ast(document, operation_name)
    if operation is None:
        known = [
            d.name.value
            for d in document.definitions
            if isinstance(d, OperationDefinitionNode) and d.name
        ]
        raise GraphQLError(f"Which operation? Name one of {', '.join(known)} as operationName.")
    values = get_variable_values(
        schema, operation.variable_definitions or (), dict(variables or {})
    )
    if isinstance(values, list):
        raise values[0]
    fragments = {
        d.name.value: FragmentDetails(d, None)
        for d in document.definitions
        if isinstance(d, FragmentDefinitionNode)
    }
    planner = _Planner(
        schema, operation, fragments, values, ontology, catalogue, read_names(ontology)
    )
    return plan.Plan(tuple(planner.roots()))


@dataclass(frozen=True)
class _Planner:
    """Holds one operation while its parts are planned."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    variables: VariableValues
    ontology: Ontology
    catalogue: Catalogue
    names: Names
    slots: dict[tuple[object, ...], Any] = field(default_factory=dict)

    # selections

    def roots(self) -> Iterator[plan.Root]:
        query = cast(GraphQLObjectType, self.schema.query_type)
        collected = collect_fields(
            self.schema, self.fragments, self.variables, query, self.operation
        )
        for name, details in collected.grouped_field_set.items():
            yield self._root(name, details, query)

    def _root(self, name: str, details: Selected, query: GraphQLObjectType) -> plan.Root:
        root = details[0].node.name.value
        if root == "__typename":
            return plan.Root(name, plan.STATED, plan.Constant(query.name))
        arguments = self._arguments(query, details)
        level = _LEVELS[_plain(arguments["certainty"])]
        if root in self.names.lookups:
            class_name = self.names.lookups[root]
            iri = self.catalogue.resolve(arguments["key"], class_name)
            return plan.Root(
                name, level, plan.Lookup(class_name, iri, self._shape(class_name, details))
            )
        class_name = self.names.collections[root]
        found = None
        if arguments.get("search") is not None:
            found = self.catalogue.search(arguments["search"], class_name)
        extra = (_MANDATES,) if root == "mandates" else ()
        page = self._page(class_name, class_name, details, arguments, found, extra)
        return plan.Root(name, level, page)

    def _fields(self, type_name: str, details: Selected) -> dict[str, list[FieldDetails]]:
        found = cast(GraphQLObjectType, self.schema.type_map[type_name])
        return collect_subfields(
            self.schema, self.fragments, self.variables, self.operation, found, list(details)
        ).grouped_field_set

    def _arguments(self, parent: GraphQLObjectType, details: Selected) -> Arguments:
        node = details[0].node
        return get_argument_values(parent.fields[node.name.value], node, self.variables)

    def _shape(self, class_name: str, details: Selected) -> plan.Shape:
        """Shape of things of a class: fields that its subclasses share are planned once."""
        places: dict[tuple[object, ...], int] = {}
        slots: list[Any] = []
        layout = {}
        for name in self.ontology.concrete(class_name):
            fields = []
            for answer, chosen in self._fields(object_name(self.ontology, name), details).items():
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

    def _planned_slot(self, class_name: str, name: str, details: Selected) -> Any:
        prop = self.ontology.properties.get(name)
        if prop is None or prop.kind != "thing":
            return plan.Value(name)
        if not prop.many:
            return plan.One(name, self._shape(prop.range, details))
        parent = cast(
            GraphQLObjectType, self.schema.type_map[object_name(self.ontology, class_name)]
        )
        return self._page(name, prop.range, details, self._arguments(parent, details), None, ())

    def _page(
        self,
        source: str,
        class_name: str,
        details: Selected,
        arguments: Arguments,
        found: tuple[str, ...] | None,
        extra: tuple[plan.Filter, ...],
    ) -> plan.Page:
        where = [*extra, *self._where(class_name, arguments.get("where"))]
        if found is not None:
            where.append(plan.Known(found))
        first, offset = _bounded(arguments, "first", PAGE_SIZE), _bounded(arguments, "offset", 0)
        order = tuple(s for o in arguments.get("orderBy") or () for s in _iter_sorts(o, ()))
        parts = self._fields(f"{class_name}Connection", details)
        return plan.Page(
            source=source,
            where=plan.Combine("and", tuple(where)),
            order=order,
            found=found or (),
            offset=offset + _bounded(arguments, "after", 0),
            first=first,
            parts=tuple((name, self._part(class_name, d)) for name, d in parts.items()),
        )

    def _part(self, class_name: str, details: Selected) -> plan.PagePart:
        match details[0].node.name.value:
            case "__typename":
                return plan.Constant(f"{class_name}Connection")
            case "totalCount":
                return plan.Total()
            case "withheld":
                return plan.Withheld()
            case "nodes":
                return plan.Nodes(self._shape(class_name, details))
            case "edges":
                fields = self._fields(f"{class_name}Edge", details).items()
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
        for answer, chosen in self._fields(type_name, details).items():
            name = chosen[0].node.name.value
            yield answer, plan.Constant(type_name) if name == "__typename" else name

    def _evidence(self, type_name: str, details: Selected) -> plan.Evidence:
        fields: list[tuple[str, str | plan.Constant, plan.Evidence | None]] = []
        known = cast(GraphQLObjectType, self.schema.type_map[type_name]).fields
        for answer, chosen in self._fields(type_name, details).items():
            name = chosen[0].node.name.value
            if name == "__typename":
                fields.append((answer, plan.Constant(type_name), None))
                continue
            target = get_named_type(known[name].type)
            nested = isinstance(target, GraphQLObjectType)
            fields.append((answer, name, self._evidence(target.name, chosen) if nested else None))
        return plan.Evidence(tuple(fields))

    def _groups(self, class_name: str, parent_name: str, details: Selected) -> plan.Groups:
        parent = cast(GraphQLObjectType, self.schema.type_map[parent_name])
        arguments = self._arguments(parent, details)
        token = _plain(arguments["by"])
        prop = next(p for p in self.ontology.properties_of(class_name) if _token(p) == token)
        fields = self._fields(f"{class_name}Group", details).items()
        parts = tuple((name, self._group_field(class_name, prop, d)) for name, d in fields)
        return plan.Groups(prop.name, bool(arguments.get("withEmpty")), parts)

    def _group_field(self, class_name: str, prop: Property, details: Selected) -> Any:
        match details[0].node.name.value:
            case "count":
                return plan.Total()
            case "nodes":
                return plan.Nodes(self._shape(class_name, details))
            case "groupBy":
                return self._groups(class_name, f"{class_name}Group", details)
            case "key":
                fields = self._fields("GroupKey", details).items()
                return plan.GroupKey(tuple((n, self._key_field(prop, d)) for n, d in fields))
            case _:
                return plan.Constant(f"{class_name}Group")

    def _key_field(self, prop: Property, details: Selected) -> Any:
        match details[0].node.name.value:
            case "node" if prop.kind == "thing":
                return self._shape(prop.range, details)
            case "__typename":
                return plan.Constant("GroupKey")
            case name:
                return name

    # filters

    def _where(self, class_name: str, where: Arguments | None) -> Iterator[plan.Filter]:
        for name, value in (where or {}).items():
            if value is None:
                continue
            match name:
                case "is":
                    yield plan.Known((self.catalogue.resolve(value, class_name),))
                case "and" | "or":
                    parts = tuple(self._all(class_name, part) for part in value)
                    yield plan.Combine("and" if name == "and" else "or", parts)
                case "not":
                    yield plan.Combine("not", (self._all(class_name, value),))
                case _:
                    yield from self._property(self.ontology.properties[name], value)

    def _all(self, class_name: str, where: Arguments) -> plan.Filter:
        return plan.Combine("and", tuple(self._where(class_name, where)))

    def _property(self, prop: Property, value: Arguments) -> Iterator[plan.Filter]:
        if prop.kind != "thing":
            yield from (
                _compare(prop, op, v) for op, v in value.items() if v is not None or op != "isNull"
            )
        elif not prop.many:
            yield plan.Related(prop.name, "some", self._all(prop.range, value))
        else:
            yield from self._quantified(prop, value)

    def _quantified(self, prop: Property, value: Arguments) -> Iterator[plan.Filter]:
        for quantifier, inner in value.items():
            if inner is None:
                continue
            if quantifier == "hasAll":
                for key in inner:
                    known = plan.Known((self.catalogue.resolve(key, prop.range),))
                    yield plan.Related(prop.name, "some", known)
            else:
                yield plan.Related(
                    prop.name, cast(plan.Quantifier, quantifier), self._all(prop.range, inner)
                )


def _compare(prop: Property, operator: str, value: Any) -> plan.Compare:
    if value is None:
        raise QueryError(
            f"{prop.name}: {{{operator}: null}} compares with nothing; use isNull: true",
            code="NULL_COMPARISON",
            details={"argument": prop.name},
        )
    name = cast(plan.Operator, operator)
    if operator == "isNull":
        return plan.Compare(prop.name, name, bool(value))
    values = [_comparable(prop, operator, v) for v in (value if operator == "in" else [value])]
    return plan.Compare(prop.name, name, tuple(values) if operator == "in" else values[0])


def _comparable(prop: Property, operator: str, value: Any) -> Any:
    match prop.kind:
        case "string":
            return fold(value)
        case "concept":
            return _plain(value)
        case "date" if operator in ("lt", "lte", "gt", "gte"):
            return _bounds(prop, value)
        case _:
            return value


def _bounds(prop: Property, value: str) -> tuple[str, str]:
    try:
        bounds = date_bounds(value)
    except ValueError as error:
        details: dict[str, object] = {"argument": prop.name, "value": value}
        raise QueryError(f"{prop.name}: {error}", code="BAD_DATE", details=details) from error
    return bounds.earliest, bounds.latest


def _iter_sorts(order: Arguments, path: tuple[str, ...]) -> Iterator[plan.Sort]:
    for name, value in order.items():
        if value is None:
            continue
        if not isinstance(value, Mapping):
            yield plan.Sort((*path, name), _plain(value) == "DESC")
        elif "count" in value and not isinstance(value["count"], Mapping) and len(value) == 1:
            yield plan.Sort((*path, name), _plain(value["count"]) == "DESC", counted=True)
        else:
            yield from _iter_sorts(value, (*path, name))


def _bounded(arguments: Arguments, name: str, default: int) -> int:
    """Read a count; a cursor is the place of a thing among all."""
    value = arguments.get(name)
    if value is None:
        return default
    number = int(value) if str(value).isdecimal() else -1
    if number < 0 or (name == "first" and number > PAGE_SIZE):
        limit = f"from 0 to {PAGE_SIZE}" if name == "first" else "of 0 or more, or a cursor"
        details: dict[str, object] = {"argument": name, "value": value}
        raise QueryError(
            f"{name}: {value} is not a number {limit}", code="BAD_PAGE", details=details
        )
    return number


def _plain(value: Any) -> str:
    """Token of an enum value, however it arrives."""
    return str(value.value) if isinstance(value, Enum) else str(value)


def _token(prop: Property) -> str:
    return upper_snake(prop.name)
