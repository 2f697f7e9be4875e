"""What a release says, decoded: things, claims about them and relations between them."""

from dataclasses import dataclass

from graph.terms import CERTAINTIES

Scalar = str | int
INFERRED = CERTAINTIES.index("INFERRED")
UNDECIDED = CERTAINTIES.index("UNDECIDED")


Period = tuple[str, str]
"""From which day something counts, and from which day no more, as YYYY-MM-DD."""

Spell = tuple[int, str, str]
"""A period with the rank of the statements that make it."""

ALWAYS: Period = ("", "~")
"""The bounds sort before and after every day."""


def is_within(period: Period, day: str) -> bool:
    """Whether a day is within a period."""
    return period[0] <= day < period[1]


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that some graphs give a thing, with the rank of the strongest of them.

    The period is that in which no later claim has taken its place, where values change.
    """

    value: Scalar
    rank: int
    graphs: tuple[str, ...]
    period: Period = ALWAYS


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation to a thing, with the graphs that hold it and the rank of the strongest."""

    target: str
    rank: int
    graphs: tuple[str, ...]
    spells: tuple[Spell, ...] = ()
    """Where it comes about by what counts for a while only: all the spells, with their ranks."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing with its class; `graphs` are all that say something of it.

    It exists as surely as the statement of its class: that is its rank. What says something of a
    concluded thing, and is more certain than that, is none of its `graphs`.
    """

    iri: str
    slug: str
    class_name: str
    rank: int
    graphs: tuple[str, ...]
