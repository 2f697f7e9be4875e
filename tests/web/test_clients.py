"""Programs that others ask with: graphql-codegen, Apollo Client, Comunica, Jena, rdflib."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn
from warnings import catch_warnings, simplefilter

import httpx
import pytest
from rdflib import Dataset, Graph, URIRef

from graph.release import Release
from graph.settings import Settings
from graph.terms import BASE
from loaders.neo4j.install import Installation
from tests.conftest import Serving
from tests.places import QUERIES
from web.rdf_formats import FORMATS

CLIENTS = Path(__file__).parent / "clients"
SCHEMA = Path(__file__).parents[2] / "gql" / "schema.graphql"
SECONDS = 600
STEMS = sorted(path.stem for path in QUERIES.glob("*.graphql"))
ACMW = "/id/body/acmw"
COUNT = "SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }"
INVOLVED = """query Involved($certainty: Certainty, $asOf: EDTF) {
  body(key: "ACMW", certainty: $certainty, asOf: $asOf) {
    iri involvements { totalCount } memberships { totalCount }
  }
}"""

Node = Callable[..., str]


@pytest.fixture(scope="module")
def node() -> Node:
    """Runs one of the programs with Node.js; only with CHECK_ALL. They are installed on the way."""
    if "CHECK_ALL" not in os.environ:
        pytest.skip("clients of others are run only with CHECK_ALL")
    found, npm = shutil.which("node"), shutil.which("npm")
    if not (found and npm):
        _missing("No Node.js: node and npm are not on the PATH")
    if not (CLIENTS / "node_modules" / "graphql").exists():
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(
            command, cwd=CLIENTS, timeout=SECONDS, capture_output=True, text=True, check=False
        )
        if done.returncode:
            _missing(f"The clients could not be installed: {done.stderr}")
    return lambda *arguments, given="": _run([found, *map(str, arguments)], given)


def _run(command: list[str], given: str = "") -> str:
    done = subprocess.run(
        command,
        cwd=CLIENTS,
        timeout=SECONDS,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr[-2000:]
    return done.stdout


def _missing(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def whole(release: Release, serving: Serving) -> Iterator[httpx.Client]:
    """The web API over HTTP, with the whole release."""
    settings = Settings(releases=release.folder.parent, store="embedded", documents=None)
    with serving(settings) as client:
        yield client


def apollo(
    node: Node, client: httpx.Client, asked: list[tuple[str, dict[str, Any]]], key: str = ""
) -> dict[str, Any]:
    operations = [{"query": query, "variables": variables} for query, variables in asked]
    shown = node("apollo.js", f"{client.base_url}/graphql", key, given=json.dumps(operations))
    answers: dict[str, Any] = json.loads(shown)
    return answers


def ask(client: httpx.Client, query: str, variables: dict[str, Any]) -> Any:
    answer = client.post("/graphql", json={"query": query, "variables": variables}).json()
    return answer["data"]


def plain(value: Any) -> Any:
    """An answer without the names of types that Apollo adds to each object."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items() if name != "__typename"}
    return [plain(part) for part in value] if isinstance(value, list) else value


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((CLIENTS / "package-lock.json").read_text("utf-8"))
    packages = [package for name, package in lock["packages"].items() if name]
    assert len(packages) > 1_000
    assert [package for package in packages if "resolved" in package] == []
    assert [package for package in packages if "integrity" not in package] == []


# typed and answered


def test_codegen_types_each_worked_question(node: Node, tmp_path: Path) -> None:
    types = tmp_path / "types.ts"
    node("codegen.js", SCHEMA, QUERIES, types)
    names = re.findall(r"^export type (\w+)Query = ", types.read_text("utf-8"), re.MULTILINE)
    assert len(STEMS) == len(set(names))
    node("node_modules/typescript/bin/tsc", "--noEmit", "--strict", types)


def test_apollo_has_the_answer_of_each_worked_question(node: Node, whole: httpx.Client) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ((QUERIES / f"{stem}.graphql").read_text("utf-8"), {}) for stem in STEMS
    ]
    shown = apollo(node, whole, asked)
    expected = [plain(ask(whole, *one)) for one in asked]
    assert expected == [plain(data) for data in shown["answers"]]
    assert expected == [plain(data) for data in shown["cached"]]


# what a cache has to know

READ_AGAIN = {
    "certainty": [{"certainty": level} for level in ("STATED", "INFERRED", "STATED", "ALL")],
    "asOf": [
        {"certainty": "INFERRED", "asOf": day}
        for day in ("2008-06-01", "2012-06-01", "2024-06-01", "2008-06-01")
    ],
}


@pytest.fixture(scope="module", params=READ_AGAIN)
def read_again(request: pytest.FixtureRequest) -> list[tuple[str, dict[str, Any]]]:
    return [(INVOLVED, variables) for variables in READ_AGAIN[request.param]]


def test_apollo_keeps_certainties_and_days_apart(
    node: Node, whole: httpx.Client, read_again: list[tuple[str, dict[str, Any]]]
) -> None:
    expected = [ask(whole, *one) for one in read_again]
    assert expected[1] not in (expected[0], expected[2])
    shown = apollo(node, whole, read_again)
    assert expected == [plain(data) for data in shown["answers"]]
    assert expected == [plain(data) for data in shown["cached"]]


def test_a_cache_by_iri_mixes_them(
    node: Node, whole: httpx.Client, read_again: list[tuple[str, dict[str, Any]]]
) -> None:
    expected = [ask(whole, *one) for one in read_again]
    shown = apollo(node, whole, read_again, key="iri")
    assert expected != [plain(data) for data in shown["cached"]]


# linked data


def test_comunica_counts_at_the_endpoint(node: Node, whole: httpx.Client) -> None:
    address = f"{whole.base_url}/sparql"
    [row] = json.loads(node("comunica.js", "endpoint", COUNT, address))
    asked = whole.get("/sparql", params={"query": COUNT}, headers={"Accept": "application/json"})
    assert asked.json()["results"]["bindings"][0]["count"]["value"] == row["count"]
    assert int(row["count"]) > 50_000


def test_comunica_finds_what_a_page_says_by_links(node: Node, whole: httpx.Client) -> None:
    query = f"""PREFIX al: <{BASE}ns#>
      SELECT DISTINCT ?name WHERE {{ <{BASE}id/body/acmw> al:name ?name }}"""
    rows = json.loads(node("comunica.js", "pages", query, f"{whole.base_url}{ACMW}"))
    assert [ask(whole, '{ body(key: "ACMW") { name } }', {})["body"]] == rows


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != "html"])
def test_rdflib_reads_each_format(whole: httpx.Client, suffix: str) -> None:
    response = whole.get(f"{ACMW}.{suffix}")
    kind = response.headers["content-type"].partition(";")[0]
    subject = URIRef(f"{BASE}id/body/acmw")
    for graph in (Graph(), Dataset()):
        with catch_warnings():
            simplefilter("ignore", DeprecationWarning)  # rdflib's parsers use its old names
            graph.parse(data=response.text, format=kind)
        assert graph.value(subject, URIRef(f"{BASE}ns#name")), type(graph)


def test_jena_asks_by_post(jena: Installation, whole: httpx.Client) -> None:
    command = jena.command(
        "arq.rsparql", f"--service={whole.base_url}/sparql", "--results=csv", COUNT
    )
    [_, count] = _run(command).split()
    assert int(count) > 50_000
