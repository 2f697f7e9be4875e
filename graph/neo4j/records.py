"""A release as records of Neo4j: nodes, relationships and claims."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from graph.model.disagreement import disagreement
from graph.model.facts import Claim, Edge, Entity, Facts, Way
from graph.naming import fill_caption, shorten
from graph.neo4j.cypher_terms import DISAGREEMENTS, ENTITY, SUFFIXES
from graph.neo4j.exploring import Explainer, iter_direct_relations
from graph.plan import Json
from graph.terms import CERTAINTIES, Property
from graph.values import date_bounds, fold

LAYOUT = 9
"""Version of what is written for a release: with another one, a release is written again."""


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """A node: its IRI, its labels and its properties."""

    iri: str
    labels: tuple[str, ...]
    properties: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class RelationshipRecord:
    """A relationship between two things, which have at most one of a type in a direction."""

    type: str
    start: str
    end: str
    properties: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A literal with its evidence, kept apart from the node so that drawings stay readable."""

    subject: str
    property: str
    value: Json
    place: int
    """Place among the claims of the property; the default is the first."""
    certainty: str
    evidence: tuple[str, ...]
    levels: tuple[int, ...] | None = None
    since: tuple[str, ...] | None = None
    until: tuple[str, ...] | None = None
    bearing: tuple[str, ...] | None = None


class Records(Protocol):
    """The records of a release, read as often as asked for."""

    def nodes(self) -> Iterator[NodeRecord]:
        """Yield all nodes."""
        ...

    def relationships(self) -> Iterator[RelationshipRecord]:
        """Yield all relationships."""
        ...

    def claims(self) -> Iterator[ClaimRecord]:
        """Yield all claims."""
        ...


class FactRecords:
    """The records of what a release says."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._ontology = facts.ontology
        self._names = facts.ontology.properties["name"].neo4j_name
        self._captions = facts.ontology.properties["caption"].neo4j_name
        self._labels = {
            name: tuple(sorted((ENTITY, *c.lineage))) for name, c in self._ontology.classes.items()
        }
        own = {n: facts.ontology.properties_of(n) for n in facts.ontology.classes}
        self._literals = {n: {p.name: p for p in ps if p.kind != "thing"} for n, ps in own.items()}
        self._following = {
            n: [p.name for p in ps if p.chain or p.transitive_of] for n, ps in own.items()
        }
        self._titles = lru_cache(_REMEMBERED)(self._titles_of)

    def nodes(self) -> Iterator[NodeRecord]:
        """Yield a node for each thing."""
        return map(self._node, self._facts.things())

    def relationships(self) -> Iterator[RelationshipRecord]:
        """Yield a relationship for each relation; inverses are the same read backwards.

        What was derived says so and from what; behind them come those that only drawings need.
        """
        explain = Explainer(self._facts)
        for entity in self._facts.things():
            start = entity.thing.iri
            for name, edges in self._iter_edges(entity):
                prop = self._ontology.properties[name]
                for edge in edges:
                    has = self._relation(edge)
                    if prop.chain or prop.by_rule:
                        has |= self._derived_from(explain(prop, start, edge))
                    yield RelationshipRecord(prop.relationship_type, start, edge.target, has)
        for (name, start, end), edge, origins in iter_direct_relations(self._facts):
            has = self._relation(edge) | self._derived_from(origins)
            yield RelationshipRecord(name, start, end, has)

    def claims(self) -> Iterator[ClaimRecord]:
        """Yield a claim for each literal, and for each relation that documents may dispute."""
        for entity in self._facts.things():
            for name, claims in entity.claims.items():
                for place, claim in enumerate(claims):
                    if claim.graphs:
                        yield _claim(entity.thing.iri, name, place, claim)

    def _iter_edges(self, entity: Entity) -> Iterator[tuple[str, tuple[Edge, ...]]]:
        """Yield the relations of a thing, then those that follow from others."""
        yield from entity.edges.items()
        for name in self._following[entity.thing.class_name]:
            yield name, self._facts.edges(name, entity.thing.iri)

    def _node(self, entity: Entity) -> NodeRecord:
        thing = entity.thing
        properties: dict[str, Json] = {
            "iri": thing.iri,
            "key": thing.slug,
            "class": thing.class_name,
            "certainty": CERTAINTIES[thing.rank],
            "evidence": list(thing.graphs),
        }
        for name, claims in entity.claims.items():
            prop = self._literals[thing.class_name].get(name)
            if prop is not None:
                named = (replace(claims[0], rank=0),)  # a thing has a name at any level
                properties.update(_iter_values(prop, named if name == "name" else claims))
        properties.update(_in_time(thing.ways))
        properties.update(self._disagreements(entity))
        if self._captions not in properties:
            properties[self._captions] = self._caption(entity)
        properties.setdefault(self._names, thing.slug)
        return NodeRecord(thing.iri, self._labels[thing.class_name], properties)

    def _caption(self, entity: Entity) -> str:
        """Short name of what has none of its own: by the template of its class, else its slug."""
        template = self._ontology.classes[entity.thing.class_name].caption_template
        text = entity.text(template.strip("…{}"))
        if not text:
            return shorten(entity.thing.slug)
        return fill_caption(template, text.replace("_", " ").lower() if text.isupper() else text)

    def _disagreements(self, entity: Entity) -> dict[str, Json]:
        """Names of disputed properties, under the name that tells the certainty."""
        found: dict[str, list[Json]] = {}
        for name, claims in sorted(entity.claims.items()):
            rank = disagreement(self._ontology.properties[name], claims)
            if rank is not None:
                found.setdefault(f"{DISAGREEMENTS}{SUFFIXES[rank]}", []).append(name)
        return dict(found)

    def _relation(self, edge: Edge) -> dict[str, Json]:
        documents = {title for graph in edge.graphs for title in self._titles(graph)}
        return {
            "certainty": CERTAINTIES[edge.rank],
            "evidence": list(edge.graphs),
            "documents": list[Json](sorted(documents)),
            **_in_time(edge.ways),
        }

    def _derived_from(self, origins: Iterable[str]) -> dict[str, Json]:
        """Say that a relationship is derived, from which things, and what these are called."""
        known = sorted(origins)
        names = dict.fromkeys(self._name(iri) for iri in known)
        return {"derived": True, "from": list[Json](known), "because": list[Json](names)}

    def _name(self, iri: str) -> str:
        entity = self._facts.entity(iri)
        return entity.text("name") or entity.thing.slug if entity else ""

    def _titles_of(self, graph: str) -> tuple[str, ...]:
        """Names of the documents that a passage or reading leads to."""
        entity = self._facts.entity(graph)
        edges = entity.edges if entity else {}
        own = {self._name(edge.target) for edge in edges.get("document", ())}
        below = (self._titles(edge.target) for edge in edges.get("restsOn", ()))
        return tuple(sorted(own.union(*below)))


_REMEMBERED = 20_000
"""Passages and readings of which the documents are remembered."""


def _iter_values(prop: Property, claims: tuple[Claim, ...]) -> Iterator[tuple[str, Json]]:
    """Yield the default value, or all values, under the name that tells its certainty."""
    if not prop.many:
        claims = claims[:1]
    for suffix in dict.fromkeys(SUFFIXES[claim.rank] for claim in claims):
        values: list[Json] = sorted(
            (c.value for c in claims if SUFFIXES[c.rank] == suffix), key=str
        )
        name = f"{prop.neo4j_name}{suffix}"
        yield name, values if prop.many else values[0]
        for part, derived in _derived(prop, values).items():
            yield name + part, derived if prop.many else derived[0]


def _derived(prop: Property, values: list[Json]) -> dict[str, list[Json]]:
    """What values are compared by: folded text, the first and last day of dates."""
    if prop.kind == "string":
        return {"_folded": [fold(str(value)) for value in values]}
    if prop.kind == "date":
        bounds = [date_bounds(str(value)) for value in values]
        return {"_earliest": [b.earliest for b in bounds], "_latest": [b.latest for b in bounds]}
    return {}


def _claim(iri: str, name: str, place: int, claim: Claim) -> ClaimRecord:
    certainty = CERTAINTIES[claim.rank]
    times = (tuple(some) for some in _in_time(claim.ways).values())
    return ClaimRecord(iri, name, claim.value, place, certainty, claim.graphs, *times)


def _in_time(ways: tuple[Way, ...]) -> dict[str, list[Any]]:
    """Lists, one beside the other, of the ways in which something counts for a while only.

    A list has no lists in it, so the graphs of each way are one text.
    """
    if not ways:
        return {}
    return {
        "levels": [way.level for way in ways],
        "since": [way.since for way in ways],
        "until": [way.until for way in ways],
        "bearing": [" ".join(way.graphs) for way in ways],
    }
