"""The site in a real browser, by keyboard: from the front page to an answer and its evidence.

SCREENSHOTS=1 writes the pictures in docs/images anew.
"""

import os
import re
from asyncio import Event
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Error, Page, Route, async_playwright, expect

from graph.release import Release
from graph.settings import Settings
from tests.places import ROOT

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
IMAGES = ROOT / "docs" / "images"
PASSAGE = "/passage/almm-28-communique/main/7.html"
QUESTION = "/questions/with-acmw-and-partner"
PATIENCE = 30_000  # milliseconds
SCHEMES = ("light", "dark")
SIZES = ((1280, 800), (390, 844))


@pytest.fixture(scope="module")
def address(serving: Serving, release: Release) -> Iterator[str]:
    """Address of the site with the release, without the documents."""
    settings = Settings(
        store="embedded",
        releases=release.folder.parent,
        documents=None,
        reports="https://tracker.example/new?title={title}&body={text}",
    )
    with serving(settings) as client:
        yield str(client.base_url)


@pytest.fixture(scope="module")
def quoting(serving: Serving, release: Release, documents: Path) -> Iterator[str]:
    """Address of the site with the documents at hand."""
    settings = Settings(
        store="embedded", releases=release.folder.parent, documents=documents, reports=""
    )
    with serving(settings) as client:
        yield str(client.base_url)


@pytest.fixture
async def page(chromium: str) -> AsyncIterator[Page]:
    """A page that fails the test where it asks another host, or where a script fails."""
    asked, failed = set[str](), list[str]()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.on("request", lambda request: asked.add(urlsplit(request.url).hostname or ""))
        page.on("pageerror", lambda error: failed.append(str(error)))
        yield page
        await browser.close()
    assert asked <= {"127.0.0.1"}
    assert failed == []


async def take_picture(page: Page, name: str) -> None:
    if os.environ.get("SCREENSHOTS"):
        IMAGES.mkdir(exist_ok=True)
        await page.screenshot(path=IMAGES / f"{name}.png")


async def test_a_name_is_completed_by_keyboard(page: Page, address: str) -> None:
    await page.goto(address)
    box = page.get_by_role("combobox", name="Find a body")
    await box.focus()
    await expect(box).to_have_attribute("aria-expanded", "false")
    await page.keyboard.type("acm")
    options = page.get_by_role("option")
    await expect(options.first).to_contain_text("ACMW", timeout=PATIENCE)
    await expect(box).to_have_attribute("aria-expanded", "true")
    await take_picture(page, "front")
    await page.keyboard.press("ArrowUp")
    await expect(options.last).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Escape")
    await expect(options).to_have_count(0)
    await expect(box).to_have_value("acm")
    await page.keyboard.press("ArrowDown")
    await expect(options.first).to_be_visible(timeout=PATIENCE)
    await page.keyboard.press("ArrowDown")
    active = await box.get_attribute("aria-activedescendant")
    assert active == await options.first.get_attribute("id")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/id/body/acmw"), timeout=PATIENCE)


async def test_late_names_do_not_open_a_list_that_was_closed(page: Page, address: str) -> None:
    await page.goto(address)
    answered = Event()

    async def answer(route: Route) -> None:
        found = await route.fetch()
        await answered.wait()
        with suppress(Error):  # where nobody waits for it any more
            await route.fulfill(response=found)

    await page.route("**/search?q=*", answer)
    box = page.get_by_role("combobox", name="Find a body")
    async with page.expect_request("**/search?q=*"):
        await box.press_sequentially("acm")
    await box.blur()
    await box.focus()
    answered.set()
    await page.unroute_all(behavior="wait")
    await page.evaluate("() => new Promise(requestAnimationFrame)")
    await expect(page.get_by_role("option")).to_have_count(0)


async def test_neighbours_are_added_once(page: Page, address: str) -> None:
    await page.goto(f"{address}/id/body/acmw")
    circle = page.get_by_role("button", name="Show the neighbours of").first
    await page.route("**/id/**/*.html", lambda route: route.abort())
    await circle.press("Enter")
    await expect(page.get_by_text("could not be read")).to_be_visible()
    await page.unroute_all()
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url))
    await circle.press("Enter")
    await circle.press("Enter")
    await expect(page.get_by_text(re.compile("neighbours of .* added"))).to_be_visible()
    assert 1 == len(asked)


async def test_enter_without_a_choice_searches(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_role("combobox", name="Find a body").fill("portability")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"/search\?q=portability"), timeout=PATIENCE)
    await expect(page.locator("ol.results li").first).to_be_visible()


async def test_a_list_of_names_has_no_violation(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_role("combobox", name="Find a body").press_sequentially("mig")
    await expect(page.get_by_role("option").first).to_be_visible(timeout=PATIENCE)
    await page.keyboard.press("ArrowDown")
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


async def test_a_variable_is_changed_by_keyboard(page: Page, address: str) -> None:
    await page.goto(address + QUESTION)
    before = await page.locator("table.answer tbody tr").count()
    field = page.get_by_label("partner")
    await field.fill("")
    await page.keyboard.type("ILO")
    await expect(page.get_by_role("option").first).to_contain_text("ILO", timeout=PATIENCE)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(field).to_have_value("ILO")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("partner=ILO"), timeout=PATIENCE)
    after = await page.locator("table.answer tbody tr").count()
    assert before != after
    assert after > 10
    await take_picture(page, "gallery")


async def test_an_answer_leads_to_its_passage(page: Page, quoting: str) -> None:
    await page.goto(quoting + QUESTION)
    await page.get_by_role("link", name="main text, para 7").first.click()
    await expect(page.locator("blockquote.quote")).to_contain_text("tasked", timeout=PATIENCE)
    await expect(page.locator("h1")).to_contain_text("main text, para 7")
    await take_picture(page, "evidence")
    await page.get_by_role("link", name="main text, para 8").click()
    await expect(page.locator("h1")).to_contain_text("main text, para 8", timeout=PATIENCE)


async def test_a_report_names_the_statement(page: Page, address: str) -> None:
    await page.goto(address + PASSAGE)
    anchor = page.get_by_role("link", name="Address of this statement").first
    place = await anchor.get_attribute("href")
    await anchor.press("Enter")
    text = page.get_by_label("Text of the report")
    await expect(text).to_have_value(
        re.compile(f"/passage/almm-28-communique/main/7{place}"), timeout=PATIENCE
    )
    href = await page.get_by_role("link", name="Report it").get_attribute("href")
    assert href is not None
    assert href.startswith("https://tracker.example/new?title=Error%3A%20")
    assert str(place).replace("#", "%23") in href


@pytest.mark.parametrize("later", ["SELECT ('second' AS ?x) {}", "ASK { nonsense }"])
async def test_a_late_answer_does_not_replace_a_newer_one(
    page: Page, address: str, later: str
) -> None:
    await page.goto(f"{address}/sparql")
    answered = Event()

    async def answer(route: Route) -> None:
        if "first" in (route.request.post_data or ""):
            await answered.wait()
        await route.continue_()

    await page.route("**/sparql", answer)
    shown = page.locator("#answer")
    await page.get_by_label("Query").fill("SELECT ('first' AS ?x) {}")
    await page.get_by_role("button", name="Ask").click()
    await page.get_by_label("Query").fill(later)
    await page.get_by_role("button", name="Ask").click()
    await expect(shown).to_contain_text(re.compile("second|error"), timeout=PATIENCE)
    answered.set()
    await page.wait_for_load_state("networkidle")
    await expect(shown).to_contain_text(re.compile("second|error"))
    await expect(shown).not_to_contain_text("first")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
async def test_axe_finds_nothing(
    page: Page, address: str, quoting: str, scheme: str, size: tuple[int, int]
) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    for place in (
        address,
        f"{address}/questions/",
        f"{address}{QUESTION}?partner=ILO",
        f"{address}{QUESTION}?partner=ACMV",
        f"{address}/questions/actions-by-responsible-body",
        f"{address}/search?q=portability",
        f"{address}{PASSAGE}",
        f"{quoting}{PASSAGE}",
        f"{quoting}/id/instrument/almm-28-communique.html",
    ):
        await page.goto(place)
        results = await Axe().run(page)
        assert results.violations_count == 0, f"{place}: {results.generate_report()}"
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{place} is wider than the window"
