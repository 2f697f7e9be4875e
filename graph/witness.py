"""Witnesses: the passages that each graph of statements leads to, ready to be shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


def build_records(model: Model) -> dict[str, tuple[Record, ...]]:
    """Describe each passage and reading of a model by the passages it leads to."""
    builder = _RecordBuilder(model)
    graphs = (*model.members["Passage"], *model.members["Reading"])
    return {graph: builder.records(graph) for graph in sorted(graphs)}


class _RecordBuilder:
    def __init__(self, model: Model) -> None:
        self.model = model
        self._attributes = {
            name: attribute_names(model.ontology, name)
            for name in ("Passage", "Document", "Instrument", "Reading")
        }

    def records(self, graph: str) -> tuple[Record, ...]:
        is_reading = self.model.things[graph].class_name == "Reading"
        reading = self._reading(graph) if is_reading else None
        rank = self.model.ranks.get(graph, 0)
        return tuple(
            {
                "rank": rank,
                "certainty": CERTAINTIES[rank],
                "passage": self._passage(passage),
                "locator": self.model.text("locator", passage),
                "document": self._target("document", "Document", passage),
                "instrument": self._target("wordsOf", "Instrument", passage),
                "reading": reading,
            }
            for passage in self._passages(graph)
        )

    def _passages(self, graph: str) -> list[str]:
        """Passages that a graph rests on, through readings of readings."""
        seen, waiting = {graph}, [graph]
        while waiting:
            for edge in self.model.edges["restsOn"].get(waiting.pop(), ()):
                if edge.target not in seen:
                    seen.add(edge.target)
                    waiting.append(edge.target)
        return sorted(iri for iri in seen if self.model.things[iri].class_name == "Passage")

    def _passage(self, iri: str) -> Record:
        return self._describe("Passage", iri) | {"sortKey": f"{self.model.position[iri]:09}"}

    def _reading(self, iri: str) -> Record:
        rests = [self._passage(passage) for passage in self._passages(iri)]
        return self._describe("Reading", iri) | {"restsOn": cast(Json, rests)}

    def _target(self, prop: str, class_name: str, iri: str) -> Json:
        edges = self.model.edges[prop].get(iri, ())
        return self._describe(class_name, edges[0].target) if edges else None

    def _describe(self, class_name: str, iri: str) -> Record:
        thing = self.model.things.get(iri)
        if thing is None:
            raise DocumentError(f"{iri} is used as evidence but described nowhere")
        shown: Record = {"iri": iri, "key": thing.slug}
        for name in self._attributes[class_name][2:]:
            claims = self.model.claims.get(name, {}).get(iri, ())
            values = [cast(Json, c.value) for c in claims]
            many = self.model.ontology.properties[name].many
            shown[name] = values if many else (values[0] if values else None)
        return shown
