"""Whether a Neo4j server is there at all, told while its answers are waited for."""

from asyncio import CancelledError, Task, Timeout, create_task, get_running_loop, sleep, timeout
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from neo4j import AsyncDriver
from neo4j.exceptions import DriverError, Neo4jError

from graph.errors import StoreUnavailable

INTERVAL = 0.5
"""Seconds between two looks at the server, as long as an answer is waited for or it is away."""

PATIENCE = 1.5
"""Seconds in which a server that is there answers a greeting, however busy it is."""

_AWAY = f"Neo4j does not answer; it is looked for every {INTERVAL:g} s"


class Pulse:
    """Lets answers be waited for as long as the server is there.

    A slow statement and a frozen server look alike to the connection that waits for it. So the
    server is greeted on a connection of its own meanwhile. While it is away nothing is asked of
    it, and nobody waits.
    """

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver
        self._waiting: set[Timeout] = set()
        self._away = False
        self._watch: Task[None] | None = None

    @asynccontextmanager
    async def within(self, seconds: float) -> AsyncIterator[None]:
        """Wait at most so long for what is done in the context.

        Raises TimeoutError where it takes longer, StoreUnavailable where the server goes away.
        """
        if self._away:
            raise StoreUnavailable(_AWAY)
        try:
            async with timeout(seconds) as limit:
                self._waiting.add(limit)
                self._look()
                try:
                    yield
                finally:
                    self._waiting.discard(limit)
        except TimeoutError as error:
            if self._away:
                raise StoreUnavailable(_AWAY) from error
            raise

    async def close(self) -> None:
        """Look no longer."""
        if self._watch is not None:
            self._watch.cancel()
            with suppress(CancelledError):
                await self._watch
        await self._driver.close()

    def _look(self) -> None:
        if self._watch is None or self._watch.done():
            self._watch = create_task(self._look_on())

    async def _look_on(self) -> None:
        while True:
            await sleep(INTERVAL)
            if not (self._waiting or self._away):
                return
            self._away = not await self._answers()
            if self._away:
                for limit in self._waiting:
                    limit.reschedule(get_running_loop().time())

    async def _answers(self) -> bool:
        try:
            async with timeout(PATIENCE):
                if self._away:  # it is back when it does what it is there for
                    async with self._driver.session() as session:
                        await session.run("RETURN 1")
                else:
                    await self._driver.verify_connectivity()
        except Neo4jError as error:
            return not error.is_retryable()  # it refuses, so it is there
        except (DriverError, OSError, TimeoutError):
            return False
        return True
