"""Markdown as HTML: what our questions and our documentation are written in."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup


def render_markdown(text: str) -> Markup:
    """Render CommonMark with tables. HTML in the text is shown, not taken for HTML."""
    return Markup(_MARKDOWN.render(text))  # noqa: S704  # the renderer escapes all text


def render_line(text: str) -> Markup:
    """Render one paragraph of CommonMark without the paragraph."""
    return Markup(_MARKDOWN.renderInline(text))  # noqa: S704  # the renderer escapes all text


def render_page(text: str, address: Callable[[str], str | None]) -> Markup:
    """Render a document of ours as a page: its headings are anchors, as they are on a forge.

    Links and pictures lead to the address of what they name; a link to what has none is text.
    HTML in it is HTML.
    """
    tokens = _DOCUMENTS.parse(text)
    _add_anchors(tokens)
    for token in tokens:
        if token.children:
            token.children = list(_iter_readdressed(token.children, address))
    return Markup(_DOCUMENTS.renderer.render(tokens, _DOCUMENTS.options, {}))  # noqa: S704  # our own


def anchor_of(heading: str) -> str:
    """Anchor that a forge gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _add_anchors(tokens: Sequence[Token]) -> None:
    seen = Counter[str]()
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open":
            words = (t.content for t in content.children or () if t.type in ("text", "code_inline"))
            anchor = anchor_of("".join(words))
            opening.attrSet("id", f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
            seen[anchor] += 1


def _iter_readdressed(
    tokens: Sequence[Token], address: Callable[[str], str | None]
) -> Iterator[Token]:
    is_linked = True
    for token in tokens:
        name = {"link_open": "href", "image": "src"}.get(token.type)
        if name:
            found = address(str(token.attrGet(name)))
            token.attrSet(name, found or "")
            is_linked = found is not None
        if is_linked or token.type not in ("link_open", "link_close"):
            yield token


def split_title(text: str) -> tuple[str, str]:
    """Split a document into its title, the heading on its first line, and the rest."""
    first, _, rest = text.partition("\n")
    return first.lstrip("# ").strip(), rest.lstrip("\n")


class _Renderer(RendererHTML):
    """What may be wider than the page is reached by keyboard, to be scrolled."""

    def fence(self, tokens: Sequence[Token], idx: int, *rest: Any) -> str:
        return super().fence(tokens, idx, *rest).replace("<pre>", '<pre tabindex="0">', 1)

    def code_block(self, tokens: Sequence[Token], idx: int, *rest: Any) -> str:
        return super().code_block(tokens, idx, *rest).replace("<pre>", '<pre tabindex="0">', 1)

    def table_open(self, *_: Any) -> str:
        return '<div class="wide" tabindex="0"><table>\n'

    def table_close(self, *_: Any) -> str:
        return "</table></div>\n"


def _parser(*, html: bool) -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": html}, renderer_cls=_Renderer).enable("table")


_MARKDOWN, _DOCUMENTS = _parser(html=False), _parser(html=True)
