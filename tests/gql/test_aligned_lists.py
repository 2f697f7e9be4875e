"""A row that has several of something keeps together what is said of each: who, in which role."""

import re
from typing import Any

import httpx
import pytest

from web.pages.questions import Question, read_questions

QUALIFIED = {
    "assignments": ("provisions", "role rolePrinted agent { iri } via { iri }"),
    "memberships": ("bodies", "membershipRole when organisation { iri } office { iri }"),
    "participations": ("events", "role rolePrinted count agent { iri } representative { iri }"),
    "involvements": ("states", "iri ... on Participation { role count at { iri } }"),
}
"""Relations that say something of what they lead to: whose they are, and what they say."""


def leaves(prefix: str, value: dict[str, Any]) -> dict[str, Any]:
    """What is said of one element, by the names of columns."""
    found: dict[str, Any] = {}
    for key, inner in value.items():
        below = leaves(f"{prefix}.{key}", inner) if isinstance(inner, dict) else {}
        found |= below or ({} if inner is None else {f"{prefix}.{key}": inner})
    return found


@pytest.mark.parametrize("name", QUALIFIED)
async def test_what_is_said_of_each_stays_together(
    embedded_api: httpx.AsyncClient, name: str
) -> None:
    root, said = QUALIFIED[name]
    query = (
        f"{{ {root}(certainty: INFERRED) {{ nodes {{ iri {name} {{ nodes {{ {said} }} }} }} }} }}"
    )
    shown = (await embedded_api.post("/graphql", json={"query": query})).json()["data"]
    table = (await ask_table(embedded_api, query, root)).json()
    columns = [column["name"] for column in table["columns"]]
    several = 0
    rows = {row["cells"][0]: row["cells"][1:] for row in table["rows"]}
    for thing in shown[root]["nodes"]:
        expected = [leaves(name, one) for one in thing[name]["nodes"]]
        once = [one for place, one in enumerate(expected) if one not in expected[:place]]
        cells = {
            key: cell for key, cell in zip(columns[1:], rows[thing["iri"]], strict=True) if cell
        }
        told = [
            dict(zip(cells, values, strict=True)) for values in zip(*cells.values(), strict=True)
        ]
        assert once == [
            {key: text for key, text in one.items() if text is not None} for one in told
        ]
        several += len({tuple(one.items()) for one in once}) > 1
    assert several > 2


@pytest.mark.parametrize("question", read_questions(), ids=lambda question: question.stem)
async def test_lists_of_worked_questions_are_aligned(
    embedded_api: httpx.AsyncClient, question: Question
) -> None:
    for rows in await choices(embedded_api, question.graphql):
        response = await ask_table(embedded_api, question.graphql, rows)
        table = response.raise_for_status().json()
        names = [column["listName"] for column in table["columns"]]
        for row in table["rows"]:
            sizes = {
                (name, len(cell))
                for name, cell in zip(names, row["cells"], strict=True)
                if name and cell
            }
            assert len(sizes) == len(dict(sizes))


async def choices(api: httpx.AsyncClient, query: str) -> list[str]:
    """Which lists may give the rows; none where no list may."""
    [error] = (await ask_table(api, query, "none of them")).json()["errors"]
    return re.findall(r"[\w.]+", error["message"].partition("expected one of")[2].rstrip("."))


async def ask_table(api: httpx.AsyncClient, query: str, rows: str) -> httpx.Response:
    """Ask for the table in JSON."""
    return await api.post(
        "/graphql", json={"query": query}, params={"format": "json", "rows": rows}
    )
