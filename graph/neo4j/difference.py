"""The difference between what a Neo4j server holds and what it is to hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from typing import Any, Generic, LiteralString, TypeVar

import orjson
from neo4j import Session

from graph.neo4j.records import ClaimRecord, NodeRecord, Records, RelationshipRecord

R = TypeVar("R", NodeRecord, RelationshipRecord, ClaimRecord)

_NODES: LiteralString = "MATCH (n:Entity) RETURN elementId(n) AS id, n.iri AS key, labels(n) AS labels, properties(n) AS properties"
_RELATIONSHIPS: LiteralString = (
    "MATCH (a:Entity)-[r]->(b:Entity) RETURN elementId(r) AS id, "
    "[type(r), a.iri, b.iri, properties(r)] AS key, [] AS labels, {} AS properties"
)
_CLAIMS: LiteralString = "MATCH (c:Claim) RETURN elementId(c) AS id, properties(c) AS key, [] AS labels, {} AS properties"


def digest(value: object) -> int:
    """A number of 64 bits for a value, the same wherever it comes from."""
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")


@dataclass(frozen=True)
class DifferencePart(Generic[R]):
    """Records of one kind: those to come, and digests of key and content of those that are held."""

    records: Callable[[], Iterator[R]]
    key_of: Callable[[R], object]
    content_of: Callable[[R], object]
    held: Mapping[int, int] = field(default_factory=dict)
    old: Sequence[str] = ()
    """What the server calls those that go."""
    size: int = 0
    """How many are to be written, where the server holds any."""

    def new(self) -> Iterator[R]:
        """Yield the records that the server does not hold."""
        if not self.held:
            return self.records()
        return (r for r in self.records() if digest(self.key_of(r)) not in self.held)

    def changed(self) -> Iterator[R]:
        """Yield the records that the server holds with another content."""
        if self.held:
            for record in self.records():
                held = self.held.get(digest(self.key_of(record)))
                if held is not None and held != digest(self.content_of(record)):
                    yield record

    def against(self, session: Session, query: LiteralString) -> "DifferencePart[R]":
        """The same records, compared with those that a query finds."""
        held: dict[int, int] = {}
        names: dict[int, str] = {}
        old: list[str] = []
        for row in session.run(query):
            key = digest(row["key"])
            if key in held:
                old.append(row["id"])
            held[key] = digest([sorted(row["labels"]), row["properties"]])
            names[key] = row["id"]
        size = 0
        for record in self.records():
            key = digest(self.key_of(record))
            names.pop(key, None)
            size += held.get(key) != digest(self.content_of(record))
        return replace(self, held=held, old=[*old, *names.values()], size=size)


@dataclass(frozen=True)
class Difference:
    """What is to be written and removed."""

    nodes: DifferencePart[NodeRecord]
    relationships: DifferencePart[RelationshipRecord]
    claims: DifferencePart[ClaimRecord]

    def fits(self, most: int) -> bool:
        """Whether there are at most so many changes."""
        parts: tuple[DifferencePart[Any], ...] = (self.nodes, self.relationships, self.claims)
        return sum(part.size + len(part.old) for part in parts) <= most


def all_of(records: Records) -> Difference:
    """The difference to a server that holds nothing."""
    return Difference(
        DifferencePart(records.nodes, lambda n: n.iri, lambda n: [sorted(n.labels), n.properties]),
        DifferencePart(records.relationships, _relationship_key, lambda _: [[], {}]),
        DifferencePart(records.claims, _claim_key, lambda _: [[], {}]),
    )


def compare(session: Session, records: Records) -> Difference:
    """Compare what a server holds with the records it is to hold."""
    new = all_of(records)
    return Difference(
        new.nodes.against(session, _NODES),
        new.relationships.against(session, _RELATIONSHIPS),
        new.claims.against(session, _CLAIMS),
    )


def _relationship_key(record: RelationshipRecord) -> object:
    """All that a relationship says: a changed one is written anew."""
    return [record.type, record.start, record.end, record.properties]


def _claim_key(claim: ClaimRecord) -> dict[str, Any]:
    """All that a claim says: two that say the same are the same."""
    return {name: value for name, value in asdict(claim).items() if value is not None}
