"""A graph of the model's own shape and of any size, as a release: made of rows like curated ones.

Plans have ten items each, items two assignments each. A hub has every second item, a partner sixty
of them at every size, forty together with the hub.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from graph.catalogue import build_catalogue
from graph.model.read_model import build_model
from graph.naming import with_names
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
from graph.statements import Provenance, Row, Term, concept_node, iter_quads
from graph.terms import Ontology

BASE = "https://w3id.org/asean-labour/id/"
HUB, PARTNER = f"{BASE}body/b0", f"{BASE}body/b1"
ITEMS, EDGES = 10, 88
"""Items of a plan, and relationships it brings with it."""

TOGETHER = 40
"""Items that hub and partner have together."""

_DOCUMENT = f"{BASE}document/plans"
_FORCES = ("tasked", "planned", "expected", "agreed")


def build_data(folder: Path, edges: int, ontology: Ontology) -> Release:
    """Make a release of about so many relationships and point to it."""
    quads = make_quads(edges, ontology)
    size, content, model = len(quads), quads_bytes(quads), build_model(quads, ontology)
    del quads  # gigabytes, where there are a million relationships
    counts = Counter(thing.class_name for thing in model.things.values())
    manifest = manifest_bytes({"quads": size, "things": dict[str, Json](counts)})
    files = {QUADS: content, MANIFEST: manifest, CATALOGUE: build_catalogue(model, content)}
    release = write_release(folder, files, release_id(content, manifest))
    point_to(release)
    return release


def make_quads(edges: int, ontology: Ontology) -> set[Quad]:
    """Make the statements of a graph of about so many relationships."""
    rows = with_names(_Maker(ontology, edges // EDGES).rows(), ontology)
    return {quad for row in rows for quad in iter_quads(row, ontology)}


class _Maker:
    def __init__(self, ontology: Ontology, plans: int) -> None:
        self.ontology, self.plans = ontology, plans
        self.agents = 50 + plans * ITEMS // 20

    def rows(self) -> Iterator[Row]:
        yield self._row("Document", _DOCUMENT, {"name": "Plans", "extent": ("Extent", "whole")})
        for i in range(self.agents):
            values = {"name": f"Body {i}", "bodyKind": ("BodyKind", "working-group")}
            yield self._row("Body", f"{BASE}body/b{i}", values, self._passage(i % self.plans))
        for i in range(self.plans):
            yield from self._plan(i)

    def _plan(self, i: int) -> Iterator[Row]:
        document, words = NamedNode(_DOCUMENT), NamedNode(_plan(i))
        locator = {"locator": f"table {i}", "document": document, "wordsOf": words}
        yield self._row("Passage", self._passage(i), {"name": f"Plans, table {i}", **locator})
        values: dict[str, object] = {
            "name": f"Plan {i} of the sector",
            "title": f"Plan of Action {i}",
            "date": f"{2000 + i % 25}-{1 + i % 12:02}-01",
            "instrumentKind": ("InstrumentKind", "work-plan"),
            "place": "Jakarta",
            "owner": NamedNode(f"{BASE}body/b{2 + i % 40}"),
            "cites": [NamedNode(_plan((i + step) % self.plans)) for step in (1, 3, 7, 13)],
        }
        yield self._row("Instrument", _plan(i), values, self._passage(i))
        for number in range(i * ITEMS, (i + 1) * ITEMS):
            yield from self._item(number, i)

    def _item(self, number: int, plan: int) -> Iterator[Row]:
        item = f"{BASE}plan-item/i{number}"
        values: dict[str, object] = {
            "name": f"Item {number} of its plan",
            "title": f"Item {number}: training of inspectors",
            "number": str(number % ITEMS),
            "force": ("Force", _FORCES[number % len(_FORCES)]),
            "when": f"{2000 + number % 25}/{2003 + number % 25}",
            "due": f"{2003 + number % 25}-12-31",
            "condition": "subject to the availability of funds",
            "instrument": NamedNode(_plan(plan)),
            "implements": NamedNode(_plan((plan + 7) % self.plans)),
        }
        yield self._row("PlanItem", item, values, self._passage(plan))
        for place in (0, 1):
            agent = NamedNode(f"{BASE}body/b{self._agent(number, place)}")
            tasked = {"provision": NamedNode(item), "agent": agent, "role": ("Role", "responsible")}
            iri = f"{BASE}assignment/a{number}.{place}"
            yield self._row("Assignment", iri, tasked, self._passage(plan))

    def _agent(self, number: int, place: int) -> int:
        others = self.agents - 2
        if place == 0:
            return 2 + number % others if number % 2 else 0
        if (number < 2 * TOGETHER and not number % 2) or (number < TOGETHER and number % 2):
            return 1
        return 2 + number * 31 % others

    def _passage(self, plan: int) -> str:
        return f"https://w3id.org/asean-labour/passage/plans/t{plan}/p1"

    def _row(
        self, class_name: str, subject: str, values: Mapping[str, object], passage: str = ""
    ) -> Row:
        evidence = Provenance((passage,)) if passage else None
        terms = {name: tuple(self._terms(value)) for name, value in values.items()}
        return Row(class_name, subject, terms, evidence)

    def _terms(self, value: object) -> Iterator[Term]:
        match value:
            case [str(scheme), str(notation)]:
                yield concept_node(self.ontology, scheme, notation)
            case list():
                yield from value
            case NamedNode():
                yield value
            case _:
                yield Literal(str(value))


def _plan(i: int) -> str:
    return f"{BASE}instrument/p{i}"
