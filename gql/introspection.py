"""Introspection: operations about the schema, answered from memory."""

from contextlib import suppress
from threading import Lock
from time import monotonic

import orjson
from cachetools import LRUCache
from graphql import ExecutionResult, execute_sync
from graphql.pyutils import AbortSignal

from gql.errors import Invalid
from gql.requests import Operation
from gql.selection import Selection

ROOM = 8_000_000
"""Of how many bytes of JSON answers are kept: in memory they take several times as many."""


class _Until(AbortSignal):
    """Ends an execution at a moment of the monotonic clock; graphql-core asks at each field."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self.reason = TimeoutError()

    @property
    def aborted(self) -> bool:  # type: ignore[override]  # graphql-core only reads it
        """Whether the moment has come."""
        return monotonic() > self._deadline


class Introspection:
    """Answers introspection and keeps the answers: each takes half a second to make."""

    def __init__(self) -> None:
        self._answers: LRUCache[tuple[str, str | None], ExecutionResult] = LRUCache(
            ROOM, lambda result: len(orjson.dumps(result.data))
        )
        self._lock = Lock()

    def answer(
        self, selection: Selection, operation: Operation, deadline: float
    ) -> ExecutionResult:
        """Execute the stock way.

        Raises Invalid where that is not possible, TimeoutError after the deadline, a moment on
        the monotonic clock.
        """
        key, variables = (operation.query, operation.name), operation.variables
        with self._lock:
            known = None if variables else self._answers.get(key)
        if known is not None:
            return known
        result = execute_sync(
            selection.schema,
            selection.document,
            variable_values=variables,
            operation_name=operation.name,
            abort_signal=_Until(deadline),
        )
        if result.errors:
            raise Invalid(result.errors)
        if not variables:
            with self._lock, suppress(ValueError):  # larger than all room there is
                self._answers[key] = result
        return result
