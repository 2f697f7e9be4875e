"""The embedded store: plans evaluated on the read model in memory."""

from asyncio import to_thread
from collections.abc import Mapping
from math import inf
from time import monotonic

from graph.model import Model
from graph.plan import Json, Plan
from graph.reader import Reader
from graph.store import ReleaseInfo
from graph.view import View
from graph.witness import Witnesses


class EmbeddedStore:
    """Answers from a model that is read once; needs no server."""

    def __init__(self, release: ReleaseInfo, model: Model, witnesses: Witnesses) -> None:
        self.release = release
        self._model = model
        self._witnesses = witnesses

    async def answer(self, plan: Plan, *, timeout: float) -> Mapping[str, Json]:
        """Evaluate a plan in a thread, so that short questions need not wait for long ones."""
        deadline = monotonic() + timeout
        return await to_thread(evaluate, plan, self._model, self._witnesses, deadline=deadline)

    async def ready(self) -> None:
        """Return at once: a model in memory is always ready."""

    async def close(self) -> None:
        """Nothing is held open."""


def evaluate(
    plan: Plan, model: Model, witnesses: Witnesses, *, deadline: float = inf
) -> dict[str, Json]:
    """Answer a plan from a model.

    Raises TimeoutError when the monotonic clock passes the deadline, in seconds.
    """
    return {
        r.name: Reader(View(model, r.level, r.day), witnesses, deadline).root(r.ask)
        for r in plan.roots
    }
