"""Introspection: operations about the schema, told from questions and answered from memory."""

from asyncio import to_thread
from time import monotonic
from typing import Any

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

from graph.errors import QueryError

_ROOTS = frozenset({"__schema", "__type"})
_KEPT = 32


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
        self._kept: dict[tuple[str, str | None], ExecutionResult] = {}

    async def answer(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        *,
        text: str,
        operation_name: str | None,
        variables: dict[str, Any] | None,
        timeout: float,
    ) -> ExecutionResult:
        """Execute the stock way, in a thread, so that others need not wait.

        Raises TimeoutError where that takes longer than `timeout` seconds.
        """
        key = text, operation_name
        if variables or key not in self._kept:
            result = await to_thread(
                execute_sync,
                schema,
                document,
                variable_values=variables,
                operation_name=operation_name,
                abort_signal=_Until(monotonic() + timeout),
            )
            if variables or result.errors:
                return result
            self._keep(key, result)
        return self._kept[key]

    def _keep(self, key: tuple[str, str | None], result: ExecutionResult) -> None:
        if len(self._kept) >= _KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = result
