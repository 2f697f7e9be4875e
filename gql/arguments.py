"""Arguments of pages and groups: filters, orders and bounds as the plan has them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any, assert_never, cast

from gql.schema import PAGE_SIZE
from graph import plan
from graph.catalogue import Catalogue
from graph.errors import QueryError
from graph.paths import LONGEST_PATH
from graph.terms import Ontology, Property, upper_snake
from graph.values import LATEST, date_bounds, fold

_NUMBER = re.compile("[0-9]{1,10}")

Arguments = Mapping[str, Any]


@contextmanager
def within(name: str) -> Iterator[None]:
    """Let errors tell inside of which field or argument they are."""
    try:
        yield
    except QueryError as error:
        error.inside(name)
        raise


@dataclass(frozen=True, slots=True)
class FilterReader:
    """Turns `where` into filters; keys become IRIs on the way."""

    ontology: Ontology
    catalogue: Catalogue

    def read(self, class_name: str, where: Arguments | None) -> Iterator[plan.Filter]:
        """Yield the filters of a `where`; all of them have to hold.

        Raises QueryError for a key that names nothing or several things, for a value that is no
        date, and for null, which would let all things through.
        """
        self.catalogue.check()
        for name, value in (where or {}).items():
            with within(name):
                yield from self._condition(class_name, name, not_null(name, value))

    def _condition(self, class_name: str, name: str, value: Any) -> Iterator[plan.Filter]:
        match name:
            case "is":
                yield plan.Known((self.catalogue.resolve(value, class_name),))
            case "and" | "or":
                parts = tuple(self._all(class_name, part) for part in value)
                yield plan.Combine("and" if name == "and" else "or", parts)
            case "not":
                yield plan.Combine("not", (self._all(class_name, value),))
            case "evidence":
                yield self._sourced(value)
            case "disagrees":
                disagrees = plan.Disagrees(None)
                yield disagrees if value else plan.Combine("not", (disagrees,))
            case "disagreesOn":
                yield plan.Disagrees(read_property(self.ontology, value).name)
            case _:
                yield from self._property(self.ontology.properties[name], value)

    def _sourced(self, value: Arguments) -> plan.Sourced:
        """Find the graphs in which one piece of evidence is as asked for."""
        asked: dict[str, str | None] = dict.fromkeys(("document", "instrument", "certainty"))
        for name, part in value.items():
            with within(name):
                text = token_of(not_null(name, part))
                is_key = name != "certainty"
                asked[name] = self.catalogue.resolve(text, name.capitalize()) if is_key else text
        return plan.Sourced(self.catalogue.sources(**asked))

    def _all(self, class_name: str, where: Arguments) -> plan.Filter:
        return plan.Combine("and", tuple(self.read(class_name, where)))

    def _property(self, prop: Property, value: Arguments) -> Iterator[plan.Filter]:
        if prop.kind != "thing":
            yield from (_compare(prop, operator, one) for operator, one in value.items())
        elif not prop.many:
            yield plan.Related(prop.name, "some", self._all(prop.range, value))
        else:
            yield from self._quantified(prop, value)

    def _quantified(self, prop: Property, value: Arguments) -> Iterator[plan.Filter]:
        for quantifier, inner in value.items():
            with within(quantifier):
                not_null(quantifier, inner)
                if quantifier == "hasAll":
                    for key in inner:
                        known = plan.Known((self.catalogue.resolve(key, prop.range),))
                        yield plan.Related(prop.name, "some", known)
                else:
                    yield plan.Related(
                        prop.name, cast(plan.Quantifier, quantifier), self._all(prop.range, inner)
                    )


def not_null(name: str, value: Any) -> Any:
    """Return what something is to be like. Raises QueryError for null, which is like nothing."""
    if value is None:
        raise QueryError(
            f"{name}: null is no condition; leave it out, or ask for what has no value with "
            "isNull: true",
            code="NULL_COMPARISON",
        )
    return value


def _compare(prop: Property, operator: str, value: Any) -> plan.Compare:
    name = cast(plan.Operator, operator)
    with within(operator):
        return plan.Compare(prop.name, name, _compared(prop, name, not_null(operator, value)))


def _compared(prop: Property, operator: plan.Operator, value: Any) -> Any:
    """Read what a property is compared with."""
    match operator:
        case "isNull":
            return bool(value)
        case "in":
            return tuple(_comparable(prop, one) for one in value)
        case "eq" | "ne" | "contains" | "startsWith" | "endsWith":
            return _comparable(prop, value)
        case "lt" | "lte" | "gt" | "gte":
            return _bounds(prop.name, value) if prop.kind == "date" else _comparable(prop, value)
        case _:
            assert_never(operator)


def _comparable(prop: Property, value: Any) -> Any:
    match prop.kind:
        case "string":
            return fold(value)
        case "concept":
            return token_of(value)
        case "date":
            _bounds(prop.name, value)
            return value
        case _:
            return value


def _bounds(argument: str, value: str) -> tuple[str, str]:
    try:
        bounds = date_bounds(value)
    except ValueError as error:
        details: dict[str, object] = {"value": value, "expected": "date"}
        raise QueryError(f"{argument}: {error}", code="BAD_DATE", details=details) from error
    return bounds.earliest, bounds.latest


def iter_sorts(order: Arguments, path: tuple[str, ...] = ()) -> Iterator[plan.Sort]:
    """Yield the sort of one entry of `orderBy`; none where it is empty.

    Raises QueryError for several at once: GraphQL does not keep the order in which the fields of
    an input object are written.
    """
    given = {name: value for name, value in order.items() if value is not None}
    if len(given) > 1:
        apart = ", ".join(f"{{{name}: ...}}" for name in given)
        raise QueryError(
            f"orderBy: an object with {' and '.join(given)} does not say which goes first; "
            f"write [{apart}] in the order that is meant",
            code="BAD_ORDER",
            details={"argument": "orderBy"},
        )
    for name, value in given.items():
        if not isinstance(value, Mapping):
            yield plan.Sort((*path, name), token_of(value) == "DESC")
        elif "count" in value and not isinstance(value["count"], Mapping):
            yield plan.Sort((*path, name), token_of(value["count"]) == "DESC", counted=True)
        else:
            yield from iter_sorts(value, (*path, name))


def read_bound(arguments: Arguments, name: str, default: int) -> int:
    """Read a count; a cursor is the place of a thing among all."""
    value = arguments.get(name)
    if value is None:
        return default
    number = int(value) if _NUMBER.fullmatch(str(value)) else -1
    if number < 0 or (name == "first" and number > PAGE_SIZE):
        limit = f"from 0 to {PAGE_SIZE}" if name == "first" else "of 0 or more, or a cursor"
        details: dict[str, object] = {"argument": name, "value": value}
        raise QueryError(
            f"{name}: {value} is not a number {limit}", code="BAD_PAGE", details=details
        )
    return number


def read_day(
    ontology: Ontology, ask: plan.Page | plan.Lookup | plan.Paths, arguments: Arguments
) -> str | None:
    """Read the last day of the date of which a root is asked.

    Raises QueryError where that is no date, or where nothing in the answer depends on it.
    """
    if "asOf" not in arguments:
        return None
    with within("asOf"):
        value = not_null("asOf", arguments["asOf"])
        day = _bounds("asOf", value)[1]
    if day == LATEST:
        raise _bad_as_of(f"asOf: {value!r} has no end; write the day it is asked of", value)
    if not (isinstance(ask, plan.Paths) or any(map(ontology.is_observed, plan.iter_terms(ask)))):
        raise _bad_as_of(
            "asOf: nothing here changes from day to day; leave it out, or ask for ratifications, "
            "memberships, assignments or a phase",
            value,
        )
    return day


def _bad_as_of(text: str, value: str) -> QueryError:
    return QueryError(text, code="BAD_AS_OF", details={"argument": "asOf", "value": value})


def read_length(value: int) -> int:
    """Read how long a path may be. Raises QueryError outside of the bounds."""
    if 1 <= value <= LONGEST_PATH:
        return value
    raise QueryError(
        f"maxLength: {value} is not a number from 1 to {LONGEST_PATH}",
        code="BAD_PATH",
        details={"argument": "maxLength", "value": value},
    )


def read_property(ontology: Ontology, value: Any) -> Property:
    """Read a property that an enum value names."""
    token = token_of(value)
    return next(p for p in ontology.properties.values() if upper_snake(p.name) == token)


def read_measured(ontology: Ontology, kind: str, value: Any) -> str:
    """Read the name of a property to measure.

    Raises QueryError where the values of the property have no least or greatest.
    """
    prop = read_property(ontology, value)
    if kind == "countDistinct" or prop.kind in ("date", "integer"):
        return prop.name
    raise QueryError(
        f"{kind}: {prop.name} is no date or number; take one, or countDistinct",
        code="BAD_MEASURE",
        details={"argument": "of", "value": token_of(value)},
    )


def token_of(value: Any) -> str:
    """Token of an enum value, however it arrives."""
    return str(value.value) if isinstance(value, Enum) else str(value)
