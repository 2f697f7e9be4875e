"""Plans that are kept: an operation that is asked again is not planned again."""

from gql.kept import Kept
from gql.planning import Planned

ROOM = 2_000_000
"""How many characters of operations are kept with their plans: 1 MB, or 12 where all search."""

_FOUND = 20_000
"""What a thousand things that a search has found are counted as, in characters of an operation."""

Key = tuple[str, str | None, bytes]
"""Text of the operation, its name, and the variables as JSON."""


class KeptPlans:
    """The plans that were asked for last; what they depend on beside their key never changes."""

    def __init__(self, room: int = ROOM) -> None:
        self._kept: Kept[Key, Planned] = Kept(room)

    def find(self, key: Key) -> Planned | None:
        """Return a plan if it is kept."""
        return self._kept.get(key)

    def keep(self, key: Key, planned: Planned) -> Planned:
        """Keep a plan; it takes about as much room as what it was made from."""
        text, _, variables, *_ = key
        size = len(text) + len(variables) + (_FOUND if "search" in text else 0)
        self._kept.put(key, planned, size)
        return planned
