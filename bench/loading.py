"""How fast Neo4j is loaded, against a bare loader and against the import tool alone.

    python -m bench.loading [EDGES]

The release is made up: bodies, plans, items and assignments, each statement with its passage, as
in `bench/graphql`. Its records are the same for all ways:

- bare: CREATE by iri in batches, of records that are read from a file, nothing compared.
- ours: what `python -m loaders neo4j` does with an empty server, from the release on.
- tool: the import tool alone, given the files that `python -m loaders import-files` has written.
- offline: the same with the files written before, as `make neo4j` does.

Each way has a process to itself, which tells its peak memory, and a server or folder of its own,
which is deleted.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import groupby, islice
from pathlib import Path

import orjson

from bench.graphql.data import make_quads
from graph.neo4j.records import ClaimRecord, NodeRecord, Records, RelationshipRecord
from graph.neo4j.writer import open_driver
from graph.release import (
    CATALOGUE,
    MANIFEST,
    QUADS,
    manifest_bytes,
    open_release,
    point_to,
    quads_bytes,
    release_id,
    write_release,
)
from graph.settings import ROOT, Settings
from graph.terms import read_ontology
from loaders.neo4j.importing import run_import, write_import_files
from loaders.neo4j.install import Installation, install
from loaders.neo4j.loading import load_neo4j, open_records
from loaders.neo4j.process import Config, render_config, start

BATCH = 5_000
KINDS = ("nodes", "relationships", "claims")


def make_release(folder: Path, edges: int) -> None:
    """Make a release of about so many relationships, and its records beside it."""
    quads = make_quads(edges, read_ontology())
    content, manifest = quads_bytes(quads), manifest_bytes({"quads": len(quads)})
    files = {QUADS: content, MANIFEST: manifest, CATALOGUE: b""}
    release = write_release(folder, files, release_id(content, manifest))
    point_to(release)
    with open_records(release) as (records, _):
        for kind in KINDS:
            write_records_of(kind, records, folder)


def write_records_of(kind: str, records: Records, folder: Path) -> None:
    """Write records of a kind as lines, sorted by label or type as a bare loader needs them."""
    lines = sorted(orjson.dumps([group_of(r), asdict(r)]) for r in getattr(records, kind)())
    (folder / kind).write_bytes(b"\n".join(lines))


def group_of(record: NodeRecord | RelationshipRecord | ClaimRecord) -> str:
    """Labels or type of a record, as Cypher writes them."""
    match record:
        case NodeRecord():
            return ":".join(record.labels)
        case RelationshipRecord():
            return record.type
        case ClaimRecord():
            return "Claim"


def load_bare(uri: str, folder: Path) -> None:
    """The least that loads the same."""
    ends = "MATCH (a:Entity {iri: row.start}) MATCH (b:Entity {iri: row.end})"
    texts: dict[str, Callable[[str], str]] = {
        "nodes": lambda labels: f"CREATE (n:{labels}) SET n = row.properties",
        "relationships": lambda kind: f"{ends} CREATE (a)-[r:{kind}]->(b) SET r = row.properties",
        "claims": lambda label: f"CREATE (c:{label}) SET c = row",
    }
    with open_driver(Settings(neo4j_uri=uri, neo4j_password="")) as driver, driver.session() as s:
        s.run(
            "CREATE CONSTRAINT entity_iri IF NOT EXISTS FOR (n:Entity) REQUIRE n.iri IS UNIQUE"
        ).consume()
        for kind, text in texts.items():
            with (folder / kind).open("rb") as file:
                for group, rows in groupby(map(orjson.loads, file), lambda row: str(row[0])):
                    while batch := [row[1] for row in islice(rows, BATCH)]:
                        s.run(f"UNWIND $rows AS row {text(group)}", rows=batch).consume()


def load_ours(uri: str, folder: Path) -> None:
    """The first load of a release."""
    load_neo4j(Settings(neo4j_uri=uri, neo4j_password="", releases=folder))


def write_files(target: str, folder: Path) -> None:
    """Write the import tool's files."""
    with open_records(open_release(folder)) as (records, info):
        write_import_files(Path(target), records, info)


WAYS = {"bare": load_bare, "ours": load_ours, "files": write_files}


def run_way(way: str, target: str, folder: Path) -> tuple[float, int]:
    """Run one way in a process of its own: seconds and peak memory in MB."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "bench.loading", way, target, str(folder)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    return time.monotonic() - began, int(done.stdout.split()[-1])


def time_online(way: str, edges: int, folder: Path, installation: Installation) -> float:
    """Load an empty server."""
    with tempfile.TemporaryDirectory() as home, start(installation, Path(home)) as server:
        seconds, memory = run_way(way, server.uri, folder)
    print(f"{way:<8} {edges / seconds:9.0f} edges a second, {seconds:.0f} s, peak {memory} MB")
    return seconds


def time_offline(edges: int, folder: Path, installation: Installation) -> None:
    """Import offline: the tool alone, and with the files made for it."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "conf").mkdir()
        conf = render_config(installation.version, Config(bolt_port=1, http_port=2))
        (home / "conf" / "neo4j.conf").write_text(conf, "utf-8")
        files, memory = run_way("files", str(home / "files"), folder)
        began = time.monotonic()
        run_import(installation, home, home / "files")
        tool = time.monotonic() - began
    print(f"tool     {edges / tool:9.0f} edges a second, {tool:.0f} s")
    both = tool + files
    print(f"offline  {edges / both:9.0f} edges a second, {both:.0f} s, peak {memory} MB")
    print(f"offline is {tool / both:.2f} of the tool alone")


def count_lines(folder: Path) -> Iterator[int]:
    """How many records of each kind there are."""
    for kind in KINDS:
        with (folder / kind).open("rb") as file:
            yield sum(1 for _ in file)


def main(edges: int) -> None:
    """Run all ways."""
    installation = install()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_way("release", str(edges), folder)
        nodes, made, claims = count_lines(folder)
        print(f"{nodes} nodes, {made} relationships, {claims} claims", flush=True)
        bare, ours = (time_online(way, made, folder, installation) for way in ("bare", "ours"))
        print(f"ours is {bare / ours:.2f} of bare", flush=True)
        time_offline(made, folder, installation)


if __name__ == "__main__":
    if len(sys.argv) <= 2:  # noqa: PLR2004  all ways, of which each comes back here
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    else:
        way, target, name = sys.argv[1:]
        if way == "release":
            make_release(Path(name), int(target))
        else:
            WAYS[way](target, Path(name))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
