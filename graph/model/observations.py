"""When things count: those that hold for a period in it, observations until the next one."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from graph.model.facts import ALWAYS, Claim, Entity, Period, Way, bounded, level_of
from graph.terms import Ontology
from graph.values import LATEST, date_bounds


@dataclass(frozen=True, slots=True)
class Observation:
    """What is seen on a day, and how surely; without an IRI it only ends others."""

    iri: str
    rank: int
    since: str


Find = Callable[[str], Entity | None]
"""Finds what is told of a thing."""


def read_periods(ontology: Ontology, entity: Mapping[str, Entity]) -> dict[str, Period]:
    """Return from when to when each dated thing counts, save those that count always.

    What holds for a period counts from its first to its last day. What was observed on a day
    counts from then until a later observation of the same, as certain as it is, takes its place.
    """
    holding = {iri: period for iri, one in entity.items() if (period := held(ontology, one))}
    by_key: dict[str, list[Observation]] = defaultdict(list)
    for one in entity.values():
        for key, observation in iter_observed(ontology, one, entity.get):
            by_key[key].append(observation)
    return holding | dict(pair for same in by_key.values() for pair in iter_periods(same))


def held(ontology: Ontology, entity: Entity) -> Period | None:
    """Return from when to when a thing holds; nothing where it always does, or is an observation."""
    own = ontology.classes[entity.thing.class_name]
    text = _date(entity, own.holds_during)
    if not text:
        return None
    bounds = date_bounds(text)
    return bounds.earliest, ALWAYS[1] if bounds.latest == LATEST else _day_after(bounds.latest)


def _date(entity: Entity, name: str) -> str:
    """Return the date of a thing; empty where there is none, or none as certain as the thing.

    What is stated does not depend on what is concluded.
    """
    dates = entity.claims.get(name, ())
    if not dates or level_of(dates[0].rank) > level_of(entity.thing.rank):
        return ""
    return str(dates[0].value)


def iter_observed(
    ontology: Ontology, entity: Entity, find: Find
) -> Iterator[tuple[str, Observation]]:
    """Yield an observation with the key that is the same for observations of the same.

    What tells less, such as a row whose columns are lost, is over with what tells more: the
    observation comes once more, without its IRI, for each key that lacks some of what it has.
    """
    own = ontology.classes[entity.thing.class_name]
    if not own.observed_by:
        return
    text = _date(entity, own.observed_by)
    since = date_bounds(text).latest if text else ALWAYS[0]
    names = [name for name in own.key if name not in (own.observed_by, own.observes)]
    level = level_of(entity.thing.rank)
    values = {
        name: _values(entity, name, level) or _beyond(entity, name, level, find) for name in names
    }
    optional = [name for name in names if values[name] and name not in own.requires]
    for count in range(len(optional) + 1):
        for lacking in combinations(optional, count):
            parts = [[] if name in lacking else some for name, some in values.items()]
            iri = "" if lacking else entity.thing.iri
            yield json.dumps([own.name, *parts]), Observation(iri, entity.thing.rank, since)


def _values(entity: Entity, name: str, level: int) -> list[str]:
    """Values that are told as surely as a level asks for."""
    claims = (str(c.value) for c in entity.claims.get(name, ()) if level_of(c.rank) <= level)
    edges = (e.target for e in entity.edges.get(name, ()) if level_of(e.rank) <= level)
    return sorted({*claims, *edges})


def _beyond(entity: Entity, name: str, level: int, find: Find) -> list[str]:
    """Values that the things observed have, such as the category of a convention."""
    edges = (e for some in entity.edges.values() for e in some if level_of(e.rank) <= level)
    ends = (find(edge.target) for edge in edges)
    return sorted({value for end in ends if end for value in _values(end, name, level)})


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def iter_periods(same: Iterable[Observation]) -> Iterator[tuple[str, Period]]:
    """Yield the periods of observations of the same, save of those that count always."""
    same = list(same)
    for one in same:
        sure = [o.since for o in same if level_of(o.rank) <= level_of(one.rank)]
        period = one.since, min((day for day in sure if day > one.since), default=ALWAYS[1])
        if one.iri and period != ALWAYS:
            yield one.iri, period


def with_periods(
    claims: tuple[Claim, ...], stated_on: Callable[[tuple[str, ...]], str]
) -> tuple[Claim, ...]:
    """Add to each claim the days on which it is the latest of those that are as certain."""
    seen = [Observation(str(i), c.rank, stated_on(c.graphs)) for i, c in enumerate(claims)]
    periods = dict(iter_periods(seen))
    ways = [
        bounded([Way(level_of(c.rank), *periods.get(str(i), ALWAYS), c.graphs)])
        for i, c in enumerate(claims)
    ]
    return tuple(replace(claim, ways=own) for claim, own in zip(claims, ways, strict=True))
