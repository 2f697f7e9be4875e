"""How values compare in memory, by the operators of filters."""

from collections.abc import Callable
from typing import Any, assert_never

from graph.plan import Compare, Json
from graph.values import date_bounds, fold


def comparable(value: Json, kind: str) -> Any:
    """Return a value as it compares: text folded, a date as first and last day and text."""
    if kind == "date":
        bounds = date_bounds(str(value))
        return bounds.earliest, bounds.latest, value
    return fold(str(value)) if kind == "string" else value


def operation(where: Compare) -> Callable[[Any], bool]:
    """Compare with the value of a filter; one that says whether there is a value has none."""
    wanted: Any = where.value
    match where.operator:
        case "eq" | "ne" | "isNull":
            return lambda value: bool(_plain(value) == wanted)
        case "in":
            among = frozenset(wanted)
            return lambda value: _plain(value) in among
        case "contains":
            return lambda value: str(wanted) in str(value)
        case "startsWith":
            return lambda value: str(value).startswith(str(wanted))
        case "endsWith":
            return lambda value: str(value).endswith(str(wanted))
        case "lt":
            return lambda value: bool(_last(value) < _first(wanted))
        case "lte":
            return lambda value: bool(_last(value) <= _last(wanted))
        case "gt":
            return lambda value: bool(_first(value) > _last(wanted))
        case "gte":
            return lambda value: bool(_first(value) >= _first(wanted))
        case _:
            assert_never(where.operator)


def _first(value: Any) -> Any:
    """First day of a date, which is a tuple; of all else the value."""
    return value[0] if isinstance(value, tuple) else value


def _last(value: Any) -> Any:
    """Last day of a date, which is a tuple; of all else the value."""
    return value[1] if isinstance(value, tuple) else value


def _plain(value: Any) -> Any:
    """Value as it is written, also of a date."""
    return value[-1] if isinstance(value, tuple) else value
