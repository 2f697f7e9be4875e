"""The seam between questions and engines: what a store promises, and which one is opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from graph.plan import Json, Plan

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
    """Answers plans from one release."""

    release: ReleaseInfo

    async def answer(self, plan: Plan, *, timeout: float) -> Mapping[str, Json]:
        """Return the complete answer, shaped and sorted, one entry a root.

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
