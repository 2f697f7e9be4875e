"""How answers are sent: their media types, statuses and headers, and what clients may keep."""

from collections.abc import AsyncIterator, Iterable, Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from gql.errors import RETRY_SECONDS, explain, status_of
from gql.files.citation import today
from gql.formats import ANSWER, BIBTEX, CSL, STRICT_ANSWER, Format
from gql.requests import PLAIN, STRICT, Operation

_MORE = {
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": str(RETRY_SECONDS)},
    HTTPStatus.METHOD_NOT_ALLOWED: {"Allow": "POST"},
}
"""Headers that belong to a status."""


_HEADERS = {"Vary": "Accept", "Cache-Control": "no-cache"}  # kept, but asked for again each time


def tag_of(operation: Operation, wanted: Format, request: Request, revision: str) -> str:
    """Strong ETag of the answer to an operation: known before it is answered.

    It covers all that decides on the bytes sent: the server's revision, the operation, how the
    answer is written and compressed; in files their links, and the day where that is told.
    """
    address = request.scope["query_string"] if request.method == "POST" else b""
    day = str(today()) if wanted in (BIBTEX, CSL) else ""
    place = str(request.base_url) if wanted.name else ""
    coding = request.headers.get("accept-encoding", "")
    kind = f"{revision} {wanted.name} {wanted.media_type} {day} {place}"
    parts = [kind.encode(), coding.encode(), address, operation.sent]
    digest = sha256(b"\0".join(parts)).hexdigest()  # no part but the last has the separator
    return f'"{digest[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether a client says that it has the answer with this ETag (RFC 9110, section 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    return request.method != "POST" and tag in (
        t.strip().removeprefix("W/") for t in known.split(",")
    )


def unchanged(tag: str) -> Response:
    """Say that what the client has is still the answer."""
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_HEADERS | {"ETag": tag})


def respond(shown: Mapping[str, Any], wanted: Format, tag: str) -> Response:
    """Send an answer, or the errors there are instead, as JSON."""
    if "errors" not in shown:
        return _json(shown, HTTPStatus.OK, {**_HEADERS, "ETag": tag}, wanted)
    status = status_of(shown, strict=wanted is not ANSWER)
    return _json(shown, status, {**_HEADERS, **_MORE.get(status, {})}, wanted)


def respond_file(
    parts: AsyncIterator[bytes] | Iterable[bytes],
    wanted: Format,
    tag: str,
    headers: Mapping[str, str],
) -> StreamingResponse:
    """Send a file part by part."""
    media_type = f"{wanted.media_type}; charset=utf-8"
    return StreamingResponse(
        parts, headers={**_HEADERS, "ETag": tag, **headers}, media_type=media_type
    )


def refuse(error: Exception, wanted: Format = ANSWER) -> Response:
    """Say why a request is not taken."""
    report = explain(error)
    shown = {"errors": [report.as_graphql()]}
    return _json(shown, report.status, {**_HEADERS, **report.headers}, wanted)


def _json(
    shown: Mapping[str, Any], status: int, headers: Mapping[str, str], wanted: Format
) -> Response:
    written = STRICT if wanted is STRICT_ANSWER else PLAIN
    return Response(orjson.dumps(shown), status, headers, f"{written}; charset=utf-8")
