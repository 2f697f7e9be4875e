"""The SPARQL endpoint: the W3C's tests of the protocol, by their names there, and what it withstands."""

import asyncio
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import QuerySolutions, RdfFormat, parse, parse_query_results
from starlette.applications import Starlette
from starlette.middleware import Middleware

from gql.admission import Rate, SendBuffer
from gql.middleware import Boundary
from graph.plan import Json
from graph.rdf.alignment import read_alignment
from graph.release import QUADS, Release
from graph.settings import Settings
from web.app import sparql_route
from web.pages.questions import read_questions
from web.rdf_formats import FORMATS
from web.sparql.description import SD
from web.sparql.evaluation import GRAPHS, RESULTS
from web.sparql.process_pool import QueryBounds, Workers, _log_unprotected

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
Serve = Callable[[Starlette], AbstractContextManager[httpx.Client]]
DATA = "http://example.org/data/"
ONE, TWO, THREE = (f"{DATA}{number}" for number in (1, 2, 3))
FORM = {"content-type": "application/x-www-form-urlencoded"}
QUERY = {"content-type": "application/sparql-query"}
UPDATE = {"content-type": "application/sparql-update"}
SECONDS = 2.0


@pytest.fixture(scope="module")
def sparql(tmp_path_factory: pytest.TempPathFactory, serve_app: Serve) -> Iterator[httpx.Client]:
    """The endpoint over three graphs, each of which types its own IRI alike."""
    quads = tmp_path_factory.mktemp("sparql") / "quads.nq"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/Data>"
    quads.write_text("".join(f"<{iri}> {kind} <{iri}> .\n" for iri in (ONE, TWO, THREE)), "utf-8")
    workers = Workers(quads, QueryBounds(processes=2, seconds=SECONDS, megabytes=1024))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> Any:
        workers.start()
        yield
        await workers.close()

    app = Starlette(routes=[sparql_route(workers)], lifespan=lifespan)
    with serve_app(app) as client:
        yield client


def get(client: httpx.Client, query: str, accept: str = "*/*", **more: Any) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **more}, headers={"accept": accept})


def post(
    client: httpx.Client, content: str | bytes, headers: dict[str, str] | None = None
) -> httpx.Response:
    return client.post("/sparql", content=content, headers=headers or {})


def form(client: httpx.Client, **fields: str | list[str]) -> httpx.Response:
    return client.post("/sparql", data=fields)


def truth(response: httpx.Response) -> bool:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/sparql-results+json"
    boolean: bool = response.json()["boolean"]
    return boolean


# The tests of the protocol, https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/


def test_query_get(sparql: httpx.Client) -> None:
    assert truth(get(sparql, "ASK {}"))


def test_query_post_form(sparql: httpx.Client) -> None:
    assert truth(form(sparql, query="ASK {}"))


def test_query_post_direct(sparql: httpx.Client) -> None:
    assert truth(post(sparql, "ASK {}", QUERY))


def test_query_dataset_default_graphs_get(sparql: httpx.Client) -> None:
    typed = f"ASK {{ <{ONE}> a ?type }}"
    assert truth(get(sparql, typed, **{"default-graph-uri": ONE}))
    assert not truth(get(sparql, typed, **{"default-graph-uri": TWO}))


def test_query_dataset_default_graphs_post(sparql: httpx.Client) -> None:
    typed = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type }}"
    assert truth(form(sparql, query=typed, **{"default-graph-uri": [ONE, TWO]}))
    assert not truth(form(sparql, query=typed, **{"default-graph-uri": [ONE]}))


def test_query_dataset_named_graphs_post(sparql: httpx.Client) -> None:
    anything = "ASK { GRAPH ?g { ?s ?p ?o } }"
    assert truth(form(sparql, query=anything, **{"named-graph-uri": [ONE, TWO]}))
    assert not truth(form(sparql, query=anything, **{"named-graph-uri": f"{DATA}none"}))


def test_query_dataset_named_graphs_get(sparql: httpx.Client) -> None:
    anything = "ASK { GRAPH ?g { ?s ?p ?o } }"
    dataset: dict[str, Any] = {"named-graph-uri": [ONE, TWO]}
    assert truth(get(sparql, anything, **dataset))


def test_query_dataset_full(sparql: httpx.Client) -> None:
    query = "SELECT ?g ?x ?s { ?x ?y ?o GRAPH ?g { ?s ?p ?o } }"
    dataset: dict[str, Any] = {"default-graph-uri": THREE, "named-graph-uri": [ONE, TWO]}
    bindings = get(sparql, query, **dataset).json()["results"]["bindings"]
    assert {(b["x"]["value"], b["g"]["value"]) for b in bindings} == {(THREE, ONE), (THREE, TWO)}


def test_query_multiple_dataset(sparql: httpx.Client) -> None:
    query = f"ASK FROM <{ONE}> {{ <{ONE}> ?p ?o }}"
    assert truth(get(sparql, query))
    assert not truth(get(sparql, query, **{"default-graph-uri": TWO}))


@pytest.mark.parametrize(
    ("name", "query", "types"),
    [
        (
            "query_content_type_select",
            "SELECT (1 AS ?one) {}",
            {
                "application/sparql-results+json",
                "application/sparql-results+xml",
                "text/csv",
                "text/tab-separated-values",
            },
        ),
        (
            "query_content_type_ask",
            "ASK {}",
            {"application/sparql-results+json", "application/sparql-results+xml"},
        ),
        (
            "query_content_type_describe",
            f"DESCRIBE <{ONE}>",
            {"text/turtle", "application/n-triples", "application/rdf+xml"},
        ),
        (
            "query_content_type_construct",
            "CONSTRUCT { <http://a/> <http://b/c> 1 } WHERE {}",  # a name that RDF/XML has, too
            {"text/turtle", "application/n-triples", "application/rdf+xml"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("query_") else "",
)
def test_query_content_type(sparql: httpx.Client, name: str, query: str, types: set[str]) -> None:
    for media_type in types:
        response = form(sparql, query=query)
        assert response.headers["content-type"].partition(";")[0] in types, name
        response = get(sparql, query, media_type)
        assert response.headers["content-type"].partition(";")[0] == media_type


def test_bad_query_method(sparql: httpx.Client) -> None:
    response = sparql.put("/sparql", params={"query": "ASK {}"})
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_bad_multiple_queries(sparql: httpx.Client) -> None:
    response = form(sparql, query=["ASK {}", "SELECT * {}"])
    assert (response.status_code, response.json()["code"]) == (400, "BAD_REQUEST")
    assert "expected one query, not 2" in response.json()["title"]


def test_bad_query_wrong_media_type(sparql: httpx.Client) -> None:
    response = post(sparql, "ASK {}", {"content-type": "text/plain"})
    assert response.status_code == 415
    assert "send application/sparql-query or" in response.json()["title"]


def test_bad_query_missing_form_type(sparql: httpx.Client) -> None:
    assert post(sparql, "query=ASK%20%7B%7D").status_code == 415


def test_bad_query_missing_direct_type(sparql: httpx.Client) -> None:
    assert post(sparql, "ASK {}").status_code == 415


def test_bad_query_non_utf8(sparql: httpx.Client) -> None:
    typed = {"content-type": "application/sparql-query; charset=UTF-16"}
    assert post(sparql, "ASK {}".encode("utf-16"), typed).status_code == 415
    assert post(sparql, "ASK {}".encode("utf-16"), QUERY).status_code == 400


def test_bad_query_syntax(sparql: httpx.Client) -> None:
    response = get(sparql, "ASK {")
    assert (response.status_code, response.json()["code"]) == (400, "SPARQL_SYNTAX")


INSERT = "INSERT DATA { <http://a/> a <http://b/> }"
USING = {"using-graph-uri": ONE}
NAMED = {"using-named-graph-uri": TWO}


@pytest.mark.parametrize(
    ("name", "send"),
    [
        ("update_dataset_default_graph", lambda http: form(http, update=INSERT, **USING)),
        (
            "update_dataset_default_graphs",
            lambda http: form(http, update=INSERT, **{"using-graph-uri": [ONE, TWO]}),
        ),
        ("update_dataset_named_graphs", lambda http: form(http, update=INSERT, **NAMED)),
        ("update_dataset_full", lambda http: form(http, update=INSERT, **USING, **NAMED)),
        ("update_post_form", lambda http: form(http, update=INSERT)),
        ("update_post_direct", lambda http: post(http, INSERT, UPDATE)),
        ("update_base_uri", lambda http: form(http, update="CLEAR GRAPH <#relative>")),
        ("bad_update_get", lambda http: http.get("/sparql", params={"update": INSERT})),
        ("bad_multiple_updates", lambda http: form(http, update=[INSERT, INSERT])),
        (
            "bad_update_wrong_media_type",
            lambda http: post(http, INSERT, {"content-type": "text/plain"}),
        ),
        ("bad_update_missing_form_type", lambda http: post(http, "update=CLEAR%20ALL")),
        (
            "bad_update_non_utf8",
            lambda http: post(
                http,
                INSERT.encode("utf-16"),
                {"content-type": "application/sparql-update; charset=UTF-16"},
            ),
        ),
        ("bad_update_syntax", lambda http: form(http, update="CLEAR NAUGHT")),
        (
            "bad_update_dataset_conflict",
            lambda http: form(http, update=f"WITH <{ONE}> DELETE {{}} WHERE {{}}", **USING),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_updates_are_refused(
    sparql: httpx.Client, name: str, send: Callable[[httpx.Client], httpx.Response]
) -> None:
    assert send(sparql).status_code in (400, 403, 405, 415), name
    assert not truth(get(sparql, "ASK { <http://a/> ?p ?o }"))


# what else the endpoint promises


def test_the_default_graph_is_the_union_of_all(sparql: httpx.Client) -> None:
    assert truth(get(sparql, f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type }}"))


def test_results_are_what_their_type_says(sparql: httpx.Client) -> None:
    query = "SELECT ?s { ?s ?p ?o } ORDER BY ?s"
    for media_type in {*RESULTS, *GRAPHS}:
        given = get(sparql, query if media_type in RESULTS else "DESCRIBE <a>", media_type)
        assert given.headers["content-type"].partition(";")[0] == media_type
    assert get(sparql, query, "text/csv").text == f"s\r\n{ONE}\r\n{TWO}\r\n{THREE}\r\n"
    for media_type in set(RESULTS) - {"text/csv"}:
        content = get(sparql, query, media_type).content
        found = parse_query_results(content, format=RESULTS[media_type])
        assert isinstance(found, QuerySolutions)
        assert [str(row["s"]) for row in found] == [f"<{ONE}>", f"<{TWO}>", f"<{THREE}>"]
    for media_type, syntax in GRAPHS.items():
        content = get(sparql, "CONSTRUCT WHERE { ?s ?p ?o }", media_type).content
        triples = parse(content, format=syntax)
        assert {str(one.subject) for one in triples} == {f"<{ONE}>", f"<{TWO}>", f"<{THREE}>"}


def test_a_type_that_no_result_has_is_406_with_a_list(sparql: httpx.Client) -> None:
    response = get(sparql, "ASK {}", "image/png")
    assert (response.status_code, response.json()["code"]) == (406, "NOT_ACCEPTABLE")
    assert "text/turtle" in response.json()["available"]
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
        ("text/html, application/json;q=0.5", "application/json"),
        ("application/sparql-results+json, application/json", "application/sparql-results+json"),
    ],
)
def test_types_may_be_asked_for_by_their_wider_names(
    sparql: httpx.Client, accept: str, media_type: str
) -> None:
    response = get(sparql, "ASK {}", accept)
    assert (response.headers["content-type"], response.headers["vary"]) == (media_type, "Accept")
    assert b"true" in response.content


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ('a\\u0001b' AS ?x) {}",
        "SELECT ('a\\uFFFFb' AS ?x) {}",
        "CONSTRUCT { <a> <http://x/b> 'a\\u0001b' } {}",
        "CONSTRUCT { <a> <http://x/b1> 1 ; <http://x/1> 1 } {}",
        "CONSTRUCT { <a> <http://x/> 1 } {}",
        "CONSTRUCT { <a> <http://x/a?b=1> 1 } {}",
    ],
)
def test_what_xml_cannot_hold_is_not_written_as_xml(sparql: httpx.Client, query: str) -> None:
    for media_type in ("application/xml", "application/sparql-results+xml, application/rdf+xml"):
        response = get(sparql, query, media_type)
        assert (response.status_code, response.json()["code"]) == (406, "NOT_IN_XML")
        assert "application/json" in response.json()["available"]
        assert response.headers["vary"] == "Accept"
    assert get(sparql, query, "application/json").status_code == 200


def test_each_request_has_random_numbers_of_its_own(sparql: httpx.Client) -> None:
    query = "SELECT (RAND() AS ?r) (STRUUID() AS ?s) (UUID() AS ?u) (BNODE() AS ?b) {}"
    answers = [get(sparql, query, "text/csv").text.split()[1].split(",") for _ in range(3)]
    for given in zip(*answers, strict=True):
        assert len(set(given)) == 3


def test_head_is_answered_without_a_body(sparql: httpx.Client) -> None:
    response = sparql.head("/sparql", params={"query": "ASK {}"})
    assert (response.status_code, response.content) == (200, b"")


def test_a_query_may_be_slow_but_not_for_others(sparql: httpx.Client) -> None:
    triple = "?a{0} ?b{0} ?c{0} ."
    endless = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(triple.format(n) for n in range(40))} }}"
    response = get(sparql, endless)
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert "took longer than 2 s" in response.json()["title"]
    assert truth(get(sparql, "ASK {}"))


DEADLY = {None, "QUERY_TOO_LARGE", "STORE_UNAVAILABLE"}  # as deep as the engine's stack is, or slow


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("ASK { FILTER(" + "!" * 8_000 + "true) }", DEADLY),
        ("ASK { FILTER(1" + "+1" * 3_900 + ") }", DEADLY),
        ("ASK {" + "{} UNION " * 880 + "{} }", DEADLY),
        ("ASK { " * 2_000, {"QUERY_TOO_LONG", "QUERY_TOO_DEEP"}),
        ("SELECT * { ?a ?b ?c FILTER EXISTS {" * 200, {"QUERY_TOO_DEEP"}),
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", {"NO_SERVICE"}),
        ("LOAD <http://127.0.0.1:9/>", {"SPARQL_SYNTAX"}),
    ],
)
def test_what_ends_an_engine_ends_no_service(
    sparql: httpx.Client, query: str, code: set[str | None]
) -> None:
    response = form(sparql, query=query)
    assert response.json().get("code") in code, response.text
    assert truth(get(sparql, "ASK {}"))


def test_a_result_that_is_too_large_is_refused_and_not_cut(
    release: Release, serving: Serving
) -> None:
    with serving(Settings(releases=release.folder.parent, documents=None)) as http:
        response = get(http, "SELECT * { ?a ?b ?c . ?d ?e ?f }")
        assert (response.status_code, response.json()["code"]) == (400, "RESULT_TOO_LARGE")
        assert "LIMIT" in response.json()["title"]
        every = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
        aligned = read_alignment().of_all(quads := release.read_quads())
        expected = len({*quads, *aligned})
        assert get(http, every, "text/csv").text == f"n\r\n{expected}\r\n"


def unrelated(patterns: int) -> str:
    """Triple patterns that share no variable: the engine holds the matches of each but the first."""
    return " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(patterns))


ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {unrelated(2)} }}"
"""Counts some 10^10 solutions, in the memory of 10^5."""
CRASHING = "ASK { FILTER(" + "!" * 8_000 + "true) }"
GREEDY = f"SELECT (COUNT(*) AS ?n) {{ {unrelated(40)} }}"
"""Holds the matches of 39 patterns, gigabytes, before it counts."""
SORTING = f"SELECT * {{ {unrelated(2)} }} ORDER BY ?a0"
"""Holds all solutions."""
SOON, LATE = (
    QueryBounds(seconds=seconds, waiting_seconds=60.0, megabytes=600) for seconds in (4.0, 60.0)
)
"""Bounds for queries that run out of time, and for those that run out of memory before."""


async def send(client: httpx.AsyncClient, query: str) -> httpx.Response:
    return await client.post("/sparql", data={"query": query})


async def comes_down_to(children: int, group: int) -> bool:
    """Whether the one with this id, which is no child of itself, soon has so many that run.

    -1 where it does not run either. The system takes a moment to clear what has ended.
    """
    command = ["ps", "-A", "-o", "pgid=,stat="]
    for _ in range(200):
        shown = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: ASYNC221  # nothing else runs
        states = [line.split() for line in shown.stdout.splitlines()]
        running = sum(int(of) == group and not state.startswith("Z") for of, state in states)
        if running - 1 == children:
            return True
        await asyncio.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("bad", "bounds", "outcomes"),
    [
        (ENDLESS, SOON, {(503, "STORE_UNAVAILABLE")}),
        (CRASHING, SOON, {(200, None), (400, "QUERY_TOO_LARGE")}),  # as deep as its stack is
        (GREEDY, LATE, {(400, "QUERY_TOO_LARGE")}),
        (SORTING, LATE, {(400, "QUERY_TOO_LARGE")}),
    ],
    ids=["endless", "crashing", "greedy", "sorting"],
)
async def test_bad_queries_of_one_client_ten_at_a_time_leave_others_their_answers(
    release: Release,
    serve_app: Serve,
    bad: str,
    bounds: QueryBounds,
    outcomes: set[tuple[int, str | None]],
) -> None:
    workers = Workers(release.folder / QUADS, bounds)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> Any:
        workers.start()
        yield
        await workers.close()

    boundary = Middleware(Boundary, rate=Rate(0), room=SendBuffer(1_000_000), cors={})
    app = Starlette(routes=[sparql_route(workers)], middleware=[boundary], lifespan=lifespan)
    elsewhere = httpx.AsyncHTTPTransport(local_address="127.0.0.2")
    with serve_app(app) as http:
        assert truth(get(http, "ASK {}"))  # the data is read
        async with (
            httpx.AsyncClient(base_url=http.base_url, timeout=90) as hostile,
            httpx.AsyncClient(base_url=http.base_url, timeout=90, transport=elsewhere) as other,
        ):
            asked = [asyncio.create_task(send(hostile, bad)) for _ in range(10)]
            await asyncio.sleep(0.5)
            plain = [await send(other, "ASK { ?s ?p ?o }") for _ in range(5)]
            still = sum(not one.done() for one in asked)
            assert [200] * 5 == [response.status_code for response in plain]
            assert bad is not ENDLESS or still == 10  # they were at it all the while
            answers = [await one for one in asked]
            assert {(one.status_code, one.json().get("code")) for one in answers} <= outcomes
        group = (await _holder(workers)).process.pid
        assert await comes_down_to(0, group)  # and with the processes their memory is back
    assert await comes_down_to(-1, group)


async def _holder(workers: Workers) -> Any:
    assert workers._holder is not None
    return workers._holder.result()


async def test_a_lost_holder_of_the_data_is_replaced(tmp_path: Path) -> None:
    workers = small_workers(tmp_path)
    workers.start()
    try:
        assert await asks(workers)
        first = (await _holder(workers)).process
        first.kill()
        await first.wait()
        assert await asks(workers)
        assert (await _holder(workers)).process.pid != first.pid
    finally:
        await workers.close()


async def test_what_a_system_does_not_refuse_is_said_at_the_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    workers = small_workers(tmp_path)
    workers.start()
    assert await asks(workers)
    await workers.close()
    assert caplog.messages == []  # this one refuses all
    _log_unprotected(["files", "connections"])
    assert caplog.messages == ["This system does not refuse SPARQL queries: files, connections"]


async def test_no_process_is_left_behind(tmp_path: Path) -> None:
    workers = small_workers(tmp_path)
    workers.start()
    assert await asks(workers)
    holder = await _holder(workers)
    await workers.close()
    assert holder.process.returncode is not None
    assert await comes_down_to(-1, holder.process.pid)
    assert not os.path.exists(holder.address)  # noqa: ASYNC240, PTH110  # it is gone: nothing blocks


async def test_closing_before_the_start_is_over_leaves_nothing(tmp_path: Path) -> None:
    workers = small_workers(tmp_path)
    workers.start()
    await workers.close()
    assert (await _holder(workers)).process.returncode is not None


def small_workers(folder: Path) -> Workers:
    quads = folder / "quads.nq"
    quads.write_text("<http://a/> <http://b/> <http://c/> <http://d/> .\n", "utf-8")
    return Workers(quads, QueryBounds(processes=2, seconds=5.0))


async def asks(workers: Workers) -> bool:
    asked: dict[str, Json] = {"query": "ASK {}", "base": None}
    types: dict[str, Json] = {"solutions": "text/csv", "boolean": next(iter(RESULTS))}
    dataset: dict[str, Json] = {"graph": None, "default_graphs": [], "named_graphs": []}
    answered = await workers.answer(asked | types | dataset)
    return json.loads(answered.body)["boolean"] is True


def test_terms_of_others_can_be_asked_for(release: Release, serving: Serving) -> None:
    query = """
        PREFIX org: <http://www.w3.org/ns/org#>
        SELECT (COUNT(DISTINCT ?body) AS ?n) { GRAPH ?passage { ?body a org:Organization } }"""
    with serving(Settings(releases=release.folder.parent, documents=None)) as http:
        assert int(get(http, query, "text/csv").text.split()[1]) > 10


# what it says to those who bring no query


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_the_endpoint_describes_itself(http: httpx.Client, suffix: str) -> None:
    wanted = FORMATS[suffix]
    response = http.get("/sparql", headers={"accept": wanted.media_type})
    assert response.headers["content-type"].partition(";")[0] == wanted.media_type
    found = {
        (q.predicate.value.rpartition("#")[2], str(q.object))
        for q in parse(response.content, format=wanted.syntax or RdfFormat.JSON_LD)
    }
    assert ("feature", f"<{SD.UnionDefaultGraph}>") in found
    assert ("supportedLanguage", f"<{SD.SPARQL11Query}>") in found
    offered = {*RESULTS.values(), *GRAPHS.values()}
    assert len([one for one in found if one[0] == "resultFormat"]) == len(offered)


def test_without_a_query_other_types_are_406(http: httpx.Client) -> None:
    assert http.get("/sparql", headers={"accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("path", ["/sparql", "/sparql?query=ASK%20%7B%7D"])
def test_a_browser_gets_a_page_to_ask_on(http: httpx.Client, path: str) -> None:
    response = http.get(path, headers={"accept": "text/html,*/*;q=0.8"})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert ("ASK {}</textarea>" in response.text) == ("query" in path)
    for question in filter(lambda one: one.sparql, read_questions()):
        assert f'href="/sparql?question={question.stem}"' in response.text


def test_a_worked_question_is_put_by_its_link(http: httpx.Client) -> None:
    question = read_questions()[0]
    page = http.get(f"/sparql?question={question.stem}", headers={"accept": "text/html"}).text
    assert question.sparql.splitlines()[-1] in unescape(page)
