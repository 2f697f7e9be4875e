"""Requests as GraphQL over HTTP describes them: what is asked, and what cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from gql.errors import BadRequest

PLAIN, STRICT = "application/json", "application/graphql-response+json"
HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as it was sent; `sent` is all that it was read from."""

    query: str
    variables: dict[str, Any] | None = None
    name: str | None = None
    sent: bytes = b""


async def read_operation(request: Request, limit: int) -> Operation:
    """Read the operation of a request from its body or, without POST, from its address.

    Raises BadRequest where that is longer than `limit` bytes, of another type or no JSON.
    """
    if request.method != "POST":
        return _read_address(request, limit)
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != PLAIN:
        raise _unsupported(f"send {PLAIN}, not {kind or 'nothing'}")
    charset = parameters.partition("charset=")[2].strip(' "').lower()
    if charset not in ("", "utf-8", "utf8"):
        raise _unsupported(f"send UTF-8, not {charset}")
    coding = request.headers.get("content-encoding", "identity")
    if coding != "identity":
        raise BadRequest(415, "UNSUPPORTED_ENCODING", f"send the body as it is, not as {coding}")
    body = await read_body(request, limit)
    return _operation(_parse(body), body)


def _read_address(request: Request, limit: int) -> Operation:
    address = request.url.query
    if len(address) > limit:
        raise BadRequest(414, "ADDRESS_TOO_LONG", f"a query has at most {limit} bytes; use POST")
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        given[name] = _parse(given[name].encode()) if given.get(name) else None
    return _operation(given, address.encode())


async def read_body(request: Request, limit: int) -> bytes:
    """Read the body of a request; how long that may take is up to the server.

    Raises BadRequest where it has more than `limit` bytes, or where the client is gone before its
    end, which nobody will read.
    """
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


def _operation(given: Any, sent: bytes) -> Operation:
    if not isinstance(given, dict):
        raise _bad("expected one JSON object with a query")
    query, name = given.get("query"), given.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise _bad("query: expected the text of an operation")
    if name is not None and not isinstance(name, str):
        raise _bad("operationName: expected a text")
    _read_object(given, "extensions")
    return Operation(query, _read_object(given, "variables"), name, sent)


def _read_object(given: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    value = given.get(name)
    if value is not None and not isinstance(value, dict):
        raise _bad(f"{name}: expected a JSON object")
    return value


def _bad(message: str) -> BadRequest:
    return BadRequest(400, "BAD_REQUEST", message)


def _unsupported(message: str) -> BadRequest:
    return BadRequest(415, "UNSUPPORTED_MEDIA_TYPE", message)
