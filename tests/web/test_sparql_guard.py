"""What is said of a query before the engine reads it."""

import pytest

from graph.errors import QueryError
from web.sparql.guard import MAX_BYTES, MAX_NESTING, check_query


def refusal(query: str) -> str:
    with pytest.raises(QueryError) as caught:
        check_query(query)
    return caught.value.code


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <http://a/> { ?s ?p ?o } }",
        "ASK { ?s ?p ?o . service SILENT ?s { ?s ?p ?o } }",
        "ASK { ?s ?p 'it''s' } # '\n SERVICE",
        'ASK { ?s ?p """a "quote" b""" SERVICE <http://a/> {} }',
        "SELECT * { ?s ?p 1.SERVICE<http://a/>{?x ?y ?z} }",
        "SELECT * { ?s ?p 1SERVICE<http://a/>{?x ?y ?z} }",
        "SELECT * { ?s ?p ?o.SERVICE<http://a/>{?x ?y ?z} }",
        "SELECT * { ?s ?p true.SERVICE<http://a/>{?x ?y ?z} }",
        "SELECT * { SERVICESILENT<http://a/>{?x ?y ?z} }",
        "SELECT * { ?s ex:a\\#b ?o SERVICE <http://a/> {?x ?y ?z} }",
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
    check_query(query)


def test_nesting_has_an_end() -> None:
    check_query("ASK " + "{" * MAX_NESTING + "}" * MAX_NESTING)
    assert refusal("ASK " + "{" * (MAX_NESTING + 1) + "}" * (MAX_NESTING + 1)) == "QUERY_TOO_DEEP"


def test_brackets_in_text_do_not_nest() -> None:
    check_query("ASK { ?s ?p '" + "(" * 200 + "' }")


def test_length_has_an_end() -> None:
    check_query(" " * MAX_BYTES)
    assert refusal(" " * (MAX_BYTES + 1)) == "QUERY_TOO_LONG"
