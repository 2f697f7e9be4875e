"""From a validated operation to its plan, and to the shape that its answer will have.

Both are made in one walk through what is selected: where several fields show the same things, the
plan reads these once, and the shape says under which names they are shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from operator import attrgetter, itemgetter

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
from gql.cost import cost
from gql.schema import PAGE_SIZE, object_name
from gql.selection import Selected, Selection
from gql.shaping import (
    Constant,
    Fields,
    RecordFields,
    Shape,
    Show,
    of,
    show_claims,
    show_cursors,
    show_edges,
    show_evidence,
    show_group_keys,
    show_group_lists,
    show_key_labels,
    show_key_values,
    show_lengths,
    show_members,
    show_nodes,
    show_ones,
    show_operation,
    show_page_info,
    show_pages,
    show_paths,
    show_steps,
    show_things,
    show_totals,
    show_value,
    show_withheld,
)
from graph import plan
from graph.catalogue import Catalogue, Found
from graph.evidence import EvidenceIndex
from graph.terms import Ontology, Property

_LEVELS = {"STATED": plan.STATED, "INFERRED": plan.INFERRED, "ALL": plan.ALL}
_MANDATES = plan.Related("agents", "some", plan.EVERYTHING)
_NOTHING = Constant(None)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is read for an operation, how that is shown, and what it costs to do both."""

    plan: plan.Plan
    shape: Shape
    cost: int


def plan_operation(
    selection: Selection,
    ontology: Ontology,
    catalogue: Catalogue,
    evidence: EvidenceIndex,
    *,
    page_size: int = PAGE_SIZE,
    more_evidence: RecordFields | None = None,
) -> Planned:
    """Plan an operation.

    A page that does not say how long it is has `page_size` things at most; `more_evidence` is
    shown of each piece of evidence beside what is asked for. Raises GraphQLError for arguments
    that do not fit, QueryError for keys that name nothing or several things and for values that
    are no dates.
    """
    filters = FilterReader(ontology, catalogue)
    roots: list[plan.Root] = []
    shows: dict[str, Constant | Show] = {}
    for name, details in selection.roots().items():
        if details[0].node.name.value == "__typename":
            shows[name] = Constant("Query")
            continue
        arguments = selection.arguments("Query", details)
        level = _LEVELS[token_of(arguments["certainty"])]
        planner = _Planner(selection, filters, evidence, level, page_size, more_evidence or {})
        with within(name):
            ask, shows[name] = planner.root(details, arguments)
            roots.append(plan.Root(level, ask, read_day(ontology, ask, arguments.get("asOf"))))
    planned = plan.Plan(tuple(roots))
    return Planned(planned, show_operation(shows), cost(planned, catalogue.sizes))


@dataclass(frozen=True)
class _Planner:
    """Plans one root of an operation. Fields that several classes share are planned once."""

    selection: Selection
    filters: FilterReader
    evidence: EvidenceIndex
    level: plan.Level
    page_size: int
    more_evidence: RecordFields
    columns: dict[tuple[object, ...], tuple[plan.Column, Show]] = field(default_factory=dict)

    @property
    def ontology(self) -> Ontology:
        return self.filters.ontology

    @property
    def catalogue(self) -> Catalogue:
        return self.filters.catalogue

    def root(
        self, details: Selected, arguments: Arguments
    ) -> tuple[plan.Page | plan.Lookup | plan.Paths, Show]:
        """Plan a root: a look-up or a collection of a class, or paths."""
        name = details[0].node.name.value
        if name == "path":
            return self._paths(details, arguments)
        for item in self.ontology.classes.values():
            if name == item.singular:
                return self._lookup(item.name, details, arguments)
            if name == item.plural:
                return self._collection(item.name, details, arguments)
        return self._collection("Provision", details, arguments, _MANDATES)

    def _lookup(
        self, class_name: str, details: Selected, arguments: Arguments
    ) -> tuple[plan.Lookup, Show]:
        iri, things = self._resolve(arguments, "key", class_name), _Things(self, class_name)
        show = show_ones(things.show(details))
        return plan.Lookup(class_name, iri, things.read()), show

    def _resolve(self, arguments: Arguments, name: str, class_name: str) -> str:
        with within(name):
            return self.catalogue.resolve(arguments[name], class_name)

    def _collection(
        self, class_name: str, details: Selected, arguments: Arguments, *more: plan.Filter
    ) -> tuple[plan.Page, Show]:
        """Plan a collection, of what a search finds where there is one."""
        extra = list(more)
        found = Found((), cut=False)
        if arguments.get("search") is not None:
            found = self.catalogue.search(arguments["search"], class_name)
            extra.append(plan.Known(found.iris))
        page, show = self.page(class_name, class_name, details, arguments, cut=found.cut)
        if extra:
            where = plan.Combine("and", (*extra, page.where))
            page = replace(page, where=where, found=found.iris)
        return page, show

    def _paths(self, details: Selected, arguments: Arguments) -> tuple[plan.Paths, Show]:
        start, end = (self._resolve(arguments, name, "Thing") for name in ("from", "to"))
        things = _Things(self, "Thing")
        fields: dict[str, Show | Constant] = {}
        for answer, chosen in self.selection.fields("Path", details).items():
            match chosen[0].node.name.value:
                case "steps":
                    fields[answer] = show_steps(self._steps(things, chosen))
                case "length":
                    fields[answer] = show_lengths
                case _:
                    fields[answer] = Constant("Path")
        longest = read_length(arguments["maxLength"])
        return plan.Paths(start, end, longest, things.read_any()), show_paths(fields)

    def _steps(self, things: "_Things", details: Selected) -> Fields:
        fields: dict[str, Show | Constant] = {}
        for answer, chosen in self.selection.fields("Step", details).items():
            match chosen[0].node.name.value:
                case "relation":
                    fields[answer] = of(attrgetter("relations"), show_value)
                case "node":
                    fields[answer] = of(attrgetter("things"), things.show(chosen))
                case "evidence":
                    fields[answer] = of(attrgetter("evidence"), self.show_evidence(chosen))
                case _:
                    fields[answer] = Constant("Step")
        return fields

    # columns of things

    def column(self, class_name: str, details: Selected) -> tuple[plan.Column, Show]:
        """Plan a field of things of a class."""
        name = details[0].node.name.value
        prop = self.ontology.properties.get(name)
        if name != "claims" and (prop is None or prop.kind != "thing"):
            key: tuple[object, ...] = (name,)
        else:
            key = (name, *(id(d.node) for d in details))
        if key not in self.columns:
            self.columns[key] = self._column(class_name, name, prop, details)
        return self.columns[key]

    def _column(
        self, class_name: str, name: str, prop: Property | None, details: Selected
    ) -> tuple[plan.Column, Show]:
        type_name = object_name(self.ontology, class_name)
        if name == "claims":
            return self._claims(details, self.selection.arguments(type_name, details))
        if prop is None or prop.kind != "thing":
            return plan.Value(name), show_value
        if not prop.many:
            things = _Things(self, prop.range)
            show = show_ones(things.show(details))
            return plan.One(name, things.read()), show
        with within(name):
            arguments = self.selection.arguments(type_name, details)
            return self.page(name, prop.range, details, arguments)

    def _claims(self, details: Selected, arguments: Arguments) -> tuple[plan.Claims, Show]:
        prop = read_property(self.ontology, arguments["property"])
        things = _Things(self, prop.range) if prop.kind == "thing" else None
        fields: dict[str, Show | Constant] = {}
        for answer, chosen in self.selection.fields("Claim", details).items():
            if chosen[0].node.name.value == "evidence":
                fields[answer] = of(attrgetter("evidence"), self.show_evidence(chosen))
            else:
                shown = self._key_field("Claim", prop, things, chosen)
                keys = attrgetter("keys")
                fields[answer] = shown if isinstance(shown, Constant) else of(keys, shown)
        return plan.Claims(prop.name, things.read_any() if things else None), show_claims(fields)

    def _key_field(
        self, type_name: str, prop: Property, things: "_Things | None", details: Selected
    ) -> Show | Constant:
        """Plan a field of a value, which may be a thing."""
        match details[0].node.name.value:
            case "value":
                return show_key_values
            case "label":
                return show_key_labels(self.ontology, prop)
            case "node":
                if things is None:
                    return _NOTHING
                return of(attrgetter("things"), show_ones(things.show(details)))
            case _:
                return Constant(type_name)

    def show_evidence(self, details: Selected) -> Show:
        """Plan what is shown of each piece of evidence."""
        fields = {**self._record("Evidence", details), **self.more_evidence}
        return show_evidence(fields, self.evidence, self.level)

    def _record(self, type_name: str, details: Selected) -> RecordFields:
        fields: dict[str, Constant | tuple[str, RecordFields | None]] = {}
        known = self.selection.type(type_name).fields
        for answer, chosen in self.selection.fields(type_name, details).items():
            name = chosen[0].node.name.value
            if name == "__typename":
                fields[answer] = Constant(type_name)
                continue
            target = get_named_type(known[name].type)
            nested = isinstance(target, GraphQLObjectType)
            fields[answer] = name, self._record(target.name, chosen) if nested else None
        return fields

    # pages

    def page(
        self,
        source: str,
        class_name: str,
        details: Selected,
        arguments: Arguments,
        *,
        cut: bool = False,
    ) -> tuple[plan.Page, Show]:
        """Plan a page of the things of a class, or of those that a relation leads to."""
        with within("where"):
            where = tuple(self.filters.read(class_name, arguments.get("where")))
        page = _Page(
            self,
            class_name,
            cut=cut,
            offset=read_bound(arguments, "offset", 0) + read_bound(arguments, "after", 0),
            first=read_bound(arguments, "first", self.page_size),
        )
        chosen = self.selection.fields(f"{class_name}Connection", details)
        show = show_pages({answer: page.show(part) for answer, part in chosen.items()})
        order = tuple(s for entry in arguments.get("orderBy") or () for s in iter_sorts(entry))
        return page.read(source, plan.Combine("and", where), order), show

    def groups(self, class_name: str, parent: str, details: Selected) -> tuple[plan.Groups, Show]:
        """Plan groups of things of a class."""
        arguments = self.selection.arguments(parent, details)
        prop = read_property(self.ontology, arguments["by"])
        group = _Group(self, class_name, prop)
        chosen = self.selection.fields(f"{class_name}Group", details)
        show = show_group_lists({answer: group.show(part) for answer, part in chosen.items()})
        by_key = token_of(arguments["orderBy"]) == "KEY"
        return group.read(with_empty=bool(arguments["withEmpty"]), by_key=by_key), show

    def show_key(self, prop: Property, things: "_Things | None", details: Selected) -> Show:
        """Plan what is shown of the value that a group shares."""
        chosen = self.selection.fields("GroupKey", details)
        return show_group_keys(
            {name: self._key_field("GroupKey", prop, things, part) for name, part in chosen.items()}
        )


class _Things:
    """What several selections read of the same things of a class, each column once."""

    def __init__(self, planner: _Planner, class_name: str) -> None:
        self._planner, self._class_name = planner, class_name
        self._columns: dict[int, tuple[int, plan.Column]] = {}
        self._classes: dict[str, dict[int, int]] = {}

    def show(self, details: Selected) -> Show:
        """Plan what is selected, and show it."""
        ontology, selection = self._planner.ontology, self._planner.selection
        layout: dict[str, Fields] = {}
        for name in ontology.concrete(self._class_name):
            type_name = object_name(ontology, name)
            own = self._classes.setdefault(name, {})
            layout[name] = {
                answer: self._field(name, type_name, own, chosen)
                for answer, chosen in selection.fields(type_name, details).items()
            }
        return show_things(layout)

    def _field(
        self, class_name: str, type_name: str, own: dict[int, int], details: Selected
    ) -> Show | Constant:
        """Show a field from its place among the columns of its class."""
        if details[0].node.name.value == "__typename":
            return Constant(type_name)
        column, show = self._planner.column(class_name, details)
        place, _ = self._columns.setdefault(id(column), (len(self._columns), column))
        return of(itemgetter(own.setdefault(place, len(own))), show)

    def read(self) -> plan.Thing:
        """Read what all the selections show."""
        columns = tuple(column for _, column in self._columns.values())
        return plan.Thing(columns, {name: tuple(own) for name, own in self._classes.items()})

    def read_any(self) -> plan.Thing | None:
        """Read what the selections show, where there are any."""
        return self.read() if self._classes else None


class _Page:
    """What the parts of a page read."""

    def __init__(
        self, planner: _Planner, class_name: str, *, cut: bool, offset: int, first: int
    ) -> None:
        self._planner, self._class_name = planner, class_name
        self._cut, self._offset, self._first = cut, offset, first
        self._total = self._withheld = self._evidence = False
        self._things = _Things(planner, class_name)
        self._groups: list[plan.Groups] = []

    def show(self, details: Selected) -> Show | Constant:
        """Plan a part of the page, and show it."""
        match details[0].node.name.value:
            case "searchCut":
                return Constant(self._cut)
            case "totalCount":
                self._total = True
                return show_totals
            case "withheld":
                self._withheld = True
                return show_withheld
            case "nodes":
                return show_nodes(self._things.show(details))
            case "edges":
                chosen = self._planner.selection.fields(f"{self._class_name}Edge", details)
                return show_edges({n: self._edge_field(part) for n, part in chosen.items()})
            case "pageInfo":
                self._total = True
                return show_page_info(self._page_info(details), self._offset, self._first)
            case "groupBy":
                parent = f"{self._class_name}Connection"
                groups, show = self._planner.groups(self._class_name, parent, details)
                self._groups.append(groups)
                return of(_item("groups", len(self._groups) - 1), show)
            case _:
                return Constant(f"{self._class_name}Connection")

    def _edge_field(self, details: Selected) -> Show | Constant:
        match details[0].node.name.value:
            case "node":
                return of(attrgetter("things"), self._things.show(details))
            case "cursor":
                self._things.show(())
                return show_cursors(self._offset)
            case "evidence":
                self._things.show(())
                self._evidence = True
                return of(attrgetter("evidence"), self._planner.show_evidence(details))
            case _:
                self._things.show(())
                return Constant(f"{self._class_name}Edge")

    def _page_info(self, details: Selected) -> Mapping[str, Constant | str]:
        chosen = self._planner.selection.fields("PageInfo", details)
        names = {answer: part[0].node.name.value for answer, part in chosen.items()}
        return {
            answer: Constant("PageInfo") if name == "__typename" else name
            for answer, name in names.items()
        }

    def read(self, source: str, where: plan.Filter, order: tuple[plan.Sort, ...]) -> plan.Page:
        """Read what all the parts show."""
        return plan.Page(
            source,
            where,
            order,
            found=(),
            offset=self._offset,
            first=self._first,
            total=self._total,
            withheld=self._withheld,
            things=self._things.read_any(),
            evidence=self._evidence,
            groups=tuple(self._groups),
        )


class _Group:
    """What the parts of groups read."""

    def __init__(self, planner: _Planner, class_name: str, prop: Property) -> None:
        self._planner, self._class_name, self._prop = planner, class_name, prop
        self._key = _Things(planner, prop.range) if prop.kind == "thing" else None
        self._members = _Things(planner, class_name)
        self._measures: list[plan.Measure] = []
        self._groups: list[plan.Groups] = []

    def show(self, details: Selected) -> Show | Constant:
        """Plan a part of groups, and show it."""
        parent = f"{self._class_name}Group"
        match details[0].node.name.value:
            case "min" | "max" | "countDistinct" as kind:
                arguments = self._planner.selection.arguments(parent, details)
                name = read_measured(self._planner.ontology, kind, arguments["of"])
                self._measures.append(plan.Measure(kind, name))
                return of(_item("measures", len(self._measures) - 1), show_value)
            case "count":
                return of(attrgetter("counts"), show_value)
            case "nodes":
                return show_members(self._members.show(details))
            case "groupBy":
                groups, show = self._planner.groups(self._class_name, parent, details)
                self._groups.append(groups)
                return of(_item("groups", len(self._groups) - 1), show)
            case "key":
                return self._planner.show_key(self._prop, self._key, details)
            case _:
                return Constant(parent)

    def read(self, *, with_empty: bool, by_key: bool) -> plan.Groups:
        """Read what all the parts show."""
        return plan.Groups(
            self._prop.name,
            with_empty,
            by_key,
            tuple(self._measures),
            self._key.read_any() if self._key else None,
            self._members.read_any(),
            tuple(self._groups),
        )


def _item(name: str, place: int) -> Callable[[object], object]:
    """Take one of several columns of the same kind."""
    return lambda column: getattr(column, name)[place]
