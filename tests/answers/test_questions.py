"""The questions of `queries/`: each has one answer, in all languages, which a table holds."""

import json
import tomllib
from collections.abc import Iterator

import pytest
from graphql import parse
from httpx import AsyncClient
from neo4j import GraphDatabase, Query
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from gql.files.rows import iter_rows
from gql.files.table import read_table
from gql.schema import build_schema
from gql.selection import Selection
from graph.release import Release
from graph.terms import read_ontology
from tests.answers.question_rows import Json, Row, several
from tests.answers.questions import (
    QUESTIONS,
    STEMS,
    Case,
    answer,
    read_query,
    tidy,
)
from tests.places import EXPECTED, QUERIES

SCHEMA = build_schema(read_ontology())._schema

WITHOUT = {"how-two-partners-are-joined": ("rq",)}
"""Languages in which a question is not put; its text in words says why."""

each_question = pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: case.table)


def each_question_in(language: str) -> pytest.MarkDecorator:
    """The questions that are put in a language besides GraphQL."""
    cases = [case for case in QUESTIONS if language not in WITHOUT.get(case.stem, ())]
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.table)


def variable(column: str) -> str:
    """Name of a column in Cypher and SPARQL, where names have no dots."""
    return column.replace(".", "_")


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
    assert read_query(stem, "md").startswith("# ")
    languages = {"graphql", "cypher", "rq"}.difference(WITHOUT.get(stem, ()))
    found = {path.suffix.lstrip(".") for path in QUERIES.glob(f"{stem}.*")}
    assert found == languages | {"md"}


def test_no_file_of_a_question_stands_alone() -> None:
    stems = {path.stem for path in QUERIES.iterdir() if path.name != "themes.toml"}
    assert set(STEMS) == stems


@pytest.mark.parametrize("stem", STEMS)
def test_the_words_of_a_question_tell_why_and_how_and_what_to_change(stem: str) -> None:
    _, asked, *parts = read_query(stem, "md").rstrip().split("\n\n")
    assert asked.endswith("?")
    opened = ("**Why it is asked.** ", "**How to read the answer.** ", "**To change.** ")
    assert [True] * 3 == [part.startswith(words) for part, words in zip(parts, opened, strict=True)]


def test_each_question_is_in_one_theme() -> None:
    themes = tomllib.loads((QUERIES / "themes.toml").read_text("utf-8"))["themes"]
    assert STEMS == sorted(stem for theme in themes for stem in theme["questions"])


def test_each_table_is_the_answer_of_a_question() -> None:
    assert {path.stem for path in EXPECTED.glob("*.csv")} == {case.table for case in QUESTIONS}


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
