"""The page of a passage: its words, where it stands, what it states and what is concluded from it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape
from itertools import pairwise

import httpx
import pytest

from graph.model.read_model import Model, build_model
from graph.release import Release
from graph.settings import Settings
from graph.terms import BASE, Ontology
from tests.places import SMALL_TEXTS
from web.pages.report import build_report

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
PASSAGE = "/passage/lake-report/main/3"


@pytest.fixture(scope="module")
def model(small_release: Release, ontology: Ontology) -> Model:
    return build_model(small_release.read_quads(), ontology)


@pytest.fixture(scope="module")
def quoting(serving: Serving, small_release: Release) -> Iterator[httpx.Client]:
    """The web API with the documents of the small release at hand."""
    settings = Settings(
        releases=small_release.folder.parent, store="embedded", documents=SMALL_TEXTS
    )
    with serving(settings) as client:
        yield client


def shown(client: httpx.Client, path: str = PASSAGE) -> str:
    return " ".join(unescape(client.get(f"{path}.html").text).split())


def test_the_words_are_shown_where_the_document_is_at_hand(quoting: httpx.Client) -> None:
    page = shown(quoting)
    assert '<blockquote class="quote"' in page
    assert "NOT_AT_HAND" not in page


def test_without_the_document_the_page_leads_the_reader_there(
    http: httpx.Client, model: Model
) -> None:
    page = shown(http)
    assert "<blockquote" not in page
    assert "(<code>NOT_AT_HAND</code>)" in page
    assert f"go to <strong>{model.text('locator', BASE + PASSAGE[1:])}</strong>" in page


def test_quotes_stand_beside_statements_of_things(
    quoting: httpx.Client, http: httpx.Client
) -> None:
    assert "<summary>quote</summary>" in shown(quoting, "/id/body/river-forum")
    assert "<summary>quote</summary>" not in shown(http, "/id/body/river-forum")


def test_the_document_is_told(http: httpx.Client, model: Model) -> None:
    page = shown(http)
    document = model.edges["document"][BASE + PASSAGE[1:]][0].target
    texts = [model.text(name, document) for name in ("name", "title", "issued", "url")]
    texts += [model.text("name", e.target) for e in model.edges["publisher"].get(document, ())]
    assert [] == [text for text in texts if text not in page]


def test_whose_words_they_are_is_told(http: httpx.Client, model: Model) -> None:
    page = shown(http)
    for edge in model.edges["wordsOf"].get(BASE + PASSAGE[1:], ()):
        assert f'Words of <a href="/{edge.target.removeprefix(BASE)}">' in page


def test_neighbours_follow_the_order_of_the_text(http: httpx.Client, model: Model) -> None:
    spans = {
        iri: int(model.text("spans", iri).partition("=")[2].partition(",")[0])
        for iri in model.members["Passage"]
        if "/passage/lake-report/" in iri and model.text("spans", iri)
    }
    order = sorted(spans, key=lambda iri: spans[iri])
    for before, after in pairwise(order):
        page = shown(http, "/" + before.removeprefix(BASE))
        assert f'<link rel="next" href="/{after.removeprefix(BASE)}">' in page


def test_what_is_concluded_from_a_passage_is_told(http: httpx.Client, model: Model) -> None:
    resting: dict[str, list[str]] = {}
    for reading, edges in model.edges["restsOn"].items():
        for edge in edges:
            resting.setdefault(edge.target, []).append(reading)
    passages = [iri for iri in resting if "/passage/" in iri]
    assert passages
    for passage in passages:
        page = shown(http, "/" + passage.removeprefix(BASE))
        assert "What is concluded from it" in page
        for reading in resting[passage]:
            assert f'href="/{reading.removeprefix(BASE)}"' in page


def test_each_statement_has_an_address_on_the_page(http: httpx.Client) -> None:
    page = http.get(f"{PASSAGE}.html").text
    said = page.partition("What it states")[2].partition("Where it stands")[0]
    assert said.count('class="anchor"') == said.count(' id="s-') > 0


def test_a_report_says_where(http: httpx.Client, small_release: Release) -> None:
    page = shown(http)
    assert f"Address: {BASE}{PASSAGE[1:]} Release: {small_release.id}" in page
    assert "send it to those who run this server" in page


def test_a_report_fills_the_address_that_takes_it() -> None:
    report = build_report("A & B", f"{BASE}x", "0123", "https://t.example/?t={title}&b={text}")
    assert report.href.startswith("https://t.example/?t=Error%3A%20A%20%26%20B&b=About%3A%20A%20")
    assert "{" not in report.href
