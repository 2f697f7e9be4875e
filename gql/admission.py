"""Who may be answered now: requests a minute, at once, and bytes being sent, by client and in all."""

from asyncio import Semaphore, timeout
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

from gql.errors import BadRequest

CLIENTS = 10_000
"""How many clients are remembered before those that owe nothing are forgotten."""

MINUTE = 60.0
WAITING = 4
"""How many requests are taken in, as a multiple of those answered at once."""

SHARE = 4
"""A client has this part of the room for what is sent, or one answer."""


@dataclass
class Rate:
    """Lets each client send `limit` requests a minute, some or all of them at once; 0: any number.

    The generic cell rate algorithm (ITU-T I.371): of each client one moment is kept, until which
    what it has sent would take it at an even pace.
    """

    limit: int
    now: Callable[[], float] = monotonic
    _paid: dict[str, float] = field(default_factory=dict)

    def check(self, client: str) -> None:
        """Count a request; raises BadRequest where the client has sent too many."""
        if not self.limit:
            return
        now, interval = self.now(), MINUTE / self.limit
        paid = max(self._paid.get(client, now), now) + interval
        if paid - now > MINUTE:
            raise BadRequest(
                429,
                "TOO_MANY_REQUESTS",
                f"a client may send {self.limit} requests a minute; wait, and ask more at once",
                retry_after=ceil(paid - now - MINUTE),
            )
        if len(self._paid) >= CLIENTS:
            self._paid = {known: until for known, until in self._paid.items() if until > now}
        self._paid[client] = paid


@dataclass
class _Client:
    """Requests of one client: those taken in, and places for those answered at once."""

    places: Semaphore
    taken: int = 0


class Slots:
    """Lets so many requests be answered at once, half of them of one client; others wait."""

    def __init__(self, limit: int) -> None:
        self._places = Semaphore(limit)
        self._of_one = max(1, limit // 2)
        self._most = WAITING * limit
        self._taken = 0
        self._clients: dict[str, _Client] = {}

    @asynccontextmanager
    async def slot(self, client: str, deadline: float) -> AsyncIterator[None]:
        """Hold a place; it is waited for until a moment on the monotonic clock.

        A client waits for its own requests first, so that what it has waiting is in nobody's
        way. Raises BadRequest where too many wait, or where none became free in time.
        """
        own = self._take(client)
        held: list[Semaphore] = []
        try:
            for places in (own.places, self._places):
                await _acquire(places, deadline)
                held.append(places)
            yield
        finally:
            for places in held:
                places.release()
            self._taken -= 1
            own.taken -= 1
            if not own.taken:
                del self._clients[client]

    def _take(self, client: str) -> _Client:
        if self._taken >= self._most:
            raise _busy()
        own = self._clients.get(client) or _Client(Semaphore(self._of_one))
        if own.taken >= WAITING * self._of_one:
            raise BadRequest(
                429,
                "TOO_MANY_AT_ONCE",
                f"a client may have {WAITING * self._of_one} requests open; wait for answers",
                retry_after=1,
            )
        self._clients[client] = own
        self._taken += 1
        own.taken += 1
        return own


async def _acquire(places: Semaphore, deadline: float) -> None:
    if not places.locked():  # no timer for what is there
        await places.acquire()
        return
    try:
        async with timeout(max(0.0, deadline - monotonic())):
            await places.acquire()
    except TimeoutError as error:
        raise _busy() from error


class SendBuffer:
    """Room, in bytes, for answers that are being sent."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken: Counter[str] = Counter()

    @contextmanager
    def take(self, client: str, size: int) -> Iterator[None]:
        """Take room while an answer is sent; raises BadRequest where there is not enough."""
        own = self._taken[client]
        if own and own + size > self._size // SHARE:
            text = "large answers to you are still being sent; read them first"
            raise BadRequest(429, "TOO_MANY_AT_ONCE", text, retry_after=5)
        if self._taken.total() + size > self._size:
            text = "the server is sending many large answers; try again soon"
            raise BadRequest(503, "BUSY", text, retry_after=5)
        self._taken[client] += size
        try:
            yield
        finally:
            self._taken[client] -= size
            if not self._taken[client]:
                del self._taken[client]


def _busy() -> BadRequest:
    text = "the server is busy with other questions; try again soon"
    return BadRequest(503, "BUSY", text, retry_after=1)
