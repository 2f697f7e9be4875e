"""A table of 100,000 rows from a server of its own: all rows, and memory that does not grow with them."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from time import monotonic

import httpx
import pytest

from graph.terms import Ontology
from tests.gql.hostile.victim import PLAIN, Victim, serve
from tests.many_rows import EACH, EVERY_TOPIC, build_rows

ROWS = 100_000
MEGABYTES = 40
"""How much more memory the server may take at any time: a batch takes about 20, whatever the table.

A table held as a whole takes hundreds: its JSON alone has 40.
"""


@dataclass(frozen=True)
class Server:
    """A server, and a client that waits for it as long as a busy machine makes it."""

    process: Victim
    client: httpx.Client

    def stream(
        self, kind: str, coding: str = "identity", query: str = EVERY_TOPIC
    ) -> httpx.Response:
        params = {"query": query, "format": kind}
        headers = {"accept-encoding": coding}
        request = self.client.build_request("GET", "/graphql", params=params, headers=headers)
        return self.client.send(request, stream=True)

    def peak(self) -> float:
        """Most resident memory since the last call, in MB."""
        folder = Path(f"/proc/{self.process.process.pid}")
        lines = (folder / "status").read_text().splitlines()
        (folder / "clear_refs").write_text("5")
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, ontology: Ontology) -> Iterator[Server]:
    releases = tmp_path_factory.mktemp("long")
    build_rows(releases, ROWS, ontology)
    with serve(releases) as victim:
        address = f"http://127.0.0.1:{victim.port}"
        with httpx.Client(base_url=address, timeout=60) as client:
            yield Server(victim, client)


def test_a_long_table_takes_the_memory_of_a_batch(
    server: Server, show: Callable[[str, str], None]
) -> None:
    server.stream("csv", query=EVERY_TOPIC.replace("bodies", "bodies(first: 10)")).read()
    server.peak()
    before, figures = server.process.memory(), []
    for kind, coding in (("csv", "identity"), ("csv", "gzip"), ("json", "identity")):
        begin = monotonic()
        size = sum(map(len, server.stream(kind, coding).iter_raw()))
        seconds, most = monotonic() - begin, server.peak()
        figures.append(
            f"{kind}, {coding:8}: {size / 1e6:4.1f} MB sent in {seconds:.1f} s, "
            f"memory {before:.0f} MB before, {most:.0f} MB at most"
        )
        assert most - before < MEGABYTES
    show(f"A table of {ROWS} rows", "\n".join(figures))


def test_a_long_table_has_the_rows_of_the_pages(server: Server) -> None:
    header, *rows = csv.reader(StringIO(server.stream("csv").read().decode()))
    assert ["key", "topics.iri", "topics.name", "topics.evidence.locator"] == header
    assert ROWS == len(rows)
    for number, page in enumerate(iter_pages(server)):
        assert page == rows[number * len(page) : (number + 1) * len(page)]


def iter_pages(server: Server) -> Iterator[list[list[str]]]:
    """Rows page by page, as the JSON of GraphQL has them."""
    size = 1_000
    for offset in range(0, ROWS // EACH, size):
        query = EVERY_TOPIC.replace("bodies", f"bodies(offset: {offset}, first: {size})")
        shown = server.client.get("/graphql", params={"query": query}).json()
        yield [
            [
                body["key"],
                edge["node"]["iri"],
                edge["node"]["name"],
                "; ".join(piece["locator"] for piece in edge["evidence"]),
            ]
            for body in shown["data"]["bodies"]["nodes"]
            for edge in body["topics"]["edges"]
        ]


def test_a_client_may_go_away(server: Server) -> None:
    response = server.stream("json")
    next(response.iter_raw())
    response.close()
    answer = server.process.send(PLAIN)
    assert answer is not None
    assert 200 == answer.status
