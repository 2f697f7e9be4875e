"""A server in a process of its own, and what must hold of it whatever it is sent."""

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from tests.gql.hostile.corpus import JSON, Hostile
from tests.places import ROOT

TIMEOUT = 5
"""Time-out of the server, in seconds; an answer is waited for one more."""
START_SECONDS = 60
MEGABYTES = 150
"""How much more memory the server may have in the end."""
PLAIN = Hostile("plain", b'{"query": "{ states { totalCount nodes { name } } }"}', JSON)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


@dataclass
class Victim:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    slowest: list[tuple[float, str]] = field(default_factory=list)

    def send(self, request: Hostile) -> Answer | None:
        """Send a request; none where the server hung up on it, as it may on what is too long."""
        begin = monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT + 1)
        try:
            with suppress(BrokenPipeError, ConnectionResetError):  # it may answer before the end
                _send(connection, request)
            response = connection.getresponse()
            body = response.read()
        except (ConnectionError, http.client.BadStatusLine):
            assert len(request.content) + len(request.address) > 60_000, request.name
            return None
        finally:
            connection.close()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, body, monotonic() - begin)

    def check(self, request: Hostile) -> Answer | None:
        """Send a request, then a plain one; it must be answered, whatever the first was."""
        answer = self.send(request)
        if answer is not None:
            self.slowest.append((answer.seconds, request.name))
            check_answer(answer, request.name)
        plain = self.send(PLAIN)
        assert plain is not None
        assert 200 == plain.status, (request.name, plain.body)
        self.slowest.append((plain.seconds, f"plain after {request.name}"))
        assert self.process.poll() is None, request.name
        return answer

    def memory(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def figures(self, before: float) -> str:
        """The slowest answers and the memory, in words."""
        plain = sorted((s for s in self.slowest if s[1].startswith("plain")), reverse=True)
        other = sorted((s for s in self.slowest if not s[1].startswith("plain")), reverse=True)
        lines = [
            f"{1000 * seconds:7.0f} ms  {name!a}" for seconds, name in (*other[:8], *plain[:4])
        ]
        median = plain[len(plain) // 2][0] if plain else 0.0
        memory = f"{before:.0f} MB before, {self.memory():.0f} MB after"
        return "\n".join([*lines, f"{1000 * median:7.0f} ms  plain, median", memory])


def _send(connection: http.client.HTTPConnection, request: Hostile) -> None:
    connection.putrequest(request.method, request.address, skip_accept_encoding=True)
    for name, value in request.headers.items():
        connection.putheader(name, value)
    connection.putheader("content-length", str(len(request.content)))
    connection.endheaders(request.content)


def check_answer(answer: Answer, name: str) -> None:
    """No failure of the server; refusals say when to come back."""
    assert answer.status < 500 or answer.status == 503, (name, answer.status, answer.body[:500])
    if answer.status in (429, 503):
        assert int(answer.headers["retry-after"]) > 0, name
    if answer.body and answer.headers["content-type"].startswith("application/"):
        shown = json.loads(answer.body)
        assert ("data" in shown) != ("errors" in shown), name
        codes = [error["extensions"]["code"] for error in shown.get("errors", ())]
        assert "INTERNAL" not in codes, name


@contextmanager
def serve(releases: Path) -> Iterator[Victim]:
    """Run a server until the context ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        "RELEASES": str(releases),
        "STORE": "embedded",
        "DOCUMENTS": "",
        "PORT": str(port),
        "TIMEOUT_SECONDS": str(TIMEOUT),
        "REQUESTS_PER_MINUTE": "0",
    }
    command = [sys.executable, "-m", "gql"]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | own, stdout=subprocess.DEVNULL
    ) as process:
        try:
            victim = Victim(process, port)
            _wait(victim)
            yield victim
        finally:
            process.terminate()


def _wait(victim: Victim) -> None:
    end = monotonic() + START_SECONDS
    while monotonic() < end and victim.process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", victim.port)) == 0:
                return
        sleep(0.1)
    raise AssertionError("the server did not start")
