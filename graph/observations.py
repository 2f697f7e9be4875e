"""Observations: what was told of a day counts until it is told anew, or is over."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from graph.facts import ALWAYS, Claim, Edge, Period, Scalar, Thing
from graph.plan import Constant, Lookup, Page, Paths
from graph.terms import Ontology
from graph.values import LATEST, date_bounds

_Claims = Mapping[str, Mapping[str, tuple[Claim, ...]]]
_Edges = Mapping[str, Mapping[str, tuple[Edge, ...]]]
_NAMING = ("property", "source", "class_name", "path")
"""Fields of a plan that name a class or properties."""


@dataclass(frozen=True, slots=True)
class _Observation:
    """What is seen of one key, how surely, and when; `end` where it is told to be over."""

    iri: str
    rank: int
    since: str
    end: str


def read_periods(
    ontology: Ontology, things: Mapping[str, Thing], claims: _Claims, edges: _Edges
) -> dict[str, Period]:
    """Return from when to when each observation counts, save those that count always.

    Observations have one key if all that identifies them is the same, their date and what was
    seen apart. One
    counts from its day, or the first day of its period, until a later one takes its place that
    is as certain, or until its period is over.
    """
    by_key: dict[tuple[object, ...], list[_Observation]] = defaultdict(list)
    for iri, thing in things.items():
        own = ontology.classes[thing.class_name]
        if own.observed:
            key = (
                own.name,
                *(
                    _values(name, iri, claims, edges)
                    for name in own.key
                    if name not in (own.observed, own.observes)
                ),
            )
            by_key[key].append(_observe(thing, claims.get(own.observed, {}).get(iri, ())))
    periods = (pair for same in by_key.values() for pair in _iter_periods(same))
    return {iri: period for iri, period in periods if period != ALWAYS}


def _values(name: str, iri: str, claims: _Claims, edges: _Edges) -> frozenset[Scalar]:
    related = {edge.target for edge in edges.get(name, {}).get(iri, ())}
    return frozenset(related | {claim.value for claim in claims.get(name, {}).get(iri, ())})


def _observe(thing: Thing, dated: tuple[Claim, ...]) -> _Observation:
    if not dated:
        return _Observation(thing.iri, thing.rank, *ALWAYS)
    text = str(dated[0].value)
    bounds = date_bounds(text)
    if "/" not in text:
        return _Observation(thing.iri, thing.rank, bounds.latest, ALWAYS[1])
    end = ALWAYS[1] if bounds.latest == LATEST else _day_after(bounds.latest)
    return _Observation(thing.iri, thing.rank, bounds.earliest, end)


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _iter_periods(same: Iterable[_Observation]) -> Iterator[tuple[str, Period]]:
    same = list(same)
    for one in same:
        later = [o.since for o in same if o.since > one.since and o.rank <= one.rank]
        yield one.iri, (one.since, min([*later, one.end]))


def with_periods(
    claims: tuple[Claim, ...], said_on: Callable[[tuple[str, ...]], str]
) -> tuple[Claim, ...]:
    """Add to each claim the days on which it is the latest of those that are as certain."""
    seen = [_Observation(str(i), c.rank, said_on(c.graphs), "~") for i, c in enumerate(claims)]
    periods = dict(_iter_periods(seen))
    return tuple(replace(claim, period=periods[str(i)]) for i, claim in enumerate(claims))


def reaches_observations(ask: Page | Lookup | Paths | Constant, ontology: Ontology) -> bool:
    """Whether an answer depends on the day of which it is asked."""
    return isinstance(ask, Paths) or any(map(ontology.is_observed, _iter_names(ask)))


def _iter_names(part: Any) -> Iterator[str]:
    """Yield the classes and properties that a part of a plan names."""
    if is_dataclass(part):
        for field in fields(part):
            value = getattr(part, field.name)
            if field.name in _NAMING:
                yield from [value] if isinstance(value, str) else value or ()
            else:
                yield from _iter_names(value)
    elif isinstance(part, tuple):
        for inner in part:
            yield from _iter_names(inner)
