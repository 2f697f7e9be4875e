"""What a release says, decoded into a temporary file: however much it is, memory stays the same."""

import marshal
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import lru_cache, partial
from itertools import groupby, islice
from pathlib import Path
from typing import IO, Any

from pyoxigraph import RdfFormat, parse

from graph.model.dating import Dating
from graph.model.decoder import KIND, Decoder, iter_values, name_of
from graph.model.facts import ALWAYS, Edge, Entity, Period, Thing
from graph.model.observations import Observation, held, iter_observed, iter_periods
from graph.model.packing import pack, unpack
from graph.model.provenance import PROVENANCE_PROPERTIES, ProvenanceIndex, Stated
from graph.model.relations import chained, closed, followed_backwards
from graph.terms import AL, Ontology
from graph.union import open_by_subject

_REMEMBERED = 2_000
"""Things, and lists of relations, that are not read again at once."""

_TOGETHER = 2_000
"""Things that are written at a time."""

_BLOCK = 4_000_000
"""Bytes of the release that are looked through at a time."""

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000;
CREATE TABLE thing (iri TEXT, class TEXT, graph TEXT);
CREATE TABLE entity (iri TEXT, content BLOB, since TEXT, until TEXT);
CREATE TABLE incoming (target TEXT, property TEXT, start TEXT, rank INTEGER, graphs BLOB);
CREATE TABLE observation (key TEXT, iri TEXT, rank INTEGER, since TEXT);
"""
_INDEX_OF_THINGS = "CREATE INDEX thing_iri ON thing (iri)"
_INDEXES = """
CREATE INDEX entity_iri ON entity (iri);
CREATE INDEX incoming_target ON incoming (target, property);
"""


@contextmanager
def open_facts(quads: Path, ontology: Ontology) -> Iterator["FactsFile"]:
    """Decode the file of a release.

    It takes some four times the size of that file on disk, in the system's folder for temporary
    files, and of memory a few texts for each passage and reading.
    """
    with closing(sqlite3.connect("", check_same_thread=False)) as connection:
        connection.executescript(_SCHEMA)
        writer = _Writer(connection, ontology)
        with quads.open("rb") as file:
            size, provenance = writer.survey(file)
        with open_by_subject(quads) as lines:
            writer.write(lines, provenance)
        yield FactsFile(connection, ontology, size, provenance)


class FactsFile:
    """Finds what is told of things; relations that follow from others are followed when asked for."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        ontology: Ontology,
        quads: int,
        provenance: ProvenanceIndex,
    ) -> None:
        self.ontology = ontology
        self.quads = quads
        self._connection = connection
        self._followed = followed_backwards(ontology)
        self._dating = Dating(provenance.periods(self._period), provenance.ranks)
        self._things = _Found(self._thing)
        self._at: Entity | None = None
        self._find_entity = lru_cache(_REMEMBERED)(self._read_entity)
        self._find_edges = lru_cache(_REMEMBERED)(self._read_edges)

    def __len__(self) -> int:
        """How many things there are."""
        (count,) = self._connection.execute("SELECT count(*) FROM entity").fetchone()
        return int(count)

    def things(self) -> Iterator[Entity]:
        """Yield all things."""
        rows = self._connection.execute("SELECT content, since, until FROM entity ORDER BY rowid")
        for row in rows:
            self._at = self._dating.entity(*unpack(*row))
            yield self._at

    def entity(self, iri: str) -> Entity | None:
        """Return what is told of a thing; the one that is being looked at is at hand."""
        at = self._at
        return at if at is not None and at.thing.iri == iri else self._find_entity(iri)

    def edges(self, name: str, iri: str) -> tuple[Edge, ...]:
        """Return the relations of a thing by one property.

        Against the direction in which they are told, they are found only where others follow
        from that or are explained by it. Raises LookupError for others.
        """
        prop = self.ontology.properties[name]
        if prop.derived:
            return self._find_edges(name, iri)
        entity = self.entity(iri)
        return entity.edges.get(name, ()) if entity else ()

    def _read_entity(self, iri: str) -> Entity | None:
        found = _read_undated(self._connection, iri)
        return self._dating.entity(*found) if found else None

    def _period(self, iri: str) -> Period:
        found = _read_undated(self._connection, iri)
        return found[1] if found else ALWAYS

    def _thing(self, iri: str) -> Thing:
        entity = self.entity(iri)
        if entity is None:
            raise LookupError(f"{iri} is no thing of the release")
        return entity.thing

    def _read_edges(self, name: str, iri: str) -> tuple[Edge, ...]:
        prop = self.ontology.properties[name]
        if prop.inverse_of:
            own = self.ontology.concrete(prop.range) if prop.narrows else None
            found = self._incoming(prop.inverse_of, iri)
            return tuple(e for e in found if not own or self._things[e.target].class_name in own)
        if prop.chain:
            first, second = (self._along(step) for step in prop.chain)
            return self._chained(iri, first, second)
        return self._closed(iri, self._along(str(prop.transitive_of)))

    def _incoming(self, name: str, iri: str) -> tuple[Edge, ...]:
        """The relations of others to a thing, as if they led from it to them."""
        prop = self.ontology.properties[name]
        if prop.inverse_of:
            return self.edges(prop.inverse_of, iri)
        if prop.chain:
            first, second = (self._against(step) for step in prop.chain)
            return self._chained(iri, second, first)
        if prop.transitive_of:
            return self._closed(iri, self._against(prop.transitive_of))
        if name not in self._followed:
            raise LookupError(f"nothing follows from {name} against its direction")
        query = "SELECT start, rank, graphs FROM incoming WHERE target = ? AND property = ?"
        rows = self._connection.execute(query, (iri, name))
        found = (Edge(start, rank, marshal.loads(graphs)) for start, rank, graphs in rows)  # noqa: S302  written by us
        return tuple(map(self._dating.statement, found))

    def _chained(self, iri: str, first: "_Way", second: "_Way") -> tuple[Edge, ...]:
        links = first(iri)
        if not links:
            return ()
        return tuple(chained({iri: links}, _Found(second), self._things).get(iri, ()))

    def _closed(self, iri: str, way: "_Way") -> tuple[Edge, ...]:
        return tuple(closed(_Found(way, iri), self._things).get(iri, ())) if way(iri) else ()

    def _along(self, name: str) -> "_Way":
        return lambda iri: self.edges(name, iri)

    def _against(self, name: str) -> "_Way":
        return lambda iri: self._incoming(name, iri)


def _read_undated(connection: sqlite3.Connection, iri: str) -> tuple[Entity, Period] | None:
    """Read a thing, not yet dated, and the period of its own."""
    query = "SELECT content, since, until FROM entity WHERE iri = ?"
    row = connection.execute(query, (iri,)).fetchone()
    return unpack(*row) if row else None


_Way = Callable[[str], tuple[Edge, ...]]


class _Found(Mapping[str, Any]):
    """What a function finds, as a mapping; it iterates over the keys it is given."""

    def __init__(self, find: Callable[[str], Any], *keys: str) -> None:
        self._find, self._keys = find, keys

    def __getitem__(self, key: str) -> Any:
        return self._find(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class _Writer:
    """Decodes the statements of a release into the tables."""

    def __init__(self, connection: sqlite3.Connection, ontology: Ontology) -> None:
        self._connection = connection
        self._ontology = ontology
        self._followed = followed_backwards(ontology)

    def survey(self, file: IO[bytes]) -> tuple[int, ProvenanceIndex]:
        """Look for all things, and for what statements are weighed by; also count statements."""
        count = 0
        statements: dict[str, list[Stated]] = defaultdict(list)
        classes = {c.iri for c in self._ontology.classes.values() if not c.abstract}
        while text := file.read(_BLOCK):
            text += file.readline()
            count += text.count(b"\n")
            for quad in parse(
                b"".join(_CLASS_OR_PROVENANCE.findall(text)), format=RdfFormat.N_QUADS
            ):
                subject, value = quad.subject.value, quad.object.value
                name = name_of(quad.predicate.value)
                if name != KIND:
                    statements[str(name)].append((subject, value, quad.graph_name.value))
                elif value in classes:
                    thing = subject, value, quad.graph_name.value
                    self._connection.execute("INSERT INTO thing VALUES (?, ?, ?)", thing)
        self._connection.execute(_INDEX_OF_THINGS)
        return count, ProvenanceIndex(self._ontology, statements)

    def write(self, lines: IO[bytes], provenance: ProvenanceIndex) -> None:
        """Write what sorted statements tell, then when observations count."""
        rank_of = lru_cache(_REMEMBERED)(partial(self._rank_of, provenance))
        decoder = Decoder(self._ontology, provenance, rank_of)
        values = iter_values(parse(lines, format=RdfFormat.N_QUADS, lenient=True))
        found = (
            entity for iri, some in values if (entity := decoder.decode(iri, some)) is not None
        )
        while together := list(islice(found, _TOGETHER)):
            self._write(together)
        self._connection.executescript(_INDEXES)
        self._write_periods()

    def _rank_of(self, provenance: ProvenanceIndex, iri: str) -> int | None:
        rows = self._connection.execute("SELECT graph FROM thing WHERE iri = ?", (iri,))
        graphs = [graph for (graph,) in rows]
        return provenance.certainty_of(graphs)[0] if graphs else None

    def _write(self, some: Iterable[Entity]) -> None:
        insert = self._connection.executemany
        rows = [(t.thing.iri, pack(t), *(held(self._ontology, t) or (None, None))) for t in some]
        insert("INSERT INTO entity VALUES (?, ?, ?, ?)", rows)
        insert("INSERT INTO incoming VALUES (?, ?, ?, ?, ?)", self._iter_incoming(some))

    def _iter_incoming(self, some: Iterable[Entity]) -> Iterator[tuple[str, str, str, int, bytes]]:
        for entity in some:
            for name in self._followed & entity.edges.keys():
                for e in entity.edges[name]:
                    yield e.target, name, entity.thing.iri, e.rank, marshal.dumps(e.graphs)

    def _write_periods(self) -> None:
        """Find observations when all is written: what they are of may tell more of them."""
        insert = "INSERT INTO observation VALUES (?, ?, ?, ?)"
        for kind in (c.iri for c in self._ontology.classes.values() if c.observed_by):
            query = "SELECT DISTINCT iri FROM thing WHERE class = ?"
            for (iri,) in self._connection.execute(query, (kind,)).fetchall():
                self._connection.executemany(insert, self._iter_observed(iri))
        rows = self._connection.execute("SELECT * FROM observation ORDER BY key")
        for _, same in groupby(rows, key=lambda row: row[0]):
            for iri, period in iter_periods(Observation(*row[1:]) for row in same):
                statement = "UPDATE entity SET since = ?, until = ? WHERE iri = ?"
                self._connection.execute(statement, (*period, iri))

    def _iter_observed(self, iri: str) -> Iterator[tuple[str, str, int, str]]:
        def find(iri: str) -> Entity | None:
            found = _read_undated(self._connection, iri)
            return found[0] if found else None

        entity = find(iri)
        for key, one in iter_observed(self._ontology, entity, find) if entity else ():
            yield key, one.iri, one.rank, one.since


_CLASS_OR_PROVENANCE = re.compile(
    rb"^<[^>]*> (?:<%b>|<%b(?:%b)>) .*\n"
    % (KIND.encode(), str(AL).encode(), "|".join(PROVENANCE_PROPERTIES).encode()),
    re.MULTILINE,
)
"""Lines that tell the class of a thing, or what statements are weighed by."""
