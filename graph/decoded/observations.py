"""When things count: those that hold for a period in it, observations until the next one."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from graph.decoded.facts import ALWAYS, Claim, Period, Told, level_of
from graph.plan import Constant, Lookup, Page, Paths
from graph.terms import Ontology
from graph.values import LATEST, date_bounds

_NAMING = ("property", "source", "class_name", "path")
"""Fields of a plan that name a class or properties."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What is seen of one key, how surely, since when, and from when on it is over."""

    iri: str
    rank: int
    since: str
    end: str


def read_periods(ontology: Ontology, told: Iterable[Told]) -> dict[str, Period]:
    """Return from when to when each dated thing counts, save those that count always.

    What holds for a period counts from its first to its last day. What was observed on a day
    counts from then until a later observation of the same, as certain as it is, takes its place.
    """
    by_key: dict[str, list[Observation]] = defaultdict(list)
    for one in told:
        if ontology.classes[one.thing.class_name].dated:
            by_key[observation_key(ontology, one)].append(observe(ontology, one))
    return dict(pair for same in by_key.values() for pair in iter_periods(same))


def observation_key(ontology: Ontology, told: Told) -> str:
    """Text that is the same for observations of the same: their date and what was seen apart.

    What holds for a period is the same as nothing else: one holder does not end the time of another.
    """
    own = ontology.classes[told.thing.class_name]
    if own.holds_during:
        return told.thing.iri
    names = [name for name in own.key if name not in (own.observed_by, own.observes)]
    return json.dumps([own.name, *(_values(told, name) for name in names)])


def _values(told: Told, name: str) -> list[str]:
    claims = (str(claim.value) for claim in told.claims.get(name, ()))
    return sorted({*claims, *(edge.target for edge in told.edges.get(name, ()))})


def observe(ontology: Ontology, told: Told) -> Observation:
    """Read when a dated thing counts; without a date, or an end, that is open.

    A date that is less certain than the thing says nothing of when it counts: what is stated
    does not depend on what is concluded.
    """
    thing, own = told.thing, ontology.classes[told.thing.class_name]
    dates = told.claims.get(own.dated, ())
    if not dates or level_of(dates[0].rank) > level_of(thing.rank):
        return Observation(thing.iri, thing.rank, *ALWAYS)
    bounds = date_bounds(str(dates[0].value))
    if own.observed_by:
        return Observation(thing.iri, thing.rank, bounds.latest, ALWAYS[1])
    end = ALWAYS[1] if bounds.latest == LATEST else _day_after(bounds.latest)
    return Observation(thing.iri, thing.rank, bounds.earliest, end)


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def iter_periods(same: Iterable[Observation]) -> Iterator[tuple[str, Period]]:
    """Yield the periods of observations of the same, save of those that count always."""
    same = list(same)
    for one in same:
        sure = [o.since for o in same if level_of(o.rank) <= level_of(one.rank)]
        later = [since for since in sure if since > one.since]
        period = one.since, min([*later, one.end])
        if period != ALWAYS:
            yield one.iri, period


def with_periods(
    claims: tuple[Claim, ...], said_on: Callable[[tuple[str, ...]], str]
) -> tuple[Claim, ...]:
    """Add to each claim the days on which it is the latest of those that are as certain."""
    seen = [Observation(str(i), c.rank, said_on(c.graphs), "~") for i, c in enumerate(claims)]
    periods = dict(iter_periods(seen))
    return tuple(
        replace(claim, period=periods.get(str(i), ALWAYS)) for i, claim in enumerate(claims)
    )


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
