"""What a store has read for a plan: values in columns, nested as the plan is, without names.

Lists of several rows stand behind each other in one column, with their lengths beside them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.model.facts import Scalar
from graph.plan import Json

Graphs = Sequence[str]
"""The graphs that hold a statement: passages and readings, by IRI."""


@dataclass(frozen=True, slots=True)
class Things:
    """Things: the class of each, and class by class the columns that `plan.Thing` names.

    Where things repeat, each is read once, and `places` has which of them stands at each place.
    """

    classes: Sequence[str]
    columns: Mapping[str, Sequence["Column"]]
    places: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Ones:
    """At most one thing for each row: whether there is one, and those there are."""

    present: Sequence[bool]
    things: Things


@dataclass(frozen=True, slots=True)
class Keys:
    """Values of a property; of those that are things their names, and what is read of them."""

    values: Sequence[Scalar | None]
    names: Sequence[str | None]
    things: Ones | None


@dataclass(frozen=True, slots=True)
class ClaimLists:
    """A list of claims for each row: their values, and the graphs that make each."""

    lengths: Sequence[int]
    keys: Keys
    evidence: Sequence[Graphs]


@dataclass(frozen=True, slots=True)
class GroupLists:
    """A list of groups for each row, in their order; each group has `counts` members.

    Measures have a column each, as have the lists of groups inside of the groups.
    """

    lengths: Sequence[int]
    keys: Keys
    counts: Sequence[int]
    measures: Sequence[Sequence[Json]]
    members: Things | None
    groups: Sequence["GroupLists"]


@dataclass(frozen=True, slots=True)
class Pages:
    """A page for each row: how many things it has and of how many; what was not asked is empty."""

    lengths: Sequence[int]
    totals: Sequence[int]
    withheld: Sequence[int]
    things: Things | None
    evidence: Sequence[Graphs]
    groups: Sequence[GroupLists]
    provisional: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class PathSteps:
    """Paths between two things: how many steps each has, and the steps one behind the other.

    A step is the relation that it follows, the graphs that hold it, and the thing it leads to.
    """

    lengths: Sequence[int]
    relations: Sequence[str]
    evidence: Sequence[Graphs]
    things: Things | None


Column = Sequence[Json] | Ones | Pages | ClaimLists
Columns = Sequence[Ones | Pages | PathSteps]
"""What was read for each root of a plan."""
