"""Limits on operations: how much text, how deep, how many names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    Lexer,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    TokenKind,
    parse,
)
from strawberry.extensions import SchemaExtension

from graph.errors import QueryError
from graph.settings import Settings

KEPT = 256
"""How many operations are kept with what was found out about them."""

_OPENING = (TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L)
_CLOSING = (TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R)


@dataclass(frozen=True, slots=True)
class Limits:
    """Most tokens, most levels of fields and most aliases of an operation."""

    tokens: int
    depth: int
    aliases: int

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Read the limits off the settings."""
        return cls(settings.max_tokens, settings.max_depth, settings.max_aliases)


class ReadWithinLimits(SchemaExtension):
    """Parses operations, those already known once only; the stock parser is left out."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    def on_parse(self) -> Iterator[None]:
        """Set the document of the operation."""
        context = self.execution_context
        context.graphql_document = read_document(context.query or "", self._limits)
        yield


@lru_cache(maxsize=KEPT)
def read_document(text: str, limits: Limits) -> DocumentNode:
    """Parse the text of an operation.

    Raises GraphQLSyntaxError where it is not GraphQL, QueryError where it exceeds a limit.
    """
    _check_text(text, limits)
    document = parse(text)
    _check_selections(document, limits)
    return document


def _check_text(text: str, limits: Limits) -> None:
    """Check what can be told before parsing: its time and stack depend on that."""
    lexer, tokens, nesting, deepest = Lexer(Source(text)), 0, 0, 2 * limits.depth
    while (kind := lexer.advance().kind) is not TokenKind.EOF:
        tokens += 1
        nesting += (kind in _OPENING) - (kind in _CLOSING)
        if tokens > limits.tokens:
            raise _exceeded(
                "TOO_MANY_TOKENS", "tokens (words, numbers and brackets)", limits.tokens
            )
        if nesting > deepest:
            raise _exceeded("TOO_DEEP", "levels of brackets", deepest)


def _check_selections(document: DocumentNode, limits: Limits) -> None:
    fragments = {
        definition.name.value: definition.selection_set
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    sizes: dict[str, _Size] = {}
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            size = _size(definition.selection_set, fragments, sizes)
            if size.depth > limits.depth:
                raise _exceeded("TOO_DEEP", "levels of fields", limits.depth)
            if size.aliases > limits.aliases:
                raise _exceeded("TOO_MANY_ALIASES", "aliases", limits.aliases)


@dataclass(frozen=True, slots=True)
class _Size:
    """Levels of fields and count of aliases, fragments counted where they are used."""

    depth: int = 0
    aliases: int = 0


def _size(
    selected: SelectionSetNode | None,
    fragments: Mapping[str, SelectionSetNode],
    known: dict[str, _Size],
) -> _Size:
    """Measure a selection; each fragment is measured once, so nothing grows with their use."""
    if selected is None:
        return _Size()
    sizes = [_size_of_one(selection, fragments, known) for selection in selected.selections]
    return _Size(max((s.depth for s in sizes), default=0), sum(s.aliases for s in sizes))


def _size_of_one(
    selection: Any, fragments: Mapping[str, SelectionSetNode], known: dict[str, _Size]
) -> _Size:
    if isinstance(selection, FragmentSpreadNode):
        name = selection.name.value
        if name not in known:
            known[name] = _Size()  # for fragments in a circle, which validation reports
            known[name] = _size(fragments.get(name), fragments, known)
        return known[name]
    below = _size(selection.selection_set, fragments, known)
    if not isinstance(selection, FieldNode):
        return below
    if selection.name.value.startswith("__"):  # graphql-core has a limit of its own there
        return _Size(1, below.aliases + bool(selection.alias))
    return _Size(below.depth + 1, below.aliases + bool(selection.alias))


def _exceeded(code: str, what: str, limit: int) -> QueryError:
    return QueryError(
        f"the operation has more than {limit} {what}; ask for less at once, in several requests",
        code=code,
        details={"limit": limit},
    )
