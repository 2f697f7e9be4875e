"""Times exports of a made-up release of a million triples against pyoxigraph alone.

    .venv/bin/python bench/export.py

For each format: seconds of pyoxigraph's own parsing and serialising of the same file, in its order,
then of our export, the ratio, and by how many MB the process grew.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from pyoxigraph import RdfFormat, parse, serialize

from graph.export import _SYNTAXES, GRAPHS, ExportFormat, write_quads, write_triples
from graph.statements import RDF_TYPE
from graph.terms import AL, BASE
from graph.union import open_union

QUADS = 1_000_000
PREFIXES = {"al": str(AL)}


def iter_lines(count: int) -> Iterator[bytes]:
    """Yield about so many quads by graph; some triples stand in several graphs."""
    random, number, made = Random(1), 0, 0  # noqa: S311  # the same each time
    while made < count:
        number += 1
        graph = f"<{BASE}passage/document-{number // 200:06d}/main/{number % 200:03d}>"
        lines = set()
        for _ in range(10):
            thing = f"<{BASE}id/assignment/item-{random.randrange(150_000)}.responsible>"
            body = f"<{BASE}id/body/body-{random.randrange(3_000)}>"
            lines |= {
                f"{thing} <{AL.agent}> {body} {graph} .\n",
                f'{thing} <{AL.rolePrinted}> "asked {random.randrange(10)}" {graph} .\n',
                f"{thing} {RDF_TYPE} <{AL.Assignment}> {graph} .\n",
            }
        made += len(lines)
        yield from (line.encode() for line in sorted(lines))


def memory() -> int:
    """Most memory the process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if _is_bytes() else 1024)


def _is_bytes() -> bool:
    return sys.platform == "darwin"


def time_alone(quads: Path, export_format: ExportFormat, target: Path) -> float:
    """Seconds of pyoxigraph alone."""
    syntax, start = _SYNTAXES[export_format], time.process_time()
    found = parse(path=quads, format=RdfFormat.N_QUADS)
    told = found if syntax.supports_datasets else (quad.triple for quad in found)
    with target.open("wb") as file:
        serialize(told, file, format=syntax, prefixes=PREFIXES)
    return time.process_time() - start


def main() -> None:
    """Print a line a format, then one for all of them, for which the union is sorted once."""
    with tempfile.TemporaryDirectory() as name:
        quads, target = Path(name) / "quads.nq", Path(name) / "target"
        with quads.open("wb") as file:
            file.writelines(iter_lines(QUADS))
        alone = {one: time_alone(quads, one, target) for one in ExportFormat}
        before, start = memory(), time.process_time()
        with open_union(quads) as union:
            print(f"union sorted in {time.process_time() - start:.1f} s")
            for one in ExportFormat:
                begun = time.process_time()
                with target.open("wb") as file:
                    if one in GRAPHS:
                        write_quads(quads, one, file, PREFIXES)
                    else:
                        write_triples(union, one, file, PREFIXES)
                seconds = time.process_time() - begun
                print(f"{one:7} {alone[one]:5.1f} s {seconds:5.1f} s {seconds / alone[one]:5.2f}")
        total = time.process_time() - start
        print(f"all     {sum(alone.values()):5.1f} s {total:5.1f} s", end=" ")
        print(f"{total / sum(alone.values()):5.2f}, grown by {memory() - before} MB")


if __name__ == "__main__":
    main()
