"""The proxy: listens for clients and passes to one server what they say as readers.

It speaks Bolt over TCP, as drivers do, and over WebSocket, as Neo4j Browser does. Whatever is not
of the protocol closes the connection.
"""

import asyncio
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any, Protocol

from loaders.neo4j.bolt_proxy import handshake
from loaders.neo4j.bolt_proxy.errors import RefusedError
from loaders.neo4j.bolt_proxy.framing import Heads, Messages, chunk
from loaders.neo4j.bolt_proxy.messages import Message, read_message
from loaders.neo4j.bolt_proxy.room import Bounds, Place, Room
from loaders.neo4j.bolt_proxy.states import Conversation, Request
from loaders.neo4j.bolt_proxy.websocket import WebSocket

_AT_A_TIME = 65_536
_FLUSH_SECONDS = 2  # for the last bytes to a peer that is left
Passed = Callable[[Message], object]
Requests = AsyncGenerator[list[Message], None]


class Source(Protocol):
    """Where bytes come from: a StreamReader or a WebSocket."""

    async def read(self, size: int, /) -> bytes:
        """Some bytes, at most so many; none at the end."""
        ...

    async def readexactly(self, size: int, /) -> bytes:
        """Exactly so many bytes; raise IncompleteReadError where there are fewer."""
        ...


class Proxy:
    """Stands before a server; `passed` is called with each message that goes there."""

    def __init__(
        self,
        host: str,
        port: int,
        bounds: Bounds | None = None,
        passed: Passed = lambda _: None,
    ) -> None:
        self.server = host, port
        self.bounds = bounds or Bounds()
        self.room = Room(self.bounds)
        self.passed = passed
        self._connections: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncIterator[int]:
        """Listen on an address until the context ends, and let go of all; gives the port."""
        listener = await asyncio.start_server(self._meet, host, port)
        try:
            yield listener.sockets[0].getsockname()[1]
        finally:
            listener.close()
            for task in self._connections:
                task.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)

    async def _meet(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:  # pragma: no cover  asyncio runs this in a task
            return
        self._connections.add(task)
        try:
            await self._serve(reader, writer, task.cancel)
        except (OSError, IncompleteReadError, RefusedError):  # TimeoutError is an OSError
            pass
        except asyncio.CancelledError:  # the place was taken away, or the proxy stops
            writer.transport.abort()
        finally:
            self._connections.discard(task)

    async def _serve(
        self, reader: StreamReader, writer: StreamWriter, end: Callable[[], object]
    ) -> None:
        try:
            with self.room.place(writer.get_extra_info("peername")[0], end) as place:
                async with asyncio.timeout(self.bounds.login_seconds) as clock:
                    await _Connection(self, place, clock, writer).serve(reader)
        finally:
            await _close(writer)


class _Connection:
    """One client, from the first byte to the last."""

    def __init__(
        self, proxy: Proxy, place: Place, clock: asyncio.Timeout, writer: StreamWriter
    ) -> None:
        self._proxy, self._bounds = proxy, proxy.bounds
        self._place, self._clock, self._writer = place, clock, writer
        self._write: Callable[[bytes], None] = writer.write
        self._conversation = Conversation()
        self._messages = Messages(self._bounds.stranger_bytes)

    async def serve(self, reader: StreamReader) -> None:
        """Agree on a version, wait for HELLO, then pass on both ways until one of them ends."""
        source = await self._open(reader)
        version = handshake.choose(await source.readexactly(handshake.PROPOSALS))
        self._write(version)
        await self._writer.drain()
        if version == handshake.NONE:
            return
        async with aclosing(self._requests(source)) as requests:
            first = await anext(requests, None)  # until then nothing is asked of the server
            if first is not None:
                await self._converse(version, first, requests)

    async def _converse(self, version: bytes, first: list[Message], requests: Requests) -> None:
        """Connect to the server and pass on both ways."""
        reader, writer = await asyncio.open_connection(*self._proxy.server)
        try:
            writer.write(handshake.propose(version))
            await handshake.check_answer(reader.readexactly, version)
            await self._pass(first, writer)
            await _until_one_ends(self._pass_all(requests, writer), self._answer_all(reader))
        finally:
            await _close(writer)

    async def _open(self, reader: StreamReader) -> Source:
        """Find out whether a client speaks Bolt over TCP or over WebSocket."""
        first = await reader.readexactly(len(handshake.MAGIC))
        if first == handshake.MAGIC:
            return reader
        if first != b"GET ":
            raise RefusedError("neither Bolt nor WebSocket")
        web_socket = WebSocket(reader, self._writer, self._bounds.message_bytes)
        await web_socket.accept(first)
        self._write = web_socket.write
        if await web_socket.readexactly(len(handshake.MAGIC)) != handshake.MAGIC:
            raise RefusedError("not Bolt")
        return web_socket

    async def _requests(self, source: Source) -> Requests:
        """The messages of the client that have come, where the protocol has them."""
        while data := await source.read(_AT_A_TIME):
            if messages := [self._read(raw) for raw in self._messages.feed(data)]:
                if self._conversation.logged_in:
                    self._allow(self._bounds.idle_seconds)
                yield messages

    def _read(self, raw: bytes) -> Message:
        message = read_message(raw)
        self._conversation.ask(message.request)
        return message

    async def _pass_all(self, requests: Requests, server: StreamWriter) -> None:
        async for messages in requests:
            try:
                await self._pass(messages, server)
            except ConnectionError:  # the server has closed; its last answer is to be passed on
                break
            if messages[-1].request is Request.GOODBYE:  # the server closes when it has answered
                break
        else:
            return
        self._allow(self._bounds.login_seconds)
        await asyncio.get_running_loop().create_future()

    async def _pass(self, messages: list[Message], server: StreamWriter) -> None:
        """Write messages at once: a server that closes after one has then read the others too."""
        for message in messages:
            self._proxy.passed(message)
        server.write(b"".join(chunk(message.pack()) for message in messages))
        async with asyncio.timeout(self._bounds.stalled_seconds):
            await server.drain()

    async def _answer_all(self, server: StreamReader) -> None:
        heads = Heads()
        while data := await server.read(_AT_A_TIME):
            for tag in heads.feed(data):
                self._answer(tag)
            self._write(data)
            async with asyncio.timeout(self._bounds.stalled_seconds):
                await self._writer.drain()

    def _answer(self, tag: int) -> None:
        """Note an answer; with the log-in a client gets more room, with a log-off less time."""
        before = self._conversation.logged_in
        self._conversation.answer(tag)
        after = self._conversation.logged_in
        if after and not before:
            if not self._place.logged_in:
                self._proxy.room.log_in(self._place)
            self._messages.longest = self._bounds.message_bytes
            self._allow(self._bounds.idle_seconds)
        elif before and not after:
            self._messages.longest = self._bounds.stranger_bytes
            self._allow(self._bounds.login_seconds)

    def _allow(self, seconds: float) -> None:
        """Let so much time pass until the next message."""
        self._clock.reschedule(asyncio.get_running_loop().time() + seconds)


async def _until_one_ends(*coroutines: Coroutine[Any, Any, None]) -> None:
    """Run coroutines until one ends, then end the others; raise what the first raised."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _close(writer: StreamWriter) -> None:
    """Close a connection; give the peer a moment to take what was sent last."""
    writer.close()
    try:
        async with asyncio.timeout(_FLUSH_SECONDS):
            await writer.wait_closed()
    except OSError:
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()


async def run_proxy(proxy: Proxy, host: str, port: int) -> None:
    """Run a proxy until it is cancelled."""
    async with proxy.listening(host, port):
        await asyncio.get_running_loop().create_future()
