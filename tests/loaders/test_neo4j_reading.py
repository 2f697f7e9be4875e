"""Neo4j as it is served to readers: the recipe as shipped, tried from outside."""

from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import AuthError, Neo4jError

from graph.neo4j.store import DRIVER_SETTINGS
from graph.settings import Settings
from loaders.neo4j.install import Installation
from loaders.neo4j.process import Config
from loaders.neo4j.reading import READER, Passwords, ServedNeo4j, serve_read_only

WRITING = [
    "CREATE (:Thing {iri: 'x'})",
    "MATCH (n:Body) SET n.title = 'other'",
    "MERGE (:Body {iri: 'x'})",
    "MATCH (n:Body) DETACH DELETE n",
    "MATCH (n:Body) REMOVE n:Body",
    "CREATE INDEX other FOR (n:Thing) ON (n.slug)",
    "DROP INDEX entity_key",
    "CREATE CONSTRAINT other FOR (n:Thing) REQUIRE n.slug IS UNIQUE",
    "CREATE FULLTEXT INDEX other FOR (n:Thing) ON EACH [n.slug]",
    "CALL db.createLabel('Other')",
    "CALL db.createProperty('other')",
    "CALL db.index.vector.createNodeIndex('other', 'Body', 'v', 3, 'cosine')",
    "MATCH (n:Body) CALL db.create.setNodeVectorProperty(n, 'v', [1.0]) RETURN n",
    "UNWIND range(1, 3) AS i CALL (i) { CREATE (:Thing {i: i}) } IN TRANSACTIONS",
    "CREATE USER other SET PASSWORD 'password-of-other'",
    "ALTER USER neo4j SET PASSWORD 'password-of-other'",
    "DROP USER neo4j",
]
READING_FILES = [
    "LOAD CSV FROM 'file:///etc/hosts' AS line RETURN line",
    "LOAD CSV FROM 'file:///passwords/administrator' AS line RETURN line",
    "LOAD CSV FROM 'file:////etc/passwd' AS line RETURN line",
    "LOAD CSV FROM 'http://127.0.0.1:1/' AS line RETURN line",
    "LOAD CSV FROM 'https://example.org/' AS line RETURN line",
    "LOAD CSV FROM 'ftp://example.org/file' AS line RETURN line",
]
ABSENT = [
    "CALL apoc.load.json('file:///etc/hosts') YIELD value RETURN value",
    "CALL apoc.export.csv.all('other.csv', {})",
    "CALL apoc.cypher.runWrite('CREATE (:Thing)', {}) YIELD value RETURN value",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reading")


@pytest.fixture(scope="module")
def settings(small_settings: Settings) -> Settings:
    return small_settings


@pytest.fixture(scope="module")
def served(
    neo4j_installation: Installation, home: Path, small_settings: Settings
) -> Iterator[ServedNeo4j]:
    """The server that `python -m loaders.neo4j_server --read-only` runs."""
    with serve_read_only(neo4j_installation, home, Config(), small_settings) as served:
        yield served


@pytest.fixture(scope="module")
def driver(served: ServedNeo4j, home: Path) -> Iterator[Driver]:
    """A client that wants to write, with the only account that readers and the API have."""
    auth = (READER, Passwords.of(home).reader.read_text("utf-8"))
    with GraphDatabase.driver(served.uri, auth=auth, **DRIVER_SETTINGS) as driver:
        yield driver


def count(driver: Driver) -> int:
    return int(driver.execute_query("MATCH (n) RETURN count(n)").records[0][0])


def test_readers_find_the_release(driver: Driver, small_settings: Settings) -> None:
    held = driver.execute_query("MATCH (r:Release {state: 'ready'}) RETURN r.id").records
    assert [record[0] for record in held] == [
        (small_settings.releases / "current").read_text("utf-8").strip()
    ]


@pytest.mark.parametrize("query", WRITING)
def test_nothing_is_written(driver: Driver, query: str) -> None:
    before = count(driver)
    with driver.session() as session, pytest.raises(Neo4jError, match=r"not allowed|read.only"):
        session.run(query).consume()
    assert before == count(driver)


def test_nothing_is_written_in_an_explicit_transaction(driver: Driver) -> None:
    with driver.session() as session, pytest.raises(Neo4jError, match="not allowed"):
        session.begin_transaction().run("CREATE (:Thing)").consume()


@pytest.mark.parametrize(
    "query",
    [
        "CREATE USER other SET PASSWORD 'password-of-other'",
        f"RENAME USER {READER} TO other",
        "DROP USER neo4j",
        "CALL dbms.upgrade()",
    ],
)
def test_the_system_database_is_not_written(driver: Driver, query: str) -> None:
    with (
        driver.session(database="system") as session,
        pytest.raises(Neo4jError, match="not allowed"),
    ):
        session.run(query).consume()


def test_a_reader_cannot_change_the_password_of_all(driver: Driver, home: Path) -> None:
    own = Passwords.of(home).reader.read_text("utf-8")
    query = "ALTER CURRENT USER SET PASSWORD FROM $own TO 'password-of-other'"
    with (
        driver.session(database="system") as session,
        pytest.raises(Neo4jError, match="not allowed"),
    ):
        session.run(query, own=own).consume()


@pytest.mark.parametrize("query", READING_FILES)
def test_no_file_and_no_address_is_read(driver: Driver, query: str) -> None:
    with driver.session() as session, pytest.raises(Neo4jError, match=r"Cannot load|Invalid URL"):
        session.run(query).consume()


@pytest.mark.parametrize("query", ABSENT)
def test_procedures_that_could_do_more_are_not_there(driver: Driver, query: str) -> None:
    with driver.session() as session, pytest.raises(Neo4jError, match="no procedure"):
        session.run(query).consume()


def test_a_query_without_end_is_ended(driver: Driver) -> None:
    configured = "SHOW SETTINGS 'db.transaction.timeout', 'db.memory.transaction.max' YIELD value"
    values = {record["value"] for record in driver.execute_query(configured).records}
    assert values == {"30s", "256.00MiB"}


def test_a_query_that_takes_too_much_memory_is_ended(driver: Driver) -> None:
    query = "UNWIND range(1, 100000000) AS i RETURN collect(i) AS all"
    with driver.session() as session, pytest.raises(Neo4jError, match="memory"):
        session.run(query).consume()


@pytest.mark.parametrize("path", ["/db/neo4j/tx/commit", "/db/neo4j/query/v2"])
def test_http_leads_to_no_data(served: ServedNeo4j, path: str) -> None:
    body = b'{"statements": [{"statement": "RETURN 1"}], "statement": "RETURN 1"}'
    headers = {"Content-Type": "application/json"}
    request = Request(served.server.http_url + path, body, headers)  # noqa: S310  our own loopback address
    with pytest.raises(HTTPError, match="404"):
        urlopen(request)  # noqa: S310  our own loopback address


def test_browser_is_there(served: ServedNeo4j) -> None:
    with urlopen(f"{served.server.http_url}/browser/") as page:  # noqa: S310  our own loopback address
        assert b"Neo4j" in page.read()


@pytest.mark.parametrize("auth", [None, (READER, "a guess"), ("neo4j", "neo4j")])
def test_strangers_are_refused(served: ServedNeo4j, auth: tuple[str, str] | None) -> None:
    with (
        GraphDatabase.driver(served.uri, auth=auth) as stranger,
        pytest.raises(AuthError),
    ):
        stranger.verify_connectivity()


def test_passwords_are_their_owners(home: Path) -> None:
    files = Passwords.of(home)
    assert {0o600} == {path.stat().st_mode & 0o777 for path in (files.administrator, files.reader)}
    assert files.administrator.read_text("utf-8") != files.reader.read_text("utf-8")
