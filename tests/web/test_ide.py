"""The page for questions in a real browser: Chromium without a window.

SCREENSHOTS=1 writes the picture in docs/images anew.
"""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from graph.release import Release
from tests.places import ROOT
from tests.web.ide_page import (
    PATIENCE,
    copied,
    open_page,
    profile,
    replace_variables,
    run,
    show,
    table_of,
)

PICTURE = ROOT / "docs" / "images" / "ide.png"
QUESTION = (ROOT / "queries" / "with-acmw-and-partner.graphql").read_text("utf-8")
NAME = "WithAcmwAndPartner"
VIEWS = ["JSON", "Table", "Graph", "Cite", "Code"]

AWKWARD = r'''query Awkward($words: String = "workers' \"skills\" \\ %41") {
  instruments(search: $words, where: {not: {title: {eq: """it's "quoted"
  )" $HOME \ é"""}}}) {
    nodes { name }
  }
}'''
"""Signs that mean something to shells, Python and R."""


def answer_of(api: httpx.Client, operation: dict[str, Any]) -> dict[str, Any]:
    """What an operation is answered with."""
    shown: dict[str, Any] = api.post("/graphql", json=operation).raise_for_status().json()["data"]
    return shown


def passages_of(api: httpx.Client, operation: dict[str, Any]) -> set[str]:
    """The passages that the rows of an operation rest on."""
    rows = api.post("/graphql?format=json", json=operation).raise_for_status().json()["rows"]
    return {piece["passage"]["iri"] for row in rows for piece in row["evidence"]}


def run_program(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def read_csv(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


# from a question to a cited table


async def test_front_opens_with_the_worked_question(page: Page) -> None:
    await open_page(page)
    await expect(page.locator(".graphiql-query-editor")).to_contain_text(f"query {NAME}(")
    await expect(page.locator(".graphiql-editor-tool")).to_contain_text('"partner": "SLOM"')


async def test_a_worked_question_opens_with_the_variables_given(page: Page) -> None:
    await open_page(page, question="with-acmw-and-partner", variables='{"partner":"IOM"}')
    await expect(page.locator(".graphiql-query-editor")).to_contain_text(f"query {NAME}(")
    await expect(page.locator(".graphiql-editor-tool")).to_contain_text('"partner": "IOM"')


async def test_a_changed_question_is_a_table_with_the_rows_of_its_files(
    page: Page, api: httpx.Client
) -> None:
    await open_page(page, question="with-acmw-and-partner")
    await replace_variables(page, partner="ILO")
    await run(page)
    operation = {"query": QUESTION, "variables": {"partner": "ILO"}, "operationName": NAME}
    header, *rows = table_of(api, operation)
    panel = await show(page, "Table")
    await expect(panel.locator("tbody tr")).to_have_count(len(rows), timeout=PATIENCE)
    assert rows == [
        await row.locator("td").all_text_contents() for row in await panel.locator("tbody tr").all()
    ]
    names = await panel.locator("thead button").all_text_contents()
    assert header == names

    assert [header, *rows] == read_csv(await download(page, "Table as CSV"))
    shown = json.loads((await download(page, "Table as JSON")).read_bytes())
    assert rows == [[cell_text(cell) for cell in row["cells"]] for row in shown["rows"]]
    answer = json.loads((await download(page, "Whole answer as JSON")).read_bytes())
    assert answer_of(api, operation) == answer["data"]


def cell_text(cell: Any) -> str:
    return "; ".join(map(str, cell)) if isinstance(cell, list) else str(cell or "")


async def download(page: Page, name: str) -> Path:
    await page.get_by_role("button", name="Download").click()
    async with page.expect_download() as waiting:
        await page.get_by_role("menuitem", name=name).click()
    found = await waiting.value
    assert re.fullmatch(rf"{NAME}-[0-9a-f]+(-answer)?\.(csv|json)", found.suggested_filename)
    return Path(await found.path())


async def test_a_row_shows_what_it_rests_on(page: Page) -> None:
    await open_page(page)
    await run(page)
    panel = await show(page, "Table")
    evidence = panel.get_by_role("region", name="Evidence")
    row = panel.locator("tbody tr", has_text="implementing the portability declaration").first
    await row.hover()
    await expect(evidence.get_by_role("link", name="main text, para 7")).to_be_visible()
    await expect(evidence).to_contain_text("stated")
    await row.get_by_role("button").click()
    await expect(evidence).to_contain_text("No quote: not at hand")
    async with page.context.expect_page() as waiting:
        await evidence.get_by_role("link", name="main text, para 7").click()
    passage = await waiting.value
    assert urlsplit(passage.url).path.startswith("/passage/almm-28-communique/main/7")
    await expect(passage.locator("h1")).to_be_visible()


async def test_columns_sort_up_and_down_and_back(page: Page) -> None:
    query = "{ states { nodes { name iri } } }"
    await open_page(page, query=query)
    await run(page)
    panel = await show(page, "Table")
    cells, heading = panel.locator("tbody td:nth-of-type(1)"), panel.locator("thead button").first
    await expect(cells.first).to_be_visible(timeout=PATIENCE)
    answered = await cells.all_text_contents()
    await heading.press("Enter")
    await expect(panel.locator("th[aria-sort=ascending]")).to_have_count(1)
    assert sorted(answered, key=str.casefold) == await cells.all_text_contents()
    await heading.press("Enter")
    await expect(panel.locator("th[aria-sort=descending]")).to_have_count(1)
    assert sorted(answered, key=str.casefold, reverse=True) == await cells.all_text_contents()
    await heading.press("Enter")
    assert answered == await cells.all_text_contents()


async def test_what_is_no_table_is_told_and_rows_can_be_chosen(page: Page) -> None:
    await open_page(page, query="{ states { totalCount } bodies { totalCount } }")
    await run(page)
    panel = await show(page, "Table")
    await expect(panel.get_by_role("alert")).to_contain_text("the root fields states, bodies")

    below = "{ nodes { name memberships { nodes { name } } designations { nodes { form } } } }"
    await open_page(page, query=f"{{ states {below} }}")
    await run(page)
    await expect(panel.get_by_role("alert")).to_contain_text("several lists", timeout=PATIENCE)
    await panel.get_by_label("A row for each of").select_option("designations")
    await expect(panel.locator("tbody tr").first).to_be_visible(timeout=PATIENCE)
    await expect(panel.get_by_role("alert")).to_have_count(0)


async def test_a_link_restores_the_operation_and_its_variables(
    page: Page, address: str, chromium: str
) -> None:
    query = (
        "query One { __typename }\n\nquery Two($key: Key!) { # kept\n  body(key: $key) { name }\n}"
    )
    await open_page(page, query=query, variables='{"key":"ACMW"}', operationName="Two")
    assert f"{address}/graphql" == page.url
    await expect(page.get_by_role("button", name="Two", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Copy a link to this operation").click()
    await expect(page.get_by_text("Link copied")).to_be_visible()
    link = await copied(page)
    assert link.startswith(f"{address}/graphql?query=")
    async with profile(chromium) as context:
        other = await context.new_page()
        await other.goto(link)
        await expect(other.get_by_role("button", name="Two", exact=True)).to_be_visible(
            timeout=PATIENCE
        )
        editor = other.locator(".graphiql-query-editor")
        await expect(editor).to_contain_text("# kept")
        await expect(other.locator(".graphiql-editor-tool")).to_contain_text('"key": "ACMW"')
        await other.wait_for_timeout(1_000)
        await other.reload()
        await expect(editor).to_contain_text("# kept", timeout=PATIENCE)
        assert 1 == await other.locator(".graphiql-tab").count()


async def test_a_worked_question_that_is_not_there_is_told(page: Page) -> None:
    await page.goto("/graphql?question=data-and-more")
    editor = page.locator(".graphiql-query-editor")
    await expect(editor).to_contain_text("The worked question could not be read", timeout=PATIENCE)


async def test_an_answer_is_cited_with_a_link_that_leads_to_it(
    page: Page, api: httpx.Client, release: Release
) -> None:
    await open_page(page)
    await run(page)
    panel = await show(page, "Cite")
    link = await panel.locator(".permalink").get_attribute("href", timeout=PATIENCE)
    assert link is not None
    operation = {"query": QUESTION, "variables": {"partner": "SLOM"}, "operationName": NAME}
    linked = await page.request.get(link, headers={"accept": "application/json"})
    assert answer_of(api, operation) == (await linked.json())["data"]
    for text in (release.id, NAME, "Asked on"):
        await expect(panel).to_contain_text(text)
    passages = panel.get_by_role("region", name="Evidence").get_by_role("link")
    await expect(passages.first).to_be_visible(timeout=PATIENCE)
    assert len(passages_of(api, operation)) == await passages.count()
    for name, part in (("Text", link), ("BibTeX", "@misc{"), ("CSL-JSON", '"accessed"')):
        await panel.get_by_role("button", name=f"Copy {name}").click()
        await expect(panel.get_by_role("region", name=name)).to_contain_text("Copied.")
        assert part in await copied(page)


async def test_an_answer_from_another_release_than_the_cited_one_is_told(
    page: Page, release: Release
) -> None:
    await open_page(page, query="{ states { nodes { name } } }", release="0123")
    await run(page)
    text = f"The link cites release 0123. This answer is from release {release.id}."
    await expect(page.get_by_role("alert").filter(has_text=text)).to_be_visible()


async def test_an_answer_is_drawn_and_told_in_words(page: Page) -> None:
    await open_page(page)
    await run(page)
    panel = await show(page, "Graph")
    slom = panel.locator('svg [aria-label^="Senior Labour Officials\' Meeting"]')
    await expect(slom).to_have_count(1)
    await slom.focus()
    await expect(panel.locator("svg .lit .relation").first).to_be_visible()
    await panel.get_by_text("The same as a list").click()
    text = panel.get_by_role("listitem").filter(has_text="portability declaration")
    await expect(text.filter(has_text="RESPONSIBLE").first).to_contain_text("assignments agent")
    drawn = await panel.locator("svg .point").count()
    await expect(panel.locator("p").first).to_contain_text(f"{drawn} things")


# as a program


@pytest.mark.parametrize(("name", "query"), [(NAME, QUESTION), ("Awkward", AWKWARD)])
async def test_programs_ask_for_the_same_table(
    page: Page, api: httpx.Client, tmp_path: Path, name: str, query: str
) -> None:
    await open_page(page, query=query)
    panel = await show(page, "Code")
    expected = table_of(api, {"query": query})
    curl, python = [
        await panel.get_by_role("region", name=n).locator("pre").text_content() or ""
        for n in ("curl", "Python")
    ]
    run_program(tmp_path, "/bin/bash", "-c", curl)
    assert expected == read_csv(tmp_path / f"{name}.csv")

    # what pandas would be given, without pandas
    stub = "def read_csv(text):\n    open('given.csv', 'w', newline='').write(text.read())\n"
    (tmp_path / "pandas.py").write_text(stub, "utf-8")
    (tmp_path / "ask.py").write_text(python, "utf-8")
    run_program(tmp_path, sys.executable, "ask.py")
    assert expected == read_csv(tmp_path / "given.csv")


# for everybody


async def check(page: Page, what: str) -> None:
    """See that axe finds nothing on the page as it is."""
    await page.wait_for_timeout(500)
    results = await Axe().run(page)
    assert results.violations_count == 0, f"{what}: {results.generate_report()}"


@asynccontextmanager
async def coloured(chromium: str, address: str, scheme: Any) -> AsyncIterator[Page]:
    """A page that axe can look at, in light or dark."""
    options = {"base_url": address, "color_scheme": scheme, "bypass_csp": True}
    async with profile(chromium, **options) as context:
        yield await context.new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_any_view(chromium: str, address: str, scheme: str) -> None:
    async with coloured(chromium, address, scheme) as page:
        await open_page(page)
        await check(page, "before the first answer")
        await run(page)
        for view in VIEWS:
            panel = await show(page, view)
            await expect(panel.get_by_text("Asking for")).to_have_count(0, timeout=PATIENCE)
            if view == "Table":
                await panel.locator("tbody button").first.click()
            await check(page, view)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_plug_ins_and_messages(
    chromium: str, address: str, scheme: str
) -> None:
    async with coloured(chromium, address, scheme) as page:
        where = '(where: {name: {startsWith: "V"}, iri: {in: ["a"]}})'
        await open_page(page, query=f"{{ states{where} {{ totalCount }} bodies {{ totalCount }} }}")
        for plug_in in ("Documentation Explorer", "History", "GraphiQL Explorer"):
            await page.get_by_role("button", name=f"Show {plug_in}").click()
            await check(page, plug_in)
        await run(page)
        panel = await show(page, "Table")
        await expect(panel.get_by_role("alert")).to_be_visible(timeout=PATIENCE)
        await check(page, "a message")


async def test_all_is_reached_by_keyboard(page: Page) -> None:
    await open_page(page)
    await run(page)
    await page.locator("body").press("Tab")
    reached = [await focused(page)]
    while len(reached) < 80 and "Widen" not in reached:
        await page.keyboard.press("Tab")
        reached.append(await focused(page))
    for name in ("Copy a link to this operation", "JSON", "Download", "Widen"):
        assert name in reached
    await page.get_by_role("tab", name="JSON").focus()
    for view in [*VIEWS[1:], VIEWS[0]]:
        await page.keyboard.press("ArrowRight")
        assert view == await focused(page)
    await page.keyboard.press("ArrowRight")
    rows = page.locator("tbody tr")
    await expect(rows.first).to_be_visible(timeout=PATIENCE)
    while not (await focused(page)).startswith("Evidence of row 1:"):
        await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    assert (await focused(page)).startswith("Evidence of row 2:")
    await page.keyboard.press("Enter")
    await expect(rows.nth(1)).to_have_class("kept")


async def focused(page: Page) -> str:
    """Name of what has the focus."""
    name: str = await page.evaluate(
        "(e => e.getAttribute('aria-label') || e.textContent)(document.activeElement)"
    )
    return name


async def test_the_picture_for_the_documentation(page: Page) -> None:
    await page.set_viewport_size({"width": 1600, "height": 900})
    await open_page(page)
    await run(page)
    panel = await show(page, "Table")
    row = panel.locator("tbody tr", has_text="implementing the portability declaration").first
    await row.get_by_role("button").click()
    await expect(panel.get_by_role("region", name="Evidence")).to_contain_text("No quote")
    if os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=PICTURE)
