from collections.abc import AsyncIterator
from dataclasses import replace
from pickle import dumps
from typing import Any

import pytest

from gql.execution import Service, answer, build_service
from gql.plan_cache import Key, PlanCache
from gql.planning import Planned
from gql.requests import Operation
from gql.shaping import show_operation
from graph.opening import open_served
from graph.plan import STATED, Known, Page, Plan, Root
from graph.settings import Settings

ONE = Planned(Plan(()), show_operation({}), 1)


def key(text: str, variables: str = "") -> Key:
    return text, None, variables.encode()


def test_plan_is_found_by_text_name_and_variables() -> None:
    plans, asked = PlanCache(), key("{ x }")
    assert plans.find(asked) is None
    plans.keep(asked, ONE)
    assert plans.find(asked) is ONE
    for other in (key("{ y }"), key("{ x }", "1"), ("{ x }", "x", b"")):
        assert plans.find(other) is None


ROOM_OF_ONE = len("{ x }") + len(dumps(ONE.plan))


def known(*iris: str) -> Planned:
    page = Page("State", Known(iris), (), (), 0, 1000)
    return Planned(Plan((Root(STATED, page),)), show_operation({}), 1)


def test_plan_not_asked_for_longest_is_let_go() -> None:
    plans = PlanCache(room=2 * ROOM_OF_ONE)
    for text in ("{ x }", "{ y }"):
        plans.keep(key(text), ONE)
    plans.find(key("{ x }"))
    plans.keep(key("{ z }"), ONE)
    assert plans.find(key("{ x }"))
    assert plans.find(key("{ y }")) is None


@pytest.mark.parametrize(
    ("large", "planned"),
    [(key("{ x y }"), ONE), (key("{ x }", "1"), ONE), (key("{ x }"), known("https://example.org"))],
)
def test_what_is_longer_or_reads_more_takes_more_room(large: Key, planned: Planned) -> None:
    plans = PlanCache(room=ROOM_OF_ONE)
    plans.keep(large, planned)
    assert plans.find(large) is None
    plans.keep(key("{ x }"), ONE)
    assert plans.find(key("{ x }"))


def test_what_a_plan_holds_twice_takes_room_once() -> None:
    iris = [f"https://example.org/{n}" for n in range(1_000)]
    once, twice = known(*iris), known(*iris, *iris)
    plans = PlanCache(room=len(dumps(once.plan)) * 5 // 4)
    plans.keep(key("{ x }"), twice)
    assert plans.find(key("{ x }"))


# by the service

STATES = Operation("{ states { nodes { name } } }")
OF_STATES = key(STATES.query, "null")


@pytest.fixture(scope="module")
async def service(small_settings: Settings) -> AsyncIterator[Service]:
    served = open_served(small_settings)
    yield build_service(served, small_settings)
    await served.close()


@pytest.mark.parametrize(
    ("code", "bounds"), [("TOO_COSTLY", {"max_cost": 1}), ("TIMEOUT", {"timeout": 0.0})]
)
async def test_plan_of_what_was_not_answered_is_not_kept(
    code: str, bounds: dict[str, Any], service: Service
) -> None:
    bounded = replace(service, **bounds)
    [error] = (await answer(bounded, STATES))["errors"]
    assert code == error["extensions"]["code"]
    assert bounded.plans.find(OF_STATES) is None


async def test_plan_of_what_was_answered_is_kept(service: Service) -> None:
    asked = replace(service)
    assert "data" in await answer(asked, STATES)
    assert asked.plans.find(OF_STATES)


async def test_plans_for_one_size_of_pages_are_not_taken_for_another(
    small_settings: Settings,
) -> None:
    served = open_served(small_settings)
    service, operation = (
        build_service(served, small_settings),
        Operation("{ states { nodes { key } } }"),
    )
    shown = [await answer(s, operation) for s in (service, replace(service, page_size=1), service)]
    await served.close()
    assert [3, 1, 3] == [len(one["data"]["states"]["nodes"]) for one in shown]
