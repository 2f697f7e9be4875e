"""Descriptions of single things, and the formats they are given in."""

from collections.abc import Iterable, Iterator

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse
from rdflib import Dataset as RdflibDataset
from rdflib import Graph as RdflibGraph

from graph.rdf.alignment import read_alignment
from graph.rdf.describing import Description, describe, statement_iri
from graph.rdf.export import read_prefixes
from graph.rdf.jsonld import build_context
from graph.release import QUADS, Release
from graph.statement_index import StatementIndex
from graph.terms import AL, APPARATUS, BASE, Ontology
from web.rdf_formats import FORMATS, Writer

FORUM = f"{BASE}id/body/river-forum"
PASSAGE = f"{BASE}passage/lake-report/main/3"
PROV = "http://www.w3.org/ns/prov#"
NAME = NamedNode(str(AL.name))
DATA = [suffix for suffix in FORMATS if suffix != "html"]
SYNTAXES = {one.suffix: one.syntax or RdfFormat.JSON_LD for one in FORMATS.values()}
RDFLIB = {
    "ttl": "turtle",
    "nt": "nt",
    "nq": "nquads",
    "trig": "trig",
    "rdf": "xml",
    "jsonld": "json-ld",
}


@pytest.fixture(scope="module")
def places(small_release: Release) -> Iterator[StatementIndex]:
    places = StatementIndex(small_release.catalogue, small_release.folder / QUADS)
    yield places
    places.close()


@pytest.fixture(scope="module")
def writer(ontology: Ontology) -> Writer:
    prefixes = read_prefixes(ontology)
    return Writer(read_alignment(), prefixes, build_context(ontology, prefixes))


def found(iri: str, places: StatementIndex) -> Description:
    description = describe(iri, places)
    assert description is not None
    return description


def labels(quads: Iterable[Quad | Triple]) -> dict[str, str]:
    named = (q for q in quads if q.predicate == NAME)
    return {q.subject.value: q.object.value for q in named}


def test_a_description_has_the_statements_both_ways(places: StatementIndex) -> None:
    forum = found(FORUM, places)
    assert {NamedNode(FORUM)} == {quad.subject for quad in forum.own}
    assert {NamedNode(FORUM)} == {quad.object for quad in forum.others}
    assert str(AL.agent) in {quad.predicate.value for quad in forum.others}


def test_a_description_names_the_neighbours(places: StatementIndex, writer: Writer) -> None:
    forum = found(FORUM, places)
    neighbours = {quad.subject.value for quad in forum.others}
    assert neighbours <= labels(forum.quads(writer.alignment)).keys()
    assert neighbours <= labels(forum.triples(writer.alignment)).keys()


def test_a_description_leads_to_the_passages(places: StatementIndex) -> None:
    forum = found(FORUM, places)
    graphs = {quad.graph_name.value for quad in forum.statements} - {APPARATUS}
    described = {quad.subject.value for quad in forum.context}
    assert graphs <= described
    sources = {q.object.value for q in forum.context if q.predicate.value == str(AL.restsOn)}
    assert sources <= described


def test_a_passage_is_described_with_what_it_says(places: StatementIndex) -> None:
    passage = found(PASSAGE, places)
    assert {NamedNode(PASSAGE)} == {quad.graph_name for quad in passage.content}
    assert str(AL.locator) in {quad.predicate.value for quad in passage.own}


def test_triples_tell_where_each_statement_comes_from(
    places: StatementIndex, writer: Writer
) -> None:
    forum = found(FORUM, places)
    triples = forum.triples(writer.alignment)
    derived = {(t.subject, t.object) for t in triples if t.predicate.value.startswith(PROV)}
    for quad in forum.statements:
        if quad.graph_name.value != APPARATUS:
            statement = NamedNode(statement_iri(FORUM, quad.triple))
            assert (statement, quad.graph_name) in derived


def test_what_is_not_there_has_no_description(places: StatementIndex) -> None:
    assert describe(f"{BASE}id/body/nobody", places) is None


@pytest.mark.parametrize("iri", [FORUM, PASSAGE, f"{BASE}id/document/lake-report", APPARATUS])
@pytest.mark.parametrize("suffix", DATA)
def test_each_format_holds_the_description(
    places: StatementIndex, writer: Writer, iri: str, suffix: str
) -> None:
    description, wanted = found(iri, places), FORMATS[suffix]
    body = writer.write(description, wanted)
    has_graphs = SYNTAXES[suffix].supports_datasets
    said = description.dataset if has_graphs else description.triples
    expected = {_named(one) for one in said(writer.alignment)}
    assert expected == set(map(_named, parse(body, format=SYNTAXES[suffix])))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is dep")  # rdflib's own parsers use it
@pytest.mark.parametrize("iri", [FORUM, PASSAGE, APPARATUS])
@pytest.mark.parametrize("suffix", ["nq", "trig", "jsonld"])
def test_who_does_not_know_of_graphs_finds_all_too(
    places: StatementIndex, writer: Writer, iri: str, suffix: str
) -> None:
    description = found(iri, places)
    body = writer.write(description, FORMATS[suffix])
    expected = {quad.triple for quad in description.quads(writer.alignment)}
    store = Store()
    store.load(body, format=SYNTAXES[suffix])
    assert len(list(store.quads_for_pattern(None, None, None, DefaultGraph()))) == len(expected)
    one_graph = RdflibGraph().parse(data=body, format=RDFLIB[suffix])
    assert len(one_graph) == len(expected)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is dep")  # rdflib's own parsers use it
@pytest.mark.parametrize("suffix", DATA)
def test_rdflib_reads_each_format(places: StatementIndex, writer: Writer, suffix: str) -> None:
    body = writer.write(found(FORUM, places), FORMATS[suffix])
    dataset = RdflibDataset()
    dataset.parse(data=body, format=RDFLIB[suffix])
    again = dataset.serialize(format="nquads", encoding="utf-8")
    expected = set(map(_named, parse(body, format=SYNTAXES[suffix])))
    assert expected == set(map(_named, parse(again, format=RdfFormat.N_QUADS)))


def _named(one: Quad | Triple) -> tuple[str, ...]:
    """A statement as text, blank nodes alike: what hangs on them is told by the rest."""
    graph = one.graph_name if isinstance(one, Quad) else None
    terms = (one.subject, one.predicate, one.object, graph)
    return tuple(str(t) if isinstance(t, NamedNode | Literal) else "" for t in terms)


def test_jsonld_is_compact(places: StatementIndex, writer: Writer) -> None:
    text = writer.write(found(PASSAGE, places), FORMATS["jsonld"]).decode()
    assert '"id": "id/assignment/item-3.river-forum.partner"' in text
    assert '"agent": "id/body/river-forum"' in text
    assert '"role": "al:role-partner"' in text


def test_jsonld_carries_only_the_context_it_uses(places: StatementIndex, writer: Writer) -> None:
    text = writer.write(found(PASSAGE, places), FORMATS["jsonld"]).decode()
    assert '"agent": {' in text
    assert '"ratifications"' not in text


def test_turtle_begins_with_the_thing(places: StatementIndex, writer: Writer) -> None:
    text = writer.write(found(FORUM, places), FORMATS["ttl"]).decode()
    first = next(line for line in text.splitlines() if line and line[0] != "@")
    assert first.startswith("body:river-forum a ")
