"""What a row says its passages state is held against their words."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from graph.errors import Problem
from graph.terms import Ontology, passage_iri
from loaders.build import read_pairs
from loaders.check_wording import check_printed, holds, in_words
from tests.places import TABLES

TEXTS = {
    "title/1": "LETTER OF THE HARBOUR BOARD, 3 May 2021",
    "main/1": (
        "1. The Harbour Board (HB), founded in 1975, tasked the Guild of Keepers, in collaboration"
        " with the Pilots’ Union, to carry out the Lamp Plan."
    ),
    "main/2": (
        "2. The Harbour Board welcomed the plan, which the Guild of Keepers had awaited and the"
        " Board (HB) adopted on the Pier on 3 May 2021."
    ),
    "main/3": "3. More shall follow.",
    "main/4": "4. We thank you all.",
}
WORDS = {passage_iri("letter", key): text for key, text in TEXTS.items()}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the small tables that a test may spoil."""
    return Path(shutil.copytree(TABLES, tmp_path / "tables"))


def _problems(
    tables: Path, ontology: Ontology, words: Mapping[str, str] = WORDS
) -> list[tuple[str, int, str, str]]:
    def place(problem: Problem) -> tuple[str, int, str, str]:
        return problem.file, problem.row, problem.column, problem.expectation

    return list(map(place, check_printed(read_pairs(tables, ontology), words, ontology)))


def _replace(tables: Path, name: str, old: str, new: str) -> None:
    text = (tables / name).read_text()
    assert old in text
    (tables / name).write_text(text.replace(old, new))


def _append(tables: Path, name: str, line: str) -> None:
    with (tables / name).open("a") as file:
        file.write(f"{line}\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the Plan\nof 2021", "plan of 2021"),
        ("(the “Plan”)", '"Plan"'),
        ("was adopted1.", "adopted"),
        ("of workers2 through", "workers through"),
        ("para 17", "17"),
        ("Café", "cafe"),
    ],
    ids=["line break", "quotes", "mark of a note", "mark inside", "number", "accent"],
)
def test_words_stand_in_a_text_as_typesetting_has_them(text: str, words: str) -> None:
    assert holds(text, words)


@pytest.mark.parametrize(
    ("text", "words"), [("para 17", "1"), ("para 17", "7"), ("Planning", "plan"), ("a plan", "an")]
)
def test_parts_of_words_and_numbers_do_not_stand_in_a_text(text: str, words: str) -> None:
    assert not holds(text, words)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (8, "eight"),
        (18, "eighteen"),
        (40, "forty"),
        (105, "one hundred and five"),
        (2000, "two thousand"),
        (2024, "two thousand and twenty-four"),
    ],
)
def test_numbers_are_spelled_as_declarations_write_them(number: int, words: str) -> None:
    assert in_words(number) == words


def test_rows_that_are_printed_pass(ontology: Ontology) -> None:
    assert _problems(TABLES, ontology) == []


def test_texts_that_are_not_at_hand_are_passed_over(tables: Path, ontology: Ontology) -> None:
    _replace(tables, "letter/bodies.csv", "1975", "1976")
    assert _problems(tables, ontology, {}) == []


def test_words_of_a_row_stand_in_each_of_its_passages(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/designations.csv", "pilots,Pilots' Union,full-name,,main/1|main/2")
    expected = "words that the passage prints; a method where they are concluded"
    assert _problems(tables, ontology) == [("letter/designations.csv", 4, "form", expected)]


def test_rows_that_conclude_are_passed_over(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/instruments.csv", "lamp-plan,,,,,1999,,main/1,by-position,low")
    assert _problems(tables, ontology) == []


def test_passages_print_together_what_holds_by_heading(tables: Path, ontology: Ontology) -> None:
    _append(
        tables, "letter/instruments.csv", "lamp-plan,,,,Lamp Plan,2021,,title/1|main/1,by-heading,"
    )
    assert _problems(tables, ontology) == []


def test_head_of_a_column_holds_for_its_section(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/assignments.csv", "letter-2,keepers,support,Supporters,main/2")
    heads = WORDS | {passage_iri("letter", "main/columns-1"): "No.\tLamp\tSupporters"}
    assert len(_problems(tables, ontology)) == 1
    assert _problems(tables, ontology, heads) == []


@pytest.mark.parametrize("year", ["1975", "1975-03", "1975/1978"])
def test_years_are_printed(tables: Path, ontology: Ontology, year: str) -> None:
    _replace(tables, "letter/bodies.csv", "1975", year)
    text = "The Harbour Board (HB) of 1975-78 tasked the Guild of Keepers and the Pilots’ Union"
    words = WORDS | {
        passage_iri("letter", "main/1"): f"{text}, in collaboration with, Lamp Plan, 1"
    }
    assert _problems(tables, ontology, words) == []


def test_years_may_be_written_in_words(tables: Path, ontology: Ontology) -> None:
    _replace(tables, "letter/bodies.csv", "1975", "2007")
    text = WORDS[passage_iri("letter", "main/1")].replace("1975", "Two Thousand and Seven")
    assert _problems(tables, ontology, WORDS | {passage_iri("letter", "main/1"): text}) == []


def test_year_that_is_not_printed_is_refused(tables: Path, ontology: Ontology) -> None:
    _replace(tables, "letter/bodies.csv", "1975", "1976")
    expected = "years that the passage prints, unlike 1976; a method otherwise"
    assert _problems(tables, ontology) == [("letter/bodies.csv", 2, "established", expected)]


def test_agent_that_is_not_named_is_refused(tables: Path, ontology: Ontology) -> None:
    _append(tables, "letter/assignments.csv", "letter-2,pilots,support,welcomed,main/2")
    (found,) = _problems(tables, ontology)
    assert found[:3] == ("letter/assignments.csv", 4, "agent")
    assert found[3].endswith("a group stays a group")


def test_who_adopts_may_say_we(tables: Path, ontology: Ontology) -> None:
    _append(
        tables,
        "letter/participations.csv",
        "lamp-plan.adopted.board-meeting,pilots,adopter,adopted,main/2",
    )
    assert _problems(tables, ontology) == []


@pytest.mark.parametrize(("count", "problems"), [(12, 0), (3, 0), (11, 1)])
def test_counts_are_printed(tables: Path, ontology: Ontology, count: int, problems: int) -> None:
    _replace(tables, "letter/participations.csv", "passage", "count,passage")
    _replace(tables, "letter/participations.csv", ",main/2", f",{count},main/2")
    text = WORDS[passage_iri("letter", "main/2")] + " Twelve keepers came, and 3 pilots."
    words = WORDS | {passage_iri("letter", "main/2"): text}
    assert len(_problems(tables, ontology, words)) == problems


@pytest.mark.parametrize(
    ("text", "named"),
    [("The Pilots’ Union bows.", "Pilots' Union"), ("Adieu till 2024!", "a date")],
)
def test_courtesy_that_names_somebody_has_a_note(
    tables: Path, ontology: Ontology, text: str, named: str
) -> None:
    words = WORDS | {passage_iri("letter", "main/4"): text}
    expected = f"a note that says why, as the passage names {named!r}"
    assert _problems(tables, ontology, words) == [("letter/passages.csv", 6, "unused", expected)]
    _replace(tables, "letter/passages.csv", "unused", "unused,note")
    _replace(tables, "letter/passages.csv", "courtesy", "courtesy,A greeting.")
    _replace(tables, "letter/passages.csv", "main,\n", "main,,\n")
    _replace(tables, "letter/passages.csv", "title,\n", "title,,\n")
    assert _problems(tables, ontology, words) == []


def _add_ratification(tables: Path, status: str) -> None:
    (tables / "letter/conventions.csv").write_text(
        "key,name,instrumentKind,passage\nlamps,Lamps Convention,convention,main/3\n"
    )
    (tables / "letter/states.csv").write_text("key,name,passage\nsealand,Sealand,main/3\n")
    (tables / "letter/ratifications.csv").write_text(
        f"state,convention,status,asAt,passage\nsealand,lamps,{status},2021,main/3\n"
    )


def test_denounced_is_no_blank(tables: Path, ontology: Ontology) -> None:
    _add_ratification(tables, "none-stated")
    words = WORDS | {passage_iri("letter", "main/3"): "Sealand\tDenounced\t2021"}
    expected = "1 denounced ratifications on it, as printed; that is no blank"
    assert _problems(tables, ontology, words) == [("letter/passages.csv", 5, "key", expected)]


def test_denunciation_is_printed(tables: Path, ontology: Ontology) -> None:
    _add_ratification(tables, "denounced")
    words = WORDS | {passage_iri("letter", "main/3"): "Sealand\tYes\t2021"}
    assert _problems(tables, ontology, words) == [
        ("letter/ratifications.csv", 2, "status", "one that a passage prints")
    ]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("2. The Harbour Board welcomed the Committee for the Lamp Plan.", False),
        ("2. The Harbour Board welcomed the Lamp Plan and the Committee for the Lamp Plan.", True),
        ("2. The Harbour Board welcomed the plan of the Committee for the\nLamp  Plan.", False),
        ("2. The Harbour Board welcomed it.", True),
    ],
)
def test_a_part_of_what_a_body_is_called_cites_nothing(
    tables: Path, ontology: Ontology, text: str, *, cited: bool
) -> None:
    _append(
        tables,
        "letter/bodies.csv",
        "lamp-committee,Committee for the Lamp Plan,LC,committee,,main/2",
    )
    words = {passage_iri("letter", "main/2"): text}
    expected = "what the passage names by itself, not as a part of 'committee for the lamp plan'"
    assert (
        ("letter/links.csv", 2, "target", expected) in _problems(tables, ontology, words)
    ) is not cited
