"""A release of any size with long tables: bodies with ten topics each, stated in passages.

It is written as a release is, and not checked: what it says is made up, and right by construction.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from graph.catalogue import build_catalogue
from graph.model.read_model import build_model
from graph.plan import Json
from graph.release import (
    CATALOGUE,
    MANIFEST,
    QUADS,
    Release,
    manifest_bytes,
    point_to,
    quads_bytes,
    release_id,
    write_release,
)
from graph.statements import RDF_TYPE
from graph.terms import AL, APPARATUS, BASE, Ontology

TOPICS, EACH = 50, 10
"""How many topics there are, and how many of them a body has: rows of the question below."""

BODIES_OF_A_PASSAGE = 50

EVERY_TOPIC = """query EveryTopic {
  bodies { nodes { key topics { edges { node { iri name } evidence { locator } } } } }
}"""


def build_rows(releases: Path, rows: int, ontology: Ontology) -> Release:
    """Make a release on which `EVERY_TOPIC` has so many rows, and point to it."""
    quads = list(_iter_quads(rows // EACH))
    content, model = quads_bytes(quads), build_model(quads, ontology)
    counts = Counter(thing.class_name for thing in model.things.values())
    manifest = manifest_bytes({"quads": len(quads), "things": dict[str, Json](counts)})
    files = {QUADS: content, MANIFEST: manifest, CATALOGUE: build_catalogue(model, content)}
    release = write_release(releases, files, release_id(content, manifest))
    point_to(release)
    return release


def _iter_quads(bodies: int) -> Iterator[Quad]:
    apparatus, document = NamedNode(APPARATUS), _thing("document", "list")
    yield from _described(document, "Document", "List of bodies", apparatus)
    topics = [_thing("topic", f"t{number:02}") for number in range(TOPICS)]
    for topic in topics:
        yield from _described(topic, "Topic", f"Topic {topic.value[-2:]}, of many", apparatus)
    for number in range(bodies):
        passage = NamedNode(f"{BASE}passage/list/main/{number // BODIES_OF_A_PASSAGE:05}")
        if number % BODIES_OF_A_PASSAGE == 0:
            yield from _described(passage, "Passage", f"Page {passage.value[-5:]}", apparatus)
            locator = Literal(f"page {passage.value[-5:]}")
            yield Quad(passage, NamedNode(AL.locator), locator, apparatus)
            yield Quad(passage, NamedNode(AL.document), document, apparatus)
        body = _thing("body", f"b{number:06}")
        yield from _described(body, "Body", f"Body {number:06}", passage)
        for place in range(EACH):
            yield Quad(body, NamedNode(AL.topics), topics[(number + place) % TOPICS], passage)


def _described(thing: NamedNode, kind: str, name: str, graph: NamedNode) -> Iterator[Quad]:
    yield Quad(thing, RDF_TYPE, NamedNode(AL[kind]), graph)
    yield Quad(thing, NamedNode(AL.name), Literal(name), graph)


def _thing(kind: str, slug: str) -> NamedNode:
    return NamedNode(f"{BASE}id/{kind}/{slug}")
