"""A page of a thing says the main things first, and folds the rest: measured in a real browser."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright, expect

from graph.model.read_model import build_model
from graph.release import Release
from graph.settings import Settings
from graph.terms import BASE, Ontology
from tests.web.test_pages import Words

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
CLASSES = ["Body", "State", "Instrument", "Convention"]
HIGHEST, STOPS = 3_500, 150
"""Most pixels before anything is unfolded, and most places at which the tab key stops."""

COUNT_STOPS = """() => {
  const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]');
  return [...all].filter(e => e.tabIndex >= 0 && e.checkVisibility()).length;
}"""


@pytest.fixture(scope="module")
def site(serving: Serving, release: Release) -> Iterator[httpx.Client]:
    """The site with the whole release, without quotes."""
    settings = Settings(store="embedded", releases=release.folder.parent, documents=None)
    with serving(settings) as client:
        yield client


@pytest.fixture(scope="module")
def longest(release: Release, ontology: Ontology) -> dict[str, list[str]]:
    """Addresses of the things of each class that have most relations."""
    model = build_model(release.read_quads(), ontology)

    def size(iri: str) -> int:
        return sum(len(edges.get(iri, ())) for edges in model.edges.values())

    return {
        name: [
            f"/{iri.removeprefix(BASE)}.html" for iri in sorted(model.members[name], key=size)[-2:]
        ]
        for name in CLASSES
    }


@pytest.fixture
async def page(chromium: str, site: httpx.Client) -> AsyncIterator[Page]:
    """A page of the site."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium)
        yield await browser.new_page(
            base_url=str(site.base_url), viewport={"width": 1280, "height": 800}
        )
        await browser.close()


@pytest.mark.parametrize("name", CLASSES)
async def test_a_page_is_short_before_it_is_unfolded(
    page: Page, longest: dict[str, list[str]], name: str
) -> None:
    for path in [*longest[name], "/id/body/acmw.html"]:
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollHeight") <= HIGHEST, path
        assert await page.evaluate(COUNT_STOPS) <= STOPS, path
        await expect(page.locator(".lead")).to_contain_text(re.compile(r"known from [\d,]+ statem"))
        figures = page.locator("ul.figures a")
        assert 1 <= await figures.count() <= 4


async def test_a_figure_leads_to_what_it_counts(page: Page) -> None:
    await page.goto("/id/body/acmw.html")
    await expect(page.locator("h1")).to_contain_text(re.compile("^ACMW ASEAN Committee"))
    figure = page.locator("ul.figures a", has_text="involvements")
    count = int(await figure.locator("strong").inner_text())
    fold = page.locator(str(await figure.get_attribute("href")))
    shown = fold.locator("ul.statements > li")
    await expect(shown.first).to_be_hidden()
    await figure.press("Enter")
    await expect(shown.first).to_be_visible()
    assert count == await shown.count() > 50


async def test_the_address_of_a_statement_unfolds_it(page: Page) -> None:
    await page.goto("/id/body/acmw.html")
    folded = page.locator("details.fold:not([open]) ul.statements > li").last
    place = await folded.get_attribute("id")
    await page.goto(f"/id/body/acmw.html?again#{place}")
    await expect(page.locator(f"#{place}")).to_be_visible()


def test_things_on_a_page_do_not_repeat_its_name(site: httpx.Client) -> None:
    words = Words(site.get("/id/body/acmw.html").text).words
    name = "ASEAN Committee on the Implementation of the ASEAN Declaration on the Protection and"
    assert f"{name} Promotion of the Rights of Migrant Workers: " not in words


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_folded_or_not(page: Page, scheme: str) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in ("/id/body/slom-wg.html", "/id/state/thailand.html"):
        await page.goto(path)
        for unfold in (False, True):
            if unfold:
                await page.evaluate(
                    "document.querySelectorAll('.fold').forEach(e => e.open = true)"
                )
            results = await Axe().run(page)
            assert results.violations_count == 0, f"{path}: {results.generate_report()}"
