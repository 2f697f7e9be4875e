"""What a client may say: each message with its fields, made one of a reader.

Neo4j Community has no roles: every account may write, also users and passwords in the system
database. But the server refuses every write in a transaction of access mode READ. The mode, and a
bound on the time, are written into the messages that begin a transaction, whatever the client said.

Source: neo4j.com/docs/bolt, "Messages", Bolt 5.1 to 5.8.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from loaders.neo4j.bolt_proxy.errors import RefusedError
from loaders.neo4j.bolt_proxy.packstream import Structure, Value, pack, unpack_message
from loaders.neo4j.bolt_proxy.states import Request

LONGEST_TRANSACTION = 30_000
"""Milliseconds; a client may ask for less. Zero would be without end for the server."""

Check: TypeAlias = Callable[[Value], bool]


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _is_integer(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_map(value: Value) -> bool:
    return isinstance(value, dict)


def _are_texts(value: Value) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_map_of_texts(value: Value) -> bool:
    return isinstance(value, dict) and all(
        entry is None or _is_text(entry) for entry in value.values()
    )


def _is_mode(value: Value) -> bool:
    return value in ("r", "w")


def _options(checks: Mapping[str, Check]) -> Check:
    """A map of options; null stands for one that is not given."""

    def check(value: Value) -> bool:
        return isinstance(value, dict) and all(
            key in checks and (entry is None or checks[key](entry)) for key, entry in value.items()
        )

    return check


_NOTIFICATIONS: Mapping[str, Check] = {
    "notifications_minimum_severity": _is_text,
    "notifications_disabled_categories": _are_texts,
    "notifications_disabled_classifications": _are_texts,
}
_TRANSACTION = _options(
    {
        "bookmarks": _are_texts,
        "tx_timeout": _is_integer,
        "tx_metadata": _is_map,
        "mode": _is_mode,
        "db": _is_text,
        "imp_user": _is_text,  # the server refuses it, or lets a reader be another reader
        **_NOTIFICATIONS,
    }
)
_HELLO = _options(
    {
        "user_agent": _is_text,
        "bolt_agent": _is_map_of_texts,
        "routing": _is_map_of_texts,
        **_NOTIFICATIONS,
    }
)
_LOGON = _options(dict.fromkeys(("scheme", "principal", "credentials", "realm"), _is_text))
_RECORDS = _options({"n": _is_integer, "qid": _is_integer})
_DATABASE = _options({"db": _is_text, "imp_user": _is_text})

_FIELDS: Mapping[Request, tuple[Check, ...]] = {
    Request.HELLO: (_HELLO,),
    Request.LOGON: (_LOGON,),
    Request.LOGOFF: (),
    Request.GOODBYE: (),
    Request.RESET: (),
    Request.RUN: (_is_text, _is_map, _TRANSACTION),
    Request.BEGIN: (_TRANSACTION,),
    Request.COMMIT: (),
    Request.ROLLBACK: (),
    Request.DISCARD: (_RECORDS,),
    Request.PULL: (_RECORDS,),
    Request.ROUTE: (_is_map_of_texts, _are_texts, _DATABASE),
    Request.TELEMETRY: (_is_integer,),
}
_TAGS = frozenset(Request)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a client, as it is passed on."""

    request: Request
    fields: tuple[Value, ...]

    def pack(self) -> bytes:
        """The message in bytes."""
        return pack(Structure(self.request, self.fields))


def read_message(data: bytes) -> Message:
    """Parse a message and make it one of a reader; raise RefusedError where it is none."""
    parsed = unpack_message(data)
    if parsed.tag not in _TAGS:
        raise RefusedError("no message of a client")
    request = Request(parsed.tag)
    checks = _FIELDS[request]
    if len(parsed.fields) != len(checks):
        raise RefusedError(f"{request.name} has {len(checks)} fields")
    if not all(check(field) for check, field in zip(checks, parsed.fields, strict=True)):
        raise RefusedError(f"{request.name} has other fields")
    return Message(request, _of_reader(request, parsed.fields))


def _of_reader(request: Request, fields: tuple[Value, ...]) -> tuple[Value, ...]:
    """The fields, with access mode READ and a bound on time where a transaction may begin."""
    match request, fields:
        case Request.RUN | Request.BEGIN, (*others, dict(options)):
            asked = options.get("tx_timeout")
            limited = isinstance(asked, int) and 0 < asked < LONGEST_TRANSACTION
            timeout = asked if limited else LONGEST_TRANSACTION
            return *others, {**options, "mode": "r", "tx_timeout": timeout}
        case _:
            return fields
