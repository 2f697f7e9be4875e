"""Execution of operations: a plan is answered by the store instead of field by field."""

import logging
import sys
from asyncio import get_running_loop, timeout_at, to_thread
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Self

import orjson
from graphql import DocumentNode, ExecutionResult, parse
from strawberry import Schema
from strawberry.extensions import SchemaExtension

from gql.cost import check_cost, cost
from gql.errors import is_failure, show_errors, to_graphql_error
from gql.introspection import Introspection, is_introspection
from gql.planned import KeptPlans, Planned
from gql.planning import plan_operation
from gql.requests import Operation
from gql.schema import PAGE_SIZE
from gql.selection import Selection
from graph.catalogue import Catalogue
from graph.errors import UnknownKey
from graph.opening import Served
from graph.plan import Json, Plan
from graph.settings import Settings
from graph.store import Store
from graph.terms import Ontology

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Service:
    """What operations are answered with.

    The timeout is in seconds; `max_cost` is in the unit of `gql.cost`; `page_size` is how many
    things a page has at most where an operation does not say.
    """

    ontology: Ontology
    catalogue: Catalogue
    store: Store
    timeout: float
    max_cost: int = sys.maxsize
    page_size: int = PAGE_SIZE
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


async def answer(
    schema: Schema, service: Service, operation: Operation, deadline: float | None = None
) -> dict[str, Any]:
    """Answer an operation: data or errors, and the release.

    After the deadline, a moment on the clock of the event loop, the answer is an error. Where
    none is given it is as far away as the service says.
    """
    if deadline is None:
        deadline = get_running_loop().time() + service.timeout
    try:
        result = await schema.execute(
            operation.query,
            variable_values=operation.variables,
            operation_name=operation.name,
            context_value={"service": service, "deadline": deadline},
        )
    except Exception as error:  # noqa: BLE001  # Strawberry raises some; the table has a code for each
        if is_failure(error):
            _LOG.exception("An operation failed")
        release = {"release": service.store.release.id}
        return {"errors": show_errors([error]), "extensions": release}
    shown = {"errors": show_errors(result.errors)} if result.errors else {"data": result.data}
    return shown | {"extensions": result.extensions}


def select(schema: Schema, operation: Operation) -> Selection:
    """Select an operation that was answered, so that it is known to be valid."""
    return Selection.of(
        schema._schema,  # noqa: SLF001  # Strawberry's documented way to its schema
        parse(operation.query),
        operation_name=operation.name,
        variables=operation.variables,
    )


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
        schema = context.schema._schema  # noqa: SLF001  # Strawberry's documented way to its schema
        name = context._provided_operation_name  # noqa: SLF001  # operation_name is the first of several
        if is_introspection(document, name):
            return await service.introspection.answer(
                schema,
                document,
                text=context.query or "",
                operation_name=name,
                variables=context.variables,
                timeout=self._seconds_left(),
            )
        planned = await self._planned(document, name)
        context.context["cost"] = planned.cost
        check_cost(planned.cost, service.max_cost)
        data = await service.store.answer(planned.plan, timeout=self._seconds_left())
        return ExecutionResult(data=dict(data), errors=None)

    async def _planned(self, document: DocumentNode, name: str | None) -> Planned:
        context, service = self.execution_context, self._service
        variables = context.variables
        key = (context.query or "", name, orjson.dumps(variables), service.page_size)
        kept = service.plans.find(key)
        if kept:
            return kept
        schema = context.schema._schema  # noqa: SLF001  # Strawberry's documented way to its schema
        selection = Selection.of(schema, document, operation_name=name, variables=variables)
        plan = await self._plan(selection)
        return service.plans.keep(key, Planned(plan, cost(plan, service.catalogue.sizes)))

    async def _plan(self, selection: Selection) -> Plan:
        """Plan an operation; what is looked for among all texts and names is so in a thread."""
        service, text = self._service, self.execution_context.query or ""
        catalogue = service.catalogue.until(monotonic() + self._seconds_left())

        def plan() -> Plan:
            return plan_operation(
                selection, service.ontology, catalogue, page_size=service.page_size
            )

        try:
            return await to_thread(plan) if "search" in text else plan()
        except UnknownKey as error:
            raise await to_thread(catalogue.hint, error) from error

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
