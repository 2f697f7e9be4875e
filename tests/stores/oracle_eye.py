"""What the oracle sees at a level of certainty and as of a day: values, filters, orders."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cmp_to_key
from typing import Any

from graph.terms import Property
from tests.stores.oracle_world import RANKS, Said, World, days, fold, lies_within, slug


@dataclass(frozen=True)
class Eye:
    """Looks at the world at a level of certainty, and as of a day."""

    world: World
    level: int
    day: str | None

    def seen(self, some: Iterable[Said]) -> list[Said]:
        """What is seen, with what bears it on the day."""
        return [now for said in some if (now := self._now(said)) is not None]

    def _now(self, said: Said) -> Said | None:
        if self.day is None or not said.spells:
            return said if said.rank <= self.level else None
        spells = [s for s in said.spells if s[0] <= self.level and s[1] <= self.day < s[2]]
        if not spells:
            return None
        best = min(max(rank, 1) for rank, *_ in spells)
        shown = [s for s in spells if max(s[0], 1) == best] if said.joined else spells
        return replace(said, graphs=frozenset().union(*(graphs for *_, graphs in shown)))

    def exists(self, iri: str) -> bool:
        spells = self.world.presence(iri)
        return self.day is None or any(
            rank <= self.level and since <= self.day < until for rank, since, until, _ in spells
        )

    def related(self, name: str, iri: str) -> list[Said]:
        """What a relation leads to; one thing at most where one is chosen by default."""
        prop = self.world.ontology.properties[name]
        some = self.world.said(name, iri)
        seen = self.seen(some if prop.many else some[:1])
        return [said for said in seen if self.exists(said.value)]

    def values(self, name: str, iri: str) -> list[Any]:
        """All values of an attribute, or its default."""
        if name in ("iri", "key"):
            return [iri if name == "iri" else slug(iri)]
        prop = self.world.ontology.properties[name]
        if prop.kind == "thing":
            return [said.value for said in self.related(name, iri)]
        every = self.world.said(name, iri)
        some = [said.value for said in (every if name == "name" else self.seen(every))]
        return sorted(some, key=str) if prop.many else some[:1]

    def members(self, class_name: str) -> list[Said]:
        some = self.world.members[class_name]
        return [said for said in self.seen(some) if self.exists(said.value)]

    # filters

    def holds(self, where: Mapping[str, Any], said: Said) -> bool:
        """Whether a thing, reached as it is, fulfils all that a filter says."""
        return all(
            self._holds(name, asked, said) for name, asked in where.items() if asked is not None
        )

    def _holds(self, name: str, asked: Any, said: Said) -> bool:
        match name:
            case "is":
                return bool(said.value == asked)
            case "and":
                return all(self.holds(part, said) for part in asked)
            case "or":
                return any(self.holds(part, said) for part in asked)
            case "not":
                return not self.holds(asked, said)
            case "evidence":
                return any(self._bears(asked, graph) for graph in said.graphs)
            case "disagrees":
                names = [p.name for p in self.world.ontology.properties.values()]
                return bool(any(self._disagrees(n, said.value) for n in names) is asked)
            case "disagreesOn":
                return self._disagrees(self.named(asked).name, said.value)
        prop = self.world.ontology.properties[name]
        if prop.kind != "thing":
            values = self.values(name, said.value)
            return all(_compares(prop, values, operator, w) for operator, w in asked.items())
        related = self.related(name, said.value)
        if not prop.many:
            return any(self.holds(asked, one) for one in related)
        return all(self._quantified(q, w, related) for q, w in asked.items())

    def _quantified(self, quantifier: str, asked: Any, related: Sequence[Said]) -> bool:
        if quantifier == "hasAll":
            return set(asked) <= {one.value for one in related}
        fulfilled = [self.holds(asked, one) for one in related]
        return {
            "some": any(fulfilled),
            "every": all(fulfilled),
            "none": not any(fulfilled),
            "single": sum(fulfilled) == 1,
        }[quantifier]

    def _bears(self, asked: Mapping[str, Any], graph: str) -> bool:
        world, rank = self.world, self.world.rank_of(graph)
        return any(
            rank <= self.level
            and asked.get("certainty", RANKS[rank]) == RANKS[rank]
            and asked.get("document", world.only("document", p)) == world.only("document", p)
            and asked.get("instrument", world.only("wordsOf", p)) == world.only("wordsOf", p)
            for p in world.passages_of(graph)
        )

    def _disagrees(self, name: str, iri: str) -> bool:
        prop = self.world.ontology.properties[name]
        some = self.seen(self.world.said(name, iri))
        others = [(a.value, b.value) for a in some for b in some if a.value != b.value]
        apart = prop.kind != "date"
        return prop.one_per_graph and any(
            apart or not (lies_within(a, b) or lies_within(b, a)) for a, b in others
        )

    def named(self, token: str) -> Property:
        names = {p.name: p for p in self.world.ontology.properties.values()}
        return next(p for n, p in names.items() if re.sub("([A-Z])", r"_\1", n).upper() == token)

    # order

    def in_order(self, some: Iterable[Said], orders: Sequence[Mapping[str, Any]]) -> list[Said]:
        def compare(left: Said, right: Said) -> int:
            for order in orders:
                (a, descending), (b, _) = (
                    self._sort(order, left.value),
                    self._sort(order, right.value),
                )
                if a != b:
                    if a is None or b is None:
                        return 1 if a is None else -1
                    return (1 if a > b else -1) * (-1 if descending else 1)
            a, b = self.world.place(left.value), self.world.place(right.value)
            return (a > b) - (a < b)

        return sorted(some, key=cmp_to_key(compare))

    def _sort(self, order: Mapping[str, Any], iri: str) -> tuple[Any, bool]:
        ((name, asked),) = order.items()
        prop = self.world.ontology.properties[name]
        if isinstance(asked, str):
            values = self.values(name, iri)
            return (compared(prop, values[0]) if values else None), asked == "DESC"
        if prop.many:
            return len(self.related(name, iri)), asked["count"] == "DESC"
        related = self.related(name, iri)
        if related:
            return self._sort(asked, related[0].value)
        return None, False


def compared(prop: Property, value: Any) -> Any:
    if prop.kind == "date":
        return *days(value), value
    return fold(value) if prop.kind == "string" else value


def _compares(prop: Property, values: Sequence[Any], operator: str, asked: Any) -> bool:
    if operator == "isNull":
        return (not values) is asked
    plain = [fold(v) if prop.kind == "string" else v for v in values]
    wanted = [
        fold(a) if prop.kind == "string" else a for a in (asked if operator == "in" else [asked])
    ]
    if operator in ("eq", "in"):
        return any(value in wanted for value in plain)
    if operator == "ne":
        return wanted[0] not in plain
    if operator in ("contains", "startsWith", "endsWith"):
        tests = {"contains": str.__contains__, "startsWith": str.startswith}
        test = tests.get(operator, str.endswith)
        return any(test(value, wanted[0]) for value in plain)
    if prop.kind != "date":
        return any(_before(operator, value, wanted[0]) for value in plain)
    bounds = [(days(value), days(asked)) for value in values]
    return any(
        {
            "lt": mine[1] < theirs[0],
            "lte": mine[1] <= theirs[1],
            "gt": mine[0] > theirs[1],
            "gte": mine[0] >= theirs[0],
        }[operator]
        for mine, theirs in bounds
    )


def _before(operator: str, value: Any, wanted: Any) -> bool:
    return bool(
        {
            "lt": value < wanted,
            "lte": value <= wanted,
            "gt": value > wanted,
            "gte": value >= wanted,
        }[operator]
    )
