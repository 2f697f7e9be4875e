"""When statements count: conclusions only while all does that they depend on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from graph.model.facts import (
    ALWAYS,
    INFERRED,
    Claim,
    Edge,
    Entity,
    Period,
    Thing,
    Way,
    bounded,
    level_of,
    ways_of,
)

Statement = TypeVar("Statement", Claim, Edge)


@dataclass(frozen=True, slots=True)
class Dating:
    """Adds to what is told the ways in which it counts for a while only.

    `periods` are those of graphs that do not count always, `ranks` how certain graphs are.
    """

    periods: Mapping[str, Period]
    ranks: Mapping[str, int]

    def entity(self, entity: Entity, own: Period) -> Entity:
        """Date a thing, which counts for a period of its own, and all that is told of it."""
        claims = {name: tuple(map(self.statement, some)) for name, some in entity.claims.items()}
        edges = {name: tuple(map(self.statement, some)) for name, some in entity.edges.items()}
        return Entity(self._thing(entity.thing, own), claims, edges)

    def statement(self, one: Statement) -> Statement:
        """Date a claim or a relation: each graph bears it while the graph counts."""
        if not self._is_dated(one.graphs):
            return one
        ways = (
            Way(max(way.level, self._level(g)), way.since, way.until, (g,)).during(self._period(g))
            for way in ways_of(one)
            for g in way.graphs
        )
        return replace(one, ways=bounded(ways))

    def _thing(self, thing: Thing, own: Period) -> Thing:
        """What is stated exists in its period, what is concluded while its conclusions count."""
        if own == ALWAYS and not self._is_dated(thing.graphs):
            return thing
        rest = tuple(g for g in thing.graphs if g not in self.periods)
        dated = [g for g in thing.graphs if g in self.periods]
        if thing.rank < INFERRED:
            ways = [Way(level_of(thing.rank), *ALWAYS, rest)]
            ways += [Way(self._level(g), *self._period(g), (g,)) for g in dated]
        else:
            ways = [
                Way(self._level(g), *self._period(g), tuple(dict.fromkeys((*rest, g))))
                for g in thing.existence
            ]
        return replace(thing, ways=bounded(way.during(own) for way in ways))

    def _is_dated(self, graphs: tuple[str, ...]) -> bool:
        return any(graph in self.periods for graph in graphs)

    def _period(self, graph: str) -> Period:
        return self.periods.get(graph, ALWAYS)

    def _level(self, graph: str) -> int:
        return level_of(self.ranks.get(graph, 0))
