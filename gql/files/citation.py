"""Citations of answers, as BibTeX and as CSL-JSON: the question, the release, the evidence."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import orjson

from gql.files.evidence import Piece
from graph.rdf.dataset_description import LICENCE

TITLE, AUTHOR = "ASEAN Labour Graph", "The ASEAN Labour Graph contributors"
"""What is cited and who made it, as CITATION.cff has them."""

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces whether or not a backslash is before them
    "}": r"\textbraceright{}",
    **{sign: f"\\{sign}" for sign in "%$&#_"},
    **{chr(code): "" for code in (*range(0x20), *range(0x7F, 0xA0))},
}
_WORDS = re.compile(r"\d+[a-z]*|[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited: the answer to an operation, at its link, from a release, as seen on a day.

    `evidence` are locators by the names of documents.
    """

    title: str
    query: str
    link: str
    release: str
    seen: date
    evidence: Mapping[str, tuple[str, ...]]

    @property
    def key(self) -> str:
        """Key of the entry: the same question to the same release has the same."""
        name = "".join(_WORDS.findall(self.title))[:40] or "answer"
        return f"{name}-{sha256(f'{self.release}{self.link}'.encode()).hexdigest()[:8]}"

    @property
    def note(self) -> str:
        """The release, and how much evidence there is: short, since lists of references print it."""
        count = sum(map(len, self.evidence.values()))
        evidence = f"Evidence: {count} passage{'s' if count > 1 else ''}" if count else ""
        return f"Answer from release {self.release}. {evidence or 'The question asks for no evidence'}."

    @property
    def annotation(self) -> str:
        """All evidence in words; empty where the question asks for none."""
        return " ".join(f"{name}: {'; '.join(all_of)}." for name, all_of in self.evidence.items())


def today() -> date:
    """Day on which an answer is seen, in UTC."""
    return datetime.now(UTC).date()


def read_title(query: str, name: str) -> str:
    """Title of an operation: the comment it begins with, else the name in words."""
    first = query.strip().split("\n", 1)[0]
    if first.startswith("#") and (comment := first.strip("# ")):
        return comment
    words = " ".join(_WORDS.findall(name))
    return words[:1].upper() + words[1:].lower()


class CitedPassages:
    """Passages that an answer shows as evidence, each kept once."""

    def __init__(self) -> None:
        self._locators: dict[str, dict[str, str]] = {}

    def add(self, pieces: Iterable[Piece]) -> None:
        """Add what pieces of evidence are found in part of an answer."""
        for piece in pieces:
            document = piece.fields["document"] or {}
            name = document.get("name") or document.get("iri") or "no document"
            locator = piece.fields["locator"] or piece.passage
            self._locators.setdefault(name, {})[piece.passage] = locator

    def listed(self) -> dict[str, tuple[str, ...]]:
        """List locators by the names of documents, both sorted."""
        return {
            name: tuple(sorted(self._locators[name].values())) for name in sorted(self._locators)
        }


def in_words(citation: Citation) -> str:
    """The citation as it stands in a note or a list of references."""
    seen = citation.seen
    day = f"{seen.day} {seen:%B %Y}"
    source = f"{TITLE}, release {citation.release}"
    return f"{AUTHOR}. “{citation.title}”. {source}. Seen on {day}. {citation.link}"


def to_bibtex(citation: Citation) -> bytes:
    """Write an entry that BibTeX and BibLaTeX read."""
    fields = {
        "author": f"{{{_escaped(AUTHOR)}}}",
        "title": f"{{{_escaped(citation.title)}}}",
        "howpublished": _escaped(TITLE),
        "version": citation.release,
        "url": citation.link,
        "urldate": citation.seen.isoformat(),
        "note": _escaped(citation.note),
    }
    if citation.annotation:
        fields["annote"] = _escaped(citation.annotation)
    lines = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items())
    return f"@misc{{{citation.key},\n{lines}\n}}\n".encode()


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(sign, sign) for sign in " ".join(text.split()))


def to_csl(citation: Citation) -> bytes:
    """Write a list of one item of CSL-JSON, the input format of citation processors."""
    seen = citation.seen
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "dataset",
        "title": citation.title,
        "author": [{"literal": AUTHOR}],
        "container-title": TITLE,
        "version": citation.release,
        "URL": citation.link,
        "accessed": {"date-parts": [[seen.year, seen.month, seen.day]]},
        "note": citation.note,
        **({"annote": citation.annotation} if citation.annotation else {}),
        "custom": {"license": LICENCE, "query": citation.query, "release": citation.release},
    }
    return orjson.dumps([item], option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
