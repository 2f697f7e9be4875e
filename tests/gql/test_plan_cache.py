"""Plans of operations that were answered: an operation that is asked again is not planned again."""

from asyncio import gather
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from cachetools import LRUCache
from graphql import get_introspection_query

from gql.execution import Key, Service, answer, build_service
from gql.requests import Operation
from graph.opening import open_served
from graph.settings import Settings

STATES = Operation("{ states { nodes { name } } }")
NAMED = (
    "query A($n: Int) { states(first: $n) { nodes { name } } } query B { states { totalCount } }"
)


def key(operation: Operation, variables: bytes = b"null") -> Key:
    return operation.query, operation.name, variables


@pytest.fixture(scope="module")
async def opened(small_settings: Settings) -> AsyncIterator[Service]:
    served = open_served(small_settings)
    yield build_service(served, small_settings)
    await served.close()


@pytest.fixture
def service(opened: Service) -> Service:
    return replace(opened)


def with_room(service: Service, room: int) -> Service:
    bounded = replace(service)
    plans: LRUCache[Key, Any] = LRUCache(room, service.plans.getsizeof)
    object.__setattr__(bounded, "plans", plans)
    return bounded


async def size_of(service: Service, operation: Operation) -> int:
    alone = replace(service)
    assert "data" in await answer(alone, operation)
    return int(alone.plans.currsize)


async def test_plan_is_known_by_text_name_and_variables(service: Service) -> None:
    asked = [
        Operation(NAMED, {"n": 1}, "A"),
        Operation(NAMED, {"n": 2}, "A"),
        Operation(NAMED, {"n": 1}, "B"),
        Operation(NAMED + " ", {"n": 1}, "B"),
    ]
    for count, operation in enumerate(asked, start=1):
        first, again = await answer(service, operation), await answer(service, operation)
        assert first == again
        assert count == len(service.plans)


async def test_plan_not_asked_for_longest_is_let_go(service: Service) -> None:
    x, y, z = (Operation(f"{{ {name}: states {{ totalCount }} }}") for name in "xyz")
    bounded = with_room(service, 2 * await size_of(service, x))
    for operation in (x, y, x, z):
        await answer(bounded, operation)
    assert {key(x), key(z)} == set(bounded.plans)


@pytest.mark.parametrize(
    "query",
    [
        "{ states { totalCount } } # with more to say",
        "{ states { totalCount withheld } }",
        '{ states(search: "lake") { totalCount } }',
    ],
)
async def test_what_is_longer_or_reads_more_takes_more_room(query: str, service: Service) -> None:
    short = Operation("{ states { totalCount } }")
    room = await size_of(service, short)
    bounded = with_room(service, room)
    assert room < await size_of(service, Operation(query))
    for operation in (Operation(query), short):
        await answer(bounded, operation)
    assert [key(short)] == list(bounded.plans)


async def test_what_a_plan_holds_twice_takes_room_once(service: Service) -> None:
    found = 'clauses(where: {evidence: {document: "lake-plan"}}) { totalCount }'
    one, two = Operation(f"{{ a: {found} }}"), Operation(f"{{ a: {found} b: {found} }}")
    assert await size_of(service, two) < 2 * await size_of(service, one)


@pytest.mark.parametrize(
    ("code", "bounds"), [("TOO_COSTLY", {"max_cost": 1}), ("TIMEOUT", {"timeout": 0.0})]
)
async def test_plan_of_what_was_not_answered_is_not_kept(
    code: str, bounds: dict[str, Any], service: Service
) -> None:
    bounded = replace(service, **bounds)
    [error] = (await answer(bounded, STATES))["errors"]
    assert code == error["extensions"]["code"]
    assert not bounded.plans


async def test_plan_of_what_was_answered_is_kept(service: Service) -> None:
    assert "data" in await answer(service, STATES)
    assert [key(STATES)] == list(service.plans)


async def test_plans_for_one_size_of_pages_are_not_taken_for_another(service: Service) -> None:
    services = (service, replace(service, page_size=1), service)
    shown = [await answer(one, STATES) for one in services]
    assert [3, 1, 3] == [len(one["data"]["states"]["nodes"]) for one in shown]


LARGE = "{ " + "".join(f"f{n} " for n in range(1_900)) + "}"
INTROSPECTION = get_introspection_query()
SEARCH = '{ things(search: "lake") { totalCount } }'


@pytest.mark.parametrize("query", ["{ states { nodes { key } } }", LARGE, INTROSPECTION, SEARCH])
async def test_what_is_known_need_not_wait_for_what_is_new(query: str, service: Service) -> None:
    known, ended = Operation('{ body(key: "lake-council") { name } }'), []
    await answer(service, known)

    async def ask(name: str, operation: Operation) -> None:
        await answer(service, operation)
        ended.append(name)

    await gather(ask("new", Operation(query)), ask("known", known))
    assert ["known", "new"] == ended
