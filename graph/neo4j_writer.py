"""The Neo4j writer: brings the one release that a server holds to another one."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby, islice
from typing import Any, LiteralString, TypeVar

from neo4j import Driver, GraphDatabase, Session, Transaction
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph.errors import StoreUnavailable
from graph.model import Model
from graph.neo4j_records import (
    ENTITY,
    LAYOUT,
    ClaimRecord,
    NodeRecord,
    RelationshipRecord,
    iter_claims,
    iter_nodes,
    iter_relationships,
)
from graph.neo4j_store import DRIVER_SETTINGS, neo4j_auth
from graph.settings import Settings
from graph.store import ReleaseInfo

BATCH = 5_000
"""Records handed over at a time."""

ONE_TRANSACTION = 200_000
"""Most changes written in one transaction; more are written in batches, and readers wait."""

_SCHEMA: tuple[LiteralString, ...] = (
    "CREATE CONSTRAINT entity_iri IF NOT EXISTS FOR (n:Entity) REQUIRE n.iri IS UNIQUE",
    "CREATE INDEX entity_key IF NOT EXISTS FOR (n:Entity) ON (n.key)",
    "CREATE INDEX entity_name IF NOT EXISTS FOR (n:Entity) ON (n.name)",
    "CREATE INDEX entity_title IF NOT EXISTS FOR (n:Entity) ON (n.title)",
    "CREATE INDEX claim_subject IF NOT EXISTS FOR (n:Claim) ON (n.subject)",
    "CREATE FULLTEXT INDEX entity_text IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.title, n.officialTitle, n.form, n.summary]",
    "CALL db.awaitIndexes(120)",
)
_FOREIGN: LiteralString = (
    "MATCH (n) WHERE NOT (n:Entity OR n:Claim OR n:Release) RETURN count(n) AS count"
)
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Change:
    """How many records an update wrote."""

    written: int
    removed: int


def open_driver(settings: Settings) -> Driver:
    """Connect to the server that the settings name."""
    return GraphDatabase.driver(settings.neo4j_uri, auth=neo4j_auth(settings), **DRIVER_SETTINGS)


def write_to_neo4j(driver: Driver, model: Model, release: ReleaseInfo) -> Change:
    """Make a server hold a release; nothing is written where it holds it already.

    The difference to what it holds goes into one transaction, so that readers see the old
    release or the new one. Raises StoreUnavailable where the server cannot be reached or holds
    something that is not ours.
    """
    try:
        with driver.session() as session:
            if _held(session) == (release.id, "ready", LAYOUT):
                return Change(0, 0)
            _refuse_foreign(session)
            for statement in _SCHEMA:
                session.run(statement).consume()
            return _update(session, model, release)
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


def _update(session: Session, model: Model, release: ReleaseInfo) -> Change:
    difference = _Difference.between(session, model)
    if difference.size <= ONE_TRANSACTION:
        with session.begin_transaction() as transaction:
            _write(transaction.run, difference)
            _set_release(transaction, release, "ready")
            transaction.commit()
    else:
        _set_release(session, release, "loading")
        _write(session.run, difference)
        _set_release(session, release, "ready")
    return Change(difference.written, difference.removed)


def _set_release(runner: Session | Transaction, release: ReleaseInfo, state: str) -> None:
    statement: LiteralString = "MERGE (r:Release) SET r = {id: $id, state: $state, layout: $layout, quads: $quads, things: $things, name: 'Release', title: $id}"
    runner.run(statement, **asdict(release), state=state, layout=LAYOUT).consume()


@dataclass(frozen=True)
class _Difference:
    """What is to be removed and what is to be written, by kind of record."""

    old_nodes: list[str]
    changed_nodes: list[NodeRecord]
    new_nodes: list[NodeRecord]
    old_relationships: list[tuple[str, str, str]]
    changed_relationships: list[RelationshipRecord]
    new_relationships: list[RelationshipRecord]
    old_claims: list[str]
    new_claims: list[ClaimRecord]

    @property
    def written(self) -> int:
        """How many records are written."""
        new = (
            self.new_nodes,
            self.changed_nodes,
            self.new_relationships,
            self.changed_relationships,
            self.new_claims,
        )
        return sum(len(records) for records in new)

    @property
    def removed(self) -> int:
        """How many records are removed."""
        return len(self.old_nodes) + len(self.old_relationships) + len(self.old_claims)

    @property
    def size(self) -> int:
        """How many changes there are in all."""
        return self.written + self.removed

    @classmethod
    def between(cls, session: Session, model: Model) -> "_Difference":
        """Compare what a server holds with a model."""
        held_nodes = _read_nodes(session)
        nodes = {n.iri: n for n in iter_nodes(model)}
        kept = {i for i, n in nodes.items() if i in held_nodes and held_nodes[i].labels == n.labels}
        held = {k: r for k, r in _read_relationships(session).items() if {k[1], k[2]} <= kept}
        relationships = {(r.type, r.start, r.end): r for r in iter_relationships(model)}
        held_claims = _read_claims(session)
        claims = {_claim_key(c): c for c in iter_claims(model)}
        return cls(
            old_nodes=sorted(held_nodes.keys() - kept),
            changed_nodes=[nodes[i] for i in sorted(kept) if held_nodes[i] != nodes[i]],
            new_nodes=[n for i, n in nodes.items() if i not in kept],
            old_relationships=sorted(held.keys() - relationships.keys()),
            changed_relationships=[
                r for k, r in relationships.items() if k in held and held[k] != r
            ],
            new_relationships=[r for k, r in relationships.items() if k not in held],
            old_claims=[i for k, i in held_claims.items() if k not in claims],
            new_claims=[c for k, c in claims.items() if k not in held_claims],
        )


def _read_nodes(session: Session) -> dict[str, NodeRecord]:
    rows = session.run(
        "MATCH (n:Entity) RETURN n.iri AS iri, labels(n) AS labels, properties(n) AS properties"
    )
    return {
        r["iri"]: NodeRecord(r["iri"], tuple(sorted(r["labels"])), r["properties"]) for r in rows
    }


def _read_relationships(session: Session) -> dict[tuple[str, str, str], RelationshipRecord]:
    rows = session.run(
        "MATCH (a:Entity)-[r]->(b:Entity) "
        "RETURN type(r) AS type, a.iri AS start, b.iri AS end, properties(r) AS properties"
    )
    return {(r["type"], r["start"], r["end"]): RelationshipRecord(*r.values()) for r in rows}


def _read_claims(session: Session) -> dict[Hashable, str]:
    rows = session.run("MATCH (c:Claim) RETURN elementId(c) AS id, properties(c) AS properties")
    return {_claim_key(_claim(row["properties"])): row["id"] for row in rows}


def _claim(properties: Mapping[str, Any]) -> ClaimRecord:
    return ClaimRecord(**{**properties, "evidence": tuple(properties["evidence"])})


def _claim_key(claim: ClaimRecord) -> Hashable:
    return claim.subject, claim.property, claim.value, claim.certainty, claim.evidence


def _write(run: Callable[..., Any], change: _Difference) -> None:
    """Remove what is old, then write nodes before the relationships between them."""

    def send(text: str, records: Iterable[Any]) -> None:
        for batch in _batches(records):
            run(f"UNWIND $rows AS row {text}", rows=batch).consume()

    node = f"MATCH (n:{ENTITY} {{iri: row.iri}})"
    ends = f"MATCH (a:{ENTITY} {{iri: row.start}}) MATCH (b:{ENTITY} {{iri: row.end}})"
    send("MATCH (c) WHERE elementId(c) = row DELETE c", change.old_claims)
    for kind, keys in groupby(change.old_relationships, key=lambda key: key[0]):
        rows = [{"start": start, "end": end} for _, start, end in keys]
        send(f"{ends} MATCH (a)-[r:{kind}]->(b) DELETE r", rows)
    send(f"MATCH (n:{ENTITY} {{iri: row}}) DETACH DELETE n", change.old_nodes)
    send(f"{node} SET n = row.properties", map(asdict, change.changed_nodes))
    for labels, nodes in _by(change.new_nodes, lambda n: ":".join(n.labels)):
        send(f"CREATE (n:{labels}) SET n = row.properties", map(asdict, nodes))
    for kind, records in _by(change.changed_relationships, lambda r: r.type):
        send(f"{ends} MATCH (a)-[r:{kind}]->(b) SET r = row.properties", map(asdict, records))
    for kind, records in _by(change.new_relationships, lambda r: r.type):
        send(f"{ends} CREATE (a)-[r:{kind}]->(b) SET r = row.properties", map(asdict, records))
    send("CREATE (c:Claim) SET c = row", map(asdict, change.new_claims))


def _by(
    records: Iterable[Record], key: Callable[[Record], str]
) -> Iterator[tuple[str, list[Record]]]:
    for name, some in groupby(sorted(records, key=key), key=key):
        yield name, list(some)


def _batches(records: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(records)
    while batch := list(islice(remaining, BATCH)):
        yield batch
