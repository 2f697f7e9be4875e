"""The difference between what a Neo4j server holds and what it is to hold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import Any, Generic, LiteralString, TypeVar

import orjson
from neo4j import Session

from graph.neo4j_records import ClaimRecord, NodeRecord, Records, RelationshipRecord

R = TypeVar("R", NodeRecord, RelationshipRecord, ClaimRecord)

_NODES: LiteralString = "MATCH (n:Entity) RETURN elementId(n) AS id, n.iri AS key, labels(n) AS name, properties(n) AS properties"
_RELATIONSHIPS: LiteralString = (
    "MATCH (a:Entity)-[r]->(b:Entity) "
    "RETURN elementId(r) AS id, [type(r), a.iri, b.iri] AS key, null AS name, properties(r) AS properties"
)
_CLAIMS: LiteralString = "MATCH (c:Claim) RETURN elementId(c) AS id, properties(c) AS key, null AS name, {} AS properties"


def digest(value: object) -> int:
    """A number of 64 bits for a value, the same wherever it comes from."""
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")


@dataclass(frozen=True)
class Part(Generic[R]):
    """Records of one kind: those to come, and digests of key and content of those that are held."""

    records: Callable[[], Iterator[R]]
    key_of: Callable[[R], object]
    content_of: Callable[[R], object]
    held: Mapping[int, int]
    old: list[str] = field(default_factory=list)
    """What the server calls those that go."""

    def new(self) -> Iterator[R]:
        """Yield the records that the server does not hold."""
        return (
            r for r in self.records() if not self.held or digest(self.key_of(r)) not in self.held
        )

    def changed(self) -> Iterator[R]:
        """Yield the records that the server holds with another content."""
        if self.held:
            for record in self.records():
                held = self.held.get(digest(self.key_of(record)))
                if held is not None and held != digest(self.content_of(record)):
                    yield record


@dataclass(frozen=True)
class Difference:
    """What is to be written and removed."""

    nodes: Part[NodeRecord]
    relationships: Part[RelationshipRecord]
    claims: Part[ClaimRecord]

    def fits(self, most: int) -> bool:
        """Whether there are at most so many changes; it counts no further than it must."""
        size = 0
        for part in (self.nodes, self.relationships, self.claims):
            size += len(part.old)
            for records in (part.changed(), part.new()):
                size += sum(1 for _ in islice(records, max(0, most - size + 1)))
        return size <= most


def compare(session: Session, records: Records) -> Difference:
    """Compare what a server holds with the records it is to hold."""
    return Difference(
        _part(session, _NODES, records.nodes, lambda n: n.iri, _node_content),
        _part(session, _RELATIONSHIPS, records.relationships, _ends, lambda r: [[], r.properties]),
        _part(session, _CLAIMS, records.claims, _claim_key, lambda _: [[], {}]),
    )


def _part(
    session: Session,
    query: LiteralString,
    records: Callable[[], Iterator[R]],
    key_of: Callable[[R], object],
    content_of: Callable[[R], object],
) -> Part[R]:
    held: dict[int, int] = {}
    names: dict[int, str] = {}
    twice: list[str] = []
    for row in session.run(query):
        key = digest(row["key"])
        if key in held:
            twice.append(row["id"])
        held[key] = digest([sorted(row["name"] or ()), row["properties"]])
        names[key] = row["id"]
    if held:
        for record in records():
            names.pop(digest(key_of(record)), None)
    return Part(records, key_of, content_of, held, [*twice, *names.values()])


def _node_content(node: NodeRecord) -> object:
    return [sorted(node.labels), node.properties]


def _ends(record: RelationshipRecord) -> object:
    return [record.type, record.start, record.end]


def _claim_key(claim: ClaimRecord) -> dict[str, Any]:
    """All that a claim says: two that say the same are the same."""
    return {name: value for name, value in asdict(claim).items() if value is not None}
