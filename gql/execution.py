"""Answering operations: each is read within limits, planned, and answered by the store."""

import logging
import sys
from asyncio import get_running_loop, timeout_at
from dataclasses import dataclass, field
from math import inf
from time import monotonic
from typing import Any, Self

import orjson
from graphql import DocumentNode, GraphQLSchema, OperationType, get_operation_ast

from gql.cost import check_cost
from gql.errors import is_failure, show_errors
from gql.introspection import Introspection, is_introspection
from gql.limits import Limits, describe_limits, read_document
from gql.names import TakesLong
from gql.plan_cache import PlanCache
from gql.planning import Planned, plan_operation
from gql.requests import Operation
from gql.schema import PAGE_SIZE, build_schema
from gql.selection import Selection
from gql.shaping import RecordFields
from graph.budget import Budget
from graph.catalogue import Catalogue
from graph.errors import QueryError, UnknownKey
from graph.evidence import EvidenceIndex
from graph.fair_threads import in_thread
from graph.opening import Served
from graph.plan import Json
from graph.settings import Settings
from graph.store import Store
from graph.terms import Ontology

_LOG = logging.getLogger(__name__)

QUICK_BYTES, QUICK_SECONDS = 2_000, 0.003
"""Of how many bytes variables may be read, and how long may be planned, while others wait."""

SHORT = 5_000
"""Up to which cost an answer is shaped at once, in some milliseconds at most."""


@dataclass(frozen=True)
class Service:
    """What operations are answered with.

    The timeout is in seconds; `max_cost` is in the unit of `gql.cost`,
    `max_bytes` those of an answer; `page_size` is how many
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
    page_size: int = PAGE_SIZE
    more_evidence: RecordFields = field(default_factory=dict)
    introspection: Introspection = field(default_factory=Introspection)
    plans: PlanCache = field(default_factory=PlanCache, init=False)

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
        )


def build_service(served: Served, settings: Settings) -> Service:
    """Derive the schema, which tells its limits, and answer from what is served."""
    schema = build_schema(served.ontology)._schema  # noqa: SLF001  # Strawberry's documented way to its schema
    schema.description = describe_limits(settings)
    return Service.of(schema, served, settings)


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation that is valid: what it selects, and how it is planned."""

    selection: Selection
    planned: Planned


class Refused(Exception):
    """An operation that cannot be answered; `shown` is what is answered instead."""

    def __init__(self, shown: dict[str, Any]) -> None:
        super().__init__()
        self.shown = shown


async def answer(
    service: Service, operation: Operation, deadline: float | None = None
) -> dict[str, Any]:
    """Answer an operation: data or errors, and the release.

    After the deadline, a moment on the clock of the event loop, the answer is an error. Where
    none is given it is as far away as the service says.
    """
    end = get_running_loop().time() + service.timeout if deadline is None else deadline
    extensions: dict[str, Any] = {"release": service.store.release.id}
    try:
        async with timeout_at(end):
            document = _read(service, operation)
            if is_introspection(document, operation.name):
                result = await service.introspection.answer(
                    service.schema, document, operation, timeout=_left(end)
                )
                if result.errors:
                    return refusal(service, *result.errors)
                return {"data": result.data, "extensions": extensions}
            sent = orjson.dumps(operation.variables)
            key = operation.query, operation.name, sent
            kept = service.plans.find(key)
            planned = kept or (await _plan(service, document, operation, sent, end)).planned
            extensions["cost"] = planned.cost
            check_cost(planned.cost, service.max_cost)
            data = await read_answer(service, planned, end)
            if kept is None:  # and not before: what cannot be answered takes no room
                service.plans.keep(key, planned)
    except Refused as refused:
        return refused.shown
    except Exception as error:  # noqa: BLE001  # the table of errors has a code for each
        return refusal(service, error) | {"extensions": extensions}
    return {"data": data, "extensions": extensions}


async def read_answer(service: Service, planned: Planned, deadline: float) -> dict[str, Json]:
    """Read what a plan asks for from the store, and shape it; a long answer in a thread.

    Raises QueryError where it becomes too large, TimeoutError and StoreUnavailable as stores do.
    """
    columns = await service.store.read(planned.plan, timeout=_left(deadline))
    budget = Budget(monotonic() + _left(deadline), service.max_bytes, "bytes")
    if planned.cost < SHORT:
        return planned.shape(columns, budget)
    return await in_thread(planned.shape, columns, budget)


async def read_plan(service: Service, operation: Operation, deadline: float) -> Asked:
    """Plan an operation without answering it. Raises Refused where there is an error in it."""
    try:
        async with timeout_at(deadline):
            document = _read(service, operation)
            _check_about_graph(document, operation)
            sent = orjson.dumps(operation.variables)
            return await _plan(service, document, operation, sent, deadline)
    except Refused:
        raise
    except Exception as error:
        raise Refused(refusal(service, error)) from error


def refusal(service: Service, *errors: Exception) -> dict[str, Any]:
    """Show errors as an answer; those that are the server's fault are logged."""
    for error in filter(is_failure, errors):
        _LOG.error("An operation failed", exc_info=error)
    release = {"release": service.store.release.id}
    return {"errors": show_errors(errors), "extensions": release}


def _read(service: Service, operation: Operation) -> DocumentNode:
    """Read an operation within limits. Raises Refused with all that validation finds."""
    read = read_document(operation, service.limits)
    _check_method(read.document, operation)
    if errors := read.errors(service.schema):
        raise Refused(refusal(service, *errors))
    return read.document


def _check_method(document: DocumentNode, operation: Operation) -> None:
    """Check that no mutation is sent by GET (GraphQL over HTTP, section 5.3). Raises QueryError."""
    asked = get_operation_ast(document, operation.name)
    if asked and asked.operation is OperationType.MUTATION and not operation.may_change:
        raise QueryError("A mutation is sent by POST only.", code="METHOD_NOT_ALLOWED")


def _check_about_graph(document: DocumentNode, operation: Operation) -> None:
    if is_introspection(document, operation.name):
        raise QueryError(
            "This operation makes no table: it asks about the schema, not the graph.",
            code="NO_TABLE",
        )


async def _plan(
    service: Service, document: DocumentNode, operation: Operation, sent: bytes, deadline: float
) -> Asked:
    """Plan an operation with variables as they were sent; what may take long is so in a thread."""
    catalogue = service.catalogue.until(monotonic() + _left(deadline))

    def plan(until: float = inf) -> Asked:
        selection = Selection.of(
            service.schema, document, operation_name=operation.name, variables=operation.variables
        )
        planned = plan_operation(
            selection,
            service.ontology,
            catalogue,
            service.evidence,
            page_size=service.page_size,
            more_evidence=service.more_evidence,
            until=until,
        )
        return Asked(selection, planned)

    try:
        if len(sent) > QUICK_BYTES:
            return await in_thread(plan)
        try:
            return plan(monotonic() + QUICK_SECONDS)
        except TakesLong:
            return await in_thread(plan)
    except UnknownKey as error:
        raise await in_thread(catalogue.hint, error) from error


def _left(deadline: float) -> float:
    """Seconds until a moment on the clock of the event loop."""
    return max(0.0, deadline - get_running_loop().time())
