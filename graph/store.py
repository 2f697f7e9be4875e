"""The seam between questions and engines: what a store promises; `graph.opening` opens one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from graph.columns import Columns
from graph.plan import Plan

Result = TypeVar("Result")

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
    in_memory: bool
    """Whether it reads without waiting for another program."""

    async def read(
        self, plan: Plan, shape: Callable[[Columns], Result], *, timeout: float
    ) -> Result:
        """Read all that the plan asks for, sorted, in its order; return what `shape` makes of it.

        Both are done in one thread where the plan reads lists, so that others need not wait.
        Raises TimeoutError where reading takes longer than `timeout` seconds, StoreUnavailable
        where the engine cannot answer now, and what `shape` raises.
        """
        ...

    async def ready(self) -> None:
        """Return when the store can answer; raises StoreUnavailable otherwise."""
        ...

    async def close(self) -> None:
        """Let go of files and connections."""
        ...
