"""Introspection: operations about the schema, told from questions and answered from memory."""

from contextlib import suppress
from threading import Lock
from time import monotonic

import orjson
from cachetools import LRUCache
from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    execute_sync,
    get_operation_ast,
)
from graphql.pyutils import AbortSignal

from gql.errors import Invalid
from gql.requests import Operation
from graph.errors import QueryError

_ROOTS = frozenset({"__schema", "__type"})
ROOM = 8_000_000
"""Of how many bytes of JSON answers are kept: in memory they take several times as many."""


def is_introspection(document: DocumentNode, operation_name: str | None) -> bool:
    """Whether an operation asks about the schema.

    Raises QueryError where it asks about the graph too: the two are answered in different ways.
    """
    operation = get_operation_ast(document, operation_name)
    if operation is None:
        return False
    names = _root_names(operation.selection_set, document) - {"__typename"}
    if names & _ROOTS and names - _ROOTS:
        raise QueryError(
            "__schema and __type cannot be asked together with questions to the graph; "
            "send them as an operation of their own",
            code="MIXED_INTROSPECTION",
        )
    return bool(names & _ROOTS)


def _root_names(selected: SelectionSetNode, document: DocumentNode) -> set[str]:
    """Names of the root fields, those in fragments included."""
    fragments = {
        definition.name.value: definition.selection_set
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    names, waiting = set(), [selected]
    while waiting:
        for selection in waiting.pop().selections:
            match selection:
                case FieldNode():
                    names.add(selection.name.value)
                case InlineFragmentNode():
                    waiting.append(selection.selection_set)
                case FragmentSpreadNode() if selection.name.value in fragments:
                    waiting.append(fragments.pop(selection.name.value))
    return names


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
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: Operation,
        deadline: float,
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
            schema,
            document,
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
