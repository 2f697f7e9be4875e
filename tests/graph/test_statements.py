"""Rows of facts become statements in the graphs of their evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from graph.statements import (
    RDF_TYPE,
    Provenance,
    Row,
    Term,
    concept_node,
    iter_quads,
    reading_of,
    term_name,
)
from graph.terms import AL, APPARATUS, Ontology, passage_iri, thing_iri

PARA_1, PARA_2 = passage_iri("letter", "main/1"), passage_iri("letter", "main/2")
BOARD = thing_iri("Body", "board")
JUDGEMENT = reading_of(Provenance((PARA_1,), "editorial"))


def _row(evidence: Provenance | None, **values: Term) -> Row:
    return Row("Body", BOARD, {name: (value,) for name, value in values.items()}, evidence)


def _where(row: Row, ontology: Ontology, name: str) -> set[str]:
    """Graphs in which a row states a property, or its class."""
    predicate = RDF_TYPE if name == "type" else NamedNode(str(AL[name]))
    return {
        quad.graph_name.value
        for quad in iter_quads(row, ontology)
        if quad.predicate == predicate and quad.subject.value == BOARD
    }


def _told(row: Row, ontology: Ontology, reading: str) -> set[tuple[str, str]]:
    """What the apparatus tells of a reading."""
    return {
        (term_name(quad.predicate.value), quad.object.value)
        for quad in iter_quads(row, ontology)
        if quad.subject.value == reading and quad.graph_name.value == APPARATUS
    }


def test_each_passage_states_the_row(ontology: Ontology) -> None:
    row = _row(Provenance((PARA_1, PARA_2)), established=Literal("1975"))
    assert _where(row, ontology, "established") == {PARA_1, PARA_2}


def test_editorial_values_go_to_an_editorial_reading(ontology: Ontology) -> None:
    row = _row(Provenance((PARA_1,)), name=Literal("Harbour Board"))
    assert _where(row, ontology, "name") == {JUDGEMENT}


def test_class_is_editorial_where_passages_state_the_row(ontology: Ontology) -> None:
    row = _row(Provenance((PARA_1,)), established=Literal("1975"))
    assert _where(row, ontology, "type") == {JUDGEMENT}


def test_editorial_reading_rests_on_the_passages(ontology: Ontology) -> None:
    found = _told(_row(Provenance((PARA_1,)), name=Literal("Board")), ontology, JUDGEMENT)
    assert ("restsOn", PARA_1) in found
    assert ("method", str(AL["method-editorial"])) in found


def test_conclusion_is_one_reading_of_all_passages(ontology: Ontology) -> None:
    evidence = Provenance((PARA_1, PARA_2), "by-order", "high")
    row = _row(evidence, established=Literal("1975"))
    reading = reading_of(evidence)
    assert _where(row, ontology, "established") == {reading}
    assert _where(row, ontology, "type") == {reading}
    assert _told(row, ontology, reading) >= {
        ("restsOn", PARA_1),
        ("restsOn", PARA_2),
        ("method", str(AL["method-by-order"])),
        ("confidence", str(AL["confidence-high"])),
    }


def test_conclusion_keeps_editorial_values_apart(ontology: Ontology) -> None:
    row = _row(Provenance((PARA_1,), "by-order"), name=Literal("Harbour Board"))
    assert _where(row, ontology, "name") == {JUDGEMENT}


def test_nothing_of_the_world_is_in_the_apparatus(ontology: Ontology) -> None:
    row = _row(Provenance((PARA_1,)), name=Literal("Board"), established=Literal("1975"))
    found = {q for q in iter_quads(row, ontology) if q.graph_name.value == APPARATUS}
    assert {q.subject.value for q in found} == {JUDGEMENT}


def test_apparatus_is_one_graph(ontology: Ontology) -> None:
    iri = thing_iri("Document", "letter")
    row = Row("Document", iri, {"title": (Literal("Letter"),)}, None)
    assert set(iter_quads(row, ontology)) == {
        Quad(NamedNode(iri), RDF_TYPE, NamedNode(str(AL.Document)), NamedNode(APPARATUS)),
        Quad(NamedNode(iri), NamedNode(str(AL.title)), Literal("Letter"), NamedNode(APPARATUS)),
    }


@given(st.permutations([PARA_1, PARA_2, passage_iri("letter", "main/3")]))
def test_same_premises_are_one_reading(sources: list[str]) -> None:
    evidence = Provenance(tuple(sources), "by-rule")
    assert reading_of(evidence) == reading_of(Provenance(tuple(sorted(sources)), "by-rule"))


@pytest.mark.parametrize(
    "other",
    [
        Provenance((PARA_2,), "by-order", "high"),
        Provenance((PARA_1,), "by-position", "high"),
        Provenance((PARA_1,), "by-order", "low"),
        Provenance((PARA_1,), "by-order", "high", "the second of two"),
    ],
)
def test_other_premises_are_another_reading(other: Provenance) -> None:
    assert reading_of(other) != reading_of(Provenance((PARA_1,), "by-order", "high"))


def test_program_names_concepts_that_exist(ontology: Ontology) -> None:
    assert concept_node(ontology, "Method", "editorial").value == str(AL["method-editorial"])
    with pytest.raises(KeyError, match="Method has no concept guess"):
        concept_node(ontology, "Method", "guess")
