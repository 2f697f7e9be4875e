"""PackStream 1, the format of Bolt's messages, read strictly and within bounds.

Source: neo4j.com/docs/bolt, "PackStream"; structures as of Bolt 5 that a client may send.
"""

import struct
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias, assert_never

from loaders.neo4j.bolt_proxy.errors import RefusedError

MAX_DEPTH = 32
MAX_VALUES = 50_000
STRUCTURES = {
    ord("X"): 3,  # point with two coordinates
    ord("Y"): 4,  # point with three
    ord("D"): 1,  # date
    ord("T"): 2,  # time
    ord("t"): 1,  # local time
    ord("I"): 3,  # date and time with an offset
    ord("i"): 3,  # date and time in a zone
    ord("d"): 2,  # local date and time
    ord("E"): 4,  # duration
}
"""Tags of the structures that may be parameters, with their numbers of fields."""


@dataclass(frozen=True, slots=True)
class Structure:
    """A tag and its fields: a message, or a value that JSON does not have."""

    tag: int
    fields: tuple["Value", ...]


Value: TypeAlias = (
    bool | int | float | bytes | str | list["Value"] | dict[str, "Value"] | Structure | None
)


class _Kind(Enum):
    INTEGER = auto()
    FLOAT = auto()
    BYTES = auto()
    TEXT = auto()
    LIST = auto()
    MAP = auto()
    STRUCTURE = auto()


_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}
_SIZED = {  # by marker: what follows, and the width in bytes of its size
    **{0xCC + power: (_Kind.BYTES, 1 << power) for power in range(3)},
    **{0xD0 + power: (_Kind.TEXT, 1 << power) for power in range(3)},
    **{0xD4 + power: (_Kind.LIST, 1 << power) for power in range(3)},
    **{0xD8 + power: (_Kind.MAP, 1 << power) for power in range(3)},
}
_NUMBERS = {  # by marker: a number of so many bytes
    **{0xC8 + power: (_Kind.INTEGER, 1 << power) for power in range(4)},
    0xC1: (_Kind.FLOAT, 8),
}
_SHORT = {0x8: _Kind.TEXT, 0x9: _Kind.LIST, 0xA: _Kind.MAP, 0xB: _Kind.STRUCTURE}
_TINY = 16  # what the lower half of a marker can count


def unpack_message(data: bytes) -> Structure:
    """Read a message, which is one structure; raise RefusedError where it is anything else."""
    reader = _Reader(data)
    marker, tag = reader.take(2)
    if marker >> 4 != 0xB:  # noqa: PLR2004  a structure
        raise RefusedError("a message is a structure")
    fields = tuple(reader.value(1) for _ in range(marker & 0x0F))
    reader.check_end()
    return Structure(tag, fields)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at, self._values = data, 0, 0

    def take(self, size: int) -> bytes:
        taken = self._data[self._at : self._at + size]
        if len(taken) != size:
            raise RefusedError("a value ends early")
        self._at += size
        return taken

    def check_end(self) -> None:
        if self._at != len(self._data):
            raise RefusedError("bytes behind the end of a message")

    def value(self, depth: int) -> Value:
        self._values += 1
        if depth > MAX_DEPTH or self._values > MAX_VALUES:
            raise RefusedError("a message nests too deep or holds too many values")
        marker = self.take(1)[0]
        if marker < 0x80 or marker >= 0xF0:  # noqa: PLR2004  a small integer
            return marker if marker < 0x80 else marker - 0x100  # noqa: PLR2004  as above
        if marker in _CONSTANTS:
            return _CONSTANTS[marker]
        kind, size = self._head(marker)
        return self._content(kind, size, depth)

    def _head(self, marker: int) -> tuple[_Kind, int]:
        """What a marker announces, and how much of it."""
        if marker in _NUMBERS:
            return _NUMBERS[marker]
        if marker in _SIZED:
            kind, width = _SIZED[marker]
            return kind, int.from_bytes(self.take(width), "big")
        if marker >> 4 in _SHORT:
            return _SHORT[marker >> 4], marker & 0x0F
        raise RefusedError("not a marker")

    def _content(self, kind: _Kind, size: int, depth: int) -> Value:
        match kind:
            case _Kind.INTEGER:
                return int.from_bytes(self.take(size), "big", signed=True)
            case _Kind.FLOAT:
                return float(struct.unpack(">d", self.take(size))[0])
            case _Kind.BYTES:
                return self.take(size)
            case _Kind.TEXT:
                return self._text(size)
            case _Kind.LIST:
                return [self.value(depth + 1) for _ in range(size)]
            case _Kind.MAP:
                return self._map(size, depth)
            case _Kind.STRUCTURE:
                return self._structure(size, depth)
            case _:
                assert_never(kind)

    def _text(self, size: int) -> str:
        try:
            return self.take(size).decode()
        except UnicodeDecodeError as error:
            raise RefusedError("a text is not UTF-8") from error

    def _map(self, size: int, depth: int) -> dict[str, Value]:
        entries: dict[str, Value] = {}
        for _ in range(size):
            key = self.value(depth + 1)
            if not isinstance(key, str) or key in entries:
                raise RefusedError("a key is no text, or comes twice")
            entries[key] = self.value(depth + 1)
        return entries

    def _structure(self, size: int, depth: int) -> Structure:
        tag = self.take(1)[0]
        if STRUCTURES.get(tag) != size:
            raise RefusedError("not a structure of a client")
        return Structure(tag, tuple(self.value(depth + 1) for _ in range(size)))


def pack(value: Value) -> bytes:
    """Write a value in its shortest form."""
    match value:
        case None:
            return b"\xc0"
        case bool():
            return b"\xc3" if value else b"\xc2"
        case int():
            return _pack_integer(value)
        case float():
            return b"\xc1" + struct.pack(">d", value)
        case bytes():
            return _sized(0xCC, len(value)) + value
        case str():
            text = value.encode()
            return _head(0x80, 0xD0, len(text)) + text
        case list():
            return _head(0x90, 0xD4, len(value)) + b"".join(map(pack, value))
        case dict():
            entries = (pack(key) + pack(entry) for key, entry in value.items())
            return _head(0xA0, 0xD8, len(value)) + b"".join(entries)
        case Structure(tag, fields):
            return bytes([0xB0 + len(fields), tag]) + b"".join(map(pack, fields))
        case _:
            assert_never(value)


def _pack_integer(value: int) -> bytes:
    if -_TINY <= value < 0x80:  # noqa: PLR2004  a small integer
        return value.to_bytes(1, "big", signed=True)
    power = next(p for p in range(4) if -(1 << (8 << p) - 1) <= value < 1 << (8 << p) - 1)
    return bytes([0xC8 + power]) + value.to_bytes(1 << power, "big", signed=True)


def _head(short: int, long: int, size: int) -> bytes:
    return bytes([short + size]) if size < _TINY else _sized(long, size)


def _sized(marker: int, size: int) -> bytes:
    power = next(p for p in range(3) if size < 1 << (8 << p))
    return bytes([marker + power]) + size.to_bytes(1 << power, "big")
