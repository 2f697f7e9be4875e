"""Codes of errors: each is documented, and each can come up."""

import re
from pathlib import Path

import httpx
import pytest

from gql.errors import LONGEST
from graph.settings import Settings
from tests.places import ROOT, TESTS

DOCUMENTED = set(
    re.findall(r"`([A-Z]{2,}(?:_[A-Z]+)*)`", (ROOT / "docs/reference/errors.md").read_text("utf-8"))
)
SPARQL = {"NO_SERVICE", "NO_UPDATES", "QUERY_TOO_DEEP", "QUERY_TOO_LARGE", "QUERY_TOO_LONG"}
"""Codes of the other endpoint that are raised outside of its folder, if any."""

STRICT = {"accept": "application/graphql-response+json"}
REACHED = {
    "SYNTAX_ERROR": "{",
    "VALIDATION_ERROR": "{ no }",
    "MIXED_INTROSPECTION": '{ states { totalCount } __type(name: "State") { name } }',
    "UNKNOWN_KEY": '{ agent(key: "nobody at all") { name } }',
    "AMBIGUOUS_KEY": '{ agent(key: "the Network") { name } }',
    "BAD_DATE": '{ events(where: {when: {lte: "soon"}}) { totalCount } }',
    "BAD_ORDER": "{ states(orderBy: [{name: ASC, caption: ASC}]) { totalCount } }",
    "BAD_PAGE": "{ states(first: -1) { totalCount } }",
    "BAD_AS_OF": '{ topics(asOf: "2020") { totalCount } }',
    "BAD_PATH": '{ path(from: "RWF", to: "RWF", maxLength: 0) { length } }',
    "BAD_MEASURE": "{ states { groupBy(by: NAME) { min(of: CAPTION) } } }",
    "NULL_COMPARISON": "{ states(where: {name: {eq: null}}) { totalCount } }",
    "TOO_MANY_TOKENS": "{ " + "a " * 2000 + "}",
    "TOO_MANY_FIELDS": "{ "
    + "...A " * 60
    + "} fragment A on Query { "
    + "".join(f"f{n} " for n in range(60))
    + "}",
    "TOO_MANY_ALIASES": "{ " + "".join(f"a{n}: __typename " for n in range(61)) + "}",
    "TOO_MANY_DIRECTIVES": "{ __typename " + "@skip(if: false) " * 61 + "}",
    "TOO_MANY_REPEATS": "{ " + "__typename " * 102 + "}",
    "TOO_DEEP": "{ a " * 17 + "}" * 17,
    "TOO_MANY_WORDS": '{ things(search: "' + "a " * 51 + '") { totalCount } }',
    "NUMBER_TOO_LONG": "{ states(first: " + "1" * 21 + ") { totalCount } }",
}
"""Questions that come to a code."""


def code_of(response: httpx.Response) -> str:
    code: str = response.json()["errors"][0]["extensions"]["code"]
    return code


def raised() -> set[str]:
    """Codes that stand in the sources."""
    paths = [path for room in ("gql", "graph", "web") for path in ROOT.glob(f"{room}/**/*.py")]
    sources = "\n".join(path.read_text("utf-8") for path in paths)
    codes = re.findall(r'code="([A-Z_]+)"', sources)
    codes += re.findall(r'BadRequest\(\s*[\w.]+,\s*"([A-Z_]+)"', sources)
    codes += re.findall(r'_exceeded\(\s*"([A-Z_]+)"', sources)
    table = (ROOT / "gql/errors.py").read_text("utf-8")
    codes += re.findall(r'\(?\w+(?:Error|Unavailable),\s*"([A-Z_]+)"', table)
    return {*codes, "INTERNAL", "NOT_FOUND", "METHOD_NOT_ALLOWED"} - SPARQL


def test_each_code_is_documented_and_no_other() -> None:
    settings = {name.upper() for name in Settings.model_fields}
    assert raised() == DOCUMENTED - settings


def test_each_code_is_tested() -> None:
    here = Path(__file__)
    tests = "\n".join(p.read_text("utf-8") for p in TESTS.rglob("*.py") if p != here)
    untested = {code for code in DOCUMENTED - set(REACHED) if f'"{code}"' not in tests}
    assert set() == untested


@pytest.mark.parametrize("code", REACHED)
def test_a_question_comes_to_the_code(http: httpx.Client, code: str) -> None:
    response = http.post("/graphql", json={"query": REACHED[code]}, headers=STRICT)
    assert (400, code) == (response.status_code, code_of(response))


def test_a_message_that_repeats_the_question_is_cut(http: httpx.Client) -> None:
    query = (
        "{ states(where: {" + " ".join(f"wrong{n}: 1" for n in range(400)) + "}) { totalCount } }"
    )
    [message, *_] = [
        e["message"] for e in http.post("/graphql", json={"query": query}).json()["errors"]
    ]
    assert LONGEST + 4 == len(message)
    assert message.startswith(
        "Expected value of type 'StateWhere' not to include unknown field 'wrong0'"
    )


def test_an_unknown_key_tells_value_expectation_and_candidates(http: httpx.Client) -> None:
    query = '{ agent(key: "Lake Councli") { name } }'
    [error] = http.post("/graphql", json={"query": query}).json()["errors"]
    extensions = error["extensions"]
    assert ("UNKNOWN_KEY", "Lake Councli", "agent") == (
        extensions["code"],
        extensions["value"],
        extensions["expected"],
    )
    assert "Lake Council" == extensions["candidates"][0]


# limits


def test_limits_are_told_with_the_schema(http: httpx.Client) -> None:
    shown = http.post("/graphql", json={"query": "{ __schema { description } }"}).json()
    text = shown["data"]["__schema"]["description"]
    for limit in (
        "65536 bytes",
        "2000 tokens",
        "16 levels",
        "cost 5000000",
        "10 seconds",
        "32 bits",
    ):
        assert limit in text


def test_each_limit_among_the_settings_is_documented() -> None:
    limits = (ROOT / "docs/reference/limits.md").read_text("utf-8")
    for name, field in Settings.model_fields.items():
        if name.startswith(("max_", "timeout", "requests")):
            assert f"`{name.upper()}`, {field.default:,}".removesuffix(".0") in limits.replace(
                ".0", ""
            )
