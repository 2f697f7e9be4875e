"""The seam between questions and engines: what a store promises; `graph.opening` opens one."""

from dataclasses import dataclass
from typing import Protocol

from graph.columns import Columns
from graph.plan import Plan

LARGEST_ANSWER = 200_000
"""Most things and groups in an answer from memory: what is foreseen of its size may be wrong."""

LONGEST_ANSWER = 20_000_000
"""Most bytes of an answer, where the settings do not say."""


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """Which release a store answers from."""

    id: str
    quads: int
    things: int


class Store(Protocol):
    """Reads what plans ask for from one release."""

    release: ReleaseInfo

    async def read(self, plan: Plan, *, timeout: float) -> Columns:
        """Return all that the plan asks for, sorted, in its order.

        Raises TimeoutError where that takes longer than `timeout` seconds, StoreUnavailable
        where the engine cannot answer now.
        """
        ...

    async def ready(self) -> None:
        """Return when the store can answer; raises StoreUnavailable otherwise."""
        ...

    async def close(self) -> None:
        """Let go of files and connections."""
        ...
