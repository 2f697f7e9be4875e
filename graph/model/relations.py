"""Relations that follow from others: inverses, chains, and properties over any number of steps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import product

from graph.model.facts import Edge, Thing, Way, bounded, level_of, ways_of
from graph.terms import Ontology

LONGEST_RECURSION = 8
"""Steps over which a property is followed at most; in data as curated the ways are shorter."""

Relation = Mapping[str, tuple[Edge, ...]]
"""Edges by the thing they leave."""


def inverted(edges: Mapping[str, Iterable[Edge]]) -> dict[str, list[Edge]]:
    """Read a relation backwards."""
    found: dict[str, list[Edge]] = defaultdict(list)
    for iri, some in edges.items():
        for edge in some:
            found[edge.target].append(replace(edge, target=iri))
    return found


def chained(
    first: Relation, second: Relation, things: Mapping[str, Thing]
) -> dict[str, list[Edge]]:
    """Follow one relation, then another: the weakest certainty and the joined evidence of both.

    Where one of them or what lies between counts for a while only, so does the chain.
    """
    found = {iri: list(_step_on(links, second, things).values()) for iri, links in first.items()}
    return {iri: ends for iri, ends in found.items() if ends}


def closed(steps: Relation, things: Mapping[str, Thing]) -> dict[str, list[Edge]]:
    """Follow a relation over at most eight steps; a thing is not behind itself."""
    found = {}
    for iri, links in steps.items():
        reached: dict[str, Edge] = {}
        current = {link.target: link for link in links}
        for _ in range(LONGEST_RECURSION):
            for edge in current.values():
                _merge(reached, edge)
            current = _step_on(current.values(), steps, things)
        found[iri] = [edge for edge in reached.values() if edge.target != iri]
    return {iri: ends for iri, ends in found.items() if ends}


def _step_on(
    links: Iterable[Edge], steps: Relation, things: Mapping[str, Thing]
) -> dict[str, Edge]:
    """Follow links by one more step, over the things that they lead to."""
    found: dict[str, Edge] = {}
    for link in links:
        for end in steps.get(link.target, ()):
            _merge(found, _joined(link, things[link.target], end))
    return found


def _joined(link: Edge, between: Thing, end: Edge) -> Edge:
    """One way to a thing: the weakest certainty and the joined evidence of two relations."""
    ways: tuple[Way, ...] = ()
    if link.ways or between.ways or end.ways:
        parts = product(ways_of(link), ways_of(between), ways_of(end))
        ways = bounded(_overlap(*part) for part in parts)
    graphs = _union(link.graphs, end.graphs)
    return Edge(end.target, max(link.rank, end.rank), graphs, ways)


def _overlap(link: Way, between: Way, end: Way) -> Way:
    level = max(link.level, between.level, end.level)
    since, until = max(link.since, between.since), min(link.until, between.until)
    return Way(level, since, until, _union(link.graphs, end.graphs)).during((end.since, end.until))


def _merge(found: dict[str, Edge], edge: Edge) -> None:
    """Add a way to a thing: the strongest certainty, and the evidence of the ways that have it.

    What a weaker way rests on does not support the relation at the level of a stronger one.
    """
    known = found.get(edge.target)
    if known is None:
        found[edge.target] = edge
        return
    ways: tuple[Way, ...] = ()
    if known.ways or edge.ways:
        ways = bounded((*ways_of(known), *ways_of(edge)))
    best = min(level_of(known.rank), level_of(edge.rank))
    graphs = [one.graphs for one in (known, edge) if level_of(one.rank) == best]
    found[edge.target] = Edge(edge.target, min(known.rank, edge.rank), _union(*graphs), ways)


def _union(*some: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set().union(*some)))


def followed_backwards(ontology: Ontology) -> frozenset[str]:
    """Properties that are read against their direction, to follow others or to explain them."""
    found: set[str] = set()

    def follow(name: str, *, backwards: bool) -> None:
        prop = ontology.properties[name]
        if prop.inverse_of:
            follow(prop.inverse_of, backwards=not backwards)
        for step in (*prop.chain, *([prop.transitive_of] if prop.transitive_of else [])):
            follow(step, backwards=backwards)
        if backwards and not prop.derived:
            found.add(name)

    for prop in ontology.properties.values():
        for way in (prop.chain, *prop.explained_by):
            for step in way:
                follow(step, backwards=False)
    return frozenset(found)
