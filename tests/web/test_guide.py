"""The guide for Neo4j Browser: its two renderings, its queries, how it is served."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from httpx import Client
from neo4j import GraphDatabase

from graph.terms import Ontology
from tests.places import QUERIES
from web.neo4j_browser.grass import render_style
from web.neo4j_browser.guide import (
    Guide,
    SavedQuery,
    read_guide,
    render_asciidoc,
    render_html,
)
from web.neo4j_browser.routes import saved_queries

GUIDE = read_guide()
RUNNABLE = re.findall(
    r"^\[source,cypher\]\n----\n(.*?)\n----$", render_asciidoc(GUIDE), re.MULTILINE | re.DOTALL
)
BROWSER = "http://127.0.0.1:7474"


@pytest.fixture
def guide(tmp_path: Path) -> Guide:
    path = tmp_path / "guide.md"
    path.write_text(
        "# Lakes\n\n## One\n\nSee `name` and\n**all** of [it](http://a/b).\n\n"
        "```cypher\n// All\nMATCH (n) WHERE 1 < 2\nRETURN n\n```\n\n## Two\n\n- a\n  b\n- c\n",
        "utf-8",
    )
    return read_guide(path)


def test_a_guide_is_slides_of_words_and_queries(guide: Guide) -> None:
    assert ("Lakes", ["One", "Two"]) == (guide.title, [slide.heading for slide in guide.slides])
    [query] = guide.queries
    assert SavedQuery("// All\nMATCH (n) WHERE 1 < 2\nRETURN n") == query
    assert query.name == "All"


def test_html_is_a_carousel_with_queries_to_click(guide: Guide) -> None:
    html = render_html(guide)
    assert html.count("<slide ") == 2
    assert '<p>See <code>name</code> and\n<strong>all</strong> of <a href="http://a/b"' in html
    assert 'runnable">// All\nMATCH (n) WHERE 1 &lt; 2\nRETURN n</pre>' in html
    assert "<ul>\n<li>a\nb</li>\n<li>c</li>\n</ul>" in html


def test_asciidoc_has_the_same_slides(guide: Guide) -> None:
    text = render_asciidoc(guide)
    assert text.startswith("= Lakes\n\n== One\n\nSee `+name+` and *all* of http://a/b[it].\n")
    assert "[source,cypher]\n----\n// All\nMATCH (n) WHERE 1 < 2\nRETURN n\n----\n" in text
    assert "== Two\n\n* a b\n* c\n" in text


def test_each_query_of_the_guide_has_a_name() -> None:
    names = [query.name for query in GUIDE.queries]
    assert len(set(names)) == len(names)
    assert all(query.cypher.startswith("// ") for query in GUIDE.queries)


@pytest.mark.parametrize("cypher", RUNNABLE, ids=lambda cypher: SavedQuery(cypher).name)
def test_each_block_of_the_guide_gives_rows(filled_neo4j: str, cypher: str) -> None:
    with GraphDatabase.driver(filled_neo4j, notifications_min_severity="WARNING") as driver:
        result = driver.execute_query(cypher)
    assert result.records
    assert [s.gql_status for s in result.summary.gql_status_objects if s.is_notification] == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("asean-labour.html", "text/html"),
        ("asean-labour.adoc", "text/plain"),
        ("style.grass", "text/plain"),
        ("queries.zip", "application/zip"),
    ],
)
def test_browser_may_read_it_from_another_origin(http: Client, path: str, kind: str) -> None:
    found = http.get(f"/guide/{path}", headers={"Origin": BROWSER})
    assert (200, "*") == (found.status_code, found.headers["access-control-allow-origin"])
    assert found.headers["content-type"].startswith(kind)


def test_the_style_is_that_of_the_ontology(http: Client, ontology: Ontology) -> None:
    assert render_style(ontology) == http.get("/guide/style.grass").text


def test_saved_queries_are_two_folders_of_questions_and_steps() -> None:
    content = saved_queries(GUIDE)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    questions = sorted(QUERIES.glob("*.cypher"))
    assert len(questions) + len(GUIDE.queries) == len(names)
    assert {
        "ASEAN labour cooperation, questions",
        "ASEAN labour cooperation, guide",
    } == {name.partition("/")[0] for name in names}
    assert content == saved_queries(GUIDE)
