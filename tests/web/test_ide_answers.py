"""An answer belongs to the question and the tab that asked for it, however late it comes."""

import re
from asyncio import Event, Task, create_task, gather
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import pairwise
from typing import Any

import httpx
import pytest
from playwright.async_api import Error, Page, Route, expect

from tests.places import ROOT
from tests.web.ide_page import (
    PATIENCE,
    open_page,
    replace,
    replace_variables,
    run,
    show,
    table_of,
)

QUESTION = (ROOT / "queries" / "with-acmw-and-partner.graphql").read_text("utf-8")
STATES, BODIES = (
    "query States { states { nodes { name } } }",
    'query Tiny { body(key: "ACMW") { name iri } }',
)
JSON = ".result-window .view-lines"


@asynccontextmanager
async def late(page: Page, sign: str) -> AsyncIterator[None]:
    """Hold back the answers to requests that have a sign, until the block ends."""
    end, held = Event(), list[Task[None]]()

    async def deliver(route: Route) -> None:
        found = await route.fetch()
        await end.wait()
        with suppress(Error):  # where nobody waits for it any more
            await route.fulfill(response=found)

    async def answer(route: Route) -> None:
        if sign in (route.request.post_data or ""):
            held.append(create_task(deliver(route)))
        else:
            await route.continue_()

    await page.route("**/graphql", answer)
    yield
    end.set()
    await gather(*held)
    await page.evaluate("() => new Promise(requestAnimationFrame)")
    assert held


async def begin(page: Page) -> None:
    """Ask, and wait for no answer."""
    async with page.expect_request("**/graphql"):
        await page.get_by_role("button", name="Execute query").click()
    await expect(page.get_by_role("button", name="Stop query")).to_be_visible()


async def open_tab(page: Page, query: str) -> None:
    """Open another tab with a query."""
    await page.get_by_role("button", name="New tab").click()
    editor = page.locator(".graphiql-query-editor .monaco-editor")
    await replace(page, editor, query)
    await expect(editor).to_contain_text(query[:20].replace(" ", "\u00a0"))


async def sees_table(page: Page, expected: list[list[str]]) -> None:
    """See that the table has these rows."""
    panel = await show(page, "Table")
    rows = panel.locator("tbody tr")
    await expect(rows).to_have_count(len(expected) - 1, timeout=PATIENCE)
    assert expected[1:] == [await row.locator("td").all_text_contents() for row in await rows.all()]


async def sees_no_answer(page: Page) -> None:
    """See that no view has an answer."""
    for view in ("Table", "Graph", "Cite"):
        await expect(await show(page, view)).to_contain_text("Run the query")
    await page.get_by_role("tab", name="JSON", exact=True).click()
    await expect(page.locator(JSON)).to_have_text("")
    await expect(page.get_by_role("button", name="Download")).to_have_count(0)


async def sees_json(page: Page, text: str) -> None:
    """See what the JSON holds."""
    await page.get_by_role("tab", name="JSON", exact=True).click()
    await expect(page.locator(JSON)).to_contain_text(text)


def asked_with(partner: str) -> dict[str, Any]:
    return {"query": QUESTION, "variables": {"partner": partner}}


async def test_a_stopped_question_leaves_what_is_asked_after_it_alone(
    page: Page, api: httpx.Client
) -> None:
    await open_page(page)
    async with late(page, '"SLOM"'):
        await begin(page)
        await page.get_by_role("button", name="Stop query").click()
        await sees_no_answer(page)
        await replace_variables(page, partner="ILO")
        await run(page)
    expected = table_of(api, asked_with("ILO"))
    await sees_table(page, expected)
    link = (await show(page, "Cite")).locator(".permalink")
    await expect(link).to_have_attribute("href", re.compile("ILO"), timeout=PATIENCE)
    await sees_json(page, "data")
    await expect(page.get_by_role("button", name="Execute query")).to_be_visible()


async def test_an_answer_is_of_the_variables_that_were_sent(page: Page, api: httpx.Client) -> None:
    await open_page(page)
    async with late(page, '"SLOM"'):
        await begin(page)
        await replace_variables(page, partner="ILO")
    await sees_table(page, table_of(api, asked_with("SLOM")))
    link = (await show(page, "Cite")).locator(".permalink")
    await expect(link).to_have_attribute("href", re.compile("SLOM"), timeout=PATIENCE)
    await expect(link).not_to_have_attribute("href", re.compile("ILO"))


async def test_a_tab_does_not_have_the_answer_of_another(page: Page, api: httpx.Client) -> None:
    await open_page(page, query=STATES)
    async with late(page, "States"):
        await begin(page)
        await open_tab(page, BODIES)
    await sees_no_answer(page)
    await run(page)
    await sees_json(page, "iri")
    await page.get_by_role("button", name="States", exact=True).click()
    await sees_no_answer(page)
    await run(page)
    await sees_table(page, table_of(api, {"query": STATES}))
    await page.get_by_role("button", name="Tiny", exact=True).click()
    await sees_json(page, "iri")
    alert = (await show(page, "Table")).get_by_role("alert")
    await expect(alert).to_contain_text("no table", timeout=PATIENCE)


async def test_a_closed_tab_hands_its_answer_to_nobody(page: Page) -> None:
    await open_page(page, query=STATES)
    await open_tab(page, BODIES)
    async with late(page, "Tiny"):
        await begin(page)
        await page.locator(".graphiql-tab-close").nth(1).click()
    await expect(page.locator(".graphiql-query-editor")).to_contain_text("States")
    await sees_no_answer(page)


async def test_an_operation_of_any_name_replaces_the_answer_before(page: Page) -> None:
    await open_page(page, query=STATES)
    await run(page)
    editor = page.locator(".graphiql-query-editor .monaco-editor")
    await replace(page, editor, "query IntrospectionQuery { bodies(first: 1) { nodes { iri } } }")
    await expect(page.get_by_role("button", name="IntrospectionQuery")).to_be_visible()
    await run(page)
    await expect((await show(page, "Table")).locator("thead button")).to_have_text("iri")


async def test_files_of_an_answer_are_from_its_release(page: Page) -> None:
    await open_page(page, query=STATES)

    async def answer(route: Route) -> None:
        found = await route.fetch()
        other = {**await found.json(), "extensions": {"release": "0123"}}
        await route.fulfill(response=found, json=other)

    await page.route("**/graphql", answer)
    await run(page)
    for view in ("Table", "Cite"):
        alert = (await show(page, view)).get_by_role("alert")
        await expect(alert).to_contain_text("not from 0123", timeout=PATIENCE)
    await page.get_by_role("button", name="Download").click()
    await page.get_by_role("menuitem", name="Table as CSV").click()
    downloads = page.locator(".downloads").get_by_role("alert")
    await expect(downloads).to_contain_text("not from 0123", timeout=PATIENCE)
    await page.unroute("**/graphql")
    await run(page)
    await expect(page.get_by_text("not from 0123")).to_have_count(0)


async def test_a_cited_release_is_that_of_the_tab_the_link_opened(
    page: Page,
) -> None:
    await open_page(page, query=STATES, release="0123")
    await run(page)
    told = page.get_by_role("alert").filter(has_text="The link cites release 0123")
    await expect(told).to_be_visible()
    await open_tab(page, BODIES)
    await run(page)
    await expect(told).to_have_count(0)


# the drawing


PATH = 'path(from: "ILO", to: "ACMW")'
SAME_DRAWING = {
    "as it is": f"{{ {PATH} {{ length steps {{ relation node {{ iri name }} }} }} }}",
    "named": f"query P {{ {PATH} {{ ...S }} }} fragment S on Path {{ length steps {{ relation node {{ iri name }} }} }}",
    "nested": (
        f"query P($more: Boolean = true) {{ {PATH} {{ ...S @include(if: $more) }} }}"
        " fragment S on Path { length steps { ...T } }"
        " fragment T on Step { relation node { ...N } }"
        " fragment N on Thing { iri name }"
    ),
    "aliased": f"{{ way: {PATH} {{ hops: steps {{ relation to: node {{ id: iri label: name }} }} }} }}",
    "one of two": (
        'query P { a: path(from: "ILO", to: "ACMW") { length steps { relation node { iri name } } } }'
        " query Other { a: states { nodes { name } } }"
    ),
}


@pytest.fixture(scope="module")
def relations(api: httpx.Client) -> list[str]:
    """What the drawing shows, in words."""
    found = api.post("/graphql", json={"query": SAME_DRAWING["as it is"]}).json()
    pairs = [pair for way in found["data"]["path"] for pair in pairwise(way["steps"])]
    return sorted(
        f"{before['node']['name']} – path steps ({step['relation']}) – {step['node']['name']}"
        for before, step in pairs
    )


@pytest.mark.parametrize("query", SAME_DRAWING.values(), ids=SAME_DRAWING)
async def test_a_drawing_is_the_same_however_it_is_asked_for(
    page: Page, relations: list[str], query: str
) -> None:
    await open_page(page, query=query)
    await page.locator(".graphiql-execute-button").click()
    if "Other" in query:
        await page.get_by_role("menuitem", name="P", exact=True).click()
    panel = await show(page, "Graph")
    await panel.get_by_text("The same as a list").click(timeout=PATIENCE)
    drawn = await panel.get_by_role("listitem").all_text_contents()
    assert relations == sorted(re.sub(" – \\w+ \\w+ \\(", " – path steps (", one) for one in drawn)
