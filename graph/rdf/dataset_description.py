"""What a release is, told as VoID and DCAT 3: who may use it, what is in it, where it is."""

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode, Triple
from rdflib import Namespace
from rdflib.namespace import DCAT, DCTERMS, VOID, XSD

from graph.rdf.counts import count_statements
from graph.rdf.dumps import Dump
from graph.release import Release
from graph.statements import RDF_TYPE
from graph.terms import AL, BASE, Ontology

SPDX = Namespace("http://spdx.org/rdf/terms#")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CATALOGUE, SERVICE = f"{BASE}catalog", f"{BASE}sparql"
_IANA = "https://www.iana.org/assignments/media-types/"
_SHA256 = f"{SPDX}checksumAlgorithm_sha256"
_TITLE = "ASEAN labour cooperation: a graph with evidence"
_ABOUT = (
    "What official documents say who in ASEAN does for workers: instruments and their provisions, "
    "bodies, meetings, adoptions and ratifications of ILO conventions. Each statement stands in "
    "the graph of the passage that makes it, or of the reading in which it is concluded."
)

Value = NamedNode | Literal


class _Counted:
    """Triples in the order in which they are told."""

    def __init__(self) -> None:
        self.triples: list[Triple] = []

    def say(self, subject: str, predicate: str, value: Value) -> None:
        self.triples.append(Triple(_node(subject), _node(predicate), value))

    def add(self, subject: str, kind: str, values: Mapping[str, list[Value]]) -> None:
        self.say(subject, RDF_TYPE.value, _node(str(kind)))
        for predicate, some in values.items():
            for value in some:
                self.say(subject, str(predicate), value)


def release_iri(identifier: str) -> str:
    """IRI of a release by its id."""
    return f"{BASE}release/{identifier}"


def describe_release(
    release: Release, ontology: Ontology, dumps: Iterable[Dump], examples: Iterable[str]
) -> list[Triple]:
    """Describe a release and the files it can be had as; examples are IRIs of things."""
    found = _Counted()
    dataset = release_iri(release.id)
    counts = count_statements(release)
    classes = {c.iri: counts.things.get(c.iri, 0) for c in ontology.classes.values()}
    found.add(
        CATALOGUE,
        DCAT.Catalog,
        {
            DCTERMS.title: [_text("Catalogue of ASEAN labour cooperation")],
            DCTERMS.license: [_node(LICENCE)],
            DCAT.dataset: [_node(dataset)],
            DCAT.service: [_node(SERVICE)],
        },
    )
    found.add(
        SERVICE,
        DCAT.DataService,
        {
            DCTERMS.title: [_text("SPARQL endpoint")],
            DCTERMS.conformsTo: [_node("http://www.w3.org/TR/sparql11-protocol/")],
            DCAT.endpointURL: [_node(SERVICE)],
            DCAT.endpointDescription: [_node(SERVICE)],
            DCAT.servesDataset: [_node(dataset)],
        },
    )
    found.add(
        dataset,
        DCAT.Dataset,
        {
            DCTERMS.title: [_text(_TITLE)],
            DCTERMS.description: [_text(_ABOUT)],
            DCTERMS.identifier: [Literal(release.id)],
            DCTERMS.isVersionOf: [_node(BASE)],
            DCTERMS.license: [_node(LICENCE)],
            DCTERMS.conformsTo: [_node(str(AL))],
            f"{DCAT}version": [Literal(release.id)],
            DCAT.landingPage: [_node(f"{BASE}data/")],
            VOID.sparqlEndpoint: [_node(SERVICE)],
            VOID.uriSpace: [Literal(BASE)],
            VOID.uriRegexPattern: [Literal(f"^{BASE}(id|passage|reading)/")],
            VOID.vocabulary: [_node(str(AL))],
            VOID.triples: [_number(counts.triples)],
            VOID.entities: [_number(sum(classes.values()))],
            VOID.exampleResource: [_node(iri) for iri in sorted(examples)],
        },
    )
    found.say(dataset, RDF_TYPE.value, _node(str(VOID.Dataset)))
    for class_iri, count in sorted(classes.items()):
        if count:
            _add_partition(found, dataset, class_iri, count)
    for dump in dumps:
        _add_distribution(found, dataset, dump)
    return found.triples


def _add_partition(found: _Counted, dataset: str, class_iri: str, count: int) -> None:
    partition = f"{dataset}#{class_iri.removeprefix(str(AL))}"
    found.say(dataset, str(VOID.classPartition), _node(partition))
    found.say(partition, str(VOID["class"]), _node(class_iri))
    found.say(partition, str(VOID.entities), _number(count))


def _add_distribution(found: _Counted, dataset: str, dump: Dump) -> None:
    iri, address = f"{dataset}#{dump.name}", f"{BASE}data/{dump.name}"
    values: dict[str, list[Value]] = {
        DCTERMS.title: [_text(dump.title)],
        DCTERMS.license: [_node(LICENCE)],
        DCAT.downloadURL: [_node(address)],
        DCAT.mediaType: [_node(f"{_IANA}{dump.media_type}")],
        DCAT.byteSize: [_number(dump.size, str(XSD.nonNegativeInteger))],
        SPDX.checksum: [_node(f"{iri}-sha256")],
    }
    if dump.is_gzip:
        values[DCAT.compressFormat] = [_node(f"{_IANA}application/gzip")]
        found.say(dataset, str(VOID.dataDump), _node(address))
    found.say(dataset, str(DCAT.distribution), _node(iri))
    found.add(iri, DCAT.Distribution, values)
    checksum: dict[str, list[Value]] = {
        SPDX.algorithm: [_node(_SHA256)],
        SPDX.checksumValue: [Literal(dump.digest, datatype=_node(str(XSD.hexBinary)))],
    }
    found.add(f"{iri}-sha256", SPDX.Checksum, checksum)


def _node(iri: str) -> NamedNode:
    return NamedNode(iri)


def _text(text: str) -> Literal:
    return Literal(text, language="en")


def _number(number: int, datatype: str = str(XSD.integer)) -> Literal:
    return Literal(str(number), datatype=_node(datatype))


PREFIXES = {
    "dcat": str(DCAT),
    "dcterms": str(DCTERMS),
    "spdx": str(SPDX),
    "void": str(VOID),
    "xsd": str(XSD),
}
"""Prefixes for the description."""
