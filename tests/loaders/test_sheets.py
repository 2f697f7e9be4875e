"""A review sheet shows each passage of a document with what was taken from it and what was left."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.terms import Ontology
from loaders.__main__ import app
from loaders.build import read_sheets
from loaders.row_text import escape
from loaders.sheets import SHEETS
from loaders.tables import DATA
from tests.places import TABLES

REMEDY = "run `make derive`"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the small tables that a test may spoil."""
    return Path(shutil.copytree(TABLES, tmp_path / "tables"))


@pytest.fixture(scope="module")
def sheet(ontology: Ontology) -> str:
    return read_sheets(TABLES, ontology)["letter.md"]


def _append(tables: Path, name: str, line: str) -> None:
    with (tables / name).open("a") as file:
        file.write(f"{line}\n")


def _write(tables: Path, name: str, *lines: str) -> None:
    (tables / "letter" / name).write_text("\n".join([*lines, ""]))


def _line(sheet: str, key: str) -> str:
    """The line of a passage in its table."""
    (line,) = [line for line in sheet.splitlines() if f"<br>`{key}`" in line]
    return line


def _taken(sheet: str, key: str) -> list[str]:
    return _line(sheet, key).removesuffix(" |").rpartition(" | ")[2].split("<br>")


def test_committed_sheets_are_not_stale(ontology: Ontology) -> None:
    committed = {path.name: path.read_text("utf-8") for path in SHEETS.glob("*.md")}
    assert committed == read_sheets(DATA, ontology), REMEDY


def test_same_tables_give_the_same_sheets(tables: Path, ontology: Ontology) -> None:
    assert read_sheets(tables, ontology) == read_sheets(TABLES, ontology)


def test_documents_have_sheets_and_registers_have_none(ontology: Ontology) -> None:
    assert set(read_sheets(TABLES, ontology)) == {"README.md", "letter.md"}


def test_index_counts(ontology: Ontology) -> None:
    index = read_sheets(TABLES, ontology)["README.md"]
    line = "| [Letter of the Harbour Board](letter.md) | whole | 5 | 4 | 1 | 1 | 0 |"
    assert line in index.splitlines()


def test_shares_of_reasons_stand_at_the_top(sheet: str) -> None:
    head, _, _ = sheet.partition("<a id=")
    for line in ("| used | 4 | 80% |", "| left: courtesy | 1 | 20% |", "| left: repeat | 0 | 0% |"):
        assert line in head


def test_methods_are_counted(sheet: str) -> None:
    assert "| stated | 16 |" in sheet
    assert "| inferred by combination, high | 1 |" in sheet


def test_passages_stand_in_their_order(sheet: str) -> None:
    places = [
        sheet.index(f"`{key}`") for key in ("title/1", "main/1", "main/2", "main/3", "main/4")
    ]
    assert places == sorted(places)


def test_provision_is_told_with_who_has_which_role(sheet: str) -> None:
    assert _taken(sheet, "main/1")[:3] == [
        "**1 lamps** · tasking; force tasked; number 1; verb “tasked”",
        "↳ Keepers: responsible · “tasked”",
        "↳ Pilots: joint · “in collaboration with”",
    ]


def test_thing_is_introduced_by_its_name(sheet: str) -> None:
    line = "**HB** (Harbour Board) · committee; established 1975"
    assert line in _taken(sheet, "main/1")


def test_link_and_adopter_stand_under_what_they_are_of(sheet: str) -> None:
    taken = _taken(sheet, "main/2")
    assert taken[taken.index("↳ welcomes Lamp Plan · “welcomed”") - 1].startswith(
        "**2 plan** · welcome"
    )
    adopted = "**Lamp Plan: adopted, Board meeting** · when 2021-05-03"
    assert taken[taken.index("↳ HB: adopter · “adopted”") - 1] == adopted


def test_conclusion_is_told_once_with_its_method(sheet: str) -> None:
    line = "**Lamp Plan** · owner HB *(inferred by combination, high with [main/2](#main-2))*"
    assert line in _taken(sheet, "main/1")
    assert "owner HB" not in _line(sheet, "main/2")
    assert "*Also read with:* [main/1](#main-1)" in _taken(sheet, "main/2")


def test_conclusions_alike_stand_under_their_method(tables: Path, ontology: Ontology) -> None:
    _append(
        tables, "letter/instruments.csv", "board-letter,,,,,2021,,title/1|main/3,by-position,low"
    )
    _append(tables, "letter/instruments.csv", "lamp-plan,,,,,2021,,main/3|title/1,by-position,low")
    taken = _taken(read_sheets(tables, ontology)["letter.md"], "main/3")
    assert taken == [
        "**Lamp Plan** · date 2021 *(inferred by position, low with [title/1](#title-1))*",
        "*Also read with:* [title/1](#title-1)",
    ]


def test_ratifications_are_told_by_status(tables: Path, ontology: Ontology) -> None:
    _write(
        tables,
        "conventions.csv",
        "key,name,instrumentKind,passage",
        "lamps,C1,convention,main/3",
        "piers,C2,convention,main/3",
        "ropes,C3,convention,main/3",
    )
    _write(tables, "states.csv", "key,name,passage", "sealand,Sealand,main/3")
    _write(
        tables,
        "ratifications.csv",
        "state,convention,status,asAt,ended,passage",
        "sealand,lamps,ratified,2021,,main/3",
        "sealand,piers,ratified,2021,,main/3",
        "sealand,ropes,denounced,2021,1999,main/3",
    )
    taken = _taken(read_sheets(tables, ontology)["letter.md"], "main/3")
    assert "**Sealand: ratified** (as at 2021): C1, C2" in taken
    assert "**Sealand, C3: denounced, 2021** · ended 1999" in taken


def test_names_and_gaps_are_listed(sheet: str) -> None:
    taken = _taken(sheet, "main/2")
    assert "*Names:* “Harbour Board” = HB" in taken
    assert "*Not known:* Lamp Plan: date (not stated)" in taken


def test_things_of_which_nothing_is_said_are_listed(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/bodies.csv", "mates,The Mates,Mates,association,,main/3")
    sheet = read_sheets(tables, ontology)["letter.md"]
    assert _taken(sheet, "main/3") == ["*Speaks of:* Mates"]


def test_passage_that_is_forgotten_is_told(sheet: str) -> None:
    assert _taken(sheet, "main/3") == ["*nothing is taken, and no reason is given*"]


def test_passage_that_is_left_says_why(sheet: str) -> None:
    assert _taken(sheet, "main/4") == ["*left: courtesy.*"]
    assert "- [main/4](#main-4): courtesy." in sheet


def test_undecided_readings_are_listed_together(tables: Path, ontology: Ontology) -> None:
    header = "provision,agent,role,rolePrinted,passage,method,alternatives"
    rows = [
        "letter-2,keepers,support,with,main/2,alternatives,who",
        "letter-2,keepers,joint,with,main/2,alternatives,who",
    ]
    (tables / "letter/assignments.csv").write_text("\n".join([header, *rows, ""]))
    sheet = read_sheets(tables, ontology)["letter.md"]
    assert "↳ Keepers: support · “with” *(undecided)*" in _taken(sheet, "main/2")
    assert sheet.count("- Exactly one is right (who):\n  - **Keepers: support, 2 plan**") == 1


def test_instrument_is_told_where_it_is_another_one(tables: Path, ontology: Ontology) -> None:
    path = tables / "letter/clauses.csv"
    path.write_text(path.read_text().replace(",board-letter,2,", ",lamp-plan,2,"))
    sheet = read_sheets(tables, ontology)["letter.md"]
    assert "instrument Lamp Plan" in _line(sheet, "main/2")
    assert "instrument" not in _line(sheet, "main/1")


def test_marks_of_markdown_are_kept_from_it() -> None:
    assert escape("a|b *c* [d] <e>") == "a&#124;b \\*c\\* \\[d\\] &#60;e&#62;"


def test_command_writes_sheets_and_deletes_those_of_documents_that_are_gone(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("")
    result = CliRunner().invoke(app, ["sheets", "--data", str(TABLES), "--folder", str(tmp_path)])
    assert result.stdout.split() == [str(tmp_path / "letter.md"), str(tmp_path / "README.md")]
    assert {path.name for path in tmp_path.iterdir()} == {"README.md", "letter.md"}
