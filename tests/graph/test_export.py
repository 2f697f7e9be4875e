import os
import subprocess
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Quad,
    RdfFormat,
    Triple,
    parse,
)
from rdflib import Dataset as RdflibDataset
from rdflib import Graph
from rdflib.collection import Collection
from rdflib.namespace import OWL

from graph.rdf.export import ExportFormat, read_prefixes, write_export
from graph.release import QUADS, Release
from graph.statements import RDF_TYPE
from graph.terms import AL, Ontology

NAMES = {  # format: its names in pyoxigraph and in rdflib
    ExportFormat.NQ: (RdfFormat.N_QUADS, "nquads"),
    ExportFormat.TRIG: (RdfFormat.TRIG, "trig"),
    ExportFormat.JSONLD: (RdfFormat.JSON_LD, "json-ld"),
    ExportFormat.TTL: (RdfFormat.TURTLE, "turtle"),
    ExportFormat.NT: (RdfFormat.N_TRIPLES, "nt"),
    ExportFormat.RDFXML: (RdfFormat.RDF_XML, "xml"),
}
GRAPHS = (ExportFormat.NQ, ExportFormat.TRIG, ExportFormat.JSONLD)
UNIONS = (ExportFormat.TTL, ExportFormat.NT, ExportFormat.RDFXML)


def canonical(quads: Iterable[Quad]) -> set[Quad]:
    """Quads with canonical names of blank nodes: equal where the datasets are isomorphic."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def union(quads: Iterable[Quad]) -> set[Quad]:
    return {Quad(*q.triple) for q in quads}


@pytest.fixture(scope="module")
def quads(small_release: Release) -> list[Quad]:
    return small_release.read_quads()


@pytest.fixture(scope="module")
def exports(small_release: Release, ontology: Ontology) -> dict[ExportFormat, bytes]:
    written = {}
    for export_format in ExportFormat:
        file = BytesIO()
        write_export(small_release, export_format, file, read_prefixes(ontology))
        written[export_format] = file.getvalue()
    return written


@pytest.mark.parametrize("export_format", GRAPHS)
def test_format_with_graphs_holds_the_release(
    exports: dict[ExportFormat, bytes], quads: list[Quad], export_format: ExportFormat
) -> None:
    read = parse(exports[export_format], format=NAMES[export_format][0])
    assert canonical(quads) == canonical(read)


@pytest.mark.parametrize("export_format", UNIONS)
def test_format_without_graphs_holds_the_union(
    exports: dict[ExportFormat, bytes], quads: list[Quad], export_format: ExportFormat
) -> None:
    read = list(parse(exports[export_format], format=NAMES[export_format][0]))
    assert canonical(union(quads)) == canonical(read)
    assert len(union(quads)) == len(read)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is dep")  # rdflib's own parsers use it
@pytest.mark.parametrize("export_format", GRAPHS)
def test_rdflib_reads_the_same_dataset(
    exports: dict[ExportFormat, bytes], quads: list[Quad], export_format: ExportFormat
) -> None:
    dataset = RdflibDataset()
    dataset.parse(data=exports[export_format], format=NAMES[export_format][1])
    again = dataset.serialize(format="nquads", encoding="utf-8")
    assert canonical(quads) == canonical(parse(again, format=RdfFormat.N_QUADS))


@pytest.mark.parametrize("export_format", UNIONS)
def test_rdflib_reads_the_same_graph(
    exports: dict[ExportFormat, bytes], quads: list[Quad], export_format: ExportFormat
) -> None:
    graph = Graph().parse(data=exports[export_format], format=NAMES[export_format][1])
    again = graph.serialize(format="nt", encoding="utf-8")
    assert canonical(union(quads)) == canonical(parse(again, format=RdfFormat.N_TRIPLES))


def test_blank_nodes_of_the_ontology_keep_together(
    exports: dict[ExportFormat, bytes], ontology: Ontology
) -> None:
    graph = Graph().parse(data=exports[ExportFormat.RDFXML], format="xml")
    head = graph.value(AL.Assignment, OWL.hasKey)
    assert head is not None
    keys = tuple(str(term).removeprefix(str(AL)) for term in Collection(graph, head))
    assert ontology.classes["Assignment"].key == keys


def test_nquads_are_those_of_the_release(
    exports: dict[ExportFormat, bytes], small_release: Release
) -> None:
    assert (small_release.folder / QUADS).read_bytes() == exports[ExportFormat.NQ]


def test_turtle_reads_like_turtle(exports: dict[ExportFormat, bytes]) -> None:
    expected = """
state:northland a al:State ;
	al:caption "Northland" ;
	al:identifier "iso3166:XN" , "un:901" ;
	al:name "Northland" .
"""
    assert expected in exports[ExportFormat.TTL].decode()


def test_trig_names_the_graph_of_each_statement(exports: dict[ExportFormat, bytes]) -> None:
    text = exports[ExportFormat.TRIG].decode()
    _, _, graph = text.partition("\n<https://w3id.org/asean-labour/passage/lake-report/main/3> {\n")
    graph = graph.partition("\n}")[0]
    assert "assignment:item-3.river-forum.partner" in graph
    assert "body:lake-council" not in graph


def test_rdfxml_binds_the_prefixes(exports: dict[ExportFormat, bytes]) -> None:
    text = exports[ExportFormat.RDFXML].decode()
    assert '<al:State rdf:about="https://w3id.org/asean-labour/id/state/northland">' in text
    assert "oxprefix" not in text


def test_class_of_a_thing_goes_first(exports: dict[ExportFormat, bytes]) -> None:
    triples = [q.triple for q in parse(exports[ExportFormat.NT], format=RdfFormat.N_TRIPLES)]
    subjects: dict[str, Triple] = {}
    for triple in triples:
        subjects.setdefault(str(triple.subject), triple)
    assert {RDF_TYPE} == {t.predicate for s, t in subjects.items() if "/asean-labour/id/" in s}


# the command


def export(release: Release, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    releases = str(release.folder.parent)
    command = [sys.executable, "-m", "graph", "export", *arguments]
    environment = os.environ | {"RELEASES": releases, "PYTHONHASHSEED": "random", "COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, check=False, env=environment)


@pytest.mark.parametrize("export_format", [ExportFormat.TRIG, ExportFormat.RDFXML])
def test_command_writes_the_same_bytes_each_time(
    small_release: Release, exports: dict[ExportFormat, bytes], export_format: ExportFormat
) -> None:
    done = export(small_release, "--format", export_format)
    assert (0, b"") == (done.returncode, done.stderr)
    assert exports[export_format] == done.stdout


def test_command_writes_a_file(
    small_release: Release, exports: dict[ExportFormat, bytes], tmp_path: Path
) -> None:
    output = tmp_path / "lake.ttl"
    done = export(
        small_release, "--format", "ttl", "--output", str(output), "--release", small_release.id
    )
    assert (0, b"") == (done.returncode, done.stdout)
    assert exports[ExportFormat.TTL] == output.read_bytes()
    assert [output] == list(tmp_path.iterdir())


def test_unknown_format_is_told_with_those_there_are(small_release: Release) -> None:
    done = export(small_release, "--format", "xlsx")
    assert done.returncode == 2
    assert b"'xlsx' is not one of 'nq', 'trig', 'jsonld', 'ttl', 'nt', 'rdfxml'" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--release", "0123"), "release 0123 lacks"),
        (("--output", "/no/such/folder/lake.trig"), "name a file that can be written"),
    ],
)
def test_what_cannot_be_exported_is_told(
    small_release: Release, arguments: tuple[str, str], message: str
) -> None:
    done = export(small_release, *arguments)
    assert done.returncode == 1
    assert message in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
