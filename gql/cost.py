"""What an operation costs, told before it is answered: how many values are shown and looked at."""

from collections.abc import Mapping
from math import ceil, log2
from typing import assert_never

from graph.errors import QueryError
from graph.plan import (
    Claims,
    Column,
    Combine,
    Compare,
    Disagrees,
    Filter,
    Groups,
    Known,
    Lookup,
    One,
    Page,
    Paths,
    Plan,
    Related,
    Root,
    Sourced,
    ThingColumns,
    Value,
    fewest_known,
)

EVIDENCE = 5
"""What the evidence of one relation or claim costs: a passage or two, with some fields."""

CLAIMS = 2
"""How many claims of one property a thing is taken to have."""

DISAGREEMENTS = 5
"""What it costs to tell of a thing whether documents disagree about anything."""

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
    """Adds up costs; what is read of things is summed up once, for several fields may share it."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._things: dict[int, float] = {}

    def root(self, root: Root) -> float:
        match root.ask:
            case Page() as page:
                things = self._sizes.get(page.source, 0)
                return self.page(page, min(things, _found(page)))
            case Lookup(thing=thing):
                return self.thing(thing)
            case Paths(longest=longest, things=thing, evidence=evidence):
                step = 1 + EVIDENCE * evidence + self.thing(thing)
                return self._sizes.get("Thing", 0) + longest * step
            case _:
                assert_never(root.ask)

    def thing(self, thing: ThingColumns | None) -> float:
        """Cost of reading one thing, of the class that has most."""
        if thing is None:
            return 0
        if id(thing) not in self._things:
            costs = [self.column(column) for column in thing.columns]
            sums = (sum(costs[place] for place in places) for places in thing.classes.values())
            self._things[id(thing)] = 1 + max(sums, default=0)
        return self._things[id(thing)]

    def column(self, column: Column) -> float:
        match column:
            case Value():
                return 1
            case One(thing=thing):
                return self.thing(thing)
            case Page():
                return self.page(column, self._sizes.get(column.source, 1))
            case Claims(value=thing, evidence=evidence):
                return 1 + CLAIMS * (1 + EVIDENCE * evidence + self.thing(thing))
            case _:
                assert_never(column)

    def page(self, page: Page, things: float) -> float:
        """Cost of a page that is cut from so many things."""
        kept = self.kept(page.where, things)
        looked_at = things + kept + len(page.order) * things * log2(things + 1)
        shown = min(things, page.first) * (self.thing(page.things) + EVIDENCE * page.evidence)
        withheld = (1 + things + kept) * (page.withheld + page.provisional)
        groups = sum(self.groups(groups, things) for groups in page.groups)
        return looked_at + shown + page.total + withheld + groups

    def groups(self, groups: Groups, things: float) -> float:
        """Cost of groups of so many things: in the worst case each has groups of its own.

        A thing is in as many groups as it has values; groups inside of these multiply that.
        """
        members = things * max(1, self._sizes.get(groups.property, 1))
        one = 1 + len(groups.measures) + self.thing(groups.key) + self.thing(groups.members)
        return things + members * one + sum(self.groups(below, members) for below in groups.groups)

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
            case Disagrees(None):
                return things * DISAGREEMENTS
            case Compare() | Sourced() | Disagrees():
                return things
            case _:
                assert_never(where)


def _found(page: Page) -> float:
    """How many things a search, or keys, leave of a class."""
    known = fewest_known(page.where)
    return float("inf") if known is None else len(known)
