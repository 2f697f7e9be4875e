from dataclasses import replace

import pytest

from gql.app import build_service
from gql.execution import answer
from gql.planned import KeptPlans, Key
from gql.planning import Planned
from gql.requests import Operation
from gql.shaping import show_operation
from graph.opening import open_served
from graph.plan import Plan
from graph.settings import Settings

ONE = Planned(Plan(()), show_operation({}), 1)


def key(text: str, variables: str = "") -> Key:
    return text, None, variables.encode()


def test_plan_is_found_by_text_name_and_variables() -> None:
    plans, asked = KeptPlans(), key("{ x }")
    assert plans.find(asked) is None
    assert plans.keep(asked, ONE) is plans.find(asked)
    for other in (key("{ y }"), key("{ x }", "1"), ("{ x }", "x", b"")):
        assert plans.find(other) is None


def test_plan_not_asked_for_longest_is_let_go() -> None:
    plans = KeptPlans(room=10)
    for text in ("{ x }", "{ y }"):
        plans.keep(key(text), ONE)
    plans.find(key("{ x }"))
    plans.keep(key("{ z }"), ONE)
    assert plans.find(key("{ x }"))
    assert plans.find(key("{ y }")) is None


@pytest.mark.parametrize("large", [key("{ x y }"), key("{ x }", "1"), key("{search}")])
def test_longer_operations_and_searches_take_more_room(large: Key) -> None:
    plans = KeptPlans(room=len("{ x }"))
    plans.keep(large, ONE)
    assert plans.find(large) is None
    plans.keep(key("{ x }"), ONE)
    assert plans.find(key("{ x }"))


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
