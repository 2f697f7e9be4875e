"""The embedded store: plans evaluated on the read model in memory."""

from asyncio import get_running_loop
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import inf
from time import monotonic
from typing import cast

from graph.errors import QueryError
from graph.model import Edge, Model, Scalar
from graph.plan import (
    ALL,
    Constant,
    Cursor,
    Edges,
    Evidence,
    GroupKey,
    Groups,
    Json,
    Lookup,
    Nodes,
    One,
    Page,
    PageInfo,
    PagePart,
    Plan,
    Shape,
    Total,
    Value,
    Withheld,
)
from graph.shaping import concept_label, page_info, sorted_groups
from graph.store import LARGEST_ANSWER, ReleaseInfo
from graph.view import Show, View
from graph.witness import Witnesses

THREADS = 64
"""Most plans evaluated at once; none waits for longer ones to end."""

CHUNK = 200
"""After how many things that are looked at the time is looked at."""


class EmbeddedStore:
    """Answers from a model that is read once; needs no server."""

    def __init__(self, release: ReleaseInfo, model: Model, witnesses: Witnesses) -> None:
        self.release = release
        self._model = model
        self._witnesses = witnesses
        self._threads = ThreadPoolExecutor(THREADS, "store")

    async def answer(self, plan: Plan, *, timeout: float) -> Mapping[str, Json]:
        """Evaluate a plan in a thread, so that short questions need not wait for long ones."""
        evaluated = partial(
            evaluate, plan, self._model, self._witnesses, deadline=monotonic() + timeout
        )
        return await get_running_loop().run_in_executor(self._threads, evaluated)

    async def ready(self) -> None:
        """Return at once: a model in memory is always ready."""

    async def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def evaluate(
    plan: Plan,
    model: Model,
    witnesses: Witnesses,
    *,
    deadline: float = inf,
    largest: int = LARGEST_ANSWER,
) -> dict[str, Json]:
    """Answer a plan from a model.

    Raises TimeoutError when the monotonic clock passes the deadline, in seconds, QueryError
    where the answer has more than `largest` things.
    """
    budget = _Budget(deadline, largest, largest)
    return {
        r.name: _Reader(View(model, r.level), witnesses, budget).root(r.ask) for r in plan.roots
    }


@dataclass(slots=True)
class _Budget:
    """What an answer may take: the time until a deadline, and so many things."""

    deadline: float
    limit: int
    left: int

    def take(self, things: int) -> None:
        """Take so many things, or say that there is no more to take."""
        self.left -= things
        if monotonic() > self.deadline:
            raise TimeoutError
        if self.left < 0:
            raise QueryError(
                f"the answer has more than {self.limit} things; ask for fewer (first), or in "
                "several requests",
                code="TOO_LARGE",
                details={"limit": self.limit},
            )


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


class _Reader:
    """Reads a model at one level of certainty; what it returns are functions of an IRI."""

    def __init__(self, view: View, witnesses: Witnesses, budget: _Budget) -> None:
        self.view, self.witnesses, self.budget = view, witnesses, budget

    def root(self, ask: Page | Lookup | Constant) -> Json:
        """Answer one field of an operation."""
        match ask:
            case Constant(text):
                return text
            case Lookup(class_name, iri, shape):
                found = iri is not None and iri in self._members(class_name)
                return self.show(shape)(cast(str, iri)) if found else None
            case Page():
                return self.pager(ask)(self._existing(ask))

    def _members(self, class_name: str) -> Sequence[str]:
        things = self.view.model.things
        return [i for i in self.view.model.members[class_name] if things[i].rank <= self.view.level]

    def _existing(self, ask: Page) -> Sequence[Edge]:
        """Members of a class as edges from nowhere, carrying the evidence that they exist."""
        things = (self.view.model.things[iri] for iri in self.view.model.members[ask.source])
        return [Edge(t.iri, t.rank, t.graphs) for t in things]

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

    def _slot(self, slot: Constant | Value | One | Page) -> Show:
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
                self.budget.take(0)
                some = edges[start : start + CHUNK]
                kept += [e for e in some if e.rank <= self.view.level and test(e.target)]
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
                test = View(self.view.model, ALL).test(page.where)
                return lambda cut: sum(test(e.target) for e in cut.left_out)
            case Nodes(shape):
                show = self.show(shape)
                return lambda cut: [show(e.target) for e in cut.shown]
            case Edges(fields):
                shows = [(name, self._edge_field(field)) for name, field in fields]
                return lambda cut: [{n: s(e, place) for n, s in shows} for place, e in cut.placed]
            case PageInfo(fields):
                return lambda cut: page_info(fields, page.offset, len(cut.shown), len(cut.kept))
            case Groups():
                return lambda cut: self.groups(part, [e.target for e in cut.kept])

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

    # groups

    def groups(self, groups: Groups, iris: Sequence[str]) -> Json:
        """Show things by the values of a property."""
        members: dict[Scalar | None, list[str]] = {}
        for iri in iris:
            keys: list[Scalar | None] = [*self._group_keys(groups.property, iri)]
            for key in keys or ([None] if groups.with_empty else []):
                members.setdefault(key, []).append(iri)
        prop = self.view.model.ontology.properties[groups.property]

        def label(key: Scalar | None) -> str | None:
            if prop.kind == "thing":
                return None if key is None else self.view.model.text("name", str(key))
            return concept_label(self.view.model.ontology, prop, key)

        ordered = sorted_groups([(key, label(key), some) for key, some in members.items()])
        return [
            {name: self._group_field(part, *group) for name, part in groups.fields}
            for group in ordered
        ]

    def _group_keys(self, name: str, iri: str) -> list[Scalar]:
        if self.view.model.ontology.properties[name].kind == "thing":
            edges = self.view.model.edges.get(name, {}).get(iri, ())
            return [e.target for e in edges if e.rank <= self.view.level]
        value = self.view.value(name)(iri)
        values = value if isinstance(value, list) else [value]
        return list(dict.fromkeys(cast(Scalar, v) for v in values if v is not None))

    def _group_field(
        self,
        part: Constant | Total | GroupKey | Nodes | Groups,
        key: Scalar | None,
        label: str | None,
        iris: Sequence[str],
    ) -> Json:
        match part:
            case Constant(text):
                return text
            case Total():
                return len(iris)
            case GroupKey(fields):
                return {n: self._key_field(f, key, label) for n, f in fields}
            case Nodes(shape):
                show = self.show(shape)
                self.budget.take(len(iris))
                return [show(iri) for iri in iris]
            case Groups():
                return self.groups(part, iris)

    def _key_field(
        self, field: str | Constant | Shape, key: Scalar | None, label: str | None
    ) -> Json:
        match field:
            case Constant(text):
                return text
            case Shape():
                return self.show(field)(str(key)) if key in self.view.model.things else None
            case "label":
                return label
            case "node":
                return None
            case _:
                return None if key is None else str(key)
