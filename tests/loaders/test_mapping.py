"""Table rows become statements; what is wrong with them is listed with its place."""

import shutil
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from graph.errors import Problem, TableError
from graph.statements import Provenance, Row, reading_of
from graph.terms import AL, Ontology, passage_iri, thing_iri
from loaders.build import read_rows
from loaders.mapping import map_rows
from loaders.tables import read_tables
from tests.places import TABLES

PARA_1, PARA_2 = passage_iri("letter", "main/1"), passage_iri("letter", "main/2")


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the small tables that a test may add to."""
    return Path(shutil.copytree(TABLES, tmp_path / "tables"))


def _append(tables: Path, name: str, *lines: str) -> None:
    with (tables / name).open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def _write(tables: Path, name: str, *lines: str) -> None:
    (tables / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _mapped(tables: Path, ontology: Ontology) -> list[Row]:
    rows, problems = read_tables(tables, ontology)
    mapped, wrong = map_rows(rows, ontology)
    assert [*problems, *wrong] == []
    return mapped


def _of(rows: list[Row], iri: str) -> list[Row]:
    return [row for row in rows if row.subject == iri]


def _problems(tables: Path, ontology: Ontology) -> list[Problem]:
    rows, _ = read_tables(tables, ontology)
    return map_rows(rows, ontology)[1]


def _problem(tables: Path, ontology: Ontology) -> tuple[str, str, str]:
    """Column, value and expectation of the one problem there is."""
    (problem,) = _problems(tables, ontology)
    return problem.column, problem.value, problem.expectation


def test_cells_become_terms_of_the_kind_of_their_property(tables: Path, ontology: Ontology) -> None:
    (meeting,) = _of(_mapped(tables, ontology), thing_iri("Event", "board-meeting"))
    edtf = NamedNode(str(AL.edtf))
    assert meeting.values["name"] == (Literal("Meeting of the Harbour Board"),)
    assert meeting.values["when"] == (Literal("2021-05-03", datatype=edtf),)
    assert meeting.values["eventKind"] == (NamedNode(str(AL["eventkind-meeting"])),)
    assert meeting.values["body"] == (NamedNode(thing_iri("Body", "board")),)


def test_passages_of_a_cell_are_those_of_its_folder(tables: Path, ontology: Ontology) -> None:
    (keepers,) = _of(_mapped(tables, ontology), thing_iri("Body", "keepers"))
    assert keepers.evidence == Provenance((PARA_1, PARA_2))


def test_passage_of_another_document_is_named_with_it(tables: Path, ontology: Ontology) -> None:
    rows = _of(_mapped(tables, ontology), thing_iri("Body", "board"))
    register = passage_iri("harbour-register", "entries/board")
    assert [row.evidence for row in rows] == [Provenance((PARA_1,)), Provenance((register,))]


def test_method_makes_one_reading_of_all_passages(tables: Path, ontology: Ontology) -> None:
    rows = _of(_mapped(tables, ontology), thing_iri("Instrument", "lamp-plan"))
    assert rows[1].values == {"owner": (NamedNode(thing_iri("Body", "board")),)}
    assert rows[1].evidence == Provenance((PARA_1, PARA_2), "by-combination", "high")


def test_passage_knows_the_document_of_its_folder(tables: Path, ontology: Ontology) -> None:
    (passage,) = _of(_mapped(tables, ontology), PARA_1)
    assert passage.values["document"] == (NamedNode(thing_iri("Document", "letter")),)
    assert passage.evidence is None


def test_n_ary_things_are_known_by_what_they_join(tables: Path, ontology: Ontology) -> None:
    rows = _mapped(tables, ontology)
    assignments = {r.subject.rpartition("/")[2] for r in rows if r.class_name == "Assignment"}
    assert assignments == {"letter-1.keepers.responsible", "letter-1.pilots.joint"}


def test_n_ary_things_join_others(tables: Path, ontology: Ontology) -> None:
    rows = _mapped(tables, ontology)
    (at,) = [row.values["at"][0] for row in rows if row.class_name == "Participation"]
    assert at.value == thing_iri("Adoption", "lamp-plan.adopted.board-meeting")
    assert _of(rows, at.value)


def test_row_printed_twice_is_one_thing(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/assignments.csv", "letter-1,keepers,responsible,to,main/2")
    rows = _mapped(tables, ontology)
    subjects = [row.subject for row in rows if row.class_name == "Assignment"]
    assert len(subjects) == 3
    assert len(set(subjects)) == 2


def test_property_of_a_gap_is_its_address(tables: Path, ontology: Ontology) -> None:
    (gap,) = [row for row in _mapped(tables, ontology) if row.class_name == "Gap"]
    (value,) = gap.values["property"]
    assert value.value == str(AL.date)


def test_slug_of_two_things_is_told_apart_by_class(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/bodies.csv", "fair,The Fair,Fair,association,,main/1")
    _append(tables, "letter/events.csv", "fair,The fair,Fair,ceremony,,,,main/1")
    _append(tables, "letter/links.csv", "letter-2,mentions,event/fair,fair,main/2")
    rows = _mapped(tables, ontology)
    assert _of(rows, thing_iri("Link", "letter-2.mentions.fair"))


def test_alternatives_are_siblings(tables: Path, ontology: Ontology) -> None:
    header = "key,established,passage,method,confidence,alternatives"
    same = "main/1,alternatives,low,founding"
    _write(tables, "register/bodies.csv", header, f"board,1974,{same}", f"board,1975,{same}")
    _append(tables, "register/passages.csv", "main/1,register,para 1,main")
    _append(tables, "register/documents.csv", "register,Register,R,Register,part")
    rows = _mapped(tables, ontology)
    one, other = (r.evidence for r in rows if r.evidence and r.evidence.method == "alternatives")
    (sibling,) = [r for r in _of(rows, reading_of(one)) if "alternativeTo" in r.values]
    assert reading_of(one) != reading_of(other)
    assert sibling.values["alternativeTo"] == (NamedNode(reading_of(other)),)


def test_three_bad_rows_are_all_listed(tables: Path, ontology: Ontology) -> None:
    _append(
        tables,
        "letter/clauses.csv",
        'letter-3,"Letter, para 3",3,board-lettre,3,tasking,tasked,asked,,main/3',
        'letter-4,"Letter, para 4",4,board-letter,4,tasking,ordered,ordered,,main/3',
        'letter-5,"Letter, para 5",5,board-letter,5|6,tasking,tasked,asked,,main/9',
    )
    with pytest.raises(TableError) as refused:
        read_rows(tables, ontology)
    forces = ", ".join(c.notation for c in ontology.schemes["Force"].concepts)
    assert str(refused.value).splitlines() == [
        "4 problems in the tables",
        "letter/clauses.csv, row 4, column instrument: 'board-lettre': the slug of an instrument that has a row in some table",
        f"letter/clauses.csv, row 5, column force: 'ordered': one of {forces}",
        "letter/clauses.csv, row 6, column number: '5|6': one value at most",
        "letter/clauses.csv, row 6, column passage: 'main/9': a passage with a row in passages.csv, as section/unit",
    ]


def test_problems_of_all_files_are_listed_together(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/bodies.csv", "board,Board,B,comittee,,main/1")
    _write(tables, "register/lamps.csv", "key")
    with pytest.raises(TableError) as refused:
        read_rows(tables, ontology)
    assert [(p.file, p.row) for p in refused.value.problems] == [
        ("letter/bodies.csv", 5),
        ("register/lamps.csv", 1),
    ]


def test_ambiguous_slug_is_told_with_the_choices(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/bodies.csv", "fair,The Fair,Fair,association,,main/1")
    _append(tables, "letter/events.csv", "fair,The fair,Fair,ceremony,,,,main/1")
    _append(tables, "letter/links.csv", "letter-2,mentions,fair,fair,main/2")
    expected = "a slug that names one thing; write one of body/fair, event/fair"
    assert _problem(tables, ontology) == ("target", "fair", expected)


def test_slug_of_another_class_is_refused(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/assignments.csv", "letter-1,board-meeting,joint,,main/1")
    expected = "the slug of an agent that has a row in some table"
    assert _problem(tables, ontology) == ("agent", "board-meeting", expected)


@pytest.mark.parametrize("day", ["May 2021", "2021-02-30", "2021-05-03/2020"])
def test_date_is_one(tables: Path, ontology: Ontology, day: str) -> None:
    _append(tables, "letter/events.csv", f"fair,The fair,Fair,ceremony,,{day},,main/1")
    column, value, expectation = _problem(tables, ontology)
    assert (column, value) == ("when", day)
    assert expectation.startswith(repr(day))


def test_number_is_whole(tables: Path, ontology: Ontology) -> None:
    _write(tables, "register/events.csv", "key,ordinal,passage")
    _append(tables, "register/events.csv", "board-meeting,3rd,harbour-register/entries/board")
    assert _problem(tables, ontology) == ("ordinal", "3rd", "a whole number")


def test_property_takes_one_value(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/bodies.csv", "mates,Mates,Mates,committee|council,,main/1")
    assert _problem(tables, ontology) == ("bodyKind", "committee|council", "one value at most")


def test_notation_is_of_the_scheme(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/adoptions.csv", "lamp-plan,sung,board-meeting,,main/2")
    expected = "one of adopted, endorsed, issued, launched, signed"
    assert _problem(tables, ontology) == ("manner", "sung", expected)


@pytest.mark.parametrize("key", ["", "Board", "har bour", "board_1", "board/1", "-board"])
def test_key_is_a_slug(tables: Path, ontology: Ontology, key: str) -> None:
    _append(tables, "letter/bodies.csv", f"{key},Board,B,committee,,main/1")
    expected = "a slug of lower-case letters, digits and hyphens"
    assert _problem(tables, ontology) == ("key", key, expected)


@pytest.mark.parametrize("key", ["", "7", "main/Para", "main/7/a"])
def test_key_of_a_passage_is_section_and_unit(tables: Path, ontology: Ontology, key: str) -> None:
    _append(tables, "letter/passages.csv", f"{key},para,board-letter,main,")
    expected = "section and unit, such as main/7"
    assert _problem(tables, ontology) == ("key", key, expected)


def test_what_tells_a_row_from_its_like_is_filled_in(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/assignments.csv", "letter-1,,joint,,main/1")
    expected = "a value; the row is told from its like by it"
    assert _problem(tables, ontology) == ("agent", "", expected)


def test_row_rests_on_passages(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/bodies.csv", "mates,Mates,Mates,committee,,")
    assert _problem(tables, ontology) == ("passage", "", "the passages the row rests on")


@pytest.mark.parametrize("passage", ["main/9", "entries/board", "letter/main", "register/main/1"])
def test_passage_has_a_row(tables: Path, ontology: Ontology, passage: str) -> None:
    _append(tables, "letter/bodies.csv", f"mates,Mates,Mates,committee,,{passage}")
    expected = "a passage with a row in passages.csv, as section/unit"
    assert _problem(tables, ontology) == ("passage", passage, expected)


def test_method_is_of_the_scheme(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/instruments.csv", "lamp-plan,,,,,,board,main/1,guess,high")
    column, value, expectation = _problem(tables, ontology)
    assert (column, value) == ("method", "guess")
    assert "by-order" in expectation


def test_confidence_belongs_to_a_method(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/instruments.csv", "lamp-plan,,,,,,board,main/1,,high")
    expected = "empty, as the passages state the row; or a method"
    assert _problem(tables, ontology) == ("confidence", "high", expected)


def test_rows_name_the_topics_that_the_ontology_describes(tables: Path, ontology: Ontology) -> None:
    _write(tables / "letter", "groups.csv", "key,name,topics,passage", "crew,Crew,wages,main/1")
    (crew,) = _of(_mapped(tables, ontology), thing_iri("Group", "crew"))
    assert crew.values["topics"] == (NamedNode(thing_iri("Topic", "wages")),)
