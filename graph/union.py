"""Statements by subject, sorted outside of memory: as they are, or each triple of all graphs once."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedRandom
from itertools import chain, compress
from operator import ne
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

_RUN, _BLOCK = 8_000_000, 200_000
"""Bytes that are sorted at once, and that are read of each sorted run at once."""
_DCTERMS, _LATER = b" <http://purl.org/dc/terms/", b" <http\xff//purl.org/dc/terms/"
"""Of the properties that things have, the only ones before `rdf:type`, which is to be the first."""


@contextmanager
def open_union(quads: Path) -> Iterator[IO[bytes]]:
    """Open the union of the graphs of a file of N-Quads as a file of N-Triples.

    Of a thing its class comes first.

    It takes some 40 MB of memory and twice the size of the result on disk, in the system's folder
    for temporary files.
    """
    with _open_sorted(quads, _triples) as union:
        yield union


@contextmanager
def open_by_subject(quads: Path) -> Iterator[IO[bytes]]:
    """Open the same N-Quads by subject; for what it takes see `open_union`."""
    with _open_sorted(quads, list) as sorted_quads:
        yield sorted_quads


@contextmanager
def _open_sorted(quads: Path, prepare: Callable[[list[bytes]], list[bytes]]) -> Iterator[IO[bytes]]:
    with ExitStack() as stack, quads.open("rb") as file:
        runs = [stack.enter_context(run) for run in _iter_runs(file, prepare)]
        union = stack.enter_context(TemporaryFile())
        union.writelines(_merge(runs))
        union.seek(0)
        yield union


def _triples(lines: list[bytes]) -> list[bytes]:
    """Lines without the graph, which is the last term."""
    return [line[: line.rindex(b" <")] + b" ." for line in lines]


def _iter_runs(
    file: IO[bytes], prepare: Callable[[list[bytes]], list[bytes]]
) -> Iterator[BufferedRandom]:
    """Yield files of sorted lines."""
    while text := file.read(_RUN):
        text += file.readline()
        lines = text.replace(_DCTERMS, _LATER).split(b"\n")
        lines.pop()
        lines = prepare(lines)
        lines.sort()
        run = TemporaryFile()  # noqa: SIM115  # whoever takes it closes it
        run.write(b"\n".join([*lines, b""]))
        run.seek(0)
        yield run


def _merge(runs: list[BufferedRandom]) -> Iterator[bytes]:
    """Merge sorted runs: what is not above the lowest last line at hand has all its like at hand."""
    heads = [run.readlines(_BLOCK) for run in runs]
    last = b""
    while any(heads):
        bound = min(head[-1] for head in heads if head)
        taken: list[bytes] = []
        for place, head in enumerate(heads):
            cut = bisect_right(head, bound)
            taken += head[:cut]
            heads[place] = head[cut:] or runs[place].readlines(_BLOCK)
        taken.sort()
        unique = compress(taken, map(ne, taken, chain((last,), taken)))
        yield b"".join(unique).replace(_LATER, _DCTERMS)
        last = taken[-1]
