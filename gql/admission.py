"""Who may be answered now: so many requests a minute, and so many at once, by client and in all."""

from asyncio import Semaphore, timeout
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

from gql.clients import client_at
from gql.errors import BadRequest
from gql.responses import refuse
from graph.fair_threads import CLIENT

CLIENTS = 10_000
"""How many clients are remembered before those that owe nothing are forgotten."""

HEALTH = ("/livez", "/readyz")
"""Addresses that are asked by machines, and answered always."""

MINUTE = 60.0
WAITING = 4
"""How many requests are taken in, as a multiple of those answered at once."""


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


class Admission:
    """Says for which client a request is worked on, and refuses those of which there are too many."""

    def __init__(self, app: ASGIApp, rate: Rate) -> None:
        self.app, self.rate = app, rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond, if the client has not sent too much."""
        if scope["type"] == "http" and scope["path"] not in HEALTH:
            client = client_at(scope["client"][0] if scope["client"] else "")
            CLIENT.set(client)
            try:
                self.rate.check(client)
            except BadRequest as error:
                await refuse(error)(scope, receive, send)
                return
        await self.app(scope, receive, send)


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
        try:
            async with _by(own.places, deadline), _by(self._places, deadline):
                yield
        finally:
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


@asynccontextmanager
async def _by(places: Semaphore, deadline: float) -> AsyncIterator[None]:
    try:
        async with timeout(max(0.0, deadline - monotonic())):
            await places.acquire()
    except TimeoutError as error:
        raise _busy() from error
    try:
        yield
    finally:
        places.release()


def _busy() -> BadRequest:
    text = "the server is busy with other questions; try again soon"
    return BadRequest(503, "BUSY", text, retry_after=1)
