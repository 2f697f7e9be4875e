"""Limits on the text of operations: how long, how deep, how many names, how much validation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    Lexer,
    Source,
    TokenKind,
    parse,
    validate,
)

from gql.operation_size import DocumentMeter, OperationSize, SelectionSize
from gql.requests import Operation
from graph.errors import QueryError
from graph.settings import Settings

ROOM = 40_000
"""How many tokens of operations are kept, with what was found out about them: some 25 MB."""

MAX_PAIRS = 5_000
"""Most pairs of fields of one name beside each other: validation compares each such pair."""

MAX_ERRORS = 5
"""Most errors told of one operation: to each belongs a search for names like the one given."""

MAX_DIGITS = 20
"""Most digits of a number: all that are in 32 bits, and those who get it wrong are told so."""

_NUMBERS = (TokenKind.INT, TokenKind.FLOAT)
_OPENING = (TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L)
_CLOSING = (TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R)


@dataclass(frozen=True, slots=True)
class Limits:
    """Most tokens, levels of fields, aliases and directives of an operation."""

    tokens: int
    depth: int
    aliases: int
    directives: int

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Read the limits off the settings."""
        return cls(
            settings.max_tokens,
            settings.max_depth,
            settings.max_aliases,
            settings.max_directives,
        )


def describe_limits(settings: Settings) -> str:
    """What a client may ask, in words for the description of the schema."""
    return (
        "Instruments, bodies and events of ASEAN labour cooperation, with the passages that say "
        "so.\n\n"
        f"Limits: {settings.max_body_bytes} bytes, {settings.max_tokens} tokens, "
        f"{settings.max_depth} levels of fields, {settings.max_aliases} aliases, "
        f"{settings.max_directives} directives; cost {settings.max_cost}, told in "
        f"`extensions.cost`; {settings.max_answer_bytes} bytes of an answer; "
        f"{settings.timeout_seconds:g} seconds; {settings.max_concurrent} "
        f"questions at once, half of them of one client; "
        f"{settings.requests_per_minute or 'any number of'} requests of a client in a minute. "
        "Integers have 32 bits, pages at most 1000 things."
    )


@dataclass(slots=True)
class Read:
    """A document within limits, and what is wrong with it, once that was asked."""

    document: DocumentNode
    tokens: int
    operations: Sequence[OperationSize]
    _schema: GraphQLSchema | None = None
    _errors: tuple[GraphQLError, ...] = ()

    def errors(self, schema: GraphQLSchema) -> tuple[GraphQLError, ...]:
        """Validate the document against a schema, unless it was the last time."""
        if self._schema is not schema:
            found = validate(schema, self.document, max_errors=MAX_ERRORS)
            self._errors = tuple(_without_frames(error) for error in found)
            self._schema = schema
        return self._errors


def _without_frames(error: GraphQLError) -> GraphQLError:
    """Forget where an error was raised: the frames there hold all that validation made, megabytes."""
    raised: BaseException | None = error
    while raised is not None:
        raised.__traceback__ = None
        raised = raised.__context__
    return error


def read_document(operation: Operation, limits: Limits) -> Read:
    """Parse the text of an operation; one that is known is not parsed again.

    Raises GraphQLSyntaxError where it is not GraphQL, QueryError where it exceeds a limit,
    GraphQLError where fragments lead to themselves: those cannot be measured.
    """
    _check_values(operation.variables, limits)
    read = _parse(operation.query, limits)
    _check_arguments(read.operations, operation.variables or {}, limits)
    return read


@cached(LRUCache(ROOM, attrgetter("tokens")), lock=Lock())
def _parse(text: str, limits: Limits) -> Read:
    tokens = _check_text(text, limits)
    document = parse(text)
    return Read(document, tokens, _measure(document, limits))


def _check_text(text: str, limits: Limits) -> int:
    """Check what can be told before parsing: its time and stack depend on that; count tokens."""
    lexer, nesting, deepest = Lexer(Source(text)), 0, 2 * limits.depth
    tokens = directives = 0
    while (kind := (token := lexer.advance()).kind) is not TokenKind.EOF:
        tokens += 1
        directives += kind is TokenKind.AT
        nesting += (kind in _OPENING) - (kind in _CLOSING)
        if kind in _NUMBERS and len(token.value or "") > MAX_DIGITS:
            raise _exceeded("NUMBER_TOO_LONG", "digits in a number", MAX_DIGITS)
        if tokens > limits.tokens:
            raise _exceeded(
                "TOO_MANY_TOKENS", "tokens (words, numbers and brackets)", limits.tokens
            )
        if directives > limits.directives:
            raise _exceeded("TOO_MANY_DIRECTIVES", "directives", limits.directives)
        if nesting > deepest:
            raise _exceeded("TOO_DEEP", "levels of brackets", deepest)
    return tokens


def _check_values(variables: Any, limits: Limits) -> None:
    """Check that variables are nested no deeper than what stands in the text may be."""
    waiting, levels = [variables], 0
    while waiting := [v for value in waiting for v in _below(value)]:
        levels += 1
        if levels > 2 * limits.depth:
            raise _exceeded("TOO_DEEP", "levels of brackets", 2 * limits.depth)


def _below(value: Any) -> Iterable[Any]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()


def _measure(document: DocumentNode, limits: Limits) -> Sequence[OperationSize]:
    """Measure the operations of a document that is within limits."""
    meter = DocumentMeter(document)
    operations = meter.operations()
    for operation in operations:
        _check_size(operation.selection, limits)
    fields = pairs = 0
    for definition in meter.definitions:
        fields += meter.size(definition.selection_set).fields
        if fields > limits.tokens:
            what = "fields with all fragments written out"
            raise _exceeded("TOO_MANY_FIELDS", what, limits.tokens)
        pairs += meter.pairs(definition.selection_set)
        if pairs > MAX_PAIRS:
            what = "pairs of fields of one name beside each other"
            raise _exceeded("TOO_MANY_REPEATS", what, MAX_PAIRS)
    return operations


def _check_size(size: SelectionSize, limits: Limits) -> None:
    if size.depth > limits.depth:
        raise _exceeded("TOO_DEEP", "levels of fields", limits.depth)
    if size.aliases > limits.aliases:
        raise _exceeded("TOO_MANY_ALIASES", "aliases", limits.aliases)


def _check_arguments(
    measured: Sequence[OperationSize], variables: Mapping[str, Any], limits: Limits
) -> None:
    """Check what is planned: a variable is planned wherever it is used."""
    if any(operation.tokens(variables) > limits.tokens for operation in measured):
        what = "tokens in arguments, with all variables and fragments written out"
        raise _exceeded("TOO_MANY_TOKENS", what, limits.tokens)


def _exceeded(code: str, what: str, limit: int) -> QueryError:
    return QueryError(
        f"the operation has more than {limit} {what}; ask for less at once, in several requests",
        code=code,
        details={"limit": limit},
    )
