"""What is taken away from a worked question: files that office programs open, and a citation."""

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import httpx
import openpyxl
import pytest

from graph.release import Release
from graph.settings import Settings
from tests.web.test_pages import Words
from tests.web.test_site import Rows
from web.pages.answer_files import ANSWER_FILES
from web.pages.answer_table import AnswerTable
from web.pages.questions import Question, read_questions

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
WITH = "/questions/with-acmw-and-partner"
each_question = pytest.mark.parametrize("question", read_questions(), ids=lambda one: one.stem)


@pytest.fixture(scope="module")
def site(serving: Serving, release: Release) -> Iterator[httpx.Client]:
    """The site with the whole release, without quotes."""
    settings = Settings(store="embedded", releases=release.folder.parent, documents=None)
    with serving(settings) as client:
        yield client


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """The sheets of a workbook, as another program reads them; what is empty is no value there."""
    book = openpyxl.load_workbook(BytesIO(content))
    return {
        sheet.title: [["" if cell is None else cell for cell in row] for row in sheet.values]
        for sheet in book
    }


def read_csv(response: httpx.Response) -> list[list[str]]:
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


@each_question
def test_a_workbook_and_a_csv_have_the_cells_of_the_json(
    site: httpx.Client, question: Question
) -> None:
    address = f"/questions/{question.stem}"
    shown = site.get(f"{address}.json").raise_for_status().json()
    found = sheets(site.get(f"{address}.xlsx").raise_for_status().content)
    expected = {one["name"]: [one["columns"], *one["rows"]] for one in shown["tables"]}
    about = found.pop("About")
    assert expected == found
    lines = read_csv(site.get(f"{address}.csv"))
    assert [list(map(str, row)) for rows in expected.values() for row in rows] == [
        line for line in lines if line
    ]
    said = {name: text for name, text in shown.items() if name != "tables"}
    assert said == dict(about)
    assert question.title == said["title"]


@pytest.mark.parametrize("rows", ["", "&rows=provisions.assignments"])
def test_a_file_has_the_rows_and_heads_of_its_page(site: httpx.Client, rows: str) -> None:
    page = unescape(site.get(f"{WITH}?partner=ILO{rows}").text)
    head, *lines = read_csv(site.get(f"{WITH}.csv?partner=ILO{rows}"))
    assert len(Rows(page).rows) == len(lines)
    assert set(re.findall(r'<th scope="col"[^>]*>([^<]+)', page)) <= set(head)
    assert not [name for name in head if "." in name]
    assert f'href="{WITH}.xlsx?partner=ILO{rows}"' in page


def test_what_looks_like_a_formula_is_text() -> None:
    written = ANSWER_FILES["xlsx"].write(
        [AnswerTable("t", ("h",), (("=1+1",), ("http://a",)))], {"title": "T"}
    )
    sheet = openpyxl.load_workbook(BytesIO(written))["t"]
    assert [("=1+1", "s"), ("http://a", "s")] == [
        (cell.value, cell.data_type) for cell in sheet["A"][1:]
    ]


def test_the_same_answer_is_the_same_file(site: httpx.Client) -> None:
    assert site.get(f"{WITH}.xlsx").content == site.get(f"{WITH}.xlsx").content


def test_a_short_address_has_only_what_was_changed(site: httpx.Client) -> None:
    filled = f"{WITH}?body=ACMW&partner=ILO&certainty=STATED"
    page = unescape(site.get(filled).text)
    assert f'href="{WITH}?partner=ILO" rel="bookmark"' in page
    assert Rows(page).rows == Rows(unescape(site.get(f"{WITH}?partner=ILO").text)).rows


def test_a_citation_has_title_release_short_address_and_passages(
    site: httpx.Client, release: Release
) -> None:
    page = Words(site.get(f"{WITH}/citation?partner=ILO").raise_for_status().text)
    link = f"{site.base_url}{WITH}?partner=ILO&release={release.id}"
    assert "“ACMW together with a partner”" in page.words
    assert release.id in page.words
    assert link in page.words
    assert "Table 3, row 2" in page.words
    [item] = site.get(f"{WITH}.csl?partner=ILO").json()
    assert ("ACMW together with a partner", link) == (item["title"], item["URL"])
    bibtex = site.get(f"{WITH}.bib?partner=ILO").text
    for part in (link, "{{ACMW together with a partner}}", "Table 3, row 2"):
        assert part in bibtex
    cited = site.get(link).raise_for_status()
    assert Rows(cited.text).rows == Rows(site.get(f"{WITH}?partner=ILO").text).rows


def test_an_answer_says_that_another_release_is_cited(site: httpx.Client, release: Release) -> None:
    page = Words(site.get(f"{WITH}?release=0123").raise_for_status().text).words
    assert "The citation is of release 0123" in page
    same = Words(site.get(f"{WITH}?release={release.id}").text).words
    assert "The citation is of" not in same


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".json", ".bib", ".csl", "/citation"])
def test_what_is_wrong_is_told_on_the_page_of_the_question(site: httpx.Client, ending: str) -> None:
    response = site.get(f"{WITH}{ending}?partner=ACMV")
    assert (303, f"{WITH}?partner=ACMV") == (response.status_code, response.headers["location"])
    assert 404 == site.get(f"/questions/nobody{ending}").status_code


def test_an_ending_that_no_file_has_leads_to_the_questions(site: httpx.Client) -> None:
    response = site.get(f"{WITH}.pdf")
    assert 404 == response.status_code
    assert f'href="{WITH}"' in response.text
