"""The catalogue of a release: keys to IRIs, full text, evidence, sizes, places."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import astuple, dataclass
from functools import cache, cached_property, partial
from itertools import starmap
from math import inf
from pathlib import Path
from sys import intern
from time import monotonic
from typing import Any, Self, cast

import orjson

from graph.errors import QueryError, UnknownKey
from graph.evidence import EvidenceRow, Record, describe, iter_evidence, link_records
from graph.model.facts import Scalar
from graph.model.read_model import Model
from graph.near import SCHEMA as NEAR
from graph.near import find_near, iter_near
from graph.sqlite_file import SqliteFile
from graph.statement_index import SCHEMA as PLACES
from graph.statement_index import iter_places
from graph.terms import CERTAINTIES, Certainty, Ontology, kebab
from graph.values import fold

Read = Callable[[str, tuple[object, ...]], list[tuple[Any, ...]]]

SEARCH_LIMIT = 1000
SEARCH_WORDS = 50
_SCHEMA = """
CREATE TABLE key (text TEXT, class TEXT, iri TEXT, form TEXT, strength INTEGER,
                  PRIMARY KEY (text, class, iri)) WITHOUT ROWID;
CREATE INDEX key_iri ON key (iri);
CREATE TABLE size (name TEXT PRIMARY KEY, size REAL) WITHOUT ROWID;
CREATE TABLE evidence (graph TEXT, passage TEXT, rank INTEGER, document TEXT, instrument TEXT,
                      PRIMARY KEY (graph, passage)) WITHOUT ROWID;
CREATE TABLE described (iri TEXT PRIMARY KEY, record TEXT) WITHOUT ROWID;
CREATE VIRTUAL TABLE prose USING fts5(iri UNINDEXED, class UNINDEXED, names, other,
                                      tokenize = "unicode61 remove_diacritics 2");
"""
_CONVENTION = re.compile(r"\b(?:c|no)[.\s/-]{0,3}0{0,3}([1-9]\d{0,2})\b")
"""Ways to write a convention: "C87", "C-87", "C087", "No. 87"."""

_NAMES = ("name", "caption", "title", "form", "identifier")


def build_catalogue(model: Model, quads: bytes) -> bytes:
    """Build the catalogue of a model and of the file it was read from as an SQLite file."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(_SCHEMA + PLACES + NEAR)
    connection.executemany("INSERT OR IGNORE INTO key VALUES (?, ?, ?, ?, ?)", _key_rows(model))
    connection.executemany("INSERT INTO near VALUES (?, ?, ?)", iter_near(_near_rows(model)))
    connection.executemany("INSERT INTO prose VALUES (?, ?, ?, ?)", _prose_rows(model))
    connection.executemany("INSERT INTO size VALUES (?, ?)", _size_rows(model))
    evidence = tuple(iter_evidence(model))
    connection.executemany("INSERT INTO evidence VALUES (?, ?, ?, ?, ?)", map(astuple, evidence))
    connection.executemany("INSERT INTO described VALUES (?, ?)", _described_rows(model, evidence))
    connection.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", iter_places(quads))
    connection.commit()
    return connection.serialize()


def _key_rows(model: Model) -> Iterator[tuple[str, str, str, str, int]]:
    """Ways to name a thing: names as printed, then its slug, with its class or without.

    Names of things that tie others together, as a designation does, yield to those of the others.
    """
    for iri, thing in sorted(model.things.items()):
        strength = 2 if model.ontology.classes[thing.class_name].key else 1
        slugs = (thing.slug, f"{kebab(thing.class_name)}/{thing.slug}")
        names = (*_forms(model, iri), *(f"C{number}" for number in _numbers(model, iri)))
        for form, rank in (*((n, strength) for n in names), *((s, 0) for s in slugs)):
            yield fold(form), thing.class_name, iri, form, rank


def _near_rows(model: Model) -> Iterator[tuple[str, str, str]]:
    """Names that people mistype: as printed, and the slugs of what has a name; weakest first."""
    rows = sorted(_key_rows(model), key=lambda row: (row[4], row[3]))
    for text, class_name, _, form, strength in rows:
        if strength or not ("/" in form or model.ontology.classes[class_name].key):
            yield text, class_name, form


def _forms(model: Model, iri: str) -> Iterator[str]:
    for name in ("name", "caption", "title", "identifier"):
        for claim in model.claims.get(name, {}).get(iri, ()):
            yield str(claim.value)
    for edge in model.edges.get("designations", {}).get(iri, ()):
        yield model.text("form", edge.target)


def _prose_rows(model: Model) -> Iterator[tuple[str, str, str, str]]:
    texts = [p.name for p in model.ontology.properties.values() if p.kind == "string"]
    other = [name for name in texts if name not in _NAMES and name not in ("digest", "spans")]
    for iri, thing in sorted(model.things.items()):
        own = [str(c.value) for n in other for c in model.claims.get(n, {}).get(iri, ())]
        names = [*_forms(model, iri), *(f"C{n}" for n in _numbers(model, iri))]
        first, second = (_with_conventions("\n".join(texts)) for texts in (names, own))
        yield iri, thing.class_name, first, second


def _numbers(model: Model, iri: str) -> Iterator[Scalar]:
    return (claim.value for claim in model.claims.get("conventionNumber", {}).get(iri, ()))


def _with_conventions(text: str) -> str:
    """Add to a text the one form in which conventions are looked for."""
    numbers = dict.fromkeys(_CONVENTION.findall(fold(text)))
    return "\n".join([text, *(f"c{number}" for number in numbers)])


def _described_rows(model: Model, evidence: Sequence[EvidenceRow]) -> Iterator[tuple[str, str]]:
    for iri, record in describe(model, evidence).items():
        yield iri, orjson.dumps(record).decode()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best match first; `cut` says that there was more."""

    iris: tuple[str, ...]
    cut: bool


def _size_rows(model: Model) -> Iterator[tuple[str, float]]:
    """Sizes of classes, and to how many things each relation leads where it leads to any."""
    yield from ((name, len(members)) for name, members in sorted(model.members.items()))
    for name, edges in sorted(model.edges.items()):
        if edges:
            yield name, round(sum(map(len, edges.values())) / len(edges), 2)


class Catalogue:
    """Resolves what people write into IRIs."""

    def __init__(self, path: Path, ontology: Ontology) -> None:
        self._ontology = ontology
        self._file = SqliteFile(path)
        self.read: Read = self._file.read
        self.deadline = inf

    def until(self, deadline: float) -> Self:
        """Return the same catalogue for one operation: it looks up each thing once.

        After the deadline, a moment on the monotonic clock, it raises TimeoutError.
        """
        twin = copy(self)
        twin.deadline = deadline
        twin.read = cache(partial(self._file.read, deadline=deadline))
        return twin

    def check(self) -> None:
        """Raise TimeoutError where it is too late to go on."""
        if monotonic() > self.deadline:
            raise TimeoutError

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def find(self, key: str, class_name: str) -> str | None:
        """Return the IRI of the one thing a key names, or None where it names nothing.

        A key is an IRI, a slug (also as `class/slug`), an acronym or any printed name; case and
        accents do not matter.
        A slug goes before a name. Raises QueryError with the candidates where several things
        have the name.
        """
        rows = [r for r in self._rows(key) if r[0] in self._ontology.subclasses(class_name)]
        strongest = [r for r in rows if r[2] == min(r[2] for r in rows)]
        if len({iri for _, iri, _ in strongest}) > 1:
            candidates = sorted({iri for _, iri, _ in strongest})
            raise QueryError(
                f"{key!r} names {len(candidates)} things; use the IRI of one of them: "
                + ", ".join(candidates),
                code="AMBIGUOUS_KEY",
                details={"value": key, "candidates": candidates},
            )
        return strongest[0][1] if strongest else None

    def resolve(self, key: str, class_name: str) -> str:
        """Return the IRI of the one thing a key names.

        Raises UnknownKey where the key names nothing; `hint` knows names like it.
        """
        iri = self.find(key, class_name)
        if iri is None:
            raise UnknownKey(key, class_name, self._ontology.classes[class_name].label)
        return iri

    def hint(self, error: UnknownKey) -> UnknownKey:
        """Return the error with names like the key."""
        near = tuple(self.near(error.key, error.class_name))
        argument = error.details.get("argument")
        return UnknownKey(error.key, error.class_name, error.label, near, argument)

    def _rows(self, key: str) -> list[tuple[str, str, int]]:
        rows = self._rows_of(fold(key.strip()), key)
        number = _CONVENTION.fullmatch(fold(key.strip()))
        return self._rows_of(f"c{number[1]}", "") if number and not rows else rows

    def _rows_of(self, text: str, iri: str) -> list[tuple[str, str, int]]:
        select = "SELECT class, iri, strength FROM key WHERE "  # each by an index of its own
        rows = self.read(select + "text = ?", (text,))
        by_iri = self.read(select + "iri = ?", (iri,)) if iri.startswith("https://") else []
        return [*rows, *by_iri]

    def near(self, key: str, class_name: str) -> list[str]:
        """Names of things of a class that look like a key, the likest first."""
        return find_near(self._file, key, self._ontology.concrete(class_name), self.deadline)

    def examples(self, class_name: str, count: int) -> list[tuple[str, str]]:
        """Names and IRIs of the first things of a class."""
        statement = (
            "SELECT min(form), iri FROM key WHERE class = ? AND strength > 0 "
            "GROUP BY iri ORDER BY iri LIMIT ?"
        )
        return self._file.read(statement, (class_name, count))

    def search(self, text: str, class_name: str) -> Found:
        """Return at most 1,000 IRIs of things whose texts hold all the words, best match first.

        Words in double quotes stand together; a word that ends in an asterisk is a prefix. A
        convention may be written C87, C-87, C087 or No. 87. Raises QueryError for too many words.
        """
        _check_words(text)
        query = match_query(text)
        if not query:
            return Found((), cut=False)
        classes = self._ontology.concrete(class_name)
        marks = ", ".join("?" * len(classes))
        rows = self.read(
            f"SELECT iri FROM prose WHERE prose MATCH ? AND class IN ({marks}) "  # noqa: S608  # only marks
            f"ORDER BY bm25(prose, 0, 0, 10, 1), iri LIMIT {SEARCH_LIMIT + 1}",
            (query, *classes),
        )
        iris = tuple(iri for (iri,) in rows)
        return Found(iris[:SEARCH_LIMIT], cut=len(iris) > SEARCH_LIMIT)

    def sources(
        self, *, document: str | None, instrument: str | None, certainty: str | None
    ) -> tuple[tuple[str, ...], ...]:
        """Return the graphs that rest on a document and on the words of an instrument.

        They are listed by the rank of their certainty; what is None does not matter. Many graphs
        are returned over and over, so each IRI is one object, however often.
        """
        rank = None if certainty is None else CERTAINTIES.index(cast(Certainty, certainty))
        rows = self.read(
            "SELECT DISTINCT rank, graph FROM evidence WHERE document = coalesce(?, document) AND "
            "instrument = coalesce(?, instrument) AND rank = coalesce(?, rank) ORDER BY graph",
            (document, instrument, rank),
        )
        return tuple(
            tuple(intern(g) for r, g in rows if r == rank) for rank in range(len(CERTAINTIES))
        )

    @cached_property
    def sizes(self) -> Mapping[str, float]:
        """How many things classes have, and to how many relations lead on average."""
        return dict(self._file.read("SELECT name, size FROM size"))

    def records(self) -> dict[str, tuple[Record, ...]]:
        """Read what is shown of the passages that each graph rests on."""
        rows = self._file.read("SELECT * FROM evidence ORDER BY graph, passage")
        described = self._file.read("SELECT iri, record FROM described")
        return link_records(
            starmap(EvidenceRow, rows), {iri: orjson.loads(text) for iri, text in described}
        )


def _check_words(text: str) -> None:
    """Refuse searches that would take long: each word is looked up, and all are brought together."""
    words = len(re.findall(r"\w+", text))
    if words > SEARCH_WORDS:
        raise QueryError(
            f"search: expected at most {SEARCH_WORDS} words, got {words}; keep those that matter",
            code="TOO_MANY_WORDS",
            details={"argument": "search", "limit": SEARCH_WORDS},
        )


def match_query(text: str) -> str:
    """Write a search in FTS5's syntax; every word is quoted, so that nothing in it is syntax."""
    terms = []
    parts = fold(text).split('"')
    for place, part in enumerate(parts, start=1):
        quoted = place % 2 == 0 and place < len(parts)
        is_phrase = quoted and not _CONVENTION.fullmatch(part.strip())
        for piece in [part] if is_phrase else _CONVENTION.sub(r"c\1", part).split():
            words = re.findall(r"\w+", piece)
            if words:
                prefix = "*" if piece.endswith("*") and not is_phrase else ""
                terms.append('"' + " ".join(words) + '"' + prefix)
    return " ".join(terms)
