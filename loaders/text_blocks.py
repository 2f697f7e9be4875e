"""The layout of a text: lines that make one paragraph, point, row, heading or piece of furniture."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from graph.text import Span


class BlockKind(StrEnum):
    """What a block looks like on the page; the value opens the locator of its passage."""

    PARAGRAPH = "para"
    POINT = "point"
    ROW = "row"
    HEADING = "heading"
    TEXT = "text"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line that is not blank; `mark` is the number or letter printed before it, if any."""

    span: Span
    text: str
    kind: BlockKind
    mark: str
    after_blank: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one passage; furniture may stand between them."""

    lines: tuple[TextLine, ...]

    @property
    def first(self) -> TextLine:
        """The line that gives the block its kind and mark."""
        return self.lines[0]

    @property
    def is_title(self) -> bool:
        """Whether it is a heading in capitals, such as opens an instrument."""
        text = self.first.text
        return self.first.kind is BlockKind.HEADING and text[-1] != ":" and _is_capitals(text)


# The first pattern that matches at the start of a line gives its kind, and its group the mark.
# A tab at the end of a line makes no row, two tabs do: an empty cell is a cell.
_SHAPES = (
    (BlockKind.ROW, re.compile(r"[^\t]*()\t.*[^ ]")),
    (
        BlockKind.FURNITURE,
        re.compile(
            r"(?:\((?:as )?(?:adopted|draft|final|continued)\)"  # a stamp on the page
            r"|(?:page )?[-–— ]*\d{1,3}[-–— ]*(?:(?:of|/) *\d{1,3})?"  # its number
            r"|[\W_]+)()$",  # a rule or a lone bullet
            re.IGNORECASE,
        ),
    ),
    (BlockKind.PARAGRAPH, re.compile(r"(?:[-•]\s+)?(\d{1,3})[.)](?:\s|$)")),
    (BlockKind.POINT, re.compile(r"(?:[-–•·]\s+)?\(?([a-z]|[ivx]{2,5})[.)]\s")),
    (BlockKind.POINT, re.compile(r"[-–•·▪*]\s+()")),
)
_ENDED = re.compile(r"(?:[.:!?)\]]|;(?: (?:and|or|and/or))?)[\"'”’\d]*$")
_DANGLING = re.compile(
    r"(?:,|\b(?:a|an|and|as|at|by|for|from|in|of|on|or|that|the|to|which|with))$",
    re.IGNORECASE,
)
# Words that open a part of a declaration or an item of a list: WE, RECALLING, MINDFUL, a label.
_OPENING = re.compile(r"(?:WE|[A-Z]+(?:ING|ED|ANT|FUL|OUS|WARE))\b|DO HEREBY|[A-Z][a-z]+:\s")
_LONGEST_TITLE, _LONGEST_HEADING = 200, 100


def read_layout(text: str) -> list[Block]:
    """Return the blocks of a normalised text, by where they begin.

    A block runs on over a line break, and over a blank line or furniture where it breaks off
    in the middle of a sentence; a row is always one line.
    """
    groups: list[list[TextLine]] = []
    current: list[TextLine] = []
    for line in _iter_lines(text):
        if line.kind is BlockKind.FURNITURE:
            groups.append([line])
        elif current and _continues(current[0].kind, current[-1].text, line):
            current.append(line)
        else:
            current = [_opened(line)]
            groups.append(current)
    return [Block(_settled(lines)) for lines in groups]


def trim(text: str, start: int, end: int, *, blank: str | None = None) -> Span:
    """Return the span without blanks (white space, or the characters given) at either end."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip(blank))
    return Span(start + left, start + len(piece.rstrip(blank)))


def merge(text: str, lines: Iterable[TextLine]) -> tuple[Span, ...]:
    """Join the spans of lines that have nothing but blanks between them."""
    spans: list[Span] = []
    for line in lines:
        if spans and not text[spans[-1].end : line.span.start].strip():
            spans[-1] = Span(spans[-1].start, line.span.end)
        else:
            spans.append(line.span)
    return tuple(spans)


def _iter_lines(text: str) -> Iterator[TextLine]:
    position = 0
    for match in re.finditer(r"[^\n]*\S[^\n]*", text):
        kind, mark = _shape(match[0])
        span = trim(text, *match.span(), blank=" " if kind is BlockKind.ROW else None)
        after_blank = text.count("\n", position, match.start()) != 1
        yield TextLine(span, text[span.start : span.end], kind, mark, after_blank)
        position = match.end()


def _shape(line: str) -> tuple[BlockKind, str]:
    for kind, pattern in _SHAPES:
        if match := pattern.match(line if kind is BlockKind.ROW else line.strip()):
            return kind, match[1]
    return BlockKind.TEXT, ""


def _continues(kind: BlockKind, last: str, line: TextLine) -> bool:
    if line.kind is not BlockKind.TEXT or kind is BlockKind.ROW:
        return False
    ended = _ENDED.search(last) is not None
    if not ended and (_DANGLING.search(last) or line.text[0].islower()):
        return True
    if line.after_blank or kind is BlockKind.HEADING:
        return False
    return not (ended and (_OPENING.match(line.text) or _is_heading(line.text)))


def _opened(line: TextLine) -> TextLine:
    is_alone = line.after_blank and _is_short(line.text)
    if line.kind is BlockKind.TEXT and (is_alone or _is_heading(line.text)):
        return replace(line, kind=BlockKind.HEADING)
    return line


def _settled(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Take for text what began as a heading and ran on."""
    first, *others = lines
    if first.kind is BlockKind.HEADING and lines[-1].span.end - first.span.start > _LONGEST_TITLE:
        first = replace(first, kind=BlockKind.TEXT)
    return (first, *others)


def _is_short(text: str) -> bool:
    is_sentence = text[-1] in ".,;:" or _OPENING.match(text)
    return text[0].isupper() and not is_sentence and len(text) <= _LONGEST_HEADING


def _is_heading(text: str) -> bool:
    if text[-1] in ".,;":
        return False
    if _is_capitals(text):
        return len(text) <= _LONGEST_TITLE
    words = _long_words(text)
    return bool(words) and len(text) <= _LONGEST_HEADING and not any(w[0].islower() for w in words)


def _is_capitals(text: str) -> bool:
    words = _long_words(text)
    return bool(words) and all(map(str.isupper, words))


def _long_words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{4,}", text)
