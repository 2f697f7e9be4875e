"""A view: the read model at one level of certainty, with what holds there and in which order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cmp_to_key
from operator import ge, gt, le, lt
from typing import Any, cast

from graph.model import Edge, Model
from graph.plan import Combine, Compare, Filter, Json, Known, Level, Page, Related, Sort
from graph.values import date_bounds, fold

Test = Callable[[str], bool]
Show = Callable[[str], Json]

_ORDERED = {"lt": lt, "lte": le, "gt": gt, "gte": ge}
_DATE_SIDES = {"lt": (1, 0), "lte": (1, 1), "gt": (0, 1), "gte": (0, 0)}
"""Which day of a date is compared with which day of the date asked for: first is 0, last is 1."""


@dataclass(frozen=True, slots=True)
class View:
    """Reads a model as far as a level of certainty lets it; what it returns takes an IRI."""

    model: Model
    level: Level

    def value(self, name: str) -> Show:
        """Read an attribute: its default, or the list of its values."""
        if name == "iri":
            return lambda iri: iri
        if name == "key":
            return lambda iri: self.model.things[iri].slug
        claims, level = self.model.claims.get(name, {}), self.level
        if self.model.ontology.properties[name].many:
            return lambda iri: sorted(
                [cast(Json, c.value) for c in claims.get(iri, ()) if c.rank <= level], key=str
            )
        return lambda iri: next((c.value for c in claims.get(iri, ()) if c.rank <= level), None)

    def edges(self, name: str, iri: str) -> Iterable[Edge]:
        """Relations of a thing that count at this level."""
        every = self.model.edges.get(name, {}).get(iri, ())
        return (edge for edge in every if edge.rank <= self.level)

    def target(self, name: str, iri: str) -> str | None:
        """Thing at the other end of a to-one relation."""
        return next((edge.target for edge in self.edges(name, iri)), None)

    def test(self, where: Filter) -> Test:
        """Test whether a thing fulfils a filter."""
        match where:
            case Known(iris):
                known = frozenset(iris)
                return lambda iri: iri in known
            case Combine(operator, parts):
                return _combined(operator, [self.test(part) for part in parts])
            case Compare():
                return self._compare(where)
            case Related(name, quantifier, inner):
                # Kept by thing: nested relations lead to the same things on many ways.
                return cache(self._related(name, quantifier, self.test(inner)))

    def in_order(self, edges: Iterable[Edge], page: Page) -> list[Edge]:
        """Sort edges as a page asks; things without a value come last both ways."""
        position: Mapping[str, int] = self.model.position
        if page.found:
            position = {iri: place for place, iri in enumerate(page.found)}
        ordered = sorted(edges, key=lambda edge: position[edge.target])
        for sort in reversed(page.order):
            values = {edge.target: self._sort_value(sort, edge.target) for edge in ordered}
            ordered.sort(key=cmp_to_key(_comparison(values, descending=sort.descending)))
        return ordered

    def _related(self, name: str, quantifier: str, test: Test) -> Test:
        def count(iri: str, *, wanted: bool) -> int:
            return sum(test(edge.target) is wanted for edge in self.edges(name, iri))

        match quantifier:
            case "some":
                return lambda iri: any(test(edge.target) for edge in self.edges(name, iri))
            case "none":
                return lambda iri: count(iri, wanted=True) == 0
            case "every":
                return lambda iri: count(iri, wanted=False) == 0
            case _:
                return lambda iri: count(iri, wanted=True) == 1

    def _compare(self, where: Compare) -> Test:
        read = self._scalars(where.property)
        if where.operator == "isNull":
            return lambda iri: (not read(iri)) is where.value
        holds = _operation(where)
        if where.operator == "ne":
            return lambda iri: not any(holds(value) for value in read(iri))
        return lambda iri: any(holds(value) for value in read(iri))

    def _scalars(self, name: str) -> Callable[[str], Sequence[Any]]:
        """Read values as they are compared: text folded, dates as first and last day and text."""
        value, kind = self.value(name), self.model.ontology.properties[name].kind

        def read(iri: str) -> Sequence[Any]:
            found = value(iri)
            values = found if isinstance(found, list) else [found]
            return [_comparable(v, kind) for v in values if v is not None]

        return read

    def _sort_value(self, sort: Sort, iri: str) -> Any:
        *steps, last = sort.path
        for step in steps:
            target = self.target(step, iri)
            if target is None:
                return None
            iri = target
        if sort.counted:
            return sum(1 for _ in self.edges(last, iri))
        values = self._scalars(last)(iri)
        return values[0] if values else None


def _combined(operator: str, tests: Sequence[Test]) -> Test:
    match operator:
        case "and":
            return lambda iri: all(test(iri) for test in tests)
        case "or":
            return lambda iri: any(test(iri) for test in tests)
        case _:
            return lambda iri: not any(test(iri) for test in tests)


def _comparable(value: Json, kind: str) -> Any:
    if kind == "date":
        bounds = date_bounds(str(value))
        return bounds.earliest, bounds.latest, value
    return fold(str(value)) if kind == "string" else value


def _operation(where: Compare) -> Callable[[Any], bool]:
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


def _comparison(values: Mapping[str, Any], *, descending: bool) -> Callable[[Edge, Edge], int]:
    def compare(left: Edge, right: Edge) -> int:
        a, b = values[left.target], values[right.target]
        if a is None or b is None:
            return (a is None) - (b is None)
        order = int(a > b) - int(a < b)
        return -order if descending else order

    return compare
