import gzip
import json
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from time import monotonic, perf_counter
from typing import Any, NoReturn

import httpx
import pytest
from graphql import get_introspection_query

from gql.errors import status_of
from gql.execution import answer, build_service
from gql.formats import STRICT_ANSWER
from gql.requests import Operation
from gql.responses import respond
from graph.opening import open_served
from graph.release import Release
from graph.settings import Settings

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
STRICT = "application/graphql-response+json"
COUNT = "{ instruments { totalCount } }"


def ask(http: httpx.Client, query: str, **more: Any) -> httpx.Response:
    return http.post("/graphql", json={"query": query, **more})


def refused(response: httpx.Response, status: int, code: str) -> str:
    """The message of the one error of a refused request."""
    shown = response.json()
    assert (status, [code]) == (response.status_code, [error_code(e) for e in shown["errors"]])
    assert "data" not in shown
    message: str = shown["errors"][0]["message"]
    return message


def error_code(error: Mapping[str, Any]) -> str:
    code: str = error["extensions"]["code"]
    return code


# what is answered


def test_post_answers_with_data_and_release(http: httpx.Client, small_release: Release) -> None:
    response = ask(http, COUNT)
    expected = {
        "data": {"instruments": {"totalCount": 6}},
        "extensions": {"release": small_release.id, "cost": 7, "incomplete": {}},
    }
    assert expected == response.json()
    assert response.headers["content-type"] == "application/json; charset=utf-8"


def test_post_takes_variables_and_the_name_of_the_operation(http: httpx.Client) -> None:
    query = "query A($key: Key!) { instrument(key: $key) { name } } query B { __typename }"
    response = ask(http, query, variables={"key": "lake-charter"}, operationName="A")
    assert response.json()["data"] == {"instrument": {"name": "Charter of the Lake"}}


def test_get_answers_a_query_in_the_address(http: httpx.Client) -> None:
    query = "query ($key: Key!) { agent(key: $key) { name } }"
    params = {"query": query, "variables": '{"key": "the council"}'}
    response = http.get("/graphql", params=params)
    assert response.json()["data"] == {"agent": {"name": "Lake Council"}}


def test_an_answer_is_had_as_csv(http: httpx.Client, small_release: Release) -> None:
    query = "query Kinds { conventions(orderBy: [{name: ASC}]) { nodes { name } } }"
    body = {"query": query, "operationName": "Kinds"}
    response = http.post("/graphql?format=csv", json=body)
    assert response.text.startswith("name\r\n")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="Kinds-{small_release.id}.csv"' in response.headers["content-disposition"]
    accepted = http.post("/graphql", json=body, headers={"accept": "text/csv"})
    assert accepted.text == response.text


def test_what_is_no_table_is_told_in_json(http: httpx.Client) -> None:
    two = "{ bodies { nodes { name } } states { nodes { name } } }"
    message = refused(http.post("/graphql?format=csv", json={"query": two}), 400, "NO_TABLE")
    assert "root fields bodies, states" in message
    wrong = http.post("/graphql?format=csv", json={"query": "{ no }"})
    assert "Cannot query field" in refused(wrong, 400, "VALIDATION_ERROR")


def test_unknown_format_is_refused(http: httpx.Client) -> None:
    response = http.get("/graphql", params={"query": COUNT, "format": "pdf"})
    assert "one of csv, json, csvw, bibtex, csl" in refused(response, 400, "BAD_REQUEST")


def test_strict_media_type_is_answered_as_such(http: httpx.Client) -> None:
    response = http.post("/graphql", json={"query": COUNT}, headers={"accept": STRICT})
    assert (response.status_code, response.headers["content-type"]) == (
        200,
        f"{STRICT}; charset=utf-8",
    )


@pytest.mark.parametrize("params", [{}, {"query": COUNT}, {"question": "names-of-acmw"}])
def test_browser_is_given_the_page(http: httpx.Client, params: dict[str, str]) -> None:
    response = http.get("/graphql", params=params, headers={"accept": "text/html,*/*;q=0.8"})
    assert response.headers["content-type"].startswith("text/html")
    assert "Accept" in response.headers["vary"]


def test_health_tells_the_release(http: httpx.Client, small_release: Release) -> None:
    assert http.get("/livez").status_code == 200
    assert http.get("/readyz").text == f"ready with release {small_release.id}\n"


# what is not asked rightly


def test_request_error_is_400_without_data_under_the_strict_type(http: httpx.Client) -> None:
    response = http.post("/graphql", json={"query": "{ no }"}, headers={"accept": STRICT})
    refused(response, 400, "VALIDATION_ERROR")


def test_request_error_is_200_without_data_under_plain_json(http: httpx.Client) -> None:
    refused(ask(http, "{ no }"), 200, "VALIDATION_ERROR")


def test_error_tells_the_release_and_the_place(http: httpx.Client, small_release: Release) -> None:
    shown = ask(http, "{\n  no }").json()
    assert shown["extensions"] == {"release": small_release.id}
    assert shown["errors"][0]["locations"] == [{"line": 2, "column": 3}]


def test_misspelt_field_keeps_the_suggestion_of_graphql(http: httpx.Client) -> None:
    message = refused(ask(http, "{ instrumets { totalCount } }"), 200, "VALIDATION_ERROR")
    assert "Did you mean 'instruments'" in message


def test_text_that_is_not_graphql_is_a_syntax_error(http: httpx.Client) -> None:
    message = refused(ask(http, "{ instruments"), 200, "SYNTAX_ERROR")
    assert "Syntax Error: Expected Name, found <EOF>." in message


def test_variable_that_does_not_fit_is_told_by_name(http: httpx.Client) -> None:
    query = "query ($first: Int) { instruments(first: $first) { totalCount } }"
    message = refused(ask(http, query, variables={"first": "x"}), 200, "VALIDATION_ERROR")
    assert "'$first'" in message


def test_unknown_key_lists_candidates(http: httpx.Client) -> None:
    response = ask(http, '{ agent(key: "Lake Councli") { name } }')
    message = refused(response, 200, "UNKNOWN_KEY")
    assert message.startswith("no agent has the key 'Lake Councli'; did you mean 'Lake Council'")
    extensions = response.json()["errors"][0]["extensions"]
    assert extensions["candidates"][0] == "Lake Council"
    assert extensions["argument"] == "agent.key"


def test_ambiguous_key_lists_candidates(http: httpx.Client) -> None:
    response = ask(http, '{ agent(key: "the Network") { name } }')
    refused(response, 200, "AMBIGUOUS_KEY")
    base = "https://w3id.org/asean-labour/id/body/"
    assert response.json()["errors"][0]["extensions"]["candidates"] == [
        f"{base}fish-network",
        f"{base}river-forum",
    ]


def test_several_operations_need_a_name(http: httpx.Client) -> None:
    message = refused(ask(http, f"query A {COUNT} query B {COUNT}"), 200, "VALIDATION_ERROR")
    assert "Name one of A, B as operationName." in message


def test_unknown_operation_is_told(http: httpx.Client, small_release: Release) -> None:
    response = ask(http, f"query A {COUNT}", operationName="C")
    assert "operationName" in refused(response, 200, "UNKNOWN_OPERATION")
    assert response.json()["extensions"] == {"release": small_release.id}


def test_mutation_is_refused(http: httpx.Client) -> None:
    refused(ask(http, "mutation { x }"), 200, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        ("{", {}, 400, "BAD_JSON"),
        ("", {}, 400, "BAD_JSON"),
        (b"\xff", {}, 400, "BAD_JSON"),
        ('{"query": "\\ud800"}', {}, 400, "BAD_JSON"),
        ('{"query": "{x}", "variables": ' + '{"a":' * 20_000 + "1" + "}" * 20_001, {}, 413, None),
        ('{"variables": ' + "[" * 20_000 + "]" * 20_000 + "}", {}, 400, "BAD_JSON"),
        ("[]", {}, 400, "BAD_REQUEST"),
        (f'[{{"query": "{COUNT}"}}]', {}, 400, "BAD_REQUEST"),
        ("{}", {}, 400, "BAD_REQUEST"),
        ('{"query": 1}', {}, 400, "BAD_REQUEST"),
        ('{"query": "{x}", "variables": []}', {}, 400, "BAD_REQUEST"),
        ('{"query": "{x}", "operationName": 1}', {}, 400, "BAD_REQUEST"),
        ("{}", {"content-type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (gzip.compress(b"{}", mtime=0), {"content-encoding": "gzip"}, 415, "UNSUPPORTED_ENCODING"),
        (gzip.compress(b"{}", mtime=0), {}, 400, "BAD_JSON"),
        (" " * 65_537, {}, 413, "BODY_TOO_LARGE"),
    ],
)
def test_body_that_holds_no_operation_is_refused(
    http: httpx.Client, body: str | bytes, headers: dict[str, str], status: int, code: str | None
) -> None:
    headers = {"content-type": "application/json"} | headers
    response = http.post("/graphql", content=body, headers=headers)
    refused(response, status, code or "BODY_TOO_LARGE")


def test_body_without_a_type_is_refused(http: httpx.Client) -> None:
    response = http.post("/graphql", content=b"{}")
    assert "not nothing" in refused(response, 415, "UNSUPPORTED_MEDIA_TYPE")


def test_body_is_cut_off_where_its_length_is_not_told(http: httpx.Client) -> None:
    chunks = (b" " * 10_000 for _ in range(7))
    response = http.post("/graphql", content=chunks, headers={"content-type": "application/json"})
    refused(response, 413, "BODY_TOO_LARGE")


def test_get_without_a_query_is_refused(http: httpx.Client) -> None:
    refused(http.get("/graphql"), 400, "BAD_REQUEST")


def test_get_with_variables_that_are_not_json_is_refused(http: httpx.Client) -> None:
    refused(http.get("/graphql", params={"query": COUNT, "variables": "{"}), 400, "BAD_JSON")


@pytest.mark.parametrize(
    "text",
    ["", "\0", "a\0b", '"', '"a', "*", "'", "\\", "AND", "NEAR(a b)", "a:b", "-", "😀", "a" * 9000],
)
def test_no_text_makes_the_server_fail(http: httpx.Client, text: str) -> None:
    query = """query ($text: String!) { things(search: $text, where: {name: {contains: $text}}) {
        totalCount } }"""
    assert "errors" not in ask(http, query, variables={"text": text}).json()
    query = "query ($key: Key!) { agent(key: $key) { name } }"
    refused(ask(http, query, variables={"key": text}), 200, "UNKNOWN_KEY")


@pytest.mark.parametrize("depth", [32, 150, 300, 900])
def test_nested_variables_are_refused(http: httpx.Client, depth: int) -> None:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"not": value}
    query = "query ($where: InstrumentWhere) { instruments(where: $where) { totalCount } }"
    response = ask(http, query, variables={"where": value})
    assert "more than 32 levels of brackets" in refused(response, 200, "TOO_DEEP")


# what goes wrong on our side


async def test_answer_that_takes_too_long_is_503(small_settings: Settings) -> None:
    served = open_served(small_settings)
    service = build_service(served, small_settings)
    past = monotonic() - 1
    shown = await answer(service, Operation(COUNT), past)
    await served.close()
    response = respond(shown, STRICT_ANSWER, "")
    assert (503, "5") == (response.status_code, response.headers["retry-after"])
    [error] = shown["errors"]
    assert "TIMEOUT" == error_code(error)
    assert "ask for less" in error["message"]


def test_unreachable_store_is_503(serving: Serving, small_settings: Settings) -> None:
    absent = {"store": "neo4j", "neo4j_uri": "bolt://127.0.0.1:1", "timeout_seconds": 2}
    with serving(small_settings.model_copy(update=absent)) as http:
        response = ask(http, COUNT)
        refused(response, 503, "STORE_UNAVAILABLE")
        assert response.headers["retry-after"] == "5"
        ready = http.get("/readyz")
        assert (ready.status_code, ready.headers["retry-after"]) == (503, "5")
        assert http.get("/livez").status_code == 200


async def test_failure_is_logged_and_not_told(
    small_settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_args: object, **_given: object) -> NoReturn:
        raise ValueError("lost in the store")

    served = open_served(small_settings)
    service = build_service(served, small_settings)
    monkeypatch.setattr(served.store, "read", fail)
    shown = await answer(service, Operation("{ states { totalCount } }"))
    await served.close()
    expected = [
        {
            "message": "The server failed; its log says how.",
            "extensions": {"code": "INTERNAL"},
        }
    ]
    assert (expected, 500) == (shown["errors"], status_of(shown, strict=False))
    assert "lost in the store" in caplog.text


def test_wrong_questions_are_not_logged(
    http: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "strawberry.execution"):
        for query in ("{ no }", "{", '{ agent(key: "x") { name } }'):
            ask(http, query)
    assert [] == [r for r in caplog.records if r.name.startswith("strawberry")]


# the schema


def test_introspection_is_answered_and_kept(http: httpx.Client) -> None:
    query = get_introspection_query(input_value_deprecation=True)
    first = ask(http, query)
    start = perf_counter()
    second = ask(http, query)
    assert perf_counter() - start < 0.2
    assert first.content == second.content
    assert first.json()["data"]["__schema"]["queryType"]["name"] == "Query"


def test_introspection_takes_variables(http: httpx.Client) -> None:
    query = "query ($name: String!) { __type(name: $name) { name kind } }"
    names = ("Event", "Agent")
    kinds = [ask(http, query, variables={"name": n}).json()["data"]["__type"] for n in names]
    assert kinds == [{"name": "Event", "kind": "OBJECT"}, {"name": "Agent", "kind": "INTERFACE"}]


def test_typename_goes_with_both(http: httpx.Client) -> None:
    named = {"__typename": "Query"}
    assert ask(http, "{ __typename }").json()["data"] == named
    asked = ask(http, '{ __typename __type(name: "Nothing") { name } }')
    assert asked.json()["data"] == named | {"__type": None}


@pytest.mark.parametrize(
    "query",
    [
        '{ instruments { totalCount } __type(name: "Event") { name } }',
        '{ instruments { totalCount } ... { __type(name: "Event") { name } } }',
        """{ ...A instruments { totalCount } } fragment A on Query { ...B }
        fragment B on Query { __type(name: "Event") { name } }""",
    ],
)
def test_schema_and_graph_are_asked_apart(http: httpx.Client, query: str) -> None:
    assert "operation of their own" in refused(ask(http, query), 200, "MIXED_INTROSPECTION")


def test_fragments_spread_at_the_root(http: httpx.Client) -> None:
    query = "{ ...A ... on Query { states { totalCount } } } fragment A on Query { agents { totalCount } }"
    expected = {"agents": {"totalCount": 10}, "states": {"totalCount": 3}}
    assert expected == json.loads(ask(http, query).content)["data"]


# who may be answered


def test_a_client_that_sends_too_much_is_429(serving: Serving, small_settings: Settings) -> None:
    with serving(small_settings.model_copy(update={"requests_per_minute": 2})) as http:
        statuses = [ask(http, COUNT).status_code for _ in range(2)]
        response = ask(http, COUNT)
        assert [200, 200] == statuses
        refused(response, 429, "TOO_MANY_REQUESTS")
        assert response.headers["retry-after"] == "30"
        assert http.get("/livez").status_code == 200
