"""Groups of things as every store orders and measures them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from graph.model.facts import Scalar
from graph.plan import Json
from graph.terms import Ontology, Property
from graph.values import date_bounds, fold

Members = TypeVar("Members")


def label_of(ontology: Ontology, prop: Property, value: Scalar | None) -> str | None:
    """Label of a value: that of its concept, else the value itself."""
    if prop.kind == "concept":
        concepts = ontology.schemes[prop.range].concepts
        return next((c.label for c in concepts if c.token == value), None)
    return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Group(Generic[Members]):
    """Things that share a value; what they are held as is up to the store."""

    value: Scalar | None
    label: str | None
    count: int
    members: Members


def sorted_groups(
    groups: Iterable[Group[Members]], prop: Property, *, by_key: bool
) -> list[Group[Members]]:
    """Sort groups: largest first, or by value; then by label; the one without a value last."""

    def place(group: Group[Members]) -> tuple[Any, ...]:
        first = _key_place(prop, group.value) if by_key else (-group.count,)
        return group.value is None, first, fold(group.label or ""), str(group.value or "")

    return sorted(groups, key=place)


def _key_place(prop: Property, value: Scalar | None) -> tuple[Any, ...]:
    """Place of a date or number among others; all else is ordered by label."""
    if prop.kind == "date" and value is not None:
        bounds = date_bounds(str(value))
        return bounds.earliest, bounds.latest
    return (value,) if prop.kind == "integer" and value is not None else ()


def measured(kind: str, values: Iterable[Any]) -> Json:
    """Figure of the values of a group's members, as they are compared: of a date its bounds too."""
    found = list(values)
    if kind == "countDistinct":
        return len(set(found))
    if not found:
        return None
    value = min(found) if kind == "min" else max(found)
    return str(value[-1] if isinstance(value, list | tuple) else value)
