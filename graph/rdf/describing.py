"""The description of one thing: statements both ways, labels of its neighbours, sources."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from pyoxigraph import NamedNode, Quad, Triple
from rdflib.namespace import PROV, RDF, RDFS, SKOS

from graph.rdf.alignment import Alignment
from graph.rdf.export import reading_order
from graph.statement_index import StatementIndex
from graph.terms import AL, APPARATUS, BASE

_LABELS = {str(AL.name), str(RDFS.label), str(SKOS.prefLabel)}
_RESTS_ON = NamedNode(str(AL.restsOn))
_NAMED_BY_SOURCES = {str(AL.document), str(AL.wordsOf), str(AL.method)}
_STATEMENT = NamedNode(str(RDF.Statement))
_TYPE, _SUBJECT, _PREDICATE, _OBJECT = (
    NamedNode(str(term)) for term in (RDF.type, RDF.subject, RDF.predicate, RDF.object)
)
_DERIVED = NamedNode(str(PROV.wasDerivedFrom))


@dataclass(frozen=True, slots=True)
class Description:
    """What a release says of a thing; `content` is what a passage or reading itself says.

    `context` names the neighbours and describes the graphs in which the rest stands.
    """

    iri: str
    own: tuple[Quad, ...]
    others: tuple[Quad, ...]
    content: tuple[Quad, ...]
    context: tuple[Quad, ...]

    @property
    def statements(self) -> tuple[Quad, ...]:
        """What the description is about: each statement in each of its graphs."""
        return tuple(dict.fromkeys([*self.own, *self.others, *self.content]))

    def quads(self, alignment: Alignment) -> list[Quad]:
        """All in the graphs they stand in, by graph; also in the terms of other vocabularies."""
        quads = {*self.statements, *self.context}
        aligned = {one for quad in quads for one in alignment.of(quad)}
        return sorted(quads | aligned, key=lambda quad: (str(quad.graph_name), str(quad)))

    def dataset(self, alignment: Alignment) -> list[Quad]:
        """The same, before that each statement once in the default graph.

        Who reads a page without knowing of its graphs, as those who follow links, finds it there.
        """
        quads = self.quads(alignment)
        triples = sorted({quad.triple for quad in quads}, key=self._reading_order)
        return [*(Quad(t.subject, t.predicate, t.object) for t in triples), *quads]

    def triples(self, alignment: Alignment) -> list[Triple]:
        """All without graphs, the thing first; of each statement it is said where it comes from."""
        plain = {quad.triple for quad in self.quads(alignment)}
        sourced = {triple for quad in self.statements for triple in _sourced(self.iri, quad)}
        return sorted(plain | sourced, key=self._reading_order)

    def _reading_order(self, triple: Triple) -> tuple[bool, tuple[str, bool, str, str]]:
        return triple.subject != NamedNode(self.iri), reading_order(triple)


def describe(iri: str, places: StatementIndex) -> Description | None:
    """Describe a thing, a passage or a reading; None where a release has nothing of that name."""
    own, others, content = places.with_subject(iri), places.with_object(iri), places.in_graph(iri)
    if not (own or content):
        return None
    statements = [*own, *others, *content]
    graphs = {quad.graph_name.value for quad in statements} - {APPARATUS}  # type: ignore[union-attr]  # a release has no default graph
    sources = list(_iter_sources(graphs, places))
    named = {*_neighbours(statements), *_neighbours(sources, _NAMED_BY_SOURCES)} - {iri}
    labels = [] if iri == APPARATUS else _labels(named, places)
    return Description(iri, tuple(own), tuple(others), tuple(content), (*labels, *sources))


def statement_iri(iri: str, triple: Triple) -> str:
    """Address of a statement in the description of a thing."""
    return f"{iri}#s-{sha256(str(triple).encode()).hexdigest()[:12]}"


def _sourced(iri: str, quad: Quad) -> Iterator[Triple]:
    if quad.graph_name == NamedNode(APPARATUS) or not isinstance(quad.graph_name, NamedNode):
        return
    statement = NamedNode(statement_iri(iri, quad.triple))
    yield Triple(statement, _TYPE, _STATEMENT)
    yield Triple(statement, _SUBJECT, quad.subject)
    yield Triple(statement, _PREDICATE, quad.predicate)
    yield Triple(statement, _OBJECT, quad.object)
    yield Triple(statement, _DERIVED, quad.graph_name)


def _iter_sources(graphs: Iterable[str], places: StatementIndex) -> Iterator[Quad]:
    """Descriptions of passages and readings, and of those they rest on."""
    seen, waiting = set(graphs), sorted(graphs)
    while waiting:
        for quad in places.with_subject(waiting.pop()):
            yield quad
            if quad.predicate == _RESTS_ON and quad.object.value not in seen:  # type: ignore[union-attr]  # sources are IRIs
                seen.add(quad.object.value)  # type: ignore[union-attr]  # as above
                waiting.append(quad.object.value)  # type: ignore[union-attr]  # as above


def _neighbours(quads: Iterable[Quad], predicates: set[str] | None = None) -> set[str]:
    """IRIs of ours that statements, or those with certain predicates, have at either end."""
    ends = {
        end.value
        for quad in quads
        if predicates is None or quad.predicate.value in predicates
        for end in (quad.subject, quad.object)
        if isinstance(end, NamedNode)
    }
    return {end for end in ends if end.startswith(BASE)}


def _labels(iris: Iterable[str], places: StatementIndex) -> list[Quad]:
    labels = (quad for iri in sorted(iris) for quad in places.with_subject(iri))
    return [quad for quad in labels if quad.predicate.value in _LABELS]
