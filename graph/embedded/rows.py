"""Rows: what is read column by column, for many things at once, put together thing by thing."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from graph.budget import Budget
from graph.decoded.facts import Edge
from graph.plan import Json, One, Page, Shape

Show = Callable[[Sequence[str]], Sequence[Json]]
"""Shows things: of each what there is to show, in their order."""


class Cuts(NamedTuple):
    """Pages being shown: of each what it is of, what it is cut from in its order, what is shown."""

    parents: Sequence[str]
    kept: list[Sequence[Edge]]
    shown: list[Sequence[Edge]]


def joined(parts: Iterable[Sequence[Edge]]) -> list[Edge]:
    """Join what is shown of several pages, so that it is read at once."""
    return [edge for part in parts for edge in part]


def parted(shown: Iterable[Json], cuts: Cuts) -> list[Json]:
    """Part what is shown of several pages page by page."""
    rest = iter(shown)
    return [list(islice(rest, len(some))) for some in cuts.shown]


def table(names: Sequence[str], columns: Iterable[Sequence[Json]], length: int) -> list[Json]:
    """Put columns together to rows; also none, where fields are left out."""
    if not names:
        return [{} for _ in range(length)]
    if len(names) == 1:
        [name], [column] = names, columns
        return [{name: value} for value in column]
    rows = zip(*columns, strict=True)
    return [dict(zip(names, row)) for row in rows]  # noqa: B905  # strict takes a quarter longer


def once(show: Show, budget: Budget) -> Show:
    """Show each thing once, however often it occurs; bytes are those of all occurrences."""

    def read(iris: Sequence[str]) -> Sequence[Json]:
        unique = list(dict.fromkeys(iris))
        if len(unique) == len(iris):
            return show(iris)
        before = budget.bytes
        shown = dict(zip(unique, show(unique), strict=True))
        rows = [shown[iri] for iri in iris]
        budget.bytes = before
        budget.weigh(rows)
        return rows

    return read


def has_pages(shape: Shape) -> bool:
    """Whether what is shown of a thing has lists of things in it."""
    return any(
        isinstance(slot, Page) or (isinstance(slot, One) and has_pages(slot.shape))
        for slot in shape.slots
    )
