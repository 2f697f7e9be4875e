"""Markdown as HTML: what our questions and our documentation are written in."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup


def render_markdown(text: str) -> Markup:
    """Render CommonMark with tables. HTML in the text is shown, not taken for HTML."""
    return Markup(_MARKDOWN.render(text))  # noqa: S704  # the renderer escapes all text


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


_MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
