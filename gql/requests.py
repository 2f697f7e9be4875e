"""Requests as GraphQL over HTTP describes them: what is asked, and what cannot be read."""

from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import Request

PLAIN, STRICT = "application/json", "application/graphql-response+json"
CSV = "text/csv"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as it was sent."""

    query: str
    variables: dict[str, Any] | None
    name: str | None


class BadRequest(Exception):
    """A request that holds no operation; status and code say in what way."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code

    def as_json(self) -> dict[str, Any]:
        """Show as an error of GraphQL."""
        return {"message": str(self), "extensions": {"code": self.code}}


def wants_html(request: Request) -> bool:
    """Whether a browser asks for the page, not a program for an answer."""
    return "query" not in request.query_params and "text/html" in request.headers.get("accept", "")


def wants_csv(request: Request) -> bool:
    """Whether the answer is to be a table; `format` in the address goes before `Accept`.

    Raises BadRequest for a format there is none of.
    """
    wanted = request.query_params.get("format")
    if wanted is None:
        return CSV in request.headers.get("accept", "")
    if wanted not in ("csv", "json"):
        raise BadRequest(400, "BAD_REQUEST", f"format: expected csv or json, not {wanted}")
    return wanted == "csv"


async def read_operation(request: Request, limit: int) -> Operation:
    """Read the operation of a request from its body or, with GET, from its address.

    Raises BadRequest where that is longer than `limit` bytes, of another type or no JSON.
    """
    if request.method == "GET":
        if len(request.url.query) > limit:
            raise BadRequest(
                414, "ADDRESS_TOO_LONG", f"a query has at most {limit} bytes; use POST"
            )
        params = request.query_params
        variables = _parse(params["variables"].encode()) if params.get("variables") else None
        return _operation({**params, "variables": variables})
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != PLAIN:
        raise BadRequest(415, "UNSUPPORTED_MEDIA_TYPE", f"send {PLAIN}, not {kind or 'nothing'}")
    coding = request.headers.get("content-encoding", "identity")
    if coding != "identity":
        raise BadRequest(415, "UNSUPPORTED_ENCODING", f"send the body as it is, not as {coding}")
    return _operation(_parse(await read_body(request, limit)))


async def read_body(request: Request, limit: int) -> bytes:
    """Read the body of a request; raises BadRequest where it has more than `limit` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BadRequest(413, "BODY_TOO_LARGE", f"a body has at most {limit} bytes")
    return bytes(body)


def _parse(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BadRequest(400, "BAD_JSON", f"expected JSON: {error}") from error


def _operation(body: Any) -> Operation:
    if not isinstance(body, dict):
        raise BadRequest(400, "BAD_REQUEST", "expected one JSON object with a query")
    query, variables, name = (body.get(k) for k in ("query", "variables", "operationName"))
    if not isinstance(query, str) or not query.strip():
        raise BadRequest(400, "BAD_REQUEST", "query: expected the text of an operation")
    if variables is not None and not isinstance(variables, dict):
        raise BadRequest(400, "BAD_REQUEST", "variables: expected a JSON object")
    if name is not None and not isinstance(name, str):
        raise BadRequest(400, "BAD_REQUEST", "operationName: expected a text")
    return Operation(query, variables, name)
