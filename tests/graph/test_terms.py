"""The ontology says what the program needs to know, of each term and of all together."""

import asyncio
import re
import shutil
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import DC, DCTERMS, OWL, RDF, RDFS, SKOS, XSD

from graph.errors import OntologyError
from graph.terms import (
    AL,
    FOLDER,
    Ontology,
    Property,
    kebab,
    passage_iri,
    read_graph,
    read_ontology,
    slug_of,
    thing_iri,
    upper_snake,
)
from graph.values import EARLIEST, date_bounds

FILES = ("labour.ttl", "vocabularies.ttl")
SYMMETRIC = {
    "alternativeTo": "each of two alternatives is one to the other",
    "partners": "who shares a provision with another, the other shares it with",
    "potentialPartners": "the same, where the provision only hopes for one of them",
}
"""Properties that are their own inverse, with the reason."""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return read_graph()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the ontology that a test may spoil."""
    for name in FILES:
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


def _add(folder: Path, stanza: str) -> None:
    with (folder / "labour.ttl").open("a", encoding="utf-8") as file:
        file.write(stanza)


def _ours(graph: Graph) -> list[URIRef]:
    return sorted(s for s in set(graph.subjects()) if isinstance(s, URIRef) and s.startswith(AL))


def _between_things(ontology: Ontology) -> list[Property]:
    return [p for p in ontology.properties.values() if p.kind == "thing"]


def _written(ontology: Ontology) -> list[Property]:
    return [p for p in ontology.properties.values() if not p.inverse_of]


def test_each_term_has_a_label_a_definition_and_a_source(graph: Graph) -> None:
    wanted = {"label": (RDFS.label, SKOS.prefLabel), "definition": (SKOS.definition,)}
    wanted |= {"source": (DCTERMS.source,), "ontology": (RDFS.isDefinedBy,)}
    missing = [
        f"{term} has no {what}"
        for term in _ours(graph)
        if (term, RDF.type, OWL.Ontology) not in graph
        for what, predicates in wanted.items()
        if not any(graph.value(term, predicate) for predicate in predicates)
    ]
    assert missing == []


def test_labels_and_definitions_are_in_english(graph: Graph) -> None:
    predicates = (RDFS.label, SKOS.prefLabel, SKOS.definition)
    texts = {text for p in predicates for text in graph.objects(None, p)}
    assert {getattr(text, "language", None) for text in texts} == {"en"}


def test_labels_of_one_kind_differ(graph: Graph) -> None:
    """A class and a property may share a label, but no two classes, even in another case."""
    owl = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    for kind in (*owl, SKOS.ConceptScheme, AL.Topic, *graph.subjects(AL.scheme, None)):
        texts = [
            graph.value(term, RDFS.label) or graph.value(term, SKOS.prefLabel)
            for term in graph.subjects(RDF.type, kind)
        ]
        labels = Counter(str(text).casefold() for text in texts if text)
        assert labels
        assert [label for label, count in labels.items() if count > 1] == []


def test_the_ontology_has_a_title(graph: Graph) -> None:
    [ontology] = graph.subjects(RDF.type, OWL.Ontology)
    assert graph.value(ontology, DC.title) == graph.value(ontology, RDFS.label)


def test_each_concept_has_a_broader_one_or_is_at_the_top(graph: Graph) -> None:
    ways = (SKOS.topConceptOf, SKOS.broader, AL.broader)
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    lost = {c for c in concepts if not any(graph.value(c, way) for way in ways)}
    assert lost == set()
    tops = set(graph.subject_objects(SKOS.topConceptOf))
    assert {concept for concept, _ in tops} <= concepts
    assert [(c, s) for c, s in tops if (c, SKOS.inScheme, s) not in graph] == []
    assert {scheme for _, scheme in tops} == set(graph.subjects(RDF.type, SKOS.ConceptScheme))


def test_preferred_labels_are_labels(graph: Graph) -> None:
    assert (SKOS.prefLabel, RDFS.subPropertyOf, RDFS.label) in graph


def test_classes_that_share_no_thing_say_so(graph: Graph, ontology: Ontology) -> None:
    parents = {c.name: c.ancestors[0] for c in ontology.classes.values() if c.ancestors}
    siblings = {
        parent: {n for n, p in parents.items() if p == parent} for parent in parents.values()
    }
    expected = {frozenset(names) for names in siblings.values() if len(names) > 1}
    expected.add(frozenset({"Thing", *ontology.schemes}))
    lists = graph.objects(None, OWL.members)
    found = [
        frozenset(str(item).removeprefix(AL) for item in Collection(graph, head)) for head in lists
    ]
    assert Counter(expected) == Counter(found)


def test_each_property_has_one_range(graph: Graph) -> None:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    terms = [t for t in _ours(graph) if any((t, RDF.type, k) in graph for k in kinds)]
    assert [t for t in terms if len(set(graph.objects(t, RDFS.range))) != 1] == []


def test_each_property_has_a_class_that_carries_it(ontology: Ontology) -> None:
    domains = {p.name: set(p.domains) for p in ontology.properties.values()}
    assert {name for name, own in domains.items() if not own} == set()
    assert {d for own in domains.values() for d in own} <= set(ontology.classes)


def test_one_value_is_of_all_graphs_or_of_each(ontology: Ontology) -> None:
    both = [p.name for p in ontology.properties.values() if p.functional and p.one_per_graph]
    assert both == []


def test_relations_have_named_inverses(ontology: Ontology) -> None:
    without = {p.name for p in _between_things(ontology) if p.inverse is None}
    assert without == set(SYMMETRIC)


def test_symmetric_relations_say_so(graph: Graph) -> None:
    symmetric = {str(t) for t in graph.subjects(RDF.type, OWL.SymmetricProperty)}
    assert symmetric == {str(AL[name]) for name in SYMMETRIC}


def test_inverses_lead_back(ontology: Ontology) -> None:
    inverses = [p for p in ontology.properties.values() if p.inverse_of and not p.narrows]
    for inverse in inverses:
        forward = ontology.properties[inverse.inverse_of or ""]
        assert forward.inverse == inverse.name
        assert forward.inverse_of is None
        assert inverse.domains == (forward.range,)


def test_range_of_an_inverse_holds_the_domains(ontology: Ontology) -> None:
    inverses = [p for p in ontology.properties.values() if p.inverse_of and not p.narrows]
    for inverse in inverses:
        forward = ontology.properties[inverse.inverse_of or ""]
        assert set(forward.domains) <= set(ontology.subclasses(inverse.range))


def test_a_narrower_inverse_leads_to_some_of_what_the_wider_one_leads_to(
    ontology: Ontology,
) -> None:
    narrower = [p for p in ontology.properties.values() if p.narrows]
    assert {"ownAssignments", "ownParticipations"} <= {p.name for p in narrower}
    for prop in narrower:
        wider = ontology.properties[prop.narrows or ""]
        assert (prop.inverse_of, prop.domains) == (wider.inverse_of, wider.domains)
        assert prop.range in ontology.subclasses(wider.range)
        assert prop.range != wider.range


def test_concepts_have_no_inverse(ontology: Ontology) -> None:
    concepts = [p for p in ontology.properties.values() if p.kind == "concept"]
    assert {p.inverse for p in concepts} == {None}


def test_links_of_a_chain_fit(ontology: Ontology) -> None:
    chains = [p for p in ontology.properties.values() if p.chain]
    assert {"agents", "channels", "participants", "representatives"} == {p.name for p in chains}
    for chain in chains:
        first, second = (ontology.properties[name] for name in chain.chain)
        assert set(chain.domains) == set(first.domains)
        assert set(second.domains) & set(ontology.classes[first.range].lineage)
        assert chain.range == second.range


def test_a_transitive_property_leads_where_the_one_it_follows_leads(ontology: Ontology) -> None:
    closing = [p for p in ontology.properties.values() if p.transitive_of]
    assert {"wholes", "predecessors"} < {p.name for p in closing}
    for prop in closing:
        followed = ontology.properties[prop.transitive_of or ""]
        assert (prop.domains, prop.range) == (followed.domains, followed.range)
        assert prop.many
        assert prop.inverse


def test_relationship_types_are_unique(ontology: Ontology) -> None:
    types = Counter(p.relationship_type for p in _between_things(ontology) if not p.inverse_of)
    assert [name for name, count in types.items() if count > 1] == []


def test_relationship_types_are_capitals(ontology: Ontology) -> None:
    types = [p.relationship_type for p in _between_things(ontology)]
    assert [name for name in types if not re.fullmatch(r"[A-Z]+(_[A-Z]+)*", name)] == []


@pytest.mark.parametrize("name", sorted(read_ontology().classes))
def test_attributes_of_a_node_have_unique_keys(ontology: Ontology, name: str) -> None:
    own = [p for p in ontology.properties_of(name) if p.kind != "thing"]
    keys = Counter(p.neo4j_name for p in own)
    assert [key for key, count in keys.items() if count > 1] == []


def test_roots_are_unique(ontology: Ontology) -> None:
    classes = ontology.classes.values()
    roots = Counter([name for c in classes for name in (c.singular, c.plural)] + ["mandates"])
    assert [name for name, count in roots.items() if count > 1] == []


def test_roots_are_in_lower_camel_case(ontology: Ontology) -> None:
    roots = [name for c in ontology.classes.values() for name in (c.singular, c.plural)]
    assert [name for name in roots if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name)] == []


def test_types_and_enums_have_names_of_their_own(ontology: Ontology) -> None:
    assert set(ontology.classes).isdisjoint(ontology.schemes)


def test_required_properties_and_keys_are_those_of_the_class(ontology: Ontology) -> None:
    for item in ontology.classes.values():
        own = {p.name for p in ontology.properties_of(item.name) if not p.derived}
        assert set(item.requires) | set(item.key) <= own


def test_templates_name_properties_of_their_class(ontology: Ontology) -> None:
    for item in ontology.classes.values():
        own = {p.name for p in ontology.properties_of(item.name)}
        templates = item.name_template + item.caption_template
        assert set(re.findall(r"\{(\w+)\}", templates)) <= own


def test_classes_with_a_key_have_a_name_template(ontology: Ontology) -> None:
    assert [c.name for c in ontology.classes.values() if c.key and not c.name_template] == []


def test_address_of_a_concept_is_scheme_and_notation(ontology: Ontology) -> None:
    for scheme in ontology.schemes.values():
        for concept in scheme.concepts:
            assert concept.iri == f"{AL}{scheme.name.lower()}-{concept.notation}"


def test_schemes_hold_concepts_that_differ_by_token(ontology: Ontology) -> None:
    for scheme in ontology.schemes.values():
        tokens = [concept.token for concept in scheme.concepts]
        assert tokens
        assert len(tokens) == len(set(tokens))


def test_each_method_has_a_certainty(ontology: Ontology) -> None:
    methods = ontology.schemes["Method"].concepts
    assert {c.notation for c in methods if c.certainty is None} == set()
    assert {c.certainty for c in methods} == {"STATED", "EDITORIAL", "INFERRED", "UNDECIDED"}


def test_broader_concepts_are_of_the_same_scheme(ontology: Ontology) -> None:
    for scheme in ontology.schemes.values():
        own = {concept.iri for concept in scheme.concepts}
        assert {b for concept in scheme.concepts for b in concept.broader} <= own


@pytest.mark.parametrize("name", [*FILES, "shapes.ttl", "shapes-derived.ttl"])
def test_both_parsers_read_the_same(name: str) -> None:
    quads = list(parse(path=FOLDER / name, format=RdfFormat.TURTLE))
    lines = "".join(f"{quad.triple} .\n" for quad in quads)
    assert isomorphic(Graph().parse(FOLDER / name), Graph().parse(data=lines, format="nt"))


def test_lineage_is_nearest_first(ontology: Ontology) -> None:
    assert ontology.classes["Convention"].lineage == ("Convention", "Instrument", "Work", "Thing")


def test_properties_are_inherited(ontology: Ontology) -> None:
    names = {p.name for p in ontology.properties_of("Convention")}
    assert {"conventionNumber", "title", "name"} <= names


def test_abstract_classes_have_no_things(ontology: Ontology) -> None:
    assert ontology.concrete("Provision") == ("Clause", "PlanItem")


def test_addresses_are_made_of_class_and_slug() -> None:
    assert kebab("PlanItem") == "plan-item"
    assert upper_snake("potential-collaborator") == "POTENTIAL_COLLABORATOR"
    assert thing_iri("PlanItem", "a-1") == "https://w3id.org/asean-labour/id/plan-item/a-1"


def test_slug_is_what_tells_a_thing_from_its_like() -> None:
    assert slug_of(thing_iri("PlanItem", "a-1")) == "a-1"
    assert slug_of(passage_iri("letter", "main/7")) == "letter/main/7"


@pytest.mark.parametrize(
    "text", ["2016", "2016-02", "2016-02-29", "2016/2020", "2016-02/..", "../2016-02-29"]
)
def test_the_datatype_of_dates_takes_what_the_program_takes(graph: Graph, text: str) -> None:
    assert date_bounds(text).earliest.startswith(("2016", EARLIEST))
    assert re.fullmatch(_pattern(graph), text)


@pytest.mark.parametrize(
    "text", ["soon", "16", "2016-13", "2016-1", "2016/", "../..", "2016/2017/2018", "20160229", "1"]
)
def test_the_datatype_of_dates_takes_nothing_else(graph: Graph, text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        date_bounds(text)
    assert not re.fullmatch(_pattern(graph), text)


def _pattern(graph: Graph) -> str:
    [pattern] = graph.objects(None, XSD.pattern)
    return str(pattern)


def test_stanza_makes_a_property(folder: Path) -> None:
    _add(
        folder,
        """
al:motto a owl:DatatypeProperty ; rdfs:label "motto"@en ; skos:definition "A motto."@en ;
    schema:domainIncludes al:Body ; rdfs:domain al:Body ; rdfs:range xsd:string ;
    al:onePerGraph true ; dcterms:source al: ; rdfs:isDefinedBy al: .
""",
    )
    motto = read_ontology(folder).properties["motto"]
    assert (motto.kind, motto.domains, motto.one_per_graph) == ("string", ("Body",), True)


def test_property_without_range_is_refused(folder: Path) -> None:
    _add(folder, 'al:motto a owl:DatatypeProperty ; rdfs:label "m"@en ; skos:definition "M."@en .')
    with pytest.raises(OntologyError, match=r"#motto has no rdfs:range; add exactly one"):
        read_ontology(folder)


def test_unknown_range_is_refused(folder: Path) -> None:
    _add(folder, "al:motto a owl:DatatypeProperty ; rdfs:range xsd:gYear ;")
    _add(folder, ' rdfs:label "m"@en ; skos:definition "M."@en .')
    with pytest.raises(OntologyError, match=r"#motto has the range .*gYear, which is no class"):
        read_ontology(folder)


def test_class_without_a_label_is_refused(folder: Path) -> None:
    _add(folder, "al:Motto a owl:Class .")
    with pytest.raises(OntologyError, match=r"#Motto has no .*label in English; add one"):
        read_ontology(folder)


def test_broken_turtle_is_named(folder: Path) -> None:
    _add(folder, "al:Motto a .")
    with pytest.raises(OntologyError, match=r"labour\.ttl is not readable as Turtle"):
        read_ontology(folder)


def _accepts(entry: dict[str, object], rule: str, subject: str) -> bool:
    subjects = entry.get("subjects")
    named = not isinstance(subjects, list) or subject.removeprefix(str(AL)) in subjects
    return entry["rule"] == rule and named


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the linter's own dependencies warn
def test_findings_of_askwol_are_accepted_with_a_reason(tmp_path: Path) -> None:
    pipeline = pytest.importorskip("askwol.pipeline", reason="askwol, the linter, is not installed")
    merged = tmp_path / "all.ttl"
    merged.write_text("".join((FOLDER / name).read_text("utf-8") for name in FILES), "utf-8")
    check = pipeline.run_full_validation(merged, skip_resolution=True, include_mermaid=False)
    report, _ = asyncio.run(check)
    found = [(f.rule.value, f.subject) for f in report.severity_summary.findings]
    accepted = tomllib.loads((FOLDER / "askwol-accepted.toml").read_text("utf-8"))["accepted"]
    assert [f for f in found if not any(_accepts(entry, *f) for entry in accepted)] == []
    assert [e for e in accepted if not any(_accepts(e, *f) for f in found)] == []
    assert [e for e in accepted if not e["reason"]] == []


# languages


def test_texts_in_other_languages_change_nothing(folder: Path, graph: Graph) -> None:
    texts = (RDFS.label, SKOS.prefLabel, SKOS.definition)
    terms = [(term, text) for term in _ours(graph) for text in texts if (term, text, None) in graph]
    expected = read_ontology(folder)
    added = "".join(f'<{term}> <{text}> "{slug_of(term)}, lain"@id .\n' for term, text in terms)
    for name in FILES:
        file = folder / name
        file.write_text(f"{file.read_text('utf-8')}\n{added}", "utf-8")
    assert len(terms) > 1_000
    assert expected == read_ontology(folder)


def test_a_text_in_another_language_only_is_missing_in_english(folder: Path) -> None:
    _add(
        folder,
        """
al:Motto a owl:Class ; rdfs:subClassOf al:Thing ; rdfs:label "semboyan"@id ;
    skos:definition "Semboyan."@id ; al:singular "motto" ; al:plural "mottos" .
""",
    )
    with pytest.raises(OntologyError, match=r"#Motto has no .*label in English"):
        read_ontology(folder)
