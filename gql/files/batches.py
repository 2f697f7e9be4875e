"""A plan cut into batches: so many things of its outermost list at a time.

Each batch is a plan of its own, so a table of any length is read in the memory of a batch. Which
things there are, and in which order, is asked first: a window of IRIs, from which batches are cut.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from graph.columns import Column, Columns, Ones, Pages, Things
from graph.plan import Known, Lookup, One, Page, Plan, Root, ThingColumns, Value

Change = Callable[[Page], Page]


@dataclass(frozen=True, slots=True)
class Cut:
    """A plan of one root, and the properties that lead from it to its outermost page."""

    root: Root
    way: tuple[str, ...]

    def window(self, start: int, length: int, class_names: Sequence[str]) -> Plan:
        """Plan to read the IRIs of so many things of the page, from a place in it."""
        iris = ThingColumns((Value("iri"),), dict.fromkeys(class_names, (0,)))

        def part_of(page: Page) -> Page:
            left = max(0, min(length, page.first - start))
            cut = replace(page, offset=page.offset + start, first=left, things=iris)
            return replace(
                cut, total=False, withheld=False, provisional=False, evidence=0, groups=()
            )

        return self._with(part_of)

    def read_window(self, columns: Columns) -> list[str]:
        """Read the IRIs that a window has."""
        ask, column = self.root.ask, cast(Ones | Pages, columns[0])
        for name in self.way:
            if not any(cast(Ones, column).present):
                return []
            followed = _follow(cast(Lookup | One, ask).thing, cast(Ones, column).things, name)
            if followed is None:
                return []
            ask, column = followed
        things = cast(Pages, column).things
        return _iris(things) if things else []

    def batch(self, iris: tuple[str, ...]) -> Plan:
        """Plan to read these things of the page, in this order."""

        def only(page: Page) -> Page:
            known = replace(page, where=Known(iris), order=(), found=iris, offset=0)
            return replace(known, first=len(iris), withheld=False, provisional=False)

        return self._with(only)

    def _with(self, change: Change) -> Plan:
        ask: Any = _changed(self.root.ask, self.way, change)  # what it was, with another page
        return Plan((replace(self.root, ask=ask),))


def cut(plan: Plan, properties: Sequence[str]) -> Cut | None:
    """Find the outermost page on the way that properties lead from the root of a plan.

    None where it cannot be cut: there is no page, or more is asked of it than its things.
    """
    (root,) = plan.roots
    for depth in range(len(properties) + 1):
        end = _end(root.ask, properties[:depth])
        if isinstance(end, Page):
            whole = end.things is not None and not end.groups
            return Cut(root, tuple(properties[:depth])) if whole else None
    return None


def _end(ask: object, way: Sequence[str]) -> object:
    """What a way leads to; None where it leads nowhere, or to several things."""
    for name in way:
        if not isinstance(ask, Lookup | One):
            return None
        found = _columns(ask.thing, name)
        if len(found) != 1:
            return None
        ask = ask.thing.columns[found[0]]
    return ask


def _columns(thing: ThingColumns, name: str) -> list[int]:
    return [
        place
        for place, column in enumerate(thing.columns)
        if (isinstance(column, One) and column.property == name)
        or (isinstance(column, Page) and column.source == name)
    ]


def _follow(thing: ThingColumns, things: Things, name: str) -> tuple[Any, Any] | None:
    """Follow a property: to what was asked of it, and to what was read.

    None where it is asked of other classes only.
    """
    [place], [class_name] = _columns(thing, name), things.columns
    if place not in thing.classes[class_name]:
        return None
    columns: Sequence[Column] = things.columns[class_name]
    return thing.columns[place], columns[thing.classes[class_name].index(place)]


def _iris(things: Things) -> list[str]:
    by_class = {name: iter(cast(list[str], column)) for name, [column] in things.columns.items()}
    iris = [next(by_class[name]) for name in things.classes]
    return iris if things.places is None else [iris[place] for place in things.places]


def _changed(ask: Any, way: Sequence[str], change: Change) -> Any:
    if not way:
        return change(ask)
    [place] = _columns(ask.thing, way[0])
    columns = list(ask.thing.columns)
    columns[place] = _changed(columns[place], way[1:], change)
    return replace(ask, thing=replace(ask.thing, columns=tuple(columns)))
