"""What is measured, as processes of their own: our API, the peers, and a Neo4j with the data."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import httpx

from bench.graphql.data import build_data
from graph.neo4j.records import LAYOUT
from graph.neo4j.writer import open_driver, write_records
from graph.release import Release, open_release
from graph.settings import ROOT, Settings
from graph.terms import read_ontology
from loaders.neo4j.importing import import_offline
from loaders.neo4j.install import install
from loaders.neo4j.loading import open_records
from loaders.neo4j.process import Config, free_port, start

HERE = Path(__file__).parent
CACHE = HERE / ".cache"
"""Data by size: releases, and what Neo4j made of them. May be deleted."""

START_SECONDS = 120


def prepare(edges: int) -> Path:
    """Make the data of a size, unless it is there: a release and a Neo4j that holds it."""
    folder = CACHE / str(edges)
    done, digest = folder / "done", _digest()
    if not (done.exists() and done.read_text() == digest):
        shutil.rmtree(folder, ignore_errors=True)
        begun = time.monotonic()
        release = build_data(folder / "releases", edges, read_ontology())
        print(f"{edges} edges: released in {time.monotonic() - begun:.0f} s", flush=True)
        begun = time.monotonic()
        _fill_neo4j(folder, release)
        print(f"{edges} edges: in Neo4j in {time.monotonic() - begun:.0f} s", flush=True)
        done.write_text(digest)
    return folder


def _fill_neo4j(folder: Path, release: Release) -> None:
    with open_records(release) as (records, info):

        def fill(home: Path) -> None:
            import_offline(install(), home, records, info)

        with neo4j(folder, fill) as uri, open_driver(Settings(neo4j_uri=uri)) as driver:
            write_records(driver, records, info)


def _digest() -> str:
    return sha256((HERE / "data.py").read_bytes() + str(LAYOUT).encode()).hexdigest()


@contextmanager
def neo4j(folder: Path, fill: Callable[[Path], None] | None = None) -> Iterator[str]:
    """Run a Neo4j on the data of a folder, which `fill` puts there; its Bolt address."""
    config = Config(settings={"server.memory.pagecache.size": "1g"})
    with start(install(), folder / "neo4j", config, fill) as server:
        yield server.uri


@contextmanager
def ours(folder: Path, **settings: str) -> Iterator[str]:
    """Run our API as `make serve` does, without the limit on requests of one client."""
    port = free_port()
    env = {"RELEASES": str(folder / "releases"), "PORT": str(port), "REQUESTS_PER_MINUTE": "0"}
    command = [sys.executable, "-m", "gql"]
    with _running(command, env | {"TIMEOUT_SECONDS": "60"} | settings, port) as url:
        yield url


@contextmanager
def peer(script: str, *arguments: str | Path) -> Iterator[str]:
    """Run one of the peers."""
    port = free_port()
    command = [node(), str(HERE / script), str(port), *map(str, arguments)]
    with _running(command, {"NODE_ENV": "production"}, port) as url:
        yield url


def node() -> str:
    """Path of Node.js; the peers are installed on the way, by their lock file."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if not (found and npm):
        sys.exit("The peers need Node.js 20 or later, with npm, on the PATH")
    if not (HERE / "node_modules" / "@neo4j" / "graphql").exists():
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=HERE, check=True, timeout=600)
    return found


def release_of(folder: Path) -> str:
    """Id of the release in a folder."""
    return open_release(folder / "releases").id


@contextmanager
def _running(command: list[str], env: Mapping[str, str], port: int) -> Iterator[str]:
    url = f"http://127.0.0.1:{port}/graphql"
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | env) as process:
        try:
            _wait(url, process)
            yield url
        finally:
            process.terminate()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            httpx.post(url, json={"query": "{ __typename }"})
            return
        time.sleep(0.2)
    sys.exit(f"{url} did not answer within {START_SECONDS} s")
