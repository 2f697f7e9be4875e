"""What a page shows of a thing: its statements in words, each with what it rests on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.evidence import EvidenceIndex, Record
from graph.rdf.describing import Description, statement_iri
from graph.statements import RDF_TYPE
from graph.terms import AL, APPARATUS, BASE, Ontology, kebab
from web.pages.drawing import Drawing, draw

_FILED = ("classes", "name", "caption")
"""What the editors say of every thing: shown last."""
_NAMES = ("name", "label", "prefLabel")


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value as words, and where it leads if anywhere."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A passage that bears a statement, how surely, and its words where they are at hand."""

    certainty: str
    passage: ValueView
    document: ValueView
    reading: ValueView | None
    quote: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement with all that bears it; the anchor is its place on the page."""

    anchor: str
    value: ValueView
    witnesses: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class StatementGroup:
    """Statements with one property; `disagrees` where one value is expected and there are more."""

    label: str
    definition: str
    term: str
    statements: tuple[StatementView, ...]
    disagrees: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Groups of statements about one thing, in what a passage or a reading says."""

    about: ValueView
    kind: str
    groups: tuple[StatementGroup, ...]


@dataclass(frozen=True, slots=True)
class ThingView:
    """A thing as its page shows it."""

    iri: str
    path: str
    name: str
    caption: str
    kind: ValueView
    printed: tuple[StatementView, ...]
    own: tuple[StatementGroup, ...]
    others: tuple[StatementGroup, ...]
    gaps: tuple[StatementView, ...]
    content: tuple[Section, ...]
    quads: int
    drawing: Drawing
    graphql: str
    cypher: str


@dataclass(frozen=True, slots=True)
class ThingViewer:
    """Makes views of descriptions."""

    ontology: Ontology
    evidence: EvidenceIndex

    def view(self, description: Description) -> ThingView:
        """Show a description in words."""
        return _View(description, self.ontology, self.evidence).build()


class _View:
    def __init__(
        self, description: Description, ontology: Ontology, evidence: EvidenceIndex
    ) -> None:
        self.description, self.ontology, self.evidence = description, ontology, evidence
        self.names = _read_names((*description.context, *description.own))
        self.name = self._words(NamedNode(description.iri))
        self.caption = _read_caption(description)
        self._witnesses: dict[str, tuple[EvidenceView, ...]] = {}

    def build(self) -> ThingView:
        iri = self.description.iri
        others = self._groups(self.description.others, inverse=True)
        gaps = [g for g in others if g.term == f"/ns#{AL.concerns.removeprefix(AL)}"]
        names = [g for g in others if g.term == f"/ns#{AL.designates.removeprefix(AL)}"]
        shown = [g for g in others if g not in (*gaps, *names)]
        return ThingView(
            iri=iri,
            path=iri.removeprefix(BASE),
            name=self.name,
            caption=self.caption,
            kind=self._kind(),
            printed=tuple(s for group in names for s in group.statements),
            own=self._groups(self.description.own),
            others=tuple(shown),
            gaps=tuple(s for group in gaps for s in group.statements),
            content=() if iri == APPARATUS else tuple(self._sections()),
            quads=len(self.description.content),
            drawing=draw(self.caption or self.name, self._drawn()),
            graphql=self._graphql(),
            cypher=f'MATCH (thing:Entity {{iri: "{iri}"}})-[relation]-(neighbour)\n'
            "RETURN thing, relation, neighbour",
        )

    def _kind(self) -> ValueView:
        for name in self._classes():
            return ValueView(self.ontology.classes[name].label, f"/ns#{name}")
        return ValueView("graph", "")

    def _classes(self) -> list[str]:
        kinds = [q.object.value for q in self.description.own if q.predicate == RDF_TYPE]  # type: ignore[union-attr]  # classes are IRIs
        names = sorted({kind.removeprefix(str(AL)) for kind in kinds})
        return [name for name in names if name in self.ontology.classes]

    def _sections(self) -> Iterator[Section]:
        by_subject: dict[str, list[Quad]] = defaultdict(list)
        for quad in self.description.content:
            by_subject[quad.subject.value].append(quad)  # type: ignore[union-attr]  # only the apparatus has blank nodes
        sections = [
            Section(self._value(NamedNode(iri)), self._kind_of(iri), self._groups(quads))
            for iri, quads in by_subject.items()
        ]
        ranks = {kind: rank for rank, kind in enumerate(self._kinds())}
        yield from sorted(
            sections, key=lambda s: (ranks.get(s.kind, 0), s.about.text, s.about.href)
        )

    def _kind_of(self, iri: str) -> str:
        """Label of the class that the address of a thing names."""
        name = iri.removeprefix(f"{BASE}id/").partition("/")[0]
        known = (c.label for c in self.ontology.classes.values() if kebab(c.name) == name)
        return next(known, "")

    def _kinds(self) -> Iterator[str]:
        """Labels of classes: provisions, other things, what joins them, and last their names."""
        provisions = set(self.ontology.concrete("Provision"))
        classes = self.ontology.classes.values()
        order = sorted(
            classes, key=lambda c: (c.name == "Designation", bool(c.key), c.name not in provisions)
        )
        yield from (one.label for one in order)

    def _groups(
        self, quads: Iterable[Quad], *, inverse: bool = False
    ) -> tuple[StatementGroup, ...]:
        graphs: dict[str, dict[Triple, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            graphs[quad.predicate.value][quad.triple].append(quad.graph_name.value)  # type: ignore[union-attr]  # a release has no default graph
        groups = [
            self._group(predicate, found, inverse=inverse) for predicate, found in graphs.items()
        ]
        return tuple(sorted(groups, key=lambda g: (g.term[4:] in _FILED, g.label, g.term)))

    def _group(
        self, predicate: str, found: Mapping[Triple, list[str]], *, inverse: bool
    ) -> StatementGroup:
        statements = [self._statement(t, graphs, inverse=inverse) for t, graphs in found.items()]
        ordered = tuple(sorted(statements, key=lambda s: (s.value.text, s.anchor)))
        prop = self.ontology.properties.get(predicate.removeprefix(str(AL)))
        if prop is None:
            label, term = ("kind", "/ns#classes") if predicate == RDF_TYPE.value else ("", "")
            return StatementGroup(label or predicate, "", term or predicate, ordered)
        turned = self.ontology.properties.get(prop.inverse or "") if inverse else None
        label = turned.label if turned else prop.label + (" of" if inverse else "")
        definition = (turned or prop).definition
        disagrees = not inverse and not prop.many and len(ordered) > 1
        return StatementGroup(label, definition, f"/ns#{prop.name}", ordered, disagrees)

    def _statement(self, triple: Triple, graphs: list[str], *, inverse: bool) -> StatementView:
        end = triple.subject if inverse else triple.object
        witnesses = {w: None for graph in sorted(graphs) for w in self._witness(graph)}
        anchor = statement_iri("", triple)[1:]
        return StatementView(anchor, self._without_name(self._value(end)), tuple(witnesses))

    def _without_name(self, value: ValueView) -> ValueView:
        """A value whose name begins or ends with that of the thing, without it: it is on its page."""
        if not value.href.startswith("/id/"):
            return value
        text = value.text.removeprefix(f"{self.name}: ").removesuffix(f", {self.name}")
        return replace(value, text=text)

    def _value(self, term: object) -> ValueView:
        words = self._words(term)
        if isinstance(term, NamedNode):
            local = term.value.removeprefix(BASE)
            return ValueView(words, f"/{local}" if local != term.value else term.value)
        address = words if words.startswith(("https://", "http://")) else ""
        if address.startswith(BASE):
            address = "/" + address.removeprefix(BASE)
        return ValueView(self._words(NamedNode(words)) if address else words, address)

    def _words(self, term: object) -> str:
        value = str(getattr(term, "value", term))
        if isinstance(term, Literal):
            return value
        name = value.removeprefix(str(AL))
        concept = self.ontology.concepts.get(value)
        known = self.ontology.classes.get(name) or self.ontology.properties.get(name)
        label = concept.label if concept else known.label if known else None
        return label or self.names.get(value, value.removeprefix(BASE))

    def _witness(self, graph: str) -> tuple[EvidenceView, ...]:
        if graph not in self._witnesses:
            records = map(self.evidence.quoted, self.evidence.records.get(graph, ()))
            self._witnesses[graph] = tuple(map(_witness, records))
        return self._witnesses[graph]

    def _drawn(self) -> list[tuple[str, str, str]]:
        """Relations to other things, as label, name and address."""
        groups = [*self._groups(self.description.own)]
        groups += self._groups(self.description.others, inverse=True)
        return [
            (group.label, statement.value.text, statement.value.href)
            for group in groups
            for statement in group.statements
            if statement.value.href.startswith(("/id/", "/passage/", "/reading/"))
            and group.term != f"/ns#{AL.designates.removeprefix(AL)}"
        ]

    def _graphql(self) -> str:
        for name in self._classes():
            found = self.ontology.classes[name]
            fields = [p.name for p in self.ontology.properties_of(name) if p.kind != "thing"]
            key = f'{found.singular}(key: "{self.description.iri}", certainty: ALL)'
            return f"{{ {key} {{ {' '.join(fields)} }} }}"
        return ""


def _read_names(quads: Iterable[Quad]) -> dict[str, str]:
    """Names by IRI; the ontology's labels are overwritten by no other."""
    found: dict[str, str] = {}
    for quad in quads:
        predicate = quad.predicate.value
        if predicate == str(AL.name) or predicate.rpartition("#")[2] in _NAMES[1:]:
            found.setdefault(quad.subject.value, quad.object.value)  # type: ignore[union-attr]  # named things have IRIs, names are literals
    return found


def _read_caption(description: Description) -> str:
    """The caption of a thing; empty where it has none."""
    captions = (q.object.value for q in description.own if q.predicate.value == str(AL.caption))  # type: ignore[union-attr]  # captions are literals
    return next(captions, "")


def _witness(record: Record) -> EvidenceView:
    passage, document = cast(Record, record["passage"]), cast(Record | None, record["document"])
    reading = cast(Record | None, record["reading"])
    return EvidenceView(
        certainty=str(record["certainty"]).lower(),
        passage=_linked(record["locator"], passage),
        document=_linked(document["caption"] or document["name"], document)
        if document
        else ValueView(""),
        reading=None if reading is None else _linked(method_of(reading), reading),
        quote=str(record["quote"] or ""),
    )


def method_of(reading: Record) -> str:
    """How a reading concludes, and how surely, in words."""
    sure = f", confidence {reading['confidence']}" if reading["confidence"] else ""
    return f"{reading['method']}{sure}".lower().replace("_", " ")


def _linked(text: object, record: Record) -> ValueView:
    return ValueView(str(text), "/" + str(record["iri"]).removeprefix(BASE))
