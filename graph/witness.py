"""Witnesses: the passages that each graph of statements leads to, ready to be shown."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import cast

from graph.decoded.model import Model
from graph.errors import DocumentError
from graph.plan import Constant, Evidence, Json, Level
from graph.terms import CERTAINTIES, Ontology
from graph.text import Span, excerpt

QUOTED, NOT_AT_HAND, NO_TEXT = "QUOTED", "NOT_AT_HAND", "NO_TEXT"
"""The quote is given; the document is not at hand; the passage has no text to quote."""

Record = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Passages by graph, and the texts of the documents at hand by digest."""

    records: Mapping[str, tuple[Record, ...]]
    texts: Mapping[str, str]

    def show(self, evidence: Evidence, graphs: Iterable[str], level: Level) -> Json:
        """Show one record a passage, the strongest way to it, at most as weak as the level."""
        found: dict[Json, Record] = {}
        reached = (record for graph in graphs for record in self.records.get(graph, ()))
        for record in sorted(reached, key=_strength):
            if cast(int, record["rank"]) <= level:
                found.setdefault(cast(Record, record["passage"])["iri"], record)
        return [_project(evidence, self.quoted(record)) for record in found.values()]

    def quoted(self, record: Record) -> Record:
        """A record with the words of its passage, or with what keeps them from being here."""
        passage, document = cast(Record, record["passage"]), cast(Record, record["document"])
        spans, text = cast(list[str], passage["spans"]), self.texts.get(str(document["digest"]))
        if not spans:
            return record | {"quote": None, "quoteStatus": NO_TEXT}
        if text is None:
            return record | {"quote": None, "quoteStatus": NOT_AT_HAND}
        quote = excerpt(text, (Span.parse(span) for span in spans))
        return record | {"quote": quote, "quoteStatus": QUOTED}


def _strength(record: Record) -> tuple[int, str, str]:
    passage, reading = cast(Record, record["passage"]), cast(Record | None, record["reading"])
    return cast(int, record["rank"]), str(passage["sortKey"]), str((reading or passage)["iri"])


def _project(evidence: Evidence, record: Record) -> Json:
    return {name: _field(field, below, record) for name, field, below in evidence.fields}


def _field(field: str | Constant, below: Evidence | None, record: Record) -> Json:
    if isinstance(field, Constant):
        return field.text
    value = record[field]
    if below is None or value is None:
        return value
    if isinstance(value, list):
        return [_project(below, cast(Record, item)) for item in value]
    return _project(below, cast(Record, value))


def attribute_names(ontology: Ontology, class_name: str) -> tuple[str, ...]:
    """Attributes by which a witness shows a passage, document or instrument."""
    own = ontology.properties_of(class_name)
    return ("iri", "key", *(p.name for p in own if p.kind != "thing"))


@dataclass(frozen=True, slots=True)
class Witness:
    """A passage that a graph rests on, with its document and whose words it has, by IRI.

    `document` and `instrument` are empty where there is none. A passage rests on itself.
    """

    graph: str
    passage: str
    rank: int
    document: str
    instrument: str


def iter_witnesses(model: Model) -> Iterator[Witness]:
    """Tell for each passage and reading of a model which passages it leads to, sorted."""
    for graph in sorted((*model.members["Passage"], *model.members["Reading"])):
        rank = model.ranks.get(graph, 0)
        for passage in _passages(model, graph):
            document, instrument = (_target(model, p, passage) for p in ("document", "wordsOf"))
            yield Witness(graph, passage, rank, document, instrument)


def _passages(model: Model, graph: str) -> list[str]:
    """Passages that a graph rests on, through readings of readings."""
    seen, waiting = {graph}, [graph]
    while waiting:
        for edge in model.edges["restsOn"].get(waiting.pop(), ()):
            if edge.target not in seen:
                seen.add(edge.target)
                waiting.append(edge.target)
    return sorted(iri for iri in seen if model.things[iri].class_name == "Passage")


def _target(model: Model, prop: str, iri: str) -> str:
    edges = model.edges[prop].get(iri, ())
    return edges[0].target if edges else ""


def describe(model: Model, witnesses: Collection[Witness]) -> dict[str, Record]:
    """Describe what witnesses name, each thing once, by IRI."""
    shown = {
        "Passage": {w.passage for w in witnesses},
        "Document": {w.document for w in witnesses},
        "Instrument": {w.instrument for w in witnesses},
        "Reading": {w.graph for w in witnesses if w.graph != w.passage},
    }
    return {
        iri: _describe(model, name, iri)
        for name, iris in sorted(shown.items())
        for iri in sorted(iris - {""})
    }


def _describe(model: Model, class_name: str, iri: str) -> Record:
    thing = model.things.get(iri)
    if thing is None:
        raise DocumentError(f"{iri} is used as evidence but described nowhere")
    shown: Record = {"iri": iri, "key": thing.slug}
    for name in attribute_names(model.ontology, class_name)[2:]:
        claims = model.claims.get(name, {}).get(iri, ())
        values = [cast(Json, c.value) for c in claims]
        many = model.ontology.properties[name].many
        shown[name] = values if many else (values[0] if values else None)
    if class_name == "Passage":
        shown["sortKey"] = f"{model.position[iri]:09}"
    return shown


def link_records(
    witnesses: Iterable[Witness], described: Mapping[str, Record]
) -> dict[str, tuple[Record, ...]]:
    """Put together what is shown of each graph; witnesses come sorted by graph.

    Records share what they show alike: one reading may rest on a hundred passages and be shown
    with each of them.
    """
    records = {}
    for graph, group in groupby(witnesses, attrgetter("graph")):
        own = tuple(group)
        reading: Json = None
        if graph != own[0].passage:
            reading = described[graph] | {"restsOn": [described[w.passage] for w in own]}
        records[graph] = tuple(
            {
                "rank": w.rank,
                "certainty": CERTAINTIES[w.rank],
                "passage": described[w.passage],
                "locator": described[w.passage]["locator"],
                "document": described.get(w.document),
                "instrument": described.get(w.instrument),
                "reading": reading,
            }
            for w in own
        )
    return records
