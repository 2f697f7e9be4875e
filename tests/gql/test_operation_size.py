"""How large operations are with variables and fragments written out."""

from typing import Any

import httpx
import pytest
from graphql import parse

from gql.operation_size import CHARACTERS, DocumentMeter

FILTER = {"evidence": {"certainty": "STATED"}}
FOUR_TIMES = "{ clauses(where: {and: [{or: $w} {or: $w} {or: $w} {or: $w}]}) { totalCount } }"


def tokens(text: str, **variables: Any) -> int:
    return max(one.tokens(variables) for one in DocumentMeter(parse(text)).operations())


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (0, "{ f }"),
        (1, "{ f(a: 1) }"),
        (2 + 2, "{ f(a: [1, A]) }"),
        (2 + 2 + 1, "{ f(a: {b: null}) }"),
        (2, "{ f(a: 1) { g(b: true) } }"),
        (2, "{ ... @skip(if: true) { f(a: 1) } }"),
        (3 * 2, "{ ...A b: f { ...A } c: f { ...A } } fragment A on T { f(a: 1, b: 2) }"),
        (2, "query A { f(a: 1) } query B { f(a: 1, b: 1) }"),
        (1 + 3, f'{{ f(a: "{"x" * 3 * CHARACTERS}") }}'),
    ],
)
def test_arguments_count_where_they_are_used(expected: int, text: str) -> None:
    assert expected == tokens(text)


@pytest.mark.parametrize(
    ("expected", "value"),
    [(1, 1), (1, None), (1 + 1, "x" * CHARACTERS), (2 + 2, [1, 2]), (2 + 2 + 2 + 1, {"a": [1]})],
)
def test_a_variable_counts_at_each_use(expected: int, value: Any) -> None:
    once = "query ($v: [Int]) { f(a: $v) }"
    assert expected == tokens(once, v=value)
    thrice = "query ($v: [Int]) { f(a: [$v]) ...A b: f { ...A } } fragment A on T { f(a: {b: $v}) }"
    assert 2 + 2 * (2 + 2) + 3 * expected == tokens(thrice, v=value)


def test_a_default_counts_where_no_value_is_given() -> None:
    text = "query ($v: [Int] = [1, 2, 3]) { f(a: $v) g(a: $v) }"
    assert 2 * (2 + 3) == tokens(text)
    assert 2 * (2 + 1) == tokens(text, v=[1])


def test_fragments_that_double_are_counted_at_once() -> None:
    chain = "".join(f"fragment F{n} on T {{ ...F{n + 1} ...F{n + 1} }} " for n in range(100))
    assert 2**100 == tokens("{ ...F0 } " + chain + "fragment F100 on T { f(a: 1) }")


# over HTTP


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (f"query ($w: [ClauseWhere!]) {FOUR_TIMES}", {"w": [FILTER] * 1_300}),
        (
            "query ($k: [Key!]!) { clauses(where: {and: ["
            + "{agents: {hasAll: $k}} " * 60
            + "]}) { totalCount } }",
            {"k": ["ACMW"] * 500},
        ),
        (
            "{ a: things { ...F } b: things { ...F } } fragment F on ThingConnection "
            "{ nodes { ... on Body { provisions(where: {or: ["
            + '{name: {eq: "x"}} ' * 180
            + "]}) { totalCount } } } }",
            {},
        ),
        (
            "query ($t: String!) { clauses(where: {or: ["
            + "{summary: {contains: $t}} " * 100
            + "]}) { totalCount } }",
            {"t": "x" * 60_000},
        ),
    ],
    ids=["filters", "keys", "fragments", "texts"],
)
def test_what_becomes_too_large_is_not_planned(
    http: httpx.Client, query: str, variables: dict[str, Any]
) -> None:
    asked = {"query": query, "variables": variables}
    [error] = http.post("/graphql", json=asked).json()["errors"]
    assert {"code": "TOO_MANY_TOKENS", "limit": 2_000} == error["extensions"]
    assert "with all variables and fragments written out" in error["message"]


def test_a_thousand_keys_are_taken(http: httpx.Client) -> None:
    query = "query ($k: [String!]) { things(where: {name: {in: $k}}) { totalCount } }"
    asked = {"query": query, "variables": {"k": ["Lake Council"] * 1_000}}
    assert "data" in http.post("/graphql", json=asked).json()
