"""A view: the read model at one level of certainty, with what holds there."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any, Literal, TypeVar, assert_never, cast

from graph.embedded.comparing import comparable, operation
from graph.embedded.days import claims_on, edges_on
from graph.model.disagreement import disagreement
from graph.model.facts import Claim, Edge, Scalar
from graph.model.read_model import Model
from graph.plan import (
    Combine,
    Compare,
    Disagrees,
    Filter,
    Json,
    Known,
    Level,
    Quantifier,
    Related,
    Sourced,
)

Test = Callable[[Edge], bool]
"""Tests a thing together with the relation that leads to it."""

Value = TypeVar("Value")

MOST_VALUES = 150_000
"""How many values a view keeps before it is replaced by one that has read nothing: some 8 MB."""


class Memo(dict[str, Value]):
    """What has been read of things, by IRI; nothing in a model changes, so it is read once."""

    def __init__(self, read: Callable[[str], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, iri: str) -> Value:
        value = self[iri] = self._read(iri)
        return value


@dataclass(frozen=True, slots=True)
class View:
    """Reads a model as far as a level of certainty lets it; what it returns takes an IRI.

    With a day it reads what is observed as of it.
    """

    model: Model
    level: Level
    day: str | None = None
    _values: dict[str, Memo[Json]] = field(default_factory=dict, compare=False)
    _scalars: dict[str, Memo[Sequence[Any]]] = field(default_factory=dict, compare=False)
    _edges: dict[str, Memo[Sequence[Edge]]] = field(default_factory=dict, compare=False)
    _members: dict[str, Sequence[Edge]] = field(default_factory=dict, compare=False)
    _disputed: dict[str | None, Memo[bool]] = field(default_factory=dict, compare=False)

    @property
    def size(self) -> int:
        """How many values and relations are kept."""
        memos: tuple[Mapping[str, Any], ...] = (
            *self._values.values(),
            *self._scalars.values(),
            *self._edges.values(),
            *self._disputed.values(),
        )
        return sum(map(len, memos))

    def value(self, name: str) -> Callable[[str], Json]:
        """Read an attribute: its default, or the list of its values."""
        if name not in self._values:
            self._values[name] = Memo(self._value(name))
        return self._values[name].__getitem__

    def _value(self, name: str) -> Callable[[str], Json]:
        if name == "iri":
            return lambda iri: iri
        if name == "key":
            return lambda iri: self.model.things[iri].slug
        if name == "name":  # a thing has one at any level
            return lambda iri: self.model.text("name", iri) or None
        claims, level = self.model.claims.get(name, {}), self.level
        if self.model.ontology.properties[name].many:
            return lambda iri: sorted(
                [cast(Json, c.value) for c in claims.get(iri, ()) if c.rank <= level], key=str
            )
        if self.day is not None and self.model.ontology.properties[name].observed:
            return lambda iri: next((c.value for c in self._claimed(name, iri)), None)

        def read(iri: str) -> Json:
            some = claims.get(iri)  # the strongest first
            return some[0].value if some and some[0].rank <= level else None

        return read

    def values(self, name: str) -> Callable[[str], list[Scalar]]:
        """Read all values of a property, each once; of a relation the IRIs it leads to."""
        if self.model.ontology.properties[name].kind == "thing":
            edges = self.edges(name)
            return lambda iri: [edge.target for edge in edges(iri)]
        value = self.value(name)

        def read(iri: str) -> list[Scalar]:
            found = value(iri)
            values = found if isinstance(found, list) else [found]
            return list(dict.fromkeys(cast(Scalar, v) for v in values if v is not None))

        return read

    def edges(self, name: str) -> Callable[[str], Sequence[Edge]]:
        """Read the relations of a thing that count at this level."""
        if name not in self._edges:
            every = self.model.edges.get(name, {})
            joins = self.model.ontology.joins(name)
            self._edges[name] = Memo(lambda iri: self._counting(every.get(iri, ()), joins=joins))
        return self._edges[name].__getitem__

    def members(self, class_name: str, known: Collection[str] | None = None) -> Sequence[Edge]:
        """Members of a class that count, or those known among them, as edges from nowhere."""
        if known is not None:
            found = (self.member(class_name, iri) for iri in known)
            edges = {edge.target: edge for edge in found if edge is not None}
            return sorted(edges.values(), key=lambda edge: self.model.position[edge.target])
        if class_name not in self._members:
            self._members[class_name] = self._counting(self.model.present[class_name])
        return self._members[class_name]

    def candidates(self, class_name: str, where: Filter) -> Sequence[Edge]:
        """Members of a class among which are all that fulfil a filter: few, where it names things."""
        return self.members(class_name, self._reaching(where))

    def _reaching(self, where: Filter) -> Collection[str] | None:
        """IRIs of which each thing that a filter keeps has one; None where it names none.

        From the things it names relations are followed backwards.
        """
        match where:
            case Known(iris):
                return iris
            case Related(name, "some", inner) if self.day is None:
                inverse, ends = self.model.ontology.properties[name].inverse, self._reaching(inner)
                if inverse is None or ends is None:
                    return None
                back = self.edges(inverse)
                return dict.fromkeys(edge.target for iri in ends for edge in back(iri))
            case Combine("and", parts):
                found = [some for part in parts if (some := self._reaching(part)) is not None]
                return min(found, key=len, default=None)
            case _:
                return None

    def _counting(self, edges: Sequence[Edge], *, joins: bool = False) -> Sequence[Edge]:
        """Leave out what is less certain than the level asks for, or does not hold on the day."""
        if self.day is not None:
            return tuple(edges_on(self.day, self.level, edges, self.model.things, joins=joins))
        if all(edge.rank <= self.level for edge in edges):
            return edges
        return tuple(edge for edge in edges if edge.rank <= self.level)

    def _claimed(self, name: str, iri: str) -> list[Claim]:
        """Values of a property that are as certain as the level asks for and hold on the day."""
        claims = self.model.claims.get(name, {}).get(iri, ())
        if self.day is not None:
            return list(claims_on(self.day, self.level, claims))
        return [claim for claim in claims if claim.rank <= self.level]

    def claims(self, name: str, iri: str) -> list[Claim]:
        """Values of a property that rest on evidence, the default first."""
        prop = self.model.ontology.properties[name]
        if prop.kind == "thing" and not prop.one_per_graph:
            found = [Claim(e.target, e.rank, e.graphs) for e in self.edges(name)(iri)]
        else:
            found = self._claimed(name, iri)
        return [claim for claim in found if claim.graphs]

    def disagrees(self, name: str, iri: str) -> bool:
        """Whether documents give several values of a property."""
        prop = self.model.ontology.properties[name]
        return prop.one_per_graph and disagreement(prop, self._claimed(name, iri)) is not None

    def _disagrees_on(self, name: str | None) -> Callable[[str], bool]:
        """Tell whether documents disagree on a property, or on any where it is None."""
        if name not in self._disputed:
            every = self.model.ontology.properties
            names = [n for n in every if every[n].one_per_graph and name in (n, None)]
            self._disputed[name] = Memo(lambda iri: any(self.disagrees(n, iri) for n in names))
        return self._disputed[name].__getitem__

    def target(self, name: str) -> Callable[[str], str | None]:
        """Read the thing at the other end of a to-one relation."""
        edges = self.edges(name)
        return lambda iri: some[0].target if (some := edges(iri)) else None

    def member(self, class_name: str, iri: str | None) -> Edge | None:
        """Return a thing, as an edge from nowhere, if it is of a class and counts."""
        thing = self.model.things.get(iri or "")
        if thing is None or class_name not in self.model.ontology.classes[thing.class_name].lineage:
            return None
        edge = Edge(thing.iri, thing.rank, thing.graphs, thing.ways)
        return next(iter(self._counting([edge])), None)

    def test(self, where: Filter, check: Callable[[], None]) -> Test:
        """Test whether a thing, reached as it is, fulfils a filter.

        `check` is called for each thing whose relations are looked at, and may end that by raising.
        """
        match where:
            case Known(iris):
                known = frozenset(iris)
                return lambda edge: edge.target in known
            case Combine(operator, parts):
                return _combined(operator, [self.test(part, check) for part in parts])
            case Compare():
                compare = self._compare(where)
                return lambda edge: compare(edge.target)
            case Related(name, quantifier, inner):
                holds = self._related(name, quantifier, self.test(inner, check))

                @cache  # nested relations lead to the same things on many ways
                def related(iri: str) -> bool:
                    check()
                    return holds(iri)

                return lambda edge: related(edge.target)
            case Sourced(by_rank):
                graphs = frozenset(chain.from_iterable(by_rank[: self.level + 1]))
                return lambda edge: not graphs.isdisjoint(edge.graphs)
            case Disagrees(prop):
                disagrees = self._disagrees_on(prop)
                return lambda edge: disagrees(edge.target)
            case _:
                assert_never(where)

    def _related(self, name: str, quantifier: Quantifier, test: Test) -> Callable[[str], bool]:
        edges = self.edges(name)

        def count(iri: str, *, wanted: bool) -> int:
            return sum(test(edge) is wanted for edge in edges(iri))

        match quantifier:
            case "some":
                return lambda iri: any(map(test, edges(iri)))
            case "none":
                return lambda iri: count(iri, wanted=True) == 0
            case "every":
                return lambda iri: count(iri, wanted=False) == 0
            case "single":
                return lambda iri: count(iri, wanted=True) == 1
            case _:
                assert_never(quantifier)

    def _compare(self, where: Compare) -> Callable[[str], bool]:
        read = self.scalars(where.property)
        if where.operator == "isNull":
            return lambda iri: (not read(iri)) is where.value
        holds = operation(where)
        if where.operator == "ne":
            return lambda iri: not any(holds(value) for value in read(iri))
        return lambda iri: any(holds(value) for value in read(iri))

    def scalars(self, name: str) -> Callable[[str], Sequence[Any]]:
        """Read values as they are compared: text folded, dates as first and last day and text."""
        if name not in self._scalars:
            self._scalars[name] = Memo(self._compared(name))
        return self._scalars[name].__getitem__

    def _compared(self, name: str) -> Callable[[str], Sequence[Any]]:
        value, kind = self.value(name), self.model.ontology.properties[name].kind

        def read(iri: str) -> Sequence[Any]:
            found = value(iri)
            values = found if isinstance(found, list) else [found]
            return tuple(comparable(v, kind) for v in values if v is not None)

        return read


class Views:
    """The views of a model; those without a day stay, with what they have read."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._views: dict[Level, View] = {}

    def at(self, level: Level, day: str | None = None) -> View:
        """View the model at a level of certainty, as of a day."""
        if day is not None:
            return View(self.model, level, day)
        view = self._views.get(level)
        if view is None or view.size > MOST_VALUES:
            view = self._views[level] = View(self.model, level)
        return view


def _combined(operator: Literal["and", "or", "not"], tests: Sequence[Test]) -> Test:
    match operator:
        case "and" | "or" if len(tests) == 1:
            return tests[0]
        case "and":
            return lambda edge: all(test(edge) for test in tests)
        case "or":
            return lambda edge: any(test(edge) for test in tests)
        case "not":
            return lambda edge: not any(test(edge) for test in tests)
        case _:
            assert_never(operator)
