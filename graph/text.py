"""Positions in the normalised text of a document."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from graph.errors import DocumentError

_SPAN = re.compile(r"char=(0|[1-9][0-9]{0,14}),([1-9][0-9]{0,14})")


def normalise(data: bytes) -> str:
    """Decode UTF-8, make line ends LF and characters NFC; change nothing else.

    Raises DocumentError where the bytes are not UTF-8.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"byte {error.start}: expected UTF-8; save the document as a text file in UTF-8"
        ) from error
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def digest(text: str) -> str:
    """Return "sha256:" and the hexadecimal SHA-256 of the text in UTF-8."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A stretch of text, from code point `start` up to and without `end`.

    Positions stand between characters, the first is 0 (RFC 5147, section 2.1.1). The printed
    form is that of section 2.2.1 without leading zeros: equal spans are equal strings.
    Raises DocumentError for an empty stretch.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise DocumentError(
                f"span {self}: expected a start of at least 0 and an end after it; "
                "correct the positions"
            )

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read "char=start,end". Raises DocumentError for anything else."""
        match = _SPAN.fullmatch(value)
        if match is None:
            raise DocumentError(
                f"span {value!r}: expected char=start,end (RFC 5147) in code points, "
                "without leading zeros; correct the span"
            )
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"char={self.start},{self.end}"


def excerpt(text: str, spans: Iterable[Span]) -> str:
    r"""Return what stands at the spans, in the order of the text, joined by "\n".

    The order given does not matter: a graph keeps none. Raises DocumentError for spans that
    overlap or end outside the text.
    """
    ordered = sorted(spans)
    _check_apart(ordered)
    _check_inside(ordered, len(text))
    return "\n".join(text[span.start : span.end] for span in ordered)


def _check_apart(ordered: Sequence[Span]) -> None:
    for before, after in pairwise(ordered):
        if after.start < before.end:
            raise DocumentError(
                f"span {after}: expected a start outside {before}, which it overlaps; "
                "shorten one of them"
            )


def _check_inside(ordered: Sequence[Span], length: int) -> None:
    for span in ordered:
        if span.end > length:
            raise DocumentError(
                f"span {span}: expected an end within the text of {length} code points; "
                "compare the digest of the document"
            )
