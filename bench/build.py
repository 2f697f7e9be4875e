"""What building the release costs, beside what its two heaviest parts cost by themselves.

    .venv/bin/python bench/build.py [--documents DIR]

Prints seconds of CPU time and of the clock for the whole build with the gate, for pySHACL alone
on the union of the release, with the shapes as they are published, and for pyoxigraph alone
loading it; then how many times the build takes what these two take, and its peak memory. SPARQL
constraints are left out of pySHACL's share: it asks each of them anew for every node, which takes
minutes where the gate takes a second.
"""

import argparse
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from pyoxigraph import RdfFormat, Store
from pyshacl import validate
from rdflib import Graph
from rdflib.namespace import SH

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from graph.release import QUADS, open_release  # noqa: E402
from graph.terms import FOLDER, read_graph  # noqa: E402
from graph.to_rdflib import add_triples  # noqa: E402  # after the path is known

MOST_TIMES, MOST_MEMORY = 3, 500


def main() -> None:
    """Measure build, pySHACL and pyoxigraph in one run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=Path, help="folder with the texts of the documents")
    documents = parser.parse_args().documents
    with TemporaryDirectory() as releases:
        build = _timed("build with the gate", lambda: _build(Path(releases), documents))
        quads = open_release(Path(releases)).folder / QUADS
        union = _read_union(quads)
        shapes = _read_shapes()
        terms = read_graph()
        print(f"{len(union)} triples in the union of the graphs")
        shacl = _timed("pySHACL on the union alone", lambda: _validate(union, shapes, terms))
        load = _timed("pyoxigraph load alone", lambda: _load(quads))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    times = [whole / (one + other) for whole, one, other in zip(build, shacl, load, strict=True)]
    print(f"the build takes {times[0]:.2f} times both in CPU time, {times[1]:.2f} by the clock")
    print(f"(at most {MOST_TIMES}), and {memory:.0f} MB at its peak (at most {MOST_MEMORY})")


def _timed(what: str, run: Callable[[], object]) -> tuple[float, float]:
    """Run and print what it takes: seconds of CPU time, of children too, and of the clock."""
    clock, cpu = perf_counter(), _cpu()
    run()
    taken = _cpu() - cpu, perf_counter() - clock
    print(f"{what:<28}{taken[0]:8.2f} s CPU{taken[1]:8.2f} s")
    return taken


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def _build(releases: Path, documents: Path | None) -> None:
    """Build in a process of its own, so that its memory is told apart from ours."""
    command = [sys.executable, "-m", "loaders", "build"]
    command += ["--documents", str(documents)] if documents else []
    environment = {"RELEASES": str(releases), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def _read_union(quads: Path) -> Graph:
    store = Store()
    store.bulk_load(path=quads, format=RdfFormat.N_QUADS)
    union = Graph()
    add_triples(union, store)
    return union


def _read_shapes() -> Graph:
    shapes = Graph()
    for name in ("shapes.ttl", "shapes-derived.ttl"):
        shapes.parse(FOLDER / name)
    shapes.remove((None, SH.sparql, None))
    return shapes


def _validate(union: Graph, shapes: Graph, terms: Graph) -> None:
    conforms, _, report = validate(union, shacl_graph=shapes, ont_graph=terms, inplace=True)
    if not conforms:
        sys.exit(report)


def _load(quads: Path) -> None:
    Store().bulk_load(path=quads, format=RdfFormat.N_QUADS)


if __name__ == "__main__":
    main()
