"""What is read: frozen values that every store interprets alike.

A plan says nothing of how an answer spells what is read; see `gql.shaping`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, assert_never

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

Level = int
"""Highest rank of certainty that counts: 1 stated, 2 conclusions too, 3 undecided ones too."""
STATED, INFERRED, ALL = 1, 2, 3

Operator = Literal[
    "eq", "ne", "in", "lt", "lte", "gt", "gte", "contains", "startsWith", "endsWith", "isNull"
]
Quantifier = Literal["some", "every", "none", "single"]


@dataclass(frozen=True, slots=True)
class Compare:
    """Holds where a value compares; text is folded, a date is a pair of first and last day."""

    property: str
    operator: Operator
    value: str | int | bool | tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Holds where a quantity of the things on the other side of a relation fulfils a filter."""

    property: str
    quantifier: Quantifier
    where: "Filter"


@dataclass(frozen=True, slots=True)
class Combine:
    """Holds where all, any or none of the parts hold; no parts at all hold as `and`."""

    operator: Literal["and", "or", "not"]
    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Holds for the things with these IRIs."""

    iris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sourced:
    """Holds for what rests on one of these graphs, listed by the rank of their certainty.

    At a root that is the thing itself, below one the relation that leads to the thing.
    """

    graphs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Disagrees:
    """Holds where documents give different values of a property, or of any where it is None."""

    property: str | None


Filter = Compare | Related | Combine | Known | Sourced | Disagrees
EVERYTHING = Combine("and", ())


def fewest_known(where: Filter) -> tuple[str, ...] | None:
    """IRIs of which each thing that a filter keeps has one; None where it names none."""
    match where:
        case Known(iris):
            return iris
        case Combine("and", parts):
            found = [known for part in parts if (known := fewest_known(part)) is not None]
            return min(found, key=len, default=None)
        case _:
            return None


def only_adds(where: Filter) -> bool:
    """Whether what fulfils a filter still does where more statements count."""
    match where:
        case Known() | Sourced() | Disagrees():
            return True
        case Compare(_, operator, value):
            return operator != "ne" and (operator != "isNull" or not value)
        case Related(_, quantifier, inner):
            return quantifier == "some" and only_adds(inner)
        case Combine(operator, parts):
            return not parts or (operator != "not" and all(map(only_adds, parts)))
        case _:
            assert_never(where)


@dataclass(frozen=True, slots=True)
class Sort:
    """Order by an attribute at the end of a to-one path, or by the count of a relation there."""

    path: tuple[str, ...]
    descending: bool
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """An attribute; `iri` and `key` are attributes of every thing."""

    property: str


@dataclass(frozen=True, slots=True)
class One:
    """The thing at the other end of a to-one relation."""

    property: str
    thing: "ThingColumns"


@dataclass(frozen=True, slots=True)
class Claims:
    """All that documents say of one property, value by value, and what is read of those values.

    Only values that are things have something to read of them. `evidence` is how often their
    evidence is asked for.
    """

    property: str
    value: "ThingColumns | None"
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A figure of a group: first or last of the members' dates or numbers, or how many values.

    Each value counts once, however many members have it.
    """

    kind: Literal["min", "max", "countDistinct"]
    property: str


@dataclass(frozen=True, slots=True)
class Groups:
    """The things of a page by the values of a property: the largest group first, or by value.

    `key` is what is read of a value that is a thing, `members` what is read of each member.
    """

    property: str
    with_empty: bool
    by_key: bool
    measures: tuple[Aggregate, ...] = ()
    key: "ThingColumns | None" = None
    members: "ThingColumns | None" = None
    groups: tuple["Groups", ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the things of a class (at a root) or at the end of a relation (below a thing).

    Without an order it is the default one: the order in which a search found the things, where
    there was one, else name, then IRI. `things` is what is read of those on the page, `evidence`
    how often the graphs are asked for that hold the relation to each; totals and groups are of all. Where
    everything counts, whatever its certainty, `withheld` things more come and `provisional` ones go.
    """

    source: str
    where: Filter
    order: tuple[Sort, ...]
    found: tuple[str, ...]
    offset: int
    first: int
    total: bool = False
    withheld: bool = False
    provisional: bool = False
    things: "ThingColumns | None" = None
    evidence: int = 0
    groups: tuple[Groups, ...] = ()


Column = Value | One | Page | Claims


@dataclass(frozen=True, slots=True)
class ThingColumns:
    """What is read of things: columns, and for each class the places of those that it has."""

    columns: tuple[Column, ...]
    classes: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Lookup:
    """One thing of a class by its IRI; none where nothing has the key that was asked for."""

    class_name: str
    iri: str | None
    thing: ThingColumns


@dataclass(frozen=True, slots=True)
class Paths:
    """The shortest paths between two things, of at most so many steps.

    `things` is what is read of the thing that each step leads to, `evidence` how often the
    evidence of steps is asked for.
    """

    start: str
    end: str
    longest: int
    things: ThingColumns | None = None
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class Root:
    """One question of an operation, at a level of certainty that holds for all below it.

    With a day, written YYYY-MM-DD, only the observations count that hold on it.
    """

    level: Level
    ask: Page | Lookup | Paths
    day: str | None = None


@dataclass(frozen=True)
class Plan:
    """All that is read for an operation, root by root."""

    roots: tuple[Root, ...]

    @cached_property
    def has_lists(self) -> bool:
        """Whether lists are read; where not, there are no more things than columns."""
        return not all(isinstance(r.ask, Lookup) and _is_single(r.ask.thing) for r in self.roots)


def _is_single(thing: ThingColumns) -> bool:
    return all(
        isinstance(column, Value) or (isinstance(column, One) and _is_single(column.thing))
        for column in thing.columns
    )


def iter_terms(part: Page | Lookup | Paths | Column | Groups | ThingColumns) -> Iterator[str]:
    """Yield the classes and properties that a part of a plan reads."""
    match part:
        case Value(name):
            yield name
        case One(name, thing) | Lookup(name, _, thing):
            yield name
            yield from iter_terms(thing)
        case Claims(name, value):
            yield name
            yield from _iter_all((value,))
        case Page():
            yield part.source
            yield from _iter_filter_terms(part.where)
            yield from (name for sort in part.order for name in sort.path)
            yield from _iter_all((part.things, *part.groups))
        case Groups():
            yield part.property
            yield from (measure.property for measure in part.measures)
            yield from _iter_all((part.key, part.members, *part.groups))
        case ThingColumns(columns):
            yield from _iter_all(columns)
        case Paths(things=things):
            yield from _iter_all((things,))
        case _:
            assert_never(part)


def _iter_all(parts: Iterable[Column | Groups | ThingColumns | None]) -> Iterator[str]:
    for part in parts:
        if part is not None:
            yield from iter_terms(part)


def _iter_filter_terms(where: Filter) -> Iterator[str]:
    match where:
        case Compare(name):
            yield name
        case Related(name, _, inner):
            yield name
            yield from _iter_filter_terms(inner)
        case Combine(_, parts):
            for part in parts:
                yield from _iter_filter_terms(part)
        case Disagrees(name):
            yield name or "Thing"  # whatever may be said of it
        case Known() | Sourced():
            pass
        case _:
            assert_never(where)
