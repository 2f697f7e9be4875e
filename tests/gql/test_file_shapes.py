"""Operations of many shapes, parts of them left out by directives, as files of each format.

In each operation `@` marks what may be left out. Whatever is left out, the formats agree with each
other and with the answer.
"""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import product
from typing import Any

import httpx
import pytest

from gql.formats import FILES

SHAPES = {
    "a collection": "{ clauses(first: 2) @ { nodes @ { number @ } } }",
    "edges": "{ clauses(first: 2) { edges { node @ { number @ } evidence @ { locator @ } } } }",
    "edges below": "{ clauses { nodes @ { agents @ { edges { node @ { key } evidence @ { locator } } } } } }",
    "fragments": """{ ...Root @ } fragment Root on Query { clauses(first: 2) { ...Page @ } }
        fragment Page on ClauseConnection { nodes { ...Node @ } } fragment Node on Clause { number @ }""",
    "inline fragments": "{ ... @ { things { nodes { ... on Body @ { name } ... on State @ { key @ } } } } }",
    "a thing": '{ body(key: "lake-council") @ { name @ mandates @ { nodes { number @ } } } }',
    "no such thing": '{ body(key: "river-forum") { subsidiaries @ { nodes @ { name } } name @ } }',
    "another class": """{ agent(key: "northland") { ... on Body @ { of: mandates @ { nodes { key } } }
        ... on State @ { of: memberships { nodes { key @ } } } } }""",
    "an empty list beside evidence": """{ body(key: "lake-council") { parents @ { nodes { gaps @ { nodes { key } } } }
        mandates @ { edges @ { evidence { locator } } } } }""",
    "groups": "{ bodies { groupBy(by: BODY_KIND) @ { key @ { value } count @ nodes @ { name } } } }",
    "claims": '{ instrument(key: "lake-plan") @ { claims(property: DATE) @ { value @ } } }',
    "a path": '{ path(from: "lake-council", to: "RWF") @ { length @ steps @ { node @ { name } } } }',
    "about the page": "{ clauses @ { totalCount @ pageInfo @ { hasNextPage @ } } }",
    "the type": "{ __typename @ }",
    "the schema": "{ __schema @ { description @ } }",
    "two roots": "{ clauses @ { nodes { number } } bodies @ { nodes { name @ } } }",
    "one name for two fields": """{ clauses { edges { node { evidence: agents @ { nodes { locator: caption } } }
        evidence @ { locator } } } }""",
    "names of the page": "{ clauses { edges { cursor @ node { cursor: number @ totalCount: key } } totalCount @ } }",
}
LEFT_OUT = ("@skip(if: true)", "@include(if: false)", "@skip(if: $yes)", "@include(if: $no)")
TABLES = ("csv", "json", "csvw")
CITATIONS = tuple(sorted(FILES.keys() - TABLES))
NO_TABLES = ("the type", "the schema", "about the page")


def iter_operations(shape: str) -> Iterator[str]:
    """Yield the operation with every choice of what is left out, said in one way or another."""
    first, *rest = shape.split("@")
    for number, choice in enumerate(product((False, True), repeat=len(rest))):
        written = [
            (LEFT_OUT[(number + place) % len(LEFT_OUT)] if left_out else "") + part
            for place, (left_out, part) in enumerate(zip(choice, rest, strict=True))
        ]
        text = first + "".join(written)
        values = {"$yes": "$yes: Boolean! = true", "$no": "$no: Boolean! = false"}
        known = [declared for used, declared in values.items() if used in text]
        yield f"query ({', '.join(known)}) {text}" if known else text


def code_of(response: httpx.Response) -> str | None:
    if response.status_code == 200:
        return None
    [error] = response.json()["errors"]
    code: str = error["extensions"]["code"]
    return code


def shows_evidence(value: Any) -> bool:
    """Whether there is a piece of evidence in an answer."""
    if isinstance(value, list):
        return any(map(shows_evidence, value))
    if not isinstance(value, dict):
        return False
    pieces = value.get("evidence")
    return bool(isinstance(pieces, list) and pieces) or any(map(shows_evidence, value.values()))


@pytest.mark.parametrize("name", SHAPES)
def test_formats_agree_whatever_is_left_out(http: httpx.Client, name: str) -> None:
    tables = 0
    for query in iter_operations(SHAPES[name]):
        answer = http.post("/graphql", json={"query": query}).json()["data"]
        files = {
            kind: http.get("/graphql", params={"query": query, "format": kind}) for kind in FILES
        }
        [code] = {code_of(files[kind]) for kind in TABLES}
        assert code in (None, "NO_TABLE"), query
        if code is None:
            tables += 1
            check_table(files)
        expected = "NO_TABLE" if "__schema" in answer else None
        assert [expected] * len(CITATIONS) == [code_of(files[kind]) for kind in CITATIONS]
        if expected is None:
            [cited] = files["csl"].json()
            assert shows_evidence(answer) != cited["note"].endswith("asks for no evidence."), query
    assert bool(tables) == (name not in NO_TABLES)


def check_table(files: dict[str, httpx.Response]) -> None:
    """Columns have names of their own, the same in each format, and the rows are as many."""
    header, *lines = csv.reader(StringIO(files["csv"].text))
    table, described = files["json"].json(), files["csvw"].json()
    assert header
    assert len(header) == len(set(header))
    assert header == [column["name"] for column in table["columns"]]
    assert header == [column["titles"] for column in described["tableSchema"]["columns"]]
    assert len(lines) == table["rowCount"] == len(table["rows"])
    assert described["dc:extent"].split()[0] == str(len(lines))
