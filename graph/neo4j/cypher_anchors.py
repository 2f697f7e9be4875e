"""Anchors: where a statement begins, so that it reads what is near the things asked for.

Neo4j's planner does not turn `EXISTS {} AND EXISTS {}` around: it would test every thing of a class.
"""

from dataclasses import dataclass

from graph.neo4j.cypher_filters import Filters
from graph.plan import Combine, Filter, Known, Level, Related


@dataclass(frozen=True, slots=True)
class Anchor:
    """Clauses that bind all things that may fulfil a filter, and what is left to be tested."""

    clauses: str
    rest: Filter


class Anchors(Filters):
    """Writes what begins at things that are known by their IRI."""

    def anchor(self, where: Filter, thing: str, level: Level) -> Anchor | None:
        """Begin at a thing that a filter names; None where it has to hold of no such thing."""
        parts = list(_conjuncts(where))
        for part in parts:
            if isinstance(part, Known):
                rest = Combine("and", tuple(p for p in parts if p is not part))
                iris = self.parameter(part.iris)
                return Anchor(self.known(thing, f"IN {iris}"), rest)
        related = [p for p in parts if isinstance(p, Related) and p.quantifier == "some"]
        for part in related:
            same = [p for p in related if p.property == part.property and _end(p)]
            if len(same) > 1:
                return Anchor(self._from_nearest(same, thing, level), Combine("and", tuple(parts)))
        for part in filter(is_anchored, related):
            rest = Combine("and", tuple(p for p in parts if p is not part))
            return Anchor(self._from_end(part, thing, level), rest)
        return None

    def _from_nearest(self, same: list[Related], thing: str, level: Level) -> str:
        """Begin at the end of several of the same relation to which the fewest lead."""
        iris = self.parameter(tuple(_end(part) for part in same))
        source = self.source(same[0].property, thing)
        end, prop = source.thing, self.ontology.properties[same[0].property]
        degree = f"COUNT {{ {self.step(prop, '', '', end)} }}"
        return (
            f"{self.known(end, f'IN {iris}')} "
            f"WITH {end} ORDER BY {degree} LIMIT 1 "
            f"{source.clauses} WHERE {self.counts(source, level)}"
        )

    def _from_end(self, part: Related, thing: str, level: Level) -> str:
        """Begin at the other end of a relation."""
        source = self.source(part.property, thing)
        inner = self.anchor(part.where, source.thing, level) or Anchor("", part.where)
        test = self.test(inner.rest, source, level)
        where = f"WHERE {self.counts(source, level)} AND {test}"
        return f"{inner.clauses} {source.clauses} {where} WITH DISTINCT {thing}"


def is_anchored(where: Filter) -> bool:
    """Whether a filter holds of things only that lead to one that is known."""
    if isinstance(where, Related):
        return where.quantifier == "some" and is_anchored(where.where)
    if isinstance(where, Combine):
        return where.operator == "and" and any(map(is_anchored, where.parts))
    return isinstance(where, Known)


def _conjuncts(where: Filter) -> list[Filter]:
    if isinstance(where, Combine) and where.operator == "and":
        return [inner for part in where.parts for inner in _conjuncts(part)]
    return [where]


def _end(part: Related) -> str | None:
    """The one thing that a relation has to lead to."""
    inner = _conjuncts(part.where)
    if len(inner) == 1 and isinstance(inner[0], Known) and len(inner[0].iris) == 1:
        return inner[0].iris[0]
    return None
