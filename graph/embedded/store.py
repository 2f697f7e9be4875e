"""The embedded store: plans evaluated on the read model in memory."""

from collections.abc import Callable
from math import inf
from time import monotonic

from graph.budget import Budget
from graph.columns import Columns
from graph.embedded.reader import Reader
from graph.embedded.view import Views
from graph.fair_threads import in_thread
from graph.model.read_model import Model
from graph.plan import ALL, Plan
from graph.store import LARGEST_ANSWER, ReleaseInfo, Result


class EmbeddedStore:
    """Answers from a model that is read once; needs no server."""

    in_memory = True

    def __init__(self, release: ReleaseInfo, model: Model) -> None:
        self.release = release
        self._views = Views(model)

    async def read(
        self, plan: Plan, shape: Callable[[Columns], Result], *, timeout: float
    ) -> Result:
        """Evaluate a plan; a few things by their keys at once: to change threads takes longer."""
        deadline = monotonic() + timeout

        def answer() -> Result:
            return shape(evaluate(plan, self._views, deadline=deadline))

        return await in_thread(answer, deadline=deadline) if plan.has_lists else answer()

    async def ready(self) -> None:
        """Return at once: a model in memory is always ready."""

    async def close(self) -> None:
        """Return at once: nothing is open."""


def evaluate(
    plan: Plan, views: Views, *, deadline: float = inf, largest: int = LARGEST_ANSWER
) -> Columns:
    """Read what a plan asks of a model.

    Raises TimeoutError when the monotonic clock passes the deadline, in seconds, QueryError
    where more than `largest` things are read.
    """
    budget = Budget(deadline, largest)
    return [
        Reader(views.at(root.level, root.day), views.at(ALL, root.day), budget).root(root.ask)
        for root in plan.roots
    ]
