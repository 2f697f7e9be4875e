"""What counts on a day, at a level of certainty: relations and claims with what bears them then."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from graph.model.facts import Claim, Edge, Thing, Way
from graph.plan import Level


def edges_on(
    day: str, level: Level, edges: Iterable[Edge], things: Mapping[str, Thing], *, joins: bool
) -> Iterator[Edge]:
    """Yield relations that hold on a day, to what exists on it.

    What joins several relations rests on the most certain of its ways.
    """
    for edge in edges:
        exists = things[edge.target].ways
        if exists and not _counting(exists, level, day):
            continue
        if not edge.ways:
            if edge.rank <= level:
                yield edge
        elif ways := _counting(edge.ways, level, day):
            best = ways[0].level
            shown = [way for way in ways if way.level == best] if joins else ways
            yield replace(edge, rank=best, graphs=_graphs(shown))


def claims_on(day: str, level: Level, claims: Iterable[Claim]) -> Iterator[Claim]:
    """Yield claims that hold on a day."""
    for claim in claims:
        if not claim.ways:
            if claim.rank <= level:
                yield claim
        elif ways := _counting(claim.ways, level, day):
            yield replace(claim, rank=ways[0].level, graphs=_graphs(ways))


def _counting(ways: Iterable[Way], level: Level, day: str) -> list[Way]:
    """Those of ways that count; the most certain come first."""
    return [way for way in ways if way.counts(level, day)]


def _graphs(ways: Iterable[Way]) -> tuple[str, ...]:
    return tuple(sorted({graph for way in ways for graph in way.graphs}))
