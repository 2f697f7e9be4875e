"""Execution of operations: a plan is answered by the store instead of field by field."""

import logging
import sys
from asyncio import get_running_loop, timeout_at
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from math import inf
from time import monotonic
from typing import Any, Self

import orjson
from graphql import DocumentNode, ExecutionResult
from strawberry import Schema
from strawberry.extensions import SchemaExtension

from gql.cost import check_cost, cost
from gql.errors import is_failure, show_errors, to_graphql_error
from gql.introspection import Introspection, is_introspection
from gql.names import TakesLong
from gql.planned import KeptPlans, Planned
from gql.planning import Witness, plan_operation
from gql.requests import Operation
from gql.schema import PAGE_SIZE
from gql.selection import Selection
from graph.catalogue import Catalogue
from graph.errors import QueryError, UnknownKey
from graph.fair_threads import in_thread
from graph.opening import Served
from graph.plan import Json, Plan
from graph.settings import Settings
from graph.store import Store
from graph.terms import Ontology

QUICK_BYTES, QUICK_SECONDS = 2_000, 0.003
"""Of how many bytes variables may be read, and how long may be planned, while others wait."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Service:
    """What operations are answered with.

    The timeout is in seconds; `max_cost` is in the unit of `gql.cost`; `page_size` is how many
    things a page has at most where an operation does not say; `witness` is what is read of each
    piece of evidence beside what is asked for.
    """

    ontology: Ontology
    catalogue: Catalogue
    store: Store
    timeout: float
    max_cost: int = sys.maxsize
    page_size: int = PAGE_SIZE
    witness: Witness = ()
    introspection: Introspection = field(default_factory=Introspection)
    plans: KeptPlans = field(default_factory=KeptPlans)

    @classmethod
    def of(cls, served: Served, settings: Settings) -> Self:
        """Answer from what is served, within the settings."""
        return cls(
            served.ontology,
            served.catalogue,
            served.store,
            settings.timeout_seconds,
            settings.max_cost,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation that is valid: what it selects, and how it is planned."""

    selection: Selection
    plan: Plan


class Refused(Exception):
    """An operation that cannot be answered; `shown` is what is answered instead."""

    def __init__(self, shown: dict[str, Any]) -> None:
        super().__init__()
        self.shown = shown


async def answer(
    schema: Schema, service: Service, operation: Operation, deadline: float | None = None
) -> dict[str, Any]:
    """Answer an operation: data or errors, and the release.

    After the deadline, a moment on the clock of the event loop, the answer is an error. Where
    none is given it is as far away as the service says.
    """
    if deadline is None:
        deadline = get_running_loop().time() + service.timeout
    return await _execute(schema, operation, {"service": service, "deadline": deadline})


async def read_plan(
    schema: Schema, service: Service, operation: Operation, deadline: float
) -> Asked:
    """Plan an operation without answering it. Raises Refused where there is an error in it."""
    context: dict[str, Any] = {"service": service, "deadline": deadline, "only_plan": True}
    shown = await _execute(schema, operation, context)
    if "errors" in shown:
        raise Refused(shown)
    asked: Asked = context["asked"]
    return asked


def refusal(service: Service, error: Exception) -> dict[str, Any]:
    """Show an error as an answer."""
    if is_failure(error):
        _LOG.error("An operation failed", exc_info=error)
    release = {"release": service.store.release.id}
    return {"errors": show_errors([error]), "extensions": release}


async def _execute(schema: Schema, operation: Operation, context: dict[str, Any]) -> dict[str, Any]:
    try:
        result = await schema.execute(
            operation.query,
            variable_values=operation.variables,
            operation_name=operation.name,
            context_value=context,
        )
    except Exception as error:  # noqa: BLE001  # Strawberry raises some; the table has a code for each
        return refusal(context["service"], error)
    shown = {"errors": show_errors(result.errors)} if result.errors else {"data": result.data}
    return shown | {"extensions": result.extensions}


class AnswerFromPlan(SchemaExtension):
    """Plans an operation and takes the answer from the store."""

    async def on_execute(self) -> AsyncIterator[None]:
        """Set the result, so that nothing is executed field by field."""
        context = self.execution_context
        document = context.graphql_document
        if document is not None:
            context.result = await self._answer_or_error(document)
        yield

    async def _answer_or_error(self, document: DocumentNode) -> ExecutionResult:
        try:
            async with timeout_at(self._deadline):
                return await self._answer(document)
        except Exception as error:  # noqa: BLE001  # the table of errors has a code for each
            return ExecutionResult(data=None, errors=[to_graphql_error(error)])

    async def _answer(self, document: DocumentNode) -> ExecutionResult:
        context, service = self.execution_context, self._service
        name = context._provided_operation_name  # noqa: SLF001  # operation_name is the first of several
        only_plan = context.context.get("only_plan", False)
        if is_introspection(document, name):
            if only_plan:
                raise QueryError(
                    "This operation makes no table: it asks about the schema, not the graph.",
                    code="NO_TABLE",
                )
            return await service.introspection.answer(
                context.schema._schema,  # noqa: SLF001  # Strawberry's documented way to its schema
                document,
                text=context.query or "",
                operation_name=name,
                variables=context.variables,
                timeout=self._seconds_left(),
            )
        sent = orjson.dumps(context.variables)
        if only_plan:
            context.context["asked"] = await self._asked(document, name, sent)
            return ExecutionResult(data={}, errors=None)
        key = (context.query or "", name, sent, service.page_size, service.witness)
        kept = service.plans.find(key)
        planned = kept or await self._planned(document, name, sent)
        context.context["cost"] = planned.cost
        check_cost(planned.cost, service.max_cost)
        data = await service.store.answer(planned.plan, timeout=self._seconds_left())
        if kept is None:  # and not before: what cannot be answered takes no room
            service.plans.keep(key, planned)
        return ExecutionResult(data=dict(data), errors=None)

    def _select(self, document: DocumentNode, name: str | None) -> Selection:
        context = self.execution_context
        schema = context.schema._schema  # noqa: SLF001  # Strawberry's documented way to its schema
        return Selection.of(schema, document, operation_name=name, variables=context.variables)

    async def _planned(self, document: DocumentNode, name: str | None, sent: bytes) -> Planned:
        plan = (await self._asked(document, name, sent)).plan
        return Planned(plan, cost(plan, self._service.catalogue.sizes))

    async def _asked(self, document: DocumentNode, name: str | None, sent: bytes) -> Asked:
        """Plan an operation; in a thread where that would hold up the event loop."""
        service = self._service
        catalogue = service.catalogue.until(monotonic() + self._seconds_left())

        def plan(until: float = inf) -> Asked:
            selection = self._select(document, name)
            planned = plan_operation(
                selection,
                service.ontology,
                catalogue,
                page_size=service.page_size,
                witness=service.witness,
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

    def get_results(self) -> dict[str, Json]:
        """Say which release the answer is from and, where a question was planned, its cost."""
        context = self.execution_context.context
        cost = {"cost": context["cost"]} if "cost" in context else {}
        return {"release": self._service.store.release.id, **cost}

    def _seconds_left(self) -> float:
        return max(0.0, self._deadline - get_running_loop().time())

    @property
    def _deadline(self) -> float:
        deadline: float = self.execution_context.context["deadline"]
        return deadline

    @property
    def _service(self) -> Service:
        service: Service = self.execution_context.context["service"]
        return service
