"""The pages that people read: complete without scripts, and readable by all."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright, expect
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from graph.model.read_model import build_model
from graph.release import Release
from graph.settings import Settings
from graph.terms import AL, APPARATUS, BASE, Ontology

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
FORUM, DECLARATION = "/id/body/river-forum", "/id/instrument/lake-declaration"
THINGS = [
    FORUM,
    DECLARATION,
    "/id/document/lake-report",
    "/id/state/northland",
    "/passage/lake-report/main/3",
]
PAGES = [
    *(f"{path}.html" for path in THINGS),
    "/",
    "/search?q=river",
    "/questions/",
    "/questions/with-acmw-and-partner?partner=nobody",
    "/ns.html",
    "/data/",
    "/sparql",
    "/id/body/nobody",
]
_HIDDEN = {"style", "script", "title"}


class Words(HTMLParser):
    """What of a page can be read, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.links, self.ids = "", set[str](), list[str]()
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        found = dict(attrs)
        self.links.add(found.get("href") or "")
        self.ids += [found["id"] or ""] if "id" in found else []

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN

    def handle_data(self, data: str) -> None:
        self.words += "" if self._hidden else data


def local(iri: str) -> str:
    return "/" + iri.removeprefix(BASE)


@pytest.mark.parametrize("path", THINGS)
def test_a_page_holds_every_statement_and_every_link(http: httpx.Client, path: str) -> None:
    page = Words(http.get(f"{path}.html").text)
    quads = list(parse(http.get(f"{path}.nq").content, format=RdfFormat.N_QUADS))
    thing = NamedNode(BASE + path[1:])
    ours = [q for q in quads if q.predicate.value.startswith(str(AL))]
    for quad in ours:
        if thing in (quad.subject, quad.object, quad.graph_name):
            assert page.links >= {
                local(end.value)
                for end in (quad.subject, quad.object)
                if isinstance(end, NamedNode) and end != thing
            }
            if isinstance(quad.object, Literal):
                assert quad.object.value in page.words


@pytest.mark.parametrize("path", [FORUM, DECLARATION])
def test_a_page_tells_the_passages_of_each_statement(
    http: httpx.Client, small_release: Release, ontology: Ontology, path: str
) -> None:
    page = Words(http.get(f"{path}.html").text)
    model = build_model(small_release.read_quads(), ontology)
    for graph in model.things[BASE + path[1:]].graphs:
        waiting = [graph]
        while waiting:
            source = waiting.pop()
            waiting += [edge.target for edge in model.edges["restsOn"].get(source, ())]
            assert local(source) in page.links
            if model.things[source].class_name == "Passage":
                assert model.text("locator", source) in page.words


def test_what_disagrees_stands_side_by_side(http: httpx.Client) -> None:
    page = http.get(f"{DECLARATION}.html").text
    side = re.search(
        r"The sources disagree:</p>\s*<ul class=\"statements side\">(.*?)</ul>\s*<p class=\"quiet\">",
        page,
        re.DOTALL,
    )
    assert side is not None
    assert "2018-03-05" in side[1]


def test_a_certainty_stands_beside_what_is_concluded(http: httpx.Client) -> None:
    words = Words(http.get("/id/instrument/lake-plan.html").text).words
    assert re.search(r"editorial from", words)
    assert not re.search(r"editorial\s+editorial", words)


def test_anchors_are_those_of_the_data(http: httpx.Client) -> None:
    page = Words(http.get(f"{FORUM}.html").text)
    found = set(re.findall(r"river-forum#(s-[0-9a-f]{12})", http.get(f"{FORUM}.nt").text))
    assert found == {name for name in page.ids if name.startswith("s-")}
    assert len(page.ids) == len(set(page.ids))


def test_gaps_are_told(http: httpx.Client, small_release: Release) -> None:
    concerns = NamedNode(str(AL.concerns))
    gap = next(q for q in small_release.read_quads() if q.predicate == concerns)
    page = http.get(f"{local(gap.object.value)}.html").text
    assert "Known gaps" in page
    assert local(gap.subject.value) in Words(page).links


def test_every_class_can_be_asked_for_as_its_page_says(
    http: httpx.Client, small_release: Release, ontology: Ontology
) -> None:
    model = build_model(small_release.read_quads(), ontology)
    for name, members in model.members.items():
        if members and not ontology.classes[name].abstract:
            page = http.get(f"{local(members[0])}.html").text
            query = re.search(r"<code>(\{ .*?)</code>", page)
            assert query is not None
            answer = http.get("/graphql", params={"query": unescape(query[1])}).json()
            assert "errors" not in answer, name
            assert next(iter(answer["data"].values())), name


def test_the_page_of_the_apparatus_leads_to_its_data(http: httpx.Client) -> None:
    page = Words(http.get(f"{local(APPARATUS)}.html").text)
    assert f"{local(APPARATUS)}.trig" in page.links


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nothing_of_other_hosts(http: httpx.Client, path: str) -> None:
    response = http.get(path, headers={"accept": "text/html"})
    assert "default-src 'none'" in response.headers.get("content-security-policy", "")
    assert re.findall(r'(?:src|<link rel="stylesheet" href)="(?!/static/)', response.text) == []


# in a real browser


@pytest.fixture(scope="module")
def address(serving: Serving, small_settings: Settings) -> Iterator[str]:
    with serving(small_settings) as client:
        yield str(client.base_url)


@asynccontextmanager
async def opened(chromium: str, scheme: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium)
        context = await browser.new_context(
            color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True
        )
        yield await context.new_page()
        await browser.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(chromium: str, address: str, scheme: str) -> None:
    async with opened(chromium, scheme) as page:
        for path in PAGES:
            await page.goto(address + path)
            results = await Axe().run(page)
            assert results.violations_count == 0, f"{path}: {results.generate_report()}"


async def test_names_and_colours_follow_the_reader(chromium: str, address: str) -> None:
    provenance = set()
    for scheme in ("light", "dark"):
        async with opened(chromium, scheme) as page:
            await page.goto(f"{address}{FORUM}.html")
            provenance.add(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(provenance) == 2


async def test_a_query_is_answered_on_its_page(chromium: str, address: str) -> None:
    async with opened(chromium, "light") as page:
        query = "SELECT ?body { ?body a <https://w3id.org/asean-labour/ns#Body> } ORDER BY ?body"
        await page.goto(f"{address}/sparql?{urlencode({'query': query})}")
        link = page.locator("#answer td a").first
        await expect(link).to_have_attribute("href", re.compile("^/id/body/"), timeout=30_000)
        results = await Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        await page.fill("#query", "SELECT")
        await page.click("button")
        await expect(page.locator("#answer .disagree")).to_contain_text("error")


async def test_the_drawing_grows(chromium: str, address: str) -> None:
    async with opened(chromium, "dark") as page:
        failed: list[str] = []
        page.on("pageerror", lambda error: failed.append(str(error)))
        await page.goto(f"{address}{FORUM}.html")
        before = await page.locator("svg.drawing a").count()
        await page.locator("svg.drawing circle").first.press("Enter")
        await expect(page.locator("main [role=status]")).to_contain_text("added", timeout=30_000)
        assert await page.locator("svg.drawing a").count() > before
        results = await Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert failed == []
