"""The process that holds the data of queries, and forks a process for each of them.

A child starts with the data at hand and shares it with all others, so many can run at once. It may
take bounded time and memory and opens no file and no connection, so a query cannot reach out. What
ends it ends no other query. A connection carries frames: a query, then what its answer is, then the
answer.
"""

import json
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from pyoxigraph import (
    NamedNode,
    Quad,
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
_WAITING = 64
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

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


def _bound_resources(megabytes: int, seconds: float) -> None:
    """Bound what this process may take; the kernel ends it, whatever the engine is doing."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEBIBYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    open_files = Path("/proc/self/fd")
    if open_files.is_dir():
        most = max(int(entry.name) for entry in open_files.iterdir()) + 1
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def align(store: Store, terms: Mapping[str, Sequence[str]]) -> None:
    """Add what the data says in the terms of others, by the term of ours that implies them."""
    for term, others in terms.items():
        ours = NamedNode(term)
        typed = store.quads_for_pattern(None, _TYPE, ours)
        found = [Quad(q.subject, _TYPE, NamedNode(o), q.graph_name) for q in typed for o in others]
        store.extend(found)
        said = store.quads_for_pattern(None, ours, None)
        found = [
            Quad(q.subject, NamedNode(o), q.object, q.graph_name) for q in said for o in others
        ]
        store.extend(found)


def main() -> None:
    """Read the data, say that it is there, then answer each connection in a process of its own.

    The process ends when its input does, and its children soon after by their clocks.
    """
    quads, address, bounds, terms = sys.argv[1:]
    store = Store()
    store.bulk_load(path=quads, format=RdfFormat.N_QUADS)
    align(store, json.loads(terms))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel clears up after children
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen(_WAITING)
        sys.stdout.buffer.write(frame(b"ready"))
        sys.stdout.buffer.flush()
        while sys.stdin not in select.select([server, sys.stdin], [], [])[0]:
            connection, _ = server.accept()
            with connection:
                if _fork() == 0:
                    server.close()
                    _answer_one(store, connection, **json.loads(bounds))


def _fork() -> int | None:
    """Fork; None where the system has no room for another process."""
    try:
        return os.fork()
    except OSError:
        return None


def _answer_one(
    store: Store, connection: socket.socket, *, megabytes: int, seconds: float
) -> NoReturn:
    """Answer the query of a connection and end: a child never gets past this."""
    try:
        _bound_resources(megabytes, seconds)
        with connection.makefile("rb") as asked:
            content = read_frame(asked)
        if content is not None:
            about, body = answer(store, json.loads(content))
            connection.sendall(frame(json.dumps(about).encode()) + frame(body))
    except (MemoryError, OSError):
        os._exit(1)  # whoever asked sees the connection end
    os._exit(0)


if __name__ == "__main__":
    main()
