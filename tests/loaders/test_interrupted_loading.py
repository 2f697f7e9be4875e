"""Whatever kills the loading of Neo4j: the old release, the new one, or none that is served."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx import Client
from neo4j import Driver, GraphDatabase
from pyoxigraph import NamedNode, Quad

from graph.catalogue import build_catalogue
from graph.model.read_model import build_model
from graph.neo4j.difference import digest
from graph.neo4j.records import ClaimRecord, NodeRecord, RelationshipRecord
from graph.neo4j.writer import Change, open_driver, write_records
from graph.plan import Json
from graph.release import (
    CATALOGUE,
    MANIFEST,
    QUADS,
    Release,
    manifest_bytes,
    quads_bytes,
    release_id,
    write_release,
)
from graph.settings import Settings
from graph.statements import RDF_TYPE
from graph.store import ReleaseInfo
from graph.terms import AL, APPARATUS, Ontology
from loaders.neo4j.process import free_port
from loaders.neo4j.reading import open_proxy
from tests.places import ROOT

pytestmark = pytest.mark.skipif("CHECK_ALL" not in os.environ, reason="part of make check-all")
KILLS = 17
"""Kills a phase; there are three."""
ATTEMPTS = 4 * KILLS
GOLDEN = 0.618034
"""Multiples of it, modulo 1, spread evenly over a phase however many there are."""

Serving = Callable[[Settings], AbstractContextManager[Client]]
ALL_AT_ONCE, IN_BATCHES = "200000 50", "0 10"
PHASES = {
    "first load": ("", f"new {ALL_AT_ONCE}", {"", "loading", "new"}),
    "update": ("old", f"new {ALL_AT_ONCE}", {"old", "new", "loading"}),
    "batch update": ("old", f"new {IN_BATCHES}", {"old", "new", "loading"}),
}
"""For each phase what the server holds before, the order, and what it may hold after a kill.

`loading` and nothing are what the web API answers with 503.
"""
QUESTION = """{
  things(certainty: ALL, first: 1000) {
    totalCount
    nodes { __typename iri name ... on Instrument { date provisions { nodes { key } } } }
  }
  mandates(certainty: ALL) {
    totalCount
    edges { node { iri } evidence { passage { iri } } }
  }
}"""


@dataclass(frozen=True, slots=True)
class Loader:
    """Loads in processes that can be killed."""

    worker: subprocess.Popen[str]
    ids: Mapping[str, str]

    def load(self, order: str, kill_after: float | None = None) -> bool:
        """Carry out an order, in which releases are old or new; tell whether it came to its end."""
        name, _, rest = order.partition(" ")
        order = f"{self.ids[name]} {rest}"
        assert self.worker.stdin is not None
        assert self.worker.stdout is not None
        self.worker.stdin.write(f"{order}\n")
        self.worker.stdin.flush()
        child = int(self.worker.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # it may have ended before
                os.kill(child, signal.SIGKILL)
        return int(self.worker.stdout.readline()) == 0


@pytest.fixture(scope="module")
def driver(neo4j_uri: str) -> Iterator[Driver]:
    with GraphDatabase.driver(neo4j_uri) as driver:
        yield driver
        clear(driver)


@pytest.fixture(scope="module")
def releases(
    small_release: Release, ontology: Ontology, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Release]:
    """An old release, and a new one without most of what every third passage or reading says."""
    quads = small_release.read_quads()
    gone = set(sorted({str(quad.graph_name) for quad in quads} - {f"<{APPARATUS}>"})[::3])
    kept = {RDF_TYPE, NamedNode(str(AL.name))}  # nothing in a release is without them
    fewer = [q for q in quads if q.predicate in kept or str(q.graph_name) not in gone]
    folder = tmp_path_factory.mktemp("both")
    return {
        "old": release_of(folder, quads, ontology),
        "new": release_of(folder, fewer, ontology),
    }


def release_of(folder: Path, quads: list[Quad], ontology: Ontology) -> Release:
    model, content = build_model(quads, ontology), quads_bytes(quads)
    counts = dict[str, Json](Counter(thing.class_name for thing in model.things.values()))
    manifest = manifest_bytes({"quads": len(quads), "things": counts, "inputs": {}})
    files = {QUADS: content, MANIFEST: manifest, CATALOGUE: build_catalogue(model, content)}
    return write_release(folder, files, release_id(content, manifest))


@pytest.fixture(scope="module")
def loader(neo4j_uri: str, releases: dict[str, Release]) -> Iterator[Loader]:
    program = Path(__file__).with_name("loading_worker.py")
    folder = releases["old"].folder.parent
    command = [sys.executable, str(program), neo4j_uri, str(folder)]
    pipe = subprocess.PIPE
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT, env=environment
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        yield Loader(worker, {name: release.id for name, release in releases.items()})
        assert worker.stdin is not None
        worker.stdin.close()


@dataclass(frozen=True, slots=True)
class Apis:
    """The web API on the server, once for each release, and what it is to answer."""

    clients: Mapping[str, Client]
    expected: Mapping[str, object]

    def check(self, state: str) -> None:
        """Ask each: the one of the release that is held answers all of it, the others 503."""
        for name, client in self.clients.items():
            response = client.post("/graphql", json={"query": QUESTION})
            if name == state:
                assert response.status_code == 200, response.text
                assert self.expected[name] == response.json()["data"]
            else:
                assert response.status_code == 503
                assert response.headers["Retry-After"]


@pytest.fixture(scope="module")
def apis(neo4j_uri: str, releases: dict[str, Release], serving: Serving) -> Iterator[Apis]:
    with ExitStack() as stack:
        clients, expected = {}, {}
        for name, release in releases.items():
            settings = Settings(
                releases=release.folder.parent,
                release=release.id,
                documents=None,
                neo4j_uri=neo4j_uri,
                neo4j_password="",
                requests_per_minute=0,
                timeout_seconds=60,
            )
            with serving(settings.model_copy(update={"store": "embedded"})) as embedded:
                expected[name] = embedded.post("/graphql", json={"query": QUESTION}).json()["data"]
            on_neo4j = settings.model_copy(update={"store": "neo4j"})
            clients[name] = stack.enter_context(serving(on_neo4j))
        assert expected["old"] != expected["new"]
        yield Apis(clients, expected)


def clear(driver: Driver) -> None:
    driver.execute_query("MATCH (n) DETACH DELETE n")


def content(driver: Driver) -> int:
    """A number for all that the server holds but the release's own node."""
    queries = (
        "MATCH (n) WHERE NOT n:Release RETURN labels(n) AS at, properties(n) AS has",
        "MATCH (a)-[r]->(b) RETURN [type(r), a.iri, b.iri] AS at, properties(r) AS has",
    )
    found = [
        digest([sorted(row["at"]) if query is queries[0] else row["at"], row["has"]])
        for query in queries
        for row in driver.execute_query(query).records
    ]
    return digest(sorted(found))


def held(driver: Driver, loader: Loader) -> str:
    """What the server says it holds: old, new, `loading`, or nothing."""
    names = {identifier: name for name, identifier in loader.ids.items()}
    rows = driver.execute_query("MATCH (r:Release) RETURN r.id, r.state").records
    states = [names[row[0]] if row[1] == "ready" else row[1] for row in rows]
    assert len(states) <= 1
    return states[0] if states else ""


@pytest.fixture(scope="module")
def whole(driver: Driver, loader: Loader) -> dict[str, int]:
    """The content of both releases, and of an empty server."""
    clear(driver)
    contents = {"": content(driver)}
    for name in ("old", "new"):
        assert loader.load(f"{name} {ALL_AT_ONCE}")
        contents[name] = content(driver)
    assert len(set(contents.values())) == len(contents)
    return contents


@pytest.mark.slow
@pytest.mark.parametrize("phase", PHASES)
def test_no_kill_shows_a_mixture_and_a_rerun_completes(
    *,
    phase: str,
    driver: Driver,
    loader: Loader,
    whole: dict[str, int],
    apis: Apis,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before, order, allowed = PHASES[phase]
    outcomes: Counter[str] = Counter()
    length = 0.0
    for _ in range(2):  # the second time the server has planned all statements
        prepare(driver, loader, before)
        began = time.monotonic()
        loader.load(order)
        length = time.monotonic() - began
    for attempt in range(1, ATTEMPTS + 1):
        if outcomes.total() == KILLS:
            break
        prepare(driver, loader, before)
        if loader.load(order, kill_after=length * (attempt * GOLDEN % 1)):
            continue
        state = settle(driver, loader)
        outcomes[state or "nothing"] += 1
        assert state in allowed
        if state in whole:
            assert whole[state] == content(driver)
        apis.check(state)
        assert loader.load(order)
        assert ("new", whole["new"]) == (held(driver, loader), content(driver))
        apis.check("new")
    with capsys.disabled():
        print(f"\n{phase}: {outcomes.total()} kills: {dict(outcomes)}")  # noqa: T201  the count is to be seen
    assert outcomes.total() == KILLS


def prepare(driver: Driver, loader: Loader, before: str) -> None:
    if before:
        assert loader.load(f"{before} {ALL_AT_ONCE}")
    else:
        clear(driver)


def settle(driver: Driver, loader: Loader) -> str:
    """Wait until the server has let go of what the killed process had open."""
    query = "SHOW TRANSACTIONS YIELD currentQuery WHERE NOT currentQuery STARTS WITH 'SHOW' RETURN count(*)"
    while driver.execute_query(query).records[0][0]:
        time.sleep(0.05)
    return held(driver, loader)


def test_a_reload_writes_nothing(
    neo4j_uri: str, driver: Driver, loader: Loader, whole: dict[str, int]
) -> None:
    assert loader.load(f"new {ALL_AT_ONCE}")
    with open_proxy(neo4j_uri, free_port()) as uri:  # the server refuses every write behind it
        settings = Settings(neo4j_uri=uri, neo4j_password="")
        with open_driver(settings) as reader:
            info = ReleaseInfo(loader.ids["new"], 1, 1)
            assert write_records(reader, Nothing(), info) == Change(0, 0)
    assert whole["new"] == content(driver)


class Nothing:
    """Records that nobody is to ask for."""

    def nodes(self) -> Iterator[NodeRecord]:
        raise AssertionError

    def relationships(self) -> Iterator[RelationshipRecord]:
        raise AssertionError

    def claims(self) -> Iterator[ClaimRecord]:
        raise AssertionError
