"""A server that is to end is soon over, whatever its clients do: a process of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from time import sleep

import pytest

from graph.release import Release
from tests.places import ROOT
from web.server import GRACE_SECONDS, INTERRUPT_SECONDS

UNFINISHED = (
    b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: 100\r\n\r\n{"
)
UNREAD = b"GET /static/ide/ide.js HTTP/1.1\r\nHost: x\r\n\r\n" * 500


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


@pytest.fixture
def process(small_release: Release, port: int) -> Iterator[subprocess.Popen[bytes]]:
    own = {"RELEASES": str(small_release.folder.parent), "PORT": str(port), "DOCUMENTS": ""}
    command = [sys.executable, "-m", "gql"]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | own, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def connect(process: subprocess.Popen[bytes], port: int) -> socket.socket:
    """Connect as soon as the server listens."""
    while process.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=30)
        except ConnectionRefusedError:
            sleep(0.05)
    raise AssertionError("the server did not start")


@pytest.mark.parametrize(
    ("number", "seconds"),
    [(signal.SIGINT, INTERRUPT_SECONDS), (signal.SIGTERM, GRACE_SECONDS)],
    ids=["interrupted", "ended"],
)
@pytest.mark.parametrize("sent", [UNFINISHED, UNREAD], ids=["sends half", "reads nothing"])
def test_it_does_not_wait_for_a_client(
    sent: bytes, number: signal.Signals, seconds: int, process: subprocess.Popen[bytes], port: int
) -> None:
    with connect(process, port) as client:
        client.sendall(sent)
        sleep(0.5)
        process.send_signal(number)
        assert process.wait(seconds + 4) == -number


def test_what_clients_break_off_is_no_news(process: subprocess.Popen[bytes], port: int) -> None:
    for sent in (UNFINISHED, UNFINISHED.replace(b"/graphql", b"/sparql"), UNREAD, b"GET"):
        with connect(process, port) as client:
            client.sendall(sent)
            sleep(0.2)
    process.send_signal(signal.SIGTERM)
    assert b"" == process.communicate(timeout=GRACE_SECONDS + 4)[1]
