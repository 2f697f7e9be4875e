"""The documentation in docs/, served as pages of this site."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount

from gql.headers import PAGE_POLICY, POLICY
from gql.routes import threaded_route
from graph.settings import ROOT
from web.pages.markdown import render_page
from web.pages.rendering import PageRenderer
from web.rdf_responses import tagged
from web.static_files import RevalidatedFiles

DOCS = ROOT / "docs"
INDEX = "index"
LONGEST = 100
"""Of how many characters of an address near ones are looked for."""
_OWN = "http://localhost:8000/"
"""What readers on a forge are told of this server."""

_SERVED = {"queries": "/questions/"}
"""Folders beside docs/ that have an address."""

_ENTRY = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<path>[^)]+)\.md\)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the contents."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class ContentsPart:
    """Documents that are of use in the same way."""

    title: str
    entries: tuple[Entry, ...]


def documentation_routes(pages: PageRenderer) -> list[BaseRoute]:
    """Addresses of the pictures, and of a page for each document."""

    def respond(request: Request) -> Response:
        wanted = request.url.path.removeprefix("/docs/")
        document = read_documents().get(wanted)
        if document is None:
            return _missing(pages, wanted)
        place = {"address": request.url.path, "here": "/docs/"}
        values = {"contents": read_contents(), **place, **_read(document)}
        body = pages.page("docs.html", values)
        return tagged(request, body, "text/html; charset=utf-8")

    return [
        Mount("/docs/images", RevalidatedFiles(directory=DOCS / "images")),
        threaded_route("/docs/{rest:path}", respond),
    ]


def _missing(pages: PageRenderer, wanted: str) -> Response:
    near = get_close_matches(wanted[:LONGEST], read_documents(), cutoff=0.4)
    title = f"The documentation has no page {wanted}."
    page = pages.missing(title, {name: f"/docs/{name}" for name in near})
    return Response(page, HTTPStatus.NOT_FOUND, {POLICY: PAGE_POLICY}, "text/html; charset=utf-8")


def read_documents() -> dict[str, Path]:
    """Documents by the end of their address: `how-to/ask`; a folder's own ends in a slash."""
    return {_name(path.relative_to(DOCS).as_posix()): path for path in sorted(DOCS.rglob("*.md"))}


def _name(path: str) -> str:
    folder, name = posixpath.split(path.removesuffix(".md"))
    if name in (INDEX, "README"):
        return f"{folder}/" if folder else ""
    return posixpath.join(folder, name)


def read_contents() -> tuple[ContentsPart, ...]:
    """The contents: the lists of docs/index.md, which is the one place that orders them."""
    _, *parts = (DOCS / f"{INDEX}.md").read_text("utf-8").split("\n## ")
    return tuple(_read_part(part) for part in parts)


def _read_part(text: str) -> ContentsPart:
    title, *lines = text.splitlines()
    return ContentsPart(title, tuple(_iter_entries(lines)))


def _iter_entries(lines: list[str]) -> Iterator[Entry]:
    for line in lines:
        if found := _ENTRY.match(line):
            yield Entry(found["title"], f"/docs/{_name(found['path'])}")


def _read(document: Path) -> dict[str, object]:
    return _render(document, document.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _render(document: Path, _: int) -> dict[str, object]:
    """Title and content of a document; the second argument tells one state from another."""
    text = document.read_text("utf-8")
    folder = document.parent.relative_to(DOCS.parent).as_posix()
    content: Markup = render_page(text, lambda link: address_of(link, folder))
    title = next((line for line in text.splitlines() if line.startswith("# ")), document.stem)
    return {"title": title.removeprefix("# "), "content": content}


def address_of(link: str, folder: str) -> str | None:
    """Address of what a document in a folder of the checkout links to; None where it has none."""
    if link.startswith(_OWN):
        return "/" + link.removeprefix(_OWN)
    parts = urlsplit(link)
    if parts.scheme or not parts.path:
        return link
    path = posixpath.normpath(posixpath.join(folder, parts.path))
    first, _, rest = path.partition("/")
    if first == DOCS.name:
        return parts._replace(
            path="/docs/" + (_name(rest) if rest.endswith(".md") else rest)
        ).geturl()
    return f"{_SERVED[first]}{rest}" if first in _SERVED else None
