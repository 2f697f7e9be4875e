"""From the front page to a table and a citation, in few actions, by mouse and by keyboard."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import openpyxl
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, async_playwright, expect

from graph.release import Release
from graph.settings import Settings

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
PATIENCE = 30_000  # milliseconds
MOST_ACTIONS = 8


@pytest.fixture(scope="module")
def site(serving: Serving, release: Release) -> Iterator[httpx.Client]:
    """The site with the whole release, without quotes."""
    settings = Settings(store="embedded", releases=release.folder.parent, documents=None)
    with serving(settings) as client:
        yield client


@pytest.fixture
async def page(chromium: str, site: httpx.Client) -> AsyncIterator[Page]:
    """A page of the site."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium)
        yield await browser.new_page(base_url=str(site.base_url))
        await browser.close()


@pytest.fixture
def shown(site: httpx.Client) -> list[list[str]]:
    """The table of the answer in JSON."""
    [table] = site.get("/questions/with-acmw-and-partner.json?partner=ILO").json()["tables"]
    return [table["columns"], *table["rows"]]


class Person:
    """Somebody at the site, whose actions are counted: clicking, or going there and pressing Enter."""

    def __init__(self, *, mouse: bool) -> None:
        self.mouse, self.actions = mouse, 0

    async def press(self, target: Locator) -> None:
        """Follow a link or press a button."""
        self.actions += 1
        await (target.click() if self.mouse else target.press("Enter"))

    async def type(self, field: Locator, text: str) -> None:
        """Write into a field."""
        self.actions += 1
        await field.fill(text)


@pytest.mark.parametrize("mouse", [True, False], ids=["by mouse", "by keyboard"])
async def test_a_table_and_a_citation_are_few_actions_away(
    page: Page,
    shown: list[list[str]],
    mouse: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    person = Person(mouse=mouse)
    await page.goto("/")
    await person.type(page.get_by_role("combobox", name="partner"), "ILO")
    await page.keyboard.press("Escape")
    await person.press(page.locator("main").get_by_role("button", name="Answer"))
    await expect(page).to_have_url(re.compile("partner=ILO"), timeout=PATIENCE)
    await expect(page.locator("table.answer")).to_contain_text("ILO (potential collaborator")
    file = await kept(page, lambda: person.press(page.get_by_role("link", name="XLSX")))
    rows = [list(row) for row in openpyxl.load_workbook(file)["instruments"].values]
    assert shown == [[cell or "" for cell in row] for row in rows]

    await person.press(page.get_by_role("link", name="Cite", exact=True))
    citation = await page.locator("#citation").inner_text(timeout=PATIENCE)
    await person.press(page.get_by_role("link", name="ACMW together with a partner"))
    address = citation.rpartition(" ")[2]
    response = await page.goto(address)
    assert response is not None
    assert response.ok
    assert "partner=ILO" in address
    assert person.actions <= MOST_ACTIONS
    await person.press(page.locator("td.rests").get_by_role("link").first)
    await expect(page).to_have_url(re.compile("/passage/"), timeout=PATIENCE)


async def kept(page: Page, press: Callable[[], Awaitable[None]]) -> Path:
    """The file that is downloaded."""
    async with page.expect_download() as waiting:
        await press()
    found = await waiting.value
    target = Path(await found.path()).with_suffix(".xlsx")
    await found.save_as(target)
    return target


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_citation_and_error(page: Page, scheme: str) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in (
        "/questions/with-acmw-and-partner/citation?partner=ILO",
        "/acmv",
        "/questions/who-is-to-implement",
    ):
        await page.goto(path)
        results = await Axe().run(page)
        assert results.violations_count == 0, f"{path}: {results.generate_report()}"


async def test_a_printed_answer_has_no_forms_and_fits_the_width(page: Page) -> None:
    await page.goto("/questions/with-acmw-and-partner?partner=ILO")
    await page.emulate_media(media="print")
    await page.set_viewport_size({"width": 1030, "height": 700})  # A4 landscape without margins
    for name in ("form.vary", "nav.take", "header nav"):
        await expect(page.locator(name).first).to_be_hidden()
    await expect(page.locator("table.answer td").first).to_be_visible()
    wide = await page.evaluate("document.querySelector('table.answer').scrollWidth")
    assert wide <= 1030
    narrow = await page.locator("td[data-label=assignments]").first.bounding_box()
    assert narrow is not None
    assert narrow["width"] > 150
