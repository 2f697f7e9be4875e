"""Apache Jena reads what we write: every format, and the shapes."""

import subprocess
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

from graph.rdf.alignment import read_alignment
from graph.rdf.describing import describe
from graph.rdf.export import GRAPHS, ExportFormat, read_prefixes, write_export
from graph.rdf.jsonld import build_context
from graph.release import QUADS, Release
from graph.statement_index import StatementIndex
from graph.terms import BASE, Ontology
from graph.validation import SHAPES
from loaders.neo4j.install import Installation
from web.rdf_formats import FORMATS, Writer

DATA = [suffix for suffix in FORMATS if suffix != "html"]


def run(jena: Installation, program: str, *arguments: str | Path) -> str:
    """Standard output of one of Jena's commands; its log has no place to go."""
    command = jena.command(program, *map(str, arguments))
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    assert "ERROR" not in done.stderr
    assert "WARN " not in done.stderr
    return done.stdout


def canonical(quads: list[Quad]) -> set[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def read_again(jena: Installation, path: Path) -> set[Quad]:
    text = run(jena, "riotcmd.riot", "--output=nquads", path)
    return canonical(list(parse(text, format=RdfFormat.N_QUADS)))


@pytest.mark.parametrize("export_format", ExportFormat)
def test_riot_reads_the_release(
    jena: Installation,
    release: Release,
    ontology: Ontology,
    tmp_path: Path,
    export_format: ExportFormat,
) -> None:
    suffix = "rdf" if export_format is ExportFormat.RDFXML else export_format
    path = tmp_path / f"release.{suffix}"
    with path.open("wb") as file:
        write_export(release, export_format, file, read_prefixes(ontology))
    quads = release.read_quads()
    expected = quads if export_format in GRAPHS else [Quad(*quad.triple) for quad in quads]
    assert canonical(expected) == read_again(jena, path)


@pytest.mark.parametrize("suffix", DATA)
def test_riot_reads_descriptions(
    jena: Installation, release: Release, ontology: Ontology, tmp_path: Path, suffix: str
) -> None:
    prefixes = read_prefixes(ontology)
    writer = Writer(read_alignment(), prefixes, build_context(ontology, prefixes))
    places = StatementIndex(release.catalogue, release.folder / QUADS)
    description = describe(f"{BASE}passage/almm-28-communique/main/7", places)
    places.close()
    assert description is not None
    path = tmp_path / f"passage.{suffix}"
    path.write_bytes(writer.write(description, FORMATS[suffix]))
    syntax = FORMATS[suffix].syntax or RdfFormat.JSON_LD
    assert canonical(list(parse(path=path, format=syntax))) == read_again(jena, path)


@pytest.mark.parametrize("shapes", SHAPES, ids=lambda path: path.name)
def test_the_release_conforms_in_jena(
    jena: Installation, release: Release, ontology: Ontology, tmp_path: Path, shapes: Path
) -> None:
    data = tmp_path / "release.ttl"
    with data.open("wb") as file:
        write_export(release, ExportFormat.TTL, file, read_prefixes(ontology))
    report = run(jena, "shacl.shacl", "validate", "--text", "--shapes", shapes, "--data", data)
    assert report.strip() == "Conforms"
