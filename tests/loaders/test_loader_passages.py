"""Passages that texts suggest, and what curated rows leave out."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from graph.documents import read_documents
from graph.errors import DocumentError
from graph.text import Span, digest, excerpt, normalise
from loaders.passages import PassageRow, check_rows, parse_spans, print_passages, uncovered
from loaders.propose_passages import COLUMNS, Proposal, build_row, propose_passages
from loaders.text_blocks import BlockKind

COMMUNIQUE = "sha256:d594aeddc0ae6b3211e052d19f39d542362c17acd69b5356e75116464b7d52ee"
WORK_PROGRAMME = "sha256:99783a119551e3527d451c84a45eefe1b3b0693846a35725ffeb4c02dea527ef"

LETTER = """\
LETTER OF THE HARBOUR BOARD

HARBOUR BOARD SECRETARIAT
1. The Board met on 3 May
2021 by the sea.
2. The Board was glad of
(Adopted)

the new pier and asked its members to:

a. paint the pier; and
b. count the gulls.

- a lamp
12

Lamps and Ropes
3. The Board meets again.
WE asked the keeper to light the lamp.
"""
PLAN = """\
HARBOUR PLAN
Item\tWhen\tWho
1.\tA lamp for the pier\t\tKeeper
\tA rope\t2022\t

HARBOUR PLAN
Ropes\t
"""


def _found(text: str) -> list[tuple[BlockKind, str]]:
    return [(p.kind, excerpt(text, p.spans)) for p in propose_passages(text)]


def _texts(text: str, kind: BlockKind) -> list[str]:
    return [words for found, words in _found(text) if found is kind]


def _proposal(text: str, key: str) -> Proposal:
    return next(p for p in propose_passages(text) if p.key == key)


def test_numbered_paragraph_runs_on_over_a_line_break() -> None:
    assert _texts(LETTER, BlockKind.PARAGRAPH)[0] == "1. The Board met on 3 May\n2021 by the sea."


def test_paragraph_runs_on_around_furniture() -> None:
    proposal = _proposal(LETTER, "letter-of-the-harbour-board/2")
    assert excerpt(LETTER, proposal.spans).split("\n") == [
        "2. The Board was glad of",
        "the new pier and asked its members to:",
    ]
    assert len(proposal.spans) == 2


def test_furniture_is_proposed_as_unused() -> None:
    furniture = [p for p in propose_passages(LETTER) if p.kind is BlockKind.FURNITURE]
    assert [(p.opening, p.unused) for p in furniture] == [
        ("(Adopted)", "furniture"),
        ("12", "furniture"),
    ]


def test_note_that_names_an_agent_is_no_furniture() -> None:
    assert _texts("(Responsible Body: SLOM)\n", BlockKind.FURNITURE) == []


def test_points_belong_to_their_paragraph() -> None:
    points = [p for p in propose_passages(LETTER) if p.kind is BlockKind.POINT]
    assert [p.key.partition("/")[2] for p in points] == ["2-a", "2-b", "2-point-1"]
    assert {p.part_of for p in points} == {"letter-of-the-harbour-board/2"}


def test_locator_names_section_paragraph_and_point() -> None:
    proposal = _proposal(LETTER, "letter-of-the-harbour-board/2-a")
    assert proposal.locator == "LETTER OF THE HARBOUR BOARD, para 2, point a"


def test_headings_end_paragraphs() -> None:
    assert _texts(LETTER, BlockKind.HEADING) == [
        "LETTER OF THE HARBOUR BOARD",
        "HARBOUR BOARD SECRETARIAT",
        "Lamps and Ropes",
    ]


def test_opening_word_in_capitals_ends_a_paragraph() -> None:
    assert _texts(LETTER, BlockKind.TEXT) == ["WE asked the keeper to light the lamp."]


def test_long_text_is_no_heading() -> None:
    text = "the pier and the lamp of\n" * 9
    assert _texts(f"The harbour has\n{text}", BlockKind.HEADING) == []


def test_each_line_with_tabs_is_a_row_with_its_empty_cells() -> None:
    assert _texts(PLAN, BlockKind.ROW) == [
        "Item\tWhen\tWho",
        "1.\tA lamp for the pier\t\tKeeper",
        "\tA rope\t2022\t",
    ]


def test_rows_are_counted_in_their_section() -> None:
    rows = [p for p in propose_passages(PLAN) if p.kind is BlockKind.ROW]
    assert [p.locator for p in rows] == [f"HARBOUR PLAN, row {n}" for n in (1, 2, 3)]


def test_tab_at_the_end_of_a_line_makes_no_row() -> None:
    assert "Ropes" in _texts(PLAN, BlockKind.HEADING)


def test_title_printed_again_is_a_repeat() -> None:
    titles = [p for p in propose_passages(PLAN) if p.opening == "HARBOUR PLAN"]
    assert [p.unused for p in titles] == ["", "repeat"]


def test_number_printed_twice_gives_two_keys() -> None:
    text = "1. One.\n1. One again.\n"
    assert [p.key for p in propose_passages(text)] == ["top/1", "top/1-2"]


def test_opening_is_one_short_line() -> None:
    opening = propose_passages(f"A\tB\t{'long ' * 40}")[0].opening
    assert opening.startswith("A | B | long")
    assert len(opening) <= 60


@given(st.text("aA1.(\t\n -•é;"))
def test_proposals_cover_all_but_blanks_without_overlap(text: str) -> None:
    text = normalise(text.encode())
    spans = [span for p in propose_passages(text) for span in p.spans]
    excerpt(text, spans)
    assert uncovered(text, spans) == ()


@given(st.lists(st.sampled_from(LETTER.splitlines() + PLAN.splitlines())))
def test_keys_are_unique(lines: list[str]) -> None:
    keys = [p.key for p in propose_passages("\n".join(lines))]
    assert len(keys) == len(set(keys))


def test_uncovered_are_the_stretches_between_spans() -> None:
    assert uncovered("one two  three", [Span(4, 7)]) == (Span(0, 3), Span(9, 14))


def test_uncovered_allows_nested_spans() -> None:
    assert uncovered("one two three", [Span(0, 10), Span(4, 7)]) == (Span(10, 13),)


def test_blank_stretches_are_covered() -> None:
    assert uncovered(" \n one\t\n", [Span(3, 6)]) == ()


def test_cell_holds_several_spans() -> None:
    assert parse_spans("char=0,3|char=5,9") == (Span(0, 3), Span(5, 9))


def test_rows_that_agree_have_no_message() -> None:
    rows = [PassageRow("s/1", "char=0,3", digest("one")), PassageRow("s/2", "", "")]
    assert check_rows("one two", rows) == ()


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ("0-3", "expected char=start,end"),
        ("char=0,99", "expected an end within the text"),
        ("char=0,3|char=2,5", "which it overlaps"),
        ("char=0,2", "correct the spans or the digest"),
    ],
)
def test_row_that_does_not_agree_is_named(spans: str, message: str) -> None:
    (found,) = check_rows("one two", [PassageRow("s/1", spans, digest("one"))])
    assert found.startswith("s/1: ")
    assert message in found


def test_row_of_a_proposal_agrees_with_the_text() -> None:
    cells = [build_row(LETTER, proposal) for proposal in propose_passages(LETTER)]
    rows = [PassageRow(row["key"], row["spans"], row["digest"]) for row in cells]
    assert check_rows(LETTER, rows) == ()


def _printed(
    doc: str,
    *,
    data: Path,
    documents: Path | None = None,
    as_csv: bool = False,
    is_terminal: bool = False,
) -> str:
    output = StringIO()
    console = Console(file=output, force_terminal=is_terminal, width=200)
    print_passages(doc, data=data, documents=documents, as_csv=as_csv, console=console)
    return output.getvalue()


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "texts" / "letter.txt"
    path.parent.mkdir()
    path.write_text(LETTER, encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Tables in which the letter is curated, but for its last line, with one wrong digest."""
    folder = tmp_path / "data" / "letter"
    folder.mkdir(parents=True)
    (folder / "documents.csv").write_text(f"key,digest\nletter,{digest(LETTER)}\n")
    rows = [build_row(LETTER, proposal) for proposal in propose_passages(LETTER)][:-1]
    rows[0]["digest"] = digest("something else")
    with (folder / "passages.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return folder.parent


def test_pipe_receives_plain_lines(letter: Path, data: Path) -> None:
    lines = _printed(str(letter), data=data / "none").splitlines()
    assert lines[0] == "Proposed passages: 12"
    assert lines[1].startswith("heading  letter-of-the-harbour-board/heading-1  char=0,27  LETTER")


def test_terminal_receives_a_table(letter: Path, data: Path) -> None:
    assert "│" in _printed(str(letter), data=data / "none", is_terminal=True)


def test_curated_document_shows_what_no_row_covers(letter: Path, data: Path) -> None:
    printed = _printed("letter", data=data, documents=letter.parent)
    missing = printed.partition("Covered by no row: ")[2]
    assert missing.startswith("2\nchar=0,27  LETTER OF THE HARBOUR BOARD\n")
    assert "WE asked the keeper" in missing
    assert "Not borne out by the text: 1\nletter-of-the-harbour-board/heading-1: digest" in missing


def test_text_file_of_a_curated_document_is_recognised(letter: Path, data: Path) -> None:
    by_slug = _printed("letter", data=data, documents=letter.parent)
    assert _printed(str(letter), data=data) == by_slug


def test_folder_without_digests_is_passed_over(letter: Path, data: Path) -> None:
    (data / "a-register").mkdir()
    (data / "a-register" / "documents.csv").write_text("key,title\na-register,Register\n")
    assert "Covered by no row: 2" in _printed(str(letter), data=data)


def test_rows_may_lack_spans_and_digest(letter: Path, data: Path) -> None:
    (data / "letter" / "passages.csv").write_text("key,locator\nletter/1,para 1\n")
    assert "Covered by no row: 1\n" in _printed(str(letter), data=data)


def test_mismatches_are_counted(letter: Path, data: Path) -> None:
    assert print_passages(str(letter), data=data, console=Console(file=StringIO())) == 1


def test_csv_of_a_new_document_reads_back(letter: Path, data: Path) -> None:
    printed = _printed(str(letter), data=data / "none", as_csv=True)
    rows = list(csv.DictReader(StringIO(printed)))
    assert rows == [build_row(LETTER, proposal) for proposal in propose_passages(LETTER)]


def test_csv_of_a_curated_document_has_what_is_missing(letter: Path, data: Path) -> None:
    printed = _printed(str(letter), data=data, as_csv=True)
    keys = [line.partition(",")[0].partition("/")[2] for line in printed.splitlines()]
    assert keys == ["heading-1", "text-1"]


def test_curated_document_needs_its_text(data: Path) -> None:
    with pytest.raises(DocumentError, match=r"letter: expected its text at hand; .*--documents"):
        print_passages("letter", data=data)


def test_text_of_a_curated_document_is_known_by_digest(letter: Path, data: Path) -> None:
    letter.write_text("Another letter.\n")
    with pytest.raises(DocumentError, match="expected a file with the text of letter, digest sha"):
        print_passages("letter", data=data, documents=letter.parent)


def test_document_has_to_be_known(data: Path) -> None:
    with pytest.raises(DocumentError, match="absent: expected a curated document of"):
        print_passages("absent", data=data)


@pytest.mark.documents
def test_communique_has_its_fifteen_paragraphs(documents: Path) -> None:
    text = read_documents(documents)[COMMUNIQUE]
    paragraphs = [p for p in propose_passages(text) if p.kind is BlockKind.PARAGRAPH]
    assert [p.key for p in paragraphs] == [f"joint-communique/{n}" for n in range(1, 16)]
    assert [p.locator for p in paragraphs if len(p.spans) > 1] == ["JOINT COMMUNIQUÉ, para 5"]


@pytest.mark.documents
def test_stamp_inside_paragraph_5_is_furniture(documents: Path) -> None:
    text = read_documents(documents)[COMMUNIQUE]
    before, after = _proposal(text, "joint-communique/5").spans
    stamp = _proposal(text, "joint-communique/furniture-1")
    assert text[before.end : after.start].strip() == "(Adopted)"
    assert (stamp.unused, excerpt(text, stamp.spans)) == ("furniture", "(Adopted)")


@pytest.mark.documents
def test_rows_of_the_acmw_work_plan_are_lines_with_tabs(documents: Path) -> None:
    text = read_documents(documents)[WORK_PROGRAMME]
    section = "asean-committee-on-the-implementation-of/"
    proposals = [p for p in propose_passages(text) if p.key.startswith(section)]
    first, last = proposals[0].spans[0], proposals[-1].spans[-1]
    lines = [line for line in text[first.start : last.end].split("\n") if "\t" in line]
    rows = [excerpt(text, p.spans) for p in proposals if p.kind is BlockKind.ROW]
    assert rows == [line.strip(" ") for line in lines]
    assert len([row for row in rows if "AFML recommendations" in row]) == 1
