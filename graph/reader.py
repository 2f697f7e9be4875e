"""The reader: parts of a plan become functions that read a model in memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from graph.budget import Budget
from graph.facts import Claim, Edge, Scalar
from graph.paths import Step, shortest_paths
from graph.plan import (
    ALL,
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
    fewest_known,
)
from graph.shaping import Group, concept_label, measured, page_info, sorted_groups
from graph.view import Show, View
from graph.witness import Witnesses

_Group = Group[list[str]]
CHUNK = 200
"""After how many things that are looked at the time is looked at."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """A page being shown: all edges, those kept in their order, and where the page starts."""

    edges: Sequence[Edge]
    kept: Sequence[Edge]
    page: Page

    @property
    def shown(self) -> Sequence[Edge]:
        return self.kept[self.page.offset : self.page.offset + self.page.first]

    @property
    def placed(self) -> Iterator[tuple[int, Edge]]:
        return enumerate(self.shown, start=self.page.offset + 1)

    @property
    def left_out(self) -> Iterator[Edge]:
        known = {edge.target for edge in self.kept}
        return (edge for edge in self.edges if edge.target not in known)


class Reader:
    """Reads a model at one level of certainty; what it returns are functions of an IRI."""

    def __init__(self, view: View, witnesses: Witnesses, budget: Budget) -> None:
        self.view, self.witnesses, self.budget = view, witnesses, budget

    def root(self, ask: Page | Lookup | Paths | Constant) -> Json:
        """Answer one field of an operation."""
        match ask:
            case Constant(text):
                return text
            case Lookup(class_name, iri, shape):
                found = self._members(class_name, () if iri is None else (iri,))
                return (
                    self.show(shape)(found[0].target)
                    if found and self.view.counts(found[0])
                    else None
                )
            case Page():
                return self.pager(ask)(self._members(ask.source, fewest_known(ask.where)))
            case Paths(start, end, longest, fields):
                shows = [(name, self._path_field(field)) for name, field in fields]
                paths = shortest_paths(self.view, start, end, longest, self.budget.check)
                return [{name: show(path) for name, show in shows} for path in paths]

    def _members(self, class_name: str, known: Sequence[str] | None = None) -> Sequence[Edge]:
        """Members of a class, or those known among them, as edges from nowhere.

        They carry the evidence that the things exist.
        """
        model = self.view.model
        if known is None:
            iris: Iterable[str] = model.members[class_name]
        else:
            kinds = set(model.ontology.subclasses(class_name))
            mine = (iri for iri in dict.fromkeys(known) if iri in model.things)
            iris = (iri for iri in mine if model.things[iri].class_name in kinds)
        return [Edge(t.iri, t.rank, t.graphs) for t in map(model.things.__getitem__, iris)]

    # what is shown

    def show(self, shape: Shape) -> Show:
        """Show a thing in a shape."""
        shows = [self._slot(slot) for slot in shape.slots]
        layout = {
            name: tuple((field, shows[place]) for field, place in fields)
            for name, fields in shape.layout.items()
        }
        things = self.view.model.things
        return lambda iri: {f: show(iri) for f, show in layout[things[iri].class_name]}

    def _slot(self, slot: Slot) -> Show:
        match slot:
            case Constant(text):
                return lambda _: text
            case Value(name):
                return self.view.value(name)
            case One(name, shape):
                return self._one(name, self.show(shape))
            case Page():
                edges, pager = self.view.model.edges.get(slot.source, {}), self.pager(slot)
                return lambda iri: pager(edges.get(iri, ()))
            case Claims(name, fields):
                shows = [(field, self._claim_field(f, name)) for field, f in fields]
                claims = self.view.claims
                return lambda iri: [{f: show(c) for f, show in shows} for c in claims(name, iri)]

    def _claim_field(self, field: KeyField | Evidence, name: str) -> Callable[[Claim], Json]:
        match field:
            case Evidence():
                return lambda claim: self.witnesses.show(field, claim.graphs, self.view.level)
            case _:
                show, label = self._key_field(field), self._label(name)
                return lambda claim: show(claim.value, label(claim.value))

    def _one(self, name: str, show: Show) -> Show:
        def read(iri: str) -> Json:
            target = self.view.target(name, iri)
            return None if target is None else show(target)

        return read

    # pages

    def pager(self, page: Page) -> Callable[[Sequence[Edge]], Json]:
        """Show a page of what edges lead to."""
        test = self.view.test(page.where)
        parts = [(name, self._part(part, page)) for name, part in page.parts]
        shows_things = any(isinstance(part, Nodes | Edges) for _, part in page.parts)

        def show(edges: Sequence[Edge]) -> Json:
            kept: list[Edge] = []
            for start in range(0, len(edges), CHUNK):
                self.budget.check()
                some = edges[start : start + CHUNK]
                kept += [e for e in some if self.view.counts(e) and test(e)]
            cut = _Cut(edges, self.view.in_order(kept, page), page)
            self.budget.take(len(cut.shown) if shows_things else 0)
            return {name: part(cut) for name, part in parts}

        return show

    def _part(self, part: PagePart, page: Page) -> Callable[["_Cut"], Json]:
        match part:
            case Constant(text):
                return lambda _: text
            case Total():
                return lambda cut: len(cut.kept)
            case Withheld():
                view = View(self.view.model, ALL, self.view.day)
                test = view.test(page.where)
                return lambda cut: sum(view.counts(e) and test(e) for e in cut.left_out)
            case Nodes(shape):
                show = self.show(shape)
                return lambda cut: [show(e.target) for e in cut.shown]
            case Edges(fields):
                shows = [(name, self._edge_field(field)) for name, field in fields]
                return lambda cut: [{n: s(e, place) for n, s in shows} for place, e in cut.placed]
            case PageInfo(fields):
                return lambda cut: page_info(fields, page.offset, len(cut.shown), len(cut.kept))
            case Groups():
                grouper = self.grouper(part)
                return lambda cut: grouper([e.target for e in cut.kept])

    def _edge_field(
        self, field: Constant | Cursor | Nodes | Evidence
    ) -> Callable[[Edge, int], Json]:
        match field:
            case Constant(text):
                return lambda _edge, _place: text
            case Cursor():
                return lambda _edge, place: str(place)
            case Nodes(shape):
                show = self.show(shape)
                return lambda edge, _place: show(edge.target)
            case Evidence():
                return lambda edge, _place: self._evidence(field, edge)

    def _evidence(self, evidence: Evidence, edge: Edge) -> Json:
        return self.witnesses.show(evidence, edge.graphs, self.view.level)

    # paths

    def _path_field(
        self, field: Literal["length"] | Constant | Steps
    ) -> Callable[[Sequence[Step]], Json]:
        match field:
            case Constant(text):
                return lambda _: text
            case Steps(fields):
                shows = [(name, self._step_field(field)) for name, field in fields]
                return lambda path: [{name: show(step) for name, show in shows} for step in path]
            case _:
                return len

    def _step_field(
        self, field: Literal["relation"] | Constant | Nodes | Evidence
    ) -> Callable[[Step], Json]:
        match field:
            case "relation":
                return lambda step: step.relation
            case _:
                show = self._edge_field(field)
                return lambda step: show(step.edge, 0)

    # groups

    def grouper(self, groups: Groups) -> Callable[[Sequence[str]], Json]:
        """Show things by the values of a property."""
        prop = self.view.model.ontology.properties[groups.property]
        keys, label = self.view.values(groups.property), self._label(groups.property)
        parts = [(name, self._group_part(part)) for name, part in groups.fields]

        def show(iris: Sequence[str]) -> Json:
            members: dict[Scalar | None, list[str]] = {}
            for iri in iris:
                own: Sequence[Scalar | None] = keys(iri)
                for key in own or ([None] if groups.with_empty else []):
                    members.setdefault(key, []).append(iri)
            found = [Group(key, label(key), len(some), some) for key, some in members.items()]
            ordered = sorted_groups(found, prop, by_key=groups.by_key)
            return [{name: part(group) for name, part in parts} for group in ordered]

        return show

    def _group_part(self, part: GroupPart) -> Callable[[_Group], Json]:
        match part:
            case Constant(text):
                return lambda _: text
            case Total():
                return lambda group: group.count
            case GroupKey(fields):
                shows = [(name, self._key_field(field)) for name, field in fields]
                return lambda group: {n: show(group.value, group.label) for n, show in shows}
            case Measure(kind, name):
                values = (
                    self.view.values(name) if kind == "countDistinct" else self.view.scalars(name)
                )
                return lambda group: measured(kind, (v for i in group.members for v in values(i)))
            case Nodes(shape):
                show_thing = self.show(shape)

                def show_members(group: _Group) -> Json:
                    self.budget.take(len(group.members))
                    return [show_thing(iri) for iri in group.members]

                return show_members
            case Groups():
                show_groups = self.grouper(part)
                return lambda group: show_groups(group.members)

    def _label(self, name: str) -> Callable[[Scalar | None], str | None]:
        """Label of a value of a property: the name of a thing, else the value in words."""
        model, prop = self.view.model, self.view.model.ontology.properties[name]
        if prop.kind == "thing":
            return lambda value: None if value is None else model.text("name", str(value))
        return lambda value: concept_label(model.ontology, prop, value)

    def _key_field(self, field: KeyField) -> Callable[[Scalar | None, str | None], Json]:
        match field:
            case Constant(text):
                return lambda _value, _label: text
            case Shape():
                show, things = self.show(field), self.view.model.things
                return lambda value, _label: show(str(value)) if value in things else None
            case "label":
                return lambda _value, label: label
            case "node":
                return lambda _value, _label: None
            case _:
                return lambda value, _label: None if value is None else str(value)
