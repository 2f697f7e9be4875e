"""The reader: parts of a plan become functions that read a model in memory, column by column."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, TypeVar, assert_never

from graph.budget import Budget
from graph.columns import ClaimLists, Column, GroupLists, Keys, Ones, Pages, PathSteps, Things
from graph.embedded.ordering import in_order
from graph.embedded.paths import shortest_paths
from graph.embedded.view import View
from graph.groups import Group, label_of, measured, sorted_groups
from graph.model.facts import Edge, Scalar
from graph.plan import (
    EVERYTHING,
    Aggregate,
    Claims,
    Groups,
    Json,
    Lookup,
    One,
    Page,
    Paths,
    ThingColumns,
    Value,
    only_adds,
)
from graph.plan import Column as Ask

Read = Callable[[Sequence[str]], Column]
"""Reads a column: something of each of the things with these IRIs."""

Members = Sequence[Sequence[str]]
"""IRIs of things list by list."""

Source = Callable[[View], Callable[[str], Sequence[Edge]]]
"""Reads what pages are cut from, at the level of a view."""

Item = TypeVar("Item")

CHUNK = 200
"""After how many things that are looked at the time is looked at."""


class Reader:
    """Reads a model at one level of certainty.

    The other view is that of all there is, whatever its certainty.
    """

    def __init__(self, view: View, every: View, budget: Budget) -> None:
        self.view, self.every, self.budget = view, every, budget
        self._things: dict[int, Callable[[Sequence[str]], Things]] = {}

    def root(self, ask: Page | Lookup | Paths) -> Ones | Pages | PathSteps:
        """Read what one root of a plan asks for."""
        match ask:
            case Lookup(class_name, iri, thing):
                found = self.view.member(class_name, iri)
                return Ones(
                    [found is not None], self.things(thing)([found.target] if found else [])
                )
            case Page():
                source, where = ask.source, ask.where
                return self.pages(ask, lambda view: lambda _: view.candidates(source, where))([""])
            case Paths():
                return self._paths(ask)
            case _:
                assert_never(ask)

    # things

    def things(self, thing: ThingColumns) -> Callable[[Sequence[str]], Things]:
        """Read things, each once however often it occurs; what reads them is made once."""
        if id(thing) not in self._things:
            self._things[id(thing)] = self._each_once(thing)
        return self._things[id(thing)]

    def _each_once(self, thing: ThingColumns) -> Callable[[Sequence[str]], Things]:
        reads = [self._column(column) for column in thing.columns]
        known = self.view.model.things

        def read(iris: Sequence[str]) -> Things:
            places = {iri: place for place, iri in enumerate(dict.fromkeys(iris))}
            classes = [known[iri].class_name for iri in places]
            by_class: dict[str, list[str]] = {}
            for iri, name in zip(places, classes, strict=True):
                by_class.setdefault(name, []).append(iri)
            columns = {
                name: [reads[place](some) for place in thing.classes[name]]
                for name, some in by_class.items()
            }
            repeated = len(places) < len(iris)
            return Things(classes, columns, [places[iri] for iri in iris] if repeated else None)

        return read

    def _column(self, ask: Ask) -> Read:
        match ask:
            case Value(name):
                value = self.view.value(name)
                return lambda iris: list(map(value, iris))
            case One(name, thing):
                return self._ones(self.view.target(name), self.things(thing))
            case Page():
                return self.pages(ask, lambda view: view.edges(ask.source))
            case Claims():
                return self._claims(ask)
            case _:
                assert_never(ask)

    def _ones(
        self, target: Callable[[str], str | None], things: Callable[[Sequence[str]], Things]
    ) -> Callable[[Sequence[str]], Ones]:
        def read(iris: Sequence[str]) -> Ones:
            targets = [target(iri) for iri in iris]
            return Ones([iri is not None for iri in targets], things(list(filter(None, targets))))

        return read

    def _claims(self, ask: Claims) -> Callable[[Sequence[str]], ClaimLists]:
        keys = self._keys(ask.property, ask.value)

        def read(iris: Sequence[str]) -> ClaimLists:
            lists = [self.view.claims(ask.property, iri) for iri in iris]
            found = list(chain.from_iterable(lists))
            self.budget.take(len(found))
            values = keys([claim.value for claim in found])
            return ClaimLists(list(map(len, lists)), values, [claim.graphs for claim in found])

        return read

    def _keys(
        self, property_name: str, thing: ThingColumns | None
    ) -> Callable[[Sequence[Scalar | None]], Keys]:
        """Read values of a property: of things their names, and what is asked of them."""
        model = self.view.model
        is_thing = model.ontology.properties[property_name].kind == "thing"

        def name(value: Scalar | None) -> str | None:
            return model.text("name", str(value)) if is_thing and value is not None else None

        def target(value: str) -> str | None:
            return value if value in model.things else None

        ones = self._ones(target, self.things(thing)) if thing else None
        return lambda values: Keys(
            values, list(map(name, values)), ones(list(map(str, values))) if ones else None
        )

    # pages

    def pages(self, page: Page, source: Source) -> Callable[[Sequence[str]], Pages]:
        """Read a page of what leaves each of the things: keep edges, sort them, cut pages."""
        from_view, keep = source(self.view), self._keeper(page)
        withheld = self._withheld(page, source) if page.withheld else None
        provisional = self._provisional(page, source) if page.provisional else None
        things = self.things(page.things) if page.things else None
        groups = [self._groups(groups) for groups in page.groups]
        shown = slice(page.offset, page.offset + page.first)

        def read(iris: Sequence[str]) -> Pages:
            kept = [keep(from_view(iri)) for iri in self._timed(iris)]
            cut = [edges[shown] for edges in kept] if things else []
            edges = list(chain.from_iterable(cut))
            self.budget.take(len(edges))
            members = [[edge.target for edge in some] for some in kept] if groups else []
            return Pages(
                list(map(len, cut)) if things else [0] * len(kept),
                list(map(len, kept)) if page.total else (),
                [withheld(*pair) for pair in zip(iris, kept, strict=True)] if withheld else (),
                things([edge.target for edge in edges]) if things else None,
                [edge.graphs for edge in edges] if page.evidence else (),
                [read_some(members) for read_some in groups],
                [provisional(*p) for p in zip(iris, kept, strict=True)] if provisional else (),
            )

        return read

    def _keeper(self, page: Page) -> Callable[[Sequence[Edge]], Sequence[Edge]]:
        """Keep what fulfils the filter of a page, in its order."""
        view, test = self.view, self.view.test(page.where, self.budget.check)
        has_order = bool(page.order or page.found)

        def keep(edges: Sequence[Edge]) -> Sequence[Edge]:
            if page.where != EVERYTHING:
                edges = list(filter(test, self._timed(edges)))
            return in_order(view, edges, page) if has_order else edges

        return keep

    def _withheld(self, page: Page, source: Source) -> Callable[[str, Sequence[Edge]], int]:
        """Count what a page has more when all there is counts."""
        read, test = source(self.every), self.every.test(page.where, self.budget.check)

        def count(iri: str, kept: Sequence[Edge]) -> int:
            self.budget.check()
            known = {edge.target for edge in kept}
            more = (edge for edge in self._timed(read(iri)) if edge.target not in known)
            return sum(map(test, more))

        return count

    def _provisional(self, page: Page, source: Source) -> Callable[[str, Sequence[Edge]], int]:
        """Count what a page has no more when all there is counts."""
        if only_adds(page.where):
            return lambda _iri, _kept: 0
        read, test = source(self.every), self.every.test(page.where, self.budget.check)

        def count(iri: str, kept: Sequence[Edge]) -> int:
            own = {edge.target for edge in kept}
            still = (edge for edge in self._timed(read(iri)) if edge.target in own)
            return len(own) - sum(map(test, still))

        return count

    def _timed(self, items: Sequence[Item]) -> Iterable[Item]:
        """Look at things until the time is up."""
        for start in range(0, len(items), CHUNK):
            self.budget.check()
            yield from items[start : start + CHUNK]

    # groups

    def _groups(self, ask: Groups) -> Callable[[Members], GroupLists]:
        """Group the things of each list by the values of a property."""
        split, keys = self._splitter(ask), self._keys(ask.property, ask.key)
        measures = [self._measure(measure) for measure in ask.measures]
        members = self.things(ask.members) if ask.members else None
        inner = [self._groups(groups) for groups in ask.groups]

        def read(lists: Members) -> GroupLists:
            split_lists = [split(iris) for iris in self._timed(lists)]
            found = list(chain.from_iterable(split_lists))
            some = [group.members for group in found]
            self.budget.take(len(found))
            if members:
                self.budget.take(sum(map(len, some)))
            return GroupLists(
                list(map(len, split_lists)),
                keys([group.value for group in found]),
                [group.count for group in found],
                [list(map(measure, some)) for measure in measures],
                members(list(chain.from_iterable(some))) if members else None,
                [read_inner(some) for read_inner in inner],
            )

        return read

    def _splitter(self, ask: Groups) -> Callable[[Sequence[str]], list[Group[list[str]]]]:
        model, keys = self.view.model, self.view.values(ask.property)
        prop = model.ontology.properties[ask.property]

        def label(value: Scalar | None) -> str | None:
            if prop.kind == "thing" and value is not None:
                return model.text("name", str(value))
            return label_of(model.ontology, prop, value)

        def split(iris: Sequence[str]) -> list[Group[list[str]]]:
            members: dict[Scalar | None, list[str]] = {}
            for iri in self._timed(iris):
                own: Sequence[Scalar | None] = keys(iri)
                for key in own or ([None] if ask.with_empty else []):
                    members.setdefault(key, []).append(iri)
            found = (Group(key, label(key), len(some), some) for key, some in members.items())
            return sorted_groups(found, prop, by_key=ask.by_key)

        return split

    def _measure(self, measure: Aggregate) -> Callable[[Sequence[str]], Json]:
        if measure.kind == "countDistinct":
            values: Callable[[str], Sequence[Any]] = self.view.values(measure.property)
        else:
            values = self.view.scalars(measure.property)
        timed = self._timed
        return lambda iris: measured(measure.kind, (v for iri in timed(iris) for v in values(iri)))

    # paths

    def _paths(self, ask: Paths) -> PathSteps:
        paths = shortest_paths(self.view, ask.start, ask.end, ask.longest, self.budget.check)
        steps = list(chain.from_iterable(paths))
        return PathSteps(
            list(map(len, paths)),
            [step.relation for step in steps],
            [step.edge.graphs for step in steps],
            self.things(ask.things)([step.edge.target for step in steps]) if ask.things else None,
        )
