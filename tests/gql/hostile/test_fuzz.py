"""Operations by chance: none of them is a failure of the server."""

import json
import os
from collections import Counter
from collections.abc import Callable
from time import monotonic

import pytest
from graphql import GraphQLSchema, build_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gql.hostile.corpus import JSON, Hostile
from tests.gql.hostile.grammar import operations
from tests.gql.hostile.victim import Answer, Victim
from tests.places import ROOT

SCHEMA = ROOT / "gql" / "schema.graphql"
ACCEPTED = ("application/json", "application/graphql-response+json", "text/csv", "*/*")
EXHAUSTIVE = bool(os.environ.get("CHECK_ALL"))
SECONDS = 600 if EXHAUSTIVE else 0
EXAMPLES = 150


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text("utf-8"), assume_valid=True)


def build_attack(victim: Victim, schema: GraphQLSchema) -> tuple[Callable[[], None], Counter[str]]:
    """Make a round of attacks, and a count of what came of them."""
    outcomes: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not EXHAUSTIVE,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(query=operations(schema), accept=st.sampled_from(ACCEPTED))
    def attack(query: str, accept: str) -> None:
        content = json.dumps({"query": query}).encode("utf-8", "replace")
        answer = victim.check(Hostile(query[:200], content, JSON | {"accept": accept}))
        outcomes[outcome_of(answer)] += 1

    return attack, outcomes


def outcome_of(answer: Answer | None) -> str:
    """Data, or the code of the first error."""
    if answer is None:
        return "hung up"
    if answer.headers["content-type"].startswith("text/csv"):
        return "data"
    errors = json.loads(answer.body).get("errors")
    return str(errors[0]["extensions"]["code"]) if errors else "data"


def test_no_operation_is_a_failure(victim: Victim, schema: GraphQLSchema) -> None:
    attack, outcomes = build_attack(victim, schema)
    end = monotonic() + SECONDS
    attack()
    while monotonic() < end:
        attack()
    print(f"\n{outcomes.total()} operations: {dict(outcomes)}")  # noqa: T201  # figures, no test
    assert outcomes["data"] > outcomes.total() / 20
