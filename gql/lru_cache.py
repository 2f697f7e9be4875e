"""A cache of entries of different sizes: what was used last stays as long as there is room."""

from contextlib import suppress
from operator import itemgetter
from typing import Generic, TypeVar

from cachetools import LRUCache

Key = TypeVar("Key")
Value = TypeVar("Value")


class SizedCache(Generic[Key, Value]):
    """Keeps entries whose sizes together are no more than the room."""

    def __init__(self, room: int) -> None:
        self._entries: LRUCache[Key, tuple[Value, int]] = LRUCache(room, itemgetter(1))

    def get(self, key: Key) -> Value | None:
        """Return the value of an entry that is there."""
        found = self._entries.get(key)
        return None if found is None else found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Add an entry; those longest not used make room for it, unless it is larger than all."""
        with suppress(ValueError):  # what LRUCache says of an entry that is too large
            self._entries[key] = value, size
