"""Plans that are kept: an operation that is asked again is not planned again."""

from dataclasses import dataclass, field

from gql.planning import Witness
from graph.plan import Plan

MOST = 64
"""How many plans are kept; one of a search names up to a thousand things."""

Key = tuple[str, str | None, bytes, int, Witness]
"""Text of the operation, its name, the variables as JSON, how long pages are, what is read beside."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and what it costs."""

    plan: Plan
    cost: int


@dataclass(frozen=True, slots=True)
class KeptPlans:
    """The plans that were asked for last; what they depend on beside their key never changes."""

    _kept: dict[Key, Planned] = field(default_factory=dict)

    def find(self, key: Key) -> Planned | None:
        """Return a plan if it is kept."""
        found = self._kept.pop(key, None)
        if found is not None:
            self._kept[key] = found  # the last one now
        return found

    def keep(self, key: Key, planned: Planned) -> Planned:
        """Keep a plan, instead of the one that was not asked for longest."""
        while len(self._kept) >= MOST:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = planned
        return planned
