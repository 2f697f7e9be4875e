"""What an operation costs, told before it is answered: how many values are shown and looked at."""

from collections.abc import Mapping
from math import ceil, log2
from typing import Any

from graph.errors import QueryError
from graph.plan import (
    Combine,
    Edges,
    Filter,
    Groups,
    Known,
    Lookup,
    Nodes,
    One,
    Page,
    Paths,
    Plan,
    Related,
    Root,
    Shape,
    Withheld,
    fewest_known,
)

Sizes = Mapping[str, float]
"""Of classes how many things there are, of relations to how many they lead on average."""


def cost(plan: Plan, sizes: Sizes) -> int:
    """Cost of a plan: how many values are shown, and things looked at by filters and orders.

    A root is taken to show all things of its class that `first` or a search lets it, a relation
    as many as it leads to on average in the release. What filters keep is not foreseen.
    """
    meter = _Meter(sizes)
    return ceil(sum(meter.root(root) for root in plan.roots))


def check_cost(spent: int, limit: int) -> None:
    """Raise QueryError where a cost is over the limit."""
    if spent > limit:
        raise QueryError(
            f"the operation costs about {spent} values, more than {limit}; ask for fewer things "
            "(first), fewer levels, or in several requests",
            code="TOO_COSTLY",
            details={"cost": spent, "limit": limit},
        )


class _Meter:
    """Adds up costs; shapes are kept, for several fields may share one."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._shapes: dict[int, float] = {}

    def root(self, root: Root) -> float:
        match root.ask:
            case Page():
                things = self._sizes.get(root.ask.source, 0)
                return self.page(root.ask, min(things, _found(root.ask)))
            case Lookup():
                return self.shape(root.ask.shape)
            case Paths():
                return self._sizes.get("Thing", 0) + root.ask.longest * self.fields(root.ask)
            case _:
                return self.fields(root.ask)

    def shape(self, shape: Shape) -> float:
        """Cost of showing one thing, of the class that shows most."""
        if id(shape) not in self._shapes:
            slots = [self.slot(slot) for slot in shape.slots]
            sums = (sum(slots[place] for _, place in fields) for fields in shape.layout.values())
            self._shapes[id(shape)] = 1 + max(sums, default=0)
        return self._shapes[id(shape)]

    def slot(self, slot: Any) -> float:
        match slot:
            case One():
                return self.shape(slot.shape)
            case Page():
                return self.page(slot, self._sizes.get(slot.source, 1))
            case _:
                return self.fields(slot)

    def page(self, page: Page, things: float) -> float:
        """Cost of a page that is cut from so many things."""
        kept = self.kept(page.where, things)
        looked_at = things + kept + len(page.order) * things * log2(things + 1)
        shown = min(things, page.first)
        return looked_at + sum(self.part(part, things, shown, kept) for _, part in page.parts)

    def part(self, part: Any, things: float, shown: float, kept: float) -> float:
        match part:
            case Nodes(shape):
                return shown * self.shape(shape)
            case Edges():
                return shown * self.fields(part)
            case Groups():
                return self.groups(part, things)
            case Withheld():
                return 1 + things + kept
            case _:
                return self.fields(part)

    def groups(self, groups: Groups, things: float) -> float:
        """Cost of groups of so many things: in the worst case each has groups of its own.

        A thing is in as many groups as the property leads to, and again below each of them.
        """
        members = things * max(1.0, self._sizes.get(groups.property, 1))
        inner = 0.0
        for _, part in groups.fields:
            match part:
                case Groups():
                    inner += self.groups(part, members)
                case _:
                    inner += members * self.fields(part)
        return members + inner

    def fields(self, part: Any) -> float:
        """Cost of one value, or of what is put together of several."""
        match part:
            case Shape():
                return self.shape(part)
            case Nodes(shape):
                return self.shape(shape)
            case _:
                below = getattr(part, "fields", ())
                return 1 + sum(self.fields(value) for field in below for value in field[1:])

    def kept(self, where: Filter, things: float) -> float:
        """How many things are looked at to tell which of so many fulfil a filter."""
        match where:
            case Combine(operator, parts):
                own = 0 if operator == "and" else things
                return own + sum(self.kept(part, things) for part in parts)
            case Related(name, _, inner):
                reached = things * self._sizes.get(name, 1)
                return reached + self.kept(inner, min(reached, self._sizes.get("Thing", 0)))
            case Known():
                return 0
            case _:
                return things


def _found(page: Page) -> float:
    """How many things a search, or keys, leave of a class."""
    known = fewest_known(page.where)
    return float("inf") if known is None else len(known)
