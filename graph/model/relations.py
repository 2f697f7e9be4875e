"""Relations that follow from others: inverses, chains, and properties over any number of steps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from graph.model.facts import ALWAYS, Edge, Period, level_of
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
    first: Relation, second: Relation, periods: Mapping[str, Period]
) -> dict[str, list[Edge]]:
    """Follow one relation, then another: the weakest certainty and the joined evidence of both.

    Where what lies between counts for some periods only, so does the chain.
    """
    found = {}
    for iri, links in first.items():
        ends = _step_on(links, second).values()
        found[iri] = [
            replace(e, valid_periods=_valid_periods(links, second, e.target, periods)) for e in ends
        ]
    return {iri: ends for iri, ends in found.items() if ends}


def _valid_periods(
    links: Iterable[Edge], second: Relation, target: str, periods: Mapping[str, Period]
) -> tuple[tuple[int, str, str], ...]:
    valid_periods = {
        (max(link.rank, end.rank), *periods.get(link.target, ALWAYS))
        for link in links
        for end in second.get(link.target, ())
        if end.target == target
    }
    bounded = any(valid_period[1:] != ALWAYS for valid_period in valid_periods)
    return tuple(sorted(valid_periods)) if bounded else ()


def closed(steps: Relation) -> dict[str, list[Edge]]:
    """Follow a relation over at most eight steps; a thing is not behind itself."""
    found = {}
    for iri, links in steps.items():
        reached: dict[str, Edge] = {}
        current = {link.target: link for link in links}
        for _ in range(LONGEST_RECURSION):
            for edge in current.values():
                _merge(reached, edge)
            current = _step_on(current.values(), steps)
        found[iri] = [edge for edge in reached.values() if edge.target != iri]
    return {iri: ends for iri, ends in found.items() if ends}


def _step_on(links: Iterable[Edge], steps: Mapping[str, tuple[Edge, ...]]) -> dict[str, Edge]:
    """Follow links by one more step: the weakest certainty and the joined evidence of a way."""
    found: dict[str, Edge] = {}
    for link in links:
        for end in steps.get(link.target, ()):
            graphs = tuple(sorted({*link.graphs, *end.graphs}))
            _merge(found, Edge(end.target, max(link.rank, end.rank), graphs))
    return found


def _merge(found: dict[str, Edge], edge: Edge) -> None:
    """Add a way to a thing: the strongest certainty, and the evidence of the ways that have it.

    What a weaker way rests on does not support the relation at the level of a stronger one.
    """
    known = found.get(edge.target)
    if known is None or level_of(edge.rank) < level_of(known.rank):
        found[edge.target] = edge
    elif level_of(edge.rank) == level_of(known.rank):
        graphs = tuple(sorted({*known.graphs, *edge.graphs}))
        found[edge.target] = Edge(edge.target, min(known.rank, edge.rank), graphs)


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
