"""How fast Neo4j is loaded, against a bare loader and against the import tool alone.

    python bench/loading.py [EDGES]

Runs a server of its own, in a folder that it deletes. Each way has a process to itself, so that
its peak memory can be told. The graph is made up: it has the model's shape and an evidence list
on each relationship, and its records are made as they are asked for.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from graph.neo4j_records import ClaimRecord, NodeRecord, RelationshipRecord
from graph.neo4j_writer import open_driver, write_records
from graph.plan import Json
from graph.settings import Settings
from graph.store import ReleaseInfo
from loaders.neo4j_import import import_options, run_admin, write_import_files
from loaders.neo4j_install import Installation, install
from loaders.neo4j_server import Config, render_config, start

BASE = "https://w3id.org/asean-labour/id/"
EDGES_OF_AN_ITEM = 5
BATCH = 5_000


class Synthetic:
    """Items of plans: each stands in a plan, has two assignments to bodies, and a claim."""

    def __init__(self, edges: int) -> None:
        self.items = edges // EDGES_OF_AN_ITEM
        self.bodies = max(2, self.items // 20)

    def nodes(self) -> Iterator[NodeRecord]:
        """Yield bodies, items and assignments."""
        for i in range(self.bodies):
            yield _node("body", i, ("Agent", "Body", "Entity", "Thing"))
        for i in range(self.items):
            yield _node("plan-item", i, ("Entity", "PlanItem", "Provision", "Thing"))
        for i in range(2 * self.items):
            yield _node("assignment", i, ("Assignment", "Entity", "Involvement", "Thing"))

    def relationships(self) -> Iterator[RelationshipRecord]:
        """Yield five an item."""
        for i in range(self.items):
            yield _edge("PART_OF_PROVISION", "plan-item", i, "plan-item", i // 50)
        for i in range(2 * self.items):
            yield _edge("IN_PROVISION", "assignment", i, "plan-item", i // 2)
        for i in range(2 * self.items):
            yield _edge("BY_AGENT", "assignment", i, "body", i * 31 % self.bodies)

    def claims(self) -> Iterator[ClaimRecord]:
        """Yield one an item."""
        for i in range(self.items):
            iri = f"{BASE}plan-item/{i}"
            yield ClaimRecord(iri, "number", str(i), "STATED", (f"{BASE}passage/{i}",))


def _node(kind: str, i: int, labels: tuple[str, ...]) -> NodeRecord:
    iri = f"{BASE}{kind}/{i}"
    evidence: list[Json] = [f"{BASE}passage/{i}"]
    properties: dict[str, Json] = {
        "iri": iri,
        "key": str(i),
        "name": f"{kind} {i}"[:16],
        "title": f"The {kind} of number {i}",
        "certainty": "STATED",
        "evidence": evidence,
    }
    return NodeRecord(iri, labels, properties)


def _edge(kind: str, start: str, i: int, end: str, j: int) -> RelationshipRecord:
    evidence: list[Json] = [f"{BASE}passage/{i}", f"{BASE}passage/{i + 1}"]
    documents: list[Json] = ["A document"]
    properties: dict[str, Json] = {
        "certainty": "STATED",
        "evidence": evidence,
        "documents": documents,
    }
    return RelationshipRecord(kind, f"{BASE}{start}/{i}", f"{BASE}{end}/{j}", properties)


def load_bare(uri: str, records: Synthetic) -> None:
    """The least that loads the same: CREATE by iri in batches, nothing compared."""
    with open_driver(Settings(neo4j_uri=uri, neo4j_password="")) as driver, driver.session() as s:
        s.run(
            "CREATE CONSTRAINT entity_iri IF NOT EXISTS FOR (n:Entity) REQUIRE n.iri IS UNIQUE"
        ).consume()

        def send(text: str, rows: Iterator[dict[str, Any]]) -> None:
            while batch := list(islice(rows, BATCH)):
                s.run(f"UNWIND $rows AS row {text}", rows=batch).consume()

        for labels, nodes in groupby(records.nodes(), lambda n: ":".join(n.labels)):
            send(f"CREATE (n:{labels}) SET n = row.p", ({"p": n.properties} for n in nodes))
        for kind, edges in groupby(records.relationships(), lambda r: r.type):
            text = f"MATCH (a:Entity {{iri: row.a}}) MATCH (b:Entity {{iri: row.b}}) CREATE (a)-[r:{kind}]->(b) SET r = row.p"
            send(text, ({"a": r.start, "b": r.end, "p": r.properties} for r in edges))
        claims = (
            {"subject": c.subject, "property": c.property, "value": c.value, "evidence": c.evidence}
            for c in records.claims()
        )
        send("CREATE (c:Claim) SET c = row", claims)


def load_ours(uri: str, records: Synthetic) -> None:
    """The first load of a release."""
    with open_driver(Settings(neo4j_uri=uri, neo4j_password="")) as driver:
        write_records(driver, records, ReleaseInfo("synthetic", 1, 1))


def time_online(way: str, edges: int, installation: Installation) -> float:
    """Load an empty server in a process of its own; print edges a second and peak memory."""
    with tempfile.TemporaryDirectory() as home, start(installation, Path(home)) as server:
        command = [sys.executable, __file__, way, str(edges), server.uri]
        began = time.monotonic()
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        rate = edges / (time.monotonic() - began)
    print(f"{way:<8} {rate:9.0f} edges a second, peak {told.strip()} MB")
    return rate


def time_offline(edges: int, installation: Installation) -> None:
    """Import offline: the tool alone, and with the files written for it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "conf").mkdir()
        conf = render_config(installation.version, Config(bolt_port=1, http_port=2))
        (home / "conf" / "neo4j.conf").write_text(conf, "utf-8")
        (home / "files").mkdir()
        began = time.monotonic()
        arguments = write_import_files(home / "files", Synthetic(edges), ReleaseInfo("x", 1, 1))
        written = time.monotonic()
        run_admin(installation, home, *import_options(home), *arguments)
        ended = time.monotonic()
    tool, both = edges / (ended - written), edges / (ended - began)
    print(f"tool     {tool:9.0f} edges a second")
    print(f"offline  {both:9.0f} edges a second, {both / tool:.2f} of the tool alone")


def main(edges: int) -> None:
    """Run all ways."""
    installation = install()
    rates = [time_online(way, edges, installation) for way in ("bare", "ours")]
    print(f"ours is {rates[1] / rates[0]:.2f} of bare")
    time_offline(edges, installation)


if __name__ == "__main__":
    if len(sys.argv) > 2:  # noqa: PLR2004  one way, in its process
        {"bare": load_bare, "ours": load_ours}[sys.argv[1]](
            sys.argv[3], Synthetic(int(sys.argv[2]))
        )
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
