"""The guide for Neo4j Browser: one Markdown source, rendered for both kinds of Browser."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from graph.settings import ROOT

SOURCE = ROOT / "docs" / "guide" / "guide.md"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date of a zip: same input, same bytes


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query to run; its first line is a comment that names it."""

    cypher: str

    @property
    def name(self) -> str:
        """What the query is called."""
        return self.cypher.partition("\n")[0].lstrip("/ ")


@dataclass(frozen=True, slots=True)
class Slide:
    """A slide: its heading and the tokens below it."""

    heading: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide: its title and its slides."""

    title: str
    slides: tuple[Slide, ...]

    @property
    def queries(self) -> tuple[SavedQuery, ...]:
        """All queries, in order."""
        tokens = (token for slide in self.slides for token in slide.tokens)
        return tuple(SavedQuery(_code(token)) for token in tokens if token.type == "fence")


def read_guide(path: Path = SOURCE) -> Guide:
    """Read a guide in Markdown: the title is its `#`, each `##` begins a slide."""
    tokens = _MARKDOWN.parse(path.read_text("utf-8"))
    title, *starts = (i for i, token in enumerate(tokens) if token.type == "heading_open")
    slides = (
        Slide(tokens[start + 1].content, tuple(tokens[start + 3 : end]))
        for start, end in pairwise([*starts, len(tokens)])
    )
    return Guide(tokens[title + 1].content, tuple(slides))


def render_html(guide: Guide) -> str:
    """Render the carousel that Browser 5 plays; its queries can be clicked."""
    slides = "\n".join(map(_html_slide, guide.slides))
    return (
        f'<article class="guide">\n<title>{escape(guide.title)}</title>\n'
        f'<carousel class="deck container-fluid">\n{slides}\n</carousel>\n</article>\n'
    )


def _html_slide(slide: Slide) -> str:
    content = _MARKDOWN.renderer.render(slide.tokens, _MARKDOWN.options, {})
    return (
        '<slide class="row-fluid">\n<div class="col-sm-12">\n'
        f"<h3>{escape(slide.heading)}</h3>\n{content}</div>\n</slide>"
    )


def render_asciidoc(guide: Guide) -> str:
    """Render the AsciiDoc that the newer Browser plays."""
    slides = (f"== {s.heading}\n\n{''.join(_iter_asciidoc(s.tokens))}" for s in guide.slides)
    return f"= {guide.title}\n\n{''.join(slides)}"


def _code(fence: Token) -> str:
    return fence.content.strip()


class _Carousel(RendererHTML):
    """HTML of Browser 5, where code is to be run."""

    def fence(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        code = escape(_code(tokens[idx]))
        return f'<pre class="pre-scrollable code runnable">{code}</pre>\n'

    def link_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        return f'<a href="{escape(str(tokens[idx].attrs["href"]))}" target="_blank">'


_MARKDOWN = MarkdownIt("commonmark", renderer_cls=_Carousel)
_ASCIIDOC = {
    "bullet_list_close": "\n",
    "bullet_list_open": "",
    "em_close": "_",
    "em_open": "_",
    "link_close": "]",
    "list_item_close": "",
    "list_item_open": "* ",
    "paragraph_open": "",
    "softbreak": " ",
    "strong_close": "*",
    "strong_open": "*",
}
"""Marks of AsciiDoc for tokens without content; a token that no guide has yet is an error."""


def _iter_asciidoc(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        match token.type:
            case "inline":
                yield from _iter_asciidoc(token.children or ())
            case "text":
                yield token.content
            case "code_inline":
                yield f"`+{token.content}+`"
            case "link_open":
                yield f"{token.attrs['href']}["
            case "fence":
                yield f"[source,cypher]\n----\n{_code(token)}\n----\n\n"
            case "paragraph_close":  # that of an item is hidden
                yield "\n" if token.hidden else "\n\n"
            case mark:
                yield _ASCIIDOC[mark]


def zip_queries(folders: Iterable[tuple[str, Sequence[tuple[str, str]]]]) -> bytes:
    """Zip saved queries as Browser takes them: folders of `.cypher` files, named text by text."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for folder, queries in folders:
            for name, cypher in queries:
                entry = ZipInfo(f"{folder}/{name}.cypher", _ZIP_EPOCH)
                archive.writestr(entry, cypher, ZIP_DEFLATED)
    return file.getvalue()
