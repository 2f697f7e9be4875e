"""The read model: the quads of a release decoded into things, claims and relations."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from graph.model.dating import Dating
from graph.model.decoder import Decoder, Values, values_of
from graph.model.disagreement import disagreement
from graph.model.facts import ALWAYS, Claim, Edge, Entity, Thing
from graph.model.observations import read_periods
from graph.model.provenance import PROVENANCE_PROPERTIES, ProvenanceIndex, Stated
from graph.model.relations import chained, closed, inverted
from graph.terms import Ontology, Property
from graph.values import fold


@dataclass(frozen=True)
class Model:
    """All that a release says, indexed for reading; nothing in it changes.

    `claims` and `edges` go by property, then by IRI. Derived properties (inverses, chains) are
    edges like all others. Where one value is chosen by default it comes first in `claims`, and
    is the only one in `edges`: relations of which documents may claim several are in both.
    Edges and members are in the default order: name, then IRI. `present` has the members as edges
    from nowhere, with the evidence that they exist.
    """

    ontology: Ontology
    things: Mapping[str, Thing]
    members: Mapping[str, tuple[str, ...]]
    present: Mapping[str, tuple[Edge, ...]]
    claims: Mapping[str, Mapping[str, tuple[Claim, ...]]]
    edges: Mapping[str, Mapping[str, tuple[Edge, ...]]]
    position: Mapping[str, int]
    ranks: Mapping[str, int]

    def first(self, name: str, iri: str) -> Claim | None:
        """Return the default claim for a property of a thing."""
        claims = self.claims.get(name, {}).get(iri)
        return claims[0] if claims else None

    def disagreement(self, name: str, iri: str) -> int | None:
        """Rank at which documents come to disagree about a property of a thing, if they do."""
        claims = self.claims.get(name, {}).get(iri, ())
        return disagreement(self.ontology.properties[name], claims)

    def text(self, name: str, iri: str) -> str:
        """Return the default value as text; empty where there is none."""
        claim = self.first(name, iri)
        return "" if claim is None else str(claim.value)


def build_model(quads: Iterable[Quad], ontology: Ontology) -> Model:
    """Decode the quads of a release.

    Statements in the apparatus graph have no evidence and count as stated.
    """
    return _Builder(ontology, quads).build()


class _Builder:
    def __init__(self, ontology: Ontology, quads: Iterable[Quad]) -> None:
        self.ontology = ontology
        by_subject: dict[str, list[Quad]] = defaultdict(list)
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                by_subject[quad.subject.value].append(quad)
        values = {iri: values_of(some) for iri, some in by_subject.items()}
        self.provenance = ProvenanceIndex(
            ontology, {name: _stated(values, name) for name in PROVENANCE_PROPERTIES}
        )
        ranks: dict[str, int | None] = {}
        decoder = Decoder(ontology, self.provenance, ranks.get)
        ranks |= {iri: decoder.rank(some) for iri, some in values.items()}
        found = (decoder.decode(iri, some) for iri, some in values.items())
        entity = {one.thing.iri: one for one in found if one is not None}
        periods = read_periods(ontology, entity)
        readings = self.provenance.periods(lambda iri: periods.get(iri, ALWAYS))
        dating = Dating(readings, self.provenance.ranks)
        self.entity = {
            iri: dating.entity(one, periods.get(iri, ALWAYS)) for iri, one in entity.items()
        }

    def build(self) -> Model:
        things = {iri: one.thing for iri, one in self.entity.items()}
        order = sorted(things, key=lambda iri: (fold(self.entity[iri].text("name")), iri))
        self.position = {iri: place for place, iri in enumerate(order)}
        disputable = [p.name for p in self._written() if p.kind != "thing" or p.one_per_graph]
        claims = {name: self._claims(name) for name in disputable}
        edges = {p.name: self._edges(p.name) for p in self._written() if p.kind == "thing"}
        for prop in self._derived():
            edges[prop.name] = self._invert(prop, edges) if prop.inverse_of else {}
        for prop in self._derived():
            if prop.chain:
                first, second = (edges[name] for name in prop.chain)
                edges[prop.name] = self._sorted(chained(first, second, things))
            elif prop.transitive_of:
                edges[prop.name] = self._sorted(closed(edges[prop.transitive_of], things))
            if (prop.chain or prop.transitive_of) and prop.inverse:
                edges[prop.inverse] = self._sorted(inverted(edges[prop.name]))
        present = {t.iri: Edge(t.iri, t.rank, t.graphs, t.ways) for t in things.values()}
        members = self._members(order)
        return Model(
            self.ontology,
            things,
            members,
            {name: tuple(present[iri] for iri in iris) for name, iris in members.items()},
            claims,
            edges,
            self.position,
            self.provenance.ranks,
        )

    def _written(self) -> Iterator[Property]:
        return (p for p in self.ontology.properties.values() if not p.derived)

    def _derived(self) -> Iterator[Property]:
        return (p for p in self.ontology.properties.values() if p.derived)

    def _members(self, order: list[str]) -> dict[str, tuple[str, ...]]:
        members: dict[str, list[str]] = {name: [] for name in self.ontology.classes}
        for iri in order:
            for name in self.ontology.classes[self.entity[iri].thing.class_name].lineage:
                members[name].append(iri)
        return {name: tuple(iris) for name, iris in members.items()}

    def _claims(self, name: str) -> dict[str, tuple[Claim, ...]]:
        return {iri: one.claims[name] for iri, one in self.entity.items() if name in one.claims}

    def _edges(self, name: str) -> dict[str, tuple[Edge, ...]]:
        found = {iri: one.edges[name] for iri, one in self.entity.items() if name in one.edges}
        return self._sorted(found)

    def _sorted(self, edges: Mapping[str, Iterable[Edge]]) -> dict[str, tuple[Edge, ...]]:
        return {
            iri: tuple(sorted(some, key=lambda e: self.position[e.target]))
            for iri, some in edges.items()
        }

    def _invert(
        self, prop: Property, edges: Mapping[str, Mapping[str, tuple[Edge, ...]]]
    ) -> dict[str, tuple[Edge, ...]]:
        found: Mapping[str, list[Edge]] = inverted(edges.get(prop.inverse_of or "", {}))
        if prop.narrows:
            own = set(self.ontology.concrete(prop.range))
            found = {
                iri: [e for e in some if self.entity[e.target].thing.class_name in own]
                for iri, some in found.items()
            }
        return self._sorted(found)


def _stated(values: Mapping[str, Values], name: str) -> list[Stated]:
    return [
        (iri, value.value, graph)
        for iri, some in values.items()
        for value, graphs in some.get(name, {}).items()
        for graph in graphs
    ]


class ModelFacts:
    """A model read thing by thing."""

    def __init__(self, model: Model) -> None:
        self.ontology = model.ontology
        self._model = model
        written = [name for name in model.edges if not model.ontology.properties[name].derived]
        self._written = {name: model.edges[name] for name in written}

    def things(self) -> Iterator[Entity]:
        """Yield all things in the order of their IRIs."""
        return map(self._entity, sorted(self._model.things))

    def entity(self, iri: str) -> Entity | None:
        """Return what is told of a thing."""
        return self._entity(iri) if iri in self._model.things else None

    def edges(self, name: str, iri: str) -> tuple[Edge, ...]:
        """Return the relations of a thing by one property, in the default order."""
        return self._model.edges.get(name, {}).get(iri, ())

    def _entity(self, iri: str) -> Entity:
        claims = {name: some[iri] for name, some in self._model.claims.items() if iri in some}
        edges = {name: some[iri] for name, some in self._written.items() if iri in some}
        return Entity(self._model.things[iri], claims, edges)
