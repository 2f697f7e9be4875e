"""Questions put only in the terms of ELI, ORG, SKOS, DCTERMS, PROV and FOAF."""

from collections.abc import Iterator

import pytest
from pyoxigraph import QuerySolutions, Store

from graph.model.read_model import Model, build_model
from graph.rdf.alignment import read_alignment
from graph.release import Release
from graph.terms import AL, Ontology

PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@pytest.fixture(scope="module")
def store(release: Release) -> Store:
    """The release as the SPARQL endpoint has it."""
    store, quads = Store(), release.read_quads()
    store.extend(quads)
    store.extend(read_alignment().of_all(quads))
    return store


@pytest.fixture(scope="module")
def model(release: Release, ontology: Ontology) -> Model:
    return build_model(release.read_quads(), ontology)


def ask(store: Store, query: str) -> set[tuple[str, ...]]:
    assert str(AL) not in query
    return set(_rows(store, query))


def _rows(store: Store, query: str) -> Iterator[tuple[str, ...]]:
    found = store.query(PREFIXES + query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    for row in found:
        yield tuple(str(getattr(row[name], "value", "")) for name in names)


def test_instruments_have_titles_and_dates(store: Store, model: Model) -> None:
    query = """SELECT ?work ?title ?date {
        ?work a eli:Work ; dcterms:title ?title ; dcterms:date ?date }"""
    expected = {
        (iri, str(title.value), str(date.value))
        for iri in model.members["Instrument"]
        for title in model.claims["title"].get(iri, ())
        for date in model.claims["date"].get(iri, ())
    }
    assert expected
    assert expected == ask(store, query)


def test_conventions_are_legal_resources(store: Store, model: Model) -> None:
    expected = {(iri,) for iri in model.members["Convention"]}
    assert expected == ask(store, "SELECT ?convention { ?convention a eli:LegalResource }")


def test_parts_of_works_are_found(store: Store, model: Model) -> None:
    expected = {
        (iri, edge.target)
        for name in ("partOfInstrument", "partOfProvision")
        for iri, edges in model.edges[name].items()
        for edge in edges
    }
    assert expected
    assert expected == ask(store, "SELECT ?part ?whole { ?part eli:is_part_of ?whole }")


def test_bodies_have_their_parents(store: Store) -> None:
    query = """SELECT ?name ?parent {
        ?body a org:Organization ; foaf:name ?name ; org:subOrganizationOf ?other .
        ?other a org:Organization ; rdfs:label ?parent }"""
    found = ask(store, query)
    assert found
    acmw = [parent for name, parent in found if "Rights of Migrant Workers" in name]
    assert "Senior Labour Officials' Meeting" in acmw


def test_memberships_are_found(store: Store, model: Model) -> None:
    query = """SELECT ?membership ?member ?organisation {
        ?membership a org:Membership ; org:member ?member ; org:organization ?organisation }"""
    expected = {
        (iri, model.edges["member"][iri][0].target, model.edges["organisation"][iri][0].target)
        for iri in model.members["Membership"]
    }
    assert expected == ask(store, query)


def test_topics_have_broader_ones_and_things_have_topics(store: Store, model: Model) -> None:
    query = "SELECT ?topic ?broader { ?topic a skos:Concept ; skos:broader ?broader }"
    expected = {
        (iri, edge.target) for iri, edges in model.edges["broader"].items() for edge in edges
    }
    assert expected
    assert expected <= ask(store, query)
    subjects = {
        (iri, edge.target) for iri, edges in model.edges["topics"].items() for edge in edges
    }
    assert subjects == ask(store, "SELECT ?thing ?topic { ?thing dcterms:subject ?topic }")


def test_sources_are_found_down_to_the_documents(store: Store, model: Model) -> None:
    query = """SELECT DISTINCT ?work ?document {
        GRAPH ?source { ?work dcterms:title ?title }
        ?work a eli:Work .
        ?source prov:wasDerivedFrom*/prov:wasQuotedFrom ?document .
        ?document a foaf:Document }"""
    found = ask(store, query)
    titled = [i for i in model.members["Work"] if model.claims["title"].get(i)]
    assert {work for work, _ in found} == set(titled)
    assert {document for _, document in found} <= set(model.members["Document"])
