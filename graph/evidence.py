"""Evidence: the passages that each graph of statements rests on, as records."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, cast

from graph.errors import DocumentError
from graph.model.read_model import Model
from graph.plan import Json, Level
from graph.terms import CERTAINTIES, Ontology
from graph.text import Span, excerpt

QUOTED, NOT_AT_HAND, NO_TEXT = "QUOTED", "NOT_AT_HAND", "NO_TEXT"
"""The quote is given; the document is not at hand; the passage has no text to quote."""

QUOTE_FIELDS = ("quote", "quoteStatus")
"""What a record says of the words of its passage."""

Record = dict[str, Any]
"""What is shown of a passage by name: JSON, and the records of what it belongs to."""


@dataclass(frozen=True, slots=True)
class EvidenceIndex:
    """Passages by graph, the strongest first, and the texts of the documents at hand by digest."""

    records: Mapping[str, tuple[Record, ...]]
    texts: Mapping[str, str]

    def find(self, graphs: Sequence[str], level: Level, *, quoted: bool) -> list[Record]:
        """Find one record a passage, the strongest way to it, at most as weak as the level.

        Only those that are to be quoted have the QUOTE_FIELDS.
        """
        found: dict[str, Record] = {}
        for record in self._strongest_first(graphs):
            if record["rank"] <= level:
                found.setdefault(record["passage"]["iri"], record)
        return list(map(self.quoted, found.values()) if quoted else found.values())

    def _strongest_first(self, graphs: Sequence[str]) -> Sequence[Record]:
        """Records of several graphs; those of one are in their order."""
        if len(graphs) == 1:
            return self.records.get(graphs[0], ())
        reached = (record for graph in graphs for record in self.records.get(graph, ()))
        return sorted(reached, key=_strength)

    def quoted(self, record: Record) -> Record:
        """A record with the words of its passage, or with what keeps them from being here."""
        passage = record["passage"]
        spans, text = passage["spans"], self.texts.get(str(record["document"]["digest"]))
        if not spans:
            return record | {"quote": None, "quoteStatus": NO_TEXT}
        if text is None:
            return record | {"quote": None, "quoteStatus": NOT_AT_HAND}
        quote = excerpt(text, (Span.parse(span) for span in spans))
        return record | {"quote": quote, "quoteStatus": QUOTED}


def _strength(record: Record) -> tuple[int, str, str]:
    passage, reading = record["passage"], record["reading"]
    return record["rank"], str(passage["sortKey"]), str((reading or passage)["iri"])


def attribute_names(ontology: Ontology, class_name: str) -> tuple[str, ...]:
    """Attributes by which evidence shows a passage, document or instrument."""
    own = ontology.properties_of(class_name)
    return ("iri", "key", *(p.name for p in own if p.kind != "thing"))


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A passage that a graph rests on, with its document and whose words it has, by IRI.

    `document` and `instrument` are empty where there is none. A passage rests on itself.
    """

    graph: str
    passage: str
    rank: int
    document: str
    instrument: str


def iter_evidence(model: Model) -> Iterator[EvidenceRow]:
    """Tell for each passage and reading of a model which passages it leads to, sorted."""
    for graph in sorted((*model.members["Passage"], *model.members["Reading"])):
        rank = model.ranks.get(graph, 0)
        for passage in _passages(model, graph):
            document, instrument = (_target(model, p, passage) for p in ("document", "wordsOf"))
            yield EvidenceRow(graph, passage, rank, document, instrument)


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


def describe(model: Model, rows: Collection[EvidenceRow]) -> dict[str, Record]:
    """Describe what rows of evidence name, each thing once, by IRI."""
    shown = {
        "Passage": {row.passage for row in rows},
        "Document": {row.document for row in rows},
        "Instrument": {row.instrument for row in rows},
        "Reading": {row.graph for row in rows if row.graph != row.passage},
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
    rows: Iterable[EvidenceRow], described: Mapping[str, Record]
) -> dict[str, tuple[Record, ...]]:
    """Put together what is shown of each graph; rows come sorted by graph.

    Records share what they show alike: one reading may rest on a hundred passages and be shown
    with each of them.
    """
    records: dict[str, tuple[Record, ...]] = {}
    for graph, group in groupby(rows, attrgetter("graph")):
        own = tuple(group)
        reading: Json = None
        if graph != own[0].passage:
            reading = described[graph] | {"restsOn": [described[row.passage] for row in own]}
        shown = (
            {
                "rank": row.rank,
                "certainty": CERTAINTIES[row.rank],
                "passage": described[row.passage],
                "locator": described[row.passage]["locator"],
                "document": described.get(row.document),
                "instrument": described.get(row.instrument),
                "reading": reading,
            }
            for row in own
        )
        records[graph] = tuple(sorted(shown, key=_strength))
    return records
