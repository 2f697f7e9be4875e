"""Times exports of a made-up release of a million triples against pyoxigraph alone.

    .venv/bin/python bench/export.py

For each format: seconds of pyoxigraph's own parsing and serialising of the same file, in its order,
then of our export, the ratio, and whether a second run gave the same bytes; at the end by how many
MB the process grew. Seconds are of the processor.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from random import Random

from pyoxigraph import RdfFormat, parse, serialize

from graph.rdf.export import _SYNTAXES, ExportFormat, write_export
from graph.release import QUADS, Release
from graph.statements import RDF_TYPE
from graph.terms import AL, BASE

TRIPLES = 1_000_000
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
    statements = found if syntax.supports_datasets else (quad.triple for quad in found)
    with target.open("wb") as file:
        serialize(statements, file, format=syntax, prefixes=PREFIXES)
    return time.process_time() - start


def time_export(release: Release, export_format: ExportFormat, target: Path) -> float:
    """Seconds of our export of one format, the sorting of the union included."""
    start = time.process_time()
    with target.open("wb") as file:
        write_export(release, export_format, file, PREFIXES)
    return time.process_time() - start


def main() -> None:
    """Print a line a format, then how much the process grew by our exports."""
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / "target"
        release = Release("made-up", Path(name))
        with (release.folder / QUADS).open("wb") as file:
            file.writelines(iter_lines(TRIPLES))
        alone = {f: time_alone(release.folder / QUADS, f, target) for f in ExportFormat}
        before = memory()
        for one in ExportFormat:
            seconds = time_export(release, one, target)
            digest = sha256_of(target)
            time_export(release, one, target)
            same = "same bytes" if sha256_of(target) == digest else "OTHER BYTES"
            print(
                f"{one:7} {alone[one]:5.1f} s {seconds:5.1f} s {seconds / alone[one]:5.2f} {same}"
            )
        print(f"grown by {memory() - before} MB")


def sha256_of(path: Path) -> str:
    """Digest of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main()
