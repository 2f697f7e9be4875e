"""What a query is answered from: each triple once, whatever graphs it names."""

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from web.sparql.dataset import Dataset, read_dataset
from web.sparql.evaluation import answer, load

ONE, TWO, THREE = (f"http://example.org/{name}" for name in ("one", "two", "three"))
TRIPLE = "<http://example.org/s> <http://example.org/p> <http://example.org/o>"
OTHER = "<http://example.org/o> <http://example.org/p> <http://example.org/q>"
COUNT = "SELECT (COUNT(*) AS ?n) {} {{ {} }}"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three graphs with the same triple; the first has one more."""
    quads = tmp_path / "quads.nq"
    lines = [f"{TRIPLE} <{graph}> .\n" for graph in (ONE, TWO, THREE)]
    quads.write_text("".join(lines) + f"{OTHER} <{ONE}> .\n", "utf-8")
    return load(str(quads), {})


def ask(store: Store, query: str, **dataset: list[str]) -> str:
    named = read_dataset(query, "http://example.org/")
    asked: dict[str, Any] = {
        "query": query,
        "base": "http://example.org/",
        "default_graphs": list(named.default_graphs),
        "named_graphs": list(named.named_graphs),
        "solutions": "text/csv",
        "boolean": "application/json",
        "graph": "application/n-triples",
        "max_bytes": 10**6,
    }
    about, body = answer(store, asked | dataset)
    assert "code" not in about, about
    return body.decode()


def count(store: Store, pattern: str, *graphs: str, **dataset: list[str]) -> int:
    named = " ".join(f"FROM {graph}" for graph in graphs)
    return int(ask(store, COUNT.format(named, pattern), **dataset).split()[1])


@pytest.mark.parametrize(
    ("expected", "pattern"),
    [
        (2, "?s ?p ?o"),
        (1, "?s ?p <o>"),
        (1, "?a ?b ?c . ?c ?d ?e"),
        (1, "<s> <p>/<p> ?o"),
        (2, "<s> <p>+ ?o"),
        (3, "<s> <p>* ?o"),
        (4, "GRAPH ?g { ?s ?p ?o }"),
        (3, "GRAPH ?g {}"),
    ],
)
def test_each_triple_counts_once(store: Store, expected: int, pattern: str) -> None:
    assert expected == count(store, pattern)


@pytest.mark.parametrize(
    ("expected", "graphs"),
    [
        (2, [f"<{ONE}>"]),
        (1, [f"<{TWO}>"]),
        (1, [f"<{TWO}>", f"<{THREE}>"]),
        (2, [f"<{ONE}>", f"<{TWO}>", f"<{THREE}>", f"<{TWO}>"]),
        (1, ["<two>", "<three>"]),
        (0, [f"NAMED <{ONE}>"]),
        (1, [f"NAMED <{ONE}>", f"<{TWO}>"]),
        (0, ["<none>", "<nor-this>"]),
    ],
)
def test_graphs_of_a_query_are_merged(store: Store, expected: int, graphs: list[str]) -> None:
    assert expected == count(store, "?s ?p ?o", *graphs)


@pytest.mark.parametrize(
    ("expected", "graphs"),
    [
        (0, [f"<{ONE}>", f"<{TWO}>"]),
        (2, [f"NAMED <{ONE}>"]),
        (2, [f"NAMED <{ONE}>", f"NAMED <{ONE}>", f"<{TWO}>", f"<{THREE}>"]),
        (3, [f"NAMED <{ONE}>", f"NAMED <{TWO}>"]),
    ],
)
def test_named_graphs_are_those_of_the_query(
    store: Store, expected: int, graphs: list[str]
) -> None:
    assert expected == count(store, "GRAPH ?g { ?s ?p ?o }", *graphs)


def test_graphs_of_a_request_are_merged(store: Store) -> None:
    assert count(store, "?s ?p ?o", default_graphs=[TWO, THREE]) == 1
    assert count(store, "?s ?p ?o", default_graphs=[ONE, ONE, TWO]) == 2


def test_a_description_repeats_nothing(store: Store) -> None:
    assert ask(store, "DESCRIBE <s>").splitlines() == [f"{TRIPLE} ."]
    assert ask(store, "DESCRIBE <s> FROM <two> FROM <one>").splitlines() == [f"{TRIPLE} ."]


def test_a_constructed_graph_repeats_nothing(store: Store) -> None:
    query = "CONSTRUCT { <a> <b> <c> } { GRAPH ?g { ?s ?p ?o } }"
    assert len(ask(store, query).splitlines()) == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <a> FROM NAMED <b> { ?s ?p ?o }",
        "select*from<a>from named<b>{?s ?p 'FROM <c>'}",
        "BASE <http://x/> BASE </y/> PREFIX : <b> PREFIX e: <> ASK FROM e:a FROM NAMED : {}",
        "# FROM <c>\nCONSTRUCT { ?from ?p <from> } FROM <a> # FROM\nFROM NAMED <b> WHERE { }",
        "PREFIX from: <c> DESCRIBE from:a ?from FROM <a> FROM NAMED <b>",
        "SELECT (COUNT(*) AS ?n) ('FROM <c>' AS ?from) FROM <a> FROM NAMED <b> { }",
    ],
)
def test_the_dataset_of_a_query_is_read(query: str) -> None:
    base = "http://x/y/" if "BASE" in query else "http://example.org/"
    expected = Dataset((f"{base}a",), (f"{base}b",))
    assert expected == read_dataset(query, "http://example.org/")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "ASK FROM <a> {}",
        "ASK FROM",
        "ASK FROM x:a FROM <b>",
        "FROM 1 FROM",
    ],
)
def test_what_merges_nothing_is_left_to_the_engine(query: str) -> None:
    assert Dataset() == read_dataset(query, "http://example.org/")
