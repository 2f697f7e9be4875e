"""The read model: the quads of a release decoded into things, claims and relations."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad

from graph.facts import INFERRED, Claim, Edge, Period, Scalar, Thing
from graph.observations import read_periods, with_periods
from graph.relations import chained, closed, inverted
from graph.statements import RDF_TYPE
from graph.terms import AL, APPARATUS, CERTAINTIES, Ontology, Property, slug_of
from graph.values import date_bounds, fold


@dataclass(frozen=True)
class Model:
    """All that a release says, indexed for reading; nothing in it changes.

    `claims` and `edges` go by property, then by IRI. Derived properties (inverses, chains) are
    edges like all others. Where one value is chosen by default it comes first in `claims`, and
    is the only one in `edges`: relations of which documents may claim several are in both.
    Edges and members are in the default order: name, then IRI. `present` has the members as edges
    from nowhere, with the evidence that they exist. `periods` has the observations that do not
    count always.
    """

    ontology: Ontology
    things: Mapping[str, Thing]
    members: Mapping[str, tuple[str, ...]]
    present: Mapping[str, tuple[Edge, ...]]
    claims: Mapping[str, Mapping[str, tuple[Claim, ...]]]
    edges: Mapping[str, Mapping[str, tuple[Edge, ...]]]
    position: Mapping[str, int]
    ranks: Mapping[str, int]
    periods: Mapping[str, Period]

    def first(self, name: str, iri: str) -> Claim | None:
        """Return the default claim for a property of a thing."""
        claims = self.claims.get(name, {}).get(iri)
        return claims[0] if claims else None

    def disagreement(self, name: str, iri: str) -> int | None:
        """Rank at which documents come to disagree about a property of a thing, if they do."""
        claims = self.claims.get(name, {}).get(iri, ())
        disputable = self.ontology.properties[name].one_per_graph
        return claims[1].rank if disputable and len(claims) > 1 else None

    def text(self, name: str, iri: str) -> str:
        """Return the default value as text; empty where there is none."""
        claim = self.first(name, iri)
        return "" if claim is None else str(claim.value)


def build_model(quads: Iterable[Quad], ontology: Ontology) -> Model:
    """Decode the quads of a release.

    Statements in the apparatus graph have no evidence and count as stated.
    """
    return _Builder(ontology, quads).build()


class _Builder:
    def __init__(self, ontology: Ontology, quads: Iterable[Quad]) -> None:
        self.ontology = ontology
        self.triples: dict[str, dict[tuple[str, NamedNode | Literal], set[str]]] = defaultdict(
            lambda: defaultdict(set)
        )
        self.speakers: dict[str, set[str]] = defaultdict(set)
        prefix = str(AL)
        for quad in quads:
            predicate = quad.predicate.value
            if isinstance(quad.subject, NamedNode) and (
                predicate.startswith(prefix) or quad.predicate == RDF_TYPE
            ):
                name = predicate.removeprefix(prefix)
                graph = quad.graph_name.value  # type: ignore[union-attr]  # a release has no default graph
                self.triples[name][quad.subject.value, quad.object].add(graph)  # type: ignore[index]  # no blank nodes below terms of ours
                self.speakers[quad.subject.value].add(graph)

    def build(self) -> Model:
        self.rests: dict[str, list[str]] = defaultdict(list)
        for reading, source in self.triples["restsOn"]:
            self.rests[reading].append(source.value)
        self.speakers_of = cache(self._speakers_of)
        self.ranks = self._graph_ranks()
        self.things = self._things()
        self.instruments = self._single("instrument") | self._single("wordsOf")
        self.dates = self._single("date")
        self.documents, self.issued = self._single("document"), self._single("issued")
        disputable = (p for p in self._written() if p.kind != "thing" or p.one_per_graph)
        claims = {p.name: self._claims(p) for p in disputable}
        names = claims.get("name", {})
        order = sorted(
            self.things, key=lambda i: (fold(str(names[i][0].value)) if i in names else "", i)
        )
        self.position = {iri: place for place, iri in enumerate(order)}
        relations = [p for p in self._written() if p.kind == "thing"]
        edges = {p.name: self._edges(p, claims) for p in relations}
        periods = read_periods(self.ontology, self.things, claims, edges)
        for prop in self._derived():
            edges[prop.name] = self._invert(prop, edges) if prop.inverse_of else {}
        for prop in self._derived():
            if prop.chain:
                first, second = (edges[name] for name in prop.chain)
                edges[prop.name] = self._sorted(chained(first, second, periods))
            elif prop.closes:
                edges[prop.name] = self._sorted(closed(edges[prop.closes]))
            if (prop.chain or prop.closes) and prop.inverse:
                edges[prop.inverse] = self._sorted(inverted(edges[prop.name]))
        present = {
            thing.iri: Edge(thing.iri, thing.rank, thing.graphs) for thing in self.things.values()
        }
        members = self._members(order)
        return Model(
            self.ontology,
            self.things,
            members,
            {name: tuple(present[iri] for iri in iris) for name, iris in members.items()},
            claims,
            edges,
            self.position,
            self.ranks,
            periods,
        )

    def _written(self) -> Iterator[Property]:
        return (p for p in self.ontology.properties.values() if not p.derived)

    def _derived(self) -> Iterator[Property]:
        return (p for p in self.ontology.properties.values() if p.derived)

    def _single(self, name: str) -> dict[str, str]:
        """One value a thing: the lowest, where documents disagree."""
        highest_first = sorted(self.triples[name], key=lambda pair: pair[1].value, reverse=True)
        return {subject: value.value for subject, value in highest_first}

    def _graph_ranks(self) -> dict[str, int]:
        """Rank of each reading: its method's, or the weakest of what it rests on."""
        methods = self._single("method")
        ranks: dict[str, int] = {APPARATUS: 0}

        def rank(graph: str) -> int:
            if graph not in ranks:
                method = self.ontology.concepts.get(methods.get(graph, ""))
                own = CERTAINTIES.index(method.certainty) if method and method.certainty else 0
                below = [rank(source) for source in self.rests[graph]]
                ranks[graph] = max([own, *(r for r in below if r >= INFERRED)])
            return ranks[graph]

        for reading in sorted(methods):
            rank(reading)
        return ranks

    def _weigh(self, graphs: set[str]) -> tuple[int, tuple[str, ...]]:
        rank = min(self.ranks.get(graph, 0) for graph in graphs)
        return rank, tuple(sorted(graph for graph in graphs if graph != APPARATUS))

    def _things(self) -> dict[str, Thing]:
        by_iri = {c.iri: c.name for c in self.ontology.classes.values() if not c.abstract}
        things = {}
        for (iri, kind), graphs in self.triples[RDF_TYPE.value].items():
            if kind.value in by_iri:
                rank, _ = self._weigh(graphs)
                says = self.speakers[iri]
                if rank >= INFERRED:  # an editor's name for it tells nothing of how it is concluded
                    says = {graph for graph in says if self.ranks.get(graph, 0) >= rank}
                _, speakers = self._weigh(says)
                things[iri] = Thing(iri, slug_of(iri), by_iri[kind.value], rank, speakers)
        return things

    def _members(self, order: list[str]) -> dict[str, tuple[str, ...]]:
        members: dict[str, list[str]] = {name: [] for name in self.ontology.classes}
        for iri in order:
            for name in self.ontology.classes[self.things[iri].class_name].lineage:
                members[name].append(iri)
        return {name: tuple(iris) for name, iris in members.items()}

    def _claims(self, prop: Property) -> dict[str, tuple[Claim, ...]]:
        found: dict[str, list[Claim]] = defaultdict(list)
        for (iri, value), graphs in self.triples[prop.name].items():
            if iri in self.things and (prop.kind != "thing" or value.value in self.things):
                found[iri].append(Claim(self._scalar(prop, value), *self._weigh(graphs)))
        preferred = {iri: self._preferred(iri, claims) for iri, claims in found.items()}
        if not prop.observed:
            return preferred
        return {iri: with_periods(claims, self._said_on) for iri, claims in preferred.items()}

    def _preferred(self, iri: str, claims: list[Claim]) -> tuple[Claim, ...]:
        if len(claims) == 1:
            return tuple(claims)
        return tuple(sorted(claims, key=lambda c: self._preference(iri, c.rank, c.graphs, c.value)))

    def _scalar(self, prop: Property, value: NamedNode | Literal) -> Scalar:
        if prop.kind == "concept":
            return self.ontology.concepts[value.value].token
        if prop.kind == "integer":
            return int(value.value)
        return value.value if prop.kind == "thing" else value.value.removeprefix(str(AL))

    def _preference(
        self, iri: str, rank: int, graphs: tuple[str, ...], value: Scalar
    ) -> tuple[int, int, str, str]:
        """Stated first, then the thing's own instrument, then the latest one, then the lowest."""
        is_instrument = "Instrument" in self.ontology.classes[self.things[iri].class_name].lineage
        own = iri if is_instrument else self.instruments.get(iri)
        speakers = {speaker for graph in graphs for speaker in self.speakers_of(graph)}
        latest = max(
            (date_bounds(self.dates[s]).latest for s in speakers if s in self.dates), default=""
        )
        return (
            rank,
            own not in speakers,
            _descending(latest),
            f"{value:>12}" if isinstance(value, int) else value,
        )

    def _speakers_of(self, graph: str) -> frozenset[str]:
        """Instruments whose words a passage is, or those that a reading rests on."""
        own = self.instruments.get(graph)
        below = [self.speakers_of(source) for source in self.rests[graph]]
        return frozenset({own} if own else ()).union(*below)

    def _said_on(self, graphs: tuple[str, ...]) -> str:
        """Last day of the latest text that speaks, or on which its document was issued."""
        speakers = {s for graph in graphs for s in self.speakers_of(graph)} & self.dates.keys()
        dates = {self.dates[speaker] for speaker in speakers}
        dates = dates or {self.issued[d] for g in graphs for d in self._documents_of(g)}
        return max((date_bounds(date).latest for date in dates), default="")

    def _documents_of(self, graph: str) -> set[str]:
        own = {self.documents[graph]} & self.issued.keys() if graph in self.documents else set()
        return own.union(*(self._documents_of(source) for source in self.rests[graph]))

    def _edges(
        self, prop: Property, claims: Mapping[str, Mapping[str, tuple[Claim, ...]]]
    ) -> dict[str, tuple[Edge, ...]]:
        if prop.one_per_graph:
            chosen = {iri: some[0] for iri, some in claims[prop.name].items()}
            return {i: (Edge(str(c.value), c.rank, c.graphs),) for i, c in chosen.items()}
        found: dict[str, list[Edge]] = defaultdict(list)
        for (iri, target), graphs in self.triples[prop.name].items():
            if iri in self.things and target.value in self.things:
                found[iri].append(Edge(target.value, *self._weigh(graphs)))
        if prop.many:
            return self._sorted(found)
        return {iri: (self._first(iri, edges),) for iri, edges in found.items()}

    def _first(self, iri: str, edges: list[Edge]) -> Edge:
        if len(edges) == 1:
            return edges[0]
        return min(edges, key=lambda e: self._preference(iri, e.rank, e.graphs, e.target))

    def _sorted(self, edges: Mapping[str, Iterable[Edge]]) -> dict[str, tuple[Edge, ...]]:
        return {
            iri: tuple(sorted(some, key=lambda e: self.position[e.target]))
            for iri, some in edges.items()
        }

    def _invert(
        self, prop: Property, edges: Mapping[str, Mapping[str, tuple[Edge, ...]]]
    ) -> dict[str, tuple[Edge, ...]]:
        return self._sorted(inverted(edges.get(prop.inverse_of or "", {})))


def _descending(text: str) -> str:
    """Turn digits around, so that later dates sort first."""
    return "".join(chr(ord("9") - ord(c) + ord("0")) if c.isdigit() else c for c in text) or "~"
