"""The documentation as a server shows it: every document, link and picture, readable by all."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe

from tests.web.test_pages import Words, opened
from web.pages.documentation import address_of, read_contents, read_documents
from web.pages.markdown import render_page

PAGES = [f"/docs/{name}" for name in read_documents()]


@dataclass(frozen=True)
class Seen:
    """A page with where it leads, and where in it others may lead."""

    is_there: bool
    links: frozenset[str]
    anchors: frozenset[str]


@pytest.fixture(scope="module")
def look(http: httpx.Client) -> Callable[[str], Seen]:
    """Looks at an address, once."""

    @cache
    def look(address: str) -> Seen:
        shown = http.get(address, headers={"Accept": "text/html"})
        words = Words(shown.text if shown.headers["content-type"].startswith("text/html") else "")
        pictures = re.findall(r'src="([^"]+)"', shown.text) if words.links else []
        links = frozenset({*words.links, *pictures} - {""})
        return Seen(shown.is_success or shown.is_redirect, links, frozenset(words.ids))

    return look


@pytest.mark.parametrize("path", PAGES)
def test_a_document_is_a_page_and_its_links_lead_somewhere(
    look: Callable[[str], Seen], path: str
) -> None:
    assert look(path).is_there
    for link in look(path).links:
        if "://" not in link and not link.startswith("/passage/"):  # of the real release
            address, _, anchor = link.partition("#")
            found = look(address or path)
            assert found.is_there, link
            assert not anchor or anchor in found.anchors or not found.links, link


def test_each_document_is_in_the_contents() -> None:
    listed = [entry.address for part in read_contents() for entry in part.entries]
    own = ("/docs/review/", "/docs/guide/")
    assert sorted(listed) == [p for p in sorted(PAGES) if p != "/docs/" and not p.startswith(own)]


def test_the_contents_bear_the_titles_of_the_documents() -> None:
    documents = read_documents()
    for entry in (entry for part in read_contents() for entry in part.entries):
        text = documents[entry.address.removeprefix("/docs/")].read_text("utf-8")
        title = text.partition("\n")[0].removeprefix("# ")
        assert entry.title in title, f"docs/index.md: {entry.title}"


def test_where_the_reader_is_is_marked(http: httpx.Client) -> None:
    page = http.get("/docs/reference/limits").text
    marked = re.findall(r'<a href="(\S+)" aria-current="page"', page)
    assert ["/docs/", "/docs/reference/limits"] == marked


def test_what_is_not_there_is_told_with_names_like_it(http: httpx.Client) -> None:
    missing = http.get("/docs/reference/limit")
    assert 404 == missing.status_code
    assert "/docs/reference/limits" in Words(missing.text).links
    assert 404 == http.get("/docs/../gql/app.py").status_code
    assert 404 == http.get("/docs/images/none.png").status_code


def test_a_page_that_is_known_is_not_sent_again(http: httpx.Client) -> None:
    tag = http.get("/docs/").headers["etag"]
    assert 304 == http.get("/docs/", headers={"If-None-Match": tag}).status_code


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("errors.md", "/docs/reference/errors"),
        ("../how-to/ask.md#count", "/docs/how-to/ask#count"),
        ("../index.md", "/docs/"),
        ("../review/README.md", "/docs/review/"),
        ("../images/a.png", "/docs/images/a.png"),
        ("../../LICENSE", None),
        ("#time", "#time"),
        ("https://example.org/a.md", "https://example.org/a.md"),
        ("http://localhost:8000/graphql", "/graphql"),
    ],
)
def test_a_link_leads_to_the_same_on_a_forge_and_served(link: str, address: str | None) -> None:
    assert address == address_of(link, "docs/reference")


def test_headings_are_anchors_as_on_a_forge() -> None:
    shown = render_page("# The `asOf` of it, 1\n\n## Time\n\n## Time\n", lambda link: link)
    assert ["the-asof-of-it-1", "time", "time-1"] == re.findall(r'id="([^"]+)"', shown)


def test_a_link_to_what_has_no_address_is_text() -> None:
    assert "<p>See <code>a</code> and b.</p>\n" == render_page(
        "See [`a`](x) and b.", lambda _: None
    )


def test_relative_links_lead_to_files_of_the_checkout() -> None:
    for document in read_documents().values():
        for link in re.findall(r"\]\(([^)#\s]+)", document.read_text("utf-8")):
            if "://" not in link:
                assert (document.parent / link).exists(), f"{document}: {link}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(chromium: str, http: httpx.Client, scheme: str) -> None:
    shown = ["/docs/", "/docs/tutorial/cited-table", "/docs/reference/schema", "/docs/how-to/neo4j"]
    async with opened(chromium, scheme) as page:
        for path in shown:
            await page.goto(f"{http.base_url}{path}")
            result = await Axe().run(page)
            assert 0 == result.violations_count, result.generate_report()


async def test_a_narrow_window_has_no_line_to_scroll(chromium: str, http: httpx.Client) -> None:
    async with opened(chromium, "light") as page:
        await page.set_viewport_size({"width": 360, "height": 800})
        for path in ("/docs/", "/docs/tutorial/cited-table", "/docs/reference/settings"):
            await page.goto(f"{http.base_url}{path}")
            assert 360 >= await page.evaluate("document.documentElement.scrollWidth")
