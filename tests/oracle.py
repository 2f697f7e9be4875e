"""The oracle: stock GraphQL execution with slow, obvious resolvers over the quads of a release.

It shares the ontology and the printed schema with the program, nothing else: quads are read, dates
and texts compared, defaults chosen, chains followed and days told as DESIGN and README have it.
Keys are IRIs here.
"""

import calendar
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, cmp_to_key
from typing import Any

from graphql import GraphQLResolveInfo, build_schema, execute_sync, parse
from pyoxigraph import NamedNode, Quad

from graph.terms import Class, Ontology, Property

NS = "https://w3id.org/asean-labour/ns#"
BASE = "https://w3id.org/asean-labour/"
APPARATUS = f"{BASE}graph/apparatus"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RANKS = ["STATED", "EDITORIAL", "INFERRED", "UNDECIDED"]
LEVELS = {"STATED": 1, "INFERRED": 2, "ALL": 3}
FOREVER = ("", "~")


def fold(text: str) -> str:
    lower = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))


def days(text: str) -> tuple[str, str]:
    """First and last day of an EDTF date or interval."""
    start, _, end = text.partition("/")
    first = "0000-00-00" if start == ".." else _day(start, last=False)
    return first, "9999-99-99" if end == ".." else _day(end or start, last=True)


def _day(text: str, *, last: bool) -> str:
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
    day = parts[2] if len(parts) > 2 else (calendar.monthrange(year, month)[1] if last else 1)
    return f"{year:04}-{month:02}-{day:02}"


@dataclass(frozen=True)
class Said:
    """A value or a thing that some graphs say of a thing; spells are ranks with periods."""

    value: Any
    rank: int
    graphs: frozenset[str]
    spells: frozenset[tuple[int, str, str]]


@dataclass
class World:
    """All quads, by predicate, subject and object."""

    ontology: Ontology
    quads: Iterable[Quad]
    says: dict[str, dict[str, dict[Any, set[str]]]] = field(init=False)
    kinds: dict[str, Class] = field(init=False)
    tables: dict[str, dict[str, list[Said]]] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.says = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
        for quad in self.quads:
            if isinstance(quad.subject, NamedNode):
                name = quad.predicate.value.removeprefix(NS)
                self.says[name][quad.subject.value][quad.object].add(str(quad.graph_name)[1:-1])
        by_iri = {c.iri: c for c in self.ontology.classes.values() if not c.abstract}
        self.kinds = {
            s: by_iri[o.value]
            for s, kinds in self.says[TYPE].items()
            for o in kinds
            if o.value in by_iri
        }

    # certainty

    def rank_of(self, graph: str) -> int:
        """A passage states; a reading is as weak as its method and what it rests on."""
        if graph not in self.ranks:
            self.ranks[graph] = self._rank_of(graph)
        return self.ranks[graph]

    def _rank_of(self, graph: str) -> int:
        method = next((o.value for o in self.says["method"].get(graph, ())), "")
        concept = self.ontology.concepts.get(method)
        own = RANKS.index(concept.certainty) if concept and concept.certainty else 0
        below = [self.rank_of(source.value) for source in self.says["restsOn"].get(graph, ())]
        return max([own, *(rank for rank in below if rank >= 2)])

    def passages_of(self, graph: str) -> set[str]:
        rests = [source.value for source in self.says["restsOn"].get(graph, ())]
        found = set().union(*(self.passages_of(source) for source in rests))
        return found | (
            {graph} if graph in self.kinds and self.kinds[graph].name == "Passage" else set()
        )

    def only(self, name: str, iri: str) -> str | None:
        """The lowest of what is said, whoever says it."""
        return min((o.value for o in self.says[name].get(iri, ())), default=None)

    # what is said of a thing

    def said(self, name: str, iri: str) -> list[Said]:
        """Everything said with a property; where one is chosen by default, the default first."""
        return self.table(name).get(iri, [])

    def table(self, name: str) -> dict[str, list[Said]]:
        if name not in self.tables:
            prop = self.ontology.properties[name]
            self.tables[name] = self._derived(prop) if prop.derived else self._written(prop)
        return self.tables[name]

    def _written(self, prop: Property) -> dict[str, list[Said]]:
        found: dict[str, list[Said]] = {}
        for iri, objects in self.says[prop.name].items():
            if iri not in self.kinds:
                continue
            some = []
            for value, graphs in objects.items():
                if prop.kind == "thing" and value.value not in self.kinds:
                    continue
                rank = min(self.rank_of(graph) for graph in graphs)
                shown = self._shown(prop, value)
                some.append(Said(shown, rank, frozenset(graphs - {APPARATUS}), frozenset()))
            some = sorted(some, key=lambda one: self._preference(iri, one))
            found[iri] = self._dated(some) if prop.observed else some
        if prop.kind == "thing" and prop.many:
            return self._ordered(found)
        return found

    def _shown(self, prop: Property, value: Any) -> Any:
        if prop.kind == "concept":
            return self.ontology.concepts[value.value].token
        if prop.kind == "integer":
            return int(value.value)
        return value.value if prop.kind == "thing" else value.value.removeprefix(NS)

    def _preference(self, iri: str, said: Said) -> tuple[Any, ...]:
        own = iri if "Instrument" in self.kinds[iri].lineage else self.only("instrument", iri)
        speakers = self._speakers(said.graphs)
        latest = max((days(d)[1] for s in speakers if (d := self.only("date", s))), default="0")
        value = (said.value,) if isinstance(said.value, int) else (str(said.value),)
        return said.rank, own not in speakers, [-ord(c) for c in latest], value

    def _speakers(self, graphs: Iterable[str]) -> set[str]:
        passages = {p for graph in graphs for p in self.passages_of(graph)}
        return {words for p in passages if (words := self.only("wordsOf", p))}

    def _ordered(self, found: Mapping[str, Iterable[Said]]) -> dict[str, list[Said]]:
        return {
            iri: sorted(some, key=lambda one: self.place(one.value)) for iri, some in found.items()
        }

    def place(self, iri: str) -> tuple[str, str]:
        """What things are ordered by: their names, then their IRIs."""
        return self._places[iri]

    @cached_property
    def _places(self) -> dict[str, tuple[str, str]]:
        names = self.table("name")
        return {i: (fold(str(names[i][0].value)) if i in names else "", i) for i in self.kinds}

    @cached_property
    def members(self) -> dict[str, list[Said]]:
        """All things of each class, each with all that says something of it."""
        graphs: dict[str, set[str]] = defaultdict(set)
        for by_subject in self.says.values():
            for iri, objects in by_subject.items():
                graphs[iri].update(*objects.values())
        found: dict[str, list[Said]] = defaultdict(list)
        for iri in sorted(self.kinds, key=self.place):
            rank, own = self.rank_of_thing(iri), frozenset(graphs[iri] - {APPARATUS})
            for name in self.kinds[iri].lineage:
                found[name].append(Said(iri, rank, own, frozenset()))
        return found

    # what follows

    def _derived(self, prop: Property) -> dict[str, list[Said]]:
        if prop.inverse_of:
            found: dict[str, list[Said]] = defaultdict(list)
            base = self.ontology.properties[prop.inverse_of]
            for iri, some in self.table(base.name).items():
                for one in some if base.many else some[:1]:
                    found[one.value].append(replace(one, value=iri))
            return self._ordered(found)
        if prop.chain:
            first, second = (self.ontology.properties[name] for name in prop.chain)
            return self._ordered(
                {i: self._joined(self._ways(i, [first, second])) for i in self.kinds}
            )
        base = self.ontology.properties[prop.closes or ""]
        closed = {}
        for iri in self.kinds:
            ways = [way for n in range(1, 9) for way in self._ways(iri, [base] * n)]
            closed[iri] = [one for one in self._joined(ways) if one.value != iri]
        return self._ordered(closed)

    def _ways(self, iri: str, props: Sequence[Property]) -> Iterator[list[Said]]:
        if not props:
            yield []
            return
        some = self.said(props[0].name, iri)
        for one in some if props[0].many else some[:1]:
            for rest in self._ways(one.value, props[1:]):
                yield [one, *rest]

    def _joined(self, ways: Iterable[list[Said]]) -> list[Said]:
        found: dict[str, list[Said]] = defaultdict(list)
        for way in ways:
            rank, graphs = max(s.rank for s in way), frozenset().union(*(s.graphs for s in way))
            between = [self.period(one.value) for one in way[:-1]]
            spell = (
                rank,
                max(p[0] for p in [FOREVER, *between]),
                min(p[1] for p in [FOREVER, *between]),
            )
            found[way[-1].value].append(Said(way[-1].value, rank, graphs, frozenset({spell})))
        return [
            Said(
                value,
                min(one.rank for one in same),
                frozenset().union(*(one.graphs for one in same)),
                frozenset().union(*(one.spells for one in same)),
            )
            for value, same in found.items()
        ]

    # time

    def period(self, iri: str) -> tuple[str, str]:
        """From when to when an observation counts; all else counts always."""
        dated = self.kinds[iri].observed
        return self._periods[iri] if dated else FOREVER

    @cached_property
    def _periods(self) -> dict[str, tuple[str, str]]:
        found = {}
        observations = [i for i, kind in self.kinds.items() if kind.observed]
        for iri in observations:
            since, end = self._observed(iri)
            rank = self.rank_of_thing(iri)
            later = [
                self._observed(other)[0]
                for other in observations
                if self._key(other) == self._key(iri) and self.rank_of_thing(other) <= rank
            ]
            found[iri] = (since, min([end, *(day for day in later if day > since)]))
        return found

    def rank_of_thing(self, iri: str) -> int:
        graphs = next(g for o, g in self.says[TYPE][iri].items() if o.value == self.kinds[iri].iri)
        return min(self.rank_of(graph) for graph in graphs)

    def _key(self, iri: str) -> tuple[Any, ...]:
        kind = self.kinds[iri]
        names = [name for name in kind.key if name != kind.observed]
        return kind.name, *(frozenset(one.value for one in self.said(n, iri)) for n in names)

    def _observed(self, iri: str) -> tuple[str, str]:
        said = self.said(self.kinds[iri].observed, iri)
        if not said:
            return FOREVER
        first, last = days(said[0].value)
        if "/" not in said[0].value:
            return last, FOREVER[1]
        over = last != "9999-99-99"
        return first, (date.fromisoformat(last) + timedelta(1)).isoformat() if over else FOREVER[1]

    def _dated(self, some: Sequence[Said]) -> list[Said]:
        def since(one: Said) -> str:
            speakers = self._speakers(one.graphs)
            dates = {d for speaker in speakers if (d := self.only("date", speaker))}
            documents = {self.only("document", p) for g in one.graphs for p in self.passages_of(g)}
            issued = {
                d for document in documents if document and (d := self.only("issued", document))
            }
            return max((days(d)[1] for d in dates or issued), default="")

        return [
            replace(
                one,
                spells=frozenset(
                    {
                        (
                            one.rank,
                            since(one),
                            min(
                                [
                                    FOREVER[1],
                                    *(
                                        since(o)
                                        for o in some
                                        if o.rank <= one.rank and since(o) > since(one)
                                    ),
                                ]
                            ),
                        )
                    }
                ),
            )
            for one in some
        ]


@dataclass(frozen=True)
class Eye:
    """Looks at the world at a level of certainty, and as of a day."""

    world: World
    level: int
    day: str | None

    def sees(self, said: Said) -> bool:
        if self.day is None or not said.spells:
            return said.rank <= self.level
        spells = (spell for spell in said.spells if spell[0] <= self.level)
        return any(since <= self.day < until for _, since, until in spells)

    def exists(self, iri: str) -> bool:
        since, until = self.world.period(iri)
        return self.day is None or since <= self.day < until

    def related(self, name: str, iri: str) -> list[Said]:
        """What a relation leads to; one thing at most where one is chosen by default."""
        prop = self.world.ontology.properties[name]
        some = self.world.said(name, iri)
        return [
            s for s in (some if prop.many else some[:1]) if self.sees(s) and self.exists(s.value)
        ]

    def values(self, name: str, iri: str) -> list[Any]:
        """All values of an attribute, or its default."""
        if name in ("iri", "key"):
            return [iri if name == "iri" else slug(iri)]
        prop = self.world.ontology.properties[name]
        if prop.kind == "thing":
            return [said.value for said in self.related(name, iri)]
        some = [said.value for said in self.world.said(name, iri) if self.sees(said)]
        return sorted(some, key=str) if prop.many else some[:1]

    def members(self, class_name: str) -> list[Said]:
        some = self.world.members[class_name]
        return [said for said in some if self.sees(said) and self.exists(said.value)]

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
        some = [one for one in self.world.said(name, iri) if one.rank <= self.level]
        return self.world.ontology.properties[name].one_per_graph and len(some) > 1

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
            return (_compared(prop, values[0]) if values else None), asked == "DESC"
        if prop.many:
            return len(self.related(name, iri)), asked["count"] == "DESC"
        related = self.related(name, iri)
        if related:
            return self._sort(asked, related[0].value)
        return None, False


def _compared(prop: Property, value: Any) -> Any:
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
    if operator in ("contains", "startsWith"):
        test = str.startswith if operator == "startsWith" else str.__contains__
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


def slug(iri: str) -> str:
    head, _, tail = iri.removeprefix(BASE).partition("/")
    return tail if head == "passage" else tail.rpartition("/")[2]


# resolvers


@dataclass(frozen=True)
class Node:
    """A thing as an eye sees it."""

    eye: Eye
    iri: str


@dataclass(frozen=True)
class Listed:
    """What a page is cut from, and what more there would be with certainty ALL."""

    eye: Eye
    class_name: str
    kept: Sequence[Said]
    all: Sequence[Said]
    arguments: Mapping[str, Any]

    @property
    def start(self) -> int:
        return int(self.arguments.get("offset") or 0) + int(self.arguments.get("after") or 0)

    @property
    def shown(self) -> Sequence[Said]:
        first = self.arguments.get("first")
        return self.kept[self.start :][: 1000 if first is None else first]


class Oracle:
    """Answers operations by stock execution."""

    def __init__(self, ontology: Ontology, quads: Iterable[Quad], sdl: str) -> None:
        self.world, self.ontology = World(ontology, list(quads)), ontology
        self.schema = build_schema(sdl)

    def answer(self, query: str) -> Any:
        result = execute_sync(
            self.schema,
            parse(query),
            field_resolver=self._resolve,
            type_resolver=lambda node, *_: self._type_name(node.iri),
        )
        if result.errors:
            raise result.errors[0]
        return result.data

    def _type_name(self, iri: str) -> str:
        name = self.world.kinds[iri].name
        return f"Other{name}" if len(self.ontology.subclasses(name)) > 1 else name

    def _resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        name = info.field_name
        match source:
            case None:
                return self._root(name, arguments)
            case Node():
                return self._field(source, name, arguments)
            case Listed():
                return self._part(source, name, arguments)
            case _:
                value = source[name]
                return value(arguments) if callable(value) else value

    def _root(self, name: str, arguments: Mapping[str, Any]) -> Any:
        as_of = arguments.get("asOf")
        eye = Eye(self.world, LEVELS[arguments["certainty"]], days(as_of)[1] if as_of else None)
        if name == "path":
            return list(
                self._paths(eye, arguments["from"], arguments["to"], arguments["maxLength"])
            )
        for item in self.ontology.classes.values():
            if name == item.singular:
                known = (said.value for said in eye.members(item.name))
                return next((Node(eye, iri) for iri in known if iri == arguments["key"]), None)
            if name == item.plural:
                name = item.name
                return self._listed(eye, name, lambda e, n=name: e.members(n), arguments)
        some: dict[str, Any] = {"agents": {"some": {}}}
        return self._listed(
            eye,
            "Provision",
            lambda e: [said for said in e.members("Provision") if e.holds(some, said)],
            arguments,
        )

    def _listed(self, eye: Eye, class_name: str, read: Any, arguments: Mapping[str, Any]) -> Listed:
        def kept(one: Eye) -> list[Said]:
            found = [said for said in read(one) if one.holds(arguments.get("where") or {}, said)]
            words = arguments.get("search")
            if words is not None:
                found = [said for said in found if self._has_words(said.value, words)]
            return one.in_order(found, arguments.get("orderBy") or [])

        return Listed(eye, class_name, kept(eye), kept(replace(eye, level=3)), arguments)

    def _has_words(self, iri: str, words: str) -> bool:
        properties = self.ontology.properties.values()
        texts = [
            p.name for p in properties if p.kind == "string" and p.name not in ("digest", "spans")
        ]
        said = [s.value for n in texts for s in self.world.said(n, iri)]
        forms = [
            f
            for d in self.world.said("designations", iri)
            for f in self.world.said("form", d.value)
        ]
        there = re.findall(r"[^\W_]+", fold("\n".join([*said, *(str(f.value) for f in forms)])))
        return bool(words) and set(re.findall(r"[^\W_]+", fold(words))) <= set(there)

    def _field(self, node: Node, name: str, arguments: Mapping[str, Any]) -> Any:
        if name == "claims":
            return list(self._claims(node, node.eye.named(arguments["property"])))
        prop = self.ontology.properties.get(name)
        if prop is None or prop.kind != "thing":
            values = node.eye.values(name, node.iri)
            return values if prop and prop.many else (values[0] if values else None)
        if prop.many:
            return self._listed(
                node.eye, prop.range, lambda e: e.related(name, node.iri), arguments
            )
        related = node.eye.related(name, node.iri)
        return Node(node.eye, related[0].value) if related else None

    def _claims(self, node: Node, prop: Property) -> Iterator[dict[str, Any]]:
        eye, some = node.eye, self.world.said(prop.name, node.iri)
        if prop.kind == "thing" and not prop.one_per_graph:
            some = eye.related(prop.name, node.iri)
        for said in some:
            if eye.sees(said) and said.graphs:
                evidence = list(self._evidence(eye, said.graphs))
                yield self._key(eye, prop, said.value) | {"evidence": evidence}

    def _key(self, eye: Eye, prop: Property, value: Any) -> dict[str, Any]:
        if value is None:
            return {"value": None, "label": None, "node": None}
        if prop.kind == "thing":
            name = self.world.said("name", value)[0].value
            return {"value": value, "label": name, "node": Node(eye, value)}
        if prop.kind == "concept":
            concepts = self.ontology.schemes[prop.range].concepts
            label = next(c.label for c in concepts if c.token == value)
            return {"value": value, "label": label, "node": None}
        return {"value": str(value), "label": str(value), "node": None}

    # pages

    def _part(self, page: Listed, name: str, arguments: Mapping[str, Any]) -> Any:
        match name:
            case "totalCount":
                return len(page.kept)
            case "withheld":
                return len({s.value for s in page.all} - {s.value for s in page.kept})
            case "searchCut":
                return False
            case "nodes":
                return [Node(page.eye, said.value) for said in page.shown]
            case "edges":
                return [
                    self._edge(page, said, n) for n, said in enumerate(page.shown, page.start + 1)
                ]
            case "pageInfo":
                end, shown = page.start + len(page.shown), bool(page.shown)
                return {
                    "hasNextPage": end < len(page.kept),
                    "hasPreviousPage": page.start > 0 and bool(page.kept),
                    "startCursor": str(page.start + 1) if shown else None,
                    "endCursor": str(end) if shown else None,
                }
        return list(self._groups(page.eye, page.kept, arguments))

    def _edge(self, page: Listed, said: Said, place: int) -> dict[str, Any]:
        return {
            "node": Node(page.eye, said.value),
            "cursor": str(place),
            "evidence": lambda _: list(self._evidence(page.eye, said.graphs)),
        }

    def _evidence(self, eye: Eye, graphs: Iterable[str]) -> Iterator[dict[str, Any]]:
        """One piece a passage, by the strongest way to it."""
        world = self.world
        best: dict[str, tuple[int, tuple[str, str], str]] = {}
        for graph in sorted(graphs, key=lambda g: (world.rank_of(g), g)):
            for passage in world.passages_of(graph):
                rank = world.rank_of(graph)
                found = (rank, world.place(passage), graph)
                if rank <= eye.level and (passage not in best or found < best[passage]):
                    best[passage] = found
        for passage, (rank, _, graph) in sorted(best.items(), key=lambda item: item[1]):
            document, words = world.only("document", passage), world.only("wordsOf", passage)
            yield {
                "certainty": RANKS[rank],
                "locator": Eye(world, 3, None).values("locator", passage)[0],
                "passage": Node(Eye(world, 3, None), passage),
                "document": Node(Eye(world, 3, None), document or ""),
                "instrument": Node(Eye(world, 3, None), words) if words else None,
                "reading": Node(Eye(world, 3, None), graph) if graph != passage else None,
            }

    # groups

    def _groups(
        self, eye: Eye, some: Sequence[Said], arguments: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        prop = eye.named(arguments["by"])
        members: dict[Any, list[Said]] = defaultdict(list)
        for said in some:
            values = list(dict.fromkeys(eye.values(prop.name, said.value)))
            for value in values or ([None] if arguments["withEmpty"] else []):
                members[value].append(said)
        keys = {value: self._key(eye, prop, value) for value in members}

        def place(value: Any) -> tuple[Any, ...]:
            label = fold(keys[value]["label"] or "")
            if arguments["orderBy"] == "COUNT":
                return value is None, -len(members[value]), label, str(value)
            natural: tuple[Any, ...] = days(value) if prop.kind == "date" and value else ()
            natural = (value,) if prop.kind == "integer" and value is not None else natural
            return value is None, natural, label, str(value)

        for value in sorted(members, key=place):
            yield self._group(eye, keys[value], members[value])

    def _group(self, eye: Eye, key: Mapping[str, Any], some: Sequence[Said]) -> dict[str, Any]:
        def measure(kind: str) -> Any:
            def read(arguments: Mapping[str, Any]) -> Any:
                prop = eye.named(arguments["of"])
                values = [v for said in some for v in eye.values(prop.name, said.value)]
                if kind == "countDistinct":
                    return len(set(values))
                ordered = sorted(values, key=lambda v: _compared(prop, v))
                return str(ordered[0 if kind == "min" else -1]) if ordered else None

            return read

        return {
            "key": key,
            "count": len(some),
            "nodes": [Node(eye, said.value) for said in some],
            "groupBy": lambda arguments: list(self._groups(eye, some, arguments)),
        } | {kind: measure(kind) for kind in ("min", "max", "countDistinct")}

    # paths

    def _paths(self, eye: Eye, start: str, end: str, longest: int) -> Iterator[dict[str, Any]]:
        level: list[list[tuple[str, tuple[Any, ...]]]] = [[(start, ())]]
        known = start == end
        for _ in range(longest):
            if known:
                break
            seen = {iri for layer in level for iri, _ in layer}
            onward = [
                (said.value, (*steps, (place, name, said)))
                for iri, steps in level[-1]
                for place, name, said in self._steps(eye, iri)
                if said.value not in seen
            ]
            level.append(onward)
            known = any(iri == end for iri, _ in onward)
        found = [steps for iri, steps in level[-1] if iri == end] if known else []
        for steps in sorted(found, key=lambda steps: [place for place, _, _ in steps])[:10]:
            shown = [
                {
                    "relation": name,
                    "node": Node(eye, said.value),
                    "evidence": list(self._evidence(eye, said.graphs)),
                }
                for _, name, said in steps
            ]
            yield {"length": len(steps), "steps": shown}

    def _steps(self, eye: Eye, iri: str) -> Iterator[tuple[tuple[str, str, str], str, Said]]:
        for prop in self.ontology.properties.values():
            if prop.walkable:
                for name, mark in ((prop.name, ">"), (prop.inverse or "", "<")):
                    for said in eye.related(name, iri):
                        yield (said.value, prop.relationship_type, mark), name, said
