"""The embedded store: plans evaluated on the read model in memory."""

from collections.abc import Mapping
from functools import partial
from math import inf
from time import monotonic

from graph.budget import Budget
from graph.decoded.model import Model
from graph.embedded.reader import Reader
from graph.embedded.rows import has_pages
from graph.embedded.view import Views
from graph.fair_threads import in_thread
from graph.plan import ALL, Constant, Json, Lookup, Page, Paths, Plan, Root
from graph.store import LARGEST_ANSWER, LONGEST_ANSWER, ReleaseInfo
from graph.witness import Witnesses


class EmbeddedStore:
    """Answers from a model that is read once; needs no server."""

    def __init__(
        self,
        release: ReleaseInfo,
        model: Model,
        witnesses: Witnesses,
        longest: int = LONGEST_ANSWER,
    ) -> None:
        self.release = release
        self._longest = longest
        self._views = Views(model)
        self._witnesses = witnesses

    async def answer(self, plan: Plan, *, timeout: float) -> Mapping[str, Json]:
        """Evaluate a plan in a thread, so that questions of others need not wait.

        A few things by their keys are read at once: to change threads takes longer.
        """
        evaluated = partial(
            evaluate,
            plan,
            self._views,
            self._witnesses,
            deadline=monotonic() + timeout,
            longest=self._longest,
        )
        if all(_is_short(root.ask) for root in plan.roots):
            return evaluated()
        return await in_thread(evaluated)

    async def ready(self) -> None:
        """Return at once: a model in memory is always ready."""

    async def close(self) -> None:
        """Return at once: nothing is open."""


def _is_short(ask: Page | Lookup | Paths | Constant) -> bool:
    return isinstance(ask, Constant) or (isinstance(ask, Lookup) and not has_pages(ask.shape))


def evaluate(
    plan: Plan,
    views: Views,
    witnesses: Witnesses,
    *,
    deadline: float = inf,
    largest: int = LARGEST_ANSWER,
    longest: int = LONGEST_ANSWER,
) -> dict[str, Json]:
    """Answer a plan from a model.

    Raises TimeoutError when the monotonic clock passes the deadline, in seconds, QueryError
    where the answer has more than `largest` things or `longest` bytes.
    """
    budget = Budget(deadline, largest, longest)

    def answer(root: Root) -> Json:
        view, every = views.at(root.level, root.day), views.at(ALL, root.day)
        return Reader(view, every, witnesses, budget).root(root.ask)

    return {root.name: answer(root) for root in plan.roots}
