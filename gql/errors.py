"""What went wrong as the web tells it: one table from exceptions to codes; see docs/reference/errors.md."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

from graph.errors import QueryError, StoreUnavailable

INTERNAL = "INTERNAL"

LONGEST = 1_000
"""Most characters of a message."""

_TABLE: tuple[tuple[type[Exception], str, str | None], ...] = (
    (GraphQLSyntaxError, "SYNTAX_ERROR", None),
    (GraphQLError, "VALIDATION_ERROR", None),
    (StoreUnavailable, "STORE_UNAVAILABLE", None),
    (
        TimeoutError,
        "TIMEOUT",
        "The answer took too long; ask for less: fewer things, fewer levels, a filter.",
    ),
    (RecursionError, "TOO_DEEP", "Fields or values are nested too deeply; ask for less at once."),
)
"""Kind of exception, its code, and its message where the exception has none for readers."""

_STATUSES = {
    "STORE_UNAVAILABLE": HTTPStatus.SERVICE_UNAVAILABLE,
    "TIMEOUT": HTTPStatus.SERVICE_UNAVAILABLE,
    "METHOD_NOT_ALLOWED": HTTPStatus.METHOD_NOT_ALLOWED,
    INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
}


def to_graphql_error(error: Exception) -> GraphQLError:
    """Give an exception a stable code; this is the one place where that is decided."""
    cause = _cause(error)
    if isinstance(cause, QueryError):
        return GraphQLError(str(cause), extensions={"code": cause.code, **cause.details})
    for kind, code, text in _TABLE:
        if isinstance(cause, kind):
            return _with_code(cause, code, text or str(getattr(cause, "message", cause)))
    return _with_code(cause, INTERNAL, "The server failed; its log says how.")


def _cause(error: Exception) -> Exception:
    """What GraphQL has put into an error of its own, else the error."""
    inner = error.original_error if isinstance(error, GraphQLError) else None
    return error if inner is None or isinstance(inner, GraphQLError) else inner


def _with_code(error: Exception, code: str, text: str) -> GraphQLError:
    if len(text) > LONGEST:  # it repeats what was sent
        text = f"{text[:LONGEST]} ..."
    if not isinstance(error, GraphQLError):
        return GraphQLError(text, original_error=error, extensions={"code": code})
    extensions = {"code": code, **(error.extensions or {})}
    return GraphQLError(
        text, error.nodes, error.source, error.positions, error.path, extensions=extensions
    )


def is_failure(error: Exception) -> bool:
    """Whether an error is the server's fault; what a question gets wrong is no news in a log."""
    return (to_graphql_error(error).extensions or {}).get("code") == INTERNAL


def show_errors(errors: Iterable[Exception]) -> list[Mapping[str, Any]]:
    """Show errors as the `errors` of an answer."""
    return [to_graphql_error(error).formatted for error in errors]


def status_of(answer: Mapping[str, Any], *, strict: bool) -> HTTPStatus:
    """HTTP status of an answer; `strict` is what `application/graphql-response+json` asks for.

    GraphQL over HTTP, section 6.4: without data a request error is 400 under the strict type.
    """
    codes = [error.get("extensions", {}).get("code") for error in answer.get("errors", ())]
    statuses = [_STATUSES[code] for code in codes if code in _STATUSES]
    refused = strict and "data" not in answer
    return max(statuses, default=HTTPStatus.BAD_REQUEST if refused else HTTPStatus.OK)
