"""Threads for what computes long: clients take turns, and none has more than its share of them."""

from asyncio import get_running_loop, timeout
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from functools import partial
from math import inf
from threading import Lock
from time import monotonic
from typing import Any, ParamSpec, TypeVar, TypeVarTuple, Unpack

Given = ParamSpec("Given")
Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")
Work = tuple[Future[Any], Callable[[], Any]]

CLIENT: ContextVar[str] = ContextVar("client", default="")
"""For whom is worked; the server itself has no name."""

AT_ONCE, OF_ONE_CLIENT = 12, 4
"""Most that is worked on at once: more threads make each of them, and the event loop, slower."""


class FairThreads(Executor):
    """Works in threads, for clients by turns; of one client so much at once, the rest waits."""

    def __init__(self, at_once: int = AT_ONCE, of_one: int = OF_ONE_CLIENT) -> None:
        self._threads = ThreadPoolExecutor(at_once, "work")
        self._at_once, self._of_one = at_once, of_one
        self._waiting: OrderedDict[str, deque[Work]] = OrderedDict()
        self._running: Counter[str] = Counter()
        self._lock = Lock()

    def submit(
        self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Result]:
        """Work for the client of the context, in the context, when its turn comes."""
        future: Future[Result] = Future()
        work = partial(copy_context().run, fn, *args, **kwargs)
        with self._lock:
            self._waiting.setdefault(CLIENT.get(), deque()).append((future, work))
            self._start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  # as the base class has it
        """Take no more work."""
        self._threads.shutdown(wait, cancel_futures=cancel_futures)

    def _start(self) -> None:
        """Start what may be: each client that has work gets the next free thread in its turn."""
        for client in list(self._waiting):
            if self._running.total() >= self._at_once:
                return
            if self._running[client] < self._of_one:
                self._running[client] += 1
                future, work = self._next(client)
                self._threads.submit(self._run, client, future, work)

    def _next(self, client: str) -> Work:
        found = self._waiting[client].popleft()
        if self._waiting[client]:
            self._waiting.move_to_end(client)
        else:
            del self._waiting[client]
        return found

    def _run(self, client: str, future: Future[Any], work: Callable[[], Any]) -> None:
        try:
            if future.set_running_or_notify_cancel():
                _do(future, work)
        finally:
            with self._lock:
                self._running[client] -= 1
                if not self._running[client]:
                    del self._running[client]
                self._start()


THREADS = FairThreads()
"""Where this process works: threads that each had for itself would take turns with no regard."""


async def in_thread(
    fn: Callable[[Unpack[Arguments]], Result], *args: *Arguments, deadline: float = inf
) -> Result:
    """Work in a thread, for the client of the context, while others are answered.

    Raises TimeoutError after the deadline, a moment on the monotonic clock; what works goes on.
    """
    async with timeout(None if deadline == inf else max(0.0, deadline - monotonic())):
        return await get_running_loop().run_in_executor(THREADS, fn, *args)


def _do(future: Future[Any], work: Callable[[], Any]) -> None:
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001  # whoever waits for the result is told
        future.set_exception(error)
    else:
        future.set_result(result)
