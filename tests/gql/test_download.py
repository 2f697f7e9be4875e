"""Tables are read in batches: the rows are those of the whole, on both stores, or it is told."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import httpx
import pytest
from neo4j import GraphDatabase
from starlette.applications import Starlette

from gql.admission import Slots
from gql.errors import BadRequest
from gql.execution import Asked, Service, build_service, read_plan
from gql.files import download
from gql.files.download import WHOLE, Download
from gql.files.rows import iter_rows
from gql.files.table import read_table
from gql.requests import Operation
from graph.columns import Columns
from graph.errors import StoreUnavailable
from graph.model.read_model import build_model
from graph.neo4j.writer import open_driver, write_to_neo4j
from graph.opening import open_served
from graph.plan import Plan
from graph.release import Release
from graph.settings import Settings
from graph.store import ReleaseInfo, Result, Store
from graph.terms import Ontology
from web import app

QUERIES = {
    "a collection": "{ provisions { nodes { key number } } }",
    "edges with evidence": "{ bodies { edges { node { key } evidence { locator } } } }",
    "rows below": "{ instruments { nodes { key provisions { nodes { key } } } } }",
    "an order": "{ provisions(orderBy: [{instrument: {date: DESC}}]) { nodes { key } } }",
    "a page": "{ provisions(first: 7, offset: 2) { nodes { key } } }",
    "a cursor": '{ provisions(first: 5, after: "3") { nodes { key } } }',
    "a search": '{ things(search: "lake") { nodes { key } } }',
    "a filter": '{ provisions(where: {agents: {hasAll: ["LC"]}}) { nodes { key } } }',
    "nothing": '{ bodies(where: {name: {eq: "nobody"}}) { nodes { key } } }',
    "all readings": "{ assignments(certainty: ALL) { nodes { key } } }",
    "a day": '{ memberships(asOf: "2019-01-01") { nodes { key organisation { key } } } }',
    "mandates": "{ mandates { totalCount nodes { key agents { nodes { key } } } } }",
    "below a thing": '{ body(key: "lake-council") { name mandates { nodes { key } } } }',
    "a page below a thing": '{ body(key: "lake-council") { mandates(first: 3, offset: 1) { nodes { key } } } }',
    "an order below a thing": '{ body(key: "lake-council") { mandates(orderBy: [{number: DESC}]) { nodes { key } } } }',
    "two relations away": '{ clause(key: "decl-2") { instrument { key provisions { nodes { key } } } } }',
    "below a thing of some class": '{ agent(key: "lake-council") { ... on Body { mandates { nodes { key } } } } }',
    "below a thing of another class": """{ agent(key: "northland") {
        ... on Body { of: subsidiaries { nodes { key } } }
        ... on State { of: memberships { nodes { key } } }
    } }""",
    "pages that differ by class": """{ agent(key: "lake-council") {
        ... on Group { of: mandates(first: 1) { nodes { key } } }
        ... on Body { of: mandates(first: 3, offset: 1) { nodes { key } } }
    } }""",
    "no thing": '{ body(key: "lake-council") { parents { nodes { key } } } }',
    "groups": "{ bodies { groupBy(by: BODY_KIND) { key { value } count } } }",
    "claims": '{ instrument(key: "lake-plan") { claims(property: DATE) { value } } }',
}


@dataclass(frozen=True)
class Reader:
    """Reads operations batch by batch."""

    service: Service
    slots: Slots

    def download(self) -> Download:
        deadline = monotonic() + self.service.timeout
        return Download(self.service, self.slots, "me", deadline)

    async def asked(self, query: str) -> Asked:
        deadline = monotonic() + self.service.timeout
        service = replace(self.service, page_size=WHOLE)
        return await read_plan(service, Operation(query), deadline)

    async def iter_data(self, query: str) -> AsyncIterator[Mapping[str, Any]]:
        asked = await self.asked(query)
        way = read_table(asked.selection).way
        async for data in self.download().iter_data(asked.planned, way):
            yield data

    async def batches(self, query: str) -> list[list[tuple[str, ...]]]:
        table = read_table((await self.asked(query)).selection)
        read = [data async for data in self.iter_data(query)]
        return [[row.texts() for row in iter_rows(table, data)] for data in read]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Reader]:
    served = open_served(settings)
    yield Reader(build_service(served, settings), Slots(1))
    await served.close()


@pytest.fixture(scope="module")
async def embedded(small_settings: Settings) -> AsyncIterator[Reader]:
    async with opened(small_settings) as reader:
        yield reader


@pytest.fixture(scope="module")
async def neo4j(
    neo4j_uri: str, small_settings: Settings, small_release: Release, ontology: Ontology
) -> AsyncIterator[Reader]:
    own = {"store": "neo4j", "neo4j_uri": neo4j_uri, "neo4j_password": "", "timeout_seconds": 60}
    settings = small_settings.model_copy(update=own)
    quads = small_release.read_quads()
    model = build_model(quads, ontology)
    info = ReleaseInfo(small_release.id, len(quads), len(model.things))
    with open_driver(settings) as driver:
        write_to_neo4j(driver, model, info)
    async with opened(settings) as reader:
        yield reader


@pytest.mark.parametrize("name", QUERIES)
async def test_batches_give_the_rows_of_the_whole(
    embedded: Reader, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await check_batches(embedded, name, monkeypatch)


@pytest.mark.parametrize("name", QUERIES)
async def test_batches_from_neo4j_give_the_rows_of_the_whole(
    neo4j: Reader, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await check_batches(neo4j, name, monkeypatch)


async def check_batches(reader: Reader, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [row for batch in await reader.batches(QUERIES[name]) for row in batch]
    monkeypatch.setattr(download, "BATCH", 2)
    monkeypatch.setattr(download, "WINDOW", 4)
    batches = await reader.batches(QUERIES[name])
    assert whole == [row for batch in batches for row in batch]
    assert name in ("nothing", "no thing") or whole


@pytest.mark.parametrize("name", ["a collection", "below a thing", "two relations away"])
async def test_a_long_list_is_cut(
    embedded: Reader, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "BATCH", 2)
    sizes = [len(batch) for batch in await embedded.batches(QUERIES[name])]
    assert len(sizes) > 1
    assert set(sizes[:-1]) == {2}


async def test_costly_things_come_in_smaller_batches(
    embedded: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "BATCH_COST", 20)
    batches = await embedded.batches(QUERIES["a collection"])
    assert len(batches) > 1


async def test_between_batches_the_place_is_free(
    embedded: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "BATCH", 2)
    parts = embedded.iter_data(QUERIES["a collection"])
    await anext(parts)
    async with embedded.slots.slot("another", monotonic()):
        pass
    assert [part async for part in parts]


async def test_a_batch_waits_for_its_turn_and_not_for_ever(
    embedded: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "PATIENCE", 0)
    busy = replace(embedded, service=replace(embedded.service, timeout=2))
    asked = await embedded.asked(QUERIES["a collection"])
    monkeypatch.setattr(download, "BATCH", 2)
    parts = busy.download().iter_data(asked.planned, ())
    await anext(parts)
    async with embedded.slots.slot("another", monotonic() + 10):
        with pytest.raises(BadRequest) as caught:
            await anext(parts)
    assert "BUSY" == caught.value.code


async def test_another_release_in_the_middle_breaks_it_off(
    neo4j: Reader, neo4j_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "BATCH", 2)
    parts = neo4j.iter_data(QUERIES["a collection"])
    await anext(parts)
    release = neo4j.service.store.release.id
    try:
        _set_release(neo4j_uri, "another")
        with pytest.raises(StoreUnavailable, match="holds release another"):
            await anext(parts)
    finally:
        _set_release(neo4j_uri, release)


def _set_release(uri: str, identifier: str) -> None:
    with GraphDatabase.driver(uri) as driver:
        driver.execute_query("MATCH (r:Release) SET r.id = $id", {"id": identifier})


# over HTTP


class Failing:
    """A store that stops reading after so many plans."""

    def __init__(self, store: Store, plans: int) -> None:
        self.release, self._store, self._left = store.release, store, plans
        self.in_memory = store.in_memory

    async def read(
        self, plan: Plan, shape: Callable[[Columns], Result], *, timeout: float
    ) -> Result:
        if self._left == 0:
            raise StoreUnavailable("gone")
        self._left -= 1
        return await self._store.read(plan, shape, timeout=timeout)

    async def ready(self) -> None:
        await self._store.ready()

    async def close(self) -> None:
        await self._store.close()


@pytest.fixture
def failing(
    small_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    serve_app: Callable[[Starlette], AbstractContextManager[httpx.Client]],
) -> Iterator[httpx.Client]:
    """The web API, whose store fails with the third of the batches of two."""
    served = open_served(small_settings)
    failing = replace(served, store=Failing(served.store, 3))
    monkeypatch.setattr(app, "open_served", lambda _: failing)
    monkeypatch.setattr(download, "BATCH", 2)
    with serve_app(app.create_app(small_settings)) as client:
        yield client


@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_fails_in_the_middle_is_no_whole_answer(
    failing: httpx.Client, kind: str, coding: str
) -> None:
    params = {"query": QUERIES["a collection"], "format": kind}
    headers = {"accept-encoding": coding}
    with failing.stream("GET", "/graphql", params=params, headers=headers) as response:
        assert 200 == response.status_code
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
            response.read()


def test_what_fails_before_the_first_batch_is_told(failing: httpx.Client) -> None:
    params = {"query": QUERIES["a collection"], "format": "csvw"}
    response = failing.get("/graphql", params=params)
    assert 503 == response.status_code
    assert "STORE_UNAVAILABLE" == response.json()["errors"][0]["extensions"]["code"]
    assert "retry-after" in response.headers
