"""Relations for drawings: what joins two things directly, and what a derived relation comes from."""

from collections.abc import Iterator, Mapping

from graph.facts import Edge, Thing
from graph.model import Model
from graph.terms import Ontology, Property

Key = tuple[str, str, str]
"""Type, subject and object of a relation."""


def direct_relations(model: Model) -> Mapping[Key, tuple[Edge, tuple[str, ...]]]:
    """Join what n-ary things relate, such as agent and provision, into one relation a kind.

    Which ones is said by the ontology: `al:directly` of a class, `al:relationshipType` of the
    concept that gives the kind. Each comes with the things it was read from. As in a chain, it
    has the weakest certainty and the joined evidence of its links.
    """
    found: dict[Key, tuple[Edge, tuple[str, ...]]] = {}
    for name, thing_class in model.ontology.classes.items():
        if thing_class.directly:
            for iri in model.members[name]:
                for key, edge in _iter_read(model, model.things[iri], thing_class.directly):
                    found[key] = _joined(found.get(key), edge, iri)
    return found


def _iter_read(model: Model, thing: Thing, way: tuple[str, ...]) -> Iterator[tuple[Key, Edge]]:
    subject, target, kind = way
    types = _relationship_types(model.ontology, kind)
    claim = model.first(kind, thing.iri)
    if claim is None or str(claim.value) not in types:
        return
    for start in model.edges[subject].get(thing.iri, ()):
        for end in model.edges[target].get(thing.iri, ()):
            rank = max(thing.rank, claim.rank, start.rank, end.rank)
            graphs = tuple(sorted({*start.graphs, *end.graphs, *claim.graphs}))
            key = types[str(claim.value)], start.target, end.target
            yield key, Edge(end.target, rank, graphs)


def _relationship_types(ontology: Ontology, kind: str) -> Mapping[str, str]:
    concepts = ontology.schemes[ontology.properties[kind].range].concepts
    return {c.token: c.relationship_type for c in concepts if c.relationship_type}


def _joined(
    known: tuple[Edge, tuple[str, ...]] | None, edge: Edge, origin: str
) -> tuple[Edge, tuple[str, ...]]:
    if known is None:
        return edge, (origin,)
    before, origins = known
    graphs = tuple(sorted({*before.graphs, *edge.graphs}))
    return Edge(edge.target, min(before.rank, edge.rank), graphs), (*origins, origin)


class Explainer:
    """Finds the things that a chain or a rule led over: those with evidence the relation rests on."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._premises: dict[str, frozenset[str]] = {}

    def __call__(self, prop: Property, start: str, edge: Edge) -> set[str]:
        """Things between the two ends of a relation."""
        ways = (prop.chain,) if prop.chain else prop.explained_by
        grounds = frozenset().union(*map(self._grounds, edge.graphs))
        return {
            iri for way in ways for iri in self._between(way, start, edge.target, grounds) or ()
        }

    def _between(
        self, way: tuple[str, ...], start: str, end: str, grounds: frozenset[str]
    ) -> set[str] | None:
        """Things passed from one end to the other, neither included; none where it leads nowhere."""
        if not way:
            return set() if start == end else None
        passed: set[str] = set()
        for step in self._model.edges.get(way[0], {}).get(start, ()):
            if grounds.isdisjoint(step.graphs):
                continue
            rest = self._between(way[1:], step.target, end, grounds)
            if rest is not None:
                passed |= rest | ({step.target} if way[1:] else set())
                if not way[1:]:
                    return passed
        return passed or None

    def _grounds(self, graph: str) -> frozenset[str]:
        """A passage or reading with all that it rests on."""
        if graph not in self._premises:
            below = (e.target for e in self._model.edges.get("restsOn", {}).get(graph, ()))
            self._premises[graph] = frozenset({graph}).union(*map(self._grounds, below))
        return self._premises[graph]
