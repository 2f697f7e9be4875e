"""The same statements in the terms of other vocabularies, each in the graph of the original.

What is aligned stands in the ontology. A class takes all superclasses, a property all
superproperties and its close matches: those mean the same and are no superproperties only because
others declare them functional, which would make one thing of two where documents disagree.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad
from rdflib.namespace import OWL, RDFS, SKOS

from graph.statements import RDF_TYPE
from graph.terms import AL, FOLDER
from graph.to_rdflib import read_turtle

_TO_CLASSES = {str(RDFS.subClassOf)}
_TO_PROPERTIES = {str(RDFS.subPropertyOf), str(SKOS.closeMatch)}
_PROPERTIES = {str(OWL.ObjectProperty), str(OWL.DatatypeProperty)}


@dataclass(frozen=True, slots=True)
class Alignment:
    """Terms of other vocabularies by the term of ours that implies them."""

    terms: Mapping[str, tuple[NamedNode, ...]]

    def names(self) -> dict[str, tuple[str, ...]]:
        """The terms as text."""
        return {term: tuple(one.value for one in others) for term, others in self.terms.items()}

    def of(self, quad: Quad) -> Iterator[Quad]:
        """Yield what a statement says in terms of others."""
        if quad.predicate == RDF_TYPE:
            for kind in self.terms.get(getattr(quad.object, "value", ""), ()):
                yield Quad(quad.subject, RDF_TYPE, kind, quad.graph_name)
        for predicate in self.terms.get(quad.predicate.value, ()):
            yield Quad(quad.subject, predicate, quad.object, quad.graph_name)

    def of_all(self, quads: Iterable[Quad]) -> list[Quad]:
        """List what statements say in terms of others, each once, by graph."""
        found = {aligned for quad in quads for aligned in self.of(quad)}
        return sorted(found, key=lambda quad: (str(quad.graph_name), str(quad)))


def read_alignment(path: Path = FOLDER / "labour.ttl") -> Alignment:
    """Read from the ontology which terms imply which of other vocabularies."""
    above: dict[str, set[str]] = defaultdict(set)
    properties = set()
    quads = list(read_turtle(path))
    for quad in quads:
        if quad.predicate == RDF_TYPE and quad.object.value in _PROPERTIES:  # type: ignore[union-attr]  # kinds are IRIs
            properties.add(quad.subject.value)  # type: ignore[union-attr]  # properties have IRIs
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            term, predicate = quad.subject.value, quad.predicate.value
            if predicate in (_TO_PROPERTIES if term in properties else _TO_CLASSES):
                above[term].add(quad.object.value)
    return Alignment({term: _foreign(term, above) for term in sorted(above)})


def _foreign(term: str, above: Mapping[str, set[str]]) -> tuple[NamedNode, ...]:
    """Terms of others above a term, also through terms of ours."""
    seen: set[str] = set()
    waiting = [term]
    while waiting:
        new = above.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return tuple(NamedNode(one) for one in sorted(seen) if not one.startswith(str(AL)))
