"""Who may be answered now."""

import asyncio
from asyncio import Event
from time import monotonic

import pytest

from gql.admission import CLIENTS, WAITING, Rate, Slots
from gql.errors import BadRequest


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def sent(rate: Rate, client: str, count: int) -> int:
    """How many of so many requests are let through."""
    through = 0
    for _ in range(count):
        try:
            rate.check(client)
        except BadRequest:
            continue
        through += 1
    return through


# so many a minute


def test_a_minute_of_requests_may_come_at_once_and_no_more() -> None:
    assert 60 == sent(Rate(60, Clock()), "a", 70)


def test_clients_are_counted_apart() -> None:
    rate = Rate(60, Clock())
    assert (60, 60) == (sent(rate, "a", 70), sent(rate, "b", 70))


def test_time_brings_requests_back_evenly() -> None:
    clock = Clock()
    rate = Rate(60, clock)
    sent(rate, "a", 70)
    clock.time += 10.5
    assert 10 == sent(rate, "a", 70)
    clock.time += 3600
    assert 60 == sent(rate, "a", 70)


def test_who_sends_too_much_is_told_when_to_come_back() -> None:
    clock = Clock()
    rate = Rate(6, clock)
    sent(rate, "a", 6)
    with pytest.raises(BadRequest, match="may send 6 requests a minute") as caught:
        rate.check("a")
    error = caught.value
    assert (429, "TOO_MANY_REQUESTS", 10) == (error.status, error.code, error.retry_after)
    clock.time += 10
    assert 1 == sent(rate, "a", 6)


def test_a_limit_of_zero_lets_all_through() -> None:
    assert 1000 == sent(Rate(0, Clock()), "a", 1000)


def test_clients_that_owe_nothing_are_forgotten() -> None:
    clock = Clock()
    rate = Rate(1, clock)
    for number in range(CLIENTS):
        rate.check(str(number))
    clock.time += 61
    rate.check("new")
    assert ["new"] == list(rate._paid)


# so many at once


class Visitors:
    """Requests that hold their places until they are let go."""

    def __init__(self, slots: Slots) -> None:
        self.slots, self.leave = slots, Event()
        self.inside: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, client: str, count: int, seconds: float = 60) -> None:
        visits = [asyncio.create_task(self._visit(client, seconds)) for _ in range(count)]
        self.tasks += visits
        for _ in range(5):
            await asyncio.sleep(0)

    async def _visit(self, client: str, seconds: float) -> None:
        async with self.slots.slot(client, monotonic() + seconds):
            self.inside.append(client)
            await self.leave.wait()

    async def go(self) -> list[str]:
        """Let all go; return the codes of those that were refused."""
        self.leave.set()
        ended = await asyncio.gather(*self.tasks, return_exceptions=True)
        return [error.code for error in ended if isinstance(error, BadRequest)]


async def test_one_client_is_answered_on_half_of_the_places() -> None:
    visitors = Visitors(Slots(4))
    await visitors.come("a", 5)
    await visitors.come("b", 1)
    assert ["a", "a", "b"] == visitors.inside
    assert [] == await visitors.go()
    assert 6 == len(visitors.inside)


async def test_all_together_have_no_more_than_all_places() -> None:
    visitors = Visitors(Slots(4))
    for client in "abc":
        await visitors.come(client, 2)
    assert ["a", "a", "b", "b"] == visitors.inside
    await visitors.go()


async def test_who_waits_too_long_is_sent_away() -> None:
    visitors = Visitors(Slots(1))
    await visitors.come("a", 1)
    with pytest.raises(BadRequest, match="busy") as caught:
        async with visitors.slots.slot("b", monotonic() + 0.01):
            pass
    error = caught.value
    assert (503, "BUSY", 1) == (error.status, error.code, error.retry_after)
    await visitors.go()


async def test_a_client_with_too_many_open_is_refused() -> None:
    visitors = Visitors(Slots(4))
    await visitors.come("a", 2 * WAITING + 1)
    assert ["TOO_MANY_AT_ONCE"] == await visitors.go()


async def test_when_too_many_wait_all_are_refused() -> None:
    visitors = Visitors(Slots(2))
    for number in range(2 * WAITING + 3):
        await visitors.come(str(number), 1)
    assert ["BUSY"] * 3 == await visitors.go()


async def test_places_are_free_again_whatever_happens() -> None:
    slots = Slots(2)
    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            async with slots.slot("a", monotonic() + 1):
                raise ZeroDivisionError
    visitors = Visitors(slots)
    await visitors.come("a", 1)
    for task in visitors.tasks:
        task.cancel()
    await asyncio.gather(*visitors.tasks, return_exceptions=True)
    assert (0, {}) == (slots._taken, slots._clients)
    visitors = Visitors(slots)
    await visitors.come("a", 1)
    await visitors.come("b", 1)
    assert ["a", "b"] == visitors.inside
    await visitors.go()
