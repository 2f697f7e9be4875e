"""What the oracle knows: the statements of a release, and what follows from them."""

import calendar
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import product
from typing import Any

from pyoxigraph import NamedNode, Quad

from graph.terms import Class, Ontology, Property

NS = "https://w3id.org/asean-labour/ns#"
BASE = "https://w3id.org/asean-labour/"
APPARATUS = f"{BASE}graph/apparatus"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RANKS = ["STATED", "EDITORIAL", "INFERRED", "UNDECIDED"]
FOREVER = ("", "~")


def fold(text: str) -> str:
    lower = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))


def days(text: str) -> tuple[str, str]:
    """First and last day of an EDTF date or interval."""
    start, _, end = text.partition("/")
    first = "0000-00-00" if start == ".." else _day(start, last=False)
    return first, "9999-99-99" if end == ".." else _day(end or start, last=True)


def lies_within(precise: str, vague: str) -> bool:
    """Whether a date tells more of what a year, a month or "until" leaves open."""
    if "/" in vague and not vague.startswith(".."):
        return False
    (first, last), (start, end) = days(vague), days(precise)
    return first <= start and end <= last and (first, last) != (start, end)


def _day(text: str, *, last: bool) -> str:
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
    day = parts[2] if len(parts) > 2 else (calendar.monthrange(year, month)[1] if last else 1)
    return f"{year:04}-{month:02}-{day:02}"


Spell = tuple[int, str, str, frozenset[str]]
"""A rank, from which day and until which, and the graphs that bear it then."""


@dataclass(frozen=True)
class Said:
    """A value or a thing that some graphs say of a thing, for always or in spells.

    Of what is joined from several statements the surest spells count.
    """

    value: Any
    rank: int
    graphs: frozenset[str]
    spells: frozenset[Spell] = frozenset()
    joined: bool = False


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
                if prop.kind == "thing":  # no surer than that there is what it joins
                    ends = [self.rank_of_thing(end) for end in (iri, value.value)]
                    rank = max([rank, *(end for end in ends if end >= 2)])
                shown = self._shown(prop, value)
                some.append(self._said(shown, rank, graphs))
            some = sorted(some, key=lambda one: self._preference(iri, one))
            for one in some[1:] if prop.kind == "date" else []:
                as_sure = max(one.rank, 1) <= max(some[0].rank, 1)
                if as_sure and lies_within(one.value, some[0].value):
                    some = [one, *(other for other in some if other is not one)]
            found[iri] = self._dated(some) if prop.observed else some
        if prop.kind == "thing" and prop.many:
            return self._ordered(found)
        return found

    def _said(self, value: Any, rank: int, graphs: Iterable[str]) -> Said:
        own = frozenset(graphs) - {APPARATUS}
        if all(self.graph_period(g) == FOREVER for g in own):
            return Said(value, rank, own)
        spells = {(max(rank, self.rank_of(g)), *self.graph_period(g), frozenset({g})) for g in own}
        return Said(value, rank, own, frozenset(spells))

    def graph_period(self, graph: str) -> tuple[str, str]:
        """A conclusion counts while all that does that it depends on."""
        if graph not in self._graph_periods:
            things = [self.period(o.value) for o in self.says["dependsOn"].get(graph, ())]
            below = [self.graph_period(o.value) for o in self.says["restsOn"].get(graph, ())]
            self._graph_periods[graph] = overlap(*things, *below)
        return self._graph_periods[graph]

    @cached_property
    def _graph_periods(self) -> dict[str, tuple[str, str]]:
        return {APPARATUS: FOREVER}

    def presence(self, iri: str) -> list[Spell]:
        """When there is a thing: while what says of which class it is counts, and it holds."""
        graphs = next(g for o, g in self.says[TYPE][iri].items() if o.value == self.kinds[iri].iri)
        return [
            (self.rank_of(g), *overlap(self.period(iri), self.graph_period(g)), frozenset({g}))
            for g in graphs
        ]

    def _shown(self, prop: Property, value: Any) -> Any:
        if prop.kind == "concept":
            return self.ontology.concepts[value.value].token
        if prop.kind == "integer":
            return int(value.value)
        return value.value if prop.kind == "thing" else value.value.removeprefix(NS)

    def _preference(self, iri: str, said: Said) -> tuple[Any, ...]:
        own = iri if "Instrument" in self.kinds[iri].lineage else self.only("instrument", iri)
        speakers = self._speakers(said.graphs)
        latest = max((days(d)[1] for s in speakers if (d := self._dated_on(s))), default="0")
        value = (said.value,) if isinstance(said.value, int) else (str(said.value),)
        return said.rank, own not in speakers, [-ord(c) for c in latest], value

    def _speakers(self, graphs: Iterable[str]) -> set[str]:
        passages = {p for graph in self._strongest(graphs) for p in self.passages_of(graph)}
        return {words for p in passages if (words := self.only("wordsOf", p))}

    def _dated_on(self, iri: str) -> str | None:
        """The lowest date that is stated of an instrument."""
        said = self.says["date"].get(iri, {})
        stated = (o.value for o, gs in said.items() if min(self.rank_of(g) for g in gs) < 2)
        return min(stated, default=None)

    def _strongest(self, graphs: Iterable[str]) -> list[str]:
        some = list(graphs)
        least = min((max(self.rank_of(g), 1) for g in some), default=1)
        return [g for g in some if max(self.rank_of(g), 1) == least]

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
        """All things of each class, each with all that says something of it.

        Of what is concluded nothing more certain than that counts, such as a name that editors gave.
        """
        graphs: dict[str, set[str]] = defaultdict(set)
        for by_subject in self.says.values():
            for iri, objects in by_subject.items():
                graphs[iri].update(*objects.values())
        found: dict[str, list[Said]] = defaultdict(list)
        for iri in sorted(self.kinds, key=self.place):
            rank = self.rank_of_thing(iri)
            least = rank if RANKS[rank] in ("INFERRED", "UNDECIDED") else 0
            own = frozenset(g for g in graphs[iri] - {APPARATUS} if self.rank_of(g) >= least)
            for name in self.kinds[iri].lineage:
                found[name].append(Said(iri, rank, own, self._bearing(iri, own)))
        return found

    def _bearing(self, iri: str, own: frozenset[str]) -> frozenset[Spell]:
        """What says something of a thing, as long as that counts."""
        rank = self.rank_of_thing(iri)
        dated = {g for g in own if self.graph_period(g) != FOREVER}
        spells = [(rank, *FOREVER, own - dated)]
        spells += [(self.rank_of(g), *self.graph_period(g), frozenset({g})) for g in dated]
        if RANKS[rank] in ("INFERRED", "UNDECIDED"):
            spells = [
                (rank, start, end, graphs | (own - dated))
                for rank, start, end, graphs in self.presence(iri)
            ]
        mine = self.period(iri)
        return frozenset((r, *overlap((s, e), mine), graphs) for r, s, e, graphs in spells)

    # what follows

    def _derived(self, prop: Property) -> dict[str, list[Said]]:
        if prop.inverse_of:
            found: dict[str, list[Said]] = defaultdict(list)
            base = self.ontology.properties[prop.inverse_of]
            for iri, some in self.table(base.name).items():
                if prop.narrows and prop.range not in self.kinds[iri].lineage:
                    continue
                for one in some if base.many else some[:1]:
                    found[one.value].append(replace(one, value=iri))
            return self._ordered(found)
        if prop.chain:
            first, second = (self.ontology.properties[name] for name in prop.chain)
            return self._ordered(
                {i: self._joined(self._ways(i, [first, second])) for i in self.kinds}
            )
        base = self.ontology.properties[prop.transitive_of or ""]
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
            passed: list[list[Spell]] = [
                [(r, s, e, frozenset()) for r, s, e, _ in self.presence(one.value)]
                for one in way[:-1]
            ]
            borne = [one.spells or {(one.rank, *FOREVER, one.graphs)} for one in way]
            spells = frozenset(
                (
                    max(r for r, *_ in parts),
                    *overlap(*((s, e) for _, s, e, _ in parts)),
                    frozenset().union(*(g for *_, g in parts)),
                )
                for parts in product(*passed, *borne)
            )
            found[way[-1].value].append(Said(way[-1].value, rank, graphs, spells))
        best = {value: max(min(one.rank for one in same), 1) for value, same in found.items()}
        return [
            Said(
                value,
                min(one.rank for one in same),
                frozenset().union(*(one.graphs for one in same if max(one.rank, 1) == best[value])),
                frozenset().union(*(one.spells for one in same)),
                joined=True,
            )
            for value, same in found.items()
        ]

    # time

    def period(self, iri: str) -> tuple[str, str]:
        """From when to when an observation counts; all else counts always."""
        dated = self.kinds[iri].holds_during or self.kinds[iri].observed_by
        return self._periods[iri] if dated else FOREVER

    @cached_property
    def _periods(self) -> dict[str, tuple[str, str]]:
        found = {}
        holding = [i for i, kind in self.kinds.items() if kind.holds_during]
        observations = [i for i, kind in self.kinds.items() if kind.observed_by]
        for iri in holding:
            if text := self._date_of(iri, self.kinds[iri].holds_during):
                first, last = days(text)
                over = last != "9999-99-99"
                end = (date.fromisoformat(last) + timedelta(1)).isoformat() if over else FOREVER[1]
                found[iri] = first, end
            else:
                found[iri] = FOREVER
        seen = {i: self._seen(i) for i in observations}
        keys = {i: self._key(i) for i in observations}
        for iri in observations:
            level = max(self.rank_of_thing(iri), 1)
            later = [
                seen[other]
                for other in observations
                if keys[iri] <= keys[other] and self.rank_of_thing(other) <= level
            ]
            found[iri] = seen[iri], min([FOREVER[1], *(d for d in later if d > seen[iri])])
        return found

    def rank_of_thing(self, iri: str) -> int:
        graphs = next(g for o, g in self.says[TYPE][iri].items() if o.value == self.kinds[iri].iri)
        return min(self.rank_of(graph) for graph in graphs)

    def _key(self, iri: str) -> frozenset[tuple[str, Any]]:
        """All that says of what an observation is, its day and what was seen apart.

        A cell has the category of its convention.
        """
        kind = self.kinds[iri]
        level, pairs = max(self.rank_of_thing(iri), 1), {("class", kind.name)}

        def sure(name: str, of: str) -> list[Said]:
            return [said for said in self.said(name, of) if said.rank <= level]

        for name in kind.key:
            if name not in (kind.observed_by, kind.observes):
                some = sure(name, iri) or [
                    said for one in sure("convention", iri) for said in sure(name, one.value)
                ]
                pairs |= {(name, said.value) for said in some}
        return frozenset(pairs)

    def _seen(self, iri: str) -> str:
        text = self._date_of(iri, self.kinds[iri].observed_by)
        return days(text)[1] if text else FOREVER[0]

    def _date_of(self, iri: str, name: str) -> str:
        """The date of a thing, unless only a conclusion gives one to what is stated."""
        said = self.said(name, iri)
        weaker = said and max(said[0].rank, 1) > max(self.rank_of_thing(iri), 1)
        return "" if weaker or not said else said[0].value

    def _dated(self, some: Sequence[Said]) -> list[Said]:
        def since(one: Said) -> str:
            speakers = self._speakers(one.graphs)
            dates = {d for speaker in speakers if (d := self._dated_on(speaker))}
            best = self._strongest(one.graphs)
            documents = {self.only("document", p) for g in best for p in self.passages_of(g)}
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
                                        if o.rank <= max(one.rank, 1) and since(o) > since(one)
                                    ),
                                ]
                            ),
                            one.graphs,
                        )
                    }
                ),
            )
            for one in some
        ]


def overlap(*periods: tuple[str, str]) -> tuple[str, str]:
    return max(p[0] for p in (FOREVER, *periods)), min(p[1] for p in (FOREVER, *periods))


def slug(iri: str) -> str:
    head, _, tail = iri.removeprefix(BASE).partition("/")
    return tail if head == "passage" else tail.rpartition("/")[2]
