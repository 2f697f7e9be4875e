"""What a query may look like before any engine reads it."""

import pytest

from gql.sparql.guard import MAX_BYTES, MAX_NESTING, check_query
from graph.errors import QueryError


def refusal(query: str) -> str:
    with pytest.raises(QueryError) as caught:
        check_query(query)
    return caught.value.code


def test_graphs_named_by_the_query_are_told() -> None:
    assert check_query("SELECT * FROM <http://a/> { ?s ?p ?o }")
    assert not check_query("SELECT * { ?from ?p 'from', <http://a/from>, from:x }")


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <http://a/> { ?s ?p ?o } }",
        "ASK { ?s ?p ?o . service SILENT ?s { ?s ?p ?o } }",
        "ASK { ?s ?p 'it''s' } # '\n SERVICE",
        'ASK { ?s ?p """a "quote" b""" SERVICE <http://a/> {} }',
    ],
)
def test_calls_to_other_servers_are_refused(query: str) -> None:
    assert refusal(query) == "NO_SERVICE"


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?service ?p 'SERVICE' }",
        "ASK { <http://a/SERVICE> ex:service ?o } # SERVICE",
        'ASK { ?s ?p """a " SERVICE " b""" }',
        "ASK { ?s ?p '\\'' , \"SERVICE\" }",
    ],
)
def test_the_word_may_stand_where_it_calls_nobody(query: str) -> None:
    assert not check_query(query)


def test_nesting_has_an_end() -> None:
    assert not check_query("ASK " + "{" * MAX_NESTING + "}" * MAX_NESTING)
    assert refusal("ASK " + "{" * (MAX_NESTING + 1) + "}" * (MAX_NESTING + 1)) == "QUERY_TOO_DEEP"


def test_brackets_in_text_do_not_nest() -> None:
    assert not check_query("ASK { ?s ?p '" + "(" * 200 + "' }")


def test_length_has_an_end() -> None:
    assert not check_query(" " * MAX_BYTES)
    assert refusal(" " * (MAX_BYTES + 1)) == "QUERY_TOO_LONG"
