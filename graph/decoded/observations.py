"""Observations: what was told of a day counts until it is told anew, or is over."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from graph.decoded.facts import ALWAYS, Claim, Period, Told
from graph.terms import Ontology
from graph.values import LATEST, date_bounds


@dataclass(frozen=True, slots=True)
class Observation:
    """What is seen of one key, how surely, and when; `end` where it is told to be over."""

    iri: str
    rank: int
    since: str
    end: str


def read_periods(ontology: Ontology, told: Iterable[Told]) -> dict[str, Period]:
    """Return from when to when each observation counts, save those that count always.

    Observations have one key if all that identifies them is the same, their date and what was
    seen apart. One counts from its day, or the first day of its period, until a later one takes
    its place that is as certain, or until its period is over.
    """
    by_key: dict[str, list[Observation]] = defaultdict(list)
    for one in told:
        if ontology.classes[one.thing.class_name].observed:
            by_key[observation_key(ontology, one)].append(observe(ontology, one))
    return dict(pair for same in by_key.values() for pair in iter_periods(same))


def observation_key(ontology: Ontology, told: Told) -> str:
    """Text that is the same for observations of the same."""
    own = ontology.classes[told.thing.class_name]
    names = [name for name in own.key if name not in (own.observed, own.observes)]
    return json.dumps([own.name, *(_values(told, name) for name in names)])


def _values(told: Told, name: str) -> list[str]:
    claims = (str(claim.value) for claim in told.claims.get(name, ()))
    return sorted({*claims, *(edge.target for edge in told.edges.get(name, ()))})


def observe(ontology: Ontology, told: Told) -> Observation:
    """Read an observation: how sure it is, and when it was made."""
    thing, text = told.thing, told.text(ontology.classes[told.thing.class_name].observed)
    if not text:
        return Observation(thing.iri, thing.rank, *ALWAYS)
    bounds = date_bounds(text)
    if "/" not in text:
        return Observation(thing.iri, thing.rank, bounds.latest, ALWAYS[1])
    end = ALWAYS[1] if bounds.latest == LATEST else _day_after(bounds.latest)
    return Observation(thing.iri, thing.rank, bounds.earliest, end)


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def iter_periods(same: Iterable[Observation]) -> Iterator[tuple[str, Period]]:
    """Yield the periods of observations of the same, save of those that count always."""
    same = list(same)
    for one in same:
        later = [o.since for o in same if o.since > one.since and o.rank <= one.rank]
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
