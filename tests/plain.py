"""Columns as plain lists, row by row: what tests compare, however a store lays things out."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from graph.columns import ClaimLists, Column, GroupLists, Keys, Ones, Pages, PathSteps, Things


def plain(column: Column | PathSteps) -> list[Any]:
    """Rows of a column: values, things or None, pages, lists of claims; paths as their steps."""
    match column:
        case Ones(present, things):
            found = iter(plain_things(things))
            return [next(found) if there else None for there in present]
        case Pages():
            return _pages(column)
        case ClaimLists(lengths, keys, evidence):
            return _split(zip(_keys(keys), map(list, evidence), strict=True), lengths)
        case PathSteps(lengths, relations, evidence, things):
            nodes = plain_things(things) if things else [None] * len(relations)
            return _split(zip(relations, map(list, evidence), nodes, strict=True), lengths)
        case _:
            return list(column)


def plain_things(things: Things) -> list[Any]:
    """Things, each as its class and its values, as often as they stand there."""
    by_class = {
        name: iter(list(zip(*map(plain, columns), strict=True))) if columns else None
        for name, columns in things.columns.items()
    }
    found = []
    for name in things.classes:
        own = by_class[name]
        found.append((name, *next(own)) if own else (name,))
    return found if things.places is None else [found[place] for place in things.places]


def _keys(keys: Keys) -> list[Any]:
    things = plain(keys.things) if keys.things else [None] * len(keys.values)
    return list(zip(keys.values, keys.names, things, strict=True))


def _pages(pages: Pages) -> list[dict[str, Any]]:
    """Pages as dictionaries of what was asked for."""
    count = len(pages.lengths)
    found: dict[str, list[Any]] = {}
    if pages.totals:
        found["total"] = list(pages.totals)
    if pages.withheld:
        found["withheld"] = list(pages.withheld)
    if pages.provisional:
        found["provisional"] = list(pages.provisional)
    if pages.things:
        found["things"] = _split(plain_things(pages.things), pages.lengths)
    if pages.evidence:
        found["evidence"] = _split(map(list, pages.evidence), pages.lengths)
    groups = list(zip(*map(_groups, pages.groups), strict=True)) or [()] * count
    return [
        {name: column[place] for name, column in found.items()}
        | ({"groups": list(groups[place])} if groups[place] else {})
        for place in range(count)
    ]


def _groups(lists: GroupLists) -> list[Any]:
    """Groups as key, count, measures, members, and lists of groups."""
    count = len(lists.counts)
    members = _split(plain_things(lists.members), lists.counts) if lists.members else [[]] * count
    measures = list(zip(*lists.measures, strict=True)) or [()] * count
    inner = list(zip(*map(_groups, lists.groups), strict=True)) or [()] * count
    rows = zip(_keys(lists.keys), lists.counts, measures, members, map(list, inner), strict=True)
    return _split(rows, lists.lengths)


def _split(rows: Iterator[Any] | Sequence[Any], lengths: Sequence[int]) -> list[Any]:
    rest = iter(rows)
    return [list(islice(rest, length)) for length in lengths]
