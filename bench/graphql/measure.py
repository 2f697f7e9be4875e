"""Measuring several sides in turns, so that what else the machine does meets all of them."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.graphql.questions import Question
from bench.graphql.servers import HERE, node
from graph.settings import ROOT

CALLERS = (1, 16)
MOST = 100_000
"""Most requests of a round."""

Side = Callable[[int, float], Mapping[str, Any]]
"""Asks a question by so many callers for so many seconds."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How many rounds, and of how many seconds each; one more of each side goes before."""

    rounds: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of the median and of the slowest in a hundred, answers a second."""

    p50: float
    p99: float
    throughput: float

    @classmethod
    def of(cls, rounds: Sequence[Mapping[str, Any]]) -> "Figures":
        """Put rounds together."""
        took = sorted(ms for one in rounds for ms in one["took"])
        p50, p99 = (took[min(len(took) - 1, int(part * len(took)))] for part in (0.5, 0.99))
        seconds = sum(one["seconds"] for one in rounds)
        return cls(round(p50, 3), round(p99, 3), round(len(took) / seconds, 2))


def measure(sides: Mapping[str, Side], effort: Effort) -> Iterator[tuple[int, str, Figures]]:
    """Yield figures by number of callers and side; sides take turns."""
    for callers in CALLERS:
        for side in sides.values():
            side(callers, effort.seconds)
        rounds: dict[str, list[Mapping[str, Any]]] = {name: [] for name in sides}
        for _ in range(effort.rounds):
            for name, side in sides.items():
                rounds[name].append(side(callers, effort.seconds))
        for name, some in rounds.items():
            yield callers, name, Figures.of(some)


def over_http(url: str, query: str, question: Question) -> Side:
    """Ask a server."""
    bodies = [json.dumps({"query": query, "variables": values}) for values in question.values]

    def ask(callers: int, seconds: float) -> Mapping[str, Any]:
        command = [node(), str(HERE / "load.mjs"), url]
        return _run([*command, str(callers), str(seconds), str(MOST)], bodies)

    return ask


def by_hand(uri: str, question: Question) -> Side:
    """Ask Neo4j directly."""
    asked = {"cypher": question.cypher, "values": question.values}

    def ask(callers: int, seconds: float) -> Mapping[str, Any]:
        command = [sys.executable, "-m", "bench.graphql.hand", uri]
        return _run([*command, str(callers), str(seconds), str(MOST)], asked)

    return ask


def _run(command: list[str], sent: object) -> Mapping[str, Any]:
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(sent), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{command}: {done.stderr}")
    answer: Mapping[str, Any] = json.loads(done.stdout)
    return answer
