"""What is kept for later as long as there is room: what was used last is kept longest."""

from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Keeps values of different sizes; together they are no larger than the room."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._values: dict[Key, tuple[Value, int]] = {}
        self._size = 0

    def get(self, key: Key) -> Value | None:
        """Return a value that is still kept."""
        found = self._values.pop(key, None)
        if found is None:
            return None
        self._values[key] = found
        return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value; those longest not used make room for it. What is larger than all is not kept."""
        if key in self._values or size > self._room:
            return
        self._values[key] = value, size
        self._size += size
        while self._size > self._room:
            _, gone = self._values.pop(next(iter(self._values)))
            self._size -= gone
