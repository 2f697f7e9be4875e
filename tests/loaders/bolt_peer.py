"""A server that speaks Bolt as readily as Neo4j and remembers what it was asked to do.

It shares no code with the proxy: values are read by the driver's own unpacker. Where Neo4j is
generous it is too, as with the manifest handshake and with messages it could not carry out.
"""

import asyncio
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

CODEC: Any = import_module("neo4j._codec.packstream.v1")
"""The driver's own PackStream, which has no types and is not meant for others."""
Executed = tuple[int, tuple[object, ...]]
SUCCESS, FAILURE, IGNORED = b"\xb1\x70\xa0", b"\xb1\x7f\xa0", b"\xb0\x7e"
GOODBYE, RESET, RUN, PULL = 0x02, 0x0F, 0x10, 0x3F
FAILS = "fail"
"""A query that has this in its text fails."""


def framed(message: bytes, size: int = 0xFFFF) -> bytes:
    chunks = [message[at : at + size] for at in range(0, len(message), size)]
    return b"".join(len(c).to_bytes(2, "big") + c for c in chunks) + b"\x00\x00"


@dataclass
class Peer:
    """What connections have asked, one after the other, and how many there were."""

    executed: list[Executed] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    answer: bytes | None = None
    """What to answer to the handshake, whatever is proposed."""
    last: int = 0x02
    """The message after which it closes: GOODBYE, if nothing else."""
    records: int = 0
    """Records that each PULL gives, of 60,000 bytes."""

    async def meet(self, reader: StreamReader, writer: StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        try:
            await self._shake_hands(reader, writer)
            await self._carry_out(reader, writer)
        except (IncompleteReadError, OSError):
            pass
        finally:
            self.open -= 1
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _shake_hands(self, reader: StreamReader, writer: StreamWriter) -> None:
        greeting = await reader.readexactly(20)
        proposals = [greeting[at : at + 4] for at in range(4, 20, 4)]
        spoken = [self.answer] if self.answer else [*filter(None, map(agree, proposals))]
        chosen = spoken[0] if spoken else bytes(4)
        writer.write(chosen)
        if chosen[3] == 0xFF:
            writer.write(b"\x01\x00\x08\x08\x05\x00")  # one range of versions, no capabilities
            await reader.readexactly(4)
            while (await reader.readexactly(1))[0] & 0x80:
                pass

    async def _carry_out(self, reader: StreamReader, writer: StreamWriter) -> None:
        failed = False
        async for message in messages(reader):
            structure = unpack(message)
            if structure is None:
                return
            tag, fields = structure
            self.executed.append((tag, fields))
            failed = tag != RESET and (failed or (tag == RUN and FAILS in str(fields[:1])))
            for _ in range(self.records if tag == PULL and not failed else 0):
                writer.write(framed(b"\xb1\x71\x91\xcd\xea\x60" + bytes(60_000)))
                await writer.drain()
            if tag != GOODBYE:
                writer.write(framed(FAILURE if failed else SUCCESS))
                await writer.drain()
            if tag == self.last:
                return


def agree(proposal: bytes) -> bytes | None:
    """The answer of Neo4j to a proposal, if it has one."""
    _, below, minor, major = proposal
    if major == 0xFF:
        return b"\x00\x00\x01\xff"
    if major == 5 and minor - below <= 8:
        return bytes([0, 0, min(minor, 8), 5])
    return None


async def messages(reader: StreamReader) -> AsyncIterator[bytes]:
    message = b""
    while True:
        size = int.from_bytes(await reader.readexactly(2), "big")
        if size:
            message += await reader.readexactly(size)
        elif message:
            yield message
            message = b""


def unpack(message: bytes) -> Executed | None:
    try:
        value = CODEC.Unpacker(CODEC.UnpackableBuffer(message)).unpack()
    except (ValueError, IndexError, UnicodeDecodeError, TypeError, OverflowError, MemoryError):
        return None
    if not isinstance(value, CODEC.Structure):
        return None
    return value.tag[0], tuple(value.fields)


@asynccontextmanager
async def listening(peer: Peer) -> AsyncIterator[int]:
    """Listen on the loopback interface; gives the port."""
    meetings: set[asyncio.Task[None]] = set()

    async def meet(reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        meetings.add(task)
        await peer.meet(reader, writer)
        meetings.discard(task)

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in meetings:
            task.cancel()
        await asyncio.gather(*meetings, return_exceptions=True)
