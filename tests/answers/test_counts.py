"""The same counts in SPARQL and Cypher, without DISTINCT, and in GraphQL at the level of all statements."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import count
from typing import Any, cast

import httpx
import pytest
from neo4j import GraphDatabase
from rdflib.namespace import RDFS, SKOS

from graph.release import Release
from graph.settings import Settings
from graph.terms import AL, Class, Ontology, Property

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
PREFIXES = f"PREFIX al: <{AL}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}> "
PAGE = 1_000


@pytest.fixture(scope="module")
def http(release: Release, serving: Serving) -> Iterator[httpx.Client]:
    """The web API with the release, as large operations as there are."""
    folder = release.folder.parent
    most = 10**9
    settings = Settings(
        releases=folder,
        documents=None,
        store="embedded",
        max_cost=most,
        max_aliases=most,
        max_tokens=most,
    )
    with serving(settings) as client:
        yield client


def graphql(http: httpx.Client, query: str) -> dict[str, Any]:
    answered = http.post("/graphql", json={"query": query}).json()
    assert "errors" not in answered, answered["errors"]
    data: dict[str, Any] = answered["data"]
    return data


def sparql(http: httpx.Client, query: str) -> dict[str, int]:
    """Counts by term, of a query that selects these two."""
    headers = {"accept": "application/json"}
    response = http.post("/sparql", data={"query": PREFIXES + query}, headers=headers)
    rows = response.json()["results"]["bindings"]
    return {row["term"]["value"]: int(row["n"]["value"]) for row in rows}


def test_classes_have_as_many_things(http: httpx.Client, ontology: Ontology) -> None:
    classes = ontology.classes.values()
    roots = (f"{c.name}: {c.plural}(certainty: ALL) {{ totalCount }}" for c in classes)
    counted = graphql(http, f"{{ {' '.join(roots)} }}")
    query = "SELECT ?term (COUNT(*) AS ?n) { ?s a/rdfs:subClassOf* ?term } GROUP BY ?term"
    found = sparql(http, query)
    for c in classes:
        assert counted[c.name]["totalCount"] == found.get(c.iri, 0), c.name


def test_relations_have_as_many_pairs(http: httpx.Client, ontology: Ontology) -> None:
    expected: Counter[str] = Counter()
    for c in ontology.classes.values():
        if not c.abstract:
            properties = [p for p in ontology.properties_of(c.name) if is_counted(p)]
            for node in nodes(http, c, properties):
                expected.update({p.iri: length(node[p.name]) for p in properties})
    found = sparql(http, "SELECT ?term (COUNT(*) AS ?n) { ?s ?term ?o } GROUP BY ?term")
    assert {p.iri for p in ontology.properties.values() if is_counted(p)} == set(expected)
    assert dict(expected) == {iri: found.get(iri, 0) for iri in expected}


def is_counted(prop: Property) -> bool:
    """Whether statements and values are one to one: none is derived, or only one of several."""
    return not (prop.derived or prop.one_per_graph)


def nodes(
    http: httpx.Client, class_: Class, properties: Sequence[Property]
) -> Iterator[dict[str, Any]]:
    """Things of a class and of no narrower one, with the values of some properties."""
    fields = " ".join(f"{p.name} {selection(p)}" for p in properties)
    for offset in count(0, PAGE):
        page = f"{class_.plural}(certainty: ALL, first: {PAGE}, offset: {offset})"
        query = f"{{ all: {page} {{ nodes {{ __typename {fields} }} }} }}"
        found = graphql(http, query)["all"]["nodes"]
        yield from (one for one in found if one["__typename"] in names(class_))
        if len(found) < PAGE:
            return


def names(class_: Class) -> tuple[str, str]:
    """Types of GraphQL for things of no narrower class: an interface has one of its own."""
    return class_.name, f"Other{class_.name}"


def selection(prop: Property) -> str:
    if prop.kind != "thing":
        return ""
    return "{ totalCount }" if prop.many else "{ iri }"


def length(value: Any) -> int:
    match value:
        case None:
            return 0
        case {"totalCount": int(total)}:
            return total
        case list():
            return len(value)
        case _:
            return 1


def test_thematic_areas_are_forty(http: httpx.Client) -> None:
    query = "SELECT (?level AS ?term) (COUNT(?c) AS ?n) { ?c a al:PlanItem ; al:level/skos:prefLabel ?level } GROUP BY ?level"
    level = "planItems(certainty: ALL, where: {level: {eq: THEMATIC_AREA}}) { totalCount }"
    expected = graphql(http, f"{{ {level} }}")["planItems"]["totalCount"]
    assert sparql(http, query)["thematic area"] == expected == 40


def test_cypher_counts_as_sparql_does(
    http: httpx.Client, ontology: Ontology, filled_neo4j: str
) -> None:
    things = "SELECT ?term (COUNT(*) AS ?n) { ?s a/rdfs:subClassOf* ?term } GROUP BY ?term"
    pairs = "SELECT ?term (COUNT(*) AS ?n) { ?s ?term ?o } GROUP BY ?term"
    expected = sparql(http, things) | sparql(http, pairs)
    relations = [p for p in ontology.properties.values() if p.kind == "thing" and is_counted(p)]
    texts = {c.iri: f"MATCH (n:{c.name}) RETURN count(*)" for c in ontology.classes.values()}
    texts |= {p.iri: f"MATCH ()-[r:{p.relationship_type}]->() RETURN count(*)" for p in relations}
    with GraphDatabase.driver(filled_neo4j, notifications_min_severity="OFF") as driver:
        for iri, text in texts.items():
            counted, _, _ = driver.execute_query(cast(Any, text))  # of the ontology's names
            assert expected.get(iri, 0) == counted[0][0], iri
