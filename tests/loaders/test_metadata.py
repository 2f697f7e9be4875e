"""CSVW metadata describes the curated tables and is not stale."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graph.errors import TableError
from graph.terms import AL, Ontology
from loaders.__main__ import app
from loaders.metadata import build_metadata, iter_metadata, write_metadata
from loaders.tables import DATA
from tests.places import TABLES

REMEDY = "run `make derive`"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the small tables that a test may spoil."""
    return Path(shutil.copytree(TABLES, tmp_path / "tables"))


def _described(ontology: Ontology, folder: str, name: str) -> dict[str, Any]:
    group = json.loads(build_metadata(TABLES / folder, ontology))
    schemas = {table["url"]: table["tableSchema"] for table in group["tables"]}
    schema: dict[str, Any] = schemas[name]
    return schema


def _column(ontology: Ontology, folder: str, name: str, column: str) -> dict[str, Any]:
    columns = _described(ontology, folder, name)["columns"]
    (found,) = [c for c in columns if c["name"] == column]
    return {key: found[key] for key in found if key not in ("name", "titles", "dc:description")}


def test_committed_metadata_is_not_stale(ontology: Ontology) -> None:
    stale = [p for p, content in iter_metadata(DATA, ontology) if p.read_bytes() != content]
    assert stale == [], REMEDY


def test_each_folder_of_tables_has_metadata(ontology: Ontology) -> None:
    described = {path.parent for path, _ in iter_metadata(DATA, ontology)}
    assert described == {path for path in DATA.iterdir() if path.is_dir()}


def test_same_tables_give_the_same_bytes(tables: Path, ontology: Ontology) -> None:
    copy = build_metadata(tables / "letter", ontology)
    assert copy == build_metadata(TABLES / "letter", ontology)


def test_columns_are_those_of_the_header(ontology: Ontology) -> None:
    columns = _described(ontology, "letter", "adoptions.csv")["columns"]
    assert [c["titles"] for c in columns] == ["subject", "manner", "occasion", "when", "passage"]


def test_column_says_what_the_property_is(ontology: Ontology) -> None:
    (column,) = [
        c
        for c in _described(ontology, "letter", "bodies.csv")["columns"]
        if c["name"] == "established"
    ]
    assert column["dc:description"] == ontology.properties["established"].definition
    assert column["propertyUrl"] == str(AL.established)


def test_key_makes_the_address(ontology: Ontology) -> None:
    schema = _described(ontology, "letter", "bodies.csv")
    assert schema["aboutUrl"] == "https://w3id.org/asean-labour/id/body/{key}"
    assert schema["columns"][-1]["valueUrl"] == str(AL.Body)


@pytest.mark.parametrize(("folder", "document"), [("letter", "letter"), ("register", "{document}")])
def test_passage_is_of_its_document(ontology: Ontology, folder: str, document: str) -> None:
    about = _described(ontology, folder, "passages.csv")["aboutUrl"]
    assert about == f"https://w3id.org/asean-labour/passage/{document}/{{+key}}"


def test_things_known_by_what_they_join_have_no_address(ontology: Ontology) -> None:
    assert "aboutUrl" not in _described(ontology, "letter", "assignments.csv")


def test_concept_is_an_address(ontology: Ontology) -> None:
    column = _column(ontology, "letter", "clauses.csv", "force")
    assert column["valueUrl"] == f"{AL}force-{{force}}"


def test_thing_of_one_class_is_an_address(ontology: Ontology) -> None:
    column = _column(ontology, "letter", "events.csv", "body")
    assert column["valueUrl"] == "https://w3id.org/asean-labour/id/body/{body}"


@pytest.mark.parametrize(
    ("name", "column"), [("assignments.csv", "agent"), ("adoptions.csv", "occasion")]
)
def test_cell_that_does_not_give_the_address_is_no_output(
    ontology: Ontology, name: str, column: str
) -> None:
    assert _column(ontology, "letter", name, column)["suppressOutput"] is True


def test_date_has_the_datatype_of_the_ontology(ontology: Ontology) -> None:
    column = _column(ontology, "letter", "events.csv", "when")
    assert column["datatype"] == {"@id": str(AL.edtf), "base": "string"}


def test_several_values_stand_between_bars(ontology: Ontology) -> None:
    assert _column(ontology, "letter", "clauses.csv", "verb")["separator"] == "|"
    assert "separator" not in _column(ontology, "letter", "clauses.csv", "number")


def test_evidence_is_no_output(ontology: Ontology) -> None:
    for column in ("passage", "method", "confidence"):
        assert _column(ontology, "letter", "instruments.csv", column)["suppressOutput"] is True


def test_files_are_written_beside_the_tables(tables: Path, ontology: Ontology) -> None:
    written = write_metadata(ontology, tables)
    assert written == [tables / "letter/metadata.json", tables / "register/metadata.json"]
    assert json.loads(written[0].read_bytes())["dc:title"].startswith("Letter of the Harbour")


def test_command_names_the_files(tables: Path) -> None:
    result = CliRunner().invoke(app, ["metadata", "--data", str(tables)])
    assert result.stdout.splitlines() == [
        str(tables / folder / "metadata.json") for folder in ("letter", "register")
    ]


def test_unknown_column_is_refused(tables: Path, ontology: Ontology) -> None:
    (tables / "letter/people.csv").write_text("key,nmae\nx,X\n")
    with pytest.raises(TableError, match=r"letter/people\.csv, row 1, column nmae"):
        write_metadata(ontology, tables)
