"""The files of a release: complete, checked, the same each time."""

import csv
import gzip
import io
import json
import os
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
)

from graph.rdf.dataset_description import describe_release, release_iri
from graph.rdf.dumps import SUMS, TABLES, Dump, is_source_of, write_dumps
from graph.release import QUADS, Release
from graph.statements import RDF_TYPE
from graph.terms import BASE, Ontology
from tests.places import ROOT, SMALL

DCAT, VOID = "http://www.w3.org/ns/dcat#", "http://rdfs.org/ns/void#"
SYNTAXES = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}


@pytest.fixture(scope="module")
def dumps(
    small_release: Release, ontology: Ontology, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Dump]:
    folder = tmp_path_factory.mktemp("dumps")
    return {d.name: d for d in write_dumps(small_release, ontology, SMALL, folder)}


def canonical(quads: Iterable[Quad]) -> set[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_each_format_holds_the_release(
    dumps: dict[str, Dump], small_release: Release, suffix: str
) -> None:
    syntax, quads = SYNTAXES[suffix], small_release.read_quads()
    content = gzip.decompress(dumps[f"asean-labour.{suffix}.gz"].path.read_bytes())
    expected = quads if syntax.supports_datasets else [Quad(*q.triple) for q in quads]
    assert canonical(expected) == canonical(parse(content, format=syntax))


def test_aligned_statements_stand_in_the_graphs_of_the_release(
    dumps: dict[str, Dump], small_release: Release
) -> None:
    content = gzip.decompress(dumps["asean-labour-aligned.nq.gz"].path.read_bytes())
    aligned = set(parse(content, format=RdfFormat.N_QUADS))
    own = set(small_release.read_quads())
    assert {q.graph_name for q in aligned} <= {q.graph_name for q in own}
    assert any(q.object == NamedNode("http://www.w3.org/ns/org#Organization") for q in aligned)


def test_checksums_are_those_of_the_files(dumps: dict[str, Dump]) -> None:
    folder = dumps[TABLES].path.parent
    lines = (folder / SUMS).read_text().splitlines()
    assert sorted(dumps) == [line.split("  ")[1] for line in lines]
    for line in lines:
        digest, name = line.split("  ")
        content = (folder / name).read_bytes()
        assert sha256(content).hexdigest() == digest == dumps[name].digest
        assert len(content) == dumps[name].size


def test_the_zip_holds_tables_metadata_and_dictionary(dumps: dict[str, Dump]) -> None:
    with zipfile.ZipFile(dumps[TABLES].path) as archive:
        names = archive.namelist()
        dictionary = archive.read("asean-labour/data-dictionary.csv").decode()
    tables = {f"asean-labour/tables/{p.relative_to(SMALL)}" for p in SMALL.glob("*/*.csv")}
    assert tables <= set(names)
    assert names == sorted(names)
    assert next(csv.reader(io.StringIO(dictionary)))[:3] == ["table", "column", "description"]


def test_the_dictionary_lists_every_column(
    release: Release, ontology: Ontology, tmp_path: Path
) -> None:
    data = ROOT / "loaders" / "data"
    write_dumps(release, ontology, data, tmp_path)
    with zipfile.ZipFile(tmp_path / TABLES) as archive:
        text = archive.read("asean-labour/data-dictionary.csv").decode()
        metadata = json.loads(archive.read("asean-labour/tables/almm-28-communique/metadata.json"))
    rows = {(row["table"], row["column"]): row for row in csv.DictReader(io.StringIO(text))}
    for table in metadata["tables"]:
        for column in table["tableSchema"]["columns"]:
            if not column.get("virtual"):
                assert rows[table["url"], column["name"]]["description"]


def test_tables_of_another_release_are_left_out(
    release: Release, small_release: Release, ontology: Ontology, tmp_path: Path
) -> None:
    assert is_source_of(SMALL, small_release)
    assert not is_source_of(SMALL, release)
    assert TABLES not in {d.name for d in write_dumps(release, ontology, SMALL, tmp_path)}


def test_the_release_is_described_with_its_files(
    dumps: dict[str, Dump], small_release: Release, ontology: Ontology
) -> None:
    example = f"{BASE}id/body/river-forum"
    triples = describe_release(small_release, ontology, dumps.values(), [example])
    dataset = NamedNode(release_iri(small_release.id))
    kinds = {t.object.value for t in triples if t.subject == dataset}
    assert {f"{DCAT}Dataset", f"{VOID}Dataset", example} <= kinds
    addresses = {t.object.value for t in triples if t.predicate.value == f"{DCAT}downloadURL"}
    assert {f"{BASE}data/{name}" for name in dumps} == addresses
    values = {getattr(t.object, "value", "") for t in triples}
    assert {dump.digest for dump in dumps.values()} <= values


# the command


def test_what_is_counted_is_what_is_there(
    release: Release, ontology: Ontology, dumps: dict[str, Dump]
) -> None:
    store = Store()
    store.bulk_load(path=release.folder / QUADS, format=RdfFormat.N_QUADS)
    things: dict[str, set[object]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, RDF_TYPE, None):
        things[quad.object.value].add(quad.subject)
    described = Store()
    described.extend(Quad(*t) for t in describe_release(release, ontology, dumps.values(), []))
    rows = described.query(
        f"PREFIX void: <{VOID}> SELECT ?class ?n {{ ?part void:class ?class ; void:entities ?n }}"
    )
    partitions = {row["class"].value: int(row["n"].value) for row in rows}
    classes = {c.iri for c in ontology.classes.values()}
    assert partitions == {iri: len(some) for iri, some in things.items() if iri in classes}
    for name, expected in (
        ("triples", len({quad.triple for quad in store})),
        ("entities", sum(partitions.values())),
    ):
        query = f"PREFIX void: <{VOID}> SELECT ?n {{ ?all void:uriSpace ?s ; void:{name} ?n }}"
        assert [int(row["n"].value) for row in described.query(query)] == [expected]


def write_all(release: Release, folder: Path) -> dict[str, bytes]:
    environment = os.environ | {
        "RELEASES": str(release.folder.parent),
        "TABLES": str(SMALL),
        "PYTHONHASHSEED": "random",
    }
    command = [sys.executable, "-m", "graph", "export", "--all", str(folder)]
    subprocess.run(command, check=True, env=environment, cwd=ROOT, capture_output=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_command_writes_the_same_bytes_each_time(
    small_release: Release, dumps: dict[str, Dump], tmp_path: Path
) -> None:
    one = write_all(small_release, tmp_path / "one")
    assert one == write_all(small_release, tmp_path / "two")
    assert {*dumps, SUMS} == one.keys()
    assert {name: dump.path.read_bytes() for name, dump in dumps.items()}.items() <= one.items()


@pytest.mark.skipif("CHECK_ALL" not in os.environ, reason="only with CHECK_ALL: takes a minute")
def test_memory_grows_little_with_a_million_triples() -> None:
    done = subprocess.run(
        [sys.executable, "bench/export.py"],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
    )
    _, _, grown = done.stdout.splitlines()[-1].partition("grown by ")
    assert int(grown.removesuffix(" MB")) <= 100
