"""The page for questions in Chromium, as tests use it."""

import csv
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import httpx
from playwright.async_api import BrowserContext, Locator, Page, async_playwright, expect

PATIENCE = 30_000  # milliseconds

# The page asks nothing of other hosts; here it could not.
_ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@asynccontextmanager
async def profile(chromium: str, **options: Any) -> AsyncIterator[BrowserContext]:
    """A fresh profile of the browser; what it shows may be read from the clipboard."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=[_ALONE])
        context = await browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        await context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context
        await browser.close()


async def open_page(page: Page, **given: str) -> None:
    """Open the page and wait until it can be used."""
    await page.goto("/graphql" + (f"?{urlencode(given)}" if given else ""))
    await expect(page.locator(".graphiql-query-editor .view-line").nth(1)).to_be_visible(
        timeout=PATIENCE
    )


async def run(page: Page) -> None:
    """Ask, and wait for the answer."""
    async with page.expect_response(lambda found: found.url.endswith("/graphql")):
        await page.click(".graphiql-execute-button")
    await expect(page.get_by_role("button", name="Download")).to_be_visible(timeout=PATIENCE)


async def show(page: Page, view: str) -> Locator:
    """Choose a view of the answer."""
    await page.get_by_role("tab", name=view, exact=True).click()
    return page.get_by_role("tabpanel", name=view, exact=True)


async def replace(page: Page, editor: Locator, text: str) -> None:
    """Write over what is in an editor."""
    await page.evaluate("text => navigator.clipboard.writeText(text)", text)
    await editor.click()
    await page.keyboard.press("ControlOrMeta+A")
    await page.keyboard.press("ControlOrMeta+V")  # to typing, the editor adds brackets


async def replace_variables(page: Page, **others: str) -> None:
    """Write over what is in the editor of variables."""
    editor = page.locator(".graphiql-editor-tool .monaco-editor")
    await replace(page, editor, json.dumps(others))
    for name, value in others.items():
        await expect(editor).to_contain_text(f'"{name}": "{value}"')


async def copied(page: Page) -> str:
    text: str = await page.evaluate("navigator.clipboard.readText()")
    return text


def table_of(api: httpx.Client, operation: dict[str, Any]) -> list[list[str]]:
    """The rows of an operation's CSV."""
    response = api.post("/graphql?format=csv", json=operation).raise_for_status()
    return list(csv.reader(StringIO(response.text)))
