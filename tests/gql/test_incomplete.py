"""An answer says by itself where it is not all."""

from dataclasses import replace
from typing import Any

import pytest
from httpx import AsyncClient, Client

from gql.execution import Service, answer, build_service
from gql.incomplete import compare
from gql.requests import Operation
from graph.opening import open_served
from graph.plan import Json
from graph.settings import Settings


@pytest.fixture
def service(small_settings: Settings) -> Service:
    served = open_served(small_settings)
    return build_service(served, small_settings)


async def incomplete(service: Service, query: str, *, asked: bool | None = None) -> Any:
    shown = await answer(service, Operation(query, incomplete=asked))
    assert "errors" not in shown, shown["errors"]
    return shown["extensions"].get("incomplete", "left out")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("{ states { nodes { name } } }", {}),
        (
            '{ event(key: "boat-workshop") { when } }',  # a value is null because of the level
            {"ALL": {"event.when": {"more": 1}}},
        ),
        (
            '{ event(key: "council-3") { n: ordinal } }',
            {"INFERRED": {"event.n": {"more": 1}}, "ALL": {"event.n": {"more": 1}}},
        ),
        (
            # a condition below the root, where the root has all
            """{ instruments(where: {is: "lake-plan"}) { totalCount withheld nodes {
                provisions(where: {agents: {some: {is: "FN"}}}) { nodes { key } } } } }""",
            {"ALL": {"instruments.nodes.provisions.nodes": {"more": 1}}},
        ),
        (
            '{ provisions(where: {agents: {none: {is: "FN"}}}) { totalCount } }',
            {
                "INFERRED": {"provisions.totalCount": {"other": 1}},
                "ALL": {"provisions.totalCount": {"other": 1}},
            },
        ),
        (
            '{ provisions(where: {agents: {none: {is: "FN"}}}) { nodes { key } } }',
            {
                "INFERRED": {"provisions.nodes": {"fewer": 1}},
                "ALL": {"provisions.nodes": {"fewer": 2}},
            },
        ),
        (
            "{ assignments(certainty: INFERRED) { totalCount } }",
            {"ALL": {"assignments.totalCount": {"other": 1}}},
        ),
        ("{ assignments(certainty: ALL) { totalCount } }", {}),
        (
            '{ path(from: "item-4", to: "FN", maxLength: 1) { length } }',
            {"ALL": {"path": {"more": 1}}},
        ),
    ],
)
async def test_each_difference_is_told_at_its_field(
    service: Service, query: str, found: Any
) -> None:
    assert found == await incomplete(service, query, asked=True)
    assert found == await incomplete(service, query, asked=True), "what is kept is the same"


QUERY = '{ event(key: "boat-workshop") { when } }'
FOUND = {"ALL": {"event.when": {"more": 1}}}


async def test_short_answers_say_it_unasked_and_long_ones_where_asked(service: Service) -> None:
    dear = replace(service, checked_cost=0)
    assert FOUND == await incomplete(service, QUERY)
    assert await incomplete(dear, QUERY) is None
    assert FOUND == await incomplete(dear, QUERY, asked=True)
    assert await incomplete(dear, QUERY) is None, "the same request has the same answer"


async def test_it_can_be_left_out(service: Service) -> None:
    assert "left out" == await incomplete(service, QUERY, asked=False)


async def test_what_would_be_too_large_is_not_looked_at(service: Service) -> None:
    query = '{ provisions(where: {agents: {some: {is: "FN"}}}) { nodes { iri name } } }'
    assert await incomplete(replace(service, max_bytes=60), query, asked=True) is None


def test_differences_are_counted_by_field() -> None:
    shown: Json = {"a": [{"b": None, "c": 1}, {"b": 2, "c": 3}], "withheld": 4, "d": {"e": []}}
    other: Json = {"a": [{"b": 5, "c": None}, {"b": 6, "c": 3}], "withheld": 0, "d": {"e": [1, 2]}}
    expected = {"a.b": {"more": 1, "other": 1}, "a.c": {"fewer": 1}, "d.e": {"more": 2}}
    assert expected == compare(shown, other)


def test_a_table_is_described_with_what_it_lacks(http: Client) -> None:
    query = '{ provisions(where: {agents: {none: {is: "FN"}}}) { nodes { key } } }'
    lacking = http.get("/graphql", params={"query": query, "format": "csvw"}).text
    whole = http.get("/graphql", params={"query": "{ states { nodes { key } } }", "format": "csvw"})
    assert "INFERRED: provisions.nodes; ALL: provisions.nodes." in lacking
    assert "Weaker levels of certainty show nothing else." in whole.text


def test_a_request_says_whether_it_wants_to_know(http: Client) -> None:
    def ask(wanted: object) -> Any:
        asked = {"query": QUERY, "extensions": {"incomplete": wanted}}
        return http.post("/graphql", json=asked).json()

    assert FOUND == ask(wanted=True)["extensions"]["incomplete"]
    assert "incomplete" not in ask(wanted=False)["extensions"]
    assert "extensions.incomplete: expected true or false" in str(ask(wanted="yes")["errors"])


async def test_a_page_says_where_its_answer_is_not_all(embedded_api: AsyncClient) -> None:
    page = (await embedded_api.get("/questions/with-acmw-and-partner")).text
    assert "This is not all: with certainty <code>INFERRED</code> the answer differs at" in page
