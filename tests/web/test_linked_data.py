"""Every IRI answers: negotiation against a running server."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import sha256
from html import unescape
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SDO, SH

from graph.inference import read_rules
from graph.rdf.dataset_description import SERVICE
from graph.release import CATALOGUE, Release
from graph.settings import Settings
from graph.terms import AL, BASE, Ontology
from web.pages.questions import QUERIES
from web.rdf_formats import FORMATS

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
FORUM = "/id/body/river-forum"
TYPES = {one.suffix: one.media_type for one in FORMATS.values()}
SYNTAXES = {one.suffix: one.syntax or RdfFormat.JSON_LD for one in FORMATS.values()}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
PATHS = [
    FORUM,
    "/id/document/lake-report",
    "/id/topic/river-safety",
    "/passage/lake-report/main/3",
    "/graph/apparatus",
]


def get(http: httpx.Client, path: str, accept: str | None = None) -> httpx.Response:
    return http.get(path, headers={"accept": accept if accept is not None else "*/*"})


@pytest.fixture(scope="module")
def reading(small_release: Release) -> str:
    """Path of some reading."""
    graphs = {quad.graph_name.value for quad in small_release.read_quads()}
    return "/" + min(g for g in graphs if "/reading/" in g).removeprefix(BASE)


# the matrix: what a request may say, and the format it gets


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        *((media_type, suffix) for suffix, media_type in TYPES.items()),
        ("*/*", "ttl"),
        ("", "ttl"),
        ("text/*", "ttl"),
        ("text/*;q=0.5, text/turtle;q=0.1", "html"),
        ("application/*", "nt"),
        ("application/ld+json;q=0.9, text/turtle;q=0.8", "jsonld"),
        ("application/ld+json;q=0.2, application/rdf+xml;q=0.7, */*;q=0.1", "rdf"),
        ("text/turtle;q=0, */*;q=0.1", "nt"),
        ("image/png, application/trig;q=0.001", "trig"),
        ("APPLICATION/LD+JSON", "jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ("text/turtle ; q=0.3 , text/html ; q=0.4", "html"),
        (BROWSER, "html"),
    ],
)
def test_a_thing_leads_to_the_document_that_is_asked_for(
    http: httpx.Client, accept: str, suffix: str
) -> None:
    response = get(http, FORUM, accept)
    assert (response.status_code, response.headers["location"]) == (303, f"{FORUM}.{suffix}")
    assert "Accept" in response.headers["vary"].split(", ")
    assert response.content == b""


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_suffix_goes_before_the_header(http: httpx.Client, suffix: str) -> None:
    for accept in ("image/png", "text/html", "text/turtle"):
        response = get(http, f"{FORUM}.{suffix}", accept)
        assert response.status_code == 200
        assert response.headers["content-type"].partition(";")[0] == TYPES[suffix]


@pytest.mark.parametrize("path", [FORUM, "/ns"])
def test_what_takes_none_of_the_formats_is_told_which_there_are(
    http: httpx.Client, path: str
) -> None:
    response = get(http, path, "image/png, text/turtle;q=0")
    assert (response.status_code, response.json()["code"]) == (406, "NOT_ACCEPTABLE")
    assert response.json()["available"] == {t: f"{path}.{s}" for s, t in TYPES.items()}
    assert all(media_type in response.json()["title"] for media_type in TYPES.values())
    assert f'<{path}.ttl>; rel="describedby"; type="text/turtle"' in response.headers["link"]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("path", PATHS)
def test_everything_has_a_document_in_each_format(
    http: httpx.Client, path: str, suffix: str
) -> None:
    response = http.get(path, headers={"accept": TYPES[suffix]}, follow_redirects=True)
    assert (response.status_code, response.url.path) == (200, f"{path}.{suffix}")
    if suffix == "html":
        assert "<h1>" in response.text
    else:
        found = {q.subject for q in parse(response.content, format=SYNTAXES[suffix])}
        assert NamedNode(BASE + path[1:]) in found or path == "/graph/apparatus"


def test_readings_answer_too(http: httpx.Client, reading: str) -> None:
    assert get(http, reading).status_code == 303
    assert 'rel="canonical"' in get(http, f"{reading}.trig").headers["link"]


@pytest.mark.parametrize("path", [FORUM, f"{FORUM}.ttl", f"{FORUM}.html", "/ns", "/context.jsonld"])
def test_head_says_what_get_says(http: httpx.Client, path: str) -> None:
    got, head = http.get(path), http.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    for name in ("content-type", "etag", "link", "vary", "location", "content-length"):
        assert head.headers.get(name) == got.headers.get(name)


@pytest.mark.parametrize("path", [f"{FORUM}.ttl", f"{FORUM}.html", "/ns.jsonld", "/context.jsonld"])
def test_what_a_client_has_is_not_sent_again(http: httpx.Client, path: str) -> None:
    whole = http.get(path)
    tag = whole.headers["etag"]
    for known in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        response = http.get(path, headers={"if-none-match": known})
        assert (response.status_code, response.content) == (304, b"")
        for name in ("etag", "vary"):
            assert response.headers[name] == whole.headers[name]
    assert http.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_tag_is_strong_only_where_the_bytes_are_the_same(http: httpx.Client) -> None:
    plain, zipped = (
        http.get(f"{FORUM}.html", headers={"accept-encoding": coding})
        for coding in ("identity", "gzip")
    )
    assert zipped.headers["content-encoding"] == "gzip"
    assert plain.headers["etag"] == zipped.headers["etag"]
    assert plain.headers["etag"].startswith("W/")


def test_links_tell_formats_licence_and_how_to_cite(http: httpx.Client) -> None:
    link = http.get(f"{FORUM}.html").headers["link"]
    for expected in (
        f'<{FORUM}.html>; rel="canonical"',
        f'<{FORUM}.jsonld>; rel="describedby"; type="application/ld+json"',
        '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
        f'<{BASE}id/body/river-forum>; rel="cite-as"',
    ):
        assert expected in link


# what is not there


def test_what_never_was_is_not_found_and_names_like_it_are_told(http: httpx.Client) -> None:
    response = get(http, "/id/body/river-forun")
    assert (response.status_code, response.json()["code"]) == (404, "NOT_FOUND")
    assert FORUM in response.json()["near"].values()


def test_a_browser_is_told_in_a_page(http: httpx.Client) -> None:
    response = get(http, "/id/body/river-forun", BROWSER)
    assert (response.status_code, response.headers["content-type"]) == (
        404,
        "text/html; charset=utf-8",
    )
    assert f'<a href="{FORUM}">' in response.text


@pytest.mark.parametrize(
    "path",
    ["/id/", "/id/body", "/id/nothing/x", "/passage/x", "/graph/x", "/ns/9.9", "/id/body/x.ttl"],
)
def test_other_addresses_are_not_found(http: httpx.Client, path: str) -> None:
    assert get(http, path).status_code == 404


def test_markup_in_an_address_stays_text(http: httpx.Client) -> None:
    response = get(http, "/id/body/<script>alert(1)</script>", BROWSER)
    assert response.status_code == 404
    assert "<script>" not in response.text


def test_what_an_earlier_release_had_is_gone(
    small_release: Release, serving: Serving, tmp_path: Path
) -> None:
    releases = tmp_path / "releases"
    shutil.copytree(small_release.folder.parent, releases)
    earlier = releases / "0123456789abcdef"
    earlier.mkdir()
    shutil.copy(small_release.catalogue, earlier)
    with sqlite3.connect(earlier / CATALOGUE) as connection:
        row = ("old-guild", "Body", f"{BASE}id/body/old-guild", "old-guild", 0)
        connection.execute("INSERT INTO key VALUES (?, ?, ?, ?, ?)", row)
    connection.close()
    with serving(Settings(releases=releases, store="embedded", documents=None)) as http:
        for path in ("/id/body/old-guild", "/id/body/old-guild.ttl"):
            response = get(http, path)
            assert (response.status_code, response.json()["code"]) == (410, "GONE")
            assert "was in release 0123456789abcdef" in response.json()["title"]
        assert get(http, "/id/body/older-guild").status_code == 404
        assert get(http, FORUM).status_code == 303


# the ontology


def anchors(http: httpx.Client, path: str) -> set[str]:
    return set(re.findall(r'id="([^"]+)"', unescape(http.get(path).text)))


def test_each_term_has_its_place_on_the_page_of_the_ontology(http: httpx.Client) -> None:
    statements = parse(http.get("/ns.nt").content, format=RdfFormat.N_TRIPLES)
    subjects = {s.subject.value for s in statements if isinstance(s.subject, NamedNode)}
    terms = {iri.removeprefix(str(AL)) for iri in subjects if iri.startswith(str(AL))}
    assert terms - {""} <= anchors(http, "/ns.html")


@pytest.mark.parametrize("path", PATHS)
def test_terms_on_pages_lead_to_their_places(http: httpx.Client, path: str) -> None:
    page = unescape(http.get(f"{path}.html").text)
    assert set(re.findall(r'href="/ns#([^"]+)"', page)) <= anchors(http, "/ns.html")


@pytest.mark.parametrize("path", ["/ns", "/ns/1.1.0"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_the_ontology_is_one_document(
    http: httpx.Client, ontology: Ontology, path: str, suffix: str
) -> None:
    response = get(http, path, TYPES[suffix])
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == TYPES[suffix]
    if suffix == "html":
        assert all(f'id="{name}"' in response.text for name in ontology.classes)
    else:
        found = {q.subject for q in parse(response.content, format=SYNTAXES[suffix])}
        assert {NamedNode(c.iri) for c in ontology.classes.values()} <= found
        assert {NamedNode(iri) for iri in ontology.concepts} <= found


def test_the_page_of_the_ontology_is_complete(http: httpx.Client, ontology: Ontology) -> None:
    page = unescape(http.get("/ns.html").text)
    definitions = {c.name: c.definition for c in ontology.classes.values()}
    definitions |= {p.name: p.definition for p in ontology.properties.values()}
    for name, definition in definitions.items():
        assert f'id="{name}"' in page
        assert definition in page
    for concept in ontology.concepts.values():
        assert f'id="{concept.iri.removeprefix(str(AL))}"' in page
        assert concept.definition in page
    for rule in read_rules():
        assert rule.query.strip() in page
    for expected in ("http://www.w3.org/ns/org#Organization", 'href="/id/body/', "/ns/1.1.0"):
        assert expected in page


def test_the_ontology_is_no_data(http: httpx.Client) -> None:
    assert f"<{BASE}passage/" not in http.get("/ns.nt").text


def test_the_context_names_every_term(http: httpx.Client, ontology: Ontology) -> None:
    response = http.get("/context.jsonld")
    assert response.headers["content-type"] == "application/ld+json"
    assert response.headers["access-control-allow-origin"] == "*"
    context = response.json()["@context"]
    assert context["al"] == str(AL)
    assert {*ontology.classes, *ontology.properties} <= context.keys()


SELECTS = {
    "shapes": "SELECT ?shape { ?shape a sh:NodeShape }",
    "sparql/examples": """SELECT ?query { ?example a sh:SPARQLExecutable ; rdfs:comment ?comment ;
        sh:select ?query ; schema:target ?endpoint }""",
}
"""What users of documents that are data only look for in them."""


@pytest.mark.parametrize("path", SELECTS)
@pytest.mark.parametrize("suffix", [s for s in FORMATS if s != "html"])
def test_documents_that_are_data_only_are_published(
    http: httpx.Client, path: str, suffix: str
) -> None:
    response = get(http, f"/{path}", TYPES[suffix])
    assert response.headers["content-type"].partition(";")[0] == TYPES[suffix]
    store = Store()
    store.extend(parse(response.content, format=SYNTAXES[suffix]))
    prefixes = {"sh": str(SH), "rdfs": str(RDFS), "schema": str(SDO)}
    found = store.query(SELECTS[path], prefixes=prefixes, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    assert next(found)
    assert response.content == get(http, f"/{path}.{suffix}").content


@pytest.mark.parametrize("path", SELECTS)
def test_documents_that_are_data_only_have_no_page(http: httpx.Client, path: str) -> None:
    assert get(http, f"/{path}", "text/html").status_code == 406
    assert get(http, f"/{path}.html").status_code == 404


def test_examples_of_sparql_are_the_worked_questions(http: httpx.Client) -> None:
    graph = Graph().parse(data=get(http, "/sparql/examples.ttl").text, format="turtle")
    queries = {str(query) for query in graph.objects(None, SH.select)}
    assert queries == {path.read_text("utf-8") for path in QUERIES.glob("*.rq")}
    for example in graph.subjects(RDF.type, SH.SPARQLSelectExecutable):
        page = get(http, str(example).removeprefix(BASE.rstrip("/")), "text/html")
        assert str(graph.value(example, RDFS.label)) in unescape(page.text)
        declared = graph.objects(graph.value(example, SH.prefixes), SH.declare)
        known = {str(graph.value(one, SH.prefix)) for one in declared}
        used = re.findall(r"^PREFIX (\w+):", str(graph.value(example, SH.select)), re.MULTILINE)
        assert {*used} <= known
    described = Graph().parse(data=get(http, "/sparql", "text/turtle").text, format="turtle")
    assert (URIRef(SERVICE), RDFS.seeAlso, URIRef(f"{BASE}sparql/examples")) in described


# the release as a whole


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_release_answers_too(http: httpx.Client, small_release: Release, suffix: str) -> None:
    path = f"/release/{small_release.id}"
    response = http.get(path, headers={"accept": TYPES[suffix]}, follow_redirects=True)
    assert (response.status_code, response.url.path) == (200, f"{path}.{suffix}")
    if suffix != "html":
        found = {q.subject for q in parse(response.content, format=SYNTAXES[suffix])}
        assert NamedNode(BASE + path[1:]) in found


@pytest.mark.parametrize("path", ["/.well-known/void", "/catalog"])
def test_descriptions_are_where_they_are_looked_for(
    http: httpx.Client, small_release: Release, path: str
) -> None:
    body = http.get(f"/release/{small_release.id}.ttl").content
    assert body == get(http, path, "text/turtle").content
    assert get(http, path, "image/png").status_code == 406


def test_files_are_what_their_checksums_say(http: httpx.Client) -> None:
    sums = http.get("/data/SHA256SUMS").text.splitlines()
    page = http.get("/data/").text
    assert len(sums) > 6
    for line in sums:
        digest, name = line.split("  ")
        response = http.get(f"/data/{name}")
        assert sha256(response.content).hexdigest() == digest
        assert response.headers["etag"] == f'"{digest}"'
        assert http.head(f"/data/{name}").headers["content-length"] == str(len(response.content))
        known = {"if-none-match": f'"{digest}"'}
        assert http.get(f"/data/{name}", headers=known).status_code == 304
        assert f'href="/data/{name}"' in page
        assert digest in page


@pytest.mark.parametrize("path", ["/data/nothing.gz", "/data/../quads.nq", "/release/x"])
def test_there_are_no_other_files(http: httpx.Client, path: str) -> None:
    assert get(http, path).status_code == 404
