"""A release as records of Neo4j: nodes, relationships and claims."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from graph.cypher_terms import DISAGREEMENTS, ENTITY, SUFFIXES
from graph.exploring import Explainer, direct_relations
from graph.facts import ALWAYS, Claim, Edge, Thing
from graph.model import Model
from graph.naming import fill_caption, shorten
from graph.plan import Json
from graph.terms import CERTAINTIES, Property
from graph.values import date_bounds, fold

LAYOUT = 7
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


class Records(Protocol):
    """The records of a release, read as often as asked for."""

    def nodes(self) -> Iterator[NodeRecord]:
        """Yield all nodes, those with the same labels together as far as may be."""
        ...

    def relationships(self) -> Iterator[RelationshipRecord]:
        """Yield all relationships, those of a type together."""
        ...

    def claims(self) -> Iterator[ClaimRecord]:
        """Yield all claims."""
        ...


@dataclass(frozen=True, slots=True)
class ModelRecords:
    """The records of a model."""

    model: Model

    def nodes(self) -> Iterator[NodeRecord]:
        """Yield a node for each thing."""
        return iter_nodes(self.model)

    def relationships(self) -> Iterator[RelationshipRecord]:
        """Yield the relationships of the model and those of drawings."""
        return iter_relationships(self.model)

    def claims(self) -> Iterator[ClaimRecord]:
        """Yield a claim for each literal."""
        return iter_claims(self.model)


def iter_nodes(model: Model) -> Iterator[NodeRecord]:
    """Yield a node for each thing."""
    name, caption = (model.ontology.properties[p].neo4j_name for p in ("name", "caption"))
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
        properties.setdefault(caption, _caption(model, thing))
        properties.setdefault(name, thing.slug)
        yield NodeRecord(iri, tuple(sorted((ENTITY, *lineage))), properties)


def _caption(model: Model, thing: Thing) -> str:
    """Short name of what has none of its own: by the template of its class, else its slug."""
    template = model.ontology.classes[thing.class_name].caption_template
    claim = model.first(template.strip("…{}"), thing.iri)
    if claim is None:
        return shorten(thing.slug)
    text = str(claim.value)
    return fill_caption(template, text.replace("_", " ").lower() if text.isupper() else text)


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
    """Yield a relationship for each relation; inverses are the same read backwards.

    What was derived says so and from what; behind them come those that only drawings need.
    """
    titles = _document_titles(model)
    explain = Explainer(model)
    for prop in model.ontology.properties.values():
        if prop.kind == "thing" and not prop.inverse_of:
            for start, edges in sorted(model.edges.get(prop.name, {}).items()):
                for edge in edges:
                    properties = _relationship_properties(edge, titles)
                    if prop.chain or prop.by_rule:
                        properties |= _derived_from(explain(prop, start, edge), model)
                    yield RelationshipRecord(prop.relationship_type, start, edge.target, properties)
    for (name, start, end), (edge, origins) in sorted(direct_relations(model).items()):
        properties = _relationship_properties(edge, titles) | _derived_from(origins, model)
        yield RelationshipRecord(name, start, end, properties)


def _derived_from(origins: Iterable[str], model: Model) -> dict[str, Json]:
    """Say that a relationship is derived, from which things, and what these are called."""
    known = sorted(origins)
    names = dict.fromkeys(model.text("name", iri) or model.things[iri].slug for iri in known)
    return {"derived": True, "from": list[Json](known), "because": list[Json](names)}


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
