"""How large answers may be."""

from dataclasses import replace

import orjson
import pytest

from gql.execution import Service, answer
from gql.requests import Operation
from tests.stores.contract import ask

FULL = """passage { key } locator quote quoteStatus certainty document { title url }
instrument { title } reading { method restsOn { locator } }"""
SIZED = {
    "values": "{ provisions { nodes { iri key name summary force topics { nodes { key } } } } }",
    "edges": "{ provisions { totalCount edges { cursor node { name } evidence { FULL } } } }",
    "claims": "{ bodies { nodes { claims(property: MANDATES) { value label evidence { FULL } } } } }",
    "a thing again and again": "{ assignments { nodes { agent { iri name } provision { name } } } }",
    "lists": "{ bodies { nodes { mandates { nodes { name agents { edges { node { key } } } } } } } }",
    "groups": "{ mandates { groupBy(by: AGENTS) { key { label node { iri } } nodes { name } } } }",
    "long names": f"{{ provisions {{ nodes {{ {'a' * 900}: key }} }} }}",
    "one thing": '{ body(key: "lake-council") { iri name claims(property: NAME) { value } } }',
    "paths": """{ path(from: "lake-council", to: "labour-office") {
    length steps { relation node { iri name } evidence { FULL } } } }""",
}


@pytest.mark.parametrize("query", SIZED.values(), ids=SIZED)
async def test_an_answer_is_bounded_in_bytes(store: Service, query: str) -> None:
    text = query.replace("FULL", FULL)
    size = len(orjson.dumps(await ask(store, text)))
    assert size == len(orjson.dumps(await ask(replace(store, max_bytes=size * 5 // 4), text)))
    [error] = (await answer(replace(store, max_bytes=size * 4 // 5), Operation(text)))["errors"]
    assert {"code": "TOO_LARGE", "limit": size * 4 // 5} == error["extensions"]
    assert "bytes; ask for fewer things (first), fewer fields" in error["message"]
