"""How values compare in memory: the operators of filters, and the order of things."""

from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt
from typing import Any

from graph.decoded.facts import Edge
from graph.plan import Compare, Json
from graph.values import date_bounds, fold

_ORDERED = {"lt": lt, "lte": le, "gt": gt, "gte": ge}
_DATE_SIDES = {"lt": (1, 0), "lte": (1, 1), "gt": (0, 1), "gte": (0, 0)}
"""Which day of a date is compared with which day of the date asked for: first is 0, last is 1."""


def comparable(value: Json, kind: str) -> Any:
    """Return a value as it compares: text folded, a date as first and last day and text."""
    if kind == "date":
        bounds = date_bounds(str(value))
        return bounds.earliest, bounds.latest, value
    return fold(str(value)) if kind == "string" else value


def operation(where: Compare) -> Callable[[Any], bool]:
    """Compare with the value of a filter; `lte` on dates holds if all of the date is before."""
    wanted: Any = where.value
    match where.operator:
        case "lt" | "lte" | "gt" | "gte" as name if isinstance(wanted, tuple):
            mine, theirs = _DATE_SIDES[name]
            return lambda value: bool(_ORDERED[name](value[mine], wanted[theirs]))
        case "lt" | "lte" | "gt" | "gte" as name:
            return lambda value: bool(_ORDERED[name](value, wanted))
        case "in":
            among = frozenset(wanted)
            return lambda value: _plain(value) in among
        case "contains":
            return lambda value: str(wanted) in str(value)
        case "startsWith":
            return lambda value: str(value).startswith(str(wanted))
        case _:
            return lambda value: bool(_plain(value) == wanted)


def _plain(value: Any) -> Any:
    """Value as it is written, also of a date."""
    return value[-1] if isinstance(value, tuple) else value


def comparison(values: Mapping[str, Any], *, descending: bool) -> Callable[[Edge, Edge], int]:
    """Compare edges by values of what they lead to; those without one come last both ways."""

    def compare(left: Edge, right: Edge) -> int:
        a, b = values[left.target], values[right.target]
        if a is None or b is None:
            return (a is None) - (b is None)
        order = int(a > b) - int(a < b)
        return -order if descending else order

    return compare
