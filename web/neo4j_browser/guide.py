"""The guide for Neo4j Browser: one source in a little Markdown, rendered for both kinds of Browser."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from graph.settings import ROOT

SOURCE = ROOT / "docs" / "guide" / "guide.md"
_CODE = "```"
_INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)]+)\)")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: same input, same bytes


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    words: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query to run; its first line is a comment that names it."""

    cypher: str

    @property
    def name(self) -> str:
        """What the query is called."""
        return self.cypher.partition("\n")[0].lstrip("/ ")


Block = Text | Items | SavedQuery


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: its heading and what stands below."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide: its title and its slides."""

    title: str
    slides: tuple[Slide, ...]

    @property
    def queries(self) -> tuple[SavedQuery, ...]:
        """All queries, in order."""
        return tuple(b for slide in self.slides for b in slide.blocks if isinstance(b, SavedQuery))


def read_guide(path: Path = SOURCE) -> Guide:
    """Read a guide: `#` title, `##` slides, paragraphs, lists with `-`, fenced queries."""
    head, *parts = re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)
    return Guide(head.strip().removeprefix("# "), tuple(map(_slide, parts)))


def _slide(part: str) -> Slide:
    heading, _, body = part.partition("\n")
    return Slide(heading.strip(), tuple(_iter_blocks(body)))


def _iter_blocks(body: str) -> Iterator[Block]:
    for number, part in enumerate(re.split(rf"^{_CODE}\w*\n", body, flags=re.MULTILINE)):
        if number % 2:
            yield SavedQuery(part.strip())
        else:
            yield from map(_prose, filter(None, map(str.strip, part.split("\n\n"))))


def _prose(paragraph: str) -> Block:
    if paragraph.startswith("- "):
        items = re.split(r"\n- ", paragraph.removeprefix("- "))
        return Items(tuple(" ".join(item.split()) for item in items))
    return Text(" ".join(paragraph.split()))


def render_html(guide: Guide) -> str:
    """Render the carousel that Browser 5 plays; its queries can be clicked."""
    slides = "\n".join(map(_html_slide, guide.slides))
    return (
        f'<article class="guide">\n<title>{escape(guide.title)}</title>\n'
        f'<carousel class="deck container-fluid">\n{slides}\n</carousel>\n</article>\n'
    )


def _html_slide(slide: Slide) -> str:
    blocks = "\n".join(map(_html_block, slide.blocks))
    return (
        '<slide class="row-fluid">\n<div class="col-sm-12">\n'
        f"<h3>{escape(slide.heading)}</h3>\n{blocks}\n</div>\n</slide>"
    )


def _html_block(block: Block) -> str:
    match block:
        case SavedQuery(cypher):
            return f'<pre class="pre-scrollable code runnable">{escape(cypher)}</pre>'
        case Items(items):
            return f"<ul>{''.join(f'<li>{_html_words(item)}</li>' for item in items)}</ul>"
        case Text(words):
            return f"<p>{_html_words(words)}</p>"


def _html_words(words: str) -> str:
    def mark(match: re.Match[str]) -> str:
        code, strong, emphasis, label, url = match.groups()
        if code:
            return f"<code>{code}</code>"
        if label:
            return f'<a href="{url}" target="_blank">{label}</a>'
        return f"<b>{strong}</b>" if strong else f"<em>{emphasis}</em>"

    return _INLINE.sub(mark, escape(words, quote=False))


def render_asciidoc(guide: Guide) -> str:
    """Render the AsciiDoc that the newer Browser plays."""
    slides = "\n".join(map(_asciidoc_slide, guide.slides))
    return f"= {guide.title}\n\n{slides}"


def _asciidoc_slide(slide: Slide) -> str:
    return "\n".join([f"== {slide.heading}\n", *map(_asciidoc_block, slide.blocks)])


def _asciidoc_block(block: Block) -> str:
    match block:
        case SavedQuery(cypher):
            return f"[source,cypher]\n----\n{cypher}\n----\n"
        case Items(items):
            return "".join(f"* {_asciidoc_words(item)}\n" for item in items)
        case Text(words):
            return f"{_asciidoc_words(words)}\n"


def _asciidoc_words(words: str) -> str:
    def mark(match: re.Match[str]) -> str:
        code, strong, emphasis, label, url = match.groups()
        if code:
            return f"`+{code}+`"
        if label:
            return f"{url}[{label}]"
        return f"*{strong}*" if strong else f"_{emphasis}_"

    return _INLINE.sub(mark, words)


def zip_queries(folders: Iterable[tuple[str, Sequence[tuple[str, str]]]]) -> bytes:
    """Zip saved queries as Browser takes them: folders of `.cypher` files, named text by text."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for folder, queries in folders:
            for name, cypher in queries:
                entry = ZipInfo(f"{folder}/{name}.cypher", _LONG_AGO)
                archive.writestr(entry, cypher, ZIP_DEFLATED)
    return file.getvalue()
