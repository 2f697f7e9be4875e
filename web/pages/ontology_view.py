"""What the documentation of the ontology shows: terms in words, alignments, examples."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode
from rdflib.namespace import DCTERMS, OWL, RDFS, SKOS

from graph.catalogue import Catalogue
from graph.inference import Rule, read_rules
from graph.rdf.describing import Description
from graph.terms import AL, BASE, Class, Ontology, Property, Scheme

_RELATIONS: Mapping[str, str] = {
    str(RDFS.subClassOf): "is a",
    str(RDFS.subPropertyOf): "implies",
    str(SKOS.exactMatch): "same as",
    str(SKOS.closeMatch): "close to",
    str(SKOS.broadMatch): "narrower than",
    str(SKOS.narrowMatch): "wider than",
    str(SKOS.relatedMatch): "related to",
}
_EXAMPLES = 3
_SCHEME = "Scheme"
"""How the names of concept schemes end; the rest is the class of their concepts."""
_KINDS = {"string": "text", "integer": "whole number", "uri": "address", "date": "date or interval"}


@dataclass(frozen=True, slots=True)
class Aligned:
    """A term of another vocabulary, and how ours relates to it."""

    relation: str
    iri: str


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class with its place, its properties and some things of it."""

    term: Class
    subclasses: tuple[str, ...]
    properties: tuple[str, ...]
    aligned: tuple[Aligned, ...]
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PropertyView:
    """A property with what its values are and what is said of it in words."""

    term: Property
    values: str
    anchor: str
    facts: tuple[str, ...]
    aligned: tuple[Aligned, ...]


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule by which things are concluded: its reason in words, and its query."""

    name: str
    reason: str
    query: str


@dataclass(frozen=True, slots=True)
class OtherTerm:
    """A term that says how others are used, such as an annotation or a scheme of topics."""

    name: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class OntologyView:
    """All that the documentation shows."""

    title: str
    description: str
    version: str
    version_iri: str
    modified: str
    classes: tuple[ClassView, ...]
    properties: tuple[PropertyView, ...]
    schemes: tuple[Scheme, ...]
    others: tuple[OtherTerm, ...]
    rules: tuple[RuleView, ...]


def view_ontology(
    description: Description, ontology: Ontology, catalogue: Catalogue
) -> OntologyView:
    """Show an ontology; the description holds its statements."""
    aligned = _read_aligned(description)
    head = read_head(description)
    return OntologyView(
        title=head[str(RDFS.label)],
        description=head[str(DCTERMS.description)],
        version=head[str(OWL.versionInfo)],
        version_iri=head[str(OWL.versionIRI)],
        modified=head[str(DCTERMS.modified)],
        classes=tuple(
            ClassView(
                term,
                tuple(n for n in ontology.subclasses(term.name) if n != term.name),
                tuple(p.name for p in ontology.properties_of(term.name)),
                tuple(aligned[term.iri]),
                tuple(_examples(catalogue, term)),
            )
            for term in ontology.classes.values()
        ),
        properties=tuple(
            _view_property(term, aligned[term.iri]) for term in ontology.properties.values()
        ),
        schemes=tuple(ontology.schemes.values()),
        others=tuple(_iter_others(description, ontology)),
        rules=tuple(map(_view_rule, read_rules())),
    )


def _iter_others(description: Description, ontology: Ontology) -> Iterator[OtherTerm]:
    """Terms that are no class, property, scheme or concept, nor the ontology itself."""
    shown = {*ontology.classes, *ontology.properties, *ontology.schemes, ""}
    shown |= {f"{name}{_SCHEME}" for name in ontology.schemes}
    shown |= {iri.removeprefix(str(AL)) for iri in ontology.concepts}
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in description.statements:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            values[quad.subject.value][quad.predicate.value] = quad.object.value
    for iri, own in sorted(values.items()):
        name = iri.removeprefix(str(AL))
        if name != iri and name not in shown:
            label = own.get(str(RDFS.label)) or own[str(SKOS.prefLabel)]
            yield OtherTerm(name, label, own[str(SKOS.definition)])


def _view_rule(rule: Rule) -> RuleView:
    comments = [line[2:] for line in rule.query.splitlines() if line.startswith("# ")]
    reason = " ".join(line for line in comments if not line.startswith("class:"))
    return RuleView(rule.name, reason, rule.query)


def read_head(description: Description) -> dict[str, str]:
    """What the ontology says of itself, by property."""
    return {
        quad.predicate.value: quad.object.value  # type: ignore[union-attr]  # what is said there are IRIs and literals
        for quad in description.statements
        if quad.subject == NamedNode(str(AL))
    }


def _read_aligned(description: Description) -> dict[str, list[Aligned]]:
    found: dict[str, list[Aligned]] = defaultdict(list)
    for quad in description.statements:
        relation = _RELATIONS.get(quad.predicate.value)
        if relation and isinstance(quad.object, NamedNode):
            iri = quad.object.value
            if isinstance(quad.subject, NamedNode) and not iri.startswith(BASE):
                found[quad.subject.value].append(Aligned(relation, iri))
    return found


def _examples(catalogue: Catalogue, term: Class) -> Iterable[tuple[str, str]]:
    for name, iri in catalogue.examples(term.name, _EXAMPLES):
        yield name, "/" + iri.removeprefix(BASE)


def _view_property(term: Property, aligned: list[Aligned]) -> PropertyView:
    facts = {
        "one value at most": term.functional,
        "one value at most in each passage or reading; documents may disagree": term.one_per_graph,
        "chosen by the editors": term.editorial,
        "concluded by rule": term.by_rule,
        "followed by the search for paths": term.walkable,
        "follows from its inverse": term.inverse_of is not None and not term.narrows,
        f"has those things of {term.narrows} that are of its range": term.narrows is not None,
        f"follows from the chain {', then '.join(term.chain)}": bool(term.chain),
    }
    is_term = term.kind in ("thing", "concept")
    return PropertyView(
        term,
        term.range if is_term else _KINDS[term.kind],
        term.range if is_term else "",
        tuple(fact for fact, holds in facts.items() if holds),
        tuple(aligned),
    )
