"""A gate before Neo4j that lets reading through: each transaction is made one of access mode READ.

Neo4j Community has no roles: every account may write, also users and passwords in the system
database, which no setting makes read-only. But the server itself refuses to write anything in a
transaction of access mode READ, and a client states that mode in the two messages that begin a
transaction. The gate writes it there, whatever the client said, and passes on the rest. It speaks
Bolt over TCP, as drivers do, and over WebSocket, as Neo4j Browser does.

Sources: Bolt protocol 5 and PackStream 1 (neo4j.com/docs/bolt), RFC 6455.
"""

import asyncio
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from graph.neo4j.packstream import PackStreamError, with_entry
from graph.neo4j.web_socket import WebSocketError, accept_upgrade, read_frames, write_frame

MAGIC = b"\x60\x60\xb0\x17"
_PROPOSALS = 16  # bytes: four versions a client can speak
_MANIFEST = b"\x00\x00\x01\xff"  # asks for a longer handshake, which the gate does not speak
_NONE = b"\x00\x00\x00\x00"
_RUN, _BEGIN = 0x10, 0x11
_PASSED = frozenset(
    # HELLO, GOODBYE, RESET, COMMIT, ROLLBACK, DISCARD, PULL, TELEMETRY, ROUTE, LOGON, LOGOFF
    [0x01, 0x02, 0x0F, 0x12, 0x13, 0x2F, 0x3F, 0x54, 0x66, 0x6A, 0x6B]
)
_FIELDS = {_RUN: 3, _BEGIN: 1}  # the last one is a map, which may hold `mode`
_CHUNK = 0xFFFF
_AT_A_TIME = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a client may take."""

    connections: int = 200
    message_bytes: int = 1_000_000
    greeting_seconds: float = 10.0


class RefusedError(Exception):
    """A client says what a reader does not say."""


def read_only(message: bytes) -> bytes:
    """The message, with access mode READ where it begins a transaction.

    Raises PackStreamError or RefusedError where it is no message of a reader.
    """
    if len(message) < 2 or message[0] & 0xF0 != 0xB0:  # noqa: PLR2004  a structure and its tag
        raise RefusedError
    tag = message[1]
    if tag in _PASSED:
        return message
    if tag not in _FIELDS or message[0] & 0x0F != _FIELDS[tag]:
        raise RefusedError
    return with_entry(message, start=2, skip=_FIELDS[tag] - 1, key="mode", value="r")


Read = Callable[[int], Awaitable[bytes]]


class Gate:
    """Listens for clients and passes what they say to one server, as readers."""

    def __init__(self, host: str, port: int, bounds: Bounds | None = None) -> None:
        self._server_host, self._server_port = host, port
        self._bounds = bounds or Bounds()
        self._open = 0

    async def listen(self, host: str, port: int) -> asyncio.Server:
        """Listen on an address; the server object tells the port and ends the listening."""
        return await asyncio.start_server(self._meet, host, port)

    async def _meet(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._open += 1
        try:
            if self._open <= self._bounds.connections:
                with suppress(
                    OSError,
                    TimeoutError,
                    IncompleteReadError,
                    PackStreamError,
                    WebSocketError,
                    RefusedError,
                ):
                    await self._greet(reader, writer)
        finally:
            self._open -= 1
            writer.close()

    async def _greet(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Find out whether a client speaks Bolt over TCP or over WebSocket."""
        async with asyncio.timeout(self._bounds.greeting_seconds):
            first = await reader.readexactly(len(MAGIC))
            if first == b"GET ":
                await accept_upgrade(reader, writer)
        if first == MAGIC:
            await self._pass_on(reader.readexactly, writer, writer.write)
        elif first == b"GET ":
            stream = StreamReader()
            frames = asyncio.create_task(
                read_frames(reader, writer, stream, self._bounds.message_bytes)
            )
            try:
                async with asyncio.timeout(self._bounds.greeting_seconds):
                    if await stream.readexactly(len(MAGIC)) != MAGIC:
                        raise RefusedError
                await self._pass_on(
                    stream.readexactly, writer, lambda data: write_frame(writer, data)
                )
            finally:
                frames.cancel()

    async def _pass_on(
        self, read: Read, writer: StreamWriter, write: Callable[[bytes], None]
    ) -> None:
        """Connect to the server, then pass on both ways until one of them ends."""
        async with asyncio.timeout(self._bounds.greeting_seconds):
            proposals = await read(_PROPOSALS)
            server_reader, server_writer = await asyncio.open_connection(
                self._server_host, self._server_port
            )
        versions = [proposals[at : at + 4] for at in range(0, _PROPOSALS, 4)]
        spoken = [_NONE if version == _MANIFEST else version for version in versions]
        server_writer.write(MAGIC + b"".join(spoken))
        back = asyncio.create_task(_copy(server_reader, writer, write))
        there = asyncio.create_task(self._filter(read, server_writer))
        try:
            await asyncio.wait({back, there}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (back, there):
                task.cancel()
            await asyncio.gather(back, there, return_exceptions=True)
            server_writer.close()

    async def _filter(self, read: Read, server: StreamWriter) -> None:
        while True:
            message = b""
            while size := int.from_bytes(await read(2), "big"):
                message += await read(size)
                if len(message) > self._bounds.message_bytes:
                    raise RefusedError
            server.write(_chunked(read_only(message) if message else b""))
            await server.drain()


async def _copy(reader: StreamReader, writer: StreamWriter, write: Callable[[bytes], None]) -> None:
    while data := await reader.read(_AT_A_TIME):
        write(data)
        await writer.drain()


def _chunked(message: bytes) -> bytes:
    chunks = [message[at : at + _CHUNK] for at in range(0, len(message), _CHUNK)]
    return b"".join(len(c).to_bytes(2, "big") + c for c in chunks) + b"\x00\x00"


async def run_gate(server: tuple[str, int], host: str, port: int) -> None:
    """Run a gate before a server until it is cancelled."""
    listening = await Gate(*server).listen(host, port)
    async with listening:
        await listening.serve_forever()
