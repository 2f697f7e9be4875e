"""What tests share: the ontology, the release, a real Neo4j, source documents, gold questions.

Environment: NEO4J_TEST_URI (a server to use, without authentication), CHECK_ALL (both Neo4j
lines), CI (a missing Neo4j is a failure), DOCUMENTS, GOLD and SECOND_GOLD (folders).
"""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from threading import Thread
from time import sleep
from typing import NoReturn

import pytest
from httpx import ASGITransport, AsyncClient, Client
from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError
from starlette.applications import Starlette
from xdist.workermanage import WorkerController  # type: ignore[import-untyped]  # has no types

from graph.errors import StoreUnavailable
from graph.model.read_model import build_model
from graph.neo4j.writer import open_driver, write_to_neo4j
from graph.release import Release
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import Ontology, read_ontology
from loaders.build import build_release
from loaders.neo4j.install import (
    CACHE,
    REQUIREMENTS,
    VERSIONS,
    Installation,
    install,
    install_locked,
)
from loaders.neo4j.process import start
from tests.places import SMALL, SMALL_TEXTS
from web.app import create_app
from web.server import ConnectionBounds, build_server

Serving = Callable[[Settings], AbstractContextManager[Client]]
TEST_URI = os.environ.get("NEO4J_TEST_URI")
LINES = VERSIONS if os.environ.get("CHECK_ALL") else VERSIONS[:1]
SERVERS = [TEST_URI] if TEST_URI else list(LINES)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MARKED = {
    "browser": {"chromium"},
    "node": {"node"},
    "neo4j": {"neo4j_installation", "neo4j_uri"},
    "documents": {"documents"},
}
TABLES = pytest.StashKey[list[tuple[str, str]]]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures they use, so that `-m 'not neo4j'` works by itself.

    Modules that only read the filled Neo4j come first: it is filled once, before others overwrite
    it. A module's tests stay in one process, and all that need Neo4j in the same, with one server.
    """
    readers, users = set(), set()
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for marker, named in MARKED.items():
            if named & fixtures:
                item.add_marker(marker)
        if _params(item).get("store") in SERVERS:
            item.add_marker("neo4j")
        if "filled_neo4j" in fixtures:
            readers.add(item.path)
        if fixtures & {"neo4j_uri", "serve_neo4j"}:
            users.add(item.path)
    for item in items:
        group = "neo4j" if item.path in users else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: item.path not in readers)


def _params(item: pytest.Item) -> dict[str, object]:
    callspec = getattr(item, "callspec", None)
    return callspec.params if callspec else {}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the tables that tests have shown to the process that prints them."""
    output: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["tables"] = session.config.stash.get(TABLES, [])


def pytest_testnodedown(node: WorkerController) -> None:
    """Take the tables of a process that has ended."""
    tables = node.config.stash.setdefault(TABLES, [])
    tables.extend((title, table) for title, table in node.workeroutput.get("tables", []))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the tables that tests have shown."""
    for title, table in config.stash.get(TABLES, []):
        terminalreporter.section(title)
        terminalreporter.write_line(table)


@pytest.fixture(scope="session")
def show(pytestconfig: pytest.Config) -> Callable[[str, str], None]:
    """Shows a table under a title at the end of the run."""
    tables = pytestconfig.stash.setdefault(TABLES, [])
    return lambda title, table: tables.append((title, table))


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """The ontology as the program sees it."""
    return read_ontology()


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release of the curated tables; spans are checked where the documents are at hand."""
    documents = os.environ.get("DOCUMENTS")
    releases = tmp_path_factory.mktemp("releases")
    return build_release(releases, documents=Path(documents) if documents else None)


@pytest.fixture(scope="session")
def small_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of small made-up tables, whose answers can be worked out by hand."""
    return build_release(tmp_path_factory.mktemp("small"), data=SMALL, documents=SMALL_TEXTS)


@pytest.fixture(scope="session")
def serving() -> Serving:
    """Serves the web API over HTTP on a free port, as long as a `with` block lasts."""
    return _serving


@pytest.fixture(scope="session")
def serve_app() -> Callable[..., AbstractContextManager[Client]]:
    """Serves an application within bounds on a free port, as long as a `with` block lasts."""
    return _serve_app


@pytest.fixture(scope="session")
def small_settings(small_release: Release) -> Settings:
    """Settings that serve the small release from memory, without quotes."""
    return Settings(releases=small_release.folder.parent, store="embedded", documents=None)


@pytest.fixture(scope="session")
def http(small_settings: Settings) -> Iterator[Client]:
    """The web API over HTTP, with the small release."""
    with _serving(small_settings) as client:
        yield client


def _serving(settings: Settings) -> AbstractContextManager[Client]:
    return _serve_app(create_app(settings), ConnectionBounds.of(settings))


@contextmanager
def _serve_app(app: Starlette, bounds: ConnectionBounds | None = None) -> Iterator[Client]:
    server = build_server(app, "127.0.0.1", 0, bounds)
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session", params=LINES)
def neo4j_installation(request: pytest.FixtureRequest) -> Installation:
    """A Neo4j that can be started; with CHECK_ALL one of each line."""
    reason = ""
    try:
        return install(request.param)
    except StoreUnavailable as error:
        reason = f"Neo4j {request.param} could not be installed: {error}"
    return _missing(reason)


@pytest.fixture(scope="session")
def jena() -> Installation:
    """Apache Jena's commands; only with CHECK_ALL."""
    if "CHECK_ALL" not in os.environ:
        pytest.skip("Apache Jena reads what we write only with CHECK_ALL")
    reason = ""
    try:
        return install_locked("Jena 5.6.0", REQUIREMENTS / "jena-5.6.0.jars")
    except StoreUnavailable as error:
        reason = f"Apache Jena could not be installed: {error}"
    return _missing(reason)


@pytest.fixture(scope="session")
def robot() -> Installation:
    """ROBOT, which checks ontologies with the OWL API; only with CHECK_ALL."""
    if "CHECK_ALL" not in os.environ:
        pytest.skip("reasoners read the ontology only with CHECK_ALL")
    reason = ""
    try:
        return install_locked("ROBOT 1.9.8", REQUIREMENTS / "robot-1.9.8.jars")
    except StoreUnavailable as error:
        reason = f"ROBOT could not be installed: {error}"
    return _missing(reason)


@pytest.fixture(scope="session")
def owlready2(robot: Installation) -> tuple[Path, Path]:
    """Folder of owlready2, whose licence keeps it out of our requirements, and a Java for it."""
    folder = CACHE.with_name(".owlready2")
    if not (folder / "owlready2").exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        command += ["--require-hashes", f"--target={folder}"]
        requirement = f"--requirement={REQUIREMENTS / 'owlready2.txt'}"
        done = subprocess.run([*command, requirement], check=False, capture_output=True, text=True)
        if done.returncode:
            _missing(f"owlready2 could not be installed: {done.stderr[-500:]}")
    return folder, robot.java


@pytest.fixture(scope="session")
def w3c_suites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the W3C's test suites, as the source of rdflib carries them; only with CHECK_ALL."""
    if "CHECK_ALL" not in os.environ:
        pytest.skip("the W3C's suites are run only with CHECK_ALL")
    name = "rdflib-7.6.0"
    archive = CACHE.with_name(".w3c") / f"{name}.tar.gz"
    if not archive.exists():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--no-binary=rdflib", "--require-hashes", f"--dest={archive.parent}"]
        requirement = f"--requirement={REQUIREMENTS / 'w3c-suites.txt'}"
        done = subprocess.run([*command, requirement], check=False, capture_output=True, text=True)
        if done.returncode:
            _missing(f"The W3C's suites could not be had: {done.stderr[-500:]}")
    folder = tmp_path_factory.mktemp("w3c")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / name / "test" / "data" / "suites" / "w3c"


@pytest.fixture(scope="session")
def serve_neo4j(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Serves one of SERVERS until the session ends, and returns its Bolt address."""
    with ExitStack() as stack:

        @cache
        def serve(server: str) -> str:
            if server == TEST_URI:
                return _ours(server)
            reason = ""
            try:
                home = tmp_path_factory.mktemp("neo4j")
                return stack.enter_context(start(install(server), home)).uri
            except StoreUnavailable as error:
                reason = f"No Neo4j {server}: {error}"
            _missing(reason)

        yield serve


@pytest.fixture(scope="session", params=SERVERS)
def neo4j_uri(request: pytest.FixtureRequest, serve_neo4j: Callable[[str], str]) -> str:
    """Bolt address of a real Neo4j that holds nothing or a release, to be filled by the test."""
    return serve_neo4j(request.param)


@pytest.fixture(scope="session")
def filled_neo4j(neo4j_uri: str, release: Release, ontology: Ontology) -> str:
    """Bolt address of a real Neo4j that holds the release, to be read only."""
    quads = release.read_quads()
    model = build_model(quads, ontology)
    info = ReleaseInfo(release.id, len(quads), len(model.things))
    with open_driver(Settings(neo4j_uri=neo4j_uri, neo4j_password="")) as driver:
        write_to_neo4j(driver, model, info)
    return neo4j_uri


@pytest.fixture(scope="session")
async def embedded_api(release: Release) -> AsyncIterator[AsyncClient]:
    """The web API on the embedded store, without quotes."""
    settings = Settings(store="embedded", releases=release.folder.parent, documents=None)
    async with _serve(settings) as client:
        yield client


@pytest.fixture(scope="module")
async def neo4j_api(release: Release, filled_neo4j: str) -> AsyncIterator[AsyncClient]:
    """The web API on Neo4j, without quotes."""
    settings = Settings(
        store="neo4j",
        releases=release.folder.parent,
        documents=None,
        neo4j_uri=filled_neo4j,
        neo4j_password="",
        timeout_seconds=60,  # a cold server plans its first statements slowly
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.neo4j.pulse.PATIENCE", 30.0)  # and the machine may be busy
        async with _serve(settings) as client:
            yield client


@asynccontextmanager
async def _serve(settings: Settings) -> AsyncIterator[AsyncClient]:
    """Run the application in this process, from its start to its end."""
    app = create_app(settings)
    transport = ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield client


def _missing(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _ours(uri: str) -> str:
    try:
        nodes, ours = _count(uri)
    except (DriverError, Neo4jError) as error:
        pytest.fail(f"NEO4J_TEST_URI: {uri} does not answer: {error}", pytrace=False)
    if nodes and not ours:
        pytest.fail(
            f"NEO4J_TEST_URI: the database at {uri} holds {nodes} nodes and no (:Release) node. "
            "Tests overwrite it: name an empty one, or one filled by `python -m loaders neo4j`.",
            pytrace=False,
        )
    return uri


def _count(uri: str) -> tuple[int, int]:
    query = "MATCH (n) RETURN count(n), sum(CASE WHEN n:Release THEN 1 ELSE 0 END)"
    with GraphDatabase.driver(uri) as driver, driver.session() as session:
        nodes, ours = session.run(query).single(strict=True)
    return nodes, ours


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return found or _missing(f"No browser: none of {', '.join(BROWSERS)} is on the PATH")


@pytest.fixture(scope="session")
def strace() -> str:
    """Path of strace, which makes calls to the system fail."""
    if sys.platform != "linux":
        pytest.skip("strace is a program of Linux")
    return shutil.which("strace") or _missing("No strace on the PATH")


@pytest.fixture(scope="session")
def documents() -> Path:
    """Folder of the source documents' texts."""
    return _folder("DOCUMENTS")


@pytest.fixture(scope="session")
def gold() -> Path:
    """Folder of the gold questions and facts."""
    return _folder("GOLD")


@pytest.fixture(scope="session")
def second_gold() -> Path:
    """Folder of the facts that a second reader wrote down."""
    return _folder("SECOND_GOLD")


def _folder(variable: str) -> Path:
    name = os.environ.get(variable)
    if not name:
        pytest.skip(f"{variable} names no folder")
    folder = Path(name)
    if not folder.is_dir():
        pytest.fail(f"{variable}: expected a folder, found none at {folder}", pytrace=False)
    return folder
