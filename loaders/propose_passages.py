"""Proposals of passages: what the layout of a text suggests, each with a key and a locator."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.text import Span, digest, excerpt
from graph.values import fold
from loaders.text_blocks import Block, BlockKind, merge, read_layout

COLUMNS = (
    "key",
    "locator",
    "wordsOf",
    "section",
    "spans",
    "digest",
    "partOfPassage",
    "unused",
    "note",
)
"""Header of passages.csv."""

_PARENTS = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TEXT})
_LONGEST_OPENING, _LONGEST_SLUG = 60, 40


@dataclass(frozen=True, slots=True)
class Proposal:
    """A passage that the text suggests.

    `key` is section/unit; `section` the heading in capitals above, as printed; `opening` what
    it begins with, as `opening` below gives it; `part_of` the key of the passage that a point
    belongs to and `unused` a reason, both empty where there is none.
    """

    kind: BlockKind
    key: str
    locator: str
    section: str
    spans: tuple[Span, ...]
    opening: str
    part_of: str
    unused: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: its title, the passage it is a point of, its number among its like."""

    section: str
    above: Proposal | None
    stem: str
    count: int


def propose_passages(text: str) -> tuple[Proposal, ...]:
    """Propose the passages of a normalised text, in its order.

    None is more than one numbered paragraph, one point or one table row. Furniture inside a
    paragraph is a passage of its own, and the paragraph has a span on either side of it. What
    has a number in print keeps it in its key, the rest is counted within its section.
    """
    return tuple(_iter_proposals(text))


def build_row(text: str, proposal: Proposal) -> dict[str, str]:
    """Return the cells of passages.csv for a proposal; instrument and note are left to fill in."""
    cells = {
        "key": proposal.key,
        "locator": proposal.locator,
        "section": proposal.section,
        "spans": "|".join(map(str, proposal.spans)),
        "digest": digest(excerpt(text, proposal.spans)),
        "partOfPassage": proposal.part_of,
        "unused": proposal.unused,
    }
    return {column: cells.get(column, "") for column in COLUMNS}


def opening(text: str, span: Span) -> str:
    """Return the first 60 characters of a span on one line, with a bar for each tab."""
    words = text[span.start : span.end].replace("\t", " | ").split()
    return " ".join(words)[:_LONGEST_OPENING].rstrip()


def _iter_proposals(text: str) -> Iterator[Proposal]:
    blocks = read_layout(text)
    repeated = _repeated_titles(blocks)
    counts: Counter[str] = Counter()
    parent: Proposal | None = None
    for section, block in _with_sections(blocks):
        above = parent if block.first.kind is BlockKind.POINT else None
        stem = _stem(block, section, above)
        counts[stem] += 1
        place = _Place(section, above, stem, counts[stem])
        proposal = _propose(text, block, place, unused=_unused(block, repeated))
        parent = proposal if block.first.kind in _PARENTS else parent
        yield proposal


def _with_sections(blocks: Iterable[Block]) -> Iterator[tuple[str, Block]]:
    """Give each block the title above it, the first one where titles follow each other."""
    section, after_title = "", False
    for block in blocks:
        if block.is_title and not after_title:
            section = block.first.text
        after_title = block.is_title
        yield section, block


def _repeated_titles(blocks: Sequence[Block]) -> frozenset[Block]:
    titles = [block for block in blocks if block.is_title]
    printed_first = {block.first.text: block for block in reversed(titles)}
    return frozenset(titles) - frozenset(printed_first.values())


def _propose(text: str, block: Block, place: _Place, *, unused: str) -> Proposal:
    spans, above = merge(text, block.lines), place.above
    return Proposal(
        kind=block.first.kind,
        key=_key(block, place),
        locator=_locator(block, place),
        section=place.section,
        spans=spans,
        opening=opening(text, spans[0]),
        part_of=above.key if above and above.kind is not BlockKind.HEADING else "",
        unused=unused,
    )


def _stem(block: Block, section: str, above: Proposal | None) -> str:
    name = block.first.mark or block.first.kind
    return f"{above.key}-{name}" if above else f"{_slug(section) or 'top'}/{name}"


def _key(block: Block, place: _Place) -> str:
    is_unique = block.first.mark and place.count == 1
    return place.stem if is_unique else f"{place.stem}-{place.count}"


def _locator(block: Block, place: _Place) -> str:
    kind, mark = block.first.kind, block.first.mark
    again = f" ({place.count})" if mark and place.count > 1 else ""
    before = place.above.locator if place.above else place.section
    return f"{before}{', ' if before else ''}{kind} {mark or place.count}{again}"


def _unused(block: Block, repeated: frozenset[Block]) -> str:
    if block.first.kind is BlockKind.FURNITURE:
        return "furniture"
    return "repeat" if block in repeated else ""


def _slug(title: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")
    return slug if len(slug) <= _LONGEST_SLUG else slug[: _LONGEST_SLUG + 1].rpartition("-")[0]
