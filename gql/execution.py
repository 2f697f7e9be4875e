"""Answering operations: each is read within limits, planned, and answered by the store."""

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from operator import itemgetter
from pickle import dumps
from time import monotonic
from typing import Any, Self, TypeVar

import orjson
from cachetools import LRUCache
from graphql import DocumentNode, ExecutionResult, GraphQLSchema, OperationType, get_operation_ast

from gql.cost import check_cost
from gql.empty import describe_empty
from gql.errors import Invalid, show_errors
from gql.incomplete import Incomplete, at_levels, compare, split, weaker_levels
from gql.introspection import Introspection
from gql.limits import Limits, describe_limits, read_document
from gql.planning import Planned, plan_operation
from gql.requests import Operation
from gql.schema import PAGE_SIZE, build_schema
from gql.selection import Selection
from gql.shaping import RecordFields
from graph.budget import Budget
from graph.catalogue import Catalogue
from graph.columns import Columns
from graph.errors import QueryError, StoreUnavailable, UnknownKey
from graph.evidence import EvidenceIndex
from graph.fair_threads import in_thread
from graph.filled import read_filled
from graph.opening import Served
from graph.plan import Json, Plan
from graph.settings import Settings
from graph.store import Store
from graph.terms import Ontology

PLANS_ROOM = 5_000_000
"""How many bytes plans and their operations have when they are written: in memory some 20 MB."""

INCOMPLETE_ROOM = 1_000_000
"""How many bytes is kept of where answers are not all, with their operations."""

TEXTS_ROOM = 50_000
"""How many characters operations have that are kept parsed, with their plans: some 15 MB at most."""

Key = tuple[str, str | None, bytes]
"""Text of an operation, its name, and its variables as JSON."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation that is valid: what it selects, and how it is planned."""

    selection: Selection
    planned: Planned


@dataclass(frozen=True)
class Service:
    """What operations are answered with.

    The timeout is in seconds; `max_cost` is in the unit of `gql.cost`,
    `max_bytes` those of an answer; up to `checked_cost` an answer from memory says where it is not
    all without being asked; `page_size` is how many
    things a page has at most where an operation does not say; `more_evidence` is shown of each
    piece of evidence beside what is asked for. A service with other values (`replace`) has plans of
    its own, for they depend on these.
    """

    schema: GraphQLSchema
    ontology: Ontology
    catalogue: Catalogue
    evidence: EvidenceIndex
    store: Store
    limits: Limits
    timeout: float
    max_cost: int = sys.maxsize
    max_bytes: int = sys.maxsize
    checked_cost: int = 0
    page_size: int = PAGE_SIZE
    more_evidence: RecordFields = field(default_factory=dict)
    introspection: Introspection = field(default_factory=Introspection)
    plans: LRUCache[Key, tuple[Planned, int]] = field(
        default_factory=lambda: LRUCache(PLANS_ROOM, itemgetter(1)), init=False
    )
    asked: LRUCache[Key, tuple[Asked, int]] = field(
        default_factory=lambda: LRUCache(TEXTS_ROOM, itemgetter(1)), init=False
    )

    incomplete: LRUCache[Key, tuple[Incomplete, int]] = field(
        default_factory=lambda: LRUCache(INCOMPLETE_ROOM, itemgetter(1)), init=False
    )

    @classmethod
    def of(cls, schema: GraphQLSchema, served: Served, settings: Settings) -> Self:
        """Answer from what is served, within the settings."""
        return cls(
            schema,
            served.ontology,
            served.catalogue,
            served.evidence,
            served.store,
            Limits.of(settings),
            settings.timeout_seconds,
            settings.max_cost,
            settings.max_answer_bytes,
            settings.checked_cost,
        )


def build_service(served: Served, settings: Settings) -> Service:
    """Derive the schema, which says its limits and what is empty, and answer from what is served."""
    schema = build_schema(served.ontology)._schema  # noqa: SLF001  # Strawberry's documented way to its schema
    schema.description = describe_limits(settings)
    describe_empty(schema, read_filled(served.release.manifest()), served.ontology)
    return Service.of(schema, served, settings)


async def answer(
    service: Service, operation: Operation, deadline: float | None = None
) -> dict[str, Any]:
    """Answer an operation: data or errors, and the release.

    After the deadline, a moment on the monotonic clock, the answer is an error. Where none is
    given it is as far away as the service says.
    """
    end = monotonic() + service.timeout if deadline is None else deadline
    extensions: dict[str, Any] = {"release": service.store.release.id}
    key = _key_of(operation)
    known = service.plans.get(key) if key else None
    try:
        if known:
            planned, _ = known
            extensions["cost"] = planned.cost
        else:
            read = await in_thread(_read, service, operation, end, deadline=end)
            if isinstance(read, ExecutionResult):
                return {"data": read.data, "extensions": extensions}
            planned = read.planned
            extensions["cost"] = planned.cost
            check_cost(planned.cost, service.max_cost)
        data = await read_answer(service, planned, end)
        if operation.incomplete is not False:
            extensions["incomplete"] = await _find_incomplete(
                service, planned, operation, data, end
            )
    except Exception as error:  # noqa: BLE001  # the table of errors has a code for each
        return {"errors": show_errors(error), "extensions": extensions}
    if not known and key:  # and not before: what cannot be answered takes no room
        _keep(service, key, planned)
    return {"data": data, "extensions": extensions}


def _keep(service: Service, key: Key, planned: Planned) -> None:
    """Keep a plan; it takes as much room as it has bytes when it is written, with its key."""
    text, _, variables = key
    with suppress(ValueError):  # larger than all room there is
        service.plans[key] = planned, len(text) + len(variables) + len(dumps(planned.plan))


def _key_of(operation: Operation) -> Key | None:
    """By what its plan is known; None where variables are nested too deeply for JSON."""
    try:
        return operation.query, operation.name, orjson.dumps(operation.variables)
    except orjson.JSONEncodeError:
        return None


async def read_answer(service: Service, planned: Planned, deadline: float) -> dict[str, Json]:
    """Read what a plan asks for from the store, and shape it.

    Raises QueryError where it becomes too large, TimeoutError and StoreUnavailable as stores do.
    """
    budget = Budget(deadline, service.max_bytes, "bytes")
    return await read_columns(
        service, planned.plan, lambda columns: planned.shape(columns, budget), deadline
    )


async def _find_incomplete(
    service: Service, planned: Planned, operation: Operation, data: Json, deadline: float
) -> Incomplete | None:
    """Find where an answer is not all; None where nobody looked, or could not in time.

    In a release an operation has one answer, so that it is looked for once.
    """
    names, key = weaker_levels(planned.plan), _key_of(operation)
    cheap = service.store.in_memory and planned.cost <= service.checked_cost
    if not names:
        return {}
    if not (operation.incomplete or cheap):
        return None
    if key and (known := service.incomplete.get(key)):
        return known[0]

    def compare_all(columns: Columns) -> Incomplete:
        budget = Budget(deadline, len(names) * service.max_bytes, "bytes")
        others = split(columns, names)
        found = {name: compare(data, planned.shape(part, budget)) for name, part in others}
        return {name: differences for name, differences in found.items() if differences}

    try:
        plan = at_levels(planned.plan, names)
        found = await read_columns(service, plan, compare_all, deadline)
    except (QueryError, StoreUnavailable, TimeoutError):
        return None
    if key:
        with suppress(ValueError):  # larger than all room there is
            size = len(key[0]) + len(key[2]) + len(orjson.dumps(found))
            service.incomplete[key] = found, size
    return found


async def read_columns(
    service: Service, plan: Plan, shape: Callable[[Columns], Result], deadline: float
) -> Result:
    """Read a plan until a deadline."""
    return await service.store.read(plan, shape, timeout=max(0.0, deadline - monotonic()))


async def read_plan(service: Service, operation: Operation, deadline: float) -> Asked:
    """Plan an operation without answering it. Raises what is wrong with it, or TimeoutError."""
    key = _key_of(operation)
    known = service.asked.get(key) if key else None
    if known:
        return known[0]
    asked = await in_thread(_plan, service, operation, deadline, deadline=deadline)
    if key:
        with suppress(ValueError):  # larger than all room there is
            service.asked[key] = asked, len(operation.query) + len(key[2])
    return asked


def _read(service: Service, operation: Operation, deadline: float) -> Asked | ExecutionResult:
    """Plan an operation, or answer it where it is about the schema."""
    selection = _select(service, operation)
    if selection.is_introspection():
        return service.introspection.answer(selection, operation, deadline)
    return _plan_selection(service, selection, deadline)


def _plan(service: Service, operation: Operation, deadline: float) -> Asked:
    selection = _select(service, operation)
    if selection.is_introspection():
        raise QueryError(
            "This operation makes no table: it asks about the schema, not the graph.",
            code="NO_TABLE",
        )
    return _plan_selection(service, selection, deadline)


def _select(service: Service, operation: Operation) -> Selection:
    """Read an operation within limits. Raises Invalid with all that validation finds."""
    read = read_document(operation, service.limits)
    _check_method(read.document, operation)
    if errors := read.errors(service.schema):
        raise Invalid(errors)
    return Selection.of(
        service.schema, read.document, operation_name=operation.name, variables=operation.variables
    )


def _check_method(document: DocumentNode, operation: Operation) -> None:
    """Check that no mutation is sent by GET (GraphQL over HTTP, section 5.3). Raises QueryError."""
    asked = get_operation_ast(document, operation.name)
    if asked and asked.operation is OperationType.MUTATION and not operation.may_change:
        raise QueryError("A mutation is sent by POST only.", code="METHOD_NOT_ALLOWED")


def _plan_selection(service: Service, selection: Selection, deadline: float) -> Asked:
    catalogue = service.catalogue.until(deadline)
    try:
        planned = plan_operation(
            selection,
            service.ontology,
            catalogue,
            service.evidence,
            page_size=service.page_size,
            more_evidence=service.more_evidence,
        )
    except UnknownKey as error:
        raise catalogue.hint(error) from error
    return Asked(selection, planned)
