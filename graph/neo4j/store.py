"""The Neo4j store: statements run on a server that holds one release."""

import logging
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, LiteralString, Self, cast

from neo4j import READ_ACCESS, AsyncDriver, AsyncGraphDatabase, AsyncSession, Query
from neo4j.exceptions import (
    AuthError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.columns import Columns
from graph.errors import QueryError, StoreUnavailable
from graph.fair_threads import in_thread
from graph.neo4j.cypher import compile_root
from graph.neo4j.decoding import Row, read_root
from graph.neo4j.pulse import Pulse
from graph.plan import Plan, Root
from graph.release import Release
from graph.settings import Settings
from graph.store import ReleaseInfo, Result
from graph.terms import Ontology

_WHICH_RELEASE: LiteralString = "MATCH (r:Release) RETURN r.id AS id, r.state AS state"
_OF_RELEASE = (
    "MATCH (before:Release {{id: $release, state: 'ready'}}) CALL () {{ {} }} WITH answer "
    "MATCH (after:Release {{id: $release, state: 'ready'}}) RETURN answer"
)
"""A statement that gives no record where the server does not hold the release all the while.

The release is read once more when the answer is there: `WITH` puts one after the other. Whoever
writes says so before: see `graph.neo4j.writer`.
"""

_LOG = logging.getLogger(__name__)
_FILL = "run `python -m loaders neo4j`"
_TIMED_OUT = "TransactionTimedOut"
_TOO_LARGE = "OutOfMemory"
READY_SECONDS = 2.0
"""How long the server may take to say that it is ready."""

DRIVER_SETTINGS: Mapping[str, Any] = {
    "connection_timeout": 3.0,
    "connection_acquisition_timeout": 5.0,
    "max_transaction_retry_time": 5.0,
    "liveness_check_timeout": 30.0,
    "notifications_min_severity": "OFF",
    "telemetry_disabled": True,
}
"""With these a request fails within seconds when the server is down; the defaults take a minute."""


def neo4j_auth(settings: Settings) -> tuple[str, str] | None:
    """User and password, or none where the server asks for none."""
    password = settings.password()
    return (settings.neo4j_user, password) if password else None


def _open_driver(settings: Settings) -> AsyncDriver:
    return AsyncGraphDatabase.driver(
        settings.neo4j_uri, auth=neo4j_auth(settings), **DRIVER_SETTINGS
    )


class Neo4jStore:
    """Reads each plan with one statement a root."""

    in_memory = False

    def __init__(
        self, driver: AsyncDriver, pulse: Pulse, release: ReleaseInfo, ontology: Ontology
    ) -> None:
        self.release = release
        self._driver, self._pulse, self._ontology = driver, pulse, ontology

    @classmethod
    def open(cls, settings: Settings, ontology: Ontology, release: Release) -> Self:
        """Make a store for a server; nothing is sent until the first question."""
        driver, greeter = (_open_driver(settings) for _ in range(2))
        manifest = release.manifest()
        things = cast(dict[str, int], manifest["things"])
        info = ReleaseInfo(release.id, cast(int, manifest["quads"]), sum(things.values()))
        return cls(driver, Pulse(greeter), info, ontology)

    async def read(
        self, plan: Plan, shape: Callable[[Columns], Result], *, timeout: float
    ) -> Result:
        """Read what a plan asks for; when the release changes meanwhile it is tried once more."""
        deadline = monotonic() + timeout
        try:
            async with self._pulse.within(timeout):
                records = await self._try_twice(plan, timeout)
        except (DriverError, Neo4jError) as error:
            raise _explain(error) from error
        if records is None:
            raise StoreUnavailable("the release in Neo4j changed while it was read; try again")
        found = records

        def answer() -> Result:
            pairs = zip(plan.roots, found, strict=True)
            return shape([read_root(root.ask, record, self._ontology) for root, record in pairs])

        return await in_thread(answer, deadline=deadline) if plan.has_lists else answer()

    async def ready(self) -> None:
        """Return when the server holds the release whole."""
        try:
            async with (
                self._pulse.within(READY_SECONDS),
                self._driver.session(default_access_mode=READ_ACCESS) as session,
            ):
                await self._check_release(session)
        except (DriverError, Neo4jError) as error:
            raise _explain(error) from error
        except TimeoutError as error:
            raise StoreUnavailable("Neo4j is too busy to answer") from error

    async def close(self) -> None:
        """Close the connections."""
        await self._pulse.close()
        await self._driver.close()

    async def _try_twice(self, plan: Plan, timeout: float) -> list[Row] | None:
        """Read a plan's records; again where a connection was lost, or the release changed.

        Connections that were open while the server restarted are lost ones, and nobody's fault.
        """
        try:
            records = await self._try(plan, timeout)
        except (ServiceUnavailable, SessionExpired):
            return await self._try(plan, timeout)
        return await self._try(plan, timeout) if records is None else records

    async def _try(self, plan: Plan, timeout: float) -> list[Row] | None:
        """Read a record for each root, or give None where the release changed and is this again.

        Statements commit by themselves: a transaction around them would not keep writers out,
        and costs two more ways to the server and back.
        """
        records: list[Row] = []
        async with self._driver.session(default_access_mode=READ_ACCESS) as session:
            for root in plan.roots:
                record = await self._record(session, root, timeout)
                if record is None:
                    await self._check_release(session)
                    return None
                records.append(record)
        return records

    async def _record(self, session: AsyncSession, root: Root, timeout: float) -> Row | None:
        """Read the record of a root, or None where the server does not hold the release."""
        statement = compile_root(root.ask, root.level, self._ontology, root.day)
        text = cast(Any, _OF_RELEASE.format(statement.text))  # of the ontology's names, no user's
        parameters = {**statement.parameters, "release": self.release.id}
        result = await session.run(Query(text, timeout=timeout), parameters)
        record = await result.single()
        return None if record is None else cast(Row, record["answer"])

    async def _check_release(self, session: AsyncSession) -> None:
        held, state = await _release_of(session)
        if state != "ready":
            raise StoreUnavailable(f"Neo4j is being loaded or empty; wait, or {_FILL}")
        if held != self.release.id:
            raise StoreUnavailable(
                f"Neo4j holds release {held}, this server serves {self.release.id}; {_FILL} "
                "or restart the server"
            )


async def _release_of(session: AsyncSession) -> tuple[str, str]:
    result = await session.run(Query(_WHICH_RELEASE, timeout=READY_SECONDS))
    record = await result.single()
    return (record["id"], record["state"]) if record else ("", "")


def _explain(error: DriverError | Neo4jError) -> Exception:
    if isinstance(error, Neo4jError) and _TIMED_OUT in (error.code or ""):
        return TimeoutError()
    if isinstance(error, Neo4jError) and _TOO_LARGE in (error.code or ""):
        return QueryError(
            "the answer needs more memory than Neo4j gives to one; ask for fewer things (first), "
            "or in several requests",
            code="TOO_LARGE",
        )
    if isinstance(error, AuthError):
        return StoreUnavailable(
            "Neo4j refuses the user or password; check NEO4J_USER and NEO4J_PASSWORD"
        )
    if isinstance(error, DriverError) or error.is_retryable():
        _LOG.warning("Neo4j cannot be reached or is busy: %s", error)
        return StoreUnavailable("Neo4j cannot be reached or is busy; try again soon")
    return error
