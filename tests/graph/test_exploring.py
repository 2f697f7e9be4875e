"""Relations for drawings, and the style they are drawn in."""

import re
from collections import Counter

import pytest

from graph.model.read_model import Model, ModelFacts, build_model
from graph.naming import CAPTION_LENGTH
from graph.neo4j.exploring import Explainer, iter_direct_relations
from graph.neo4j.records import FactRecords, RelationshipRecord
from graph.release import Release
from graph.terms import BASE, Ontology
from web.neo4j_browser.grass import render_style

ACMW = f"{BASE}id/body/acmw"
ILO = f"{BASE}id/body/ilo"


@pytest.fixture(scope="module")
def model(release: Release, ontology: Ontology) -> Model:
    return build_model(release.read_quads(), ontology)


@pytest.fixture(scope="module")
def small(small_release: Release, ontology: Ontology) -> Model:
    return build_model(small_release.read_quads(), ontology)


@pytest.fixture(scope="module")
def relationships(model: Model) -> list[RelationshipRecord]:
    return list(FactRecords(ModelFacts(model)).relationships())


def test_each_n_ary_class_leads_from_subject_to_object_by_a_kind(ontology: Ontology) -> None:
    direct = {c.name: c.directly for c in ontology.classes.values() if c.directly}
    assert {"Assignment", "Participation", "Membership", "Adoption", "Ratification", "Link"} == set(
        direct
    )
    for name, way in direct.items():
        kinds = [next(p for p in ontology.properties_of(name) if p.name == n).kind for n in way]
        assert kinds == ["thing", "thing", "concept"]


def test_no_relationship_for_drawings_has_the_type_of_a_relation(ontology: Ontology) -> None:
    drawn = {c.relationship_type for c in ontology.concepts.values()} - {""}
    properties = ontology.properties.values()
    assert drawn.isdisjoint(p.relationship_type for p in properties if not p.inverse_of)
    assert [name for name in drawn if not re.fullmatch(r"[A-Z]+(_[A-Z]+)*", name)] == []


def test_a_body_is_one_hop_from_what_it_is_responsible_for(small: Model) -> None:
    direct = iter_direct_relations(ModelFacts(small))
    assignments = small.edges["agent"]
    expected = {
        (edge.target, small.edges["provision"][iri][0].target)
        for iri, edges in assignments.items()
        for edge in edges
        if iri in small.edges["provision"] and small.text("role", iri) == "RESPONSIBLE"
    }
    assert expected == {key[1:] for key, _, _ in direct if key[0] == "RESPONSIBLE_FOR"}


def test_what_is_only_concluded_stays_so_in_a_drawing(model: Model) -> None:
    for _, edge, origins in iter_direct_relations(ModelFacts(model)):
        assert edge.rank >= min(model.things[iri].rank for iri in origins)


def test_a_derived_relationship_says_what_it_comes_from(
    model: Model, relationships: list[RelationshipRecord]
) -> None:
    derived = [r for r in relationships if r.properties.get("derived")]
    assert len(derived) > 100
    for record in derived:
        origins = record.properties["from"]
        assert isinstance(origins, list)
        assert origins
        assert set(map(str, origins)) <= set(model.things)


def test_a_partner_is_explained_by_the_provisions_that_name_both(
    model: Model, ontology: Ontology
) -> None:
    edge = next(e for e in model.edges["potentialPartners"][ACMW] if e.target == ILO)
    explained = Explainer(ModelFacts(model))(ontology.properties["potentialPartners"], ACMW, edge)
    both = [
        iri
        for iri, ends in model.edges["agents"].items()
        if {ACMW, ILO} <= {end.target for end in ends}
    ]
    assert explained
    assert explained <= set(both)


def test_two_things_have_one_relationship_of_a_type(
    relationships: list[RelationshipRecord],
) -> None:
    counts = Counter((r.type, r.start, r.end) for r in relationships)
    assert [key for key, count in counts.items() if count > 1] == []


def test_each_node_has_a_title_and_a_short_name(model: Model) -> None:
    for node in FactRecords(ModelFacts(model)).nodes():
        assert str(node.properties["title"])
        assert 0 < len(str(node.properties["name"])) <= CAPTION_LENGTH


def test_the_style_has_a_rule_for_each_class_narrower_ones_last(ontology: Ontology) -> None:
    labels = re.findall(r"^node\.(\w+) \{", render_style(ontology), re.MULTILINE)
    assert set(ontology.classes) <= set(labels)
    for name, found in ontology.classes.items():
        assert all(labels.index(above) < labels.index(name) for above in found.ancestors)


def test_the_style_shows_short_names_in_colours_of_the_ontology(ontology: Ontology) -> None:
    style = render_style(ontology)
    body = re.search(r"^node\.Body \{\n(.*?)\n\}", style, re.MULTILINE | re.DOTALL)
    assert body is not None
    assert f"color: #{ontology.classes['Agent'].colour};" in body[1]
    assert "caption: '{name}';" in body[1]
