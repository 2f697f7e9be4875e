"""Generated operations: both stores answer as the oracle does.

500 operations with a fixed seed; with CHECK_ALL 5,000 with a new one, which is printed. Neo4j plans
each shape of a statement anew, which takes most of the time, so it is asked fewer of them.
"""

import json
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from graphql import parse, validate

from gql.planning import plan_operation
from gql.schema import build_schema
from gql.selection import Selection
from graph.opening import Served, open_served
from graph.release import Release
from graph.settings import Settings
from graph.terms import Ontology
from tests.operations import OPERATIONS_OF_A_SHAPE, Coverage, Generator
from tests.oracle import Oracle
from tests.test_stores import fill

SDL = Path(__file__).parent.parent / "gql" / "schema.graphql"
CHECK_ALL = bool(os.environ.get("CHECK_ALL"))
COUNT = int(os.environ.get("ORACLE_OPERATIONS") or (5_000 if CHECK_ALL else 500))
ON_NEO4J = 500 if CHECK_ALL else 40
SEED = os.environ.get("ORACLE_SEED") or (token_hex(4) if CHECK_ALL else "lake")
FEWEST = 20
TIMEOUT = 120


@dataclass(frozen=True)
class Asked:
    """Operations with the answers of the oracle, and what they cover."""

    operations: Sequence[tuple[str, Any]]
    coverage: Coverage


@pytest.fixture(scope="module")
def asked(small_release: Release, ontology: Ontology) -> Asked:
    oracle = Oracle(ontology, small_release.read_quads(), SDL.read_text("utf-8"))
    generator = Generator(ontology, oracle.world, SEED)
    operations = [(text, oracle.answer(text)) for text in generator.operations(COUNT)]
    print(f"\nseed {SEED}, {COUNT} operations\n{generator.coverage.table()}")  # noqa: T201  # shown with -s, and where a test fails
    return Asked(operations, generator.coverage)


@pytest.fixture(scope="module")
async def embedded(small_release: Release) -> AsyncIterator[Served]:
    served = open_served(Settings(releases=small_release.folder.parent, store="embedded"))
    yield served
    await served.close()


@pytest.fixture(scope="module")
async def neo4j(
    neo4j_uri: str, small_release: Release, ontology: Ontology
) -> AsyncIterator[Served]:
    fill(neo4j_uri, small_release, ontology)
    settings = Settings(
        releases=small_release.folder.parent,
        store="neo4j",
        neo4j_uri=neo4j_uri,
        neo4j_password="",
    )
    served = open_served(settings)
    yield served
    await served.close()


def test_each_cell_is_asked_for_often(asked: Asked) -> None:
    rare = {cell: count for cell, count in asked.coverage.counts.items() if count < FEWEST}
    assert not rare, asked.coverage.table()


async def test_embedded_store_answers_as_the_oracle(embedded: Served, asked: Asked) -> None:
    await compare(embedded, asked)


async def test_neo4j_store_answers_as_the_oracle(neo4j: Served, asked: Asked) -> None:
    await compare(neo4j, replace(asked, operations=asked.operations[:ON_NEO4J]))


async def compare(served: Served, asked: Asked) -> None:
    schema = build_schema(served.ontology)._schema
    for number, (text, expected) in enumerate(asked.operations):
        document = parse(text)
        if number % OPERATIONS_OF_A_SHAPE == 0:
            assert not validate(schema, document), text
        selection = Selection.of(schema, document, operation_name=None, variables=None)
        plan = plan_operation(selection, served.ontology, served.catalogue)
        found = await served.store.answer(plan, timeout=TIMEOUT)
        for name, part in expected.items():
            assert json.dumps(part) == json.dumps(found[name]), f"{SEED} {number} {name}\n{text}"
