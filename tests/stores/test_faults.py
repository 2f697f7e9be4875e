"""A real Neo4j that stops, freezes and starts again under questions, and an API that does not."""

import gc
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import httpx
import pytest

from graph.model.read_model import build_model
from graph.neo4j.writer import open_driver, write_to_neo4j
from graph.release import Release
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import Ontology
from loaders.neo4j.install import Installation
from loaders.neo4j.process import Config, Neo4jServer, free_port, start

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
QUESTION = {"query": "{ bodies { nodes { name } } }"}
PATIENCE = 3
"""Seconds in which we are told that there is no answer."""
RECOVERY = 60
"""Seconds in which answers come again at the latest; the first ones of a server take long."""
ASKING = 4

# The driver leaves sockets to the garbage collector when it is cut short while it connects.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@dataclass
class Machine:
    """A Neo4j that can be stopped and started again on the same data and port."""

    installation: Installation
    home: Path
    bolt_port: int = field(default_factory=free_port)
    running: ExitStack = field(default_factory=ExitStack)
    server: Neo4jServer | None = None

    def start(self) -> None:
        context = start(self.installation, self.home, Config(bolt_port=self.bolt_port))
        self.server = self.running.enter_context(context)

    def stop(self) -> None:
        self.running.close()

    def send(self, number: signal.Signals) -> None:
        if self.server is None:
            raise AssertionError
        os.kill(self.server.pid, number)


@pytest.fixture(scope="module")
def machine(
    neo4j_installation: Installation,
    tmp_path_factory: pytest.TempPathFactory,
    small_release: Release,
    ontology: Ontology,
) -> Iterator[Machine]:
    machine = Machine(neo4j_installation, tmp_path_factory.mktemp("machine"))
    machine.start()
    quads = small_release.read_quads()
    model = build_model(quads, ontology)
    with open_driver(settings_of(machine, small_release)) as driver:
        write_to_neo4j(driver, model, ReleaseInfo(small_release.id, len(quads), len(model.things)))
    yield machine
    machine.stop()


@pytest.fixture
def api(machine: Machine, small_release: Release, serving: Serving) -> Iterator[httpx.Client]:
    with serving(settings_of(machine, small_release)) as client:
        wait_for_answers(client)
        yield client
    gc.collect()  # here, where it is ignored, and in no later test


def settings_of(machine: Machine, release: Release) -> Settings:
    return Settings(
        store="neo4j",
        releases=release.folder.parent,
        documents=None,
        neo4j_uri=f"bolt://127.0.0.1:{machine.bolt_port}",
        neo4j_password="",
        requests_per_minute=0,
    )


def ask(client: httpx.Client, seconds: float = PATIENCE) -> httpx.Response:
    return client.post("/graphql", json=QUESTION, timeout=seconds)


def wait_for_answers(client: httpx.Client) -> None:
    begin = monotonic()
    while (response := ask(client, RECOVERY)).status_code != 200:
        assert monotonic() < begin + RECOVERY, response.text
        sleep(0.1)
    print(f"answers again after {monotonic() - begin:.1f} s")  # noqa: T201  # a figure, no test
    assert client.get("/readyz", timeout=RECOVERY).status_code == 200


@contextmanager
def questions(client: httpx.Client) -> Iterator[list[httpx.Response]]:
    """Ask all the time, from several threads; a question that waits too long is a failure."""
    answers: list[httpx.Response] = []
    done = Event()

    def keep_asking() -> None:
        while not done.is_set():
            answers.append(ask(client, RECOVERY))
            sleep(0.02)

    with ThreadPoolExecutor(ASKING) as threads:
        asking = [threads.submit(keep_asking) for _ in range(ASKING)]
        try:
            sleep(0.5)
            yield answers
        finally:
            done.set()
        for one in asking:
            one.result()


def check_absence(client: httpx.Client) -> None:
    """The store is away, and we say so in time."""
    for _ in range(3):
        response = ask(client)
        assert 503 == response.status_code
        assert int(response.headers["retry-after"]) > 0
        assert "STORE_UNAVAILABLE" == response.json()["errors"][0]["extensions"]["code"]
        assert 200 == client.get("/livez", timeout=PATIENCE).status_code
        ready = client.get("/readyz", timeout=PATIENCE)
        assert (503, True) == (ready.status_code, "retry-after" in ready.headers)


def check_answers(answers: list[httpx.Response]) -> None:
    """There were answers and refusals, and nothing else."""
    assert {200, 503} == {answer.status_code for answer in answers}
    assert all("retry-after" in a.headers for a in answers if a.status_code == 503)


def test_a_frozen_server_is_told_and_its_return_too(machine: Machine, api: httpx.Client) -> None:
    with questions(api) as answers:
        machine.send(signal.SIGSTOP)
        try:
            check_absence(api)
        finally:
            machine.send(signal.SIGCONT)
        wait_for_answers(api)
        sleep(0.5)
    check_answers(answers)


def test_a_stopped_server_is_told_and_its_return_too(machine: Machine, api: httpx.Client) -> None:
    with questions(api) as answers:
        machine.stop()
        check_absence(api)
        machine.start()
        wait_for_answers(api)
        sleep(0.5)
    check_answers(answers)


def test_a_server_that_restarts_at_once_is_used_again(machine: Machine, api: httpx.Client) -> None:
    machine.stop()
    machine.start()
    wait_for_answers(api)
    assert [200] * 20 == [ask(api).status_code for _ in range(20)]
