"""As much of PackStream 1 as it takes to set an entry of a map (neo4j.com/docs/bolt)."""

_NOTHING_BELOW = {0xC0: 0, 0xC1: 8, 0xC2: 0, 0xC3: 0, 0xC8: 1, 0xC9: 2, 0xCA: 4, 0xCB: 8}
_BYTES = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xD0: 1, 0xD1: 2, 0xD2: 4}
_LISTS = {0xD4: 1, 0xD5: 2, 0xD6: 4}
_MAPS = {0xD8: 1, 0xD9: 2, 0xDA: 4}
_TINY = 16


class PackStreamError(Exception):
    """Bytes that are not what a message is made of."""


def with_entry(message: bytes, *, start: int, skip: int, key: str, value: str) -> bytes:
    """Set an entry of the map that ends a message, after `skip` values from `start` on.

    Both key and value are shorter than 16 bytes.
    """
    at = start
    for _ in range(skip):
        at = _after(message, at)
    count, at_entry = _map_size(message, at)
    kept: list[bytes] = []
    for _ in range(count):
        at_value = _after(message, at_entry)
        end = _after(message, at_value)
        if _string(message, at_entry) != key.encode():
            kept.append(message[at_entry:end])
        at_entry = end
    if at_entry != len(message):
        raise PackStreamError
    entries = [*kept, _packed(key) + _packed(value)]
    return message[:at] + _map_head(len(entries)) + b"".join(entries)


def _after(message: bytes, at: int) -> int:
    """Position behind the value at a position; without recursion, however deep it nests."""
    waiting = 1
    while waiting:
        waiting -= 1
        marker = _byte(message, at)
        below, at = _size(message, marker, at + 1)
        waiting += below
    if at > len(message):
        raise PackStreamError
    return at


def _size(message: bytes, marker: int, at: int) -> tuple[int, int]:
    """How many values follow inside, and where they begin; for others where the value ends."""
    high, low = marker & 0xF0, marker & 0x0F
    if marker in _NOTHING_BELOW:
        return 0, at + _NOTHING_BELOW[marker]
    if marker in _BYTES:
        width = _BYTES[marker]
        return 0, at + width + _number(message, at, width)
    if marker in _LISTS:
        return _number(message, at, _LISTS[marker]), at + _LISTS[marker]
    if marker in _MAPS:
        return 2 * _number(message, at, _MAPS[marker]), at + _MAPS[marker]
    if high == 0x80:  # noqa: PLR2004  a short string
        return 0, at + low
    if high == 0x90:  # noqa: PLR2004  a short list
        return low, at
    if high == 0xA0:  # noqa: PLR2004  a short map
        return 2 * low, at
    if high == 0xB0:  # noqa: PLR2004  a structure and its tag
        return low, at + 1
    if marker < 0x80 or high == 0xF0:  # noqa: PLR2004  a small integer
        return 0, at
    raise PackStreamError


def _map_size(message: bytes, at: int) -> tuple[int, int]:
    marker = _byte(message, at)
    if marker not in _MAPS and marker & 0xF0 != 0xA0:  # noqa: PLR2004  a short map
        raise PackStreamError
    twice, behind = _size(message, marker, at + 1)
    return twice // 2, behind


def _string(message: bytes, at: int) -> bytes:
    marker = _byte(message, at)
    if marker & 0xF0 != 0x80 and marker not in (0xD0, 0xD1, 0xD2):  # noqa: PLR2004  a string
        raise PackStreamError
    width = _BYTES.get(marker, 0)
    return message[at + 1 + width : _after(message, at)]


def _byte(message: bytes, at: int) -> int:
    if at >= len(message):
        raise PackStreamError
    return message[at]


def _number(message: bytes, at: int, width: int) -> int:
    return int.from_bytes(message[at : at + width], "big")


def _packed(text: str) -> bytes:
    return bytes([0x80 + len(text)]) + text.encode()


def _map_head(count: int) -> bytes:
    return bytes([0xA0 + count]) if count < _TINY else b"\xd9" + count.to_bytes(2, "big")
