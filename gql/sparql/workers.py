"""The processes that answer queries: some are warm, each answers one query, the lost are replaced."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from gql.sparql.worker import HEAD_BYTES, frame
from graph.errors import QueryError, StoreUnavailable
from graph.plan import Json


@dataclass(frozen=True, slots=True)
class Bounds:
    """What queries may take: processes, seconds to answer and to wait for a process, memory."""

    processes: int = 2
    seconds: float = 10.0
    waiting_seconds: float = 2.0
    megabytes: int = 2048
    answer_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Answered:
    """What a query gave: media type and bytes, or a code and a message."""

    about: Mapping[str, str]
    body: bytes


@dataclass
class Workers:
    """A pool of processes over one file of N-Quads."""

    quads: Path
    bounds: Bounds
    _idle: asyncio.Queue[Process] = field(default_factory=asyncio.Queue)
    _starting: set[asyncio.Task[None]] = field(default_factory=set)
    _all: set[Process] = field(default_factory=set)
    _closed: bool = False

    def start(self) -> None:
        """Begin to start the processes; they are taken as they become ready."""
        for _ in range(self.bounds.processes):
            self._replace()

    async def close(self) -> None:
        """End all processes."""
        self._closed = True
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        for process in list(self._all):
            await self._end(process)

    async def answer(self, asked: Mapping[str, Json]) -> Answered:
        """Answer a query in a process of its own.

        Raises StoreUnavailable where all are busy or time is up, QueryError where the query ends
        its process.
        """
        process = await self._take()
        whole = False
        try:
            async with asyncio.timeout(self.bounds.seconds):
                answered = await _exchange(
                    process, {**asked, "max_bytes": self.bounds.answer_bytes}
                )
            whole = True
        except TimeoutError as error:
            message = f"The query took longer than {self.bounds.seconds:g} s; ask for less."
            raise StoreUnavailable(message) from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            message = "The query was too much for the engine; nest less, join less, ask for less."
            raise QueryError(message, code="QUERY_TOO_LARGE") from error
        finally:
            if whole:
                self._idle.put_nowait(process)
            else:
                self._replace()
                await self._end(process)
        return answered

    async def _take(self) -> Process:
        try:
            async with asyncio.timeout(self.bounds.waiting_seconds):
                return await self._idle.get()
        except TimeoutError as error:
            raise StoreUnavailable("All SPARQL processes are busy; try again.") from error

    def _replace(self) -> None:
        if not self._closed:
            task = asyncio.create_task(self._start_one())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start_one(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "gql.sparql.worker",
            str(self.quads),
            str(self.bounds.megabytes),
            stdin=PIPE,
            stdout=PIPE,
            cwd=Path(__file__).parent.parent.parent,
        )
        self._all.add(process)
        if await _read(process) == b"ready":
            self._idle.put_nowait(process)

    async def _end(self, process: Process) -> None:
        self._all.discard(process)
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _exchange(process: Process, asked: Mapping[str, Json]) -> Answered:
    if process.stdin is None:
        raise ConnectionError("the process takes no input")
    process.stdin.write(frame(json.dumps(asked).encode()))
    await process.stdin.drain()
    about = json.loads(await _read(process))
    return Answered(about, await _read(process))


async def _read(process: Process) -> bytes:
    if process.stdout is None:
        raise ConnectionError("the process gives no output")
    head = await process.stdout.readexactly(HEAD_BYTES)
    return await process.stdout.readexactly(int.from_bytes(head))
