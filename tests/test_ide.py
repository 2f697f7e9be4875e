"""The page for questions in a real browser: Chromium without a window."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Page, Response, async_playwright, expect

from graph.release import Release
from graph.settings import Settings

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
WIDTH, HEIGHT = 1400, 4000
"""Size of the window in pixels. The editors draw only the lines that are in sight."""

PATIENCE = 30_000  # milliseconds

# The page asks nothing of other hosts; here it could not.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@pytest.fixture(scope="module")
def address(serving: Serving, release: Release) -> Iterator[str]:
    """Address of the web API with the curated tables."""
    releases = release.folder.parent
    with serving(Settings(releases=releases, store="embedded", documents=None)) as client:
        yield str(client.base_url)


@pytest.fixture
async def page(chromium: str) -> AsyncIterator[Page]:
    """A page in a fresh profile."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=[ALONE])
        page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        yield page
        await browser.close()


def is_answer(response: Response) -> bool:
    return "WithAcmwAndPartner" in (response.request.post_data or "")


async def test_front_opens_with_the_worked_question(page: Page, address: str) -> None:
    await page.goto(address)
    editor = page.locator(".graphiql-query-editor")
    await expect(editor).to_contain_text("query WithAcmwAndPartner(", timeout=PATIENCE)
    assert urlsplit(page.url).path == "/graphql"


async def test_worked_question_is_answered_in_place(page: Page, address: str) -> None:
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    await page.goto(f"{address}/graphql")
    editor, answer = page.locator(".graphiql-query-editor"), page.locator(".graphiql-response")
    await expect(editor).to_contain_text("quoteStatus", timeout=PATIENCE)
    async with page.expect_response(is_answer) as waiting:
        await page.click(".graphiql-execute-button")
    response = await waiting.value
    lines = json.dumps(await response.json(), indent=2).count("\n")
    await page.set_viewport_size({"width": WIDTH, "height": 30 * lines})
    await expect(answer).to_contain_text('"release":', timeout=PATIENCE)
    for shown in ("para 7: implementing the portability declaration", '"rolePrinted": "tasked"'):
        await expect(answer).to_contain_text(shown)
    assert [] == failed
    assert {urlsplit(address).netloc} == {
        parts.netloc for url in asked if (parts := urlsplit(url)).scheme not in ("data", "blob")
    }
