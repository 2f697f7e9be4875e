"""What is asked: frozen values that every store interprets alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

Level = int
"""Highest rank of certainty that counts: 1 stated, 2 conclusions too, 3 undecided ones too."""
STATED, INFERRED, ALL = 1, 2, 3

Operator = Literal["eq", "ne", "in", "lt", "lte", "gt", "gte", "contains", "startsWith", "isNull"]
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


@dataclass(frozen=True, slots=True)
class Sort:
    """Order by an attribute at the end of a to-one path, or by the count of a relation there."""

    path: tuple[str, ...]
    descending: bool
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """What is known before anything is read, such as the name of a type."""

    text: str | bool


@dataclass(frozen=True, slots=True)
class Value:
    """An attribute; `iri` and `key` are attributes of every thing."""

    property: str


@dataclass(frozen=True, slots=True)
class One:
    """The thing at the other end of a to-one relation."""

    property: str
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class Shape:
    """What to show of a thing: slots that its classes share, and their layout class by class."""

    slots: tuple["Slot", ...]
    layout: Mapping[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Passages that a relation or a thing rests on: name in the answer, field, fields below it."""

    fields: tuple[tuple[str, "str | Constant", "Evidence | None"], ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """All that documents say of one property of a thing, each value with what it rests on."""

    property: str
    fields: tuple[tuple[str, "KeyField | Evidence"], ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How many things a page is cut from."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """How many more things the same page has when undecided readings count."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """The things of a page or of a group; below an edge the one thing it leads to."""

    shape: Shape


@dataclass(frozen=True, slots=True)
class Cursor:
    """Place of an edge among all, counted from one."""


@dataclass(frozen=True, slots=True)
class Edges:
    """The things of a page, each with what relates it."""

    fields: tuple[tuple[str, "Constant | Cursor | Nodes | Evidence"], ...]


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Where a page stands among all: name in the answer and field."""

    fields: tuple[tuple[str, "str | Constant"], ...]


@dataclass(frozen=True, slots=True)
class GroupKey:
    """The value that a group shares; a shape where it is a thing and shown as one.

    The field `node` of a value that is no thing is null.
    """

    fields: tuple[tuple[str, "KeyField"], ...]


KeyField = Literal["value", "label", "node"] | Constant | Shape
"""How a value is shown that may be a thing."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a group: first or last of the members' dates or numbers, or how many values.

    Each value counts once, however many members have it.
    """

    kind: Literal["min", "max", "countDistinct"]
    property: str


@dataclass(frozen=True, slots=True)
class Groups:
    """The things of a page by the values of a property: the largest group first, or by value."""

    property: str
    with_empty: bool
    by_key: bool
    fields: tuple[tuple[str, "GroupPart"], ...]


GroupPart = Constant | Total | GroupKey | Measure | Nodes | Groups
PagePart = Constant | Total | Withheld | Nodes | Edges | PageInfo | Groups


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the things of a class (at a root) or at the end of a relation (below a thing).

    Without an order it is the default one: the order in which a search found the things, where
    there was one, else name, then IRI.
    """

    source: str
    where: Filter
    order: tuple[Sort, ...]
    found: tuple[str, ...]
    offset: int
    first: int
    parts: tuple[tuple[str, PagePart], ...]


Slot = Constant | Value | One | Page | Claims


@dataclass(frozen=True, slots=True)
class Lookup:
    """One thing of a class by its IRI; none where nothing has the key that was asked for."""

    class_name: str
    iri: str | None
    shape: Shape


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a path: name in the answer and field; `relation` names what is followed."""

    fields: tuple[tuple[str, "Literal['relation'] | Constant | Nodes | Evidence"], ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """The shortest paths between two things, of at most so many steps."""

    start: str
    end: str
    longest: int
    fields: tuple[tuple[str, "Literal['length'] | Constant | Steps"], ...]


@dataclass(frozen=True, slots=True)
class Root:
    """One field of an operation, at a level of certainty that holds for all below it.

    With a day, written YYYY-MM-DD, only the observations count that hold on it.
    """

    name: str
    level: Level
    ask: Page | Lookup | Paths | Constant
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an operation asks, in the order of its fields."""

    roots: tuple[Root, ...]
