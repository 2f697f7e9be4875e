"""Statements and the graphs they sit in: a row of facts becomes quads with their evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Quad

from graph.terms import AL, APPARATUS, Ontology, reading_iri

RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_EDITORIAL = "editorial"

Term = NamedNode | Literal


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a row rests on: sources that state it, or that a method concludes it from.

    Without a method each source states the row by itself; with one, all of them together
    carry one Reading. `sibling` tells alternative readings of the same place apart; a conclusion
    counts while the dated things do that it depends on.
    """

    sources: tuple[str, ...]
    method: str | None = None
    confidence: str | None = None
    sibling: str | None = None
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Facts about one thing that rest on the same evidence; no evidence means the apparatus.

    A known thing has its class from elsewhere: the row adds to what is said of it.
    """

    class_name: str
    subject: str
    values: Mapping[str, tuple[Term, ...]]
    evidence: Provenance | None
    known: bool = False


def concept_node(ontology: Ontology, scheme: str, notation: str) -> NamedNode:
    """Node of a concept that the program itself names, such as the method `editorial`."""
    concept = ontology.schemes[scheme].concept(notation)
    if concept is None:
        raise KeyError(f"{scheme} has no concept {notation}")
    return NamedNode(concept.iri)


def reading_of(evidence: Provenance) -> str:
    """IRI of the Reading that carries a conclusion; the same premises share one."""
    parts = (
        evidence.method,
        evidence.confidence,
        evidence.sibling,
        *sorted(evidence.sources),
        *sorted(evidence.depends_on),
    )
    text = "\n".join(part or "" for part in parts)
    return reading_iri(sha256(text.encode()).hexdigest()[:16])


def iter_quads(row: Row, ontology: Ontology) -> Iterator[Quad]:
    """Yield the statements of a row, each in its graph, and the Readings they need."""
    subject = NamedNode(row.subject)
    kind = NamedNode(ontology.classes[row.class_name].iri)
    if row.evidence is None:
        yield Quad(subject, RDF_TYPE, kind, NamedNode(APPARATUS))
        yield from _value_quads(subject, row.values, (APPARATUS,), ontology)
        return
    editorial = {n: v for n, v in row.values.items() if ontology.properties[n].editorial}
    values = {n: v for n, v in row.values.items() if n not in editorial}
    judgement = Provenance(row.evidence.sources, _EDITORIAL)
    if row.evidence.method is None:
        yield from _value_quads(subject, values, row.evidence.sources, ontology)
        carrier = judgement
    else:
        carrier = row.evidence
        yield from _value_quads(subject, values, (reading_of(carrier),), ontology)
        yield from _reading_quads(carrier, ontology)
    if not row.known:
        yield Quad(subject, RDF_TYPE, kind, NamedNode(reading_of(carrier)))
    yield from _value_quads(subject, editorial, (reading_of(judgement),), ontology)
    if editorial or carrier is judgement:
        yield from _reading_quads(judgement, ontology)


def _value_quads(
    subject: NamedNode,
    values: Mapping[str, tuple[Term, ...]],
    graphs: tuple[str, ...],
    ontology: Ontology,
) -> Iterator[Quad]:
    for name, objects in values.items():
        predicate = NamedNode(ontology.properties[name].iri)
        for graph in graphs:
            for value in objects:
                yield Quad(subject, predicate, value, NamedNode(graph))


def _reading_quads(evidence: Provenance, ontology: Ontology) -> Iterator[Quad]:
    method = concept_node(ontology, "Method", evidence.method or _EDITORIAL)
    values: dict[str, tuple[Term, ...]] = {
        "method": (method,),
        "restsOn": tuple(NamedNode(source) for source in evidence.sources),
        "name": (Literal(f"Reading {ontology.concepts[method.value].label}"),),
    }
    if evidence.depends_on:
        values["dependsOn"] = tuple(NamedNode(thing) for thing in evidence.depends_on)
    if evidence.confidence:
        values["confidence"] = (concept_node(ontology, "Confidence", evidence.confidence),)
    reading = Row("Reading", reading_of(evidence), values, None)
    yield from iter_quads(reading, ontology)


def term_name(iri: str) -> str:
    """Local name of a term of the ontology."""
    return iri.removeprefix(str(AL))
