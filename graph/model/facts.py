"""What a release says, decoded: things, claims about them and relations between them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from graph.terms import CERTAINTIES, Ontology

Scalar = str | int
EDITORIAL = CERTAINTIES.index("EDITORIAL")
INFERRED = CERTAINTIES.index("INFERRED")
UNDECIDED = CERTAINTIES.index("UNDECIDED")


Period = tuple[str, str]
"""From which day something counts, and from which day no more, as YYYY-MM-DD."""

ALWAYS: Period = ("0", "~")
"""The bounds sort before and after every day."""


def level_of(rank: int) -> int:
    """The level of certainty that a rank is seen at: what is editorial counts as stated."""
    return max(rank, EDITORIAL)


def is_within(period: Period, day: str) -> bool:
    """Whether a day is within a period."""
    return period[0] <= day < period[1]


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """One way in which something comes about: from which level on, when, and by which graphs."""

    level: int
    since: str
    until: str
    graphs: tuple[str, ...]

    def counts(self, level: int, day: str) -> bool:
        """Whether it is seen at a level of certainty and holds on a day."""
        return self.level <= level and self.since <= day < self.until

    def during(self, period: Period) -> "Way":
        """The same way as far as it lies within a period."""
        since, until = max(self.since, period[0]), min(self.until, period[1])
        return Way(self.level, since, until, self.graphs)


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that some graphs give a thing, with the rank of the strongest of them.

    It has ways where it counts for a while only, as all that follows here.
    """

    value: Scalar
    rank: int
    graphs: tuple[str, ...]
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation to a thing, with the graphs that hold it and the rank of the strongest."""

    target: str
    rank: int
    graphs: tuple[str, ...]
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing with its class; `graphs` are all that say something of it.

    It exists as surely as the statement of its class, which stands in the graphs of `existence`:
    that is its rank. What says something of a concluded thing, and is more certain than that, is
    none of its `graphs`.
    """

    iri: str
    slug: str
    class_name: str
    rank: int
    graphs: tuple[str, ...]
    existence: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()


def ways_of(one: Claim | Edge | Thing) -> tuple[Way, ...]:
    """The ways in which something comes about; one that counts always where it has none."""
    return one.ways or (Way(level_of(one.rank), *ALWAYS, one.graphs),)


def bounded(ways: Iterable[Way]) -> tuple[Way, ...]:
    """Ways in order, the most certain first; none where all count always."""
    found = tuple(sorted(set(ways)))
    return found if any((way.since, way.until) != ALWAYS for way in found) else ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing with all that is told of it: claims and edges by property, as written down.

    Of what has one value by default, the claim that gives it is the first; the edge is the only
    one.
    """

    thing: Thing
    claims: Mapping[str, tuple[Claim, ...]]
    edges: Mapping[str, tuple[Edge, ...]]

    def text(self, name: str) -> str:
        """Return the default value of a property as text; empty where there is none."""
        claims = self.claims.get(name)
        return str(claims[0].value) if claims else ""


class Facts(Protocol):
    """All that a release says, found thing by thing."""

    @property
    def ontology(self) -> Ontology:
        """The terms that it is said in."""
        ...

    def things(self) -> Iterator[Entity]:
        """Yield all things, always in the same order."""
        ...

    def entity(self, iri: str) -> Entity | None:
        """Return what is told of a thing."""
        ...

    def edges(self, name: str, iri: str) -> tuple[Edge, ...]:
        """Return the relations of a thing by one property, derived ones too, in any order."""
        ...
