"""The service description of the endpoint (SPARQL 1.1 Service Description)."""

from pyoxigraph import NamedNode, Triple
from rdflib import Namespace
from rdflib.namespace import RDFS

from graph.rdf.dataset_description import LICENCE, SERVICE, release_iri
from graph.release import Release
from graph.statements import RDF_TYPE
from graph.terms import BASE
from web.sparql.examples import EXAMPLES

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_FORMATS = tuple(
    f"http://www.w3.org/ns/formats/{name}"
    for name in (
        "SPARQL_Results_JSON",
        "SPARQL_Results_XML",
        "SPARQL_Results_CSV",
        "SPARQL_Results_TSV",
        "Turtle",
        "N-Triples",
        "RDF_XML",
        "JSON-LD",
    )
)
"""The formats of results, as the W3C names them."""


def describe_service(release: Release) -> list[Triple]:
    """Describe the endpoint: language, formats, the union as default graph, the release in it."""
    dataset, graph = f"{SERVICE}#dataset", f"{SERVICE}#default-graph"
    return [
        _link(SERVICE, RDF_TYPE.value, SD.Service),
        _link(SERVICE, SD.endpoint, SERVICE),
        _link(SERVICE, SD.supportedLanguage, SD.SPARQL11Query),
        _link(SERVICE, SD.feature, SD.UnionDefaultGraph),
        *(_link(SERVICE, SD.resultFormat, one) for one in _FORMATS),
        _link(SERVICE, "http://purl.org/dc/terms/license", LICENCE),
        _link(SERVICE, RDFS.seeAlso, f"{BASE}{EXAMPLES}"),
        _link(SERVICE, SD.defaultDataset, dataset),
        _link(dataset, RDF_TYPE.value, SD.Dataset),
        _link(dataset, "http://purl.org/dc/terms/source", release_iri(release.id)),
        _link(dataset, SD.defaultGraph, graph),
        _link(graph, RDF_TYPE.value, SD.Graph),
    ]


def _link(subject: str, predicate: str, target: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(str(predicate)), NamedNode(str(target)))
