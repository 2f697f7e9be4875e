"""The GraphQL endpoint: from a request to a response."""

import sys
from asyncio import timeout
from dataclasses import dataclass, replace
from typing import Self

from fastapi import Request, Response
from strawberry import Schema

from gql.admission import Rate, Slots, deadline_in
from gql.errors import show_errors
from gql.execution import Service, answer, select
from gql.requests import (
    CSV,
    PLAIN,
    BadRequest,
    Operation,
    client_of,
    read_kind,
    read_operation,
)
from gql.responses import is_known, refuse, respond, respond_table, tag_of, unchanged
from gql.table import read_table, to_csv
from graph.errors import QueryError
from graph.settings import Settings


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Answers requests within limits; the revision names what answers depend on beside them."""

    schema: Schema
    service: Service
    revision: str
    max_bytes: int
    rate: Rate
    slots: Slots

    @classmethod
    def of(cls, schema: Schema, service: Service, revision: str, settings: Settings) -> Self:
        """Read the limits off the settings."""
        rate, slots = Rate(settings.requests_per_minute), Slots(settings.max_concurrent)
        return cls(schema, service, revision, settings.max_body_bytes, rate, slots)

    async def respond(self, request: Request) -> Response:
        """Answer a request, or say why not."""
        kind = PLAIN
        try:
            self.rate.check(client_of(request))
            kind = read_kind(request)
            operation = await self._read(request)
            tag = tag_of(operation, kind, request, self.revision)
            if is_known(request, tag):
                return unchanged(tag)
            return await self._answer(request, operation, kind, tag)
        except BadRequest as error:
            return refuse(error, kind)

    async def _read(self, request: Request) -> Operation:
        """Read the operation. Raises BadRequest, also where it is sent too slowly."""
        try:
            async with timeout(self.service.timeout):
                return await read_operation(request, self.max_bytes)
        except TimeoutError as error:
            message = f"the request took more than {self.service.timeout:g} seconds to arrive"
            raise BadRequest(408, "REQUEST_TIMEOUT", message) from error

    async def _answer(
        self, request: Request, operation: Operation, kind: str, tag: str
    ) -> Response:
        deadline = deadline_in(self.service.timeout)
        whole = replace(self.service, page_size=sys.maxsize) if kind == CSV else self.service
        async with self.slots.slot(client_of(request), deadline):
            shown = await answer(self.schema, whole, operation, deadline)
        if kind != CSV or "data" not in shown:
            return respond(shown, kind, tag)
        try:
            table = read_table(select(self.schema, operation), request.query_params.get("rows"))
        except QueryError as error:
            return respond({"errors": show_errors([error])}, kind, tag)
        name = f"{operation.name or 'answer'}-{shown['extensions']['release']}"
        return respond_table(to_csv(table, shown["data"]), name, tag)
