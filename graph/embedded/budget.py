"""What an answer from memory may take: the time until a deadline, and so many things."""

from dataclasses import dataclass
from time import monotonic

from graph.errors import QueryError

CHUNK = 200
"""After how many things that are looked at the time is looked at."""


@dataclass(slots=True)
class Budget:
    """What is left to take; the deadline is in seconds of the monotonic clock."""

    deadline: float
    limit: int
    taken: int = 0

    def check(self) -> None:
        """Raise TimeoutError when the time is up."""
        if monotonic() > self.deadline:
            raise TimeoutError

    def take(self, things: int) -> None:
        """Take so many things; raises QueryError where there are no more to take."""
        self.check()
        self.taken += things
        if self.taken > self.limit:
            raise QueryError(
                f"the answer has more than {self.limit} things; ask for fewer (first), or in "
                "several requests",
                code="TOO_LARGE",
                details={"limit": self.limit},
            )
