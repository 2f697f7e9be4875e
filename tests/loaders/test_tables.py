"""Curated tables are read as they are on disk, with what is wrong in them."""

import shutil
from pathlib import Path

import pytest

from graph.errors import Problem
from graph.terms import FOLDER, Ontology, read_ontology
from loaders.tables import RowLocation, TableRow, read_tables, split_cell


def _write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / "letter" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def _rows(folder: Path, ontology: Ontology) -> list[TableRow]:
    rows, problems = read_tables(folder, ontology)
    assert problems == []
    return rows


def _problem(folder: Path, ontology: Ontology) -> Problem:
    rows, problems = read_tables(folder, ontology)
    assert rows == []
    (problem,) = problems
    return problem


def test_row_has_its_place_its_class_and_its_filled_cells(
    tmp_path: Path, ontology: Ontology
) -> None:
    _write(tmp_path, "plan-items.csv", "key,name,number,passage\nlamp, Lamps ,,main/1\n")
    cells = {"key": "lamp", "name": "Lamps", "passage": "main/1"}
    place = RowLocation("letter", "plan-items.csv", 2)
    assert _rows(tmp_path, ontology) == [TableRow(place, "PlanItem", cells)]


def test_documents_and_passages_describe_the_apparatus(tmp_path: Path, ontology: Ontology) -> None:
    _write(tmp_path, "documents.csv", "key,title\nletter,Letter\n")
    _write(tmp_path, "people.csv", "key,name\nx,X\n")
    rows = _rows(tmp_path, ontology)
    assert [row.describes_apparatus for row in rows] == [True, False]


def test_tables_are_read_in_the_order_of_their_names(tmp_path: Path, ontology: Ontology) -> None:
    for name in ("states.csv", "bodies.csv", "people.csv"):
        _write(tmp_path, name, "key\nx\n")
    assert [r.place.file for r in _rows(tmp_path, ontology)] == [
        "bodies.csv",
        "people.csv",
        "states.csv",
    ]


def test_quoted_cell_may_hold_commas_and_line_breaks(tmp_path: Path, ontology: Ontology) -> None:
    _write(tmp_path, "bodies.csv", 'key,note\nboard,"lamps,\nropes"\npilots,none\n')
    rows = _rows(tmp_path, ontology)
    assert [row.cells.get("note") for row in rows] == ["lamps,\nropes", "none"]
    assert [row.place.row for row in rows] == [2, 3]


def test_separators_of_other_kinds_end_no_row(tmp_path: Path, ontology: Ontology) -> None:
    _write(tmp_path, "bodies.csv", "key,note\nboard,lamps\u2028ropes\x85oars\n")
    assert [row.cells["note"] for row in _rows(tmp_path, ontology)] == ["lamps\u2028ropes\x85oars"]


@pytest.mark.parametrize("sign", ["\0", "\x01", "\x0c", "\r", "\x1f", "\ufffe", "\uffff"])
def test_characters_that_xml_cannot_hold_are_refused(
    tmp_path: Path, ontology: Ontology, sign: str
) -> None:
    _write(tmp_path, "bodies.csv", f'key,note\nboard,"lamps{sign}ropes"\n')
    expectation = f"characters that XML can hold, without U+{ord(sign):04X}"
    expected = Problem("letter/bodies.csv", 2, "note", "lamps\ufffdropes", expectation)
    assert expected == _problem(tmp_path, ontology)


@pytest.mark.parametrize("content", ["", "key,name\n"])
def test_table_may_be_empty(tmp_path: Path, ontology: Ontology, content: str) -> None:
    assert _rows(_write(tmp_path, "bodies.csv", content), ontology) == []


def test_metadata_beside_the_tables_is_no_table(tmp_path: Path, ontology: Ontology) -> None:
    assert _rows(_write(tmp_path, "metadata.json", "{}"), ontology) == []


def test_values_of_a_cell_stand_between_bars() -> None:
    assert split_cell("a| b ||c|") == ("a", "b", "c")


def test_file_is_named_after_a_class(tmp_path: Path, ontology: Ontology) -> None:
    _write(tmp_path, "lamps.csv", "key\nx\n")
    assert _problem(tmp_path, ontology) == Problem(
        "letter/lamps.csv",
        1,
        "-",
        "lamps.csv",
        "a file named after the plural of a class, such as plan-items.csv",
    )


@pytest.mark.parametrize("name", ["things.csv", "provisions.csv"])
def test_abstract_classes_have_no_table(tmp_path: Path, ontology: Ontology, name: str) -> None:
    assert _problem(_write(tmp_path, name, "key\nx\n"), ontology).value == name


def test_unknown_column_is_named_with_those_there_are(tmp_path: Path, ontology: Ontology) -> None:
    problem = _problem(_write(tmp_path, "people.csv", "key,nmae,passage\nx,X,m/1\n"), ontology)
    assert (problem.file, problem.row, problem.column) == ("letter/people.csv", 1, "nmae")
    assert problem.expectation.startswith("columns once each, of alternatives, caption, ")
    assert "honorific" in problem.expectation


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("clauses.csv", "assignments"),
        ("clauses.csv", "agents"),
        ("assignments.csv", "key"),
        ("passages.csv", "passage"),
    ],
    ids=["an inverse", "a chain", "a key of what others identify", "evidence of evidence"],
)
def test_nobody_fills_in(tmp_path: Path, ontology: Ontology, name: str, column: str) -> None:
    assert _problem(_write(tmp_path, name, f"{column}\nx\n"), ontology).column == column


def test_column_stands_once(tmp_path: Path, ontology: Ontology) -> None:
    problem = _problem(_write(tmp_path, "people.csv", "key,name,name\nx,X,Y\n"), ontology)
    assert problem.value == "key,name,name"
    assert problem.expectation.startswith("columns once each")


@pytest.mark.parametrize("row", ["board", "board,Board, of the harbour"])
def test_row_has_as_many_cells_as_the_header(tmp_path: Path, ontology: Ontology, row: str) -> None:
    problem = _problem(_write(tmp_path, "bodies.csv", f"key,name\n{row}\n"), ontology)
    count = row.count(",") + 1
    assert (problem.row, problem.value) == (2, f"{count} cells")
    assert problem.expectation == "2 cells, as in the header; quote a cell that holds a comma"


@pytest.mark.parametrize("content", [b"key\nb\xf6rd\n", b'key\n"board\n'])
def test_file_is_readable_csv_in_utf8(tmp_path: Path, ontology: Ontology, content: bytes) -> None:
    problem = _problem(_write(tmp_path, "bodies.csv", content), ontology)
    assert problem.expectation.startswith("a readable CSV file in UTF-8: ")


def test_stanza_in_the_ontology_makes_a_column(tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    shutil.copytree(FOLDER, folder)
    with (folder / "labour.ttl").open("a", encoding="utf-8") as file:
        file.write(
            """
al:motto a owl:DatatypeProperty ; rdfs:label "motto"@en ; skos:definition "A motto."@en ;
    schema:domainIncludes al:Body ; rdfs:domain al:Body ; rdfs:range xsd:string ;
    dcterms:source al: ; rdfs:isDefinedBy al: .
"""
        )
    data = _write(tmp_path / "ontology", "bodies.csv", "key,motto\nboard,Light\n")
    (row,) = _rows(data, read_ontology(folder))
    assert row.cells["motto"] == "Light"
