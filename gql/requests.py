"""Requests as GraphQL over HTTP describes them: what is asked, and what cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from gql.errors import BadRequest

PLAIN, STRICT = "application/json", "application/graphql-response+json"
HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as it was sent; `sent` is all that it was read from.

    `may_change` is whether the request may be one that changes something: GET and HEAD are safe.
    `incomplete` is whether the answer is to say where it is not all; None leaves that to the server.
    """

    query: str
    variables: dict[str, Any] | None = None
    name: str | None = None
    sent: bytes = b""
    may_change: bool = True
    incomplete: bool | None = None


async def read_operation(request: Request, limit: int) -> Operation:
    """Read the operation of a request from its body or, without POST, from its address.

    Raises BadRequest where that is longer than `limit` bytes, of another type or no JSON.
    """
    if request.method != "POST":
        return _read_address(request, limit)
    check_media_type(request, PLAIN)
    body = await read_body(request, limit)
    return _operation(_parse(body), body, may_change=True)


def _read_address(request: Request, limit: int) -> Operation:
    address = request.url.query
    if len(address) > limit:
        raise BadRequest(414, "ADDRESS_TOO_LONG", f"a query has at most {limit} bytes; use POST")
    names = ("query", "operationName", "variables", "extensions")
    given: dict[str, Any] = {name: read_parameter(request, name) for name in names}
    for name in ("variables", "extensions"):
        given[name] = _parse(given[name].encode()) if given[name] else None
    return _operation(given, address.encode(), may_change=False)


def read_parameter(request: Request, name: str) -> str | None:
    """Read a parameter of an address; None where it is not there.

    Raises BadRequest where it is there several times: which one is meant is not clear.
    """
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise _bad(f"{name}: expected one value, not {len(values)}")
    return values[0] if values else None


def check_media_type(request: Request, *taken: str) -> str:
    """Check that the body is of one of these types and in UTF-8, and return its type.

    Raises BadRequest where it is not. Parameters of other names are ignored (RFC 9110, section 8.3).
    """
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    (kind, _), *parameters = header.get_params([])
    if kind.lower() not in taken:
        raise _unsupported(f"send {' or '.join(taken)}, not {kind or 'nothing'}")
    for name, value in parameters:
        if name.lower() == "charset" and str(value).lower() not in ("", "utf-8", "utf8"):
            raise _unsupported(f"send UTF-8, not {value}")
    return kind.lower()


async def read_body(request: Request, limit: int) -> bytes:
    """Read the body of a request; how long that may take is up to the server.

    Raises BadRequest where it is compressed, where it has more than `limit` bytes, or where the
    client is gone before its end, which nobody will read.
    """
    coding = request.headers.get("content-encoding", "").strip()
    if coding.lower() not in ("", "identity"):
        raise BadRequest(415, "UNSUPPORTED_ENCODING", f"send the body as it is, not as {coding}")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise BadRequest(413, "BODY_TOO_LARGE", f"a body has at most {limit} bytes")
    except ClientDisconnect as error:
        raise BadRequest(400, "BAD_REQUEST", "the request has no end") from error
    return bytes(body)


def _parse(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BadRequest(400, "BAD_JSON", f"expected JSON: {error}") from error


def _operation(given: Any, sent: bytes, *, may_change: bool) -> Operation:
    if not isinstance(given, dict):
        raise _bad("expected one JSON object with a query")
    query, name = given.get("query"), given.get("operationName")
    if not isinstance(query, str):
        raise _bad("query: expected the text of an operation")
    if name is not None and not isinstance(name, str):
        raise _bad("operationName: expected a text")
    incomplete = (_read_object(given, "extensions") or {}).get("incomplete")
    if not isinstance(incomplete, bool | None):
        raise _bad("extensions.incomplete: expected true or false")
    variables = _read_object(given, "variables")
    return Operation(query, variables, name or None, sent, may_change, incomplete)


def _read_object(given: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    value = given.get(name)
    if value is not None and not isinstance(value, dict):
        raise _bad(f"{name}: expected a JSON object")
    return value


def _bad(message: str) -> BadRequest:
    return BadRequest(400, "BAD_REQUEST", message)


def _unsupported(message: str) -> BadRequest:
    return BadRequest(415, "UNSUPPORTED_MEDIA_TYPE", message)
