"""GraphQL over HTTP: methods, media types, what clients may keep, other origins, compression."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx
import pytest

from graph.settings import Settings
from tests.places import SMALL_TEXTS

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
PLAIN, STRICT, CSV = "application/json", "application/graphql-response+json", "text/csv"
COUNT = "{ instruments { totalCount } }"
LONG = "{ things { nodes { iri key name } } }"
ERRORS = {"query": "{ no }"}


def get(http: httpx.Client, query: str = COUNT, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return http.get("/graphql", params={"query": query}, headers=named)


def code_of(response: httpx.Response) -> str:
    [error] = response.json()["errors"]
    code: str = error["extensions"]["code"]
    return code


# media types


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", PLAIN),
        ("application/*", PLAIN),
        (PLAIN, PLAIN),
        (STRICT, STRICT),
        (f"{STRICT}, {PLAIN}", STRICT),
        (f"{PLAIN}, {STRICT}", STRICT),
        (f"{STRICT}; q=0.5, {PLAIN}", PLAIN),
        (f"{STRICT};q=0, */*;q=0.1", PLAIN),
        (CSV, CSV),
        (f"{CSV};q=0.9, {PLAIN};q=0.8", CSV),
        ("text/*, */*;q=0.1", CSV),
        ("image/png, */*;q=0.8", PLAIN),
    ],
)
def test_the_best_liked_media_type_is_sent(http: httpx.Client, accept: str, kind: str) -> None:
    response = get(http, "{ instruments { nodes { name } } }", accept=accept)
    assert f"{kind}; charset=utf-8" == response.headers["content-type"]


@pytest.mark.parametrize("accept", ["image/png", f"{PLAIN};q=0", "text/plain"])
def test_nothing_acceptable_is_406_and_names_what_there_is(http: httpx.Client, accept: str) -> None:
    response = get(http, accept=accept)
    assert (406, "NOT_ACCEPTABLE") == (response.status_code, code_of(response))
    assert f"none of {PLAIN}, {STRICT}, {CSV}" in response.text


def test_a_format_in_the_address_goes_before_accept(http: httpx.Client) -> None:
    response = http.post("/graphql?format=json", json={"query": COUNT}, headers={"accept": CSV})
    assert f"{PLAIN}; charset=utf-8" == response.headers["content-type"]


@pytest.mark.parametrize("kind", ["application/json; charset=latin-1", "application/graphql"])
def test_a_body_of_another_type_is_415(http: httpx.Client, kind: str) -> None:
    headers = {"content-type": kind}
    response = http.post("/graphql", content=json.dumps({"query": COUNT}), headers=headers)
    assert (415, "UNSUPPORTED_MEDIA_TYPE") == (response.status_code, code_of(response))


@pytest.mark.parametrize("charset", ["utf-8", '"UTF-8"', "utf8"])
def test_a_body_may_say_that_it_is_utf_8(http: httpx.Client, charset: str) -> None:
    headers = {"content-type": f"application/json; charset={charset}"}
    response = http.post("/graphql", content=json.dumps({"query": COUNT}), headers=headers)
    assert 200 == response.status_code


@pytest.mark.parametrize(
    "parameters",
    [
        "charset=utf-8; foo=bar",
        "foo=bar; charset=utf-8",
        'foo="charset=latin-1"',
        "xcharset=latin-1",
        "charset=UTF-8;",
        " charset",
    ],
)
@pytest.mark.parametrize(
    ("path", "kind", "content"),
    [
        ("/graphql", "application/json", json.dumps({"query": COUNT})),
        ("/sparql", "application/sparql-query", "ASK {}"),
        ("/sparql", "application/x-www-form-urlencoded", "query=ASK%20%7B%7D"),
    ],
)
def test_parameters_of_a_media_type_are_read_one_by_one(
    http: httpx.Client, path: str, kind: str, content: str, parameters: str
) -> None:
    for written in (kind, kind.upper()):
        headers = {"content-type": f"{written}; {parameters}"}
        assert 200 == http.post(path, content=content, headers=headers).status_code
    for wrong in ("charset=latin-1", "charset=utf-8; charset=latin-1", 'CHARSET="utf-16"'):
        headers = {"content-type": f"{kind}; {wrong}"}
        assert 415 == http.post(path, content=content, headers=headers).status_code


@pytest.mark.parametrize("path", ["/graphql", "/sparql"])
@pytest.mark.parametrize(
    ("coding", "status"), [("Identity", 200), ("", 200), ("gzip", 415), ("identity, br", 415)]
)
def test_a_body_is_sent_as_it_is(http: httpx.Client, path: str, coding: str, status: int) -> None:
    kinds = {"/graphql": PLAIN, "/sparql": "application/sparql-query"}
    content = json.dumps({"query": COUNT}) if path == "/graphql" else "ASK {}"
    headers = {"content-type": kinds[path], "content-encoding": coding}
    assert status == http.post(path, content=content, headers=headers).status_code


# what the draft says of parameters


NAMED = "query A { bodies { totalCount } }"
TWO = NAMED + " query B { states { totalCount } }"


@pytest.mark.parametrize("name", ["operationName", "variables", "extensions", "release", "format"])
def test_an_empty_parameter_is_none(http: httpx.Client, name: str) -> None:
    response = http.get("/graphql", params={"query": NAMED, name: ""})
    assert ["bodies"] == list(response.json()["data"])


def test_empty_rows_are_none(http: httpx.Client) -> None:
    params = {"query": "{ bodies { nodes { name } } }", "format": "csv", "rows": ""}
    assert "name" == http.get("/graphql", params=params).text.splitlines()[0]


@pytest.mark.parametrize("name", ["", None])
def test_no_name_among_several_operations_is_told(http: httpx.Client, name: str | None) -> None:
    response = http.post("/graphql", json={"query": TWO, "operationName": name})
    assert "Which operation? Name one of A, B" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("text", ["", " ", "#"])
def test_a_text_without_an_operation_is_a_document_that_cannot_be_parsed(
    http: httpx.Client, text: str
) -> None:
    for response in (
        http.get("/graphql", params={"query": text}),
        http.post("/graphql", json={"query": text}),
    ):
        assert (200, "SYNTAX_ERROR") == (response.status_code, code_of(response))
    assert (
        400 == http.get("/graphql", params={"query": text}, headers={"accept": STRICT}).status_code
    )
    assert "BAD_REQUEST" == code_of(http.get("/graphql"))


@pytest.mark.parametrize(
    "name", ["query", "operationName", "variables", "extensions", "release", "format", "rows"]
)
def test_a_parameter_is_given_once(http: httpx.Client, name: str) -> None:
    given = [("query", "{ bodies { nodes { name } } }")]
    given += [("format", "csv")] if name == "rows" else []
    response = http.get(
        "/graphql", params=[*given, *([(name, "")] * (1 if name == "query" else 2))]
    )
    assert (400, "BAD_REQUEST") == (response.status_code, code_of(response))
    assert f"{name}: expected one value, not 2" in response.text


def test_a_post_is_read_from_its_body_alone(http: httpx.Client) -> None:
    other = {"query": "{ states { totalCount } }", "operationName": "X", "variables": "no JSON"}
    response = http.post("/graphql", params=other, json={"query": NAMED})
    assert ["bodies"] == list(response.json()["data"])
    assert 400 == http.post("/graphql", params=other, json={}).status_code
    assert 415 == http.post("/graphql", params=other).status_code


@pytest.mark.parametrize("batch", [[], [{"query": COUNT}], [{"query": COUNT}] * 2, COUNT, None])
def test_a_body_is_one_object(http: httpx.Client, batch: object) -> None:
    response = http.post("/graphql", content=json.dumps(batch), headers={"content-type": PLAIN})
    assert (400, "BAD_REQUEST") == (response.status_code, code_of(response))


@pytest.mark.parametrize("wrong", ["text", 0, False, ["list"]])
def test_extensions_are_an_object(http: httpx.Client, wrong: object) -> None:
    response = http.post("/graphql", json={"query": COUNT, "extensions": wrong})
    assert (400, "BAD_REQUEST") == (response.status_code, code_of(response))
    assert 400 == http.get(f"/graphql?query={COUNT}&extensions={json.dumps(wrong)}").status_code


# methods


def test_head_is_get_without_a_body(http: httpx.Client) -> None:
    params = {"query": COUNT}
    head = http.head("/graphql", params=params)
    full = http.get("/graphql", params=params)
    assert (200, b"") == (head.status_code, head.content)
    for name in ("content-type", "content-length", "etag", "vary"):
        assert full.headers[name] == head.headers[name]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_with_those_there_are(http: httpx.Client, method: str) -> None:
    response = http.request(method, "/graphql")
    assert (405, "METHOD_NOT_ALLOWED") == (response.status_code, code_of(response))
    assert {"GET", "HEAD", "POST"} == set(response.headers["allow"].split(", "))


@pytest.mark.parametrize("more", [{}, {"format": "csv"}, {"format": "bibtex"}])
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("mutation { x }", None),
        ("mutation M { __typename }", "M"),
        ("query A { bodies { totalCount } } mutation M { x }", "M"),
        ("mutation M { ...F } fragment F on Query { bodies { totalCount } }", ""),
    ],
)
@pytest.mark.parametrize("accept", [PLAIN, STRICT, "*/*"])
def test_a_mutation_by_get_is_405(
    http: httpx.Client, accept: str, query: str, name: str | None, more: dict[str, str]
) -> None:
    params = {"query": query} | more | ({} if name is None else {"operationName": name})
    response = http.get("/graphql", params=params, headers={"accept": accept})
    assert (405, "METHOD_NOT_ALLOWED") == (response.status_code, code_of(response))
    assert "POST" == response.headers["allow"]
    assert 405 == http.head("/graphql", params=params, headers={"accept": accept}).status_code
    sent = {"query": query, "operationName": name}
    assert 405 != http.post("/graphql", json=sent, headers={"accept": accept}).status_code


def test_a_query_beside_a_mutation_may_be_sent_by_get(http: httpx.Client) -> None:
    params = {"query": "query A { bodies { totalCount } } mutation M { x }", "operationName": "A"}
    response = http.get("/graphql", params=params)
    assert "VALIDATION_ERROR" == code_of(response)  # of the schema, which has no mutations


def test_an_unknown_address_is_404(http: httpx.Client) -> None:
    assert "NOT_FOUND" == code_of(http.get("/graphq"))


# what clients may keep


def test_an_answer_has_a_strong_etag_and_is_asked_for_again(http: httpx.Client) -> None:
    response = get(http)
    tag = response.headers["etag"]
    assert tag.startswith('"')
    assert "no-cache" == response.headers["cache-control"]
    again = get(http, if_none_match=f'"other", W/{tag}')
    assert (304, b"", tag) == (again.status_code, again.content, again.headers["etag"])
    assert {"Accept", "Accept-Encoding"} <= set(again.headers["vary"].split(", "))


def test_the_same_question_has_the_same_etag_in_another_process(
    http: httpx.Client, serving: Serving, small_settings: Settings
) -> None:
    with serving(small_settings) as other:
        assert get(http).headers["etag"] == get(other).headers["etag"]


def test_what_is_sent_otherwise_has_another_etag(http: httpx.Client) -> None:
    tags = [
        get(http),
        get(http, LONG),
        get(http, accept=STRICT),
        get(http, accept_encoding="identity"),
        http.post("/graphql", json={"query": COUNT}),
        http.post("/graphql", json={"query": COUNT, "variables": {}}),
        http.post("/graphql", json={"query": LONG}, headers={"accept": CSV}),
        http.post("/graphql?rows=things", json={"query": LONG}, headers={"accept": CSV}),
    ]
    assert len(tags) == len({response.headers["etag"] for response in tags})


def test_documents_at_hand_change_the_etag(
    http: httpx.Client, serving: Serving, small_settings: Settings
) -> None:
    documents = {"documents": SMALL_TEXTS}
    with serving(small_settings.model_copy(update=documents)) as quoting:
        assert get(http).headers["etag"] != get(quoting).headers["etag"]


@pytest.mark.parametrize("accept", [PLAIN, STRICT])
def test_errors_have_no_etag(http: httpx.Client, accept: str) -> None:
    assert "etag" not in http.post("/graphql", json=ERRORS, headers={"accept": accept}).headers


def test_a_post_is_answered_whatever_is_known(http: httpx.Client) -> None:
    tag = http.post("/graphql", json={"query": COUNT}).headers["etag"]
    again = http.post("/graphql", json={"query": COUNT}, headers={"if-none-match": tag})
    assert 200 == again.status_code


# pages of other origins


def test_pages_of_other_origins_may_ask(http: httpx.Client) -> None:
    response = get(http, origin="https://example.org")
    assert "*" == response.headers["access-control-allow-origin"]
    assert "access-control-allow-credentials" not in response.headers
    exposed = response.headers["access-control-expose-headers"].split(", ")
    assert {"ETag", "Link", "Retry-After", "Content-Disposition"} == set(exposed)


def test_browsers_may_ask_beforehand(http: httpx.Client) -> None:
    headers = {
        "origin": "https://example.org",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    response = http.options("/graphql", headers=headers)
    assert 200 == response.status_code
    assert "content-type" in response.headers["access-control-allow-headers"].lower()


def test_errors_are_told_to_other_origins_too(http: httpx.Client) -> None:
    response = http.put("/graphql", headers={"origin": "https://example.org"})
    assert "*" == response.headers["access-control-allow-origin"]


# compression


def test_long_answers_are_compressed_where_that_is_accepted(http: httpx.Client) -> None:
    packed = get(http, LONG, accept_encoding="gzip")
    plain = get(http, LONG, accept_encoding="identity")
    assert "gzip" == packed.headers["content-encoding"]
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    for response in (packed, plain):
        assert "Accept-Encoding" in response.headers["vary"]


def test_short_answers_are_sent_as_they_are(http: httpx.Client) -> None:
    assert "content-encoding" not in get(http, accept_encoding="gzip").headers


# bounds


def test_an_address_that_is_too_long_is_414(serving: Serving, small_settings: Settings) -> None:
    with serving(small_settings.model_copy(update={"max_body_bytes": 1_000})) as http:
        response = get(http, COUNT + "#" + "x" * 1_000)
    assert (414, "ADDRESS_TOO_LONG") == (response.status_code, code_of(response))
    assert "use POST" in response.text
