"""Filters in Cypher: each an expression that is true or false of a bound thing, never null."""

from itertools import chain
from typing import Literal, assert_never, cast

from graph.neo4j.cypher_terms import DISAGREEMENTS, Bound, Terms
from graph.plan import (
    Combine,
    Compare,
    Disagrees,
    Filter,
    Known,
    Level,
    Operator,
    Quantifier,
    Related,
    Sourced,
)


class Filters(Terms):
    """Writes filters."""

    def test(self, where: Filter, source: Bound, level: Level) -> str:
        """Write a filter of what a source binds."""
        match where:
            case Known(iris):
                return f"{source.thing}.iri IN {self.parameter(iris)}"
            case Combine(operator, parts):
                return _combined(operator, [self.test(part, source, level) for part in parts])
            case Compare():
                return self._compare(where, source.thing, level)
            case Related(name, quantifier, inner):
                return self._related(name, quantifier, inner, source.thing, level)
            case Sourced(by_rank):
                graphs = self.parameter(tuple(chain.from_iterable(by_rank[: level + 1])))
                return f"any(one IN {self.evidence(source, level)} WHERE one IN {graphs})"
            case Disagrees(name):
                return self._disagrees(name, source.thing, level)
            case _:
                assert_never(where)

    def _disagrees(self, name: str | None, thing: str, level: Level) -> str:
        """Find the property among the disputed ones; what changes is disputed on its day."""
        disputed = self.listed(thing, DISAGREEMENTS, level=level)
        changing = [p.name for p in self.ontology.properties.values() if p.observed]
        if self.day is None or (name and name not in changing):
            return f"{self.parameter(name)} IN {disputed}" if name else f"size({disputed}) > 0"
        claim = self.variable()
        counts = self.counts(Bound("", claim, claim, observed=True), level)
        names = self.parameter((name,) if name else tuple(changing))
        found = (
            f"COLLECT {{ MATCH ({claim}:Claim {{subject: {thing}.iri}}) "
            f"WHERE {claim}.property IN {names} AND {counts} WITH {claim}.property AS changing, "
            "count(*) AS values WHERE values > 1 RETURN changing }"
        )
        if name:
            return f"size({found}) > 0"
        return f"(size({found}) > 0 OR any(one IN {disputed} WHERE NOT one IN {names}))"

    def _related(
        self, name: str, quantifier: Quantifier, inner: Filter, thing: str, level: Level
    ) -> str:
        source = self.source(name, thing)
        test = self.test(inner, source, level)
        wanted = f"NOT ({test})" if quantifier == "every" else test
        body = f"{{ {source.clauses} WHERE {self.counts(source, level)} AND {wanted} }}"
        match quantifier:
            case "some":
                return f"EXISTS {body}"
            case "single":
                return f"COUNT {body} = 1"
            case "every" | "none":
                return f"NOT EXISTS {body}"
            case _:
                assert_never(quantifier)

    def _compare(self, where: Compare, thing: str, level: Level) -> str:
        prop = self.ontology.properties[where.property]
        if where.operator == "isNull":
            value = self.value(thing, prop.name, level=level)
            empty = f"size({value}) = 0" if prop.many else f"{value} IS NULL"
            return f"({empty}) = {self.parameter(where.value)}"
        if isinstance(where.value, tuple) and where.operator != "in":
            return self._compare_dates(where, thing, level)
        part = "_folded" if prop.kind == "string" else ""
        value = self.value(thing, prop.name, part, level)
        operator, wanted = _symbol(where.operator), self.parameter(where.value)
        if prop.many:
            holds = f"any(one IN {value} WHERE one {operator} {wanted})"
        else:
            holds = f"coalesce({value} {operator} {wanted}, false)"
        return f"NOT {holds}" if where.operator == "ne" else holds

    def _compare_dates(self, where: Compare, thing: str, level: Level) -> str:
        """`lte` holds if all of the date is before the end of the day or year asked for."""
        first, last = cast(tuple[str, str], where.value)
        bound = last if where.operator in ("lte", "gt") else first
        side = "_latest" if where.operator in ("lt", "lte") else "_earliest"
        value = self.value(thing, where.property, side, level)
        return f"coalesce({value} {_symbol(where.operator)} {self.parameter(bound)}, false)"


def _symbol(operator: Operator) -> str:
    """Write what stands between a value and the one that it is compared with."""
    match operator:
        case "eq" | "ne" | "isNull":
            return "="
        case "in":
            return "IN"
        case "contains":
            return "CONTAINS"
        case "startsWith":
            return "STARTS WITH"
        case "endsWith":
            return "ENDS WITH"
        case "lt":
            return "<"
        case "lte":
            return "<="
        case "gt":
            return ">"
        case "gte":
            return ">="
        case _:
            assert_never(operator)


def _combined(operator: Literal["and", "or", "not"], tests: list[str]) -> str:
    match operator:
        case "and":
            return "(" + " AND ".join(tests) + ")" if tests else "true"
        case "or":
            return "(" + " OR ".join(tests) + ")" if tests else "false"
        case "not":
            return "NOT (" + " OR ".join(tests) + ")" if tests else "true"
        case _:
            assert_never(operator)
