"""The Neo4j writer: brings the one release that a server holds to another one."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, LiteralString

from neo4j import Driver, GraphDatabase, Session, Transaction
from neo4j.exceptions import AuthError, DriverError, Neo4jError, TransientError

from graph.errors import StoreUnavailable
from graph.model.read_model import Model, ModelFacts
from graph.neo4j.difference import Difference, all_of, compare
from graph.neo4j.indexes import KEY, make_indexes
from graph.neo4j.records import (
    LAYOUT,
    ClaimRecord,
    FactRecords,
    NodeRecord,
    Records,
    RelationshipRecord,
)
from graph.neo4j.store import DRIVER_SETTINGS, neo4j_auth
from graph.settings import Settings
from graph.store import ReleaseInfo

BATCH = 5_000
"""Records handed over at a time."""

ONE_TRANSACTION = 200_000
"""Most changes written in one transaction; more are written in batches, and readers wait.

Each takes the server some 5 KB until it commits.
"""

_NO_MEMORY = "Neo.TransientError.General.MemoryPoolOutOfMemoryError"
"""What a server says of a transaction that is larger than it allows: trying again would not help."""

IMPORTED = "imported"
"""State of a release that an offline import has written, before there are indexes."""

_FOREIGN: LiteralString = (
    "MATCH (n) WHERE NOT (n:Entity OR n:Claim OR n:Release) RETURN count(n) AS count"
)
_EMPTY_LISTS: tuple[LiteralString, ...] = (
    "MATCH (n:Entity) WHERE n.evidence IS NULL CALL (n) { SET n.evidence = [] } IN TRANSACTIONS",
    "MATCH (:Entity)-[r]->() WHERE r.evidence IS NULL CALL (r) { SET r.evidence = [] } IN TRANSACTIONS",
    "MATCH (:Entity)-[r]->() WHERE r.documents IS NULL CALL (r) { SET r.documents = [] } IN TRANSACTIONS",
)


@dataclass(frozen=True, slots=True)
class Change:
    """How many records an update wrote."""

    written: int
    removed: int


def open_driver(settings: Settings) -> Driver:
    """Connect to the server that the settings name."""
    return GraphDatabase.driver(settings.neo4j_uri, auth=neo4j_auth(settings), **DRIVER_SETTINGS)


def write_to_neo4j(driver: Driver, model: Model, release: ReleaseInfo) -> Change:
    """Make a server hold a release: see `write_records`."""
    return write_records(driver, FactRecords(ModelFacts(model)), release)


def write_records(driver: Driver, records: Records, release: ReleaseInfo) -> Change:
    """Make a server hold the records of a release; nothing is written where it does already.

    The difference to what it holds goes into one transaction, so that readers see the old
    release or the new one; while it commits the server is `loading`. One too large for that, or
    for the memory that the server grants a transaction, goes in batches, and the server is
    `loading` until the last. Whatever ends this early, another run completes it. Records are read
    one by one; what is remembered is a number or two for each that the server holds.
    Raises StoreUnavailable where the server cannot be reached or holds something not ours.
    """
    try:
        with driver.session() as session:
            held = _held(session)
            if held == (release.id, "ready", LAYOUT):
                return Change(0, 0)
            _refuse_foreign(session)
            session.run(KEY).consume()
            if held == (release.id, IMPORTED, LAYOUT):
                return _complete_import(session, release)
            return _update(driver, session, records, release, first=held is None)
    except AuthError as error:
        text = "Neo4j refuses the user or password; check NEO4J_USER and NEO4J_PASSWORD"
        raise StoreUnavailable(text) from error
    except (DriverError, Neo4jError) as error:
        raise StoreUnavailable(f"Neo4j could not be written: {error}") from error


def create_reader(driver: Driver, name: str, password: str) -> None:
    """Make sure that there is an account with this password; Community has no roles to give it."""
    new: LiteralString = (
        "CREATE USER $name IF NOT EXISTS SET PASSWORD $password CHANGE NOT REQUIRED"
    )
    known: LiteralString = "ALTER USER $name SET PASSWORD $password CHANGE NOT REQUIRED"
    try:
        if driver.verify_authentication((name, password)):
            return  # Neo4j refuses to set the password that an account has
        with driver.session(database="system") as session:
            if not session.run(new, name=name, password=password).consume().counters.system_updates:
                session.run(known, name=name, password=password).consume()
    except (DriverError, Neo4jError) as error:
        raise StoreUnavailable(f"Neo4j: the account {name} cannot be made: {error}") from error


def _held(session: Session) -> tuple[str, str, int] | None:
    query: LiteralString = "MATCH (r:Release) RETURN r.id, r.state, r.layout"
    record = session.run(query).single()
    return (record[0], record[1], record[2]) if record else None


def _refuse_foreign(session: Session) -> None:
    record = session.run(_FOREIGN).single(strict=True)
    if record["count"]:
        raise StoreUnavailable(
            f"the database holds {record['count']} nodes that are not of a release; "
            "use an empty database"
        )


def _complete_import(session: Session, release: ReleaseInfo) -> Change:
    """Add what an import cannot say, lists without members; then the release is ready."""
    for statement in _EMPTY_LISTS:
        session.run(statement).consume()
    make_indexes(session)
    _set_release(session, release, "ready")
    return Change(0, 0)


def _update(
    driver: Driver, session: Session, records: Records, release: ReleaseInfo, *, first: bool
) -> Change:
    """Write what is different; indexes come after a first load, which they would slow down."""
    difference = all_of(records) if first else compare(session, records)
    if not first and difference.fits(ONE_TRANSACTION):
        make_indexes(session)
        try:
            return _write_at_once(driver, session, difference, release)
        except TransientError as error:
            if error.code != _NO_MEMORY:
                raise
    _set_release(session, release, "loading")
    change = _write(session.run, difference)
    make_indexes(session)
    _set_release(session, release, "ready")
    return change


def _write_at_once(
    driver: Driver, session: Session, difference: Difference, release: ReleaseInfo
) -> Change:
    with session.begin_transaction() as transaction:
        change = _write(transaction.run, difference)
        _announce(driver)
        _set_release(transaction, release, "ready")
        transaction.commit()
    return change


def _announce(driver: Driver) -> None:
    """Tell readers that a transaction is about to commit.

    They see records of it one after the other while the server writes them to its store, so they
    are to wait for the moment that takes.
    """
    with driver.session() as session:
        session.run("MATCH (r:Release) SET r.state = 'loading'").consume()


def _set_release(runner: Session | Transaction, release: ReleaseInfo, state: str) -> None:
    statement: LiteralString = "MERGE (r:Release) SET r = {id: $id, state: $state, layout: $layout, quads: $quads, things: $things, name: 'Release', title: $id}"
    runner.run(statement, **asdict(release), state=state, layout=LAYOUT).consume()


def _write(run: Callable[..., Any], difference: Difference) -> Change:
    """Remove what is old, then write nodes before the relationships between them.

    Labels and types are values, so that each statement is planned once.
    """

    def send(text: LiteralString, rows: Iterable[Any]) -> int:
        sent = 0
        for batch in _batches(rows):
            run("UNWIND $rows AS row " + text, rows=batch).consume()
            sent += len(batch)
        return sent

    nodes, relationships, claims = difference.nodes, difference.relationships, difference.claims
    removed = (
        send("MATCH (c) WHERE elementId(c) = row DELETE c", claims.old)
        + send("MATCH ()-[r]->() WHERE elementId(r) = row DELETE r", relationships.old)
        + send("MATCH (n) WHERE elementId(n) = row DETACH DELETE n", nodes.old)
    )
    written = (
        send(_CHANGE_NODE, map(_row, nodes.changed()))
        + send("CREATE (n:$(row.labels)) SET n = row.properties", map(_row, nodes.new()))
        + send(_CREATE_RELATIONSHIP, map(_row, relationships.new()))
        + send("CREATE (c:Claim) SET c = row", map(_row, claims.new()))
    )
    return Change(written, removed)


_CHANGE_NODE: LiteralString = (
    "MATCH (n:Entity {iri: row.iri}) "
    "SET n = row.properties REMOVE n:$(labels(n)) SET n:$(row.labels)"
)
_CREATE_RELATIONSHIP: LiteralString = (
    "MATCH (a:Entity {iri: row.start}) MATCH (b:Entity {iri: row.end}) "
    "CREATE (a)-[r:$(row.type)]->(b) SET r = row.properties"
)


def _row(record: NodeRecord | RelationshipRecord | ClaimRecord) -> dict[str, Any]:
    """A record as a map, which holds what the record holds: `asdict` would copy it."""
    return {name: getattr(record, name) for name in record.__slots__}


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield rows in batches; the next one is made while the server writes the one before."""
    remaining = iter(rows)
    with ThreadPoolExecutor(1, "records") as pool:
        coming = pool.submit(lambda: list(islice(remaining, BATCH)))
        while batch := coming.result():
            coming = pool.submit(lambda: list(islice(remaining, BATCH)))
            yield batch
