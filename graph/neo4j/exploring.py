"""Relations for drawings: what joins two things directly, and what a derived relation comes from."""

import marshal
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import lru_cache
from itertools import groupby

from graph.model.facts import Edge, Entity, Facts, level_of
from graph.terms import Ontology, Property

Key = tuple[str, str, str]
"""Type, subject and object of a relation."""

_REMEMBERED = 10_000
"""Passages and readings of which is remembered what they rest on."""


def iter_direct_relations(facts: Facts) -> Iterator[tuple[Key, Edge, list[str]]]:
    """Yield what n-ary things relate, such as agent and provision, as one relation a kind.

    Which ones is said by the ontology: `al:directly` of a class, `al:relationshipType` of the
    concept that gives the kind. Each comes with the things it was read from. As in a chain, it
    has the weakest certainty and the joined evidence of its links; of several, the strongest. They
    are sorted on disk.
    """
    with closing(sqlite3.connect("", check_same_thread=False)) as sorter:
        sorter.execute("CREATE TABLE link (type, start, end, rank, graphs, origin)")
        sorter.executemany("INSERT INTO link VALUES (?, ?, ?, ?, ?, ?)", _iter_links(facts))
        rows = sorter.execute("SELECT * FROM link ORDER BY type, start, end, origin")
        for key, same in groupby(rows, key=lambda row: row[:3]):
            _, _, _, ranks, texts, origins = zip(*same, strict=True)
            level = level_of(min(ranks))
            best = [t for rank, t in zip(ranks, texts, strict=True) if level_of(rank) == level]
            graphs = {graph for text in best for graph in marshal.loads(text)}  # noqa: S302  written above
            yield key, Edge(key[2], min(ranks), tuple(sorted(graphs))), list(origins)


def _iter_links(facts: Facts) -> Iterator[tuple[str, str, str, int, bytes, str]]:
    ways = {name: c.directly for name, c in facts.ontology.classes.items() if c.directly}
    types = {way[2]: _relationship_types(facts.ontology, way[2]) for way in ways.values()}
    for entity in facts.things():
        way = ways.get(entity.thing.class_name)
        if way:
            for key, rank, graphs in _iter_read(entity, way, types[way[2]]):
                yield *key, rank, marshal.dumps(graphs), entity.thing.iri


def _iter_read(
    entity: Entity, way: tuple[str, ...], types: Mapping[str, str]
) -> Iterator[tuple[Key, int, tuple[str, ...]]]:
    subject, target, kind = way
    if entity.text(kind) not in types:
        return
    claim = entity.claims[kind][0]
    for start in entity.edges.get(subject, ()):
        for end in entity.edges.get(target, ()):
            rank = max(entity.thing.rank, claim.rank, start.rank, end.rank)
            graphs = tuple({*start.graphs, *end.graphs, *claim.graphs})
            yield (types[str(claim.value)], start.target, end.target), rank, graphs


def _relationship_types(ontology: Ontology, kind: str) -> Mapping[str, str]:
    concepts = ontology.schemes[ontology.properties[kind].range].concepts
    return {c.token: c.relationship_type for c in concepts if c.relationship_type}


class Explainer:
    """Finds the things that a chain or a rule led over: those with evidence the relation rests on."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._sources = lru_cache(_REMEMBERED)(self._sources_of)

    def __call__(self, prop: Property, start: str, edge: Edge) -> set[str]:
        """Things between the two ends of a relation."""
        ways = (prop.chain,) if prop.chain else prop.explained_by
        provenance = frozenset().union(*map(self._sources, edge.graphs))
        return {
            iri for way in ways for iri in self._between(way, start, edge.target, provenance) or ()
        }

    def _between(
        self, way: tuple[str, ...], start: str, end: str, provenance: frozenset[str]
    ) -> set[str] | None:
        """Things passed from one end to the other, neither included; none where it leads nowhere."""
        if not way:
            return set() if start == end else None
        passed: set[str] = set()
        for step in self._facts.edges(way[0], start):
            if provenance.isdisjoint(step.graphs):
                continue
            rest = self._between(way[1:], step.target, end, provenance)
            if rest is not None:
                passed |= rest | ({step.target} if way[1:] else set())
                if not way[1:]:
                    return passed
        return passed or None

    def _sources_of(self, graph: str) -> frozenset[str]:
        """A passage or reading with all that it rests on."""
        below = (edge.target for edge in self._facts.edges("restsOn", graph))
        return frozenset({graph}).union(*map(self._sources, below))
