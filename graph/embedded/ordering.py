"""The order of things in memory, where it is not the default one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cmp_to_key
from typing import Any

from graph.embedded.view import View
from graph.model.facts import Edge
from graph.plan import Page, Sort


def in_order(view: View, edges: Sequence[Edge], page: Page) -> Sequence[Edge]:
    """Sort edges, which have the default order; things without a value come last both ways."""
    ordered = list(edges)
    if page.found:
        places = {iri: place for place, iri in enumerate(page.found)}
        ordered.sort(key=lambda edge: places[edge.target])
    for sort in reversed(page.order):
        value = _sort_value(view, sort)
        values = {edge.target: value(edge.target) for edge in ordered}
        ordered.sort(key=cmp_to_key(comparison(values, descending=sort.descending)))
    return ordered


def _sort_value(view: View, sort: Sort) -> Callable[[str], Any]:
    *steps, last = sort.path
    if steps:
        target = view.target(steps[0])
        beyond = _sort_value(view, replace(sort, path=tuple(sort.path[1:])))
        return lambda iri: None if (end := target(iri)) is None else beyond(end)
    if sort.counted:
        edges = view.edges(last)
        return lambda iri: len(edges(iri))
    values = view.scalars(last)
    return lambda iri: next(iter(values(iri)), None)


def comparison(values: Mapping[str, Any], *, descending: bool) -> Callable[[Edge, Edge], int]:
    """Compare edges by values of what they lead to; those without one come last both ways."""

    def compare(left: Edge, right: Edge) -> int:
        a, b = values[left.target], values[right.target]
        if a is None or b is None:
            return (a is None) - (b is None)
        order = int(a > b) - int(a < b)
        return -order if descending else order

    return compare
