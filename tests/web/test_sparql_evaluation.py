"""The W3C's SPARQL 1.1 evaluation tests: a worker gives what the engine gives in this process."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF

from graph.plan import Json
from web.sparql.evaluation import RESULTS, answer
from web.sparql.process_pool import QueryBounds, Workers

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
ELSEWHERE = {"entailment", "service"}  # another regime; other servers
CHANGES = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
SYNTAXES = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}


@dataclass(frozen=True)
class Evaluation:
    """A test: what is asked, of which files."""

    name: str
    query: str
    base: str
    default: tuple[Path, ...]
    named: tuple[Path, ...]

    @property
    def graph(self) -> str:
        """Name of the graph that holds the default graph of the test."""
        return f"http://example.org/default/{self.name}"

    def asked(self, default: list[str], named: list[str]) -> dict[str, Json]:
        return {
            "query": self.query,
            "base": self.base,
            "default_graphs": list[Json](default),
            "named_graphs": list[Json](named),
            "solutions": "application/sparql-results+json",
            "boolean": "application/sparql-results+json",
            "graph": "application/n-triples",
            "max_bytes": 10**7,
        }


def iter_tests(suites: Path) -> Iterator[Evaluation]:
    for manifest in sorted((suites / "sparql11").glob("*/manifest.ttl")):
        if manifest.parent.name in ELSEWHERE:
            continue
        graph = Graph().parse(manifest, publicID=manifest.as_uri())
        for test in sorted(graph.subjects(RDF.type, MF.QueryEvaluationTest), key=str):
            action = graph.value(test, MF.action)
            query = _path(graph.value(action, QT.query))
            if not query.exists():  # the archive lacks one
                continue
            text = query.read_text("utf-8")
            if not CHANGES.search(text) and not re.search(r"\bFROM\b", text):
                yield Evaluation(
                    f"{manifest.parent.name}/{str(test).rpartition('#')[2]}",
                    text,
                    query.as_uri(),
                    tuple(map(_path, graph.objects(action, QT.data))),
                    tuple(map(_path, graph.objects(action, QT.graphData))),
                )


def _path(iri: Any) -> Path:
    assert isinstance(iri, URIRef)
    return Path(iri.removeprefix("file://"))


def load(store: Store, path: Path, graph: str | None) -> None:
    store.load(
        path=path,
        format=SYNTAXES[path.suffix],
        base_iri=path.as_uri(),
        to_graph=NamedNode(graph) if graph else None,
    )


def shown(body: bytes, about: dict[str, str]) -> Any:
    """A result that can be compared: rows as often as they are there, blank nodes alike."""
    if "code" in about:
        return about
    if about["type"] == "application/n-triples":
        dataset = Dataset(parse(body, format=RdfFormat.N_TRIPLES))
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        return set(dataset)
    if "boolean" in json.loads(body):
        return json.loads(body)["boolean"]
    results = parse_query_results(body, format=RESULTS[about["type"]])
    assert isinstance(results, QuerySolutions)
    names = [variable.value for variable in results.variables]
    rows = (
        tuple("_" if isinstance(row[n], BlankNode) else str(row[n]) for n in names)
        for row in results
    )
    return names, Counter(rows)


async def test_a_worker_gives_what_the_engine_gives(w3c_suites: Path, tmp_path: Path) -> None:
    tests = list(iter_tests(w3c_suites))
    assert len(tests) > 150
    everything = Store()
    for test in tests:
        for path in test.default:
            load(everything, path, test.graph)
        for path in test.named:
            everything.remove_graph(NamedNode(path.as_uri()))
            load(everything, path, path.as_uri())
    quads = tmp_path / "quads.nq"
    everything.dump(output=quads, format=RdfFormat.N_QUADS)
    workers = Workers(quads, QueryBounds(seconds=30.0))
    workers.start()
    differing = []
    try:
        for test in tests:
            own = Store()
            for path in test.default:
                load(own, path, None)
            for path in test.named:
                load(own, path, path.as_uri())
            about, body = answer(own, test.asked([], []))
            through = await workers.answer(
                test.asked([test.graph], [path.as_uri() for path in test.named])
            )
            if shown(body, about) != shown(through.body, dict(through.about)):
                differing.append(test.name)
    finally:
        await workers.close()
    assert differing == []
