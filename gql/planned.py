"""Plans that are kept: an operation that is asked again is not planned again."""

from dataclasses import dataclass
from pickle import dumps

from gql.kept import Kept
from gql.planning import Witness
from graph.plan import Plan

ROOM = 5_000_000
"""How many bytes operations and their plans have when they are written: in memory some 20 MB."""

Key = tuple[str, str | None, bytes, int, Witness]
"""Text of the operation, its name, the variables as JSON, how long pages are, what is read beside."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and what it costs."""

    plan: Plan
    cost: int


class KeptPlans:
    """The plans that were asked for last; what they depend on beside their key never changes."""

    def __init__(self, room: int = ROOM) -> None:
        self._kept: Kept[Key, Planned] = Kept(room)

    def find(self, key: Key) -> Planned | None:
        """Return a plan if it is kept."""
        return self._kept.get(key)

    def keep(self, key: Key, planned: Planned) -> Planned:
        """Keep a plan; it takes as much room as it has bytes when it is written, with its key."""
        text, _, variables, *_ = key
        size = len(text) + len(variables) + len(dumps(planned))
        self._kept.put(key, planned, size)
        return planned
