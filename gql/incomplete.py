"""Where an answer is not all: what the same operation shows at weaker levels of certainty."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from graph.columns import Columns
from graph.plan import ALL, INFERRED, Json, Level, Plan

LEVELS: Mapping[str, Level] = {"INFERRED": INFERRED, "ALL": ALL}
COUNTS_BEYOND = ("withheld", "provisional")
"""Fields that tell by themselves what is not shown."""

Incomplete = dict[str, Json]
"""By level, and below it by fields of the answer: how many values there are more, fewer, and others."""


def weaker_levels(plan: Plan) -> list[str]:
    """Names of the levels at which a root would be answered with more than it asks for."""
    return [n for n, level in LEVELS.items() if any(root.level < level for root in plan.roots)]


def at_levels(plan: Plan, names: list[str]) -> Plan:
    """Plan to read all roots at each of these levels, one level behind the other."""
    return Plan(
        tuple(
            replace(root, level=max(root.level, LEVELS[name]))
            for name in names
            for root in plan.roots
        )
    )


def split(columns: Columns, names: list[str]) -> Iterator[tuple[str, Columns]]:
    """Take apart what was read level by level."""
    count = len(columns) // len(names)
    for place, name in enumerate(names):
        yield name, columns[place * count : (place + 1) * count]


def compare(shown: Json, other: Json) -> Json:
    """Count by field where two answers to one operation differ; lists by how long they are.

    The names of the fields that lead to a difference are joined by dots.
    """
    found: dict[str, dict[str, Json]] = {}
    for (path, kind), count in Counter(_iter_differences(shown, other, "")).items():
        found.setdefault(path, {})[kind] = count
    return dict(found)


def _iter_differences(shown: Json, other: Json, path: str) -> Iterator[tuple[str, str]]:
    if shown == other:
        return
    if isinstance(shown, dict) and isinstance(other, dict):
        for name, value in shown.items():
            if name not in COUNTS_BEYOND:
                below = f"{path}.{name}" if path else name
                yield from _iter_differences(value, other[name], below)
    elif isinstance(shown, list) and isinstance(other, list):
        lengths = len(shown), len(other)
        kind = "more" if lengths[0] < lengths[1] else "fewer"
        yield from [(path, kind)] * abs(lengths[1] - lengths[0])
        if lengths[0] == lengths[1]:
            for pair in zip(shown, other, strict=True):
                yield from _iter_differences(*pair, path)
    elif shown is None:
        yield path, "more"
    else:
        yield path, "fewer" if other is None else "other"
