"""The gate before Neo4j, byte by byte; behind a real server it is tried in test_neo4j_reading."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.neo4j.bolt_gate import MAGIC, Bounds, Gate, RefusedError, read_only
from graph.neo4j.packstream import PackStreamError

RUN, BEGIN = b"\xb3\x10", b"\xb1\x11"
READ = b"\x84mode\x81r"
VERSIONS = b"\x00\x00\x01\xff\x00\x08\x08\x05\x00\x02\x04\x04\x00\x00\x00\x03"
SPOKEN = b"\x00\x00\x00\x00\x00\x08\x08\x05\x00\x02\x04\x04\x00\x00\x00\x03"


def text(value: str) -> bytes:
    data = value.encode()
    return (bytes([0x80 + len(data)]) if len(data) < 16 else b"\xd0" + bytes([len(data)])) + data


def test_a_query_of_its_own_is_made_one_that_reads() -> None:
    query = RUN + text("CREATE (n)") + b"\xa0"
    assert read_only(query + b"\xa0") == query + b"\xa1" + READ


def test_a_transaction_is_made_one_that_reads() -> None:
    assert read_only(BEGIN + b"\xa0") == BEGIN + b"\xa1" + READ


def test_what_the_client_said_of_the_mode_is_taken_out() -> None:
    said = b"\xa3\x84mode\x81w\x82db\x86system\x84mode\x81w"
    assert read_only(BEGIN + said) == BEGIN + b"\xa2\x82db\x86system" + READ


def test_the_mode_is_found_however_its_name_is_written() -> None:
    said = b"\xd9\x00\x02\xd0\x04mode\x81w\xd1\x00\x04mode\x81w"
    assert read_only(BEGIN + said) == BEGIN + b"\xa1" + READ


@pytest.mark.parametrize(
    "message",
    [
        b"\xb1\x01\xa1\x8auser_agent\x81x",  # HELLO
        b"\xb1\x3f\xa1\x81n\xc9\x03\xe8",  # PULL
        b"\xb0\x12",  # COMMIT
        b"\xb0\x0f",  # RESET
    ],
)
def test_other_messages_pass_as_they_are(message: bytes) -> None:
    assert message == read_only(message)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xb2",
        b"\xb2\x10\x81x\xa0",  # RUN of Bolt 1, which has no mode
        b"\xb4\x10\x81x\xa0\xa0\xa0",
        b"\xb0\x11",
        b"\xb1\x77\xa0",  # no message of a reader
        BEGIN + b"\x90",  # a list for a map
        BEGIN + b"\xa1\x84mode",  # ends early
        BEGIN + b"\xa1\x01\x02",  # a key that is no text
        BEGIN + b"\xa0\xa0",  # goes on behind its end
        BEGIN + b"\xc7",  # no marker
        BEGIN + b"\xda\xff\xff\xff\xff",
    ],
)
def test_what_no_reader_says_is_refused(message: bytes) -> None:
    with pytest.raises((PackStreamError, RefusedError)):
        read_only(message)


@given(st.binary(max_size=60))
def test_whatever_comes_either_reads_or_is_refused(data: bytes) -> None:
    try:
        passed = read_only(BEGIN + data)
    except (PackStreamError, RefusedError):
        return
    assert passed.endswith(READ)


def test_deep_nesting_costs_no_stack() -> None:
    nested = b"\x91" * 100_000 + b"\xc0"
    passed = read_only(RUN + text("RETURN 1") + b"\xa1\x81x" + nested + b"\xa0")
    assert passed.endswith(b"\xa1" + READ)


@dataclass
class Server:
    """A server that remembers what it is told and answers with a version."""

    told: bytearray = field(default_factory=bytearray)
    port: int = 0

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.told += await reader.readexactly(20)
        writer.write(b"\x00\x00\x08\x05")
        while data := await reader.read(4096):
            self.told += data
        writer.close()


@asynccontextmanager
async def gate(bounds: Bounds | None = None) -> AsyncIterator[tuple[Server, int]]:
    server = Server()
    behind = await asyncio.start_server(server.meet, "127.0.0.1", 0)
    listening = await Gate("127.0.0.1", behind.sockets[0].getsockname()[1], bounds).listen(
        "127.0.0.1", 0
    )
    yield server, listening.sockets[0].getsockname()[1]
    listening.close()
    behind.close()


def chunked(message: bytes, size: int = 3) -> bytes:
    chunks = [message[at : at + size] for at in range(0, len(message), size)]
    return b"".join(len(c).to_bytes(2, "big") + c for c in chunks) + b"\x00\x00"


async def until(server: Server, expected: bytes) -> None:
    async with asyncio.timeout(10):
        while bytes(server.told) != expected:  # noqa: ASYNC110  a handful of bytes
            await asyncio.sleep(0.01)


def whole(message: bytes) -> bytes:
    return len(message).to_bytes(2, "big") + message + b"\x00\x00"


async def test_messages_in_chunks_reach_the_server_as_readers() -> None:
    async with gate() as (server, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(MAGIC + VERSIONS + chunked(BEGIN + b"\xa1\x84mode\x81w"))
        assert await reader.readexactly(4) == b"\x00\x00\x08\x05"
        await until(server, MAGIC + SPOKEN + whole(BEGIN + b"\xa1" + READ))
        writer.close()


async def test_browser_is_understood_over_web_socket() -> None:
    async with gate() as (server, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        answer = await reader.readuntil(b"\r\n\r\n")
        assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in answer  # RFC 6455, 1.3
        for part in frames(MAGIC + VERSIONS + chunked(BEGIN + b"\xa0")):
            writer.write(part)
        assert await reader.readexactly(6) == b"\x82\x04\x00\x00\x08\x05"
        await until(server, MAGIC + SPOKEN + whole(BEGIN + b"\xa1" + READ))
        writer.write(frame(0x89, b"hi"))
        assert await reader.readexactly(4) == b"\x8a\x02hi"
        writer.close()


def frames(data: bytes) -> Iterator[bytes]:
    half = len(data) // 2
    yield frame(0x02, data[:half])
    yield frame(0x80, data[half:])


def frame(kind: int, data: bytes) -> bytes:
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
    return bytes([kind, 0x80 | len(data)]) + mask + masked


@pytest.mark.parametrize(
    "said",
    [
        b"POST / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        MAGIC + VERSIONS + whole(b"\xb1\x77\xa0"),
        MAGIC + VERSIONS + whole(BEGIN + b"\xa1\x84note\xd0\xff" + b"x" * 255) * 1,
    ],
)
async def test_who_says_something_else_is_left(said: bytes) -> None:
    async with gate(Bounds(message_bytes=100)) as (server, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(said)
        async with asyncio.timeout(10):
            await reader.read()
        assert len(server.told) <= 20
        writer.close()


async def test_there_is_a_most_of_connections() -> None:
    async with gate(Bounds(connections=1)) as (_, port):
        first, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(MAGIC + VERSIONS)
        await first.readexactly(4)
        second, other = await asyncio.open_connection("127.0.0.1", port)
        assert await second.read() == b""
        writer.close()
        other.close()


async def test_who_says_nothing_is_left() -> None:
    async with gate(Bounds(greeting_seconds=0.1)) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await reader.read() == b""
        writer.close()
