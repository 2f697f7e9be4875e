"""The ontology as the program sees it: classes, properties and schemes read from Turtle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from rdflib import Graph, Namespace, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SDO, SKOS, XSD
from rdflib.term import Node

from graph.errors import OntologyError
from graph.settings import ROOT
from graph.to_rdflib import add_triples, read_turtle

BASE = "https://w3id.org/asean-labour/"
AL = Namespace(BASE + "ns#")
APPARATUS = BASE + "graph/apparatus"
FOLDER = ROOT / "ontology"

ValueKind = Literal["string", "integer", "uri", "date", "concept", "thing"]
Certainty = Literal["STATED", "EDITORIAL", "INFERRED", "UNDECIDED"]
CERTAINTIES: tuple[Certainty, ...] = ("STATED", "EDITORIAL", "INFERRED", "UNDECIDED")
"""From strongest to weakest; a rank is a position in this tuple."""

_DATATYPES: Mapping[Node, ValueKind] = {
    XSD.string: "string",
    XSD.integer: "integer",
    XSD.anyURI: "uri",
    AL.edtf: "date",
}


def kebab(name: str) -> str:
    """Turn a camel-case name into lower case with hyphens: PlanItem becomes plan-item."""
    return "".join("-" + c.lower() if c.isupper() else c for c in name).lstrip("-")


def upper_snake(name: str) -> str:
    """Turn a name in camel case or with hyphens into upper case with underscores."""
    return kebab(name).replace("-", "_").upper()


def thing_iri(class_name: str, slug: str) -> str:
    """IRI of the thing of a class with a slug."""
    return f"{BASE}id/{kebab(class_name)}/{slug}"


def passage_iri(document: str, unit: str) -> str:
    """IRI of a passage: the slug of its document, then section and unit."""
    return f"{BASE}passage/{document}/{unit}"


def reading_iri(digest: str) -> str:
    """IRI of a reading; the digest is of what it rests on and how."""
    return f"{BASE}reading/{digest}"


def slug_of(iri: str) -> str:
    """Last part of a thing's IRI; for a passage all that follows `passage/`."""
    head, _, tail = iri.removeprefix(BASE).partition("/")
    return tail if head == "passage" else tail.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a closed scheme, such as the role `potential-collaborator`."""

    iri: str
    notation: str
    label: str
    definition: str
    certainty: Certainty | None
    broader: tuple[str, ...]
    relationship_type: str = ""
    """Type of the relationship that drawings show for what is of this kind."""

    @property
    def token(self) -> str:
        """Name of the value in GraphQL's enum."""
        return upper_snake(self.notation)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A closed list of concepts; its name is the class that properties have as range."""

    name: str
    label: str
    definition: str
    concepts: tuple[Concept, ...]

    def concept(self, notation: str) -> Concept | None:
        """Return the concept with this notation."""
        return next((c for c in self.concepts if c.notation == notation), None)


@dataclass(frozen=True, slots=True)
class Property:
    """A property with all that tables, schema and stores derive from it."""

    iri: str
    name: str
    label: str
    definition: str
    kind: ValueKind
    range: str
    domains: tuple[str, ...]
    functional: bool
    one_per_graph: bool
    editorial: bool
    walkable: bool
    by_rule: bool
    observed: bool
    """Whether the value changes, so that of a day the latest text up to it tells it."""
    inverse_of: str | None
    narrows: str | None
    """The inverse of which this one has only those things that are of its range."""
    inverse: str | None
    chain: tuple[str, ...]
    transitive_of: str | None
    """The property that this one follows over any number of steps."""
    neo4j_name: str
    relationship_type: str
    explained_by: tuple[tuple[str, ...], ...] = ()
    """Ways, as properties, on which the things lie that explain a relation."""

    @property
    def many(self) -> bool:
        """Whether a thing has a list of values; false where one is chosen by default."""
        return not (self.functional or self.one_per_graph)

    @property
    def derived(self) -> bool:
        """Whether values are computed from other properties and never written down.

        What rules conclude is written down in a release; no table has a column for it either.
        """
        return bool(self.inverse_of or self.chain or self.transitive_of)


@dataclass(frozen=True, slots=True)
class Class:
    """A class with its place in the hierarchy and the names derived from it."""

    iri: str
    name: str
    label: str
    definition: str
    abstract: bool
    ancestors: tuple[str, ...]
    singular: str
    plural: str
    requires: tuple[str, ...]
    key: tuple[str, ...]
    holds_during: str
    """The date that gives the period in which things of the class hold, where it does."""
    observed_by: str
    """The date of the day on which things of the class were observed, where it is that."""
    observes: str
    """What was seen on that day."""
    name_template: str
    caption_template: str
    directly: tuple[str, ...] = ()
    """Subject, object and kind of the one relation that drawings show for a thing."""
    colour: str = ""
    diameter: str = ""

    @property
    def dated(self) -> str:
        """The date that says when things of the class count; empty where they always do."""
        return self.holds_during or self.observed_by

    @property
    def lineage(self) -> tuple[str, ...]:
        """The class and its ancestors, nearest first."""
        return (self.name, *self.ancestors)


@dataclass(frozen=True)
class Ontology:
    """All terms by local name, in the order of their names."""

    classes: Mapping[str, Class]
    properties: Mapping[str, Property]
    schemes: Mapping[str, Scheme]
    things: tuple[tuple[str, str], ...]
    """Class and slug of each thing that the ontology describes itself: the topics."""

    @cached_property
    def concepts(self) -> Mapping[str, Concept]:
        """All concepts by IRI."""
        return {c.iri: c for s in self.schemes.values() for c in s.concepts}

    @cached_property
    def _subclasses(self) -> Mapping[str, tuple[str, ...]]:
        return {
            name: tuple(c.name for c in self.classes.values() if name in c.lineage)
            for name in self.classes
        }

    @cached_property
    def _properties_of(self) -> Mapping[str, tuple[Property, ...]]:
        return {
            c.name: tuple(
                p for p in self.properties.values() if not set(p.domains).isdisjoint(c.lineage)
            )
            for c in self.classes.values()
        }

    def concrete(self, class_name: str) -> tuple[str, ...]:
        """Names of the classes below and including this one that things can have."""
        return tuple(n for n in self._subclasses[class_name] if not self.classes[n].abstract)

    def subclasses(self, class_name: str) -> tuple[str, ...]:
        """Names of this class and all below it."""
        return self._subclasses[class_name]

    def properties_of(self, class_name: str) -> tuple[Property, ...]:
        """Properties that things of a class can have, inherited ones included."""
        return self._properties_of[class_name]

    def is_observed(self, name: str) -> bool:
        """Whether a class or a property may lead to what changes from one day to another."""
        if name in self.classes:
            return any(self.classes[c].dated for c in self.concrete(name))
        prop = self.properties.get(name)
        if prop is None:
            return False
        if prop.observed or (prop.kind == "thing" and self.is_observed(prop.range)):
            return True
        base = self.properties[prop.inverse_of] if prop.inverse_of else prop
        steps = (step for way in (base.chain, *base.explained_by) for step in way)
        followed = (base.transitive_of,) if base.transitive_of else ()
        return any(self.is_observed(step) for step in (*followed, *steps))

    def joins(self, name: str) -> bool:
        """Whether relations by a property are made of several others."""
        prop = self.properties[name]
        base = self.properties[prop.inverse_of] if prop.inverse_of else prop
        return bool(base.chain or base.transitive_of)

    def class_of_iri(self, iri: str) -> Class:
        """Class of a term's IRI."""
        return self.classes[iri.removeprefix(str(AL))]


def read_graph(folder: Path = FOLDER) -> Graph:
    """Parse the ontology's terms and schemes into one RDF graph."""
    graph = Graph()
    for name in ("labour.ttl", "vocabularies.ttl"):
        try:
            add_triples(graph, read_turtle(folder / name))
        except (OSError, SyntaxError) as error:
            raise OntologyError(f"{folder / name} is not readable as Turtle: {error}") from error
    return graph


def read_ontology(folder: Path = FOLDER) -> Ontology:
    """Read the ontology from a folder.

    Raises OntologyError where a term lacks what the program needs: label, definition, range.
    """
    graph = read_graph(folder)
    schemes = {s.name: s for s in _iter_schemes(graph)}
    classes = {c.name: c for c in _iter_classes(graph, schemes)}
    properties = {p.name: p for p in _iter_properties(graph, classes, schemes)}
    return Ontology(classes, properties, schemes, tuple(_iter_things(graph, classes)))


def _local(node: Node) -> str:
    return str(node).removeprefix(str(AL))


LANGUAGE = "en"
"""Language of the labels and definitions that schema, pages and messages are made of."""


def _ours(graph: Graph, kind: Node) -> list[URIRef]:
    subjects = graph.subjects(RDF.type, kind)
    return sorted(s for s in set(subjects) if isinstance(s, URIRef) and s.startswith(str(AL)))


def _text(graph: Graph, term: Node, predicate: Node) -> str:
    """Read a text in the language of the program, or one that is in no language."""
    for value in graph.objects(term, predicate):
        if isinstance(value, RdfLiteral) and value.language in (LANGUAGE, None):
            return " ".join(str(value).split())
    raise OntologyError(f"{term} has no {predicate} in English; add one to the ontology")


def _optional(graph: Graph, term: Node, predicate: Node) -> str | None:
    value = graph.value(term, predicate)
    return None if value is None else str(value)


def _flag(graph: Graph, term: Node, predicate: Node) -> bool:
    return _optional(graph, term, predicate) == "true"


def _list(graph: Graph, term: Node, predicate: Node) -> tuple[str, ...]:
    return next(iter(_lists(graph, term, predicate)), ())


def _lists(graph: Graph, term: Node, predicate: Node) -> tuple[tuple[str, ...], ...]:
    lists = (Collection(graph, head) for head in graph.objects(term, predicate))
    return tuple(sorted(tuple(_local(item) for item in items) for items in lists))


def _iter_schemes(graph: Graph) -> Iterator[Scheme]:
    for concept_class in _ours(graph, OWL.Class):
        if graph.value(concept_class, AL.scheme) is None:
            continue
        concepts = [_concept(graph, term) for term in _ours(graph, concept_class)]
        yield Scheme(
            name=_local(concept_class),
            label=_text(graph, concept_class, RDFS.label),
            definition=_text(graph, concept_class, SKOS.definition),
            concepts=tuple(concepts),
        )


def _iter_things(graph: Graph, classes: Mapping[str, Class]) -> Iterator[tuple[str, str]]:
    for known in classes.values():
        for iri in sorted(map(str, graph.subjects(RDF.type, URIRef(known.iri)))):
            if iri == thing_iri(known.name, slug := slug_of(iri)):
                yield known.name, slug


def _concept(graph: Graph, term: URIRef) -> Concept:
    certainty = _optional(graph, term, AL.certainty)
    return Concept(
        iri=str(term),
        notation=_text(graph, term, SKOS.notation),
        label=_text(graph, term, SKOS.prefLabel),
        definition=_text(graph, term, SKOS.definition),
        certainty=next((c for c in CERTAINTIES if c == certainty), None),
        broader=tuple(sorted(str(b) for b in graph.objects(term, SKOS.broader))),
        relationship_type=_optional(graph, term, AL.relationshipType) or "",
    )


def _iter_classes(graph: Graph, schemes: Mapping[str, Scheme]) -> Iterator[Class]:
    for term in _ours(graph, OWL.Class):
        if _local(term) in schemes:
            continue
        ancestors = _ancestors(graph, term)
        yield Class(
            iri=str(term),
            name=_local(term),
            label=_text(graph, term, RDFS.label),
            definition=_text(graph, term, SKOS.definition),
            abstract=_flag(graph, term, AL.abstract),
            ancestors=ancestors,
            singular=_text(graph, term, AL.singular),
            plural=_text(graph, term, AL.plural),
            requires=_inherited(graph, (_local(term), *ancestors)),
            key=_list(graph, term, OWL.hasKey),
            holds_during=_local(graph.value(term, AL.holdsDuring) or URIRef("")),
            observed_by=_local(graph.value(term, AL.observedBy) or URIRef("")),
            observes=_local(graph.value(term, AL.observes) or URIRef("")),
            name_template=_nearest(graph, (_local(term), *ancestors), AL.nameTemplate),
            caption_template=_nearest(graph, (_local(term), *ancestors), AL.captionTemplate),
            directly=_list(graph, term, AL.directly),
            colour=_nearest(graph, (_local(term), *ancestors), AL.colour),
            diameter=_nearest(graph, (_local(term), *ancestors), AL.diameter),
        )


def _ancestors(graph: Graph, term: URIRef) -> tuple[str, ...]:
    """Ancestors of ours, nearest first."""
    found: list[str] = []
    level = [term]
    while level:
        parents = {p for t in level for p in graph.objects(t, RDFS.subClassOf)}
        level = sorted(p for p in parents if isinstance(p, URIRef) and p.startswith(str(AL)))
        found += [_local(p) for p in level if _local(p) not in found]
    return tuple(found)


def _inherited(graph: Graph, lineage: tuple[str, ...]) -> tuple[str, ...]:
    required = {_local(p) for name in lineage for p in graph.objects(AL[name], AL.requires)}
    return tuple(sorted(required))


def _nearest(graph: Graph, lineage: tuple[str, ...], predicate: Node) -> str:
    """Value of the class, else of its nearest ancestor that has one, else nothing."""
    values = (_optional(graph, AL[name], predicate) for name in lineage)
    return next((value for value in values if value), "")


def _iter_properties(
    graph: Graph, classes: Mapping[str, Class], schemes: Mapping[str, Scheme]
) -> Iterator[Property]:
    inverses = {str(f): _local(i) for i, f in graph.subject_objects(OWL.inverseOf)}
    terms = {*_ours(graph, OWL.ObjectProperty), *_ours(graph, OWL.DatatypeProperty)}
    for term in sorted(terms):
        name, target = _local(term), graph.value(term, RDFS.range)
        if target is None:
            raise OntologyError(f"{term} has no rdfs:range; add exactly one")
        wider = _narrowed(graph, term)
        forward = graph.value(wider or term, OWL.inverseOf)
        yield Property(
            iri=str(term),
            name=name,
            label=_text(graph, term, RDFS.label),
            definition=_text(graph, term, SKOS.definition),
            kind=_kind(term, target, classes, schemes),
            range=_local(target),
            domains=_domains(graph, term),
            functional=(term, RDF.type, OWL.FunctionalProperty) in graph,
            one_per_graph=_flag(graph, term, AL.onePerGraph),
            editorial=_flag(graph, term, AL.editorial),
            walkable=_flag(graph, term, AL.walkable),
            by_rule=_flag(graph, term, AL.byRule),
            observed=_flag(graph, term, AL.observed),
            inverse_of=None if forward is None else _local(forward),
            narrows=None if wider is None else _local(wider),
            inverse=inverses.get(str(term)) or (None if forward is None else _local(forward)),
            chain=_list(graph, term, OWL.propertyChainAxiom),
            transitive_of=_closed(graph, term),
            neo4j_name=_optional(graph, term, AL.neo4jName) or name,
            relationship_type=_optional(graph, term, AL.relationshipType) or upper_snake(name),
            explained_by=_lists(graph, term, AL.explainedBy),
        )


def _narrowed(graph: Graph, term: Node) -> Node | None:
    """Return the inverse that a property is a subproperty of."""
    wider = graph.objects(term, RDFS.subPropertyOf)
    return next((one for one in wider if graph.value(one, OWL.inverseOf) is not None), None)


def _closed(graph: Graph, term: Node) -> str | None:
    if (term, RDF.type, OWL.TransitiveProperty) not in graph:
        return None
    followed = [_local(p) for p in graph.subjects(RDFS.subPropertyOf, term)]
    if len(followed) != 1:
        raise OntologyError(f"{term} is transitive; expected one subproperty, which it follows")
    return followed[0]


def _kind(
    term: Node, target: Node, classes: Mapping[str, Class], schemes: Mapping[str, Scheme]
) -> ValueKind:
    if target in _DATATYPES:
        return _DATATYPES[target]
    if _local(target) in schemes:
        return "concept"
    if _local(target) in classes:
        return "thing"
    raise OntologyError(
        f"{term} has the range {target}, which is no class, scheme or known datatype"
    )


def _domains(graph: Graph, term: Node) -> tuple[str, ...]:
    domains = {*graph.objects(term, RDFS.domain), *graph.objects(term, SDO.domainIncludes)}
    return tuple(sorted(_local(d) for d in domains))
