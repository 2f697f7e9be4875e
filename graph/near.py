"""Near names: what a mistyped key is most like, from an index of what names are made of."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher, get_close_matches

from graph.sqlite_file import SqliteFile
from graph.values import fold

SCHEMA = """
CREATE VIRTUAL TABLE near USING fts5(text, class UNINDEXED, form UNINDEXED, tokenize = "trigram");
CREATE VIRTUAL TABLE near_trigram USING fts5vocab(near, row);
"""
LONGEST = 100
"""Of how many characters of a key names are looked for."""

_RAREST = 10
"""How many of its trigrams are looked up: those that fewest names have tell most."""
_CANDIDATES = 100
"""How many names that share most of them are compared with the key letter by letter."""
_SHOWN = 8
_LIKE_ENOUGH = 0.6

Named = tuple[str, str, str]
"""A name folded, the class of what it names, the name as it is printed."""


def iter_near(names: Iterable[Named]) -> Iterator[Named]:
    """Yield rows of the index; of several forms of a name of a class the last stays."""
    forms = {(text, class_name): form for text, class_name, form in names}
    for (text, class_name), form in sorted(forms.items()):
        yield _framed(text), class_name, form


def find_near(file: SqliteFile, key: str, classes: Sequence[str], deadline: float) -> list[str]:
    """Names of things of some classes that look like a key, the likest first.

    Of those alike in as much, the one that begins like the key comes first. Raises TimeoutError
    after the deadline.
    """
    wanted = fold(key.strip())[:LONGEST]
    marks = ", ".join("?" * len(classes))
    trigrams = _rarest(file, wanted, deadline)
    if not trigrams:
        return []
    rows = file.read(
        f"SELECT text, form FROM near WHERE near MATCH ? AND class IN ({marks}) "  # noqa: S608  # only marks
        f"ORDER BY bm25(near), text, form LIMIT {_CANDIDATES}",
        (" OR ".join(map(_quoted, trigrams)), *classes),
        deadline,
    )
    forms = {text.strip(): form for text, form in rows}
    found = get_close_matches(wanted, forms, n=2 * _SHOWN, cutoff=_LIKE_ENOUGH)
    found.sort(key=lambda text: _likeness(text, wanted), reverse=True)
    return [forms[text] for text in found[:_SHOWN]]


def _rarest(file: SqliteFile, text: str, deadline: float) -> list[str]:
    framed = _framed(text)
    parts = sorted({framed[at : at + 3] for at in range(len(framed) - 2)})
    marks = ", ".join("?" * len(parts))
    rows = file.read(
        f"SELECT term FROM near_trigram WHERE term IN ({marks}) ORDER BY doc, term LIMIT {_RAREST}",  # noqa: S608  # only marks
        parts,
        deadline,
    )
    return [term for (term,) in rows]


def _framed(text: str) -> str:
    """A name with its beginning and end made part of it, so that short ones have trigrams too."""
    return f"  {text} "


def _quoted(trigram: str) -> str:
    return '"' + trigram.replace('"', '""') + '"'


def _likeness(text: str, wanted: str) -> tuple[float, int]:
    """How much two texts have in common, and how long they are alike from the beginning."""
    differing = (at for at, (a, b) in enumerate(zip(text, wanted, strict=False)) if a != b)
    return SequenceMatcher(None, text, wanted).ratio(), next(differing, len(wanted))
