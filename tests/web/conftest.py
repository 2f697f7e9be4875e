"""What tests of the web share: the page for questions in a real browser, over the curated tables."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Page

from graph.release import Release
from graph.settings import Settings
from tests.web.ide_page import profile

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]


@pytest.fixture(scope="module")
def api(serving: Serving, release: Release) -> Iterator[httpx.Client]:
    """The web API with the curated tables."""
    releases = release.folder.parent
    with serving(Settings(releases=releases, store="embedded", documents=None)) as client:
        yield client


@pytest.fixture
def address(api: httpx.Client) -> str:
    """Address of the web API."""
    return str(api.base_url).rstrip("/")


@pytest.fixture
async def page(chromium: str, address: str) -> AsyncIterator[Page]:
    """A page in a fresh profile, on which nothing fails and which asks only its own host."""
    asked: list[str] = []
    failed: list[str] = []
    async with profile(chromium, base_url=address) as context:
        page = await context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.on("console", lambda said: failed.append(said.text) if said.type == "error" else None)
        yield page
    hosts = {parts.netloc for url in asked if (parts := urlsplit(url)).scheme.startswith("http")}
    assert {urlsplit(address).netloc} == hosts
    assert [] == [text for text in failed if "the server responded with a status of 40" not in text]
