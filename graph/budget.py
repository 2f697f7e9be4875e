"""What an answer may take: the time until a deadline, and so many things or bytes."""

from dataclasses import dataclass
from time import monotonic

from graph.errors import QueryError


@dataclass(slots=True)
class Budget:
    """What is left to take; the deadline is in seconds of the monotonic clock."""

    deadline: float
    limit: int
    unit: str = "things"
    taken: int = 0

    def check(self) -> None:
        """Raise TimeoutError when the time is up."""
        if monotonic() > self.deadline:
            raise TimeoutError

    def take(self, count: int) -> None:
        """Take so many more; raises QueryError where that is over the limit."""
        self.check()
        self.taken += count
        if self.taken > self.limit:
            raise QueryError(
                f"the answer has more than {self.limit} {self.unit}; ask for fewer things (first), "
                "fewer fields, or in several requests",
                code="TOO_LARGE",
                details={"limit": self.limit},
            )
