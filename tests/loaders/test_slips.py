"""Slips of a reader, seeded into a copy of the curated tables, stop the build and tell file and row.

The kinds are those of issues 4 and 5, and the numbered ones of READING-THE-SOURCES.md that a gate
can catch at all. Slips of one stage are seeded together: the build lists everything it finds.
"""

import csv
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.documents import read_documents
from graph.errors import ReleaseError, TableError
from graph.text import Span, digest
from loaders.build import build_release
from loaders.tables import DATA

COMMUNIQUE, PROGRAMME = "almm-28-communique", "alm-work-programme-2016-2020"
ACMW_PLAN = "acmw-work-plan-2016-2020"
CHILD_LABOUR = f"{COMMUNIQUE}-6-child-labour"


@dataclass(frozen=True)
class Slip:
    """A row added to a table, and words of the message that stops the build."""

    table: str
    cells: Mapping[str, str]
    message: str


def _slip(table: str, message: str, /, **cells: str) -> Slip:
    return Slip(table, cells, message)


TABLES = {
    "a period that ends before it begins": _slip(
        f"{PROGRAMME}/plan-items.csv",
        "'2020/2016' ends before it begins",
        key=f"{ACMW_PLAN}-2",
        when="2020/2016",
        passage="acmw-plan/2",
    ),
    "an adoption without an instrument": _slip(
        f"{COMMUNIQUE}/adoptions.csv",
        "column subject: '': a value",
        manner="adopted",
        occasion="almm-28",
        passage="main/7",
    ),
    "a reading without a passage": _slip(
        f"{PROGRAMME}/events.csv",
        "column passage: '': the passages the row rests on",
        key="afml-9",
        when="2016",
        method="by-order",
    ),
    "an inferred statement without a method": _slip(
        f"{PROGRAMME}/events.csv",
        "column confidence: 'medium': empty, as the passages state the row; or a method",
        key="afml-9",
        when="2016",
        passage="acmw-plan/2",
        confidence="medium",
    ),
    "candidates without the method that leaves them undecided": _slip(
        f"{PROGRAMME}/assignments.csv",
        "column method: '': alternatives for rows of which one is true",
        provision=f"{ACMW_PLAN}-2",
        agent="asean-secretariat",
        role="support",
        passage="acmw-plan/2",
        alternatives="who",
    ),
    "1: a role that no scheme has": _slip(
        f"{COMMUNIQUE}/assignments.csv",
        "column role: 'lead': one of addressee, adopter",
        provision=CHILD_LABOUR,
        agent="acwc",
        role="lead",
        passage="main/6",
    ),
    "14: a look-alike letter in a slug": _slip(
        f"{COMMUNIQUE}/bodies.csv",
        "a slug of lower-case letters, digits and hyphens",
        key="\u0430cmw",
        name="ACMW",
        bodyKind="committee",
        passage="main/7",
    ),
    "20: a lineage that no scheme has": _slip(
        f"{COMMUNIQUE}/links.csv",
        "column linkKind: 'replaces': one of",
        source="alm-work-programme-2026-2030",
        linkKind="replaces",
        target="alm-work-programme-2021-2025",
        passage="main/8",
    ),
}
"""Slips that no cell may hold."""

PRINTED = {
    "7: a date that the document leaves out": _slip(
        f"{COMMUNIQUE}/instruments.csv",
        "column date: '1999-06-17': years that the passage prints, unlike 1999",
        key="asean-declaration-child-labour-prevention",
        date="1999-06-17",
        passage="main/6",
    ),
    "7: an identifier that comes from no register": _slip(
        f"{COMMUNIQUE}/bodies.csv",
        "column identifier: 'wikidata:Q1': words that the passage prints",
        key="acmw",
        identifier="wikidata:Q1",
        passage="main/7",
    ),
    "10: a group expanded into its members": _slip(
        f"{COMMUNIQUE}/assignments.csv",
        "column agent: 'australia': an agent that the passage names",
        provision=f"{COMMUNIQUE}-10-atc",
        agent="australia",
        role="partner",
        passage="main/10",
    ),
    "16: a number by position without its method": _slip(
        f"{PROGRAMME}/plan-items.csv",
        "column number: '8': words that the passage prints",
        key=f"{ACMW_PLAN}-8",
        number="8",
        passage="acmw-plan/8",
    ),
    "16: a clipped title, completed": _slip(
        f"{PROGRAMME}/plan-items.csv",
        "column title: 'Workshop on educational incentives for migrant workers and families': words",
        key=f"{ACMW_PLAN}-1-workshop-2",
        title="Workshop on educational incentives for migrant workers and families",
        passage="acmw-plan/1",
    ),
    "20: words of lineage that are not printed": _slip(
        f"{COMMUNIQUE}/links.csv",
        "column printed: 'carried over from': words that the passage prints",
        source="alm-work-programme-2026-2030",
        linkKind="carried-over-from",
        target="alm-work-programme-2021-2025",
        printed="carried over from",
        passage="main/8",
    ),
    "21: a count that is not printed": _slip(
        f"{COMMUNIQUE}/participations.csv",
        "column count: '10': a number that the passage prints",
        at="asean-oshnet-awards-5",
        agent="asean-oshnet-awards-5-enterprises",
        role="recipient",
        count="10",
        passage="main/9",
    ),
}
"""Slips that the words of the passages betray."""

GATE = {
    "a tasked clause without an assignee": _slip(
        f"{COMMUNIQUE}/clauses.csv",
        "column force: 'tasked': The clause directs, tasks",
        key=f"{COMMUNIQUE}-6-nobody",
        name="28th ALMM, para 6: nobody is tasked",
        instrument=COMMUNIQUE,
        clauseKind="tasking",
        force="tasked",
        passage="main/6",
    ),
    "a signatory without a state or body": _slip(
        f"{COMMUNIQUE}/participations.csv",
        "column agent: 'tan-see-leng': The signatory is no state",
        at=f"{COMMUNIQUE}.adopted.almm-28",
        agent="tan-see-leng",
        role="signatory",
        passage="main/1",
    ),
    "a coordinator that is no state, office, group or secretariat": _slip(
        f"{PROGRAMME}/assignments.csv",
        "column agent: 'asean-triangle-project': The coordinator is no state",
        provision=f"{ACMW_PLAN}-7",
        agent="asean-triangle-project",
        role="coordinator",
        passage="acmw-plan/7",
    ),
    "a ratification before the convention existed": _slip(
        f"{PROGRAMME}/ratifications.csv",
        "column registered: '1957': The state cannot have ratified before",
        state="malaysia",
        convention="slip-convention",
        status="ratified",
        asAt="2017",
        registered="1957",
        passage="cebu-2007/preamble-2",
    ),
    "an edition outside the timeline of its item": _slip(
        f"{PROGRAMME}/plan-items.csv",
        "column events: 'slip-edition': The edition lies outside the timeline",
        key=f"{ACMW_PLAN}-2",
        events="slip-edition",
        passage="acmw-plan/2",
    ),
    "1: a role other than that of the printed words": _slip(
        f"{COMMUNIQUE}/assignments.csv",
        "column rolePrinted: 'in collaboration with': The printed words give another role",
        provision=CHILD_LABOUR,
        agent="acwc",
        role="support",
        rolePrinted="in collaboration with",
        passage="main/6",
    ),
    "2: a force other than that of the printed verb": _slip(
        f"{COMMUNIQUE}/clauses.csv",
        "column verb: 'encouraged': The verb has another strength than the force",
        key=f"{COMMUNIQUE}-6-encouraged",
        name="28th ALMM, para 6: encouraged, not tasked",
        instrument=COMMUNIQUE,
        clauseKind="tasking",
        force="tasked",
        verb="encouraged",
        passage="main/6",
    ),
    "3: the partner of another task": _slip(
        f"{COMMUNIQUE}/assignments.csv",
        "who is asked for one task is not asked for another",
        provision=CHILD_LABOUR,
        agent="acmw",
        role="joint",
        passage="main/7",
    ),
    "4: adopted here what was adopted elsewhere": _slip(
        f"{COMMUNIQUE}/adoptions.csv",
        "column occasion: 'almm-28': The passage of a meeting has it adopted",
        subject="vientiane-declaration-skills-mobility",
        manner="adopted",
        occasion="almm-28",
        passage="main/5",
    ),
    "5: a reservation about a meeting": _slip(
        f"{COMMUNIQUE}/participations.csv",
        "column at: 'almm-28': Adopting, signing and endorsing in principle",
        at="almm-28",
        agent="philippines",
        role="endorser-in-principle",
        passage="main/7",
    ),
    "6: planned, and said to be done": _slip(
        f"{COMMUNIQUE}/events.csv",
        "planned is not done",
        key="slip-meeting",
        name="A meeting to come",
        eventKind="meeting",
        when="2026",
        phase="done",
        passage="main/15",
    ),
    "8: two nodes for one body": _slip(
        f"{COMMUNIQUE}/designations.csv",
        "column form: 'ACMW': Another thing of the class has this acronym",
        designates="slip-committee",
        form="ACMW",
        designationKind="acronym",
        passage="main/7",
    ),
    "9: one name for two instruments": _slip(
        f"{COMMUNIQUE}/instruments.csv",
        "if they are one, keep one slug; if not, tell their names apart",
        key="zz-vientiane-declaration",
        name="Vientiane Declaration on Skills Mobility, Recognition and Development for Migrant"
        " Workers",
        instrumentKind="declaration",
        passage="main/5",
    ),
    "9: a locator without its section": _slip(
        f"{COMMUNIQUE}/passages.csv",
        "column section: The passage names no section",
        key="slip/8",
        locator="para 8",
        unused="context",
        note="A slip.",
    ),
    "11: a project that is the funder": _slip(
        f"{PROGRAMME}/assignments.csv",
        "column via: 'ilo': A state or an organisation acts through a project",
        provision=f"{ACMW_PLAN}-7",
        agent="asean-triangle-project",
        role="potential-collaborator",
        via="ilo",
        passage="acmw-plan/7",
    ),
    "12: a denunciation taken for a blank": _slip(
        f"{PROGRAMME}/ratifications.csv",
        "column status: 'none-stated': A date of registration or end",
        state="singapore",
        convention="slip-convention",
        status="none-stated",
        asAt="2017",
        ended="1979",
        passage="cebu-2007/preamble-2",
    ),
    "13: a cell read under the head of another column": _slip(
        f"{PROGRAMME}/assignments.csv",
        "column rolePrinted: 'Potential Collaborator': The printed words give another role",
        provision=f"{ACMW_PLAN}-7",
        agent="asean-secretariat",
        role="coordinator",
        rolePrinted="Potential Collaborator",
        passage="acmw-plan/7",
    ),
    "14: two items for a row printed twice": _slip(
        f"{PROGRAMME}/plan-items.csv",
        "a row printed twice is one item with two passages",
        key=f"{ACMW_PLAN}-7-second-copy",
        name="ACMW Work Plan 2016-2020, item 7, second copy",
        instrument=ACMW_PLAN,
        level="item",
        title="Study on portability of social security for migrant workers across ASEAN Member"
        " States",
        passage="acmw-plan/7",
    ),
    "14: look-alike letters in a name": _slip(
        f"{PROGRAMME}/designations.csv",
        "A letter is Cyrillic or Greek",
        designates="acmw",
        form="\u0410CM\u0428",
        designationKind="variant",
        passage="acmw-plan/1-fragments",
    ),
    "15: stacked cells paired off by one": _slip(
        f"{PROGRAMME}/events.csv",
        "lists that pair by order may be off by one",
        key="slip-edition",
        name="A late edition of the ASEAN Forum on Migrant Labour",
        eventKind="forum",
        series="afml",
        ordinal="99",
        when="2015",
        passage="acmw-plan/2",
    ),
    "16: a number stated where a gap says that it is lost": _slip(
        f"{PROGRAMME}/gaps.csv",
        "column property: 'number': The same passage states what the gap says it does not",
        concerns=f"{ACMW_PLAN}-7",
        property="number",
        reason="lost",
        passage="acmw-plan/7-first-copy",
    ),
    "17: the mark of a note in a name": _slip(
        f"{COMMUNIQUE}/instruments.csv",
        "The mark of a note or a stamp of the page is no part of the name",
        key="slip-rights",
        name="Statement on the rights of migrant workers2",
        instrumentKind="statement",
        passage="main/7",
    ),
    "17: a stamp of the page in a title": _slip(
        f"{COMMUNIQUE}/instruments.csv",
        "The mark of a note or a stamp of the page is no part of the name",
        key=COMMUNIQUE,
        title="JOINT COMMUNIQUÉ (Adopted)",
        passage="main/1",
    ),
    "18: an item under the heading of another plan": _slip(
        f"{PROGRAMME}/plan-items.csv",
        "The provision is a part of one in another instrument",
        key="slip-item",
        name="An item under a heading that lies",
        instrument=ACMW_PLAN,
        level="item",
        partOfProvision="alm-work-programme-2016-2020-ta-21",
        passage="acmw-plan/7",
    ),
    "19: one document overwrites another": _slip(
        f"{PROGRAMME}/documents.csv",
        "column issued: '2017-12' and '2018-01': Expected one date or interval at most",
        key=PROGRAMME,
        issued="2018-01",
    ),
    "19: two values that one passage cannot both state": _slip(
        f"{COMMUNIQUE}/events.csv",
        "2 values in",
        key="almm-28",
        when="2024-10-31",
        passage="main/1",
    ),
    "20: lineage that is not printed": _slip(
        f"{COMMUNIQUE}/links.csv",
        "column linkKind: 'continues': A passage states the lineage, but no words",
        source="alm-work-programme-2026-2030",
        linkKind="continues",
        target="alm-work-programme-2021-2025",
        passage="main/8",
    ),
    "21: a count of rows": _slip(
        f"{COMMUNIQUE}/participations.csv",
        "column count: '9': A count stands where a passage prints it",
        at="almm-28",
        agent="almm-28-accompanying-delegations",
        role="participant",
        count="9",
        passage="main/1|title/1",
        method="by-combination",
        confidence="high",
    ),
}
"""Slips that the shapes find in the statements."""

NEEDED = (
    _slip(
        f"{PROGRAMME}/conventions.csv",
        "",
        key="slip-convention",
        name="Slip Convention, 1985",
        instrumentKind="convention",
        date="1985",
        passage="cebu-2007/preamble-2",
    ),
    _slip(
        f"{COMMUNIQUE}/bodies.csv",
        "",
        key="slip-committee",
        name="Committee that is ACMW once more",
        bodyKind="committee",
        passage="main/7",
    ),
)
"""Rows that slips name and that are none by themselves."""


def _add(data: Path, slip: Slip) -> str:
    """Add the row of a slip and return where it stands, as editors count."""
    path = data / slip.table
    header, rows = _read(path)
    header += [column for column in slip.cells if column not in header]
    rows.append(dict(slip.cells))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return f"{slip.table}, row {len(rows) + 1}"


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    if not path.exists():
        return [], []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or []), list(reader)


Lines = tuple[str, Mapping[str, str]]
"""What stops a build, and where each slip stands."""


def _stopped(folder: Path, slips: Mapping[str, Slip], documents: Path | None = None) -> Lines:
    data = Path(shutil.copytree(DATA, folder / "data"))
    for needed in NEEDED if slips is GATE else ():
        _add(data, needed)
    places = {kind: _add(data, slip) for kind, slip in slips.items()}
    with pytest.raises((TableError, ReleaseError)) as stopped:
        build_release(folder / "releases", data=data, documents=documents)
    return str(stopped.value), places


@pytest.fixture(scope="module")
def stopped_by_tables(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    return _stopped(tmp_path_factory.mktemp("tables"), TABLES)


@pytest.fixture(scope="module")
def stopped_by_gate(tmp_path_factory: pytest.TempPathFactory) -> Lines:
    return _stopped(tmp_path_factory.mktemp("gate"), GATE)


@pytest.fixture(scope="module")
def stopped_by_words(tmp_path_factory: pytest.TempPathFactory, documents: Path) -> Lines:
    return _stopped(tmp_path_factory.mktemp("words"), PRINTED, documents)


def _tells(stopped: Lines, kind: str, slip: Slip) -> bool:
    message, places = stopped
    return any(places[kind] in line and slip.message in line for line in message.splitlines())


@pytest.mark.parametrize("kind", TABLES)
def test_tables_refuse(stopped_by_tables: Lines, kind: str) -> None:
    assert _tells(stopped_by_tables, kind, TABLES[kind]), stopped_by_tables[0]


@pytest.mark.parametrize("kind", GATE)
def test_gate_refuses(stopped_by_gate: Lines, kind: str) -> None:
    assert _tells(stopped_by_gate, kind, GATE[kind]), stopped_by_gate[0]


@pytest.mark.parametrize("kind", PRINTED)
def test_words_refuse(stopped_by_words: Lines, kind: str) -> None:
    assert _tells(stopped_by_words, kind, PRINTED[kind]), stopped_by_words[0]


@pytest.mark.parametrize("stage", ["tables", "gate"])
def test_nothing_else_stops_the_build(
    stage: str, stopped_by_tables: Lines, stopped_by_gate: Lines
) -> None:
    """All findings are about seeded rows: nothing is wrong in the tables themselves."""
    message, places = {"tables": stopped_by_tables, "gate": stopped_by_gate}[stage]
    _, *lines = message.splitlines()
    assert [line for line in lines if not any(place in line for place in places.values())] == []
    assert len(lines) >= len(places)


def _passage(documents: Path, words: str, **cells: str) -> Callable[[str], Slip]:
    """A passage of the work programme where these words stand."""
    for text in read_documents(documents).values():
        if (start := text.find(words)) >= 0:
            span = Span(start, start + len(words))
            cells |= {"spans": str(span), "digest": digest(words), "section": "slip"}
            return lambda message: Slip(f"{PROGRAMME}/passages.csv", cells, message)
    return pytest.fail(f"no document says {words!r}")


@pytest.mark.parametrize(
    ("words", "cells", "message"),
    [
        (
            "Singapore\tYes\t\tYes\tYes\tDenounced",
            {"key": "slip/singapore", "locator": "Singapore"},
            "1 denounced ratifications on it, as printed; that is no blank",
        ),
        (
            "ACMW Work Plan",
            {"key": "slip/left", "locator": "a heading", "unused": "furniture"},
            "column unused: 'furniture': a note that says why, as the passage names",
        ),
    ],
    ids=["12: a denunciation left out", "a passage that names an agent, left as furniture"],
)
def test_passages_are_taken_as_they_are(
    tmp_path: Path, documents: Path, words: str, cells: dict[str, str], message: str
) -> None:
    slip = _passage(documents, words, **cells)(message)
    stopped = _stopped(tmp_path, {"passage": slip}, documents)
    assert _tells(stopped, "passage", slip), stopped[0]


def test_twenty_kinds_are_seeded() -> None:
    slips = [*TABLES.values(), *PRINTED.values(), *GATE.values()]
    assert len(slips) == len({(slip.table, tuple(slip.cells.items())) for slip in slips}) > 20
