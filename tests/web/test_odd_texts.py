"""Programs of others read what we write, whatever stands in names and questions."""

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest
from pybtex.database import Entry, parse_string
from rdflib import Dataset, URIRef, Variable
from rdflib.query import Result

from graph.rdf.export import ExportFormat, read_prefixes, write_export
from graph.release import Release
from graph.settings import Settings
from graph.terms import AL, BASE, Ontology
from loaders.build import build_release
from loaders.neo4j.install import Installation
from tests.places import SMALL
from tests.web.test_jena import run

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # of rdflib itself
Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
TEXTS = {
    "braces": "{ what } {{",
    "opened": "Old { what",
    "closed": "Old } what",
    "escaped": r"a\{b and \}c\\",
    "backslash": "ends in a backslash \\",
    "signs": "100% of #1, @home{x, & $5_a ~^",
    "quotes": 'he said "what", \'so\' `x` ""',
    "fields": "a, title = {b}, c = d # e",
    "markup": "<b>&amp; ]]> <!-- --> <?x?> &#1;",
    "lines": "two\nlines and a\ttab",
    "letters": "Łódź – “naïve” 中文 ไทย e\u0301 😀",
    "marks": "\u202eabc\u200b\u00a0x\u2028y\u0085z",
    "wide": "x" * 3_000,
    "long": "word " * 2_000 + "end",
    "formula": "=1+1;'cmd'!A1",
}
FORMATS = {
    "ttl": "turtle",
    "nt": "nt",
    "nq": "nquads",
    "trig": "trig",
    "rdf": "xml",
    "jsonld": "json-ld",
}
S, NAME = Variable("s"), Variable("name")
NAMES = "SELECT ?s ?name { ?s a <https://w3id.org/asean-labour/ns#Body> ; <https://w3id.org/asean-labour/ns#name> ?name }"


@pytest.fixture(scope="module")
def odd_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The small release with a body of each name, and a passage with each as its locator."""
    tables = tmp_path_factory.mktemp("tables") / "tables"
    shutil.copytree(SMALL, tables)
    for table, columns in (
        ("bodies", "key,name,bodyKind,passage"),
        ("passages", "key,locator,wordsOf,section"),
    ):
        path = tables / "lake-plan" / f"{table}.csv"
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        rows += [row(table, key, text) for key, text in TEXTS.items()]
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys([*rows[0], *columns.split(",")])))
            writer.writeheader()
            writer.writerows(rows)
    return build_release(tmp_path_factory.mktemp("odd"), data=tables)


def row(table: str, key: str, text: str) -> dict[str, str]:
    if table == "passages":
        return {"key": f"odd/{key}", "locator": text, "wordsOf": "lake-plan", "section": "odd"}
    return {"key": key, "name": text, "bodyKind": "network", "passage": f"odd/{key}"}


@pytest.fixture(scope="module")
def odd(odd_release: Release, serving: Serving) -> Iterator[httpx.Client]:
    with serving(Settings(releases=odd_release.folder.parent, documents=None)) as client:
        yield client


# BibTeX

ESCAPES = {
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbraceleft": "{",
    "textbraceright": "}",
}


def plain(latex: str) -> str:
    """Text that LaTeX shows, of what we write."""
    return re.sub(r"\\(?:([a-z]+)\{\}|([%$&#_]))", lambda m: ESCAPES[m[1]] if m[1] else m[2], latex)


def in_a_line(text: str) -> str:
    return " ".join(text.split())


def cited(http: httpx.Client, query: str, kind: str = "bibtex") -> httpx.Response:
    response = http.post(f"/graphql?format={kind}", json={"query": query})
    assert 200 == response.status_code, response.text
    return response


def entry_of(response: httpx.Response) -> Entry:
    [entry] = parse_string(response.text, "bibtex").entries.values()
    fields = {"title", "howpublished", "version", "url", "urldate", "note"}
    assert fields == set(entry.fields) - {"annote"}
    return entry


@pytest.mark.parametrize("name", TEXTS)
def test_bibtex_reads_every_title(odd: httpx.Client, name: str) -> None:
    title = in_a_line(TEXTS[name])
    entry = entry_of(cited(odd, f"# {title}\n{{ bodies {{ nodes {{ name }} }} }}"))
    assert title.strip("# ") == plain(entry.fields["title"].removeprefix("{").removesuffix("}"))


def test_bibtex_reads_every_locator(odd: httpx.Client) -> None:
    query = "{ bodies { edges { evidence { locator } } } }"
    [item] = cited(odd, query, "csl").json()
    listed = plain(entry_of(cited(odd, query)).fields["annote"])
    assert in_a_line(item["annote"]) == listed
    assert all(in_a_line(text) in listed for text in TEXTS.values())


@pytest.mark.parametrize("title", ["", "#", "中文", "{}", "🙂", "\x01", "\x07\x7f", "@", ","])
def test_bibtex_reads_an_entry_without_words(odd: httpx.Client, title: str) -> None:
    response = cited(odd, f"#{title}\n{{ bodies {{ nodes {{ name }} }} }}")
    assert re.match(r"@misc\{[A-Za-z0-9]+-[0-9a-f]{8},\n", response.text)
    assert re.sub(r"[\x00-\x1f\x7f-\x9f]", "", title).strip("# ") in plain(
        entry_of(response).fields["title"]
    )


# RDF and XML


def names(content: bytes | str, syntax: str) -> set[tuple[str, str]]:
    """Keys and names of bodies, as rdflib reads them."""
    data = Dataset()
    data.parse(data=content, format=syntax)
    found = data.quads((None, URIRef(AL.name), None, None))
    return {(str(of).removeprefix(f"{BASE}id/body/"), str(name)) for of, _, name, _ in found}


@pytest.mark.parametrize("suffix", FORMATS)
def test_rdflib_reads_every_name(odd: httpx.Client, suffix: str) -> None:
    for key, text in TEXTS.items():
        content = odd.get(f"/id/body/{key}.{suffix}").content
        assert (key, text) in names(content, FORMATS[suffix])


@pytest.fixture(params=ExportFormat)
def exported(
    request: pytest.FixtureRequest, odd_release: Release, ontology: Ontology, tmp_path: Path
) -> Path:
    """The whole release in a format."""
    suffix = "rdf" if request.param is ExportFormat.RDFXML else request.param
    path = tmp_path / f"odd.{suffix}"
    with path.open("wb") as file:
        write_export(odd_release, request.param, file, read_prefixes(ontology))
    return path


def test_rdflib_reads_the_whole(exported: Path) -> None:
    assert TEXTS.items() <= names(exported.read_bytes(), FORMATS[exported.suffix[1:]])


def test_riot_reads_the_whole(jena: Installation, exported: Path) -> None:
    assert TEXTS.items() <= names(run(jena, "riotcmd.riot", "--output=nquads", exported), "nquads")


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_rdflib_reads_every_result(odd: httpx.Client, kind: str) -> None:
    accept = {"accept": f"application/sparql-results+{kind}"}
    response = odd.get("/sparql", params={"query": NAMES}, headers=accept)
    rows = Result.parse(BytesIO(response.content), format=kind).bindings
    found = {(str(one[S]).removeprefix(f"{BASE}id/body/"), str(one[NAME])) for one in rows}
    assert TEXTS.items() <= found


def test_tables_of_results_hold_every_name(odd: httpx.Client) -> None:
    def rows(media_type: str) -> str:
        headers = {"accept": media_type}
        return odd.get("/sparql", params={"query": NAMES}, headers=headers).content.decode()

    separated = list(csv.reader(StringIO(rows("text/csv"), newline="")))
    tabbed = [line.split("\t") for line in rows("text/tab-separated-values").split("\n")[1:-1]]
    for key, text in TEXTS.items():
        iri = f"{BASE}id/body/{key}"
        assert [iri, text] in separated
        assert [text] == [json.loads(name) for of, name in tabbed if of == f"<{iri}>"]


@pytest.mark.parametrize("sign", ["\r", "\r\n", "\n", "\t", " ", "\x85", "\u2028", "\ud7ff", "😀"])
def test_xml_holds_what_it_can(odd: httpx.Client, sign: str) -> None:
    text = json.dumps(f"{sign}a{sign}b{sign}", ensure_ascii=True)
    if "\\ud83d" in text:
        text = f'"{sign}a{sign}b{sign}"'
    for query, accept in (
        (f"SELECT ({text} AS ?x) {{}}", "application/sparql-results+xml"),
        (f"CONSTRUCT {{ <a> <http://x/b> {text} }} {{}}", "application/rdf+xml"),
    ):
        content = odd.get("/sparql", params={"query": query}, headers={"accept": accept}).content
        assert f"{sign}a{sign}b{sign}" in [one.text for one in ET.fromstring(content).iter()]  # noqa: S314  # our own


def test_tables_hold_every_name(odd: httpx.Client) -> None:
    query = "{ bodies { nodes { key name } } }"
    response = odd.post("/graphql?format=csv", json={"query": query})
    assert (
        TEXTS.items() <= dict(csv.reader(StringIO(response.content.decode(), newline=""))).items()
    )
    table = odd.post("/graphql?format=json", json={"query": query}).json()
    assert TEXTS.items() <= dict(row["cells"] for row in table["rows"]).items()
