"""What docs/how-to/operating.md promises: the services of Compose without containers, read-only, back-up."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from neo4j import GraphDatabase
from neo4j.exceptions import ClientError

from graph.release import Release
from loaders.neo4j.importing import run_admin
from loaders.neo4j.install import Installation
from loaders.neo4j.process import HOST, Config, Neo4jServer, free_port, start
from tests.places import ROOT

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "docker-compose.yml").read_text("utf-8")
)["services"]
PASSWORDS = {"neo4j_password": "of-the-administrator", "reader_password": "of-all-readers"}
PATIENCE = 120  # seconds
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("CHECK_ALL"), reason="part of make check-all"),
]


def neo4j_settings() -> dict[str, str]:
    """Settings of the service, as the image makes them of its environment."""
    return {
        re.sub(r"__|_", lambda m: "_" if m[0] == "__" else ".", name.removeprefix("NEO4J_")): (
            re.sub(r"\$\{\w+:-(.*?)\}", r"\1", value)
        )
        for name, value in SERVICES["neo4j"]["environment"].items()
    }


def command(name: str, addresses: dict[str, str]) -> list[str]:
    """Command line of a service, with addresses of this machine."""
    _, *arguments = SERVICES[name]["command"]
    return [sys.executable, *(addresses.get(argument, argument) for argument in arguments)]


def environment(name: str, folder: Path, addresses: dict[str, str]) -> dict[str, str]:
    """Environment of a service, with addresses and files of this machine."""
    given = {
        key: addresses.get(value, value.replace("/run/secrets", str(folder)))
        for key, value in SERVICES[name].get("environment", {}).items()
    }
    return os.environ | {"HOST": "", "PYTHONPATH": str(ROOT)} | given


@contextmanager
def running(arguments: list[str], env: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen(arguments, cwd=ROOT, env=env) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets")
    for name, password in PASSWORDS.items():
        (folder / name).write_text(f"{password}\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compose")


@pytest.fixture(scope="module")
def served(
    neo4j_installation: Installation, home: Path, secrets: Path, small_release: Release
) -> None:
    """Run the commands of all services, one after the other, as Compose does."""
    releases = str(small_release.folder.parent)
    config = Config(password=PASSWORDS["neo4j_password"], settings=neo4j_settings())
    proxy, api = str(free_port()), str(free_port())
    with start(neo4j_installation, home, config) as server:
        own = {
            "bolt://neo4j:7687": server.uri,
            "neo4j:7687": server.uri.removeprefix("bolt://"),
            "0.0.0.0": HOST,  # noqa: S104  replaced
            "8000": api,
        }
        env = {n: environment(n, secrets, own) | {"RELEASES": releases} for n in SERVICES}
        loaded = subprocess.run(
            command("loader", own), cwd=ROOT, env=env["loader"], capture_output=True, check=True
        )
        assert b"records written" in loaded.stdout
        with (
            running([*command("bolt-proxy", own), "--port", proxy], env["bolt-proxy"]),
            running(command("api", own), env["api"]),
        ):
            check_api(f"http://{HOST}:{api}")
            check_reader(f"bolt://{HOST}:{proxy}")


@pytest.mark.usefixtures("served")
def test_the_loader_finds_the_release_in_a_server_that_refuses_to_write(
    neo4j_installation: Installation, home: Path, secrets: Path, small_release: Release
) -> None:
    settings = neo4j_settings() | {"server.databases.default_to_read_only": "true"}
    config = Config(password=PASSWORDS["neo4j_password"], settings=settings)
    with start(neo4j_installation, home, config) as server:
        env = environment("loader", secrets, {"bolt://neo4j:7687": server.uri})
        loaded = subprocess.run(
            command("loader", {}),
            cwd=ROOT,
            env=env | {"RELEASES": str(small_release.folder.parent)},
            capture_output=True,
            check=True,
        )
        assert b": 0 records written, 0 removed" in loaded.stdout
        auth = ("neo4j", PASSWORDS["neo4j_password"])
        with (
            GraphDatabase.driver(server.uri, auth=auth) as driver,
            pytest.raises(ClientError, match="read-only"),
        ):
            driver.execute_query("CREATE (:Body)")


def check_api(address: str) -> None:
    """Wait until the API is ready, then ask it for the guide and for an answer."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                break
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    assert httpx.get(f"{address}/guide/style.grass").status_code == 200
    answer = httpx.post(
        f"{address}/graphql", json={"query": "{ bodies { totalCount } }"}, timeout=60
    )
    assert answer.json()["data"]["bodies"]["totalCount"] > 0


def check_reader(uri: str) -> None:
    auth = ("reader", PASSWORDS["reader_password"])
    with GraphDatabase.driver(uri, auth=auth) as driver:
        assert driver.execute_query("MATCH (n:Body) RETURN count(n)").records[0][0]
        with pytest.raises(ClientError, match="not allowed"):
            driver.execute_query("CREATE (:Body)")


def content(server: Neo4jServer) -> tuple[object, ...]:
    query = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n), count(r), sum(size(keys(n)))"
    auth = ("reader", PASSWORDS["reader_password"])
    with GraphDatabase.driver(server.uri, auth=auth) as driver:
        return tuple(driver.execute_query(query).records[0].values())


@pytest.mark.usefixtures("served")
def test_a_back_up_brings_back_data_and_accounts(
    neo4j_installation: Installation, home: Path, tmp_path: Path
) -> None:
    config = Config(password=PASSWORDS["neo4j_password"])
    with start(neo4j_installation, home, config) as server:
        before = content(server)
    backup, restored = tmp_path / "backup", tmp_path / "restored"
    backup.mkdir()
    for database in ("neo4j", "system"):
        run_admin(neo4j_installation, home, "database", "dump", database, f"--to-path={backup}")
    assert {"neo4j.dump", "system.dump"} == {path.name for path in backup.iterdir()}

    def restore(new: Path) -> None:
        for database in ("neo4j", "system"):
            source = (f"--from-path={backup}", "--overwrite-destination=true")
            run_admin(neo4j_installation, new, "database", "load", database, *source)

    with start(neo4j_installation, restored, config, restore) as server:
        assert before == content(server)
