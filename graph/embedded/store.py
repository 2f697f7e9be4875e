"""The embedded store: plans evaluated on the read model in memory."""

from functools import partial
from math import inf
from time import monotonic

from graph.budget import Budget
from graph.columns import Columns
from graph.embedded.reader import Reader
from graph.embedded.view import Views
from graph.fair_threads import in_thread
from graph.model.read_model import Model
from graph.plan import ALL, Claims, Lookup, One, Page, Plan, ThingColumns
from graph.store import LARGEST_ANSWER, ReleaseInfo


class EmbeddedStore:
    """Answers from a model that is read once; needs no server."""

    def __init__(self, release: ReleaseInfo, model: Model) -> None:
        self.release = release
        self._views = Views(model)

    async def read(self, plan: Plan, *, timeout: float) -> Columns:
        """Evaluate a plan in a thread, so that short questions need not wait for long ones.

        A few things by their keys are read at once: to change threads takes longer.
        """
        evaluated = partial(evaluate, plan, self._views, deadline=monotonic() + timeout)
        if all(isinstance(r.ask, Lookup) and not _has_lists(r.ask.thing) for r in plan.roots):
            return evaluated()
        return await in_thread(evaluated)

    async def ready(self) -> None:
        """Return at once: a model in memory is always ready."""

    async def close(self) -> None:
        """Return at once: nothing is open."""


def _has_lists(thing: ThingColumns) -> bool:
    return any(
        isinstance(column, Page | Claims) or (isinstance(column, One) and _has_lists(column.thing))
        for column in thing.columns
    )


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
