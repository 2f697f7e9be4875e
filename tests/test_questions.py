"""The questions of `queries/`: each has one answer, in all languages, which a table holds."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from graphql import parse
from httpx import AsyncClient
from neo4j import GraphDatabase, Query
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from gql.rows import iter_rows
from gql.schema import build_schema
from gql.selection import Selection
from gql.table import read_table
from graph.release import Release
from graph.terms import read_ontology

QUERIES = Path(__file__).parent.parent / "queries"
EXPECTED = Path(__file__).parent / "expected"
STEMS = sorted(path.stem for path in QUERIES.glob("*.graphql"))

SCHEMA = build_schema(read_ontology())._schema

WORDS = {
    "category",
    "certainty",
    "confidence",
    "designationKind",
    "force",
    "manner",
    "method",
    "reason",
    "role",
    "status",
    "value",
}
"""How the names of columns end that hold a term of the vocabulary."""

Json = Mapping[str, Any]
Row = tuple[str, ...]


# One function a question: the response in rows with the columns of its table.


def partner_rows(data: Json) -> Iterator[Row]:
    for instrument in data["instruments"]["nodes"]:
        for provision in instrument["provisions"]["nodes"]:
            for edge in provision["assignments"]["edges"]:
                node = edge["node"]
                yield (
                    instrument["title"],
                    text(instrument["date"]),
                    word(provision["force"]),
                    node["agent"]["name"],
                    word(node["role"]),
                    text(node["rolePrinted"]),
                    name(node["via"]),
                    locators(edge),
                )


def chair_rows(data: Json) -> Iterator[Row]:
    event = data["event"]
    for edge in event["participations"]["edges"]:
        node = edge["node"]
        yield (
            node["agent"]["name"],
            several(one["form"] for one in node["agent"]["designations"]["nodes"]),
            name(node["office"]),
            node["rolePrinted"],
            event["when"],
            event["place"],
            locators(edge),
        )


def study_rows(data: Json) -> Iterator[Row]:
    for item in data["planItems"]["nodes"]:
        for edge in item["assignments"]["edges"]:
            node = edge["node"]
            yield (
                item["number"],
                item["title"],
                item["when"],
                node["agent"]["name"],
                word(node["role"]),
                node["rolePrinted"],
                name(node["via"]),
                locators(edge),
            )


def child_labour_rows(data: Json) -> Iterator[Row]:
    for provision in data["provisions"]["nodes"]:
        for edge in provision["assignments"]["edges"]:
            node = edge["node"]
            yield (
                provision["number"],
                word(provision["force"]),
                names(provision["implements"]),
                names(provision["through"]),
                node["agent"]["name"],
                word(node["role"]),
                node["rolePrinted"],
                locators(edge),
            )


def tasking_rows(data: Json) -> Iterator[Row]:
    for edge in data["instrument"]["provisions"]["edges"]:
        provision = edge["node"]
        for assignment in provision["assignments"]["nodes"]:
            yield (
                provision["number"],
                names(provision["implements"]),
                names(provision["through"]),
                names(provision["outputs"]),
                text(provision["due"]),
                assignment["agent"]["name"],
                word(assignment["role"]),
                assignment["rolePrinted"],
                locators(edge),
            )


def forum_rows(data: Json) -> Iterator[Row]:
    for event in data["events"]["nodes"]:
        for edge in event["participations"]["edges"]:
            node, evidence = edge["node"], edge["evidence"]
            yield (
                str(event["ordinal"]),
                event["name"],
                event["when"],
                node["agent"]["name"],
                node["rolePrinted"],
                several(word(one["certainty"]) for one in evidence),
                several(word(one["reading"]["method"]) for one in evidence),
                locators(edge),
            )


def ratification_rows(data: Json) -> Iterator[Row]:
    for convention in data["conventions"]["nodes"]:
        for edge in convention["ratifications"]["edges"]:
            node, evidence = edge["node"], edge["evidence"]
            yield (
                word(convention["category"]),
                str(convention["conventionNumber"]),
                node["state"]["name"],
                word(node["status"]),
                several(word(one["certainty"]) for one in evidence),
            )


def action_rows(data: Json) -> Iterator[Row]:
    shared = data["shared"]["nodes"]
    for group in data["responsible"]["groupBy"]:
        body = group["key"]["node"]["name"]
        yield (
            str(data["actions"]["totalCount"]),
            body,
            str(group["count"]),
            several(one["title"] for one in shared if body in responsible(one)),
        )


def responsible(provision: Json) -> list[str]:
    return [one["agent"]["name"] for one in provision["assignments"]["nodes"]]


def text(value: str | None) -> str:
    return value or ""


def word(token: str | None) -> str:
    """A term in small letters, as the vocabulary labels it."""
    return text(token).lower().replace("_", " ")


def name(thing: Json | None) -> str:
    return thing["name"] if thing else ""


def names(connection: Json) -> str:
    return several(node["name"] for node in connection["nodes"])


def locators(edge: Json) -> str:
    return several(one["locator"] for one in edge["evidence"])


def several(values: Iterable[str]) -> str:
    return "; ".join(sorted(set(values)))


@dataclass(frozen=True)
class Case:
    """A question, the table of its answer and how a response becomes rows of that table.

    Without `flatten` the rows are those of the operation's own table, its columns those of them
    that the expected table has; `rows` names the relation that gives the rows where it is needed.
    """

    stem: str
    table: str
    flatten: Callable[[Json], Iterator[Row]] | None = None
    partner: str | None = None
    ordered: bool = False
    rows: str | None = None

    @property
    def variables(self) -> dict[str, str]:
        return {"partner": self.partner} if self.partner else {}

    def expected(self) -> tuple[Row, list[Row]]:
        """Columns and rows of the table."""
        with (EXPECTED / f"{self.table}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        return tuple(header), self.arranged(tuple(map(tidy, header, row)) for row in rows)

    def arranged(self, rows: Iterable[Row]) -> list[Row]:
        """Rows as they are compared: a repeated one stays, order counts where it is asked for."""
        return list(rows) if self.ordered else sorted(rows)


QUESTIONS = (
    Case("with-acmw-and-partner", "with-acmw-and-partner-slom", partner_rows, "SLOM"),
    Case("with-acmw-and-partner", "with-acmw-and-partner-ilo", partner_rows, "ILO"),
    Case("chair-of-the-28th-almm", "chair-of-the-28th-almm", chair_rows),
    Case("portability-study", "portability-study", study_rows),
    Case("child-labour-tasking", "child-labour-tasking", child_labour_rows),
    Case("taskings-of-slom", "taskings-of-slom", tasking_rows),
    Case(
        "forum-on-migrant-labour-by-year",
        "forum-on-migrant-labour-by-year",
        forum_rows,
        ordered=True,
    ),
    Case("checklist-of-skills-mobility", "checklist-of-skills-mobility", rows="assignments"),
    Case("who-is-to-implement", "who-is-to-implement"),
    Case("names-of-acmw", "names-of-acmw"),
    Case("adoptions-with-a-reservation", "adoptions-with-a-reservation"),
    Case("timor-leste-at-the-almm", "timor-leste-at-the-almm", rows="events", ordered=True),
    Case(
        "after-the-declaration-on-human-resources",
        "after-the-declaration-on-human-resources",
        rows="provisions",
        ordered=True,
    ),
    Case("ilo-and-acwc", "ilo-and-acwc"),
    Case("project-through-another-plan", "project-through-another-plan", rows="linksOut"),
    Case("measure-behind-three-areas", "measure-behind-three-areas"),
    Case("subsidiary-bodies-by-period", "subsidiary-bodies-by-period"),
    Case("new-partners-of-the-28th-almm", "new-partners-of-the-28th-almm", rows="agents"),
    Case("not-ratified-by-a-state", "not-ratified-by-a-state"),
    Case("neither-ratified-nor-denounced", "neither-ratified-nor-denounced"),
    Case("ratifications-counted", "ratifications-counted"),
    Case("coordinators-of-the-oshnet-plan", "coordinators-of-the-oshnet-plan", rows="states"),
    Case("actions-by-responsible-body", "actions-by-responsible-body", action_rows),
    Case("continued-actions", "continued-actions", rows="linksIn"),
    Case("coordinator-of-item-21", "coordinator-of-item-21", rows="planItems"),
    Case("ratifications-of-2013", "ratifications-of-2013", ratification_rows),
    Case("ratifications-of-2017", "ratifications-of-2017", ratification_rows),
)
WITHOUT: Mapping[str, tuple[str, ...]] = {}
"""Languages in which a question is not put; its text in words says why."""

each_question = pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: case.table)


def each_question_in(language: str) -> pytest.MarkDecorator:
    """The questions that are put in a language besides GraphQL."""
    cases = [case for case in QUESTIONS if language not in WITHOUT.get(case.stem, ())]
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.table)


def read_query(stem: str, language: str) -> str:
    return (QUERIES / f"{stem}.{language}").read_text("utf-8")


def tidy(column: str, cell: str) -> str:
    """Values of a cell in alphabetical order, terms in small letters."""
    shown = word(cell) if column.rpartition(".")[2] in WORDS else cell
    return several(shown.split("; "))


def variable(column: str) -> str:
    """Name of a column in Cypher and SPARQL, where names have no dots."""
    return column.replace(".", "_")


async def answer(client: AsyncClient, case: Case) -> bytes:
    """Body of the response to a question in GraphQL."""
    body = {"query": read_query(case.stem, "graphql"), "variables": case.variables}
    response = await client.post("/graphql", json=body)
    assert "errors" not in response.json(), response.text
    return response.content


async def graphql_rows(client: AsyncClient, case: Case) -> list[Row]:
    data = json.loads(await answer(client, case))["data"]
    return case.arranged(case.flatten(data) if case.flatten else table_rows(data, case))


def table_rows(data: Json, case: Case) -> Iterator[Row]:
    """Rows of the operation's table, in the columns of the expected one."""
    document = parse(read_query(case.stem, "graphql"))
    selection = Selection.of(SCHEMA, document, operation_name=None, variables=None)
    table = read_table(selection, case.rows)
    header, _ = case.expected()
    assert set(header) <= set(table.header)
    places = [table.header.index(name) for name in header]
    for row in iter_rows(table, data):
        cells = row.texts()
        yield tuple(map(tidy, header, (cells[place] for place in places)))


def cypher_rows(uri: str, case: Case, columns: Row) -> list[Row]:
    query = Query(read_query(case.stem, "cypher"))
    with GraphDatabase.driver(uri, notifications_min_severity="OFF") as driver:
        records = driver.execute_query(query, case.variables).records
    return case.arranged(
        tuple(cypher_cell(column, record[variable(column)]) for column in columns)
        for record in records
    )


def cypher_cell(column: str, value: object) -> str:
    if isinstance(value, list):
        return several(cypher_cell(column, one) for one in value)
    return tidy(column, "" if value is None else str(value))


def sparql_rows(store: Store, case: Case, columns: Row) -> list[Row]:
    query = read_query(case.stem, "rq")
    if case.partner:
        query = query.replace('"SLOM"', f'"{case.partner}"')
    solutions = store.query(query, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    return case.arranged(
        tuple(sparql_cell(column, solution[variable(column)]) for column in columns)
        for solution in solutions
    )


def sparql_cell(column: str, term: object) -> str:
    return tidy(column, term.value if isinstance(term, Literal | NamedNode) else "")


@pytest.fixture(scope="module")
def triples(release: Release) -> Store:
    """The release in an RDF store, as a reader would load it."""
    store = Store()
    store.bulk_extend(release.read_quads())
    return store


@pytest.mark.parametrize("stem", STEMS)
def test_a_question_stands_in_words_and_in_all_languages(stem: str) -> None:
    assert (QUERIES / f"{stem}.md").read_text("utf-8").startswith("# ")
    languages = {"graphql", "cypher", "rq"}.difference(WITHOUT.get(stem, ()))
    found = {path.suffix.lstrip(".") for path in QUERIES.glob(f"{stem}.*")}
    assert found == languages | {"md"}


def test_each_question_has_a_table() -> None:
    assert set(STEMS) == {case.stem for case in QUESTIONS}


@each_question
async def test_graphql_on_the_embedded_store_gives_the_rows_of_the_table(
    case: Case, embedded_api: AsyncClient
) -> None:
    _, rows = case.expected()
    assert rows == await graphql_rows(embedded_api, case)


@each_question
async def test_graphql_on_neo4j_gives_the_rows_of_the_table(
    case: Case, neo4j_api: AsyncClient
) -> None:
    _, rows = case.expected()
    assert rows == await graphql_rows(neo4j_api, case)


@each_question_in("cypher")
def test_cypher_gives_the_rows_of_the_table(case: Case, filled_neo4j: str) -> None:
    columns, rows = case.expected()
    assert rows == cypher_rows(filled_neo4j, case, columns)


@each_question_in("rq")
def test_sparql_gives_the_rows_of_the_table(case: Case, triples: Store) -> None:
    columns, rows = case.expected()
    assert rows == sparql_rows(triples, case, columns)


@each_question
async def test_both_stores_answer_with_the_same_bytes(
    case: Case, embedded_api: AsyncClient, neo4j_api: AsyncClient
) -> None:
    assert await answer(embedded_api, case) == await answer(neo4j_api, case)


GOLD = {
    "CQ01": "chair-of-the-28th-almm",
    "CQ04": "portability-study",
    "CQ08": "child-labour-tasking",
    "CQ09": "taskings-of-slom",
    "CQ02": "checklist-of-skills-mobility",
    "CQ10": "who-is-to-implement",
    "CQ12": "ilo-and-acwc",
    "CQ15": "after-the-declaration-on-human-resources",
    "CQ18": "project-through-another-plan",
    "CQ19": "measure-behind-three-areas",
    "CQ21": "forum-on-migrant-labour-by-year",
    "CQ22": "subsidiary-bodies-by-period",
    "CQ24": "new-partners-of-the-28th-almm",
    "CQ27": "not-ratified-by-a-state",
    "CQ29": "neither-ratified-nor-denounced",
    "CQ32": "ratifications-counted",
    "CQ33": "coordinators-of-the-oshnet-plan",
    "CQ35": "actions-by-responsible-body",
    "CQ39": "names-of-acmw",
    "CQ40": "adoptions-with-a-reservation",
    "CQ41": "coordinator-of-item-21",
    "CQ43": "timor-leste-at-the-almm",
}
"""Which of our questions answers which gold question."""

IN_OTHER_WORDS: Mapping[tuple[str, int], tuple[str, ...]] = {
    # The title prints the date in capitals.
    ("CQ01", 3): ('"30 OCTOBER 2024"', '"2024-10-30"'),
    # A partner and the project it acts through are two things.
    ("CQ04", 0): ('"International Labour Organization"', '"ASEAN Triangle Project"'),
    # Role and agent are two fields; an agent has its full name beside the acronym.
    ("CQ08", 0): ('"TASKED"', '"RESPONSIBLE"', '"SLOM"'),
    ("CQ08", 1): (
        '"in collaboration with"',
        '"ACWC"',
        '"Other relevant ASEAN sectoral bodies"',
    ),
    # The second roadmap has no title yet.
    ("CQ08", 2): (
        '"ASEAN Roadmap on the Elimination of the Worst Forms of Child Labour by 2025"',
        '"Roadmap subsequent to the ASEAN Roadmap on the Elimination',
    ),
    # What is tasked, with whom, by when and where are fields; plans are named one by one.
    ("CQ09", 0): (
        '"ASEAN Declaration on the Prevention of Child Labour, Including',
        '"ACWC"',
        '"main text, para 6"',
    ),
    ("CQ09", 1): (
        '"ASEAN Declaration on Portability of Social Security Benefits',
        '"ASEAN Guidelines on Portability of Social Security Benefits',
        '"ACMW"',
        '"main text, para 7"',
    ),
    ("CQ09", 2): (
        '"ACMW Work Plan 2021-2025"',
        '"ALICOM Work Plan 2021-2025"',
        '"ASEAN-OSHNET Work Plan 2021-2025"',
        '"SLOM-WG Work Plan 2021-2025"',
        '"2025-12-31"',
        '"Subsidiary bodies of SLOM"',
        '"main text, para 8"',
    ),
    ("CQ09", 3): (
        "Labour Ministers' Work Programme 2026-2030\"",
        '"Subsidiary bodies of SLOM"',
        '"main text, para 8"',
    ),
    # Role and agent are two fields, declaration and date as well.
    ("CQ02", 1): ('"role":"SUPPORT"', '"ACMW"'),
    ("CQ10", 0): ('"ALMM"', '"SLOM"', '"Other relevant ASEAN sectoral ministerial bodies"'),
    ("CQ10", 1): ('"SLOM"', '"ASEAN-OSHNET"'),
    ("CQ10", 2): ('"Subsidiary bodies of SLOM"', '"ATC"'),
    # An action has its title as printed; role and agent are two fields.
    ("CQ12", 0): (
        "Study the development of regional guidelines with respect to eliminating",
        '"POTENTIAL_COLLABORATOR"',
        '"ILO"',
        '"ACWC"',
    ),
    ("CQ12", 1): ('"RESPONSIBLE"', '"SLOM"'),
    ("CQ12", 3): ('"AICHR"',),
    # Number and title of items, name, date and place of the meeting are fields.
    ("CQ18", 0): ('"number":"6"', "Regional assessment of the adequacy of national labour laws"),
    ("CQ18", 1): (
        '"SLOM-WG Work Plan 2016-2020"',
        '"number":"20"',
        "on employment and industrial relations",
        "labour dispute and labour justice",
    ),
    ("CQ18", 2): (
        "13th Senior Labour Officials' Meeting",
        '"2017-05-05/2017-05-06"',
        '"Singapore"',
    ),
    # Body and period are two fields; the table says which go together.
    ("CQ22", 0): ('"2010/2015"', '"SLOM-WG"', '"ACMW"', '"ASEAN-OSHNET"', '"SLOM-WG-HIV"'),
    ("CQ22", 1): ('"2016/2020"', '"ACMW"', '"SLOM-WG"', '"ASEAN-OSHNET"'),
    ("CQ22", 2): ('"2021/2025"', '"ACMW"', '"SLOM-WG"', '"ASEAN-OSHNET"', '"ALICOM"'),
    ("CQ22", 3): ('"SLOM-WG-HIV"', '"ALICOM"'),
    # The documents do not list the group, and neither does the answer.
    ("CQ24", 0): ('"Plus Three Countries"', '"NOT_STATED"'),
    # Numbers of conventions are numbers.
    ("CQ27", 0): ('"conventionNumber":87',),
    ("CQ27", 1): ('"conventionNumber":98',),
    # Counts stand below the convention; the table says which go together.
    ("CQ32", 0): ('"C29"', '"RATIFIED"},"count":9'),
    ("CQ32", 1): ('"C87"', '"RATIFIED"},"count":4'),
    ("CQ32", 2): ('"C98"', '"RATIFIED"},"count":5'),
    ("CQ32", 3): ('"C100"', '"RATIFIED"},"count":8'),
    ("CQ32", 4): ('"C105"', '"RATIFIED"},"count":4', '"DENOUNCED"},"count":2'),
    ("CQ32", 5): ('"C111"', '"RATIFIED"},"count":6'),
    ("CQ32", 6): ('"C138"', '"RATIFIED"},"count":9'),
    ("CQ32", 7): ('"C182"', '"RATIFIED"},"count":10'),
    # Each item is a node with its number.
    ("CQ33", 0): ('"name":"Malaysia","mandates":{"totalCount":10',),
    ("CQ33", 1): ('"name":"Myanmar","mandates":{"totalCount":0',),
    # Each body has its count.
    ("CQ35", 0): ('"actions":{"totalCount":46}',),
    ("CQ35", 1): (
        '"caption":"SLOM-WG"}},"count":16',
        '"caption":"SLOM"}},"count":15',
        '"shared":{"totalCount":2',
    ),
    ("CQ35", 2): ('"caption":"ACMW"}},"count":7',),
    ("CQ35", 3): ('"caption":"ASEAN-OSHNET"}},"count":6',),
    ("CQ35", 4): ('"caption":"SLOM-WG-HIV"}},"count":3',),
    ("CQ35", 5): ('"caption":"ALMM"}},"count":1',),
    # Nobody is named, and a gap says why.
    ("CQ41", 0): ('"totalCount":0', '"LOST"'),
    # Dates are ISO 8601; what happened is told by manner, occasion and phase.
    ("CQ15", 0): ('"2020-06-26"', '"36th ASEAN Summit"'),
    ("CQ15", 1): (
        '"2020-09-16"',
        '"LAUNCHED"',
        '"ASEAN Education Ministers"',
        "hosted by Viet Nam",
    ),
    ("CQ15", 2): (
        '"2024-10-30"',
        '"Scoping study following up',
        '"DONE"',
        '"Data for the key result',
    ),
    # Edition, year and state are three fields; the table says which go together.
    ("CQ21", 0): ('"9th ASEAN Forum on Migrant Labour"', '"2016"', '"Lao PDR"'),
    ("CQ21", 1): ('"10th ASEAN Forum on Migrant Labour"', '"2017"', '"Philippines"'),
    ("CQ21", 2): ('"11th ASEAN Forum on Migrant Labour"', '"2018"', '"Singapore"'),
    ("CQ21", 3): ('"12th ASEAN Forum on Migrant Labour"', '"2019"', '"Thailand"'),
    ("CQ21", 4): ('"13th ASEAN Forum on Migrant Labour"', '"2020"', '"Viet Nam"'),
    # One thing has all the names.
    ("CQ39", 1): (
        "ASEAN Committee on the Promotion and Protection of the Rights of Migrant Workers",
    ),
    ("CQ39", 2): ('"ACWM"', '"MISPRINT"'),
    ("CQ39", 3): ('"https://w3id.org/asean-labour/id/body/acmw"',),
    # The condition is as printed; instruments have their full titles.
    ("CQ40", 0): (
        '"Thailand"',
        '"ENDORSER_IN_PRINCIPLE"',
        "after obtaining the Cabinet’s approval",
    ),
    ("CQ40", 1): ("ASEAN Labour Ministers' Work Programme 2021-2025",),
    ("CQ40", 4): ("Updated Action Plan of the ASEAN Consensus",),
    ("CQ40", 5): ("ASEAN Guidelines on Effective Return and Reintegration",),
    ("CQ40", 6): ("Roadmap on the Elimination of the Worst Forms of Child Labour by 2025",),
    ("CQ40", 7): ("ASEAN Guideline on Gender Mainstreaming",),
    ("CQ40", 8): ("ASEAN Guidelines on Occupational Safety and Health (OSH) Risk Management",),
    # No participation and a gap; a participation as observer.
    ("CQ43", 0): ('"ordinal":26', '"totalCount":0', '"NOT_STATED"'),
    ("CQ43", 1): ('"ordinal":28', '"OBSERVER"'),
}
"""What stands for strings of gold answers that the response does not hold as they are.

The key is the question and the place of the string in its answer.
"""


@pytest.fixture(scope="module")
def gold_answers(gold: Path) -> dict[str, list[str]]:
    """Strings of the answer to each gold question."""
    questions = json.loads((gold / "questions.json").read_bytes())
    return {question["id"]: question["answer"] for question in questions}


@pytest.mark.parametrize(("question", "stem"), GOLD.items(), ids=GOLD)
async def test_a_response_holds_each_string_of_the_gold_answer(
    question: str, stem: str, embedded_api: AsyncClient, gold_answers: Mapping[str, list[str]]
) -> None:
    case = next(case for case in QUESTIONS if case.stem == stem)
    response = (await answer(embedded_api, case)).decode()
    wanted = [
        part
        for place, said in enumerate(gold_answers[question])
        for part in IN_OTHER_WORDS.get((question, place), (said,))
    ]
    assert [] == [part for part in wanted if part not in response]


def test_what_stands_for_a_gold_string_has_one_to_stand_for(
    gold_answers: Mapping[str, list[str]],
) -> None:
    assert set(IN_OTHER_WORDS) <= {
        (question, place) for question in GOLD for place in range(len(gold_answers[question]))
    }
