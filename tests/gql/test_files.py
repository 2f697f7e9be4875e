"""Answers as files: formats, tables in JSON, sidecars, citations, and releases asked for."""

import csv
import re
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import yaml

from gql.files.citation import AUTHOR, TITLE
from graph.release import Release
from graph.terms import AL, BASE
from tests.places import ROOT

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TASKS = """# Who is to do what in one provision?
query Tasks($first: Int) {
  provisions(first: $first) {
    edges {
      node {
        __typename
        iri
        number
        force
        instrument { name date }
        assignments { edges { node { role agent { name } } evidence { locator } } }
      }
      evidence { locator }
    }
  }
}"""
PLAIN = "{ conventions { nodes { name conventionNumber identifier } } }"
MEDIA_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "csvw": "application/csvm+json",
    "bibtex": "application/x-bibtex",
    "csl": "application/vnd.citationstyles.csl+json",
}


def get(http: httpx.Client, kind: str, query: str = TASKS, **more: str) -> httpx.Response:
    response = http.get("/graphql", params={"query": query, "format": kind, **more})
    assert 200 == response.status_code, response.text
    return response


def refused(response: httpx.Response) -> tuple[int, str, str]:
    [error] = response.json()["errors"]
    return response.status_code, error["extensions"]["code"], error["message"]


# formats


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_each_format_is_a_file_under_a_name(
    http: httpx.Client, small_release: Release, kind: str
) -> None:
    response = get(http, kind)
    assert f"{MEDIA_TYPES[kind]}; charset=utf-8" == response.headers["content-type"]
    named = response.headers["content-disposition"]
    assert f'attachment; filename="Tasks-{small_release.id}.' in named
    assert f'<{LICENCE}>; rel="license"' in response.headers["link"]


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_post_gives_the_same_file(http: httpx.Client, kind: str) -> None:
    sent = {"query": TASKS, "variables": {"first": 3}}
    posted = http.post(f"/graphql?format={kind}", json=sent)
    assert posted.content == get(http, kind, variables='{"first":3}').content


@pytest.mark.parametrize("kind", sorted(MEDIA_TYPES.keys() - {"json"}))
def test_accept_asks_for_a_format_too(http: httpx.Client, kind: str) -> None:
    accept = {"accept": f"{MEDIA_TYPES[kind]}, */*;q=0.1"}
    response = http.get("/graphql", params={"query": TASKS}, headers=accept)
    assert response.content == get(http, kind).content


def test_the_address_goes_before_accept(http: httpx.Client) -> None:
    params = {"query": TASKS, "format": "bibtex"}
    response = http.get("/graphql", params=params, headers={"accept": "text/csv"})
    assert response.text.startswith("@misc{")


def test_a_browser_is_given_the_file(http: httpx.Client) -> None:
    params = {"query": PLAIN, "format": "csv"}
    headers = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    response = http.get("/graphql", params=params, headers=headers)
    assert "text/csv; charset=utf-8" == response.headers["content-type"]
    without = http.get("/graphql?format=csv", headers=headers)
    assert (400, "BAD_REQUEST") == refused(without)[:2]


def test_an_unknown_format_is_told_with_those_there_are(http: httpx.Client) -> None:
    response = http.get("/graphql", params={"query": PLAIN, "format": "pdf"})
    message = "format: expected one of csv, json, csvw, bibtex, csl, not pdf"
    assert (400, "BAD_REQUEST", message) == refused(response)


@pytest.mark.parametrize("kind", ["csv", "csl"])
def test_head_is_get_without_a_body(http: httpx.Client, kind: str) -> None:
    params = {"query": PLAIN, "format": kind}
    head, full = http.head("/graphql", params=params), http.get("/graphql", params=params)
    assert (200, b"") == (head.status_code, head.content)
    for name in ("content-type", "content-encoding", "etag", "link", "vary"):
        assert full.headers[name] == head.headers[name]
    assert "content-length" not in head.headers


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_is_known_is_not_sent_again(http: httpx.Client, kind: str) -> None:
    known = {"if-none-match": get(http, kind).headers["etag"]}
    response = http.get("/graphql", params={"query": TASKS, "format": kind}, headers=known)
    assert (304, b"") == (response.status_code, response.content)


def test_each_format_has_its_own_etag(http: httpx.Client) -> None:
    tags = [get(http, kind).headers["etag"] for kind in MEDIA_TYPES]
    tags.append(http.get("/graphql", params={"query": TASKS}).headers["etag"])
    assert len(MEDIA_TYPES) + 1 == len(set(tags))


# tables in JSON


def table(http: httpx.Client, query: str = TASKS, **more: str) -> Any:
    return get(http, "json", query, **more).json()


def texts(http: httpx.Client, query: str = TASKS, **more: str) -> list[list[str]]:
    return list(csv.reader(StringIO(get(http, "csv", query, **more).text)))


def text(cell: Any) -> str:
    if isinstance(cell, list):
        return "; ".join(map(text, cell))
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


@pytest.mark.parametrize("query", [TASKS, PLAIN])
def test_json_and_csv_hold_the_same_table(http: httpx.Client, query: str) -> None:
    shown, (header, *lines) = table(http, query), texts(http, query)
    assert header == [column["name"] for column in shown["columns"]]
    assert lines == [[text(cell) for cell in row["cells"]] for row in shown["rows"]]
    assert len(lines) == shown["rowCount"] > 0


def test_a_table_says_where_it_is_from(http: httpx.Client, small_release: Release) -> None:
    shown = table(http, variables='{"first":2}')
    assert (small_release.id, LICENCE) == (shown["release"], shown["license"])
    assert (TASKS, {"first": 2}, "Tasks") == (
        shown["query"],
        shown["variables"],
        shown["operationName"],
    )
    again = http.get(shown["link"])
    assert 2 == len(again.json()["data"]["provisions"]["edges"])


def test_columns_are_described_by_the_ontology(http: httpx.Client) -> None:
    columns = {column["name"]: column for column in table(http)["columns"]}
    assert columns["instrument.date"] == {
        "name": "instrument.date",
        "description": "The date the instrument bears.",
        "type": "EDTF",
        "list": False,
        "listName": None,
        "property": str(AL.date),
    }
    assert columns["evidence.locator"]["list"]
    assert columns["iri"]["property"] is None


def test_cells_have_types(http: httpx.Client) -> None:
    query = "{ conventions { nodes { conventionNumber topics { nodes { name } } title } } }"
    columns = table(http, query, rows="conventions")["columns"]
    assert [("Int", False), ("String", True), ("String", False)] == [
        (column["type"], column["list"]) for column in columns
    ]
    for number, topics, title in (
        r["cells"] for r in table(http, query, rows="conventions")["rows"]
    ):
        assert number is None or isinstance(number, int)
        assert isinstance(topics, list)
        assert title is None or isinstance(title, str)


def test_a_row_has_its_evidence(http: httpx.Client) -> None:
    row = table(http)["rows"][0]
    assert ["evidence", "assignments.evidence"] == [piece["of"] for piece in row["evidence"]]
    assert row["evidence"][0] == {
        "of": "evidence",
        "passage": {"iri": f"{BASE}passage/lake-plan/charter/1"},
        "locator": "Charter, article 1",
        "document": {
            "iri": f"{BASE}id/document/lake-plan",
            "name": "Lake Labour Plan (booklet)",
            "caption": "Plan booklet",
            "url": "https://example.org/lake-plan.pdf",
        },
        "instrument": {
            "iri": f"{BASE}id/instrument/lake-charter",
            "name": "Charter of the Lake",
        },
        "certainty": "STATED",
        "quote": None,
        "quoteStatus": "NOT_AT_HAND",
    }


def test_what_asks_for_no_evidence_has_none(http: httpx.Client) -> None:
    assert all(row["evidence"] == [] for row in table(http, PLAIN)["rows"])


def test_a_table_without_rows_is_one(http: httpx.Client) -> None:
    nobody = '{ bodies(where: {name: {eq: "nobody"}}) { nodes { name } } }'
    assert ([], 0) == (table(http, nobody)["rows"], table(http, nobody)["rowCount"])
    assert [["name"]] == texts(http, nobody)
    nothing = '{ body(key: "lake-council") { parents { nodes { name } } } }'
    assert [["parents.name"]] == texts(http, nothing)


def test_ways_have_a_row_a_step(http: httpx.Client) -> None:
    query = """{ path(from: "lake-council", to: "RWF") { length steps { node { name } } } }"""
    ways = http.post("/graphql", json={"query": query}).json()["data"]["path"]
    header, *rows = csv.reader(get(http, "csv", query).text.splitlines())
    assert ["length", "steps.node.name"] == header
    steps = [(way["length"], step["node"]["name"]) for way in ways for step in way["steps"]]
    assert [[str(length), name] for length, name in steps] == rows


# what is no table


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("{ bodies { nodes { name } } states { nodes { name } } }", "root fields bodies, states"),
        ("{ __schema { description } }", "it asks about the schema, not the graph"),
        ("{ bodies { totalCount } }", "asks for no list of things; ask for nodes or edges"),
        ('{ body(key: "lake-council") { name } }', "asks for no list of things"),
        ("{ __typename }", "__typename is a single value"),
        (
            "{ bodies { nodes { topics { nodes { name } } gaps { nodes { reason } } } } }",
            "choose one by rows= among topics, gaps",
        ),
        (
            "{ bodies { nodes { name } edges { node { iri } } } }",
            "the things of bodies are asked for several times (nodes, edges); keep one",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "json", "csvw"])
def test_what_is_in_the_way_of_a_table_is_told(
    http: httpx.Client, kind: str, query: str, reason: str
) -> None:
    status, code, message = refused(http.post(f"/graphql?format={kind}", json={"query": query}))
    assert (400, "NO_TABLE") == (status, code)
    assert reason in message


# sidecars


def sidecar(http: httpx.Client, query: str = TASKS, **more: str) -> Any:
    return get(http, "csvw", query, **more).json()


def test_a_table_names_its_sidecar(http: httpx.Client) -> None:
    response = get(http, "csv", variables='{"first":3}')
    [link] = re.findall(
        r'<([^>]+)>; rel="describedby"; type="application/csvm\+json"', response.headers["link"]
    )
    described = http.get(link)
    assert "application/csvm+json; charset=utf-8" == described.headers["content-type"]
    assert http.get(described.json()["url"]).content == response.content


def test_what_is_posted_has_a_sidecar_where_the_link_is_not_too_long(http: httpx.Client) -> None:
    short = http.post("/graphql?format=csv", json={"query": TASKS})
    assert "describedby" in short.headers["link"]
    long = http.post("/graphql?format=csv", json={"query": TASKS + "#" + "x" * 4_000})
    assert f'<{LICENCE}>; rel="license"' == long.headers["link"]


def test_a_sidecar_tells_licence_release_operation_and_size(
    http: httpx.Client, small_release: Release
) -> None:
    shown = sidecar(http)
    assert {"@id": LICENCE} == shown["dc:license"]
    assert {"@id": f"{BASE}release/{small_release.id}"} == shown["dc:isPartOf"]
    assert f"{len(texts(http)) - 1} rows" == shown["dc:extent"]
    assert "Who is to do what in one provision?" == shown["dc:title"]
    assert TASKS == parse_qs(urlsplit(shown["dc:source"]["@id"]).query)["query"][0]


def test_a_sidecar_describes_the_columns_of_the_table(http: httpx.Client) -> None:
    columns = sidecar(http)["tableSchema"]["columns"]
    assert texts(http)[0] == [column["titles"] for column in columns]
    by_title = {column["titles"]: column for column in columns}
    assert "{+iri}" == by_title["number"]["aboutUrl"]
    assert "#instrument-{_row}" == by_title["instrument.name"]["aboutUrl"]
    assert str(AL.number) == by_title["number"]["propertyUrl"]
    assert "; " == by_title["evidence.locator"]["separator"]
    assert "name" not in by_title["__typename"]


def test_the_csv_read_by_its_sidecar_is_the_table_in_json(http: httpx.Client) -> None:
    numbers = "{ conventions { nodes { name conventionNumber note topics { nodes { name } } } } }"
    for query, rows in ((TASKS, "assignments"), (numbers, "conventions")):
        columns = sidecar(http, query, rows=rows)["tableSchema"]["columns"]
        _, *lines = texts(http, query, rows=rows)
        read = [[value(*pair) for pair in zip(columns, line, strict=True)] for line in lines]
        assert [row["cells"] for row in table(http, query, rows=rows)["rows"]] == read


def value(column: dict[str, Any], cell: str) -> Any:
    """Value of a cell, as a CSVW processor reads it."""
    read = int if column["datatype"] == "integer" else str
    if "separator" in column:
        return [read(part) for part in cell.split(column["separator"])] if cell else []
    return read(cell) if cell else None


# citations


def test_a_citation_has_the_facts_of_the_citation_file() -> None:
    facts = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert (facts["title"], [{"name": AUTHOR}]) == (TITLE, facts["authors"])


def test_a_citation_resolves_to_the_answer(http: httpx.Client) -> None:
    [item] = get(http, "csl", variables='{"first":2}').json()
    answer = http.get(item["URL"]).json()
    assert item["version"] == answer["extensions"]["release"]
    assert 2 == len(answer["data"]["provisions"]["edges"])


def test_csl_lists_the_evidence(http: httpx.Client, small_release: Release) -> None:
    [item] = get(http, "csl", variables='{"first":2}').json()
    assert "Who is to do what in one provision?" == item["title"]
    assert [{"literal": AUTHOR}] == item["author"]
    assert (
        f"Answer from release {small_release.id}. Evidence: 2 passages.",
        "Lake Labour Plan (booklet): Charter, article 1; Charter, article 2.",
    ) == (item["note"], item["annote"])


def test_a_note_stays_short_however_much_evidence_there_is(http: httpx.Client) -> None:
    query = "{ things { edges { evidence { locator } } } }"
    [item] = get(http, "csl", query).json()
    assert len(item["annote"]) > 400
    assert len(item["note"]) < 100


def test_a_question_without_evidence_says_so(http: httpx.Client) -> None:
    [item] = get(http, "csl", PLAIN).json()
    assert item["note"].endswith("The question asks for no evidence.")
    assert "annote" not in item
    assert "annote" not in get(http, "bibtex", PLAIN).text


def test_what_makes_no_table_is_cited_too(http: httpx.Client) -> None:
    query = """query Both { bodies(first: 1) { edges { evidence { locator } } } states { totalCount } }"""
    [item] = get(http, "csl", query).json()
    assert "Both" == item["title"]
    assert "Evidence: " in item["note"]


def test_what_bibtex_takes_for_commands_is_escaped(http: httpx.Client) -> None:
    shown = get(
        http, "bibtex", "# 100% of {A} & B_1, $5 #2 ~^\\\n{ bodies { nodes { name } } }"
    ).text
    escaped = (
        r"100\% of \textbraceleft{}A\textbraceright{} \& B\_1, \$5 \#2 "
        r"\textasciitilde{}\textasciicircum{}\textbackslash{}"
    )
    assert f"title = {{{{{escaped}}}}}" in shown


@pytest.mark.parametrize(
    ("query", "title"),
    [
        (
            "query NewPartnersOfThe28thAlmm { bodies { nodes { name } } }",
            "New partners of the 28th almm",
        ),
        ("{ bodies { nodes { name } } }", "Bodies"),
        ("{ _: bodies { nodes { name } } }", "Bodies"),
        ("{ a: planItems { totalCount } b: planItems { totalCount } }", "Plan items"),
        ("{ states { totalCount } bodies { totalCount } }", "States and bodies"),
    ],
)
def test_a_question_without_a_comment_is_titled_by_its_name(
    http: httpx.Client, query: str, title: str
) -> None:
    assert title == get(http, "csl", query).json()[0]["title"]


def test_bibtex_says_the_same(http: httpx.Client) -> None:
    [item] = get(http, "csl").json()
    shown = get(http, "bibtex").text
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", shown, re.MULTILINE))
    assert shown.startswith(f"@misc{{{item['id']},\n")
    assert (f"{{{AUTHOR}}}", f"{{{item['title']}}}") == (fields["author"], fields["title"])
    assert (item["URL"], item["version"]) == (fields["url"], fields["version"])
    assert (item["note"], item["annote"]) == (fields["note"], fields["annote"])
    [[year, month, day]] = item["accessed"]["date-parts"]
    assert f"{year}-{month:02}-{day:02}" == fields["urldate"]


# releases


@pytest.mark.parametrize("kind", [None, *MEDIA_TYPES])
def test_an_answer_is_from_the_release_asked_for(
    http: httpx.Client, small_release: Release, kind: str | None
) -> None:
    params = {"query": PLAIN} | ({"format": kind} if kind else {})
    assert 200 == http.get("/graphql", params=params | {"release": small_release.id}).status_code
    other = http.get("/graphql", params=params | {"release": "0123456789abcdef"})
    status, code, message = refused(other)
    assert (409, "RELEASE_NOT_SERVED") == (status, code)
    assert f"answers from release {small_release.id}, not from 0123456789abcdef" in message


def test_a_release_is_asked_for_by_post_too(http: httpx.Client) -> None:
    response = http.post("/graphql?release=other", json={"query": PLAIN})
    assert (409, "RELEASE_NOT_SERVED") == refused(response)[:2]
