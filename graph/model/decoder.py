"""Decodes what statements tell of one thing: its class, claims and relations."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import groupby

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.model.disagreement import precise_first
from graph.model.facts import INFERRED, Claim, Edge, Entity, Scalar, Thing
from graph.model.observations import with_periods
from graph.model.provenance import ProvenanceIndex
from graph.statements import RDF_TYPE
from graph.terms import AL, Ontology, Property, slug_of

Term = NamedNode | BlankNode | Literal
Values = Mapping[str, Mapping[Term, Collection[str]]]
"""For each property, by its name, the values with the graphs that give them."""

KIND = RDF_TYPE.value
"""Name under which the classes of a thing are among its values."""

_PREFIX = str(AL)


def name_of(predicate: str) -> str | None:
    """Name of a property by which something is told; none for the terms of others."""
    if predicate.startswith(_PREFIX):
        return predicate.removeprefix(_PREFIX)
    return KIND if predicate == KIND else None


def iter_values(quads: Iterable[Quad]) -> Iterator[tuple[str, Values]]:
    """Part statements that come by subject into the values of each."""
    for subject, some in groupby(quads, key=lambda quad: quad.subject):
        if isinstance(subject, NamedNode):
            yield subject.value, values_of(some)


def values_of(quads: Iterable[Quad]) -> Values:
    """Sort the statements about one subject by property and value."""
    values: dict[str, dict[Term, list[str]]] = {}
    graphs: dict[str, str] = {}
    for quad in quads:
        name = name_of(quad.predicate.value)
        if name is not None:
            graph = str(quad.graph_name.value)  # type: ignore[union-attr]  # a release has no default graph
            graph = graphs.setdefault(graph, graph)  # one text for all that it bears
            value: Term = quad.object  # type: ignore[assignment]  # no triple below terms of ours
            values.setdefault(name, {}).setdefault(value, []).append(graph)
    return values


class Decoder:
    """Decodes the values of things; `rank_of` tells how surely a thing exists, if it does."""

    def __init__(
        self, ontology: Ontology, provenance: ProvenanceIndex, rank_of: Callable[[str], int | None]
    ) -> None:
        self._concepts = ontology.concepts
        self._classes = {c.iri: c.name for c in ontology.classes.values() if not c.abstract}
        self._instruments = {n for n, c in ontology.classes.items() if "Instrument" in c.lineage}
        self._written = {n: p for n, p in ontology.properties.items() if not p.derived}
        self._provenance = provenance
        self._rank_of = rank_of

    def rank(self, values: Values) -> int | None:
        """How surely the thing exists that has these values; nothing where it is none of ours."""
        for kind, graphs in values.get(KIND, {}).items():
            if kind.value in self._classes:
                return self._provenance.certainty_of(graphs)[0]
        return None

    def decode(self, iri: str, values: Values) -> Entity | None:
        """Decode what is told of a thing; nothing where none of its classes is ours."""
        thing = self._thing(iri, values)
        if thing is None:
            return None
        own = self._own_instrument(thing, values)
        claims: dict[str, tuple[Claim, ...]] = {}
        edges: dict[str, tuple[Edge, ...]] = {}
        for name, some in values.items():
            prop = self._written.get(name)
            if prop is not None and (found := self._claims(prop, some, thing.rank)):
                ordered = self._preferred(prop, found, own)
                if prop.kind != "thing" or prop.one_per_graph:
                    claims[name] = self._dated(prop, ordered)
                if prop.kind == "thing":
                    related = ordered if prop.many else ordered[:1]
                    edges[name] = tuple(Edge(str(c.value), c.rank, c.graphs) for c in related)
        return Entity(thing, claims, edges)

    def _thing(self, iri: str, values: Values) -> Thing | None:
        for kind, graphs in values.get(KIND, {}).items():
            if kind.value in self._classes:
                rank, existence = self._provenance.certainty_of(graphs)
                sources = {
                    g for some in values.values() for graphs in some.values() for g in graphs
                }
                if rank >= INFERRED:  # an editor's name for it tells nothing of how it is concluded
                    sources = {
                        graph for graph in sources if self._provenance.ranks.get(graph, 0) >= rank
                    }
                _, speakers = self._provenance.certainty_of(sources)
                return Thing(
                    iri, slug_of(iri), self._classes[kind.value], rank, speakers, existence
                )
        return None

    def _own_instrument(self, thing: Thing, values: Values) -> str | None:
        if thing.class_name in self._instruments:
            return thing.iri
        named = values.get("wordsOf") or values.get("instrument") or ()
        return min((value.value for value in named), default=None)

    def _claims(
        self, prop: Property, values: Mapping[Term, Collection[str]], own: int
    ) -> list[Claim]:
        ranked = [
            (value.value, *self._provenance.certainty_of(graphs))
            for value, graphs in values.items()
        ]
        if prop.kind == "thing":
            return list(self._iter_relations(ranked, own))
        return [Claim(self._scalar(prop, value), rank, graphs) for value, rank, graphs in ranked]

    def _iter_relations(
        self, ranked: Iterable[tuple[str, int, tuple[str, ...]]], own: int
    ) -> Iterator[Claim]:
        """Yield relations to what exists; none is more certain than that its two ends exist."""
        for iri, rank, graphs in ranked:
            end = self._rank_of(iri)
            if end is not None:
                least = max(own, end)
                yield Claim(iri, max(rank, least) if least >= INFERRED else rank, graphs)

    def _scalar(self, prop: Property, value: str) -> Scalar:
        if prop.kind == "concept":
            return self._concepts[value].token
        if prop.kind == "integer":
            return int(value)
        return value.removeprefix(_PREFIX)

    def _preferred(self, prop: Property, claims: list[Claim], own: str | None) -> list[Claim]:
        """Put the default first."""
        if len(claims) == 1:
            return claims
        ordered = sorted(
            claims, key=lambda c: self._provenance.rank_key(own, c.rank, c.graphs, c.value)
        )
        return precise_first(ordered) if prop.kind == "date" else ordered

    def _dated(self, prop: Property, claims: list[Claim]) -> tuple[Claim, ...]:
        if prop.observed:
            return with_periods(tuple(claims), self._provenance.stated_on)
        return tuple(claims)
