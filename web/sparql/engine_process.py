"""The process that holds the data of queries, and forks a process for each of them.

A child starts with the data at hand and shares it with all others, so many can run at once. It may
take bounded time and memory and can reach nothing outside (see `confinement`). What ends it ends no
other query. A connection carries frames: a query, then what its answer is, then the answer.
"""

import json
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO, NoReturn

from pyoxigraph import Store

from web.sparql.confinement import confine, find_unprotected
from web.sparql.evaluation import answer, load

HEAD_BYTES = 4
_WAITING = 64


def read_frame(stream: BinaryIO) -> bytes | None:
    """Read a frame: its length in four bytes, then its content; None at the end."""
    head = stream.read(HEAD_BYTES)
    return stream.read(int.from_bytes(head)) if len(head) == HEAD_BYTES else None


def frame(content: bytes) -> bytes:
    """Content with its length before it."""
    return len(content).to_bytes(HEAD_BYTES) + content


def main() -> None:
    """Read the data, say what is unprotected, then answer each connection in a process of its own.

    The process ends when its input does, and its children soon after by their clocks.
    """
    quads, address, text, terms = sys.argv[1:]
    bounds = json.loads(text)
    with ThreadPoolExecutor(1) as pool:  # a child's random numbers begin where this thread is
        store = pool.submit(load, quads, json.loads(terms)).result()
    unprotected = find_unprotected(bounds["megabytes"])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel clears up after children
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen(_WAITING)
        sys.stdout.buffer.write(frame(json.dumps(unprotected).encode()))
        sys.stdout.buffer.flush()
        while sys.stdin not in select.select([server, sys.stdin], [], [])[0]:
            connection, _ = server.accept()
            with connection:
                if _fork() == 0:
                    server.close()
                    _answer_one(store, connection, unprotected, **bounds)


def _fork() -> int | None:
    """Fork; None where the system has no room for another process."""
    try:
        return os.fork()
    except OSError:
        return None


def _answer_one(
    store: Store,
    connection: socket.socket,
    unprotected: Collection[str],
    *,
    megabytes: int,
    seconds: float,
) -> NoReturn:
    """Answer the query of a connection and end: a child never gets past this."""
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        descriptor = connection.fileno()  # read and written plainly: calls of sockets are refused
        reader, writer = os.fdopen(descriptor, "rb"), os.fdopen(descriptor, "wb")
        if not set(confine(megabytes)) <= set(unprotected):
            os._exit(1)
        content = read_frame(reader)
        if content is not None:
            about, body = answer(store, json.loads(content))
            writer.write(frame(json.dumps(about).encode()) + frame(body))
            writer.flush()
    except (MemoryError, OSError):
        os._exit(1)  # whoever asked sees the connection end
    os._exit(0)


if __name__ == "__main__":
    main()
