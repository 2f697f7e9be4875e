"""The Neo4j writer and reader against a real server."""

from asyncio import create_task, sleep, to_thread
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, LiteralString

import pytest
from neo4j import AsyncResult, AsyncSession, Driver, Query
from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import StoreUnavailable
from graph.model.read_model import Model, build_model
from graph.neo4j import writer
from graph.neo4j.cypher import Statement
from graph.neo4j.difference import Difference
from graph.neo4j.store import Neo4jStore
from graph.neo4j.writer import Change, _write, open_driver, write_records, write_to_neo4j
from graph.plan import (
    EVERYTHING,
    STATED,
    Filter,
    Page,
    Plan,
    Related,
    Root,
    ThingColumns,
    Value,
)
from graph.release import Release
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import AL, Ontology
from loaders.neo4j.install import Installation
from loaders.neo4j.process import Config, start
from tests.plain import plain
from tests.stores.synthetic import Synthetic

RUNNING: LiteralString = (
    "SHOW TRANSACTIONS YIELD currentQuery AS q WHERE q STARTS WITH 'MATCH (before:Release' "
    "RETURN count(*)"
)
"""How many questions the server is answering."""


def bodies(where: Filter = EVERYTHING) -> Plan:
    keys = ThingColumns((Value("key"),), {"Body": (0,)})
    page = Page("Body", where, (), (), 0, 1000, total=True, things=keys)
    return Plan((Root(STATED, page),))


def endless() -> Filter:
    where: Filter = EVERYTHING
    for name in ("agents", "mandates") * 4:
        where = Related(name, "every", where)
    return where


@pytest.fixture
def settings(neo4j_uri: str) -> Settings:
    return Settings(store="neo4j", neo4j_uri=neo4j_uri, neo4j_password="")


@pytest.fixture
def driver(settings: Settings) -> Iterator[Driver]:
    with open_driver(settings) as driver:
        yield driver


@pytest.fixture(scope="module")
def model(release: Release, ontology: Ontology) -> Model:
    return build_model(release.read_quads(), ontology)


@pytest.fixture
def info(release: Release) -> ReleaseInfo:
    return ReleaseInfo(release.id, 1, 1)


@pytest.fixture
def filled(driver: Driver, model: Model, info: ReleaseInfo) -> Driver:
    write_to_neo4j(driver, model, info)
    return driver


@pytest.fixture
async def store(
    settings: Settings, release: Release, ontology: Ontology
) -> AsyncIterator[Neo4jStore]:
    store = Neo4jStore.open(settings, ontology, release)
    yield store
    await store.close()


def renamed(release: Release, ontology: Ontology) -> Model:
    """The same release with one body renamed and one alias of another taken away."""
    quads = release.read_quads()
    name = NamedNode(str(AL.name))
    old = next(q for q in quads if q.predicate == name and q.subject.value.endswith("/body/acwc"))
    form = next(q for q in quads if q.predicate == NamedNode(str(AL.designates)))
    new = Quad(old.subject, name, Literal("Renamed"), old.graph_name)
    gone = {old} | {q for q in quads if (q.subject, q.predicate) == (form.subject, form.predicate)}
    return build_model([new, *(q for q in quads if q not in gone)], ontology)


def count(driver: Driver, query: LiteralString) -> int:
    records, _, _ = driver.execute_query(query)
    return int(records[0][0])


def test_a_reload_of_the_same_release_writes_nothing(
    filled: Driver, model: Model, info: ReleaseInfo
) -> None:
    change = write_to_neo4j(filled, model, info)

    assert (change.written, change.removed) == (0, 0)


def test_an_update_is_the_difference(
    filled: Driver, release: Release, ontology: Ontology, info: ReleaseInfo
) -> None:
    before = count(filled, "MATCH ()-[r]->() RETURN count(r)")

    change = write_to_neo4j(filled, renamed(release, ontology), replace(info, id="other"))

    assert 0 < change.written < 20
    assert 0 < change.removed < 20
    assert before - 1 == count(filled, "MATCH ()-[r]->() RETURN count(r)")
    assert count(filled, "MATCH (n:Body {title: 'Renamed'}) RETURN count(n)") == 1
    assert count(filled, "MATCH (r:Release {id: 'other', state: 'ready'}) RETURN count(r)") == 1


def test_after_an_update_the_database_is_as_if_it_were_filled_anew(
    filled: Driver, release: Release, model: Model, ontology: Ontology, info: ReleaseInfo
) -> None:
    write_to_neo4j(filled, renamed(release, ontology), replace(info, id="other"))
    write_to_neo4j(filled, model, info)
    filled.execute_query("MATCH (r:Release) SET r.id = 'unknown'")

    assert write_to_neo4j(filled, model, info).written == 0


def test_an_update_that_fails_leaves_the_old_release(
    filled: Driver,
    release: Release,
    ontology: Ontology,
    info: ReleaseInfo,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("graph.neo4j.writer._set_release", fail)
    with pytest.raises(RuntimeError):
        write_to_neo4j(filled, renamed(release, ontology), replace(info, id="other"))

    assert count(filled, "MATCH (n:Body {title: 'Renamed'}) RETURN count(n)") == 0
    assert count(filled, "MATCH (r:Release {id: 'other'}) RETURN count(r)") == 0


def test_an_update_that_is_too_large_for_a_transaction_goes_in_batches(
    neo4j_installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways: list[str] = []

    def write(run: Callable[..., Any], difference: Difference) -> Change:
        ways.append(type(run.__self__).__name__)  # type: ignore[attr-defined]  # a method
        return _write(run, difference)

    monkeypatch.setattr(writer, "_write", write)
    monkeypatch.setattr(writer, "BATCH", 1_000)
    first, second = Synthetic(1_000), Synthetic(10_000)
    config = Config(settings={"db.memory.transaction.max": "16m"})
    with (
        start(neo4j_installation, tmp_path, config) as server,
        open_driver(Settings(neo4j_uri=server.uri, neo4j_password="")) as driver,
    ):
        write_records(driver, first, first.release)
        write_records(driver, second, second.release)
        held = driver.execute_query("MATCH (n:Entity) RETURN count(n)").records[0][0]
        state = driver.execute_query("MATCH (r:Release) RETURN r.id, r.state").records
    assert ways == ["Session", "Transaction", "Session"]
    assert (held, [tuple(r) for r in state]) == (
        sum(1 for _ in second.nodes()),
        [(second.release.id, "ready")],
    )


def test_a_database_of_somebody_else_is_refused(
    filled: Driver, model: Model, info: ReleaseInfo
) -> None:
    filled.execute_query("CREATE (:Movie {title: 'The Third Man'})")
    try:
        with pytest.raises(
            StoreUnavailable, match="1 nodes that are not of a release; use an empty"
        ):
            write_to_neo4j(filled, model, replace(info, id="other"))
    finally:
        filled.execute_query("MATCH (m:Movie) DELETE m")


def test_a_server_that_is_not_there_is_named_with_a_remedy(model: Model, info: ReleaseInfo) -> None:
    nowhere = Settings(neo4j_uri="bolt://127.0.0.1:1", neo4j_password="")
    with (
        open_driver(nowhere) as driver,
        pytest.raises(StoreUnavailable, match="could not be written"),
    ):
        write_to_neo4j(driver, model, info)


@pytest.mark.usefixtures("filled")
async def test_answers_come_from_the_release(store: Neo4jStore, model: Model) -> None:
    [page] = await store.read(bodies(), list, timeout=60)

    members = model.members["Body"]
    keys = [model.things[iri].slug for iri in members]
    assert [{"total": len(members), "things": [("Body", key) for key in keys]}] == plain(page)


@pytest.mark.usefixtures("filled")
async def test_a_plan_is_one_statement_a_root(
    store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    run = AsyncSession.run

    async def counted(session: AsyncSession, query: Query, *rest: Any) -> AsyncResult:
        sent.append(query.text)
        return await run(session, query, *rest)

    monkeypatch.setattr(AsyncSession, "run", counted)
    nested = bodies(Related("mandates", "some", Related("agents", "some", EVERYTHING)))

    first, _, third = await store.read(Plan(nested.roots * 3), list, timeout=60)

    assert first == third
    assert len(sent) == 3
    assert len(set(sent)) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("MATCH (r:Release) SET r.state = 'loading'", "is being loaded or empty"),
        ("MATCH (r:Release) SET r.id = 'other'", "holds release other"),
    ],
)
async def test_another_release_is_not_served(
    filled: Driver, store: Neo4jStore, change: LiteralString, message: str
) -> None:
    filled.execute_query(change)

    with pytest.raises(StoreUnavailable, match=message):
        await store.ready()
    with pytest.raises(StoreUnavailable, match=message):
        await store.read(bodies(), list, timeout=60)


async def test_no_answer_is_given_where_the_release_changes_while_it_is_read(
    filled: Driver, store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = (
        "RETURN COLLECT { UNWIND range(1, 20000000) AS i WITH i WHERE i % 10000000 = 0 RETURN i }"
        " AS answer"
    )
    monkeypatch.setattr("graph.neo4j.store.compile_root", lambda *_: Statement(slow, {}))
    reading = create_task(store.read(bodies(), list, timeout=60))
    while not count(filled, RUNNING):
        assert not reading.done()
        await sleep(0.01)

    await to_thread(filled.execute_query, "MATCH (r:Release) SET r.state = 'loading'")

    assert not reading.done(), "it was answered before the change"
    with pytest.raises(StoreUnavailable, match="is being loaded"):
        await reading


async def test_a_statement_that_takes_too_long_is_ended(filled: Driver, store: Neo4jStore) -> None:
    with pytest.raises(TimeoutError):
        await store.read(bodies(endless()), list, timeout=0.5)
    end = monotonic() + 10
    while count(filled, RUNNING):
        assert monotonic() < end
        await sleep(0.05)
