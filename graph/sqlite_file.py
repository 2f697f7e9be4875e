"""A file of SQLite that is read by many threads, each question until a moment."""

import logging
import sqlite3
from collections.abc import Sequence
from math import inf
from pathlib import Path
from threading import Lock, local
from time import monotonic
from typing import Any

from graph.errors import StoreUnavailable

STEPS = 10_000
"""After how many steps of SQLite's machine the time is looked at."""

_LOG = logging.getLogger(__name__)
_DAMAGED = (
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
)


class SqliteFile:
    """Reads a file that never changes; each thread has a connection of its own, so none waits."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own = local()
        self._all: list[sqlite3.Connection] = []
        self._adding = Lock()

    def connection(self) -> sqlite3.Connection:
        """Connection of this thread."""
        known: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if known is not None:
            return known
        made = sqlite3.connect(
            f"file:{self._path}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        with self._adding:
            self._all.append(made)
        self._own.connection = made
        return made

    def read(
        self, statement: str, parameters: Sequence[object] = (), deadline: float = inf
    ) -> list[tuple[Any, ...]]:
        """Read all rows; after the deadline, on the monotonic clock, raises TimeoutError."""
        if monotonic() > deadline:
            raise TimeoutError
        late = None if deadline == inf else lambda: monotonic() > deadline
        try:
            connection = self.connection()
            connection.set_progress_handler(late, STEPS)
            return connection.execute(statement, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            if monotonic() > deadline:
                raise TimeoutError from error
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
                _LOG.error("%s cannot be read: %s", self._path, error)
                raise StoreUnavailable(
                    "the release cannot be read; who runs the server: python -m graph doctor"
                ) from error
            raise

    def close(self) -> None:
        """Close all connections; nobody may be reading."""
        with self._adding:
            for connection in self._all:
                connection.close()
            self._all.clear()
