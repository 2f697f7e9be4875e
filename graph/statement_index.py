"""Where in the file of a release the statements about each thing stand.

A table of the catalogue holds the places, so that a thing is described from a few lines of the
file, whatever the size of the release and the store that answers questions.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from graph.sqlite_file import SqliteFile
from graph.terms import AL, BASE

SCHEMA = """
CREATE TABLE place (iri TEXT PRIMARY KEY, subject TEXT, object TEXT, graph TEXT) WITHOUT ROWID;
"""
_LINE = re.compile(
    rb"(?:<(?P<subject>[^>]*)>|_:\S+) <[^>]*> (?:<(?P<object>[^>]*)> )?.*<(?P<graph>[^>]*)> \.\n"
)

Row = tuple[str, str, str, str]


def iter_places(quads: bytes) -> Iterator[Row]:
    """Yield for each IRI of ours where the lines begin that have it as subject, object, graph.

    The terms of the ontology are no place to look for what they are used with: that is nearly
    everything.
    """
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for match in _LINE.finditer(quads):
        for part, name in match.groupdict(b"").items():
            text = name.decode()
            if text.startswith(BASE) and not (part == "object" and text.startswith(str(AL))):
                found[text][part].append(match.start())
    for iri, parts in sorted(found.items()):
        subject, target = (json.dumps(parts[part]) for part in ("subject", "object"))
        yield iri, subject, target, json.dumps(_range(parts["graph"]))


def _range(starts: list[int]) -> list[int]:
    """First and last: the lines of a graph stand together."""
    return [starts[0], starts[-1]] if starts else []


class StatementIndex:
    """Reads the statements about a thing from the file of a release."""

    def __init__(self, catalogue: Path, quads: Path) -> None:
        self._catalogue = SqliteFile(catalogue)
        self._quads = quads

    def close(self) -> None:
        """Close the catalogue."""
        self._catalogue.close()

    def has(self, iri: str) -> bool:
        """Whether the release says anything of an IRI, or in a graph of that name."""
        return any(self._find(iri))

    def with_subject(self, iri: str) -> list[Quad]:
        """Statements whose subject the IRI is, in the order of the file."""
        return self._read(self._find(iri)[0])

    def with_object(self, iri: str) -> list[Quad]:
        """Statements whose object the IRI is, in the order of the file."""
        return self._read(self._find(iri)[1])

    def in_graph(self, iri: str) -> list[Quad]:
        """Statements in the graph of that name, in the order of the file."""
        bounds = self._find(iri)[2]
        if not bounds:
            return []
        first, last = bounds
        with self._quads.open("rb") as file:
            file.seek(first)
            return _parse([file.read(last - first), file.readline()])

    def _find(self, iri: str) -> tuple[list[int], list[int], list[int]]:
        statement = "SELECT subject, object, graph FROM place WHERE iri = ?"
        rows = self._catalogue.read(statement, (iri,))
        if not rows:
            return [], [], []
        subject, target, graph = map(json.loads, rows[0])
        return subject, target, graph

    def _read(self, starts: Iterable[int]) -> list[Quad]:
        with self._quads.open("rb") as file:
            return _parse([_line(file, start) for start in starts])


def _line(file: BufferedReader, start: int) -> bytes:
    file.seek(start)
    return file.readline()


def _parse(lines: list[bytes]) -> list[Quad]:
    return list(parse(b"".join(lines), format=RdfFormat.N_QUADS))
