"""What went wrong as the web shows it: one table from exceptions to statuses, codes and texts.

They are listed in docs/reference/errors.md.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError
from starlette.exceptions import HTTPException

from graph.errors import QueryError, StoreUnavailable

_LOG = logging.getLogger(__name__)

LONGEST = 1_000
"""Most characters of a message."""

RETRY_SECONDS = 5
"""After how long to ask again where we cannot answer now."""


class BadRequest(Exception):
    """A request that is not taken; status, code and message say in what way.

    `retry_after` is in how many seconds it may be sent again, where that helps.
    """

    def __init__(
        self, status: int, code: str, message: str, *, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.retry_after = status, code, retry_after


class Invalid(Exception):
    """An operation that does not fit the schema, in one or several ways."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """What is said of an exception, however it is written; headers are those of HTTP."""

    status: HTTPStatus
    code: str
    message: str
    details: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    locations: Sequence[object] = ()

    def as_graphql(self) -> dict[str, Any]:
        """Write it as an error of GraphQL."""
        places = {"locations": self.locations} if self.locations else {}
        return {
            "message": self.message,
            **places,
            "extensions": {"code": self.code, **self.details},
        }


_BAD, _LATER = HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE
_FAILED = HTTPStatus.INTERNAL_SERVER_ERROR
_LONG = "The answer took too long; ask for less: fewer things, fewer levels, a filter."
_DEEP = "Fields or values are nested too deeply; ask for less at once."
_TABLE: tuple[tuple[type[Exception], str, HTTPStatus, str], ...] = (
    (GraphQLSyntaxError, "SYNTAX_ERROR", _BAD, ""),
    (GraphQLError, "VALIDATION_ERROR", _BAD, ""),
    (Invalid, "VALIDATION_ERROR", _BAD, ""),
    (StoreUnavailable, "STORE_UNAVAILABLE", _LATER, ""),
    (TimeoutError, "TIMEOUT", _LATER, _LONG),
    (RecursionError, "TOO_DEEP", _BAD, _DEEP),
    (Exception, "INTERNAL", _FAILED, "The server failed; its log says how."),
)
"""Kind of exception, its code and status, and its message where its own is not for readers."""

_STATUSES = {code: status for _, code, status, _ in _TABLE if status != _BAD}
_STATUSES |= {"METHOD_NOT_ALLOWED": HTTPStatus.METHOD_NOT_ALLOWED}
"""Statuses of codes, where they are not that of a question that is wrong."""


def explain(error: Exception) -> ErrorReport:
    """Say what an exception means to who asked; this is the one place where that is decided."""
    cause = _cause(error)
    match cause:
        case BadRequest():
            headers = _retry(cause.retry_after)
            return ErrorReport(HTTPStatus(cause.status), cause.code, str(cause), headers=headers)
        case QueryError():
            status = _STATUSES.get(cause.code, _BAD)
            return ErrorReport(status, cause.code, str(cause), cause.details)
        case HTTPException():
            status = HTTPStatus(cause.status_code)
            return ErrorReport(status, status.name, status.phrase, headers=cause.headers or {})
        case _:
            return _look_up(cause)


def _look_up(error: Exception) -> ErrorReport:
    code, status, text = next(row[1:] for row in _TABLE if isinstance(error, row[0]))
    text = text or str(getattr(error, "message", error))
    if len(text) > LONGEST:  # it repeats what was sent
        text = f"{text[:LONGEST]} ..."
    headers = _retry(RETRY_SECONDS) if status == _LATER else {}
    if not isinstance(error, GraphQLError):
        return ErrorReport(status, code, text, headers=headers)
    places = [place.formatted for place in error.locations or ()]
    return ErrorReport(status, code, text, error.extensions or {}, headers, places)


def _retry(seconds: int | None) -> dict[str, str]:
    return {} if seconds is None else {"Retry-After": str(seconds)}


def _cause(error: Exception) -> Exception:
    """What GraphQL has put into an error of its own, else the error."""
    inner = error.original_error if isinstance(error, GraphQLError) else None
    return error if inner is None or isinstance(inner, GraphQLError) else inner


def show_errors(error: Exception) -> list[dict[str, Any]]:
    """Show an exception as the `errors` of an answer; one that is our fault is logged."""
    reports = list(map(explain, error.errors if isinstance(error, Invalid) else (error,)))
    if any(report.status == _FAILED for report in reports):
        _LOG.error("An operation failed", exc_info=error)
    return [report.as_graphql() for report in reports]


def status_of(answer: Mapping[str, Any], *, strict: bool) -> HTTPStatus:
    """HTTP status of an answer; `strict` is what `application/graphql-response+json` asks for.

    GraphQL over HTTP, section 6.4: without data a request error is 400 under the strict type.
    """
    codes = [error.get("extensions", {}).get("code") for error in answer.get("errors", ())]
    statuses = [_STATUSES[code] for code in codes if code in _STATUSES]
    refused = strict and "data" not in answer
    return max(statuses, default=_BAD if refused else HTTPStatus.OK)
