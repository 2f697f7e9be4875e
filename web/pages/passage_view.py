"""What the page of a passage shows beside its statements: its words, its document, its neighbours."""

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from graph.evidence import NO_TEXT, QUOTED, EvidenceIndex, Record
from graph.statement_index import StatementIndex
from graph.terms import AL, BASE, Ontology, passage_iri
from graph.text import Span
from web.pages.search import local_address
from web.pages.thing_view import ValueView, method_of

_READINGS = 40
"""Of how many readings the page says what they conclude."""
_ABOUT = 3
_NAME, _PUBLISHER, _RESTS_ON = str(AL.name), str(AL.publisher), str(AL.restsOn)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document with what leads a reader to it."""

    name: ValueView
    title: str
    publisher: ValueView | None
    url: str
    issued: str
    extent: str
    digest: str


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading that rests on a passage: its method, and what it is about."""

    method: ValueView
    about: tuple[ValueView, ...]
    more: int
    is_editorial: bool


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage in its document.

    `instrument` is whose words it has, with its date; `section` is the passages of its section,
    this one without an address. `status` says why there is no quote, in the words of the API.
    """

    locator: str
    quote: str
    status: str
    unused: str
    document: DocumentView
    instrument: ValueView | None
    date: str
    before: ValueView | None
    after: ValueView | None
    section: tuple[ValueView, ...]
    readings: tuple[ReadingView, ...]
    left_out: int

    @property
    def is_quoted(self) -> bool:
        """Whether its words are here."""
        return self.status == QUOTED

    @property
    def has_text(self) -> bool:
        """Whether there are words to quote."""
        return self.status != NO_TEXT


class PassageViewer:
    """Makes views of passages."""

    def __init__(self, ontology: Ontology, evidence: EvidenceIndex, places: StatementIndex) -> None:
        self._ontology, self._evidence, self._places = ontology, evidence, places
        self._ordered = lru_cache(64)(self._passages_of)

    def view(self, iri: str) -> PassageView:
        """Show a passage."""
        record = self._evidence.quoted(self._evidence.records[iri][0])
        passage, instrument = _part(record, "passage"), _part(record, "instrument")
        document = _part(record, "document")
        everywhere = self._ordered(str(document["key"]))
        place = next(n for n, one in enumerate(everywhere) if one["iri"] == iri)
        readings = self._resting(iri)
        return PassageView(
            locator=str(record["locator"]),
            quote=str(record["quote"] or ""),
            status=str(record["quoteStatus"]),
            unused=self._label("UnusedReason", passage["unused"]),
            document=self._document(document),
            instrument=_linked(instrument) if instrument else None,
            date=str(instrument.get("date") or ""),
            before=_located(everywhere[place - 1]) if place else None,
            after=_located(everywhere[place + 1]) if place + 1 < len(everywhere) else None,
            section=tuple(
                ValueView(str(one["locator"])) if one["iri"] == iri else _located(one)
                for one in everywhere
                if one["section"] == passage["section"]
            ),
            readings=tuple(map(self._reading, readings[:_READINGS])),
            left_out=len(readings[_READINGS:]),
        )

    def _passages_of(self, document: str) -> tuple[Record, ...]:
        """Passages of a document in the order of its text; those without text as their names go."""
        records, prefix = self._evidence.records, passage_iri(document, "")
        passages = (
            _part(records[graph][0], "passage") for graph in records if graph.startswith(prefix)
        )
        return tuple(sorted(passages, key=lambda one: (_start(one), str(one["sortKey"]))))

    def _document(self, document: Record) -> DocumentView:
        return DocumentView(
            name=_linked(document),
            title=str(document["title"] or ""),
            publisher=self._publisher(str(document["iri"])),
            url=str(document["url"] or ""),
            issued=str(document["issued"] or ""),
            extent=self._label("Extent", document["extent"]),
            digest=str(document["digest"] or ""),
        )

    def _publisher(self, document: str) -> ValueView | None:
        for quad in self._places.with_subject(document):
            if quad.predicate.value == _PUBLISHER:
                return self._named(str(quad.object.value))  # type: ignore[union-attr]  # things have IRIs
        return None

    def _resting(self, iri: str) -> list[str]:
        """IRIs of the readings that rest on a passage."""
        quads = self._places.with_object(iri)
        return sorted(q.subject.value for q in quads if q.predicate.value == _RESTS_ON)  # type: ignore[union-attr]  # readings have IRIs

    def _reading(self, iri: str) -> ReadingView:
        record = self._evidence.records[iri][0]
        method = ValueView(method_of(_part(record, "reading")), local_address(iri))
        quads = self._places.in_graph(iri)
        things = list(dict.fromkeys(str(quad.subject.value) for quad in quads))  # type: ignore[union-attr]  # things have IRIs
        return ReadingView(
            method=method,
            about=tuple(map(self._named, things[:_ABOUT])),
            more=len(things[_ABOUT:]),
            is_editorial=record["certainty"] == "EDITORIAL",
        )

    def _named(self, iri: str) -> ValueView:
        quads = self._places.with_subject(iri)
        name = next((str(q.object.value) for q in quads if q.predicate.value == _NAME), "")  # type: ignore[union-attr]  # names are literals
        return ValueView(name or iri.removeprefix(BASE), local_address(iri))

    def _label(self, scheme: str, token: object) -> str:
        concepts = self._ontology.schemes[scheme].concepts
        return next((one.label for one in concepts if one.token == token), "")


def _start(passage: Record) -> float:
    spans = cast(list[str], passage["spans"])
    return Span.parse(spans[0]).start if spans else float("inf")


def _part(record: Record, name: str) -> Record:
    return cast(Record, record[name] or {})


def _linked(record: Record) -> ValueView:
    return ValueView(str(record["name"]), local_address(str(record["iri"])))


def _located(passage: Record) -> ValueView:
    return ValueView(str(passage["locator"]), local_address(str(passage["iri"])))
