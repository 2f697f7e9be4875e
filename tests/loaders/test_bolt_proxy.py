"""The Bolt proxy before a server that remembers all it is asked; before Neo4j in test_bolt_server."""

import asyncio
import re
import socket
import subprocess
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from graph.settings import ROOT
from loaders.neo4j.bolt_proxy.handshake import MAGIC
from loaders.neo4j.bolt_proxy.messages import LONGEST_TRANSACTION
from loaders.neo4j.bolt_proxy.proxy import Proxy
from loaders.neo4j.bolt_proxy.room import Bounds
from tests.loaders.bolt_peer import RUN, SUCCESS, Peer, framed, listening

HELLO = b"\xb1\x01\xa2\x8auser_agent\x84test\x8abolt_agent\xa1\x87product\x81x"
LOGON = b"\xb1\x6a\xa3\x86scheme\x85basic\x89principal\x81x\x8bcredentials\x81x"
RESET, GOODBYE, PULL = b"\xb0\x0f", b"\xb0\x02", b"\xb1\x3f\xa1\x81n\xff"
VERSIONS = bytes.fromhex("000001ff 00080805 00020404 00000003")
VERSION = b"\x00\x00\x08\x05"
READER = {"mode": "r", "tx_timeout": LONGEST_TRANSACTION}
WRITE = b"CREATE (:Mark)"


def run(query: bytes, options: bytes = b"\xa1\x84mode\x81w") -> bytes:
    return b"\xb3\x10\xd0" + bytes([len(query)]) + query + b"\xa0" + options


def greeting(*messages: bytes, versions: bytes = VERSIONS) -> bytes:
    return MAGIC + versions + b"".join(map(framed, (HELLO, LOGON, *messages)))


@dataclass
class Client:
    reader: StreamReader
    writer: StreamWriter

    async def rest(self) -> bytes:
        """All that comes until the connection ends."""
        data = b""
        with suppress(ConnectionError):
            async with asyncio.timeout(20):
                while more := await self.reader.read(65_536):
                    data += more
        return data


@dataclass
class Scene:
    """A proxy before a peer."""

    proxy: Proxy
    peer: Peer
    port: int
    writers: list[StreamWriter]

    async def connect(self, data: bytes = b"") -> Client:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writers.append(writer)
        writer.write(data)
        return Client(reader, writer)

    async def log_in(self) -> Client:
        client = await self.connect(greeting())
        assert VERSION + 2 * framed(SUCCESS) == await client.reader.readexactly(18)
        return client


@asynccontextmanager
async def scene(bounds: Bounds | None = None, peer: Peer | None = None) -> AsyncIterator[Scene]:
    peer, writers = peer or Peer(), list[StreamWriter]()
    async with listening(peer) as behind:
        proxy = Proxy("127.0.0.1", behind, bounds)
        async with proxy.listening("127.0.0.1", 0) as port:
            try:
                yield Scene(proxy, peer, port, writers)
            finally:
                for writer in writers:
                    writer.close()
                    with suppress(OSError):
                        await writer.wait_closed()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  what is waited for is in another task
            await asyncio.sleep(0.01)


async def test_a_query_reaches_the_server_as_one_of_a_reader() -> None:
    async with scene() as at:
        client = await at.log_in()
        client.writer.write(framed(run(WRITE), 3) + framed(PULL) + framed(GOODBYE))
        assert 2 * framed(SUCCESS) == await client.rest()
        assert [0x01, 0x6A, 0x10, 0x3F, 0x02] == [tag for tag, _ in at.peer.executed]
        assert (WRITE.decode(), {}, READER) == at.peer.executed[2][1]


async def test_the_server_is_asked_for_the_version_that_was_chosen_and_no_other() -> None:
    async with scene(peer=Peer(answer=b"\x00\x00\x07\x05")) as at:
        client = await at.connect(greeting(run(WRITE)))
        assert VERSION == await client.rest()
        assert [] == at.peer.executed


async def test_what_a_server_says_last_is_passed_on_though_the_client_says_more() -> None:
    peer = Peer(last=LOGON[1])
    async with scene(peer=peer) as at:
        client = await at.connect(greeting(*[run(WRITE), PULL] * 20))
        assert VERSION + 2 * framed(SUCCESS) == await client.rest()


async def test_a_server_that_cannot_be_reached_ends_the_connection() -> None:
    async with scene() as at:
        at.proxy.server = "127.0.0.1", 1
        assert VERSION == await (await at.connect(greeting())).rest()


# After a manifest handshake the server reads these bytes as HELLO, LOGON and a query that writes,
# one that takes them for chunks of Bolt 5 as something else.
SHIFTED = b"\x00\x00\x08\x05" + b"\x00" + b"".join(map(framed, (HELLO, LOGON, run(WRITE))))
LOOK_ALIKES = ["000001ff", "000101ff", "010001ff", "00ff01ff", "000002ff", "000000ff", "ffffffff"]


@pytest.mark.parametrize("proposal", LOOK_ALIKES)
async def test_what_looks_like_a_manifest_is_not_spoken(proposal: str) -> None:
    async with scene() as at:
        client = await at.connect(MAGIC + bytes.fromhex(proposal).ljust(16, b"\x00") + SHIFTED)
        assert bytes(4) == await client.rest()
        assert [] == at.peer.executed


async def test_without_the_proxy_the_manifest_would_let_a_write_through() -> None:
    peer = Peer()
    async with listening(peer) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(MAGIC + bytes.fromhex("000101ff").ljust(16, b"\x00") + SHIFTED)
        await until(lambda: len(peer.executed) == 3)
        assert {"mode": "w"} == peer.executed[2][1][2]
        writer.close()
        await Client(reader, writer).rest()
        await writer.wait_closed()


INSIDE = b"".join(map(framed, (HELLO, LOGON, run(WRITE))))
TALKING_PAST = {
    "a manifest first, its answer as an empty message and a chunk": VERSIONS[:4] * 4 + SHIFTED,
    "a manifest after a version": VERSION + b"\x01\x00\x01\xff" + bytes(8) + SHIFTED,
    "a message inside a text": VERSIONS
    + framed(HELLO)
    + framed(b"\xb1\x6a\xa1\x86scheme\xd1" + len(INSIDE).to_bytes(2, "big") + INSIDE),
    "a message inside bytes": VERSIONS + framed(HELLO[:-1] + b"\xcc\x40" + INSIDE[:64]),
    "two messages in one": VERSIONS + framed(HELLO + LOGON + run(WRITE)),
    "an empty message before all": VERSIONS + b"\x00\x00" * 9 + framed(run(WRITE)),
    "HELLO with too many fields": VERSIONS + framed(b"\xb2" + HELLO[1:] + b"\xa0"),
    "a query before the log-in": VERSIONS + framed(HELLO) + framed(run(WRITE)),
    "a log-in in HELLO": VERSIONS + framed(b"\xb1\x01" + LOGON[2:]) + framed(run(WRITE)),
    "Bolt 4.4": bytes.fromhex("00000404").ljust(16, b"\x00")
    + framed(b"\xb1\x01" + LOGON[2:])
    + framed(run(WRITE)),
    "Bolt 3": bytes.fromhex("00000003").ljust(16, b"\x00") + framed(LOGON) + framed(run(WRITE)),
    "INIT of Bolt 1": bytes.fromhex("00000001").ljust(16, b"\x00") + framed(b"\xb2\x01\x81x\xa0"),
    "RUN of Bolt 1": VERSIONS + framed(HELLO) + framed(LOGON) + framed(b"\xb2\x10\x81x\xa0"),
    "a mode that comes twice": VERSIONS
    + b"".join(map(framed, (HELLO, LOGON, run(WRITE, b"\xa2\x84mode\x81r\x84mode\x81w")))),
    "a mode in another spelling": VERSIONS
    + b"".join(map(framed, (HELLO, LOGON, run(WRITE, b"\xa1\xd1\x00\x05mode\x00\x81w")))),
    "options that are a list": VERSIONS
    + b"".join(map(framed, (HELLO, LOGON, run(WRITE, b"\x92\x84mode\x81w")))),
    "a map that says it is longer": VERSIONS
    + b"".join(map(framed, (HELLO, LOGON, run(WRITE, b"\xda\x00\x00\x00\x02\x84mode\x81w")))),
    "a second handshake": VERSIONS + framed(HELLO) + MAGIC + VERSIONS + INSIDE,
    "a message of a server": VERSIONS + framed(HELLO) + framed(SUCCESS) + framed(run(WRITE)),
    "a log-in after a log-in": VERSIONS + INSIDE[: -len(framed(run(WRITE)))] + framed(LOGON),
}


@pytest.mark.parametrize("said", TALKING_PAST.values(), ids=TALKING_PAST)
async def test_who_talks_past_the_proxy_is_left(said: bytes) -> None:
    async with scene(Bounds(login_seconds=1)) as at:
        await (await at.connect(MAGIC + said)).rest()
        await until(lambda: not at.peer.open)
        assert [] == [fields for tag, fields in at.peer.executed if tag == RUN]


@pytest.mark.parametrize(
    "said",
    [
        b"POST / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET " + b"x" * 100_000,
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 10_000,
        b"\x16\x03\x01\x02\x00",  # TLS
    ],
)
async def test_who_speaks_something_else_is_left(said: bytes) -> None:
    async with scene() as at:
        await (await at.connect(said)).rest()
        assert 0 == at.peer.connections


@dataclass
class Browser:
    """A client that speaks Bolt over WebSocket."""

    client: Client
    protocol: ClientProtocol = field(
        default_factory=lambda: ClientProtocol(parse_uri("ws://127.0.0.1/"))
    )
    pongs: list[bytes] = field(default_factory=list)

    async def open(self) -> None:
        self.protocol.send_request(self.protocol.connect())
        await self.flush()
        self.protocol.receive_data(await self.client.reader.readuntil(b"\r\n\r\n"))
        assert self.protocol.handshake_exc is None
        self.protocol.events_received()

    async def flush(self) -> None:
        self.client.writer.write(b"".join(self.protocol.data_to_send()))
        await self.client.writer.drain()

    async def read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            received = await self.client.reader.read(65_536)
            assert received
            self.protocol.receive_data(received)
            for event in self.protocol.events_received():
                assert isinstance(event, Frame)
                if event.opcode is Opcode.PONG:
                    self.pongs.append(bytes(event.data))
                else:
                    data += event.data
        return data


@asynccontextmanager
async def browsing(bounds: Bounds | None = None) -> AsyncIterator[tuple[Scene, Browser]]:
    async with scene(bounds) as at:
        browser = Browser(await at.connect())
        await browser.open()
        yield at, browser


async def test_browser_is_understood_over_web_socket() -> None:
    async with browsing() as (at, browser):
        data = greeting(run(WRITE), PULL)
        browser.protocol.send_binary(data[:10], fin=False)
        browser.protocol.send_continuation(data[10:60], fin=True)
        browser.protocol.send_ping(b"hi")
        browser.protocol.send_binary(data[60:])
        await browser.flush()
        expected = VERSION + 4 * framed(SUCCESS)
        assert expected == await browser.read(len(expected))
        assert [b"hi"] == browser.pongs
        assert (WRITE.decode(), {}, READER) == at.peer.executed[2][1]
        browser.protocol.send_close(1000)
        await browser.flush()
        await browser.client.rest()
        await until(lambda: not at.peer.open)


async def test_a_web_socket_that_sends_text_is_left() -> None:
    async with browsing() as (at, browser):
        browser.protocol.send_text(greeting()[:20])
        await browser.flush()
        await browser.client.rest()
        assert 0 == at.peer.connections


async def test_a_web_socket_that_sends_too_long_a_message_is_left() -> None:
    async with browsing(Bounds(message_bytes=1_000)) as (at, browser):
        browser.protocol.send_binary(bytes(1_001))
        await browser.flush()
        await browser.client.rest()
        assert 0 == at.peer.connections


async def test_a_client_that_reads_no_pongs_is_not_read() -> None:
    async with browsing() as (_, browser):
        browser.protocol.send_ping(bytes(125))
        pings = b"".join(browser.protocol.data_to_send()) * 1_000
        await write_until_stalled(browser.client, pings)


async def write_until_stalled(client: Client, data: bytes, most: int = 50_000_000) -> None:
    """Write until nobody reads: all buffers of the system together hold less than `most`."""
    written = 0
    with suppress(TimeoutError, ConnectionError):
        while written < most:
            client.writer.write(data)
            written += len(data)
            async with asyncio.timeout(0.5):
                await client.writer.drain()
    assert written < most
    client.writer.transport.abort()


async def test_a_client_that_reads_no_answers_holds_the_server_back_and_is_left() -> None:
    async with scene(Bounds(stalled_seconds=0.5), Peer(records=5_000)) as at:
        client = await at.log_in()
        client.writer.write(framed(run(WRITE)) + framed(PULL))
        await until(lambda: not at.peer.open)
        received = await client.rest()
        assert len(received) < 5_000 * 60_000 / 4


async def test_a_message_before_the_log_in_is_short() -> None:
    async with scene(Bounds(stranger_bytes=100)) as at:
        client = await at.connect(greeting()[:20] + framed(HELLO + bytes(100)))
        assert VERSION == await client.rest()
        assert 0 == at.peer.connections


async def test_a_message_after_the_log_in_may_be_longer_and_is_bounded_too() -> None:
    async with scene(Bounds(stranger_bytes=100, message_bytes=200)) as at:
        client = await at.log_in()
        client.writer.write(framed(run(b"x" * 150)))
        assert framed(SUCCESS) == await client.reader.readexactly(len(framed(SUCCESS)))
        client.writer.write(framed(run(b"x" * 250)))
        await client.rest()
        await until(lambda: not at.peer.open)
        assert [b"x" * 150] == [str(f[0]).encode() for tag, f in at.peer.executed if tag == RUN]


@pytest.mark.parametrize("said", [b"", MAGIC, greeting()[:40], greeting()[: -len(framed(LOGON))]])
async def test_who_does_not_log_in_is_left(said: bytes) -> None:
    async with scene(Bounds(login_seconds=0.2)) as at:
        await (await at.connect(said)).rest()


async def test_who_does_not_log_in_again_is_left() -> None:
    async with scene(Bounds(login_seconds=0.5)) as at:
        client = await at.log_in()
        client.writer.write(framed(b"\xb0\x6b"))
        assert framed(SUCCESS) == await client.rest()


async def test_a_client_that_is_idle_is_left() -> None:
    async with scene(Bounds(idle_seconds=0.5)) as at:
        assert b"" == await (await at.log_in()).rest()


async def test_a_client_that_has_logged_in_has_more_time() -> None:
    async with scene(Bounds(login_seconds=0.3)) as at:
        client = await at.log_in()
        await asyncio.sleep(0.6)
        client.writer.write(framed(RESET))
        assert framed(SUCCESS) == await client.reader.readexactly(len(framed(SUCCESS)))


async def test_strangers_do_not_keep_others_out() -> None:
    async with scene(Bounds(strangers=5)) as at:
        strangers = [await at.connect(MAGIC) for _ in range(20)]
        half_way = [await at.connect(greeting()[: -len(framed(LOGON))]) for _ in range(20)]
        for _ in range(10):
            await at.log_in()
        assert [b""] * 20 == [await stranger.rest() for stranger in strangers]
        await half_way[0].rest()
        await until(lambda: at.peer.open <= 15)


async def test_a_client_too_many_is_left_after_the_log_in() -> None:
    async with scene(Bounds(clients=1)) as at:
        first = await at.log_in()
        second = await at.connect(greeting())
        assert (VERSION + framed(SUCCESS)).startswith(await second.rest())
        first.writer.write(framed(RESET))
        assert framed(SUCCESS) == await first.reader.readexactly(len(framed(SUCCESS)))


async def test_who_is_let_go_makes_room() -> None:
    async with scene(Bounds(clients=1, per_address=1)) as at:
        for _ in range(3):
            client = await at.log_in()
            client.writer.write(framed(GOODBYE))
            await client.rest()
            await until(lambda: not at.peer.open)


async def test_messages_ahead_of_their_answers_are_bounded() -> None:
    async with scene() as at:
        client = await at.log_in()
        client.writer.write(framed(RESET) * 5_000)
        await client.rest()
        await until(lambda: not at.peer.open)
        assert len(at.peer.executed) < 5_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["127.0.0.1:7687", "--port", "{taken}"], "cannot be listened on: .*in use"),
        (["neo4j"], "expected a host and a port"),
        (["bolt://neo4j"], "expected a host and a port"),
    ],
)
def test_the_command_says_what_is_wrong(arguments: list[str], message: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        words = [word.format(taken=taken.getsockname()[1]) for word in arguments]
        command = [sys.executable, "-m", "loaders", "bolt-proxy", *words]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode
    assert re.search(message, " ".join(done.stderr.replace("│", "").split()))
    assert "Traceback" not in done.stderr


async def test_a_proxy_that_stops_lets_go_of_all() -> None:
    async with scene() as at:
        waiting, client = await at.connect(MAGIC), await at.log_in()
    assert (b"", b"") == (await waiting.rest(), await client.rest())
    assert 0 == at.peer.open
