"""Names for people who type: what begins as they have typed, and what holds their words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from time import monotonic

from graph.catalogue import match_query
from graph.sqlite_file import SqliteFile
from graph.values import fold

_CANDIDATES = 200
"""How many of the best matches are looked at to complete a name."""
_MARKS = ("\x02", "\x03")
"""What stands around found words, so that whoever shows them decides how."""

Parts = tuple[tuple[str, bool], ...]
"""A text in parts; those that were looked for are True."""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing by its name, and the printed name in which it was found."""

    iri: str
    class_name: str
    name: str
    printed: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing whose texts hold what was looked for, another name of it, and the place."""

    iri: str
    class_name: str
    name: str
    also: str
    excerpt: Parts


class NameSearch:
    """Looks for names and texts in the catalogue of a release.

    What takes longer than `seconds` raises TimeoutError.
    """

    def __init__(self, catalogue: Path, seconds: float) -> None:
        self._file, self._seconds = SqliteFile(catalogue), seconds

    def close(self) -> None:
        """Close the catalogue."""
        self._file.close()

    def complete(self, text: str, classes: Sequence[str], limit: int) -> tuple[Named, ...]:
        """Things of some classes with a printed name that holds words as begun, closest first."""
        words = re.findall(r"\w+", fold(text))
        if not words:
            return ()
        wanted = "names : (" + " ".join(f'"{word}"' for word in words) + "*)"
        rows = self._rows("iri, class, names", wanted, classes, _CANDIDATES)
        start = " ".join(words)
        found = [_closest(iri, class_name, names, start) for iri, class_name, names in rows]
        found.sort(key=itemgetter(0))  # stable: among as close ones the best match is first
        return tuple(named for _, named in found[:limit])

    def find(self, text: str, classes: Sequence[str], limit: int) -> tuple[Hit, ...]:
        """Things of some classes whose texts hold all words of a text, best match first.

        The last word may be the beginning of one.
        """
        wanted = match_query(f"{text}*" if text[-1:].isalnum() else text)
        if not wanted:
            return ()
        excerpt = f"snippet(prose, 3, '{_MARKS[0]}', '{_MARKS[1]}', '…', 24)"
        rows = self._rows(f"iri, class, names, {excerpt}", wanted, classes, limit)
        return tuple(_hit(*row) for row in rows)

    def _rows(
        self, columns: str, wanted: str, classes: Sequence[str], limit: int
    ) -> list[tuple[str, ...]]:
        marks = ", ".join("?" * len(classes))
        statement = (
            f"SELECT {columns} FROM prose WHERE prose MATCH ? AND class IN ({marks}) "  # noqa: S608  # columns are ours, the rest is only marks
            "ORDER BY bm25(prose, 0, 0, 10, 1), iri LIMIT ?"
        )
        parameters = (wanted, *classes, limit)
        return self._file.read(statement, parameters, monotonic() + self._seconds)


def _closest(iri: str, class_name: str, names: str, start: str) -> tuple[tuple[int, int], Named]:
    """How far the closest of a thing's names is from a start, and the thing with that name."""
    several = names.split("\n")
    distance, printed = min(((_distance(one, start), one) for one in several), key=itemgetter(0))
    return distance, Named(iri, class_name, several[0], printed)


def _distance(name: str, start: str) -> tuple[int, int]:
    """0 begins so, the shortest first; 1 has a word that begins so, 2 has all words elsewhere."""
    folded = " ".join(re.findall(r"\w+", fold(name)))
    if folded.startswith(start):
        return 0, len(folded)
    return (1 if f" {start}" in folded else 2), 0


def _hit(iri: str, class_name: str, names: str, marked: str) -> Hit:
    """A hit; its excerpt is empty where only its names hold what was looked for."""
    name, *others = names.split("\n")
    also = next((other for other in others if other != name), "")
    return Hit(iri, class_name, name, also, _parts(marked) if _MARKS[0] in marked else ())


def _parts(marked: str) -> Parts:
    first, *others = marked.replace("\n", " · ").split(_MARKS[0])
    parts = [(first, False)]
    for other in others:
        found, _, rest = other.partition(_MARKS[1])
        parts += [(found, True), (rest, False)]
    return tuple(part for part in parts if part[0])
