"""Readers of a real Neo4j behind the Bolt proxy: what drivers need works, crowds keep nobody out."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import httpx
import pytest
from neo4j import AsyncGraphDatabase, Driver, GraphDatabase, ManagedTransaction, Query
from neo4j.exceptions import ClientError, DriverError, Neo4jError
from neo4j.spatial import CartesianPoint, WGS84Point
from neo4j.time import Duration

from graph.neo4j.store import DRIVER_SETTINGS
from graph.settings import Settings
from loaders.neo4j.bolt_proxy.room import Bounds
from loaders.neo4j.install import Installation
from loaders.neo4j.process import HOST, Config
from loaders.neo4j.reading import READER, Passwords, ServedNeo4j, serve_read_only
from tests.loaders.bolt_peer import framed

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
BOUNDS = Bounds()
CROWD = 200
MAGIC = b"\x60\x60\xb0\x17"
VERSIONS = b"\x00\x08\x08\x05".ljust(16, b"\x00")
HELLO = b"\xb1\x01\xa2\x8auser_agent\x83x/1\x8abolt_agent\xa1\x87product\x83x/1"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readers")


@pytest.fixture(scope="module")
def served(
    neo4j_installation: Installation, home: Path, small_settings: Settings
) -> Iterator[ServedNeo4j]:
    """The server that `python -m loaders.neo4j_server --read-only` runs."""
    with serve_read_only(neo4j_installation, home, Config(), small_settings) as served:
        yield served


@pytest.fixture(scope="module")
def auth(home: Path) -> tuple[str, str]:
    return READER, Passwords.of(home).reader.read_text("utf-8")


@pytest.fixture(scope="module")
def driver(served: ServedNeo4j, auth: tuple[str, str]) -> Iterator[Driver]:
    with GraphDatabase.driver(served.uri, auth=auth, **DRIVER_SETTINGS) as driver:
        yield driver


VALUES = [
    None,
    True,
    [1, -1, 127, -17, 128, 40_000, -(2**31), 2**62],
    1.5,
    b"bytes" * 100,
    "text äöü 漢字 🙂" * 500,
    {"nested": [{"map": {}}, []]},
    date(2025, 1, 2),
    time(1, 2, 3),
    datetime(2025, 1, 2, 3, 4, 5),  # noqa: DTZ001  a local one
    datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC),
    Duration(months=1, days=2, seconds=3, nanoseconds=4),
    timedelta(days=1),
    WGS84Point((1.0, 2.0)),
    CartesianPoint((1.0, 2.0, 3.0)),
    (*range(40_000),),
]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_parameters_of_all_kinds_arrive(driver: Driver, value: object) -> None:
    query = "RETURN $value AS value, $value = $value OR $value IS NULL AS same"
    (record,) = driver.execute_query(query, value=value).records
    assert record["same"]
    if isinstance(value, str | bytes | list | dict | float):
        assert value == record["value"]


def test_a_large_answer_arrives(driver: Driver) -> None:
    query = "UNWIND range(1, 30000) AS n RETURN n, 'x' + toString(n) AS text"
    assert 30_000 == len(driver.execute_query(query).records)


def test_several_results_are_open_in_a_transaction(driver: Driver) -> None:
    def read(transaction: ManagedTransaction) -> list[int]:
        results = [transaction.run("UNWIND range(1, 2500) AS n RETURN n") for _ in range(3)]
        return [sum(record["n"] for record in result) for result in results]

    with driver.session(fetch_size=100) as session:
        assert 3 * [2500 * 2501 // 2] == session.execute_read(read)
        assert 3 * [2500 * 2501 // 2] == session.execute_write(read)


def test_a_connection_goes_on_after_an_error(driver: Driver) -> None:
    with driver.session() as session:
        for _ in range(3):
            with pytest.raises(ClientError):
                session.run("RETURN nothing").consume()
            assert 1 == session.run("RETURN 1 AS n").single(strict=True)["n"]


def test_another_account_logs_in_on_the_same_connection(driver: Driver) -> None:
    with driver.session(auth=("neo4j", "a guess")) as session, pytest.raises(Neo4jError):
        session.run("RETURN 1").consume()
    assert driver.verify_authentication()


def test_routing_leads_to_the_proxy(served: ServedNeo4j, auth: tuple[str, str]) -> None:
    uri = served.uri.replace("bolt://", "neo4j://")
    with GraphDatabase.driver(uri, auth=auth) as driver:
        summary = driver.execute_query("RETURN 1").summary
    address = summary.server.address
    assert served.uri == f"bolt://{address[0]}:{address[1]}"


async def test_sessions_run_side_by_side(served: ServedNeo4j, auth: tuple[str, str]) -> None:
    async with AsyncGraphDatabase.driver(served.uri, auth=auth) as pool:
        questions = (pool.execute_query("RETURN $n AS n", n=number) for number in range(40))
        answers = await asyncio.gather(*questions)
    assert [*range(40)] == [answer.records[0]["n"] for answer in answers]


def test_a_time_that_a_client_asks_for_is_one_below_the_longest(driver: Driver) -> None:
    query = "UNWIND range(1, 1000000000) AS i WITH i WHERE i % 7 = 8 RETURN count(i)"
    with driver.session() as session, pytest.raises(Neo4jError, match="timeout"):
        session.run(Query(query, timeout=0.5)).consume()


KNOWN = {
    "DBMS": """db.clearQueryCaches dbms.cluster.routing.getRoutingTable dbms.components dbms.info
        dbms.killConnection dbms.killConnections dbms.listCapabilities dbms.listConfig
        dbms.listConnections dbms.queryJmx dbms.routing.getRoutingTable dbms.showCurrentUser
        tx.getMetaData tx.setMetaData""",
    "READ": """db.awaitIndex db.awaitIndexes db.index.fulltext.awaitEventuallyConsistentIndexRefresh
        db.index.fulltext.listAvailableAnalyzers db.index.fulltext.queryNodes
        db.index.fulltext.queryRelationships db.index.vector.queryNodes
        db.index.vector.queryRelationships db.info db.labels db.ping db.prepareForReplanning
        db.propertyKeys db.relationshipTypes db.resampleIndex db.resampleOutdatedIndexes
        db.schema.nodeTypeProperties db.schema.relTypeProperties db.schema.visualization
        db.stats.clear db.stats.collect db.stats.retrieve db.stats.retrieveAllAnonymized
        db.stats.status db.stats.stop dbms.upgradeStatus""",
}
"""Procedures that the server runs in a transaction of access mode READ; looked through one by one.

Those of mode DBMS do what they like. On Neo4j 2026 Fleet Manager brings some that register the
server elsewhere.
"""


@pytest.mark.parametrize("mode", KNOWN)
def test_no_procedure_is_there_that_nobody_has_looked_at(driver: Driver, mode: str) -> None:
    query = "SHOW PROCEDURES YIELD name, mode WHERE mode = $mode RETURN name"
    names = {row["name"] for row in driver.execute_query(query, mode=mode).records}
    assert names <= {*KNOWN[mode].split()}


SETTINGS = """SHOW SETTINGS YIELD name, value RETURN name, value"""


@pytest.mark.parametrize(
    "query",
    [
        "CALL fleetManagement.registerToken('x')",
        "USE system CALL fleetManagement.registerToken('x')",
        "USE system CALL fleetManagement.disable()",
        "CALL fleetManagement.debugLogging(true, true)",
        "CALL dbms.setConfigValue('db.transaction.timeout', '0')",
        "CALL dbms.setDefaultDatabase('system')",
        "USE system CREATE USER other SET PASSWORD 'password-of-other'",
        "USE system CALL dbms.upgrade()",
        "USE neo4j CREATE (:Thing)",
        "USE graph.byName('system') MATCH (n) RETURN n",
        "ALTER DATABASE neo4j SET ACCESS READ WRITE",
        "STOP DATABASE neo4j",
        "CREATE ALIAS other FOR DATABASE neo4j",
        "ALTER USER neo4j SET PASSWORD CHANGE REQUIRED",
        "ALTER USER neo4j SET STATUS SUSPENDED",
        "CREATE OR REPLACE USER neo4j SET PASSWORD 'password-of-other'",
        "GRANT ROLE admin TO reader",
        "ENABLE SERVER 'x'",
        "DRYRUN REALLOCATE DATABASES",
    ],
)
@pytest.mark.parametrize("database", ["neo4j", "system"])
def test_accounts_and_settings_stay_as_they_are(
    driver: Driver, query: str, database: str, auth: tuple[str, str]
) -> None:
    def state() -> list[object]:
        return [[*map(tuple, driver.execute_query(q).records)] for q in ("SHOW USERS", SETTINGS)]

    before = state()
    with driver.session(database=database) as session, pytest.raises(Neo4jError):
        session.run(query).consume()
    assert before == state()
    assert driver.verify_authentication(auth)


def test_a_reader_cannot_be_another(driver: Driver) -> None:
    with (
        driver.session(impersonated_user="neo4j") as session,
        pytest.raises((Neo4jError, DriverError)),
    ):
        session.run("RETURN 1").consume()


@asynccontextmanager
async def crowd(served: ServedNeo4j, said: bytes) -> AsyncIterator[list[StreamReader]]:
    """Clients that say something, then wait."""
    host, port = HOST, int(served.uri.rpartition(":")[2])
    opened: list[tuple[StreamReader, StreamWriter]] = []
    try:
        for _ in range(CROWD):
            reader, writer = await asyncio.open_connection(host, port)
            opened.append((reader, writer))
            writer.write(said)
        yield [reader for reader, _ in opened]
    finally:
        for _, writer in opened:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


def logon(user: str, password: str) -> bytes:
    names = b"\x89principal" + _text(user) + b"\x8bcredentials" + _text(password)
    return b"\xb1\x6a\xa3\x86scheme\x85basic" + names


def _text(value: str) -> bytes:
    return b"\xd0" + bytes([len(value)]) + value.encode()


@pytest.mark.parametrize("state", ["connected", "greeted", "before the log-in", "logged in"])
async def test_a_crowd_keeps_neither_the_api_nor_readers_out(
    served: ServedNeo4j,
    auth: tuple[str, str],
    small_settings: Settings,
    serving: Serving,
    state: str,
) -> None:
    greeted = MAGIC + VERSIONS
    said = {
        "connected": b"",
        "greeted": greeted,
        "before the log-in": greeted + framed(HELLO),
        "logged in": greeted + framed(HELLO) + framed(logon(*auth)),
    }[state]
    changes = {"store": "neo4j", "neo4j_uri": served.server.uri, "requests_per_minute": 0}
    account = {"neo4j_user": auth[0], "neo4j_password": auth[1], "timeout_seconds": 30}
    settings = small_settings.model_copy(update=changes | account)
    async with crowd(served, said) as readers:
        await asyncio.sleep(0.5)  # those that are let in log in
        await asyncio.to_thread(ask_api, serving, settings)
        if state != "logged in":
            async with AsyncGraphDatabase.driver(served.uri, auth=auth) as driver:
                await driver.verify_connectivity()
        left = [reader for reader in readers if not await has_ended(reader)]
        assert len(left) <= (BOUNDS.per_address if state == "logged in" else BOUNDS.strangers)


def ask_api(serving: Serving, settings: Settings) -> None:
    with serving(settings) as client:
        for _ in range(20):
            answer = client.post("/graphql", json={"query": "{ bodies { totalCount } }"})
            assert answer.json()["data"]["bodies"]["totalCount"] > 0


async def has_ended(reader: StreamReader) -> bool:
    """Whether the proxy has closed the connection."""
    try:
        async with asyncio.timeout(0.01):
            while await reader.read(65_536):
                pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True
