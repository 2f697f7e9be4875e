"""Downloads: answers read batch by batch, each in its turn among the questions of others."""

from asyncio import sleep
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import Any, TypeVar, cast

from gql.admission import Slots
from gql.cost import check_cost, cost
from gql.errors import BadRequest
from gql.execution import Service, answer, read_answer, read_columns
from gql.files.batches import Cut, cut
from gql.planning import Planned
from gql.requests import Operation
from graph.columns import Columns
from graph.plan import Json, Plan

Answer = TypeVar("Answer")

WHOLE = 2**31 - 1
"""Size of pages that are not cut: the largest integer that GraphQL knows."""

WINDOW = 20_000
"""Of how many things the IRIs are asked for at a time."""

BATCH, BATCH_COST = 1_000, 30_000
"""Most things of a batch, and what it may cost as long as it has several.

Evidence costs the same however much of it is shown; with all its fields such a batch is some MB.
"""

PATIENCE = 60.0
"""How many seconds a batch waits for a server that is busy."""


@dataclass(frozen=True, slots=True)
class Download:
    """Reads the answer to a plan for one client.

    The deadline, a moment on the monotonic clock, is that of the first batch; each later
    one has the time of an answer for itself.
    """

    service: Service
    slots: Slots
    client: str
    deadline: float

    async def iter_data(
        self, planned: Planned, way: Sequence[str] | None
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Yield answers that together are the answer to a plan.

        `way` is the properties that lead from the root to its rows, where there are rows. A plan
        that cannot be cut on that way is answered at once.
        """
        found = cut(planned.plan, way) if way is not None else None
        if found is None:
            yield await self._answer(planned, self.deadline)
            return
        start, names = 0, list(self.service.ontology.classes)
        columns = await self._read(found.window(start, WINDOW, names), self.deadline)
        iris = found.read_window(columns)
        if not iris:  # what else is asked for may be there
            yield await self._answer(planned, self.deadline)
        while iris:
            for some in self._batches(found, iris):
                is_first = start == 0 and some[0] == iris[0]
                batch = self._priced(found.batch(some), planned)
                yield await (
                    self._answer(batch, self.deadline)
                    if is_first
                    else self._wait(partial(self._answer, batch))
                )
            if len(iris) < WINDOW:
                return
            start += WINDOW
            columns = await self._wait(partial(self._read, found.window(start, WINDOW, names)))
            iris = found.read_window(columns)

    async def answer(self, operation: Operation) -> Mapping[str, Any]:
        """Answer an operation at once, and return what is told beside its data."""
        deadline = monotonic() + self.service.timeout
        async with self.slots.slot(self.client, deadline):
            shown = await answer(self.service, operation, deadline)
        return cast(Mapping[str, Any], shown["extensions"])

    def _priced(self, plan: Plan, planned: Planned) -> Planned:
        return replace(planned, plan=plan, cost=cost(plan, self.service.catalogue.sizes))

    def _batches(self, found: Cut, iris: Sequence[str]) -> list[tuple[str, ...]]:
        size = self._size(found, tuple(iris[:BATCH]))
        return [tuple(iris[at : at + size]) for at in range(0, len(iris), size)]

    def _size(self, found: Cut, iris: tuple[str, ...]) -> int:
        """How many things a batch has: by what it costs to show them."""
        spent = cost(found.batch(iris), self.service.catalogue.sizes)
        return max(1, min(len(iris), len(iris) * BATCH_COST // max(1, spent)))

    async def _wait(self, read: Callable[[float], Awaitable[Answer]]) -> Answer:
        """Read in turn, until a deadline; where the server is busy, wait some time for that."""
        end = monotonic() + PATIENCE
        while True:
            try:
                return await read(monotonic() + self.service.timeout)
            except BadRequest as error:
                pause = error.retry_after or 0
                if monotonic() + pause > end:
                    raise
                await sleep(pause)

    async def _answer(self, planned: Planned, deadline: float) -> Mapping[str, Json]:
        check_cost(planned.cost, self.service.max_cost)
        async with self.slots.slot(self.client, deadline):
            return await read_answer(self.service, planned, deadline)

    async def _read(self, plan: Plan, deadline: float) -> Columns:
        check_cost(cost(plan, self.service.catalogue.sizes), self.service.max_cost)
        async with self.slots.slot(self.client, deadline):
            return await read_columns(self.service, plan, list, deadline)
