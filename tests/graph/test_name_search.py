"""Looking for names as they are typed, and for words in texts."""

from collections.abc import Iterator

import httpx
import pytest

from graph.name_search import NameSearch
from graph.release import Release
from graph.terms import BASE, Ontology
from web.pages.search import Searcher

JSON = {"accept": "application/json"}


@pytest.fixture(scope="module")
def searcher(release: Release, ontology: Ontology) -> Iterator[Searcher]:
    lookup = NameSearch(release.catalogue, seconds=10)
    yield Searcher.of(ontology, lookup)
    lookup.close()


def printed(searcher: Searcher, text: str) -> list[str]:
    return [one["printed"] for one in searcher.complete(text)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("acm", "ACMW"),
        ("ACMW", "ACMW"),
        ("acwm", "ACWM"),
        ("lao", "Lao PDR"),
        ("timor leste", "Timor-Leste"),
        ("c87", "C87"),
        (
            "vientiane declaration on sk",
            "Vientiane Declaration on Skills Mobility, Recognition and Development for Migrant Workers",
        ),
    ],
)
def test_the_shortest_name_that_begins_so_comes_first(
    searcher: Searcher, typed: str, first: str
) -> None:
    assert first.lower() in printed(searcher, typed)[0].lower()


def test_names_are_found_by_words_inside_them(searcher: Searcher) -> None:
    assert any("Migrant Fishers" in name for name in printed(searcher, "migrant fish"))


def test_a_suggestion_leads_to_the_thing_and_says_its_kind(searcher: Searcher) -> None:
    (one, *_) = searcher.complete("ACMW")
    assert ("/id/body/acmw", "body") == (one["href"], one["kind"])


@pytest.mark.parametrize("typed", ["", "  ", '"', "*", "x\x00y", "NOT", 'a" OR "b'])
def test_anything_may_be_typed(searcher: Searcher, typed: str) -> None:
    assert isinstance(searcher.complete(typed), list)
    assert isinstance(searcher.results(typed, ""), dict)


def test_results_are_counted_by_kind(searcher: Searcher) -> None:
    found = searcher.results("portability", "")
    assert found["total"] == sum(kind.count for kind in found["kinds"])  # type: ignore[attr-defined]  # values of a template
    clauses = searcher.results("portability", "Clause")
    assert {"clause"} == {hit["kind"] for hit in clauses["hits"]}  # type: ignore[attr-defined]  # as above


def test_what_takes_too_long_is_given_up(release: Release, ontology: Ontology) -> None:
    lookup = NameSearch(release.catalogue, seconds=-1)
    with pytest.raises(TimeoutError):
        lookup.find("the", ontology.concrete("Thing"), 1000)
    lookup.close()


def test_a_program_gets_names_and_a_reader_a_page(http: httpx.Client) -> None:
    names = http.get("/search?q=river", headers=JSON).json()
    assert "/id/body/river-forum" in {one["href"] for one in names}
    page = http.get("/search?q=river", headers={"accept": "text/html"})
    assert "text/html; charset=utf-8" == page.headers["content-type"]
    assert 'href="/id/body/river-forum"' in page.text
    assert "Accept" in page.headers["vary"]


def test_nothing_found_says_what_to_try(http: httpx.Client) -> None:
    page = http.get("/search?q=zzzz", headers={"accept": "text/html"}).text
    assert "Try fewer words" in page


def test_addresses_are_of_this_host(searcher: Searcher) -> None:
    assert [] == [one for one in searcher.complete("a") if BASE in one["href"]]
