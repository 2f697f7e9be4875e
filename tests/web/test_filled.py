"""What is counted as filled, and what a schema says of the rest."""

from collections.abc import Mapping

import httpx
import pytest

from gql.empty import EMPTY
from graph.filled import count_filled, iter_empty
from graph.model.read_model import Model, build_model
from graph.release import Release
from graph.terms import Ontology


@pytest.fixture(scope="module")
def small(small_release: Release, ontology: Ontology) -> Model:
    return build_model(small_release.read_quads(), ontology)


@pytest.mark.parametrize(
    ("class_name", "prop", "expected"),
    [
        ("Ratification", "registered", 4),  # a literal
        ("State", "ratificationRecords", 3),  # an inverse
        ("Group", "ownParticipations", 1),  # a narrower inverse
        ("Body", "partners", 3),  # concluded by rule
        ("Convention", "provisions", 0),
    ],
)
def test_things_that_have_a_property_are_counted(
    small: Model, class_name: str, prop: str, expected: int
) -> None:
    assert expected == count_filled(small)[class_name][prop]


def test_a_property_of_a_class_is_empty_where_it_is_in_all_classes_below(small: Model) -> None:
    empty = set(iter_empty(count_filled(small), small.ontology))
    assert ("Person", "mandates") in empty
    assert ("Agent", "mandates") not in empty
    for class_name, prop in empty:
        for below in small.ontology.concrete(class_name):
            things = (i for i in small.members[below] if small.things[i].class_name == below)
            values = (small.claims.get(prop, {}), small.edges.get(prop, {}))
            assert not any(some.get(iri) for iri in things for some in values)


def _descriptions(http: httpx.Client, kind: str) -> Mapping[str, str]:
    query = """query ($kind: String!) { __type(name: $kind) {
        fields { name description } inputFields { name description } } }"""
    sent = {"query": query, "variables": {"kind": kind}}
    found = http.post("/graphql", json=sent).json()["data"]["__type"]
    return {f["name"]: f["description"] for f in found["fields"] or found["inputFields"]}


@pytest.mark.parametrize("kind", ["{}", "{}Where"])
@pytest.mark.parametrize("class_name", ["Agent", "Person", "Ratification", "PlanItem", "Thing"])
def test_the_schema_says_which_fields_are_empty(
    http: httpx.Client, small: Model, class_name: str, kind: str
) -> None:
    empty = {p for c, p in iter_empty(count_filled(small), small.ontology) if c == class_name}
    found = _descriptions(http, kind.format(class_name))
    assert empty == {name for name, text in found.items() if text.endswith(EMPTY)}
    assert all(text.count(EMPTY) < 2 for text in found.values())
