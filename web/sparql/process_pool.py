"""The processes that answer queries: one holds the data, each query has one forked from it."""

import asyncio
import json
import logging
import os
import signal
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from gql.admission import Slots
from graph.errors import QueryError, StoreUnavailable
from graph.fair_threads import CLIENT
from graph.plan import Json
from graph.settings import ROOT, Settings
from graph.temporary import open_temporary_folder
from web.sparql.engine_process import HEAD_BYTES, frame

_LOG = logging.getLogger(__name__)
_GRACE = 0.5
"""Seconds by which a process outlives the patience of whoever asked."""


@dataclass(frozen=True, slots=True)
class QueryBounds:
    """What queries may take: processes, seconds to answer and to wait for a process, memory."""

    processes: int = 12
    seconds: float = 10.0
    waiting_seconds: float = 2.0
    megabytes: int = 1024
    answer_bytes: int = 20_000_000

    @classmethod
    def of(cls, settings: Settings) -> "QueryBounds":
        """Bounds that settings tell."""
        return cls(
            settings.sparql_processes,
            settings.sparql_seconds,
            settings.sparql_waiting_seconds,
            settings.sparql_megabytes,
            settings.sparql_answer_bytes,
        )


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """What a query gave: media type and bytes, or a code and a message."""

    about: Mapping[str, str]
    body: bytes


@dataclass
class Workers:
    """Processes over one file of N-Quads; `terms` are terms of others by ours that imply them."""

    quads: Path
    bounds: QueryBounds
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _holder: "asyncio.Task[_Holder] | None" = None
    _free: Slots | None = None

    def start(self) -> None:
        """Begin to start; queries that come before the data is read wait for it."""
        self._free = self._free or Slots(self.bounds.processes)
        self._holder = asyncio.create_task(_start(self.quads, self.bounds, self.terms))

    async def close(self) -> None:
        """End all processes."""
        if self._holder is not None:
            with suppress(asyncio.IncompleteReadError):
                await (await self._holder).close()

    async def answer(self, asked: Mapping[str, Json]) -> EngineAnswer:
        """Answer a query in a process of its own.

        Raises BadRequest where all are busy, StoreUnavailable where time is up, QueryError where the query ends
        its process.
        """
        async with self._turn():
            try:
                async with asyncio.timeout(self.bounds.seconds):
                    return await self._exchange({**asked, "max_bytes": self.bounds.answer_bytes})
            except TimeoutError as error:
                message = f"The query took longer than {self.bounds.seconds:g} s; ask for less."
                raise StoreUnavailable(message) from error
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                message = "The query was too much for the engine; nest less, join less."
                raise QueryError(message, code="QUERY_TOO_LARGE") from error

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._free is None:
            raise StoreUnavailable("The SPARQL processes are not started.")
        async with self._free.slot(CLIENT.get(), monotonic() + self.bounds.waiting_seconds):
            yield

    async def _exchange(self, asked: Mapping[str, Json]) -> EngineAnswer:
        reader, writer = await self._connect()
        try:
            writer.write(frame(json.dumps(asked).encode()))
            await writer.drain()
            about = json.loads(await _read(reader))
            return EngineAnswer(about, await _read(reader))
        finally:
            writer.close()

    async def _connect(self) -> tuple[StreamReader, StreamWriter]:
        """Connect to the process that holds the data; start another where it was lost."""
        if self._holder is not None and _is_lost(lost := self._holder):
            self.start()
            if lost.exception() is None:
                await lost.result().close()
        if self._holder is None:
            raise ConnectionError("the processes are not started")
        holder = await asyncio.shield(self._holder)
        return await asyncio.open_unix_connection(holder.address)


@dataclass(frozen=True, slots=True)
class _Holder:
    """The process that holds the data, the leader of a group with all its children."""

    process: Process
    folder: TemporaryDirectory[str]

    @property
    def address(self) -> str:
        return f"{self.folder.name}/socket"

    async def close(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()
        self.folder.cleanup()


def _is_lost(holder: "asyncio.Task[_Holder]") -> bool:
    if not holder.done():
        return False
    return holder.exception() is not None or holder.result().process.returncode is not None


async def _start(quads: Path, bounds: QueryBounds, terms: Mapping[str, tuple[str, ...]]) -> _Holder:
    folder = open_temporary_folder()
    limits = {"megabytes": bounds.megabytes, "seconds": bounds.seconds + _GRACE}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "web.sparql.engine_process",
        str(quads),
        f"{folder.name}/socket",
        json.dumps(limits),
        json.dumps(terms),
        stdin=PIPE,
        stdout=PIPE,
        cwd=ROOT,
        start_new_session=True,
    )
    holder = _Holder(process, folder)
    try:
        if process.stdout is not None:
            _log_unprotected(json.loads(await _read(process.stdout)))
    except (asyncio.IncompleteReadError, asyncio.CancelledError):
        await holder.close()  # it could not read the data, or nobody waits for it any more
        raise
    return holder


def _log_unprotected(unprotected: Sequence[str]) -> None:
    if unprotected:
        _LOG.warning("This system does not refuse SPARQL queries: %s", ", ".join(unprotected))


async def _read(stream: StreamReader) -> bytes:
    head = await stream.readexactly(HEAD_BYTES)
    return await stream.readexactly(int.from_bytes(head))
