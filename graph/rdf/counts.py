"""How much a release says: counted once, from its statements."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from graph.release import QUADS, Release
from graph.statements import RDF_TYPE
from graph.union import open_union

_TYPE = f"<{RDF_TYPE.value}>".encode()


@dataclass(frozen=True, slots=True)
class Counts:
    """Triples, each once whatever graphs have it, and things by the IRI of their class."""

    triples: int
    things: Mapping[str, int]


@lru_cache(maxsize=2)
def count_statements(release: Release) -> Counts:
    """Count what a release says; releases do not change."""
    triples, things = 0, Counter[str]()
    with open_union(release.folder / QUADS) as union:
        for line in union:
            triples += 1
            _, predicate, value = line.split(b" ", 2)
            if predicate == _TYPE:
                things[value.removesuffix(b" .\n").strip(b"<>").decode()] += 1
    return Counts(triples, things)
