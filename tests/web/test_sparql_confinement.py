"""What a query cannot reach: other servers, files, programs, whatever the engine takes it for."""

import json
import os
import platform
import random
import re
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from graph.errors import QueryError
from tests.places import ROOT
from web.sparql import confinement
from web.sparql.confinement import build_filter, find_unprotected
from web.sparql.engine_process import frame, read_frame
from web.sparql.evaluation import RESULTS
from web.sparql.process_pool import QueryBounds, Workers

TYPES = "http://www.w3.org/2001/XMLSchema#"
VALUES = ("<http://c/>", '"a"', f'"1"^^<{TYPES}integer>', f'"true"^^<{TYPES}boolean>')
QUADS = "".join(f"<http://a/> <http://b/> {value} <http://d/> .\n" for value in VALUES)
GENERATED = 100_000 if os.environ.get("CHECK_ALL") else 2_000
CALLS = [
    "SELECT * {{ ?s ?p 1.SERVICE<{0}>{{?x ?y ?z}} }} LIMIT 1",
    "SELECT * {{ ?s ?p ?o.SERVICE<{0}>{{?x ?y ?z}} }}",
    "SELECT * {{ ?s ?p true.SERVICE<{0}>{{?x ?y ?z}} }}",
    "SELECT * {{ ?s ?p 1SERVICE<{0}>{{?x ?y ?z}} }}",
    "SELECT * {{ SERVICESILENT<{0}>{{?x ?y ?z}} }}",
    "PREFIX x: <{0}> SELECT * {{ SERVICE x: {{?x ?y ?z}} }}",
    "PREFIX : <{0}> SELECT * {{ SERVICE:{{?x ?y ?z}} }}",
    "PREFIX e: <http://e/> SELECT * {{ OPTIONAL {{ ?s e:a\\#b ?o }} SERVICE <{0}> {{?x ?y ?z}} }}",
    "SELECT * {{ ?s ?p '''a'''.SERVICE<{0}>{{?x ?y ?z}} }}",
    "SELECT * {{ VALUES ?o {{ 'a\\'b' '# ' }} SERVICE<{0}> {{?x ?y ?z}} }}",
    "SELECT (EXISTS {{ SERVICE <{0}> {{?x ?y ?z}} }} AS ?e) {{}}",
    "ASK {{ FILTER NOT EXISTS {{ SERVICE SILENT <{0}> {{?x ?y ?z}} }} }}",
    "DESCRIBE ?s {{ SERVICE <{0}> {{?s ?y ?z}} }}",
    "SELECT * {{ SERVICE <{1}> {{?x ?y ?z}} }}",
]
"""Queries that an engine which may sends to another server."""


@dataclass
class Listener:
    """A server on loopback that counts who connects."""

    opened: socket.socket
    connections: list[object] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.opened.getsockname()[1]}/x"

    @property
    def secure(self) -> str:
        return self.address.replace("http:", "https:")

    def accept(self) -> None:
        while True:
            try:
                connection, peer = self.opened.accept()
            except OSError:
                return
            self.connections.append(peer)
            connection.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        found = Listener(opened)
        thread = Thread(target=found.accept)
        thread.start()
        yield found
        opened.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def quads(tmp_path: Path) -> Path:
    found = tmp_path / "quads.nq"
    found.write_text(QUADS, "utf-8")
    return found


def codes(quads: Path, queries: Sequence[str], *how: str) -> dict[str, int]:
    """Codes of answers by a process of its own; one that ends too early has none."""
    command = [sys.executable, "tests/web/confined.py", str(quads), *how]
    given = json.dumps(queries)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "no_proxy": "*"}
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )
    assert done.returncode <= 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout or "{}")
    return found


def test_this_system_refuses_all_of_it() -> None:
    assert find_unprotected(4096) == []


@pytest.mark.parametrize("template", CALLS)
def test_no_server_is_reached(template: str, listener: Listener, quads: Path) -> None:
    query = template.format(listener.address, listener.secure)
    codes(quads, [query], "free")
    assert len(listener.connections) > 0  # the engine calls it where it can
    listener.connections.clear()
    codes(quads, [query])
    assert listener.connections == []


async def test_a_worker_reaches_no_server(listener: Listener, quads: Path) -> None:
    workers = Workers(quads, QueryBounds(processes=2, seconds=10.0))
    workers.start()
    try:
        for template in CALLS:
            asked = _asked(template.format(listener.address, listener.secure))
            with suppress(QueryError):  # the engine ends where it finds no certificates
                answered = await workers.answer(asked)
                assert answered.about.get("code", "") in ("", "NO_SERVICE", "SPARQL_SYNTAX")
    finally:
        await workers.close()
    assert listener.connections == []


HEADS = ["SELECT *", "SELECT (COUNT(*) AS ?n)", "ASK", "CONSTRUCT { ?s ?p ?o }", "DESCRIBE ?s"]
BODIES = [
    "?s ?p ?o .",
    "?s a ?t ; <http://b/> ?o , 1 , true , 'a' .",
    "OPTIONAL { ?s ?p 1.5 } FILTER ( ?o > 1 || BOUND ( ?s ) )",
    "{ ?s ?p ?o } UNION { ?s e:x ?o } MINUS { ?s e:a\\#b ?o }",
    "GRAPH ?g { ?s <http://b/>* ?o } BIND ( 1 AS ?b )",
    "VALUES ?s { <http://a/> } { SELECT ?s { ?s ?p ?o } LIMIT 1 }",
]
ENDS = ["", "LIMIT 1", "ORDER BY ?s", "GROUP BY ?s"]
REACHING = [
    *["SERVICE {0} {{ ?x ?y ?z }}"] * 4,
    "SERVICE SILENT {0} {{ ?x ?y ?z }}",
    "FROM {0}",
    "FROM NAMED {0}",
    "GRAPH {0} {{ ?x ?y ?z }}",
    "LOAD {0}",
    "LOAD SILENT {0} INTO GRAPH <http://g/>",
    "{0}",
]


def generate(choose: random.Random, address: str) -> str:
    """A query with what may reach out at any place between two tokens, written in many ways."""
    port = address.split(":")[2]
    targets = [
        f"<{address}>",
        f"<{address}?y>",
        f"<http://localhost:{port}/y>",
        "<file:///etc/passwd>",
        "<file:tests>",
        f"<//127.0.0.1:{port}/z>",
        "t:",
        "?s",
    ]
    head, body, end = (choose.choice(some) for some in (HEADS, BODIES, ENDS))
    tokens = [*head.split(), "{", *body.split(), "}", *end.split()]
    reaching = choose.choice(REACHING).format(choose.choice(targets))
    places = [at + 1 for at, token in enumerate(tokens) if token in ("{", "}", ".")]
    place = choose.choice([choose.choice(places), choose.randint(0, len(tokens))])
    tokens[place:place] = reaching.split()
    space = choose.choice([" ", " ", "\n", "\t", " #\n", ""])
    text = f"BASE <http://127.0.0.1:{port}/> PREFIX e: <http://e/> PREFIX t: <{address}> "
    written = " ".join(tokens)
    if choose.random() < 0.5:
        written = written.replace(f" {reaching.split()[0]}", f"{space}{reaching.split()[0]}")
        written = written.replace(" <", f"{space}<")
    return text + (written.lower() if choose.random() < 0.1 else written)


def test_no_server_is_reached_from_any_place_of_a_query(listener: Listener, quads: Path) -> None:
    choose = random.Random(20261130)  # noqa: S311  # any numbers will do, the same each time
    queries = [generate(choose, listener.address) for _ in range(GENERATED)]
    codes(quads, queries[:1_000], "free")
    assert len(listener.connections) > 50
    listener.connections.clear()
    found = codes(quads, queries)
    assert listener.connections == []
    assert min(found[code] for code in ("", "NO_SERVICE", "SPARQL_SYNTAX")) > GENERATED / 20


# what the system sees


CALL = re.compile(r"^(\d+) +(\w+)\((.*)\) += (.*)$", re.MULTILINE)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="seccomp is a part of Linux")
def test_a_confined_process_opens_nothing(listener: Listener, quads: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("No strace on the PATH")
    log = quads.with_name("calls")
    strace = ["strace", "--follow-forks", "--output", str(log)]
    with _worker(quads, strace) as ask:
        for query in ["SELECT * { ?s ?p ?o }", "SELECT (RAND() AS ?r) (NOW() AS ?n) {}"]:
            assert "code" not in ask(query)
        plain = _confined(log.read_text("utf-8"))
        refused = ask(CALLS[0].format(listener.address, ""))
    assert refused["code"] == "NO_SERVICE"
    assert {outcome for _, outcome in plain} & {"-1 EPERM", "-1 EMFILE"} == set()  # it tries none
    done = {name for name, outcome in _confined(log.read_text("utf-8")) if outcome[:2] != "-1"}
    assert {"read", "write", "exit_group"} <= done
    assert done <= {
        "read",
        "write",
        "exit_group",
        "brk",
        "mmap",
        "munmap",
        "mremap",
        "mprotect",
    } | {
        "madvise",
        "futex",
        "getrandom",
        "clock_gettime",
        "rt_sigprocmask",
    }


def _confined(log: str) -> list[tuple[str, str]]:
    """Names and outcomes of calls by confined processes; the first of these tries what is refused."""
    confined: list[str] = []
    found = []
    for process, name, given, outcome in CALL.findall(log):
        if process in confined[1:]:
            found.append((name, " ".join(outcome.split()[:2])))
        elif name == "prctl" and given.startswith("PR_SET_SECCOMP"):
            confined.append(process)
    return found


@contextmanager
def _worker(quads: Path, before: Sequence[str]) -> Iterator[Any]:
    """A worker under another program; gives a function that asks it."""
    address = quads.with_name("socket")
    bounds = json.dumps({"megabytes": 4096, "seconds": 60})
    command = [*before, sys.executable, "-m", "web.sparql.engine_process"]
    process = subprocess.Popen(
        [*command, str(quads), str(address), bounds, "{}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def ask(query: str) -> dict[str, str]:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(address))
            connection.sendall(frame(json.dumps(_asked(query)).encode()))
            with connection.makefile("rb") as answered:
                about: dict[str, str] = json.loads(read_frame(answered) or b"")
                assert read_frame(answered) is not None
        return about

    try:
        assert json.loads(read_frame(process.stdout) or b"") == []  # type: ignore[arg-type]  # a pipe is a BinaryIO
        yield ask
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def _asked(query: str) -> dict[str, Any]:
    return {
        "query": query,
        "base": None,
        "default_graphs": [],
        "named_graphs": [],
        "solutions": "text/csv",
        "boolean": next(iter(RESULTS)),
        "graph": "text/turtle",
        "max_bytes": 10**6,
    }


# the program that the kernel runs


def decide(machine: str, architecture: int, call: int) -> int:
    """What the filter says of a call: the kernel's rules for its four kinds of instructions."""
    steps = list(struct.iter_unpack("=HBBI", build_filter(machine)))
    place, loaded = 0, 0
    while True:
        code, if_equal, if_not, value = steps[place]
        place += 1
        match code:
            case 0x20:
                loaded = {0: call, 4: architecture}[value]
            case 0x15:
                place += if_equal if loaded == value else if_not
            case _:
                return int(value)


X86_64, AARCH64, I386 = 0xC000003E, 0xC00000B7, 0x40000003
ALLOW, EPERM, KILL = 0x7FFF0000, 0x00050001, 0x80000000


@pytest.mark.parametrize(
    ("machine", "architecture", "allowed", "refused"),
    [
        # read, write, mmap, getrandom; open, socket, connect, execve, ptrace, openat, openat2,
        # prlimit64, io_uring_setup, and write in the numbers of x32
        ("x86_64", X86_64, [0, 1, 9, 318], [2, 41, 42, 59, 101, 257, 437, 302, 425, 0x40000001]),
        # read, write, mmap, getrandom; openat, socket, connect, execve, ptrace, openat2, prlimit64
        ("aarch64", AARCH64, [63, 64, 222, 278], [56, 198, 203, 221, 117, 437, 261, 425]),
    ],
)
def test_calls_are_refused_by_the_numbers_of_the_machine(
    machine: str, architecture: int, allowed: list[int], refused: list[int]
) -> None:
    assert {decide(machine, architecture, call) for call in allowed} == {ALLOW}
    assert {decide(machine, architecture, call) for call in refused} == {EPERM}
    assert decide(machine, I386, allowed[0]) == KILL


def test_a_bound_that_cannot_be_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert find_unprotected(4096) == ["other system calls"]


def test_a_trial_that_fails_protects_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> list[str]:
        raise MemoryError

    monkeypatch.setattr(confinement, "confine", fail)
    assert find_unprotected(4096) == ["anything"]
