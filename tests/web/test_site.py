"""The front page and the gallery: what they tell is in the data, and answers are the expected ones."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape
from html.parser import HTMLParser

import httpx
import pytest
import yaml
from httpx import AsyncClient
from markupsafe import escape

from graph.model.read_model import build_model
from graph.release import Release
from graph.settings import Settings
from graph.terms import Ontology
from loaders.neo4j.process import free_port
from tests.answers.questions import QUESTIONS, Case
from tests.places import ROOT
from tests.web.test_pages import Words
from web.pages.front_page import read_citation
from web.pages.questions import Question, read_questions

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
HTML = {"accept": "text/html"}
CITATION = ROOT / "CITATION.cff"
each_read = pytest.mark.parametrize("question", read_questions(), ids=lambda one: one.stem)
each_question = pytest.mark.parametrize("case", QUESTIONS, ids=lambda case: case.table)


# the front page


def test_the_front_page_tells_every_document(
    http: httpx.Client, small_release: Release, ontology: Ontology
) -> None:
    page = unescape(http.get("/").text)
    model = build_model(small_release.read_quads(), ontology)
    for document in model.members["Document"]:
        passages = list(model.edges["passages"].get(document, ()))
        assert model.text("name", document) in page
        assert f'<td class="figure">{len(passages):,}</td>' in page
    assert f"{len(model.things):,} things" in page
    assert small_release.id in page


def test_the_front_page_leads_to_all_ways_in(http: httpx.Client) -> None:
    page = http.get("/").text
    for way in ("/questions/", "/graphql", "/sparql", "/data/", "/ns", "/guide/asean-labour.html"):
        assert f'href="{way}' in page
        assert http.get(way, headers=HTML).status_code == 200


def test_the_front_page_cites_as_the_citation_file_says(http: httpx.Client) -> None:
    known = yaml.safe_load(CITATION.read_text("utf-8"))
    citation = read_citation()
    assert (known["title"], str(known["version"])) == (citation.title, citation.version)
    assert ", ".join(author["name"] for author in known["authors"]) == citation.authors
    assert citation.authors in http.get("/").text


def test_the_front_page_is_known_to_those_who_have_it(http: httpx.Client) -> None:
    tag = http.get("/").headers["etag"]
    assert 304 == http.get("/", headers={"if-none-match": tag}).status_code


# the gallery


class Rows(HTMLParser):
    """The rows of the answers of a page, each with the text of the bands it stands below.

    What a caption stands for and what is folded count as text, quotes do not.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[str] = []
        self._bands: dict[int, str] = {}
        self._level: int | None = None
        self._text = ""
        self._inside = self._quotes = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        self._quotes += tag == "blockquote"
        self._text += f"{dict(attrs).get('title') or ''} "
        if tag == "tbody":
            self._inside = 1
        elif tag == "table":
            self._bands = {}
        elif tag == "tr":
            self._text = ""
            self._level = int(classes[1].rpartition("-")[2]) if "band" in classes else None

    def handle_endtag(self, tag: str) -> None:
        self._quotes -= tag == "blockquote"
        if tag == "tbody":
            self._inside = 0
        elif tag == "tr" and self._inside:
            self._end_row()

    def _end_row(self) -> None:
        if self._level is None:
            self.rows.append(" ".join([*self._bands.values(), self._text]))
        else:
            kept = {level: text for level, text in self._bands.items() if level < self._level}
            self._bands = kept | {self._level: self._text}

    def handle_data(self, data: str) -> None:
        if not self._quotes:
            self._text += data


def page_of(case: Case) -> str:
    rows = f"rows={case.rows}&" if case.rows else ""
    variables = "&".join(f"{name}={value}" for name, value in case.variables.items())
    return f"/questions/{case.stem}?{rows}{variables}"


def words(row: str) -> str:
    return " ".join(row.lower().split())


@pytest.fixture(scope="module")
def gallery(serving: Serving, release: Release) -> Iterator[httpx.Client]:
    """The site with the whole release, without quotes."""
    settings = Settings(store="embedded", releases=release.folder.parent, documents=None)
    with serving(settings) as client:
        yield client


@each_question
def test_a_page_shows_the_rows_of_the_expected_table(gallery: httpx.Client, case: Case) -> None:
    response = gallery.get(page_of(case))
    assert response.status_code == 200
    shown = [words(unescape(row)) for row in Rows(response.text).rows]
    _, rows = case.expected()
    if case.flatten:  # its rows are put together from several tables, or from several rows of one
        shown = [words(unescape(response.text))]
    else:
        assert len(rows) == len(shown) if case.rows else len(rows) >= len(shown)
    for row in rows:
        parts = [words(part) for cell in row for part in cell.split("; ")]
        assert any(all(part in one for part in parts) for one in shown), row


@each_read
def test_each_question_is_answered_and_leads_on(gallery: httpx.Client, question: Question) -> None:
    stem = question.stem
    response = gallery.get(f"/questions/{stem}")
    assert response.status_code == 200
    assert f'href="/graphql?question={stem}' in response.text
    assert (f'href="/sparql?question={stem}' in response.text) == bool(question.sparql)
    assert escape(question.graphql) in response.text
    assert escape(question.cypher) in response.text
    assert f'href="/questions/{stem}"' in gallery.get("/questions/").text


@each_question
async def test_both_stores_show_the_same_page(
    embedded_api: AsyncClient, neo4j_api: AsyncClient, case: Case
) -> None:
    address = page_of(case)
    assert (await embedded_api.get(address)).text == (await neo4j_api.get(address)).text


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        (
            "/questions/with-acmw-and-partner",
            [
                "ACMW (responsible)",
                "SLOM (recipient, “report it regularly to”)",
                "adopted (when 2010-05)",
            ],
        ),
        ("/questions/timor-leste-at-the-almm?rows=events", ["observer (“attended as observers”)"]),
    ],
)
def test_a_row_pairs_each_agent_with_its_role(
    gallery: httpx.Client, rows: str, shown: list[str]
) -> None:
    read = " ".join(Words(gallery.get(rows).text).words.split())
    for text in shown:
        assert text in read


def test_a_changed_variable_changes_answer_and_links(gallery: httpx.Client) -> None:
    rows = "rows=provisions.assignments"
    page = unescape(gallery.get(f"/questions/with-acmw-and-partner?partner=ILO&{rows}").text)
    case = next(case for case in QUESTIONS if case.partner == "ILO")
    assert len(case.expected()[1]) == len(Rows(page).rows)
    assert "variables=%7B%22partner%22%3A%22ILO%22%7D" in page


def test_the_file_of_a_page_has_its_rows(gallery: httpx.Client) -> None:
    page = unescape(gallery.get("/questions/with-acmw-and-partner?partner=ILO").text)
    address = page.split("download>CSV")[0].rpartition('href="')[2].partition('"')[0]
    lines = gallery.get(address).text.strip().split("\r\n")
    assert len(Rows(page).rows) == len(lines) - 1


def test_a_wrong_name_is_told_at_its_field_with_names_like_it(gallery: httpx.Client) -> None:
    response = gallery.get("/questions/with-acmw-and-partner?partner=ACMV")
    page = unescape(response.text)
    assert response.status_code == 400
    assert "no agent has the key 'ACMV'" in page
    assert 'href="/questions/with-acmw-and-partner?partner=ACMW"' in page
    assert 'aria-invalid="true"' in page


def test_a_wrong_day_is_told_at_its_field(gallery: httpx.Client) -> None:
    page = gallery.get("/questions/not-ratified-by-a-state?day=soon")
    assert page.status_code == 400
    field = page.text.split('id="about-day"')[1].partition("</div>")[0]
    assert "soon" in unescape(field)


def test_a_wrong_choice_of_rows_is_told(gallery: httpx.Client) -> None:
    page = gallery.get("/questions/with-acmw-and-partner?rows=nobody")
    assert page.status_code == 400
    assert "rows=nobody is no list in it; expected one of" in page.text


def test_an_unknown_question_leads_to_those_there_are(gallery: httpx.Client) -> None:
    page = gallery.get("/questions/no-such")
    assert page.status_code == 404
    assert 'href="/questions/with-acmw-and-partner"' in page.text


def test_rows_lead_to_things_and_passages(gallery: httpx.Client) -> None:
    page = gallery.get("/questions/with-acmw-and-partner").text
    assert 'href="/id/body/slom"' in page
    assert 'href="/passage/almm-28-communique/main/7"' in page


def test_the_gallery_is_told_by_themes(gallery: httpx.Client) -> None:
    page = gallery.get("/questions/").text
    assert page.count('class="theme"') == gallery.get("/").text.count("questions/#")


def test_a_site_without_its_store_says_so(serving: Serving, small_release: Release) -> None:
    settings = Settings(
        store="neo4j",
        releases=small_release.folder.parent,
        documents=None,
        neo4j_uri=f"bolt://127.0.0.1:{free_port()}",
    )
    with serving(settings) as client:
        for path in ("/", "/questions/ratifications-of-2017"):
            response = client.get(path, headers=HTML)
            assert response.status_code == 503
            assert response.headers["content-type"].startswith("text/html")
        assert client.get("/search?q=river", headers=HTML).status_code == 200


def test_what_differs_only_in_its_rows_is_told_apart(gallery: httpx.Client) -> None:
    page = gallery.get("/questions/how-two-partners-are-joined?from=World+Vision&to=IALI")
    query = '{ path(from: "World Vision", to: "IALI", maxLength: 4) { length } }'
    ways = gallery.get("/graphql", params={"query": query}).json()["data"]["path"]
    assert len(ways) == page.text.count('class="band level-1"') > 1


# what is not here


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/nonexistent", "/questions/"),
        ("/acmw", "/id/body/acmw"),
        ("/bodies/asean-oshnet", "/id/body/asean-oshnet"),
        ("/question", "/questions/"),
        ("/graphq", "/graphql"),
        ("/ratifications-of-2016", "/questions/ratifications-of-2017"),
        ("/id/body/acmv", "/id/body/acmw"),
        ("/questions/with-acmw-and-partners", "/questions/with-acmw-and-partner"),
        ("/docs/nobody", "/docs/"),
        ("/static/nobody.js", "/"),
    ],
)
def test_what_is_not_here_is_a_page_with_names_like_it(
    gallery: httpx.Client, path: str, near: str
) -> None:
    response = gallery.get(path, headers=HTML)
    assert 404 == response.status_code
    assert response.headers["content-type"].startswith("text/html")
    page = Words(response.text)
    assert near in page.links
    assert "Not here" in page.words


@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_programs_are_told_in_json(gallery: httpx.Client, accept: str) -> None:
    response = gallery.get("/nonexistent", headers={"accept": accept})
    assert "NOT_FOUND" == response.json()["errors"][0]["extensions"]["code"]
    posted = gallery.post("/nonexistent", headers=HTML)
    assert "application/json" == posted.headers["content-type"].partition(";")[0]
