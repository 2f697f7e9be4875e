"""Looks at the machine, the release and Neo4j, and says what to do: `python -m graph doctor`."""

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from neo4j import Driver
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph.errors import GraphError
from graph.neo4j.indexes import index_names
from graph.neo4j.records import LAYOUT
from graph.neo4j.writer import open_driver
from graph.release import open_release
from graph.settings import ROOT, Settings
from graph.terms import read_ontology

PYTHON = (3, 11)
JAVA = 17
DISK = 2 * 1024**3
"""Bytes that a release, a Neo4j and its data take at most, by a good margin."""

LINES = ("5.26.", "2026.")
"""Lines of Neo4j that the tests run on."""

TOOLS = ROOT / ".neo4j" / "tools"
Verdict = Literal["good", "note", "bad"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found, and what to do where it is not good."""

    verdict: Verdict
    subject: str
    found: str
    advice: str = ""

    def __str__(self) -> str:
        advice = f"\n      -> {self.advice}" if self.advice else ""
        return f"{self.verdict:<4}  {self.subject}: {self.found}{advice}"


def examine(settings: Settings, *, neo4j: bool) -> Iterator[Diagnosis]:
    """Yield what is found, one subject after the other; of Neo4j only where it is used."""
    yield _python()
    yield _disk(settings.releases)
    yield _release(settings)
    yield _port("web API", settings.host, settings.port, "PORT=9000, or stop what listens there")
    if neo4j:
        yield _java()
        yield from _password(settings)
        yield from _server(settings)


def _python() -> Diagnosis:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= PYTHON:
        return Diagnosis("good", "Python", version)
    return Diagnosis(
        "bad", "Python", version, "install Python 3.11 or later, then: make clean serve"
    )


def _disk(folder: Path) -> Diagnosis:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    found = f"{free / 1024**3:.1f} GB free at {existing}"
    if free >= DISK:
        return Diagnosis("good", "disk", found)
    return Diagnosis("bad", "disk", found, "free some, or name another folder: RELEASES=/elsewhere")


def _release(settings: Settings) -> Diagnosis:
    try:
        release = open_release(settings.releases, settings.release)
    except GraphError as error:
        return Diagnosis("bad", "release", str(error), "python -m loaders build")
    return Diagnosis("good", "release", f"{release.id} in {settings.releases}")


def _port(subject: str, host: str, port: int, advice: str) -> Diagnosis:
    address = f"{host}:{port}"
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((host, port)):
            return Diagnosis("good", subject, f"{address} is free")
    return Diagnosis(
        "note", subject, f"something listens on {address}", f"if it is not ours: {advice}"
    )


def _java() -> Diagnosis:
    """A Java matters only to who starts Neo4j here; then `make neo4j` brings its own."""
    if TOOLS.exists():
        return Diagnosis("good", "Java", f"the one of `make neo4j`, in {TOOLS}")
    java = shutil.which("java")
    if java is None:
        return Diagnosis(
            "note", "Java", "none", "make neo4j brings its own; other servers need 17+"
        )
    entity = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603  a version
    major = re.search(r'version "(\d+)', entity)
    version = int(major[1]) if major else 0
    if version >= JAVA:
        return Diagnosis("good", "Java", f"{version} at {java}")
    return Diagnosis("note", "Java", f"{version} at {java}", f"Neo4j needs Java {JAVA} or later")


def _password(settings: Settings) -> Iterator[Diagnosis]:
    path = settings.neo4j_password_file
    if path is None:
        return
    try:
        empty = not path.read_text("utf-8").strip()
    except OSError as error:
        yield Diagnosis(
            "bad", "password", f"{path}: {error.strerror}", "write it there, or name it"
        )
        return
    if empty:
        yield Diagnosis("bad", "password", f"{path} is empty", "write the password into it")
    elif path.stat().st_mode & 0o007:
        yield Diagnosis("note", "password", f"all can read {path}", f"chmod o= {path}")
    else:
        yield Diagnosis("good", "password", f"in {path}")


def _server(settings: Settings) -> Iterator[Diagnosis]:
    try:
        with open_driver(settings) as driver:
            driver.verify_connectivity()  # once: queries would be tried again for a while
            for look in (_version, _held, _indexes):
                yield look(driver, settings)
    except AuthError:
        advice = "set NEO4J_USER and NEO4J_PASSWORD_FILE to an account of this server"
        yield Diagnosis(
            "bad", "Neo4j", f"{settings.neo4j_uri} refuses {settings.neo4j_user}", advice
        )
    except (DriverError, Neo4jError, OSError) as error:
        advice = "start it (make neo4j, docker compose up), or set NEO4J_URI"
        reason = str(error).partition("\n")[0][:120]
        yield Diagnosis("bad", "Neo4j", f"{settings.neo4j_uri} does not answer: {reason}", advice)


def _version(driver: Driver, _: Settings) -> Diagnosis:
    query = "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' RETURN versions[0], edition"
    version, edition = driver.execute_query(query).records[0]
    found = f"{version} {edition}"
    if version.startswith(LINES):
        return Diagnosis("good", "Neo4j", found)
    return Diagnosis("note", "Neo4j", found, f"tested are {' and '.join(LINES)}*; others may do")


def _held(driver: Driver, settings: Settings) -> Diagnosis:
    query = "MATCH (r:Release) RETURN r.id, r.state, r.layout"
    rows = driver.execute_query(query).records
    fill = "python -m loaders neo4j"
    if not rows:
        return Diagnosis("bad", "its release", "none", fill)
    identifier, state, layout = rows[0]
    if state != "ready":
        return Diagnosis(
            "bad", "its release", f"{identifier} is {state}", f"wait, or rerun: {fill}"
        )
    if layout != LAYOUT:
        return Diagnosis("bad", "its release", f"written by another version ({layout})", fill)
    served = _served(settings)
    if identifier != served:
        found = f"{identifier}, while {served or 'none'} is served"
        return Diagnosis("bad", "its release", found, f"{fill}, then restart the API")
    return Diagnosis("good", "its release", identifier)


def _served(settings: Settings) -> str:
    try:
        return open_release(settings.releases, settings.release).id
    except GraphError:
        return ""


def _indexes(driver: Driver, _: Settings) -> Diagnosis:
    query = "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN collect(name)"
    online = set(driver.execute_query(query).records[0][0])
    wanted = index_names(read_ontology())
    missing = sorted(wanted - online)
    if not missing:
        return Diagnosis("good", "indexes", f"all {len(wanted)} are online")
    advice = "they are made when a release is written; wait until they are online"
    return Diagnosis("bad", "indexes", f"not online: {', '.join(missing)}", advice)


def report(diagnoses: Iterator[Diagnosis], show: Callable[[str], None]) -> bool:
    """Show each diagnosis as it comes; true where none is bad."""
    verdicts: set[Verdict] = set()
    for diagnosis in diagnoses:
        show(str(diagnosis))
        verdicts.add(diagnosis.verdict)
    return "bad" not in verdicts
