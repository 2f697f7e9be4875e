"""What statements cost a real Neo4j: where they begin, and what they read for each row."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, LiteralString, cast

import pytest
from neo4j import Driver

from graph.neo4j.cypher import compile_root
from graph.neo4j.writer import open_driver, write_records
from graph.plan import (
    EVERYTHING,
    STATED,
    Combine,
    Filter,
    Known,
    Lookup,
    One,
    Page,
    Related,
    ThingColumns,
    Value,
)
from graph.settings import Settings
from graph.terms import Ontology
from loaders.neo4j.importing import import_offline
from loaders.neo4j.install import install
from loaders.neo4j.process import start
from tests.stores.synthetic import BASE, HUB, PARTNER, TOGETHER, Synthetic

SIZES = [10_000, 1_000_000] if os.environ.get("CHECK_ALL") else [10_000]
CLEAR: LiteralString = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
SCANS = {"AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan", "IntersectionNodeByLabelsScan"}


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size} edges")
def driver(
    neo4j_uri: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Driver]:
    """A server with a graph of a size; a large one is imported into a server of its own."""
    records = Synthetic(request.param)
    with ExitStack() as stack:
        driver = stack.enter_context(_open(neo4j_uri))
        if request.param == SIZES[0]:
            stack.callback(_clear, driver)
        else:
            version = driver.get_server_info().agent.removeprefix("Neo4j/")
            home, installation = tmp_path_factory.mktemp("large"), install(version)
            server = start(
                installation,
                home,
                fill=lambda to: import_offline(installation, to, records, records.release),
            )
            driver = stack.enter_context(_open(stack.enter_context(server).uri))
        write_records(driver, records, records.release)
        yield driver


def _clear(driver: Driver) -> None:
    """Leave little to be removed to the next release: most of the time would go into that."""
    with driver.session() as session:
        session.run(CLEAR).consume()


def _open(uri: str) -> Driver:
    return open_driver(Settings(store="neo4j", neo4j_uri=uri, neo4j_password=""))


def values(*names: str) -> ThingColumns:
    return ThingColumns(tuple(Value(name) for name in names), {})


def page(source: str, where: Filter, *more: One | Page) -> Page:
    things = ThingColumns((Value("name"), Value("key"), *more), {})
    return Page(source, where, (), (), 0, 1000, total=True, things=things)


def both(*iris: str) -> Filter:
    return Combine("and", tuple(Related("agents", "some", Known((iri,))) for iri in iris))


ITEM = f"{BASE}plan-item/3"
ASKED: Mapping[str, tuple[Page | Lookup, int]] = {
    "one thing by its key": (Lookup("Provision", ITEM, values("name", "key", "number")), 1),
    "things by their keys": (page("Provision", Known((ITEM, f"{BASE}plan-item/4"))), 2),
    "what a relation leads to": (page("Provision", both(PARTNER)), 60),
    "a joint question": (page("Provision", both(HUB, PARTNER)), TOGETHER),
    "a joint question, the other way round": (page("Provision", both(PARTNER, HUB)), TOGETHER),
    "a joint question with what is around the answer": (
        page("Provision", both(HUB, PARTNER), One("instrument", values("name"))),
        2 * TOGETHER,
    ),
}
"""Questions, and how many things there are in their answers."""

FURTHER = page("Instrument", Related("provisions", "some", both(HUB, PARTNER)))


def profile(driver: Driver, ask: Page | Lookup, ontology: Ontology) -> tuple[Any, dict[str, Any]]:
    statement = compile_root(ask, STATED, ontology)
    text = cast(Any, f"PROFILE {statement.text}")
    records, summary, _ = driver.execute_query(text, dict(statement.parameters))
    return records[0]["answer"], summary.profile or {}


def steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("children", ()):
        yield from steps(below)


@pytest.mark.parametrize("name", ASKED)
def test_a_question_reads_what_is_near_its_answer(
    driver: Driver, ontology: Ontology, name: str
) -> None:
    ask, expected = ASKED[name]
    check(driver, ontology, ask, shown=expected, near=expected)


def test_a_joint_question_one_relation_further_reads_what_lies_between(
    driver: Driver, ontology: Ontology
) -> None:
    check(driver, ontology, FURTHER, shown=2, near=2 + TOGETHER)


def test_a_page_of_a_class_reads_what_it_shows(driver: Driver, ontology: Ontology) -> None:
    whole = page("Provision", EVERYTHING)
    first = replace(whole, first=20, total=False, things=values("name"))
    check(driver, ontology, first, shown=20, near=20)


def check(driver: Driver, ontology: Ontology, ask: Page | Lookup, *, shown: int, near: int) -> None:
    answer, plan = profile(driver, ask, ontology)

    kinds = {step["operatorType"].partition("@")[0] for step in steps(plan)}
    hits = sum(step["dbHits"] for step in steps(plan))
    assert shown == str(answer).count("'Plan ") + str(answer).count("'Item ")
    assert not kinds & SCANS
    assert 0 < hits <= 50 * near + 200, hits
