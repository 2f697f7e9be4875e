"""The Bolt proxy held against servers: what they are asked is what the proxy said it passed.

With CHECK_ALL ten times as many sequences, on both Neo4j lines. Most are sent to a server that
remembers what it is asked, the others to Neo4j, in which nothing may be changed by them.
"""

import asyncio
import os
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
from neo4j import Driver, GraphDatabase
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from loaders.neo4j.bolt_proxy.messages import LONGEST_TRANSACTION, Message
from loaders.neo4j.bolt_proxy.packstream import Structure
from loaders.neo4j.bolt_proxy.proxy import Proxy
from loaders.neo4j.bolt_proxy.room import Bounds
from loaders.neo4j.bolt_proxy.states import Request
from loaders.neo4j.install import Installation
from loaders.neo4j.process import HOST, Config, Neo4jServer, start
from tests.loaders.bolt_peer import CODEC, Executed, Peer, listening
from tests.loaders.bolt_sequences import Hostile, build_hostile

MANY = 10 if os.environ.get("CHECK_ALL") else 1
SEQUENCES = 10_000 * MANY
PASSWORD = "only-for-this-test"  # noqa: S105  of a server that lives for this module
ALIKE = 50
"""Sequences that are sent to Neo4j at a time."""
QUIET = 0.1
"""Seconds without an answer of Neo4j after which a sequence has had its effect."""


@dataclass
class Fuzzed:
    """A proxy, and what it says it has passed."""

    port: int
    passed: list[Message] = field(default_factory=list)

    async def send(self, hostile: Hostile, quiet: float = 0) -> None:
        """Send a sequence, wait for answers, end, and wait until the proxy has closed too."""
        reader, writer = await asyncio.open_connection(HOST, self.port)
        pieces = _over_web_socket(hostile.pieces) if hostile.over_web_socket else hostile.pieces
        with suppress(OSError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                for _ in range(4):
                    await asyncio.sleep(0)  # others take their turns
        await _read_until_quiet(reader, quiet)
        with suppress(OSError):
            writer.write_eof()
        await _read_until_quiet(reader, 60)
        await _close(writer)


def _over_web_socket(pieces: Iterable[bytes]) -> Iterator[bytes]:
    client = ClientProtocol(parse_uri("ws://127.0.0.1/"))
    client.send_request(client.connect())
    yield b"".join(client.data_to_send())
    client.state = client.state.OPEN
    for piece in pieces:
        half = len(piece) // 2
        client.send_binary(piece[:half], fin=False)
        client.send_continuation(piece[half:], fin=True)
        yield b"".join(client.data_to_send())


async def _read_until_quiet(reader: StreamReader, seconds: float) -> None:
    with suppress(OSError):  # TimeoutError is one
        while seconds:
            async with asyncio.timeout(seconds):
                if not await reader.read(65_536):
                    return


async def _close(writer: StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


@asynccontextmanager
async def fuzzed(port: int) -> AsyncIterator[Fuzzed]:
    passed = list[Message]()
    bounds = Bounds(strangers=2 * ALIKE, per_address=2 * ALIKE)
    async with Proxy(HOST, port, bounds, passed.append).listening(HOST, 0) as own:
        yield Fuzzed(own, passed)


def comparable(tag: int, fields: Iterable[object]) -> str:
    """A message as text, in which not-a-number is equal to itself."""

    def plain(value: object) -> object:
        match value:
            case Structure(tag, fields):
                return tag, [plain(field) for field in fields]
            case CODEC.Structure():
                return value.tag[0], [plain(field) for field in value.fields]
            case list() | tuple():
                return [plain(entry) for entry in value]
            case dict():
                return {key: plain(entry) for key, entry in value.items()}
            case _:
                return value

    return repr((int(tag), plain([*fields])))


def check_reads(executed: Iterable[Executed]) -> None:
    for tag, fields in executed:
        if tag in {Request.RUN, Request.BEGIN}:
            options = fields[-1]
            assert isinstance(options, dict)
            assert "r" == options["mode"]
            assert 0 < options["tx_timeout"] <= LONGEST_TRANSACTION


async def test_a_server_is_asked_what_the_proxy_has_passed_and_nothing_else(
    show: Callable[[str, str], None],
) -> None:
    peer, tags, longest = Peer(), Counter[str](), 0
    async with listening(peer) as port, fuzzed(port) as proxy:
        for seed in range(SEQUENCES):
            peer.executed.clear()
            proxy.passed.clear()
            await proxy.send(build_hostile(seed, "reader", "of-readers"))
            async with asyncio.timeout(20):
                while peer.open or len(peer.executed) < len(proxy.passed):  # noqa: ASYNC110  what is waited for is in another task
                    await asyncio.sleep(0)
            passed = [comparable(message.request, message.fields) for message in proxy.passed]
            assert passed == [comparable(*executed) for executed in peer.executed], f"seed {seed}"
            check_reads(peer.executed)
            tags.update(message.request.name for message in proxy.passed)
            longest = max(longest, len(passed))
    show(f"{SEQUENCES:,} sequences before a server that remembers", f"passed: {dict(tags)}")
    assert set(tags) == {request.name for request in Request}
    assert tags["RUN"] > SEQUENCES / 4
    assert longest > 10


@pytest.fixture(scope="module")
def server(
    neo4j_installation: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neo4jServer]:
    """A server that may be written, so that the proxy alone keeps it as it is."""
    home = tmp_path_factory.mktemp("fuzzed")
    with start(neo4j_installation, home, Config(password=PASSWORD)) as server:
        with GraphDatabase.driver(server.uri, auth=("neo4j", PASSWORD)) as driver:
            driver.execute_query("CREATE (:Body {name: 'ACMW'})")
            account = "CREATE USER reader SET PASSWORD $password CHANGE NOT REQUIRED"
            driver.execute_query(account, password=PASSWORD)
        yield server


STATE = (
    "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties",
    "CALL db.labels() YIELD label RETURN collect(label) AS labels",
    "SHOW INDEXES YIELD name RETURN collect(name) AS names",
    "SHOW USERS",
    "SHOW DATABASES YIELD name, access, currentStatus",
    "SHOW SETTINGS YIELD name, value",
)


def state_of(driver: Driver) -> list[object]:
    """Data, accounts, databases and settings."""
    return [[row.data() for row in driver.execute_query(query).records] for query in STATE]


async def send_all(proxy: Fuzzed, seeds: Iterable[int]) -> None:
    """Send sequences at the same time."""
    hostile = (build_hostile(seed, "reader", PASSWORD) for seed in seeds)
    await asyncio.gather(*(proxy.send(one, QUIET) for one in hostile))


def executed_queries(driver: Driver) -> set[str]:
    """The queries that Neo4j remembers to have executed for the reader, of which it keeps the last."""
    query = "CALL db.stats.retrieve('QUERIES') YIELD data RETURN data.query AS query"
    found = [row["query"] for row in driver.execute_query(query).records]
    return {query for query in found if query.startswith(("RETURN", "UNWIND [1, 2]"))}


async def test_nothing_is_changed_in_neo4j(
    server: Neo4jServer, show: Callable[[str, str], None]
) -> None:
    port = int(server.uri.rpartition(":")[2])
    with GraphDatabase.driver(server.uri, auth=("neo4j", PASSWORD)) as driver:
        before = state_of(driver)
        async with fuzzed(port) as proxy:
            for first in range(0, SEQUENCES, ALIKE):
                await send_all(proxy, range(first, first + ALIKE))
        assert before == state_of(driver)
        executed = executed_queries(driver)
        for user in ("neo4j", "reader"):
            assert driver.verify_authentication((user, PASSWORD))
        await send_all(Fuzzed(port), range(2 * ALIKE))  # to the server itself
        assert before != state_of(driver)
    passed = {message.fields[0] for message in proxy.passed if message.request is Request.RUN}
    assert executed <= passed
    assert len(executed) > 100
    tags = Counter(message.request.name for message in proxy.passed)
    show(f"{SEQUENCES:,} sequences before Neo4j", f"passed: {dict(tags)}")
    assert tags["RUN"] > SEQUENCES / 4
