"""A process that answers one query at a time: `python -m gql.sparql.worker QUADS`.

It reads frames from its input and writes frames to its output. It may use a bounded amount of
memory and, once the data is read, opens no file and no connection, so a query cannot reach out.
What ends it ends no other query.
"""

import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
"""Media types of solutions, the default first; a boolean has the first two."""
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
"""Media types of triples, the default first."""
HEAD_BYTES = 4
MEBIBYTE = 2**20

Answer = tuple[dict[str, str], bytes]


def read_frame(stream: BinaryIO) -> bytes | None:
    """Read a frame: its length in four bytes, then its content; None at the end."""
    head = stream.read(HEAD_BYTES)
    return stream.read(int.from_bytes(head)) if len(head) == HEAD_BYTES else None


def frame(content: bytes) -> bytes:
    """Content with its length before it."""
    return len(content).to_bytes(HEAD_BYTES) + content


class _TooLarge(Exception):
    """An answer has more bytes than it may."""


class _Bounded(BytesIO):
    """A file in memory that refuses to grow over its limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any) -> int:
        """Append; raises _TooLarge where there would be too much."""
        if self.tell() + len(data) > self._limit:
            raise _TooLarge
        return super().write(data)


def answer(store: Store, asked: dict[str, Any]) -> Answer:
    """Answer a query: what to say of the answer, and its bytes."""
    try:
        found = store.query(asked["query"], base_iri=asked["base"], **_dataset(asked))
        return _serialised(found, asked)
    except _TooLarge:
        return {"code": "RESULT_TOO_LARGE"}, b""
    except (SyntaxError, ValueError) as error:
        return {"code": "SPARQL_SYNTAX", "message": str(error)}, b""
    except (OSError, RuntimeError) as error:
        return {"code": "SPARQL_FAILED", "message": str(error)}, b""


def _dataset(asked: dict[str, Any]) -> dict[str, Any]:
    """The dataset of the request, else that of the query, else the union of all graphs."""
    default, named = asked["default_graphs"], asked["named_graphs"]
    if default or named:
        return {
            "default_graph": [NamedNode(iri) for iri in default],
            "named_graphs": [NamedNode(iri) for iri in named],
        }
    return {} if asked["has_from"] else {"use_default_graph_as_union": True}


def _serialised(
    found: QuerySolutions | QueryBoolean | QueryTriples, asked: dict[str, Any]
) -> Answer:
    media_type = asked["graph" if isinstance(found, QueryTriples) else "solutions"]
    if isinstance(found, QueryBoolean):
        media_type = asked["boolean"]
    if media_type is None:
        return {"code": "NOT_ACCEPTABLE"}, b""
    file = _Bounded(asked["max_bytes"])
    if isinstance(found, QueryTriples):
        found.serialize(file, format=GRAPHS[media_type])
    else:
        found.serialize(file, format=RESULTS[media_type])
    return {"type": media_type}, file.getvalue()


def _bound_resources(megabytes: int) -> None:
    try:
        import resource  # noqa: PLC0415  # not on Windows, where a worker has no such bounds
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEBIBYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    open_files = Path("/proc/self/fd")
    if open_files.is_dir():
        most = max(int(entry.name) for entry in open_files.iterdir()) + 1
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main() -> None:
    """Read the data, say that it is there, then answer until the input ends."""
    quads, megabytes = sys.argv[1:]
    store = Store()
    store.bulk_load(path=quads, format=RdfFormat.N_QUADS)
    _bound_resources(int(megabytes))
    output = sys.stdout.buffer
    output.write(frame(b"ready"))
    output.flush()
    while (content := read_frame(sys.stdin.buffer)) is not None:
        about, body = answer(store, json.loads(content))
        output.write(frame(json.dumps(about).encode()) + frame(body))
        output.flush()


if __name__ == "__main__":
    main()
