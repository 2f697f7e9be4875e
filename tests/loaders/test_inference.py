"""What follows by rule, from which premises and with what certainty."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS

from graph.errors import OntologyError
from graph.inference import Rule, infer, read_rules
from graph.model.read_model import Model, build_model
from graph.statements import Provenance, Row, Term, iter_quads, reading_of
from graph.terms import AL, CERTAINTIES, Ontology, passage_iri, read_graph, thing_iri
from loaders.build import read_apparatus, read_rows
from tests.places import TABLES

APPARATUS = read_apparatus()
PARA_1, PARA_2, PARA_3 = (passage_iri("letter", f"main/{n}") for n in (1, 2, 3))
BY_ORDER = Provenance((PARA_3,), "by-order", "high")
UNDECIDED = Provenance((PARA_1,), "alternatives", "low", "one of two")


def _node(class_name: str, slug: str) -> NamedNode:
    return NamedNode(thing_iri(class_name, slug))


def _concept(name: str) -> NamedNode:
    return NamedNode(str(AL[name]))


def _row(class_name: str, slug: str, evidence: Provenance | str, **values: Term) -> Row:
    sources = Provenance((evidence,)) if isinstance(evidence, str) else evidence
    cells = {name: (value,) for name, value in values.items()}
    return Row(class_name, thing_iri(class_name, slug), cells, sources)


def _stated(rows: Iterable[Row], ontology: Ontology) -> set[Quad]:
    passages = [Row("Passage", iri, {}, None) for iri in (PARA_1, PARA_2, PARA_3)]
    return APPARATUS | {q for row in [*passages, *rows] for q in iter_quads(row, ontology)}


def _model(rows: Iterable[Row], ontology: Ontology) -> Model:
    stated = _stated(rows, ontology)
    return build_model(stated | infer(stated, read_rules(), ontology), ontology)


def _found(model: Model, name: str) -> set[tuple[str, str]]:
    """Slugs of the things a property joins."""
    things = model.things
    return {
        (things[iri].slug, things[edge.target].slug)
        for iri, edges in model.edges[name].items()
        for edge in edges
    }


def _premises(model: Model, name: str) -> set[str]:
    """What the conclusions on a property rest on, together."""
    readings = [g for edges in model.edges[name].values() for edge in edges for g in edge.graphs]
    assert {model.text("method", reading) for reading in readings} == {"BY_RULE"}
    return {edge.target for reading in readings for edge in model.edges["restsOn"][reading]}


def _certainties(model: Model, name: str) -> set[str]:
    return {CERTAINTIES[e.rank] for edges in model.edges[name].values() for e in edges}


def _link(kind: str, evidence: Provenance | str = PARA_1, source: NamedNode | None = None) -> Row:
    return _row(
        "Link",
        kind,
        evidence,
        source=source or _node("Clause", "c"),
        linkKind=_concept(f"linkkind-{kind}"),
        target=_node("Instrument", "plan"),
    )


def _instrument(slug: str) -> Row:
    return _row("Instrument", slug, PARA_3, instrumentKind=_concept("instrumentkind-statement"))


def _clause() -> Row:
    return _row("Clause", "c", PARA_2, instrument=_node("Instrument", "letter"))


def _item(slug: str, evidence: Provenance | str = PARA_1, **values: Term) -> Row:
    return _row("PlanItem", slug, evidence, level=_concept("planlevel-item"), **values)


def _assignment(agent: str, role: str, evidence: Provenance | str) -> Row:
    return _row(
        "Assignment",
        f"{agent}-{role}",
        evidence,
        provision=_node("Clause", "c"),
        agent=_node("Body", agent),
        role=_concept(f"role-{role}"),
    )


def _bodies(*slugs: str) -> list[Row]:
    return [_row("Body", s, PARA_3, bodyKind=_concept("bodykind-council")) for s in slugs]


def test_instrument_cites_what_a_clause_of_it_refers_to(ontology: Ontology) -> None:
    rows = [_instrument("letter"), _instrument("plan"), _clause(), _link("recalls")]
    model = _model(rows, ontology)
    assert _found(model, "cites") == {("letter", "plan")}
    assert _premises(model, "cites") == {PARA_1, PARA_2}
    assert _certainties(model, "cites") == {"INFERRED"}


def test_instrument_cites_what_it_refers_to_itself(ontology: Ontology) -> None:
    link = _link("welcomes", source=_node("Instrument", "letter"))
    model = _model([_instrument("letter"), _instrument("plan"), link], ontology)
    assert _found(model, "cites") == {("letter", "plan")}
    assert _premises(model, "cites") == {PARA_1}


def test_instrument_does_not_cite_itself(ontology: Ontology) -> None:
    link = _link("recalls", source=_node("Instrument", "plan"))
    assert _found(_model([_instrument("plan"), link], ontology), "cites") == set()


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_said_under_one_name_is_found_under_the_other(
    ontology: Ontology, *, turned: bool
) -> None:
    plan, twin = _node("Instrument", "plan"), _node("Instrument", "twin")
    source, target = (twin, plan) if turned else (plan, twin)
    same = _row(
        "Link",
        "same",
        BY_ORDER,
        source=source,
        linkKind=_concept("linkkind-same-as"),
        target=target,
    )
    adoption = _row(
        "Adoption",
        "plan.signed",
        PARA_2,
        subject=plan,
        manner=_concept("manner-signed"),
        when=Literal("2017-11-14", datatype=_concept("edtf")),
    )
    instruments = [_instrument(slug) for slug in ("letter", "plan", "twin")]
    model = _model([*instruments, _clause(), _link("recalls"), same, adoption], ontology)
    assert _found(model, "cites") == {("letter", "plan"), ("letter", "twin")}
    assert _found(model, "adoptions") == {("plan", "plan.signed"), ("twin", "twin.signed")}
    found = thing_iri("Adoption", "twin.signed")
    assert model.text("when", found) == "2017-11-14"
    assert CERTAINTIES[model.things[found].rank] == "INFERRED"
    (edge,) = model.edges["subject"][found]
    assert {e.target for e in model.edges["restsOn"][edge.graphs[0]]} == {
        PARA_2,
        reading_of(BY_ORDER),
    }


@pytest.mark.parametrize("kind", ["continues", "succeeds", "carried-over-from"])
def test_lineage_makes_things_continue_others(ontology: Ontology, kind: str) -> None:
    model = _model([_instrument("letter"), _instrument("plan"), _clause(), _link(kind)], ontology)
    assert _found(model, "continues") == {("c", "plan")}
    assert _premises(model, "continues") == {PARA_1}
    assert _found(model, "cites") == _found(model, "followsUp") == set()


def test_follow_up_is_read_off_its_link(ontology: Ontology) -> None:
    model = _model([_instrument("plan"), _clause(), _link("follows-up")], ontology)
    assert _found(model, "followsUp") == {("c", "plan")}
    assert _found(model, "followedUpBy") == {("plan", "c")}
    assert _premises(model, "followsUp") == {PARA_1}
    assert _found(model, "continues") == set()


def _subsidiary(evidence: Provenance | str = PARA_1, role: str = "subsidiary-body") -> Row:
    member, organisation = _node("Body", "branch"), _node("Body", "trunk")
    kind = _concept(f"membershiprole-{role}")
    values = {"member": member, "organisation": organisation, "membershipRole": kind}
    return _row("Membership", f"branch.trunk.{role}", evidence, **values)


def test_a_subsidiary_body_has_a_parent(ontology: Ontology) -> None:
    bodies = [_row("Body", slug, PARA_2, name=Literal(slug)) for slug in ("branch", "trunk")]
    model = _model([*bodies, _subsidiary()], ontology)
    assert _found(model, "parents") == {("branch", "trunk")}
    assert _found(model, "subsidiaries") == {("trunk", "branch")}
    assert _premises(model, "parents") == {PARA_1}
    for membership in (_subsidiary(role="member"), _subsidiary(UNDECIDED)):
        assert _found(_model([*bodies, membership], ontology), "parents") == set()


def test_parts_contribute_to_what_the_whole_contributes_to(ontology: Ontology) -> None:
    rows = [
        _item("area"),
        _item("row", PARA_1, contributesTo=_node("PlanItem", "area")),
        _item("part", PARA_2, partOfProvision=_node("PlanItem", "row")),
        _item("part-of-part", PARA_3, partOfProvision=_node("PlanItem", "part")),
    ]
    model = _model(rows, ontology)
    pairs = {("row", "area"), ("part", "area"), ("part-of-part", "area")}
    assert _found(model, "contributesTo") == pairs
    (edge,) = model.edges["contributesTo"][thing_iri("PlanItem", "part")]
    assert CERTAINTIES[edge.rank] == "INFERRED"
    assert edge.graphs == (reading_of(Provenance((PARA_1, PARA_2), "by-rule")),)


def test_conclusion_may_rest_on_a_conclusion(ontology: Ontology) -> None:
    rows = [
        _item("area"),
        _item("row", PARA_1, contributesTo=_node("PlanItem", "area")),
        _item("part", PARA_2, partOfProvision=_node("PlanItem", "row")),
        _item("part-of-part", PARA_3, partOfProvision=_node("PlanItem", "part")),
    ]
    model = _model(rows, ontology)
    (edge,) = model.edges["contributesTo"][thing_iri("PlanItem", "part-of-part")]
    below = reading_of(Provenance((PARA_1, PARA_2), "by-rule"))
    assert {e.target for e in model.edges["restsOn"][edge.graphs[0]]} == {PARA_3, below}


def _words(passage: str, instrument: str = "letter") -> Row:
    return Row("Passage", passage, {"wordsOf": (_node("Instrument", instrument),)}, None)


def _edition(participation: Provenance | str = PARA_1, words_of: str = "letter") -> list[Row]:
    edition, coordinator = _node("Event", "fair-2"), _node("State", "laos")
    return [
        *(_words(passage, words_of) for passage in (PARA_1, PARA_3)),
        _row("State", "laos", PARA_1, name=Literal("Lao PDR")),
        _row("Event", "fair-2", PARA_2, when=Literal("2018", datatype=_concept("edtf"))),
        _item("row", PARA_2, events=edition, instrument=_node("Instrument", "letter")),
        _row(
            "Participation",
            "p",
            participation,
            at=edition,
            agent=coordinator,
            role=_concept("role-coordinator"),
        ),
    ]


def test_coordinator_of_an_edition_coordinates_the_plan_item(ontology: Ontology) -> None:
    model = _model(_edition(BY_ORDER), ontology)
    iri = thing_iri("Assignment", "row.laos.coordinator")
    assert _found(model, "provision") == {("row.laos.coordinator", "row")}
    assert _found(model, "agents") == {("row", "laos")}
    assert model.text("role", iri) == "COORDINATOR"
    assert model.text("when", iri) == "2018"
    assert model.text("name", iri).startswith("Lao PDR: coordinator")
    assert _premises(model, "provision") == {reading_of(BY_ORDER), PARA_2}
    assert CERTAINTIES[model.things[iri].rank] == "INFERRED"


def test_coordinators_of_an_edition_stay_within_the_text(ontology: Ontology) -> None:
    assert _found(_model(_edition(words_of="plan"), ontology), "agents") == set()


def test_a_stated_coordinator_gets_no_date_from_an_edition(ontology: Ontology) -> None:
    stated = _row(
        "Assignment",
        "row.laos.coordinator",
        PARA_2,
        provision=_node("PlanItem", "row"),
        agent=_node("State", "laos"),
        role=_concept("role-coordinator"),
    )
    model = _model([*_edition(), stated], ontology)
    iri = thing_iri("Assignment", "row.laos.coordinator")
    assert model.things[iri].rank < CERTAINTIES.index("INFERRED")
    assert model.text("when", iri) == ""


def test_participant_of_an_edition_coordinates_nothing(ontology: Ontology) -> None:
    *rows, participation = _edition()
    values = dict(participation.values) | {"role": (_concept("role-participant"),)}
    other = Row("Participation", participation.subject, values, participation.evidence)
    assert _found(_model([*rows, other], ontology), "agents") == set()


PAIR = {("board", "pilots"), ("pilots", "board")}


@pytest.mark.parametrize(
    ("role", "relation", "other"),
    [
        ("partner", "partners", "potentialPartners"),
        ("support", "partners", "potentialPartners"),
        ("potential-collaborator", "potentialPartners", "partners"),
    ],
)
def test_partners_share_a_provision(
    ontology: Ontology, role: str, relation: str, other: str
) -> None:
    rows = [
        *_bodies("board", "pilots"),
        _clause(),
        _assignment("board", "responsible", PARA_1),
        _assignment("pilots", role, PARA_2),
    ]
    model = _model(rows, ontology)
    assert _found(model, relation) == PAIR
    assert _premises(model, relation) == {PARA_1, PARA_2}
    assert _certainties(model, relation) == {"INFERRED"}
    assert _found(model, other) == set()


def test_who_may_both_collaborate_may_be_partners(ontology: Ontology) -> None:
    roles = [_assignment(a, "potential-collaborator", PARA_1) for a in ("board", "pilots")]
    model = _model([*_bodies("board", "pilots"), _clause(), *roles], ontology)
    assert _found(model, "potentialPartners") == PAIR
    assert _found(model, "partners") == set()


def _group_task(
    when: str = "",
    role: str = "member",
    evidence: Provenance | str = PARA_1,
    part: str = "joint",
    **text: str,
) -> list[Row]:
    """A clause that gives a group a task, and a membership in it; dates of both where given."""
    dates = {name: Literal(date, datatype=_concept("edtf")) for name, date in text.items()}
    times = {"when": Literal(when, datatype=_concept("edtf"))} if when else {}
    branches = _node("Group", "branches")
    return [
        *_bodies("board", "pilots"),
        _row("Group", "branches", PARA_3, name=Literal("Branches")),
        _row(
            "Instrument",
            "letter",
            PARA_3,
            instrumentKind=_concept("instrumentkind-statement"),
            **dates,
        ),
        _clause(),
        _assignment("board", "responsible", PARA_1),
        _row(
            "Assignment",
            "c.branches.joint",
            evidence,
            provision=_node("Clause", "c"),
            agent=branches,
            role=_concept(f"role-{part}"),
        ),
        _row(
            "Membership",
            "m",
            PARA_2,
            member=_node("Body", "pilots"),
            organisation=branches,
            membershipRole=_concept(f"membershiprole-{role}"),
            **times,
        ),
    ]


def _is_reached(model: Model) -> bool:
    return ("c", "pilots") in _found(model, "agents")


def test_a_task_of_a_group_reaches_its_members(ontology: Ontology) -> None:
    model = _model(_group_task(), ontology)
    iri = thing_iri("Assignment", "c.pilots.joint")
    assert _found(model, "agents") == {("c", "board"), ("c", "branches"), ("c", "pilots")}
    assert CERTAINTIES[model.things[iri].rank] == "INFERRED"
    (edge,) = model.edges["agent"][iri]
    (reading,) = edge.graphs
    assert {e.target for e in model.edges["restsOn"][reading]} == {PARA_1, PARA_2}
    assert _found(model, "partners") == {("board", "branches"), ("branches", "board")}


@pytest.mark.parametrize(
    ("when", "text", "reached"),
    [
        ("2021/2025", {"date": "2024-10-30"}, True),
        ("2016/2020", {"date": "2024-10-30"}, False),
        ("2021/2025", {"date": "2021-01"}, True),
        ("2021/2025", {"date": "2026-01-01"}, False),
        ("2021/..", {"date": "2030"}, True),
        ("../2020", {"date": "2020-12-31"}, True),
        ("../2020", {"date": "2021"}, False),
        ("2016/2020", {"covers": "2020/2024"}, True),
        ("2016/2019-12", {"covers": "2020/2024"}, False),
        # the period of a plan goes before the day of its text
        ("2021/2025", {"covers": "2016/2020", "date": "2021-06"}, False),
        ("2021/2025", {}, True),
        ("", {"date": "1999"}, True),
    ],
)
def test_a_task_reaches_who_belongs_to_the_group_at_the_time(
    ontology: Ontology, when: str, text: dict[str, str], *, reached: bool
) -> None:
    assert _is_reached(_model(_group_task(when, **text), ontology)) is reached


def test_a_task_does_not_reach_others_or_by_what_is_undecided(ontology: Ontology) -> None:
    for task in (
        _group_task(role="secretariat"),
        _group_task(evidence=UNDECIDED),
        _group_task(part="coordinator"),
    ):
        assert not _is_reached(_model(task, ontology))


@pytest.mark.parametrize("role", ["recipient", "addressee", "observer", "channel"])
def test_who_only_receives_is_no_partner(ontology: Ontology, role: str) -> None:
    rows = [
        *_bodies("board", "pilots"),
        _clause(),
        _assignment("board", "responsible", PARA_1),
        _assignment("pilots", role, PARA_1),
    ]
    assert _found(_model(rows, ontology), "partners") == set()


@pytest.mark.parametrize("name", ["cites", "continues", "followsUp", "partners", "agents"])
def test_nothing_follows_from_what_is_undecided(ontology: Ontology, name: str) -> None:
    rows = [
        *_bodies("board", "pilots"),
        *(_instrument(slug) for slug in ("letter", "plan")),
        _clause(),
        *(_link(kind, UNDECIDED) for kind in ("recalls", "continues", "follows-up")),
        *(_assignment(a, "joint", UNDECIDED) for a in ("board", "pilots")),
        *_edition(UNDECIDED),
    ]
    stated = _stated(rows, ontology)
    predicate = AL.agent if name == "agents" else AL[name]
    added = infer(stated, read_rules(), ontology)
    assert [q for q in added if q.predicate.value == str(predicate)] == []


def test_conclusions_are_only_what_is_new(ontology: Ontology) -> None:
    rows = [_instrument("letter"), _instrument("plan"), _clause(), _link("recalls")]
    stated = _stated(rows, ontology)
    added = infer(stated, read_rules(), ontology)
    assert added
    assert not added & stated
    assert infer(stated | added, read_rules(), ontology) == set()


def test_each_rule_tells_its_class_and_its_premises(ontology: Ontology) -> None:
    for rule in read_rules():
        assert rule.class_name in ontology.classes
        assert "?premise1" in rule.query


def test_rule_without_a_class_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lamps.rq").write_text("SELECT ?this WHERE { ?this ?p ?o }")
    with pytest.raises(OntologyError, match=r"lamps\.rq has no line `# class: Name`"):
        read_rules(tmp_path)


def test_rule_gives_rows(ontology: Ontology) -> None:
    rule = Rule("lamps", "Body", "ASK { ?s ?p ?o }")
    with pytest.raises(OntologyError, match="rule lamps is no SELECT query"):
        infer([], [rule], ontology)


def test_rules_come_to_an_end(ontology: Ontology) -> None:
    rule = Rule(
        "lamps",
        "Body",
        f"""SELECT ?this ?note ?premise1 WHERE {{
            GRAPH ?premise1 {{ ?this <{AL.note}> ?old }}
            BIND (CONCAT(?old, "!") AS ?note) }}""",
    )
    stated = _stated([_row("Body", "board", PARA_1, note=Literal("."))], ontology)
    with pytest.raises(OntologyError, match="still add statements after 20 rounds"):
        infer(stated, [rule], ontology)


def _axioms() -> Graph:
    """Inverses, symmetric and transitive properties and chains of the ontology."""
    terms, axioms = read_graph(), Graph()
    for triple in (
        *terms.triples((None, OWL.inverseOf, None)),
        *terms.triples((None, RDF.type, OWL.SymmetricProperty)),
        *terms.triples((None, RDF.type, OWL.TransitiveProperty)),
        *terms.triples((None, RDFS.subPropertyOf, None)),
    ):
        axioms.add(triple)
    for chain, head in terms.subject_objects(OWL.propertyChainAxiom):
        axioms.add((chain, OWL.propertyChainAxiom, head))
        axioms += terms.cbd(head)
    return axioms


def test_derived_relations_are_those_of_an_owl_reasoner(ontology: Ontology) -> None:
    """OWL 2 RL, rules prp-inv1, prp-inv2 and prp-spo2."""
    stated = _stated(read_rows(TABLES, ontology), ontology)
    quads = stated | infer(stated, read_rules(), ontology)
    model, closure = build_model(quads, ontology), _axioms()
    for quad in quads:
        relation = ontology.properties.get(quad.predicate.value.removeprefix(str(AL)))
        if relation and relation.kind == "thing":
            subject, value = URIRef(quad.subject.value), URIRef(quad.object.value)
            closure.add((subject, URIRef(relation.iri), value))
    DeductiveClosure(OWLRL_Semantics).expand(closure)
    things = [p for p in ontology.properties.values() if p.derived and p.kind == "thing"]
    derived = [p for p in things if not p.narrows]  # RL has no inverse to things of one class
    for prop in derived:
        found = {(s, e.target) for s, edges in model.edges[prop.name].items() for e in edges}
        expected = {(str(s), str(o)) for s, o in closure.subject_objects(AL[prop.name])}
        assert found == expected, prop.name
    assert sum(len(model.edges[prop.name]) for prop in derived) > len(derived) / 2
