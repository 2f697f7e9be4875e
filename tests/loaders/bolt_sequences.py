"""Byte sequences that a hostile client may send: grown by the grammar of Bolt, and mutated.

Each comes from a seed alone. Queries carry a number of it, so that what a server did can be told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.loaders.bolt_peer import framed

MAGIC = b"\x60\x60\xb0\x17"
VERSIONS = (
    "000001ff 00080805 00020404 00000003",
    "00030305 00020404 00000104 00000003",
    "00000805 00000705 00000604 00000405",
    "00020705",
)
PROPOSALS = (
    *("000001ff", "000101ff", "010001ff", "00ff01ff", "000002ff", "ffffffff", "000801ff"),
    *("00000505", "00000005", "00000404", "00000003", "00000001", "00010006", "01000805"),
)
WRITES = (
    "CREATE (:Mark{n})",
    "MATCH (n) SET n.mark = {n} RETURN 1",
    "CREATE USER mark{n} SET PASSWORD 'password-of-mark'",
    "ALTER USER neo4j SET PASSWORD 'password-of-mark'",
    "ALTER CURRENT USER SET PASSWORD FROM 'x' TO 'password-of-mark'",
    "CREATE INDEX mark{n} FOR (n:Mark) ON (n.x)",
    "CALL db.createLabel('Mark{n}')",
    "UNWIND [1] AS i CALL (i) {{ CREATE (:Mark{n}) }} IN TRANSACTIONS",
)
READS = ("RETURN {n}", "UNWIND [1, 2] AS n RETURN n + {n}", "RETURN 1 + fail{n}")
NUMBERS = 100
"""So many of each query: a server plans them once."""
HELLO, GOODBYE, RESET, RUN, BEGIN, COMMIT, ROLLBACK = 0x01, 0x02, 0x0F, 0x10, 0x11, 0x12, 0x13
DISCARD, PULL, TELEMETRY, ROUTE, LOGON, LOGOFF = 0x2F, 0x3F, 0x54, 0x66, 0x6A, 0x6B
TURNS = (
    (RUN, PULL),
    (TELEMETRY, RUN, DISCARD),
    (BEGIN, RUN, PULL, COMMIT),
    (TELEMETRY, BEGIN, RUN, RUN, PULL, PULL, ROLLBACK),
    (ROUTE, RUN, PULL),
    (RESET,),
    (LOGOFF, LOGON),
    (RUN, RESET, BEGIN, RESET),
    (GOODBYE,),
)
TAGS = (*range(0x20), DISCARD, PULL, TELEMETRY, ROUTE, LOGON, LOGOFF, 0x70, 0x7E, 0x7F)


@dataclass(frozen=True, slots=True)
class Hostile:
    """What a client sends, in pieces between which it waits a moment."""

    pieces: tuple[bytes, ...]
    over_web_socket: bool


def build_hostile(seed: int, user: str, password: str) -> Hostile:
    """The sequence of a seed, which logs in with an account."""
    random = Random(seed)  # noqa: S311  the same sequences each time
    pieces = _Grown(random, seed, user, password).conversation()
    for _ in range(random.choice((0, 0, 1, 1, 1, 2))):
        at = random.randrange(len(pieces))
        pieces[at] = _mutated(random, pieces[at], pieces)
    return Hostile(tuple(filter(None, pieces)), random.random() < 0.2)


class _Grown:
    """Grows conversations that are right, or nearly."""

    def __init__(self, random: Random, seed: int, user: str, password: str) -> None:
        self._random, self._seed = random, seed
        self._user, self._password = user, password
        self._slips = random.choice((0.0, 0.0, 0.01, 0.04))

    def conversation(self) -> list[bytes]:
        tags = [HELLO, LOGON]
        for _ in range(self._random.randint(1, 4)):
            tags += self._random.choice(TURNS)
        tags = [self._random.choice(TAGS) if self._slip() else tag for tag in tags]
        messages = [self._framed(self._message(tag)) for tag in tags if not self._slip()]
        return [self._handshake(messages), *messages]

    def _slip(self) -> bool:
        return self._random.random() < self._slips

    def _handshake(self, messages: list[bytes]) -> bytes:
        """A handshake; where it asks for a manifest, what would follow if it were spoken."""
        if self._random.random() < 0.9:
            return MAGIC + bytes.fromhex(self._random.choice(VERSIONS)).ljust(16, b"\x00")
        proposals = self._random.choices((*PROPOSALS, "00000000", "00000805"), k=4)
        if self._random.random() < 0.5:
            messages.insert(0, b"\x00\x00\x08\x05\x00")
        return MAGIC + bytes.fromhex("".join(proposals))

    def _framed(self, message: bytes) -> bytes:
        size = self._random.choice((1, 2, 5, 40, 0xFFFF, 0xFFFF))
        around = self._random.choice((b"", b"", b"", b"\x00\x00", b"\x00\x00\x00\x00"))
        data = around + framed(message, size)
        return data[:-2] if self._slip() else data

    def _message(self, tag: int) -> bytes:
        fields = [self._value(field) for field in self._fields(tag)]
        if self._slip():
            fields = fields[:-1] if self._random.random() < 0.5 else [*fields, b"\xa0"]
        behind = self._value(self._query()) if self._slip() else b""
        return bytes([0xB0 + len(fields), tag]) + b"".join(fields) + behind

    def _fields(self, tag: int) -> list[object]:
        match tag:
            case 0x01:
                return [{"user_agent": "x/1", "bolt_agent": {"product": "x/1"}, "routing": {}}]
            case 0x6A:
                names = {"principal": self._user, "credentials": self._password}
                return [{"scheme": "basic", **names}]
            case 0x10:
                parameters = self._random.choice(({}, {"x": [1, 2.5, None, b"x", {"y": True}]}))
                return [self._query(), parameters, self._options()]
            case 0x11:
                return [self._options()]
            case 0x2F | 0x3F:
                return [{"n": self._random.choice((-1, 1, 1_000)), "qid": -1}]
            case 0x54:
                return [self._random.randint(0, 3)]
            case 0x66:
                return [{"address": "localhost:7687"}, [], {"db": None}]
            case _:
                return []

    def _query(self) -> str:
        text = self._random.choice(WRITES if self._random.random() < 0.6 else READS)
        return text.format(n=self._seed % NUMBERS)

    def _options(self) -> dict[str, object]:
        options: dict[str, object] = {
            "mode": self._random.choice(("w", "r", "w", "W", 1) if self._slip() else ("w", "r")),
            "db": self._random.choice(("neo4j", "system", None)),
            "tx_timeout": self._random.choice((0, -1, 1_000, 10**9, None)),
            "bookmarks": [],
            "tx_metadata": {"mode": "w"},
        }
        if self._slip():
            options[self._random.choice(("imp_user", "Mode", "mode ", "access_mode"))] = "neo4j"
        some = self._random.sample(sorted(options), self._random.randint(0, len(options)))
        return {key: options[key] for key in some}

    def _value(self, value: object) -> bytes:
        """A value in one of the forms that PackStream has for it, or in a wrong one."""
        if self._slip():
            value = self._random.choice((None, 1, "w", [], {}, self._query(), [value], b"mode"))
        match value:
            case None:
                return b"\xc0"
            case bool():
                return b"\xc3" if value else b"\xc2"
            case int():
                return self._integer(value)
            case float():
                return b"\xc1\x40\x04" + bytes(6)
            case bytes():
                return b"\xcc" + bytes([len(value)]) + value
            case str():
                return self._sized(0x80, 0xD0, len(value.encode())) + value.encode()
            case list():
                return self._sized(0x90, 0xD4, len(value)) + b"".join(map(self._value, value))
            case dict():
                return self._map(value)
            case _:
                raise TypeError

    def _integer(self, value: int) -> bytes:
        power = next(p for p in range(4) if -(1 << (8 << p) - 1) <= value < 1 << (8 << p) - 1)
        power = self._random.randint(power, 3)
        return bytes([0xC8 + power]) + value.to_bytes(1 << power, "big", signed=True)

    def _sized(self, short: int, long: int, size: int) -> bytes:
        size += self._random.choice((-1, 1)) if self._slip() and size else 0
        widths = [p for p in range(3) if size < 1 << (8 << p)]
        if size < 16 and self._random.random() < 0.7:
            return bytes([short + size])
        power = self._random.choice(widths)
        return bytes([long + power]) + size.to_bytes(1 << power, "big")

    def _map(self, value: dict[str, object]) -> bytes:
        entries = [*value.items()]
        if self._slip() and entries:
            entries.insert(self._random.randint(0, len(entries)), ("mode", "w"))
        packed = (self._value(key) + self._value(entry) for key, entry in entries)
        return self._sized(0xA0, 0xD8, len(entries)) + b"".join(packed)


def _mutated(random: Random, piece: bytes, others: Sequence[bytes]) -> bytes:
    """A piece with some bytes changed, taken out, put in, or from another piece."""
    data = bytearray(piece)
    for _ in range(random.choice((1, 1, 2, 5))):
        at = random.randint(0, len(data))
        match random.randint(0, 5):
            case 0:
                data[at : at + 1] = bytes([random.randint(0, 255)])
            case 1:
                data[at : at + 1] = bytes([random.choice((0, 1, 0x10, 0x84, 0xA1, 0xB3, 0xFF))])
            case 2:
                del data[at : at + random.randint(1, 8)]
            case 3:
                data[at:at] = random.randbytes(random.randint(1, 8))
            case 4:
                data[at:at] = data[: random.randint(0, len(data))]
            case _:
                other = random.choice(others)
                data[at:at] = other[random.randint(0, len(other)) :]
    return bytes(data[: 4_000 if random.random() < 0.9 else random.randint(0, len(data))])
