"""Neo4j Browser of a real server in a real browser: it connects by the proxy, plays the guide, draws.

SCREENSHOTS=1 writes the picture in docs/images anew.
"""

import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import httpx
import pytest
from playwright.async_api import Page, async_playwright, expect

from graph.model.read_model import build_model
from graph.neo4j.writer import open_driver, write_to_neo4j
from graph.release import Release
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import BASE, Ontology
from loaders.neo4j.install import Installation
from loaders.neo4j.process import Config, Neo4jServer, browser_settings, free_port, start
from loaders.neo4j.reading import open_proxy
from tests.places import ROOT

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
PICTURE = ROOT / "docs" / "images" / "neo4j-browser.png"
PATIENCE = 60_000  # milliseconds
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("CHECK_ALL"), reason="part of make check-all"),
]


@dataclass(frozen=True, slots=True)
class Shown:
    """A server with the release, and the page on which its Browser is opened."""

    server: Neo4jServer
    page: Page

    @property
    def address(self) -> str:
        """Address that connects without a question."""
        query = f"preselectAuthMethod=NO_AUTH&dbms={self.server.uri}"
        return f"{self.server.http_url}/browser/?{query}"


@pytest.fixture(scope="module")
def server(
    neo4j_installation: Installation,
    tmp_path_factory: pytest.TempPathFactory,
    serving: Serving,
    release: Release,
    ontology: Ontology,
) -> Iterator[Neo4jServer]:
    """A server with the release, which Browser reaches as readers do, and a web API beside it."""
    settings = Settings(releases=release.folder.parent, store="embedded", documents=None)
    home = tmp_path_factory.mktemp("browser")
    with serving(settings) as client:
        config = Config(settings=browser_settings(str(client.base_url)))
        with start(neo4j_installation, home, config) as server:
            quads = release.read_quads()
            model = build_model(quads, ontology)
            with open_driver(Settings(neo4j_uri=server.uri, neo4j_password="")) as driver:
                write_to_neo4j(driver, model, ReleaseInfo(release.id, len(quads), 1))
            with open_proxy(server.uri, free_port()) as uri:
                yield replace(server, uri=uri)


@pytest.fixture
async def shown(server: Neo4jServer) -> AsyncIterator[Shown]:
    """Browser in a fresh profile of Chromium, which knows no other host."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("No browser: neither chromium nor google-chrome is on the PATH")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=[ALONE])
        page = await browser.new_page(viewport={"width": 1600, "height": 900})
        yield Shown(server, page)
        await browser.close()


async def test_browser_plays_the_guide_and_draws_acmw_with_its_partners(
    shown: Shown, release: Release, ontology: Ontology
) -> None:
    page = shown.page
    await page.goto(shown.address)
    drawer = page.get_by_test_id("guidesDrawer")
    await expect(drawer).to_contain_text("Official documents say who", timeout=PATIENCE)
    await page.get_by_test_id("guideNextSlide").click()
    await drawer.locator("pre.runnable", has_text="ACMW and its partners").click()
    await page.get_by_test_id("editor-Run").click()
    frame = page.get_by_test_id("frame").first
    await expect(frame).to_contain_text("PARTNERS_WITH (", timeout=PATIENCE)
    model = build_model(release.read_quads(), ontology)
    partners = len(model.edges["partners"][f"{BASE}id/body/acmw"])
    nodes = frame.locator("g.node")
    await expect(nodes).to_have_count(partners + 1)
    captions = {" ".join(text.split()) for text in await nodes.all_text_contents()}
    assert {"ACMW", "ILO", "SLOM", "IOM", "ASEAN-OSHNET"} <= captions
    assert [name for name in captions if not name or "…" in name or "..." in name] == []
    colours = await nodes.locator("circle.b-outline").evaluate_all(
        "circles => circles.map(circle => circle.getAttribute('fill'))"
    )
    assert {f"#{ontology.classes[name].colour}" for name in ("Body", "Group")} == set(colours)
    await expect(frame.locator("g.relationship")).to_have_count(partners)
    if os.environ.get("SCREENSHOTS"):
        await _take_picture(page)


async def test_each_query_of_the_guide_runs_where_it_is_clicked(shown: Shown) -> None:
    page = shown.page
    await page.goto(shown.address)
    drawer = page.get_by_test_id("guidesDrawer")
    await expect(drawer).to_contain_text("Official documents say who", timeout=PATIENCE)
    await drawer.locator("pre.runnable").first.click()
    await page.get_by_test_id("editor-Run").click()
    frame = page.get_by_test_id("frame").first
    await expect(frame).to_contain_text("Designation", timeout=PATIENCE)


async def _take_picture(page: Page) -> None:
    """Show the guide beside the whole drawing, nothing else."""
    await page.get_by_label("Collapse the node properties display").click()
    for button in (await page.get_by_title("Close").all())[:0:-1]:
        await button.click()
    await page.wait_for_timeout(5_000)  # until the drawing is at rest
    await page.get_by_label("zoom-to-fit").click()
    await page.wait_for_timeout(2_000)
    PICTURE.parent.mkdir(exist_ok=True)
    await page.screenshot(path=PICTURE)
