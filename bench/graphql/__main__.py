"""Measure the API against its peers: `python -m bench.graphql`."""

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bench.graphql.answers import ask_by_hand, ask_http, check_alike
from bench.graphql.measure import Effort, Figures, by_hand, measure, over_http
from bench.graphql.memory import write_things
from bench.graphql.questions import IN_MEMORY, QUESTIONS, Question
from bench.graphql.servers import HERE, neo4j, node, ours, peer, prepare
from loaders.neo4j.install import VERSIONS

OURS, APOLLO, PEER, HAND = "ours", "Apollo Server", "@neo4j/graphql", "by hand"
RESULTS = HERE.parent / "results" / "graphql.json"


@dataclass(frozen=True, slots=True)
class Result:
    """Figures of one side for one question, store, size and number of callers."""

    store: str
    edges: int
    question: str
    callers: int
    side: str
    figures: Figures


def measure_embedded(edges: int, effort: Effort) -> Iterator[Result]:
    """Measure the embedded store against Apollo Server over the same things in memory."""
    folder = prepare(edges)
    with ExitStack() as stack:
        file = Path(stack.enter_context(TemporaryDirectory())) / "things.json"
        write_things(folder, file)
        url = stack.enter_context(ours(folder, STORE="embedded"))
        apollo = stack.enter_context(peer("apollo.mjs", file))
        for question in IN_MEMORY:
            query = question.ours
            alike = {n: ask_http(u, query, question) for n, u in ((OURS, url), (APOLLO, apollo))}
            check_alike(alike, question)
            sides = {
                OURS: over_http(url, query, question),
                APOLLO: over_http(apollo, query, question),
            }
            for callers, side, figures in measure(sides, effort):
                yield Result("embedded", edges, question.name, callers, side, figures)


def measure_neo4j(edges: int, effort: Effort) -> Iterator[Result]:
    """Measure the Neo4j store against @neo4j/graphql and a hand-written statement."""
    folder = prepare(edges)
    with ExitStack() as stack:
        uri = stack.enter_context(neo4j(folder))
        url = stack.enter_context(ours(folder, STORE="neo4j", NEO4J_URI=uri))
        rival = stack.enter_context(peer("neo4j.mjs", uri))
        for question in QUESTIONS:
            check_alike(_answers(uri, url, rival, question), question)
            sides = {
                OURS: over_http(url, question.ours, question),
                PEER: over_http(rival, question.neo4j, question),
                HAND: by_hand(uri, question),
            }
            for callers, side, figures in measure(sides, effort):
                yield Result("neo4j", edges, question.name, callers, side, figures)


def _answers(uri: str, url: str, rival: str, question: Question) -> dict[str, Any]:
    return {
        OURS: ask_http(url, question.ours, question),
        PEER: ask_http(rival, question.neo4j, question),
        HAND: ask_by_hand(uri, question),
    }


def show(results: list[Result]) -> Table:
    """Lay results out; ratios are of ours to the side of the row: more a second, or less time."""
    table = Table("store", "edges", "question", "callers", "side", *("p50 ms", "p99 ms", "per s"))
    table.add_column("ours: more per s")
    table.add_column("ours: p50")
    own = {(r.store, r.edges, r.question, r.callers): r.figures for r in results if r.side == OURS}
    for r in results:
        place = (r.store, r.edges, r.question, r.callers)
        f, mine = r.figures, own[place]
        times = f"{mine.throughput / f.throughput:.2f} x", f"{mine.p50 / f.p50:.2f} x"
        row = (r.store, f"{r.edges:,}", r.question, str(r.callers), r.side)
        ratios = ("", "") if r.side == OURS else times
        table.add_row(*row, f"{f.p50:.2f}", f"{f.p99:.2f}", f"{f.throughput:.1f}", *ratios)
    return table


def write(results: list[Result], path: Path) -> None:
    """Write results as JSON, with what they were measured on."""
    installed = json.loads((HERE / "package.json").read_text())["dependencies"]
    packages = ("strawberry-graphql", "graphql-core", "starlette", "uvicorn", "neo4j", "orjson")
    shown = {
        "cores": os.cpu_count(),
        "versions": {
            "python": platform.python_version(),
            "node": subprocess.check_output([node(), "--version"], text=True).strip(),
            "neo4j server": VERSIONS[0],
            **{name: version(name) for name in packages},
            **installed,
        },
        "results": [asdict(result) for result in results],
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(shown, indent=1) + "\n")


def main(
    edges: Annotated[
        list[int], typer.Option(help="Sizes; the first one is kept in memory too.")
    ] = [  # noqa: B006  # typer copies it
        10_000,
        100_000,
    ],
    rounds: Annotated[int, typer.Option(help="Rounds of each side, after one to warm up.")] = 3,
    seconds: Annotated[float, typer.Option(help="Seconds of a round.")] = 3.0,
    store: Annotated[str, typer.Option(help="embedded, neo4j or all")] = "all",
    output: Annotated[Path, typer.Option(help="File for the figures.")] = RESULTS,
) -> None:
    """Measure, print a table, write JSON."""
    effort, results = Effort(rounds, seconds), list[Result]()
    if store != "neo4j":
        results += measure_embedded(edges[0], effort)
    if store != "embedded":
        for size in edges:
            results += measure_neo4j(size, effort)
    Console(width=150).print(show(results))
    write(results, output)


if __name__ == "__main__":
    typer.run(main)
