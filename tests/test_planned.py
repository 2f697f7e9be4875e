from collections.abc import AsyncIterator
from dataclasses import replace
from pickle import dumps
from typing import Any

import pytest
from strawberry import Schema

from gql.app import build_served_schema
from gql.execution import Service, answer
from gql.planned import KeptPlans, Key, Planned
from gql.requests import Operation
from graph.opening import Served, open_served
from graph.plan import STATED, Known, Page, Plan, Root
from graph.settings import Settings

ONE = Planned(Plan(()), 1)


def key(text: str, variables: str = "") -> Key:
    return text, None, variables.encode(), 1000, ()


def test_plan_is_found_by_text_name_variables_and_page_size() -> None:
    plans, asked = KeptPlans(), key("{ x }")
    assert plans.find(asked) is None
    assert plans.keep(asked, ONE) is plans.find(asked)
    for other in (key("{ y }"), key("{ x }", "1"), (*asked[:3], 7, ())):
        assert plans.find(other) is None


SIZE = len("{ x }") + len(dumps(ONE))


def test_plan_not_asked_for_longest_is_let_go() -> None:
    plans = KeptPlans(room=2 * SIZE)
    for text in ("{ x }", "{ y }"):
        plans.keep(key(text), ONE)
    plans.find(key("{ x }"))
    plans.keep(key("{ z }"), ONE)
    assert plans.find(key("{ x }"))
    assert plans.find(key("{ y }")) is None


def known(*iris: str) -> Planned:
    page = Page("Body", Known(iris), (), (), 0, 1, ())
    return Planned(Plan((Root("a", STATED, page),)), 1)


@pytest.mark.parametrize(
    ("asked", "large"),
    [(key("{ x y }"), ONE), (key("{ x }", "1"), ONE), (key("{ x }"), known(*map(str, range(99))))],
    ids=["text", "variables", "plan"],
)
def test_what_is_longer_or_holds_more_takes_more_room(asked: Key, large: Planned) -> None:
    plans = KeptPlans(room=SIZE)
    plans.keep(asked, large)
    assert plans.find(asked) is None
    plans.keep(key("{ x }"), ONE)
    assert plans.find(key("{ x }"))


def test_what_a_plan_holds_twice_takes_room_once() -> None:
    iris = [f"https://example.org/{n}" for n in range(1_000)]
    once, twice = known(*iris), known(*iris, *iris)
    plans = KeptPlans(room=len(dumps(once)) * 5 // 4)
    plans.keep(key("{ x }"), twice)
    assert plans.find(key("{ x }"))


# by the service


@pytest.fixture(scope="module")
def schema(small_settings: Settings, served: Served) -> Schema:
    return build_served_schema(served, small_settings)


@pytest.fixture(scope="module")
async def served(small_settings: Settings) -> AsyncIterator[Served]:
    served = open_served(small_settings)
    yield served
    await served.close()


STATES = Operation("{ states { nodes { name } } }")
OF_STATES = (STATES.query, None, b"null", 1000, ())


@pytest.mark.parametrize(
    ("code", "bounds"), [("TOO_COSTLY", {"max_cost": 1}), ("TIMEOUT", {"timeout": 0.0})]
)
async def test_plan_of_what_was_not_answered_is_not_kept(
    code: str, bounds: dict[str, Any], schema: Schema, served: Served, small_settings: Settings
) -> None:
    service = replace(Service.of(served, small_settings), **bounds)
    [error] = (await answer(schema, service, STATES))["errors"]
    assert code == error["extensions"]["code"]
    assert service.plans.find(OF_STATES) is None


async def test_plan_of_what_was_answered_is_kept(
    schema: Schema, served: Served, small_settings: Settings
) -> None:
    service = Service.of(served, small_settings)
    assert "data" in await answer(schema, service, STATES)
    assert service.plans.find(OF_STATES)
