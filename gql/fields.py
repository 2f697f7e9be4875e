"""From the fields that are selected of things to what is read of them, and how that is shown.

Where several fields show the same things, these are read once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter

from graphql import GraphQLObjectType, get_named_type

from gql.arguments import (
    Arguments,
    FilterReader,
    iter_sorts,
    read_bound,
    read_measured,
    read_property,
    token_of,
    within,
)
from gql.reading import GroupsRead, PageRead, ThingsRead
from gql.schema import object_name
from gql.selection import Selected, Selection
from gql.shaping import (
    Constant,
    Fields,
    RecordFields,
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
    show_members,
    show_nodes,
    show_ones,
    show_page_info,
    show_pages,
    show_provisional,
    show_things,
    show_totals,
    show_value,
    show_withheld,
)
from graph import plan
from graph.evidence import EvidenceIndex
from graph.terms import Ontology, Property

_NOTHING = Constant(None)


@dataclass(frozen=True)
class FieldPlanner:
    """Plans fields below one root of an operation; those that several classes share once."""

    selection: Selection
    filters: FilterReader
    evidence: EvidenceIndex
    level: plan.Level
    page_size: int
    more_evidence: RecordFields
    columns: dict[tuple[object, ...], tuple[plan.Column, Show]] = field(default_factory=dict)

    @property
    def ontology(self) -> Ontology:
        """The terms that fields are named by."""
        return self.filters.ontology

    # things

    def things(self, things: ThingsRead, details: Selected) -> Show:
        """Plan what is selected of things, class by class, and show it."""
        layout: dict[str, Fields] = {}
        for name in self.ontology.concrete(things.class_name):
            things.add_class(name)
            chosen = self.selection.fields(object_name(self.ontology, name), details)
            layout[name] = {n: self._field(things, name, part) for n, part in chosen.items()}
        return show_things(layout)

    def _field(self, things: ThingsRead, class_name: str, details: Selected) -> Show | Constant:
        """Show a field from its place among the columns of its class."""
        if details[0].node.name.value == "__typename":
            return Constant(object_name(self.ontology, class_name))
        column, show = self._field_column(class_name, details)
        return of(itemgetter(things.place_of(class_name, column)), show)

    def _field_column(self, class_name: str, details: Selected) -> tuple[plan.Column, Show]:
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
            things = ThingsRead(prop.range)
            show = show_ones(self.things(things, details))
            return plan.One(name, things.read()), show
        with within(name):
            arguments = self.selection.arguments(type_name, details)
            return self.page(name, prop.range, details, arguments)

    def _claims(self, details: Selected, arguments: Arguments) -> tuple[plan.Claims, Show]:
        prop = read_property(self.ontology, arguments["property"])
        things = ThingsRead(prop.range) if prop.kind == "thing" else None
        fields: dict[str, Show | Constant] = {}
        evidence = 0
        for answer, chosen in self.selection.fields("Claim", details).items():
            if chosen[0].node.name.value == "evidence":
                evidence += 1
                fields[answer] = of(attrgetter("evidence"), self.show_evidence(chosen))
            else:
                shown = self._key("Claim", prop, things, chosen)
                keys = attrgetter("keys")
                fields[answer] = shown if isinstance(shown, Constant) else of(keys, shown)
        value = things.read_any() if things else None
        return plan.Claims(prop.name, value, evidence), show_claims(fields)

    def _key(
        self, type_name: str, prop: Property, things: ThingsRead | None, details: Selected
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
                return of(attrgetter("things"), show_ones(self.things(things, details)))
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
        page = PageRead(
            offset=read_bound(arguments, "offset", 0) + read_bound(arguments, "after", 0),
            first=read_bound(arguments, "first", self.page_size),
            things=ThingsRead(class_name),
        )
        chosen = self.selection.fields(f"{class_name}Connection", details)
        show = show_pages({n: self._page_part(page, part, cut=cut) for n, part in chosen.items()})
        order = tuple(s for entry in arguments.get("orderBy") or () for s in iter_sorts(entry))
        return page.read(source, plan.Combine("and", where), order), show

    def _page_part(self, page: PageRead, details: Selected, *, cut: bool) -> Show | Constant:
        type_name = f"{page.things.class_name}Connection"
        match details[0].node.name.value:
            case "searchCut":
                return Constant(cut)
            case "totalCount":
                page.total = True
                return show_totals
            case "withheld":
                page.withheld = True
                return show_withheld
            case "provisional":
                page.provisional = True
                return show_provisional
            case "nodes":
                return show_nodes(self.things(page.things, details))
            case "edges":
                chosen = self.selection.fields(f"{page.things.class_name}Edge", details)
                return show_edges({n: self._edge_field(page, part) for n, part in chosen.items()})
            case "pageInfo":
                page.total = True
                return show_page_info(self._page_info(details), page.offset, page.first)
            case "groupBy":
                groups, show = self._groups(page.things.class_name, type_name, details)
                page.groups.append(groups)
                return of(_item("groups", len(page.groups) - 1), show)
            case _:
                return Constant(type_name)

    def _edge_field(self, page: PageRead, details: Selected) -> Show | Constant:
        name = details[0].node.name.value
        show = self.things(page.things, details if name == "node" else ())
        match name:
            case "node":
                return of(attrgetter("things"), show)
            case "cursor":
                return show_cursors(page.offset)
            case "evidence":
                page.evidence += 1
                return of(attrgetter("evidence"), self.show_evidence(details))
            case _:
                return Constant(f"{page.things.class_name}Edge")

    def _page_info(self, details: Selected) -> Mapping[str, Constant | str]:
        chosen = self.selection.fields("PageInfo", details)
        names = {answer: part[0].node.name.value for answer, part in chosen.items()}
        return {
            answer: Constant("PageInfo") if name == "__typename" else name
            for answer, name in names.items()
        }

    # groups

    def _groups(self, class_name: str, parent: str, details: Selected) -> tuple[plan.Groups, Show]:
        """Plan groups of things of a class."""
        arguments = self.selection.arguments(parent, details)
        prop = read_property(self.ontology, arguments["by"])
        key = ThingsRead(prop.range) if prop.kind == "thing" else None
        groups = GroupsRead(key, ThingsRead(class_name))
        chosen = self.selection.fields(f"{class_name}Group", details)
        show = show_group_lists(
            {answer: self._group_part(groups, prop, part) for answer, part in chosen.items()}
        )
        with_empty, by_key = bool(arguments["withEmpty"]), token_of(arguments["orderBy"]) == "KEY"
        return groups.read(prop.name, with_empty=with_empty, by_key=by_key), show

    def _group_part(self, groups: GroupsRead, prop: Property, details: Selected) -> Show | Constant:
        class_name = groups.members.class_name
        parent = f"{class_name}Group"
        match details[0].node.name.value:
            case "min" | "max" | "countDistinct" as kind:
                arguments = self.selection.arguments(parent, details)
                name = read_measured(self.ontology, kind, arguments["of"])
                groups.measures.append(plan.Aggregate(kind, name))
                return of(_item("measures", len(groups.measures) - 1), show_value)
            case "count":
                return of(attrgetter("counts"), show_value)
            case "nodes":
                return show_members(self.things(groups.members, details))
            case "groupBy":
                inner, show = self._groups(class_name, parent, details)
                groups.groups.append(inner)
                return of(_item("groups", len(groups.groups) - 1), show)
            case "key":
                chosen = self.selection.fields("GroupKey", details)
                return show_group_keys(
                    {n: self._key("GroupKey", prop, groups.key, d) for n, d in chosen.items()}
                )
            case _:
                return Constant(parent)


def _item(name: str, place: int) -> Callable[[object], object]:
    """Take one of several columns of the same kind."""
    return lambda column: getattr(column, name)[place]
