"""A release as records of Neo4j: nodes, relationships and claims."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.cypher_terms import DISAGREEMENTS, ENTITY, SUFFIXES
from graph.facts import ALWAYS, Claim, Edge
from graph.model import Model
from graph.plan import Json
from graph.terms import CERTAINTIES, Property
from graph.values import date_bounds, fold

LAYOUT = 4
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
    since: str | None = None
    until: str | None = None


def iter_nodes(model: Model) -> Iterator[NodeRecord]:
    """Yield a node for each thing."""
    for iri, thing in sorted(model.things.items()):
        lineage = model.ontology.classes[thing.class_name].lineage
        properties: dict[str, Json] = {
            "iri": iri,
            "key": thing.slug,
            "class": thing.class_name,
            "certainty": CERTAINTIES[thing.rank],
            "evidence": list(thing.graphs),
        }
        for prop in model.ontology.properties_of(thing.class_name):
            if prop.kind != "thing":
                claims = model.claims.get(prop.name, {}).get(iri, ())
                properties |= dict(_iter_kept(prop, claims))
        if iri in model.periods:
            properties |= dict(zip(("since", "until"), model.periods[iri], strict=True))
        properties |= dict(_iter_disagreements(model, iri, thing.class_name))
        yield NodeRecord(iri, tuple(sorted((ENTITY, *lineage))), properties)


def _iter_kept(prop: Property, claims: tuple[Claim, ...]) -> Iterator[tuple[str, Json]]:
    """Yield the default value, or all values, under the name that tells its certainty."""
    if not prop.many:
        claims = claims[:1]
    for suffix in dict.fromkeys(SUFFIXES.values()):
        values: list[Json] = [c.value for c in claims if SUFFIXES[c.rank] == suffix]
        if values:
            name = f"{prop.neo4j_name}{suffix}"
            yield name, sorted(values, key=str) if prop.many else values[0]
            for part, derived in _derived(prop, sorted(values, key=str)).items():
                yield name + part, derived if prop.many else derived[0]


def _iter_disagreements(model: Model, iri: str, class_name: str) -> Iterator[tuple[str, Json]]:
    """Yield the names of disputed properties, under the name that tells the certainty."""
    found: dict[str, list[Json]] = {}
    for prop in model.ontology.properties_of(class_name):
        rank = model.disagreement(prop.name, iri)
        if rank is not None:
            found.setdefault(f"{DISAGREEMENTS}{SUFFIXES[rank]}", []).append(prop.name)
    yield from found.items()


def _derived(prop: Property, values: list[Json]) -> dict[str, list[Json]]:
    """What values are compared by: folded text, the first and last day of dates."""
    if prop.kind == "string":
        return {"_folded": [fold(str(value)) for value in values]}
    if prop.kind == "date":
        bounds = [date_bounds(str(value)) for value in values]
        return {"_earliest": [b.earliest for b in bounds], "_latest": [b.latest for b in bounds]}
    return {}


def iter_relationships(model: Model) -> Iterator[RelationshipRecord]:
    """Yield a relationship for each relation; inverses are the same read backwards."""
    titles = _document_titles(model)
    for prop in model.ontology.properties.values():
        if prop.kind == "thing" and not prop.inverse_of:
            for start, edges in sorted(model.edges.get(prop.name, {}).items()):
                for edge in edges:
                    properties = _relationship_properties(edge, titles)
                    yield RelationshipRecord(prop.relationship_type, start, edge.target, properties)


def _relationship_properties(edge: Edge, titles: Mapping[str, tuple[str, ...]]) -> dict[str, Json]:
    documents = {title for graph in edge.graphs for title in titles.get(graph, ())}
    properties: dict[str, Json] = {
        "certainty": CERTAINTIES[edge.rank],
        "evidence": list(edge.graphs),
        "documents": list[Json](sorted(documents)),
    }
    spells = zip(("ranks", "since", "until"), zip(*edge.spells, strict=True), strict=False)
    return properties | {name: list[Json](values) for name, values in spells}


def _document_titles(model: Model) -> dict[str, tuple[str, ...]]:
    """Names of the documents that each passage and reading leads to."""
    documents = model.edges.get("document", {})
    rests = model.edges.get("restsOn", {})

    def titles(graph: str) -> set[str]:
        own = {model.text("name", edge.target) for edge in documents.get(graph, ())}
        return own.union(*(titles(edge.target) for edge in rests.get(graph, ())))

    return {graph: tuple(sorted(titles(graph))) for graph in model.members["Source"]}


def iter_claims(model: Model) -> Iterator[ClaimRecord]:
    """Yield a claim for each literal, and for each relation that documents may dispute."""
    for name, by_iri in sorted(model.claims.items()):
        for iri, claims in sorted(by_iri.items()):
            for place, claim in enumerate(claims):
                if claim.graphs:
                    certainty = CERTAINTIES[claim.rank]
                    period = (None, None) if claim.period == ALWAYS else claim.period
                    yield ClaimRecord(
                        iri, name, claim.value, place, certainty, claim.graphs, *period
                    )
