"""Statements in the terms of other vocabularies."""

import pytest
from pyoxigraph import NamedNode, Quad
from rdflib.namespace import DCTERMS, FOAF, ORG, RDFS, SKOS

from graph.rdf.alignment import Alignment, read_alignment
from graph.statements import RDF_TYPE
from graph.terms import AL

ELI = "http://data.europa.eu/eli/ontology#"
THING, OTHER, GRAPH = (NamedNode(f"http://example.org/{name}") for name in "abc")


@pytest.fixture(scope="module")
def alignment() -> Alignment:
    return read_alignment()


def said(alignment: Alignment, predicate: str, target: NamedNode = OTHER) -> set[tuple[str, str]]:
    aligned = list(alignment.of(Quad(THING, NamedNode(predicate), target, GRAPH)))
    assert all((q.subject, q.graph_name) == (THING, GRAPH) for q in aligned)
    return {(q.predicate.value, str(q.object)) for q in aligned}


def test_a_class_takes_the_superclasses_of_its_superclasses(alignment: Alignment) -> None:
    kinds = said(alignment, RDF_TYPE.value, NamedNode(str(AL.Convention)))
    expected = {f"{ELI}Work", f"{ELI}LegalResource"}
    assert {(RDF_TYPE.value, f"<{iri}>") for iri in expected} == kinds


def test_a_body_is_an_organization_and_an_agent(alignment: Alignment) -> None:
    kinds = said(alignment, RDF_TYPE.value, NamedNode(str(AL.Body)))
    expected = {str(ORG.Organization), str(FOAF.Agent)}
    assert {(RDF_TYPE.value, f"<{iri}>") for iri in expected} == kinds


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (AL.topics, {str(DCTERMS.subject)}),
        (AL.broader, {str(SKOS.broader)}),
        (AL.name, {str(FOAF.name), str(RDFS.label)}),
        (AL.partOfInstrument, {f"{ELI}is_part_of"}),
        (AL.organisation, {str(ORG.organization)}),
        (AL.role, set()),  # a related term says something else
    ],
)
def test_a_property_takes_superproperties_and_close_matches(
    alignment: Alignment, term: str, expected: set[str]
) -> None:
    assert {(iri, str(OTHER)) for iri in expected} == said(alignment, str(term))


def test_close_classes_are_not_taken(alignment: Alignment) -> None:
    assert said(alignment, RDF_TYPE.value, NamedNode(str(AL.Link))) == set()


def test_each_is_said_once_and_in_order(alignment: Alignment) -> None:
    quads = [Quad(THING, NamedNode(str(AL.topics)), OTHER, GRAPH)] * 2
    (only,) = alignment.of_all(quads)
    assert only.predicate.value == str(DCTERMS.subject)
