"""Hundreds of connections that are slow, from four addresses at once: a server of its own.

With CHECK_ALL thousands of each kind.
"""

import os
import resource
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from time import monotonic, sleep

import httpx
import pytest

from graph.release import Release
from tests.places import ROOT

ADDRESSES = ("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4")
ELSEWHERE = "127.0.0.9"
OF_EACH = 1_000 if os.environ.get("CHECK_ALL") else 100
SECONDS = 2
"""How long the server waits: for a body, for another request, for its answer to be taken."""
PATIENCE = 60
"""Seconds after which a connection that is still open is not waited for any more."""
POST = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n"
GET = b"GET /livez HTTP/1.1\r\nHost: x\r\n"
LARGE = b"GET /static/ide/ide.js HTTP/1.1\r\nHost: x\r\n\r\n"
HELD = 20_000_000
"""Bytes that the system may hold of an answer that nobody reads; much less than is asked for."""
FEW = 128
"""How many descriptors the server is given: it may ask for more."""
RESERVE = 200
"""Descriptors that a test needs beside its connections."""


@dataclass(frozen=True)
class Kind:
    """A way to be slow: what is sent at first, then again and again, and whether answers are read."""

    first: bytes
    then: bytes = b""
    reads: bool = True


KINDS = {
    "no head": Kind(b""),
    "no body": Kind(POST),
    "half a body": Kind(POST + b"{" * 5_000),
    "a trickle of body": Kind(POST, b"{"),
    "a trickle of head": Kind(GET, b"X-Y: z\r\n"),
    "no reading": Kind(LARGE * 20, reads=False),
    "idle": Kind(GET + b"\r\n"),
    "idle with line ends": Kind(GET + b"\r\n", b"\r\n"),
}


@dataclass
class Server:
    """A process that serves, and how to ask it from an address that does nothing else."""

    process: subprocess.Popen[bytes]
    port: int
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        transport = httpx.HTTPTransport(local_address=ELSEWHERE, retries=3)
        base = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(transport=transport, base_url=base, timeout=10)

    def answers(self) -> bool:
        """Whether somebody else is answered, on a connection of their own."""
        sent = {"query": "{ bodies { totalCount } }"}
        response = self.client.post("/graphql", json=sent, headers={"connection": "close"})
        return response.status_code == 200


@pytest.fixture(scope="module", autouse=True)
def descriptors() -> Iterator[None]:
    """Room for connections in this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, OF_EACH * len(KINDS) + RESERVE), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="module")
def server(small_release: Release) -> Iterator[Server]:
    with serving(small_release) as served:
        yield served


@contextmanager
def serving(release: Release) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    seconds = {f"{name}_SECONDS": str(SECONDS) for name in ("RECEIVE", "IDLE", "SEND")}
    own = {"RELEASES": str(release.folder.parent), "PORT": str(port), "REQUESTS_PER_MINUTE": "0"}
    with subprocess.Popen(
        ["/bin/sh", "-c", f'ulimit -Sn {FEW}; exec "$0" -m gql', sys.executable],
        cwd=ROOT,
        env=os.environ | own | seconds | {"DOCUMENTS": ""},
        stdout=subprocess.DEVNULL,
    ) as process:
        try:
            served = Server(process, port)
            while process.poll() is None:
                try:
                    assert served.answers()
                    break
                except httpx.ConnectError:
                    sleep(0.05)
            yield served
        finally:
            process.kill()


def connect(stack: ExitStack, port: int, kind: Kind) -> list[socket.socket]:
    """Open connections from all addresses, and send on each what is sent at first."""
    opened = []
    for number in range(OF_EACH):
        one = stack.enter_context(socket.socket())
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if not kind.reads:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        one.bind((ADDRESSES[number % len(ADDRESSES)], 0))
        one.connect(("127.0.0.1", port))
        one.settimeout(0)
        send(one, kind.first)
        opened.append(one)
    return opened


def send(one: socket.socket, data: bytes) -> None:
    """Send, unless there is no room or nobody to take it."""
    try:
        one.send(data)
    except OSError:
        return


def is_over(one: socket.socket) -> bool:
    """Read what there is; whether the server has closed the connection."""
    received = 0
    try:
        while part := one.recv(65_536):
            received += len(part)
            assert received < HELD, "the server goes on sending"
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def still_open(connections: Sequence[socket.socket]) -> list[socket.socket]:
    poll = select.poll()
    by_number = {one.fileno(): one for one in connections}
    for number in by_number:
        poll.register(number, select.POLLIN)
    ready = {number for number, _ in poll.poll(0)}
    return [one for n, one in by_number.items() if n not in ready or not is_over(one)]


@pytest.mark.parametrize("name", KINDS)
def test_slow_connections_are_closed_and_others_are_answered(server: Server, name: str) -> None:
    kind = KINDS[name]
    with ExitStack() as stack:
        waiting = connect(stack, server.port, kind)
        begun = monotonic()
        while waiting and monotonic() < begun + PATIENCE:
            assert server.answers()
            for one in waiting if kind.then else ():
                send(one, kind.then)
            if kind.reads or monotonic() > begun + 3 * SECONDS:
                waiting = still_open(waiting)
            sleep(0.1)
        assert [] == waiting
    assert server.answers()


def test_the_end_comes_whatever_connections_are_open(small_release: Release) -> None:
    with serving(small_release) as server, ExitStack() as stack:
        for kind in KINDS.values():
            connect(stack, server.port, kind)
        server.process.send_signal(signal.SIGTERM)
        assert -signal.SIGTERM == server.process.wait(10)
