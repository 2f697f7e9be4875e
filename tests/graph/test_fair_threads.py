"""Clients take turns in threads."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextvars import copy_context
from threading import Event

import httpx
import pytest

from graph.fair_threads import CLIENT, OF_ONE_CLIENT, THREADS, FairThreads

SECONDS = 30
"""How long is waited for what has to come."""


class Visits:
    """Work that says that it has begun, and goes on until it is let go."""

    def __init__(self, threads: FairThreads) -> None:
        self.threads, self.leave = threads, Event()
        self.begun: list[str] = []

    def submit(self, client: str) -> "Future[str]":
        def submit() -> "Future[str]":
            CLIENT.set(client)
            return self.threads.submit(self._visit, started)

        started = Event()
        future = copy_context().run(submit)
        self.last = started
        return future

    def _visit(self, started: Event) -> str:
        self.begun.append(CLIENT.get())
        started.set()
        assert self.leave.wait(SECONDS)
        return CLIENT.get()


@pytest.fixture
def visits() -> Iterator[Visits]:
    threads = FairThreads(at_once=3, of_one=2)
    visits = Visits(threads)
    yield visits
    visits.leave.set()
    threads.shutdown()


def test_work_is_done_for_its_client(visits: Visits) -> None:
    visits.leave.set()
    futures = [visits.submit(client) for client in "abca"]
    assert list("abca") == [future.result(SECONDS) for future in futures]


def test_what_work_raises_is_raised_where_it_is_waited_for(visits: Visits) -> None:
    with pytest.raises(ZeroDivisionError):
        visits.threads.submit(lambda: 1 // 0).result(SECONDS)
    assert 1 == visits.threads.submit(lambda: 1).result(SECONDS)


def test_one_client_leaves_room_for_others(visits: Visits) -> None:
    for _ in range(10):
        visits.submit("a")
    visits.submit("b")
    assert visits.last.wait(SECONDS)
    assert sorted("aab") == sorted(visits.begun)


def test_who_waits_is_next_whatever_others_have_waiting(visits: Visits) -> None:
    futures = [visits.submit(client) for client in "aabaaaaacc"]
    assert "a" not in visits.begun[3:]
    visits.leave.set()
    for future in futures:
        future.result(SECONDS)
    assert 10 == len(visits.begun)
    assert visits.begun.index("c") < 6


def test_what_is_cancelled_while_it_waits_is_not_done(visits: Visits) -> None:
    running = [visits.submit("a") for _ in range(2)]
    waiting = visits.submit("a")
    assert waiting.cancel()
    last = visits.submit("a")
    visits.leave.set()
    assert ["a"] * 3 == [future.result(SECONDS) for future in (*running, last)]
    assert 3 == len(visits.begun)
    visits.threads.shutdown()
    assert not visits.threads._running


# over HTTP

INTROSPECTION = "{ __schema { types { name fields { name } } } }"


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=lake",
        "/graphql?query={things(search:%22lake%22){totalCount}}",
        "/graphql?query={body(key:%22lake%20counsil%22){name}}",
        "/graphql?query={provisions{nodes{name}}}",
        f"/graphql?query={INTROSPECTION}",
        "/id/body/lake-counsil",
        "/id/body/lake-council.ttl",
        "/docs/",
        "/ns",
        "/questions/",
    ],
)
def test_no_address_waits_for_the_work_of_another_client(http: httpx.Client, path: str) -> None:
    visits = Visits(THREADS)
    futures = [visits.submit("another") for _ in range(5 * OF_ONE_CLIENT)]
    try:
        assert http.get(path).status_code in (200, 404)
        assert OF_ONE_CLIENT == len(visits.begun)
    finally:
        visits.leave.set()
        for future in futures:
            future.result(SECONDS)
