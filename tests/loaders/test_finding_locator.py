"""A finding of the gate is told with the rows of the tables that it is about."""

import pytest

from graph.errors import Finding
from graph.statements import Provenance, reading_of
from graph.terms import AL, Ontology, passage_iri, thing_iri
from loaders.build import read_pairs
from loaders.finding_locator import FindingLocator
from tests.places import TABLES

BOARD = thing_iri("Body", "board")
PARA_1, PARA_2 = passage_iri("letter", "main/1"), passage_iri("letter", "main/2")


@pytest.fixture(scope="module")
def places(ontology: Ontology) -> FindingLocator:
    return FindingLocator(read_pairs(TABLES, ontology))


def test_thing_is_told_by_its_rows(places: FindingLocator) -> None:
    finding = Finding(thing_iri("Clause", "letter-1"), "no")
    assert places.describe(finding) == "letter/clauses.csv, row 2: no (id/clause/letter-1)"


def test_property_is_told_by_its_column_and_cell(places: FindingLocator) -> None:
    finding = Finding(BOARD, "no", "established", "1975")
    expected = "letter/bodies.csv, row 2, column established: '1975': no (id/body/board)"
    assert places.describe(finding) == expected


def test_value_alone_finds_its_column(places: FindingLocator) -> None:
    text = places.describe(Finding(BOARD, "no", value="Harbour Board"))
    assert text.startswith("letter/bodies.csv, row 2, column name: 'Harbour Board': no")


def test_empty_cell_is_told_by_its_column(places: FindingLocator) -> None:
    text = places.describe(Finding(thing_iri("Clause", "letter-1"), "no", "summary"))
    assert text.startswith("letter/clauses.csv, row 2, column summary: no")


def test_things_of_other_things_are_told_by_their_row(places: FindingLocator) -> None:
    iri = thing_iri("Assignment", "letter-1.pilots.joint")
    text = places.describe(Finding(iri, "no", "role", str(AL["role-joint"])))
    assert text.startswith("letter/assignments.csv, row 3, column role: 'joint': no")


def test_all_rows_of_a_thing_are_told(places: FindingLocator) -> None:
    text = places.describe(Finding(thing_iri("Instrument", "lamp-plan"), "no"))
    assert text.startswith("letter/instruments.csv, row 3; letter/instruments.csv, row 4: no")


@pytest.mark.parametrize(
    ("graph", "row"),
    [(PARA_1, 3), (reading_of(Provenance((PARA_1, PARA_2), "by-combination", "high")), 4)],
)
def test_graph_tells_one_row_from_another(places: FindingLocator, graph: str, row: int) -> None:
    finding = Finding(thing_iri("Instrument", "lamp-plan"), "no", graph=graph)
    assert places.describe(finding).startswith(f"letter/instruments.csv, row {row}: no")


def test_value_tells_one_row_from_another(places: FindingLocator) -> None:
    finding = Finding(thing_iri("Instrument", "lamp-plan"), "no", "owner", BOARD)
    text = "letter/instruments.csv, row 4, column owner: 'board': no"
    assert places.describe(finding).startswith(text)


def test_reading_is_told_by_the_rows_that_make_it(places: FindingLocator) -> None:
    reading = reading_of(Provenance((PARA_1, PARA_2), "by-combination", "high"))
    assert places.describe(Finding(reading, "no")).startswith("letter/instruments.csv, row 4: no")


def test_passage_is_told_by_its_row(places: FindingLocator) -> None:
    assert places.describe(Finding(PARA_2, "no")).startswith("letter/passages.csv, row 4: no")


def test_many_rows_are_counted(places: FindingLocator) -> None:
    editorial = reading_of(Provenance((PARA_1,), "editorial"))
    assert " and 4 more: no" in places.describe(Finding(editorial, "no"))


def test_what_stands_in_no_table_keeps_its_address(places: FindingLocator) -> None:
    finding = Finding(thing_iri("Link", "by.rule"), "no", "printed")
    assert places.describe(finding) == str(finding)
