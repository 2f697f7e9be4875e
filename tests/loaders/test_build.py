"""A build goes from tables to a release that is served, and gives the same bytes each time."""

import shutil
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode

from graph.documents import read_documents
from graph.errors import ReleaseError, TableError
from graph.release import CATALOGUE, MANIFEST, QUADS, Release, open_release
from graph.statements import RDF_TYPE
from graph.terms import AL, APPARATUS, Ontology, thing_iri
from graph.text import digest
from loaders.build import PHASES, build_release, read_apparatus
from tests.places import TABLES

FILES = (QUADS, MANIFEST, CATALOGUE)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the small tables that a test may spoil."""
    return Path(shutil.copytree(TABLES, tmp_path / "tables"))


def _bytes(release: Release) -> list[bytes]:
    return [(release.folder / name).read_bytes() for name in FILES]


def test_phases_are_told_in_their_order(tmp_path: Path) -> None:
    phases: list[str] = []
    build_release(tmp_path, data=TABLES, report=phases.append)
    assert phases == list(PHASES)


def test_built_release_is_served(tmp_path: Path) -> None:
    built = build_release(tmp_path, data=TABLES)
    assert open_release(tmp_path) == built


def test_same_input_gives_the_same_bytes(tmp_path: Path, tables: Path) -> None:
    one = build_release(tmp_path / "one", data=TABLES)
    other = build_release(tmp_path / "other", data=tables)
    assert one.id == other.id
    assert _bytes(one) == _bytes(other)


def test_other_input_gives_another_release(tmp_path: Path, tables: Path) -> None:
    one = build_release(tmp_path / "releases", data=tables)
    with (tables / "letter/bodies.csv").open("a") as file:
        file.write("mates,The Mates,Mates,association,,main/1\n")
    other = build_release(tmp_path / "releases", data=tables)
    assert one.id != other.id
    assert open_release(tmp_path / "releases") == other
    assert open_release(tmp_path / "releases", one.id) == one


def test_manifest_says_what_was_read(tmp_path: Path) -> None:
    manifest = build_release(tmp_path, data=TABLES).manifest()
    inputs, things = manifest["inputs"], manifest["things"]
    assert isinstance(inputs, dict)
    assert isinstance(things, dict)
    read = digest((TABLES / "letter/bodies.csv").read_text())
    assert inputs["tables/letter/bodies.csv"] == read
    assert "ontology/rules/partners.rq" in inputs
    assert "ontology/shapes-derived.ttl" not in inputs
    assert things["Body"] == 3


@pytest.mark.parametrize("name", ["Topic", "Reading", "Assignment", "Passage", "Body"])
def test_manifest_counts_the_things_of_a_release_whatever_made_them(
    small_release: Release, ontology: Ontology, name: str
) -> None:
    kind = NamedNode(ontology.classes[name].iri)
    things = small_release.manifest()["things"]
    assert isinstance(things, dict)
    quads = small_release.read_quads()
    made = {q.subject for q in quads if (q.predicate, q.object) == (RDF_TYPE, kind)}
    assert len(made) == things[name]


def test_what_follows_by_rule_is_in_the_release(tmp_path: Path) -> None:
    partners = NamedNode(str(AL.partners))
    quads = build_release(tmp_path, data=TABLES).read_quads()
    assert {(q.subject.value, q.object.value) for q in quads if q.predicate == partners} == {
        (thing_iri("Body", "keepers"), thing_iri("Body", "pilots")),
        (thing_iri("Body", "pilots"), thing_iri("Body", "keepers")),
    }


def test_bad_tables_leave_the_served_release(tmp_path: Path, tables: Path) -> None:
    built = build_release(tmp_path / "releases", data=tables)
    (tables / "letter/people.csv").write_text("key,name,passage\nx,X,main/9\n")
    with pytest.raises(TableError, match=r"letter/people\.csv, row 2, column passage: 'main/9'"):
        build_release(tmp_path / "releases", data=tables)
    assert open_release(tmp_path / "releases") == built


def test_gate_leaves_the_served_release(tmp_path: Path, tables: Path) -> None:
    built = build_release(tmp_path / "releases", data=tables)
    (tables / "letter/people.csv").write_text("key,caption,passage\nx,X,main/1\n")
    with pytest.raises(
        ReleaseError, match=r"letter/people\.csv, row 2, column name: Expected exactly one text"
    ):
        build_release(tmp_path / "releases", data=tables)
    assert open_release(tmp_path / "releases") == built


def test_documents_at_hand_are_held_against_the_spans(tmp_path: Path, tables: Path) -> None:
    text = "1. The keepers were tasked.\n"
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/letter.txt").write_text(text)
    header, row = (tables / "letter/documents.csv").read_text().splitlines()
    (tables / "letter/documents.csv").write_text(f"{header},digest\n{row},{digest(text)}\n")
    passages = (tables / "letter/passages.csv").read_text().splitlines()
    head = [f"{passages[0]},spans,digest", *(f"{line},," for line in passages[1:-1])]
    wrong = f'{passages[-1]},"char=0,28",{digest("something else")}'
    (tables / "letter/passages.csv").write_text("\n".join([*head, wrong, ""]))
    assert read_documents(tmp_path / "texts")
    with pytest.raises(TableError, match=r"passages\.csv, row 6, column digest: 'sha256:"):
        build_release(tmp_path / "releases", data=tables, documents=tmp_path / "texts")


def test_ontology_is_described_in_the_apparatus() -> None:
    quads = read_apparatus()
    assert {quad.graph_name.value for quad in quads} == {APPARATUS}
    assert {str(AL.Provision), str(AL["role-joint"])} <= {q.subject.value for q in quads}


def test_nameless_nodes_get_the_same_names_each_time() -> None:
    nameless = [q for q in read_apparatus() if isinstance(q.subject, BlankNode)]
    assert nameless
    assert set(nameless) <= read_apparatus()
