"""Small random releases: dated memberships and assignments, observations, phases, readings, gaps.

They are made of rows, as curated releases are, with names and with what the rules conclude. The same
seed gives the same release. Dates are few, so that periods meet and part; so are things, so that
documents say the same of them, or something else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Quad

from graph.inference import Rule, infer
from graph.naming import key_slug, with_names
from graph.statements import Provenance, Row, Term, concept_node, iter_quads
from graph.terms import AL, Ontology, passage_iri, thing_iri

DATES = ("2012", "2013-05", "2013-05-20", "2012/2014", "2014/..", "../2013", "2015", "2013")
DAYS = ("2011-06-01", "2013-05-10", "2014-06-01", "2020-01-01")
"""Days before, within and after the dates."""

_METHODS = ("by-heading", "by-order", "by-combination", "alternatives")
_AGENTS = (
    *(("Body", f"body-{n}") for n in range(4)),
    *(("State", f"state-{n}") for n in range(2)),
    ("Group", "group"),
)
_INSTRUMENTS = tuple(("Instrument", f"instrument-{n}") for n in range(3))
_CONVENTIONS = tuple(("Convention", f"convention-{n}") for n in range(2))
_EVENTS = tuple(("Event", f"event-{n}") for n in range(2))
_ITEMS = tuple(("PlanItem", f"item-{n}") for n in range(4))
_CLAUSES = (("Clause", "clause"),)
_PASSAGES = 6
Choice = TypeVar("Choice")
Named = tuple[str, str]
"""Class and slug of a thing."""


def make_release(seed: int, ontology: Ontology, rules: Sequence[Rule]) -> list[Quad]:
    """All statements of a random release, those that follow by rule too."""
    rows = with_names(_Maker(ontology, Random(seed)).rows(), ontology)  # noqa: S311  # the same seed gives the same release
    stated = {quad for row in rows for quad in iter_quads(row, ontology)}
    return sorted(stated | infer(stated, rules, ontology), key=str)


class _Maker:
    def __init__(self, ontology: Ontology, random: Random) -> None:
        self.ontology, self.random = ontology, random

    def rows(self) -> Iterator[Row]:
        yield from self._apparatus()
        yield from self._things()
        tasks = [self._assignment() for _ in range(7)]
        tasks += [self._assignment(like) for like in self.random.sample(tasks, 3)]
        dated = [*tasks, *(self._membership() for _ in range(6))]
        yield from dated
        for row in self.random.sample(dated, 3):
            when = self._terms({"when": self._date()})
            method = self._pick(_METHODS[:3])
            yield replace(row, values=when, evidence=Provenance((_passage(5),), method))
        for _ in range(6):
            yield self._ratification()
        for _ in range(3):
            yield self._link()
            yield self._adoption()
            yield self._participation()
        yield from self._dated_again()
        yield self._gap()

    # what is there

    def _apparatus(self) -> Iterator[Row]:
        for n in range(2):
            issued = {"issued": self._date(plain=True)} if n else {}
            values = {"name": f"Document {n}", "extent": ("Extent", "whole"), **issued}
            document = thing_iri("Document", f"document-{n}")
            yield Row("Document", document, self._terms(values), None)
        for n in range(_PASSAGES):
            words = {"wordsOf": self._pick(_INSTRUMENTS)} if n % 3 else {}
            place = {"locator": f"para {n}", "document": ("Document", f"document-{n % 2}")}
            yield Row("Passage", _passage(n), self._terms({**place, **words}), None)

    def _things(self) -> Iterator[Row]:
        for kind, slug in _AGENTS:
            own = {"bodyKind": ("BodyKind", "committee")} if kind == "Body" else {}
            row = self._row((kind, slug), {"name": f"{slug.title()} (old)", **own})
            yield replace(row, evidence=_STATED) if kind == "State" else row
        for kind, slug in (*_INSTRUMENTS, *_CONVENTIONS):
            values: dict[str, object] = {"name": f"The {slug} (text)"}
            values["instrumentKind"] = ("InstrumentKind", "charter")
            if kind == "Convention":
                values["category"] = ("ConventionCategory", "fundamental")
            row = self._row((kind, slug), values | self._maybe(date=self._date(), title=slug))
            yield replace(row, evidence=_STATED) if kind == "Convention" else row
        for kind, slug in _EVENTS:
            own = {"eventKind": ("EventKind", "meeting")}
            yield self._row((kind, slug), {"name": f"The {slug}", **own})
        for n, (kind, slug) in enumerate((*_ITEMS, *_CLAUSES)):
            own = {"level": ("PlanLevel", "item")} if kind == "PlanItem" else {}
            own = own or {"clauseKind": ("ClauseKind", "operative")}
            named: dict[str, object] = {"name": f"The {slug} (part)", **own}
            values = named | {"instrument": self._pick(_INSTRUMENTS)}
            if n and kind == "PlanItem":
                values |= self._maybe(partOfProvision=_ITEMS[n - 1], contributesTo=_ITEMS[0])
            yield self._row((kind, slug), values | self._maybe(events=self._pick(_EVENTS)))

    def _dated_again(self) -> Iterator[Row]:
        """Say more of things, in other places: dates, phases, to what they contribute."""
        for kind, slug in (*_EVENTS, *_EVENTS, *_ITEMS, *_INSTRUMENTS):
            date = "date" if kind == "Instrument" else "when"
            values: dict[str, object] = dict(self._maybe(**{date: self._date()}))
            if kind != "PlanItem":
                values |= self._maybe(phase=("Phase", self._pick(("planned", "done"))))
            if kind == "PlanItem" and slug != "item-0":
                values |= self._maybe(contributesTo=self._pick(_ITEMS[:1]))
            if values:
                yield self._row((kind, slug), values)

    def _membership(self) -> Row:
        roles = ("member", "subsidiary-body", "chair")
        values = {
            "member": self._pick(_AGENTS[:6]),
            "organisation": self._pick((*_AGENTS[:4], *_AGENTS[-1:] * 3)),
            "membershipRole": ("MembershipRole", self._pick(roles)),
        }
        return self._joined("Membership", values | self._maybe(when=self._date()))

    def _assignment(self, like: Row | None = None) -> Row:
        """Give an agent a role in a provision, or one that has a role there another one."""
        roles = ("responsible", "support", "partner", "potential-collaborator", "coordinator")
        values = {
            "provision": self._pick((*_ITEMS, *_CLAUSES)),
            "agent": self._pick((*_AGENTS, *_AGENTS[:2], _AGENTS[-1])),
            "role": ("Role", self._pick(roles)),
        }
        more = self._maybe(when=self._date(), via=self._pick(_AGENTS[:4]))
        terms = self._terms(values | more)
        if like:
            terms |= {name: like.values[name] for name in ("provision", "agent")}
        return self._keyed("Assignment", terms)

    def _ratification(self) -> Row:
        values = {
            "state": self._pick(_AGENTS[4:6]),
            "asAt": self._pick(("2013-05-01", "2014-01-01", "2015-01-01")),
            "status": ("RatificationStatus", self._pick(("ratified", "none-stated"))),
        }
        if self.random.random() < 0.2:  # a row that has lost its columns
            return self._joined(
                "Ratification", values | {"category": ("ConventionCategory", "fundamental")}
            )
        return self._joined("Ratification", values | {"convention": self._pick(_CONVENTIONS)})

    def _link(self) -> Row:
        kinds = ("recalls", "mentions", "same-as", "continues", "follows-up")
        ends = self.random.sample((*_INSTRUMENTS, *_CLAUSES), 2)
        values = {"source": ends[0], "target": ends[1]}
        return self._joined("Link", values | {"linkKind": ("LinkKind", self._pick(kinds))})

    def _adoption(self) -> Row:
        values = {"subject": self._pick(_INSTRUMENTS), "manner": ("Manner", "adopted")}
        return self._joined("Adoption", values | self._maybe(when=self._date()))

    def _participation(self) -> Row:
        role = self._pick(("coordinator", "host"))
        values = {"at": self._pick(_EVENTS), "agent": self._pick(_AGENTS), "role": ("Role", role)}
        return self._joined("Participation", values)

    def _gap(self) -> Row:
        values = {"concerns": self._pick(_ITEMS), "reason": ("GapReason", "lost")}
        return self._joined("Gap", values)

    # rows

    def _row(self, thing: Named, values: Mapping[str, object]) -> Row:
        return Row(thing[0], thing_iri(*thing), self._terms(values), self._provenance())

    def _joined(self, kind: str, values: Mapping[str, object]) -> Row:
        return self._keyed(kind, self._terms(values))

    def _keyed(self, kind: str, terms: dict[str, tuple[Term, ...]]) -> Row:
        slug = key_slug(self.ontology.classes[kind], terms, self.ontology)
        return Row(kind, thing_iri(kind, slug), terms, self._provenance())

    def _provenance(self) -> Provenance:
        """Mostly one or two passages that state it, else a reading of them."""
        numbers = self.random.sample(range(_PASSAGES), self._pick((1, 1, 2)))
        sources = tuple(sorted(map(_passage, numbers)))
        if self.random.random() < 0.6:
            return Provenance(sources)
        method = self._pick(_METHODS)
        return Provenance(sources, method, sibling="a" if method == "alternatives" else None)

    def _maybe(self, **values: object) -> dict[str, object]:
        return {name: value for name, value in values.items() if self.random.random() < 0.5}

    def _date(self, *, plain: bool = False) -> str:
        return self._pick(DATES[:3] if plain else DATES)

    def _pick(self, some: Sequence[Choice]) -> Choice:
        return self.random.choice(some)

    def _terms(self, values: Mapping[str, object]) -> dict[str, tuple[Term, ...]]:
        return {name: (self._term(name, value),) for name, value in values.items()}

    def _term(self, name: str, value: object) -> Term:
        prop = self.ontology.properties[name]
        if isinstance(value, tuple):
            kind, slug = value
            if prop.kind == "concept":
                return concept_node(self.ontology, kind, slug)
            return NamedNode(thing_iri(kind, slug))
        datatype = NamedNode(str(AL.edtf)) if prop.kind == "date" else None
        return Literal(str(value), datatype=datatype)


def _passage(number: int) -> str:
    return passage_iri(f"document-{number % 2}", f"main/{number}")


_STATED = Provenance((_passage(0),))
"""Of what there is for certain: states, and what is open to ratification."""
