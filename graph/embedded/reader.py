"""The reader: parts of a plan become functions that read a model in memory."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Literal, TypeVar

from graph.budget import CHUNK
from graph.decoded.facts import Claim, Edge
from graph.embedded.grouping import Grouping
from graph.embedded.paths import Step, shortest_paths
from graph.embedded.rows import Cuts, Show, has_pages, joined, once, parted, table
from graph.embedded.view import View
from graph.plan import (
    EVERYTHING,
    Claims,
    Constant,
    Cursor,
    Edges,
    Evidence,
    Groups,
    Json,
    KeyField,
    Lookup,
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
from graph.shaping import page_info

Item = TypeVar("Item")

Source = Callable[[View], Callable[[str], Sequence[Edge]]]
"""Reads what pages are cut from, at the level of a view."""


class Reader(Grouping):
    """Reads a model at one level of certainty; what it returns are functions of things.

    The other view is that of all there is, whatever its certainty.
    """

    def root(self, ask: Page | Lookup | Paths | Constant) -> Json:
        """Answer one field of an operation."""
        match ask:
            case Constant(text):
                return text
            case Lookup(class_name, iri, shape):
                found = self.view.member(class_name, iri)
                return self.show(shape)([found.target])[0] if found else None
            case Page():
                known = fewest_known(ask.where)
                return self.pager(ask, lambda view: lambda _: view.members(ask.source, known))(
                    [""]
                )[0]
            case Paths(start, end, longest, fields):
                shows = [(name, self._path_field(field)) for name, field in fields]
                paths = shortest_paths(self.view, start, end, longest, self.budget.check)
                return [{name: show(path) for name, show in shows} for path in paths]

    # what is shown

    def show(self, shape: Shape) -> Show:
        """Show things in a shape; each once where no pages are below it, which count as shown."""
        slots = [self._slot(slot) for slot in shape.slots]
        layouts = {
            name: ([field for field, _ in fields], [slots[place] for _, place in fields])
            for name, fields in shape.layout.items()
        }
        things = self.view.model.things

        def read(iris: Sequence[str]) -> Sequence[Json]:
            by_class: dict[str, list[str]] = defaultdict(list)
            for iri in iris:
                by_class[things[iri].class_name].append(iri)
            rows = {}
            for name, some in by_class.items():
                fields, columns = layouts[name]
                rows[name] = self._table(fields, [column(some) for column in columns], len(some))
            if len(rows) == 1:
                return rows.popitem()[1]
            sorted_out = {name: iter(some) for name, some in rows.items()}
            return [next(sorted_out[things[iri].class_name]) for iri in iris]

        return read if has_pages(shape) else once(read, self.budget)

    def _slot(self, slot: Slot) -> Show:
        match slot:
            case Constant(text):
                return lambda iris: [text] * len(iris)
            case Value(name):
                return self._values(name)
            case One(name, shape):
                return self._one(name, self.show(shape))
            case Page():
                return self.pager(slot, lambda view: view.edges(slot.source))
            case Claims(name, fields):
                shows = [(field, self._claim_field(f, name)) for field, f in fields]
                claims = self.view.claims
                return self._weighed(
                    lambda iri: [{f: show(c) for f, show in shows} for c in claims(name, iri)]
                )

    def _values(self, name: str) -> Show:
        value, weigh = self.view.value(name), self.budget.weigh

        def read(iris: Sequence[str]) -> list[Json]:
            column = list(map(value, iris))
            weigh(column)
            return column

        return read

    def _weighed(self, show: Callable[[Item], Json]) -> Callable[[Sequence[Item]], list[Json]]:
        """Show one after the other, as long as the answer may grow."""
        weigh = self.budget.weigh

        def read(items: Sequence[Item]) -> list[Json]:
            column: list[Json] = []
            for start in range(0, len(items), CHUNK):
                some = list(map(show, items[start : start + CHUNK]))
                weigh(some)
                column += some
            return column

        return read

    def _table(
        self, names: Sequence[str], columns: Sequence[Sequence[Json]], length: int
    ) -> list[Json]:
        self.budget.write_names(names, length)
        return table(names, columns, length)

    def _claim_field(self, field: KeyField | Evidence, name: str) -> Callable[[Claim], Json]:
        match field:
            case Evidence():
                evidence = self._evidence(field)
                return lambda claim: evidence(claim.graphs)
            case _:
                show, label = self.key_field(field), self.label(name)
                return lambda claim: show(claim.value, label(claim.value))

    def _one(self, name: str, show: Show) -> Show:
        target = self.view.target(name)

        def read(iris: Sequence[str]) -> list[Json]:
            targets = [target(iri) for iri in iris]
            shown = iter(show([iri for iri in targets if iri is not None]))
            return [None if iri is None else next(shown) for iri in targets]

        return read

    # pages

    def pager(self, page: Page, source: Source) -> Show:
        """Show a page of what leaves each of the things."""
        names = [name for name, _ in page.parts]
        parts = [self._part(part, page, source) for _, part in page.parts]
        cut = self._cutter(page, source)

        def show(iris: Sequence[str]) -> list[Json]:
            cuts = cut(iris)
            return self._table(names, [part(cuts) for part in parts], len(iris))

        return show

    def _cutter(self, page: Page, source: Source) -> Callable[[Sequence[str]], Cuts]:
        """Keep edges, sort them, cut pages; where things are shown they are taken account of."""
        read, shown = source(self.view), slice(page.offset, page.offset + page.first)
        keep = self._keeper(page, self.view)
        shows_things = any(isinstance(part, Nodes | Edges) for _, part in page.parts)

        def cut(iris: Sequence[str]) -> Cuts:
            cuts = Cuts(iris, [], [])
            for start in range(0, len(iris), CHUNK):
                kept = [keep(read(iri)) for iri in iris[start : start + CHUNK]]
                cuts.kept.extend(kept)
                cuts.shown.extend(some[shown] for some in kept)
                self.budget.take(sum(map(len, cuts.shown[start:])) if shows_things else 0)
            return cuts

        return cut

    def _keeper(self, page: Page, view: View) -> Callable[[Sequence[Edge]], Sequence[Edge]]:
        """Keep what fulfils the filter of a page, in its order."""
        check = self.budget.check
        test = view.test(page.where, check)
        if page.where == EVERYTHING:
            return lambda edges: view.in_order(edges, page)

        def keep(edges: Sequence[Edge]) -> Sequence[Edge]:
            kept: list[Edge] = []
            for start in range(0, len(edges), CHUNK):
                check()
                kept += filter(test, edges[start : start + CHUNK])
            return view.in_order(kept, page)

        return keep

    def _part(self, part: PagePart, page: Page, source: Source) -> Callable[[Cuts], Sequence[Json]]:
        match part:
            case Constant(text):
                return lambda cuts: [text] * len(cuts.shown)
            case Total():
                return lambda cuts: list(map(len, cuts.kept))
            case Withheld():
                return self._withheld(page, source)
            case Nodes():
                nodes = self._edge_field(part)
                return lambda cuts: parted(nodes(joined(cuts.shown), ()), cuts)
            case Edges(fields):
                names = [name for name, _ in fields]
                shows = [self._edge_field(field) for _, field in fields]
                first = page.offset + 1

                def show_edges(cuts: Cuts) -> Sequence[Json]:
                    edges = joined(cuts.shown)
                    places = [first + i for some in cuts.shown for i in range(len(some))]
                    columns = [show(edges, places) for show in shows]
                    return parted(self._table(names, columns, len(edges)), cuts)

                return show_edges
            case PageInfo(fields):

                def info(cut: tuple[Sequence[Edge], Sequence[Edge]]) -> Json:
                    return page_info(fields, page.offset, *map(len, cut))

                show_info = self._weighed(info)
                return lambda cuts: show_info(list(zip(cuts.shown, cuts.kept, strict=True)))
            case Groups():
                grouper = self.grouper(part)
                return lambda cuts: [grouper([e.target for e in kept]) for kept in cuts.kept]

    def _withheld(self, page: Page, source: Source) -> Callable[[Cuts], Sequence[Json]]:
        """Count what a page has more when all there is counts."""
        check = self.budget.check
        read, test = source(self.every), self.every.test(page.where, check)

        def count(iri: str, kept: Sequence[Edge]) -> int:
            check()
            known = {edge.target for edge in kept}
            return sum(edge.target not in known and test(edge) for edge in read(iri))

        return lambda cuts: [
            count(iri, kept) for iri, kept in zip(cuts.parents, cuts.kept, strict=True)
        ]

    def _edge_field(
        self, field: Constant | Cursor | Nodes | Evidence
    ) -> Callable[[Sequence[Edge], Sequence[int]], Sequence[Json]]:
        """Show edges, of which each has a place among all that it is shown with."""
        match field:
            case Constant(text):
                return lambda edges, _places: [text] * len(edges)
            case Cursor():
                return lambda _edges, places: [str(place) for place in places]
            case Nodes(shape):
                show = self.show(shape)
                return lambda edges, _places: show([edge.target for edge in edges])
            case Evidence():
                evidence = self._evidence(field)

                def witnesses(edge: Edge) -> Json:
                    return evidence(edge.graphs)

                show_all = self._weighed(witnesses)
                return lambda edges, _places: show_all(edges)

    def _evidence(self, evidence: Evidence) -> Callable[[tuple[str, ...]], Json]:
        """Show evidence by the graphs it is of; many statements stand in the same ones."""
        return cache(lambda graphs: self.witnesses.show(evidence, graphs, self.view.level))

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
                return lambda step: show([step.edge], ())[0]
