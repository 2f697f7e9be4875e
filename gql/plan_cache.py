"""Plans that are kept: an operation that is asked again is not planned again."""

from pickle import dumps

from gql.lru_cache import SizedCache
from gql.planning import Planned

ROOM = 5_000_000
"""How many bytes operations and their plans have when they are written: in memory some 20 MB."""

Key = tuple[str, str | None, bytes]
"""Text of the operation, its name, and the variables as JSON."""


class PlanCache:
    """The plans that were asked for last; what they depend on beside their key never changes."""

    def __init__(self, room: int = ROOM) -> None:
        self._entries: SizedCache[Key, Planned] = SizedCache(room)

    def find(self, key: Key) -> Planned | None:
        """Return a plan if it is kept."""
        return self._entries.get(key)

    def keep(self, key: Key, planned: Planned) -> None:
        """Keep a plan; it takes as much room as it has bytes when it is written, with its key."""
        text, _, variables = key
        self._entries.put(key, planned, len(text) + len(variables) + len(dumps(planned.plan)))
