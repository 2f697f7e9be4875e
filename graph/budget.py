"""What an answer may take: the time until a deadline, so many things, so many bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import orjson

from graph.errors import QueryError
from graph.plan import Json

CHUNK = 200
"""After how many things that are looked at the time is looked at."""

NAME = 4
"""What JSON adds to the name of a field: two quotes, a colon, a comma."""


@dataclass(slots=True)
class Budget:
    """What is left to take; the deadline is in seconds of the monotonic clock.

    Things are shown, or are groups; bytes are those of the answer as JSON, about: all texts
    and names count wherever they are written.
    """

    deadline: float
    most_things: int
    most_bytes: int
    things: int = 0
    bytes: int = 0

    def check(self) -> None:
        """Raise TimeoutError when the time is up."""
        if monotonic() > self.deadline:
            raise TimeoutError

    def take(self, things: int) -> None:
        """Take so many things; raises QueryError where there are no more to take."""
        self.check()
        self.things += things
        if self.things > self.most_things:
            raise _too_large("things", self.most_things)

    def write(self, size: int) -> None:
        """Take so many bytes; raises QueryError where there are no more to take."""
        self.check()
        self.bytes += size
        if self.bytes > self.most_bytes:
            raise _too_large("bytes", self.most_bytes)

    def write_names(self, names: Sequence[str], times: int) -> None:
        """Take the bytes of the names of fields, written so many times."""
        self.write(times * sum(len(name) + NAME for name in names))

    def weigh(self, shown: Sequence[Json]) -> None:
        """Take the bytes of what is shown."""
        if len(shown) <= CHUNK:
            self.write(len(orjson.dumps(shown)))
            return
        for start in range(0, len(shown), CHUNK):
            self.write(len(orjson.dumps(shown[start : start + CHUNK])))


def _too_large(what: str, limit: int) -> QueryError:
    return QueryError(
        f"the answer has more than {limit} {what}; ask for fewer things (first), fewer fields, or "
        "in several requests",
        code="TOO_LARGE",
        details={"limit": limit},
    )
