"""What a release says at a place: the things named there, how they are joined, in which words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from math import log
from typing import NamedTuple

from graph.model.facts import UNDECIDED, Claim
from graph.model.read_model import Model
from graph.terms import upper_snake
from graph.text import Span, digest
from tests.answers.gold.words import all_stems, stems, words

TIES = ("Assignment", "Participation", "Membership", "Adoption", "Ratification", "Link")
"""Classes whose things do no more than join others."""

SOMEWHAT = 0.7
"""How like names are that may be those of one thing."""

_NAMELESS = (*TIES, "Designation", "Gap", "Passage", "Reading")
_NAMES = ("name", "caption", "title", "identifier", "printed")
_FURNITURE = ("digest", "spans", "locator", "caption", "identifier", "section")
_STRENGTHS = ("Force", "Role", "Manner", "LinkKind", "MembershipRole")
_TOLD = {"name", "title", "summary", "verb"}
_PERIOD = re.compile(r"\d{4}(-\d{4})?")
_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"['\"’‘“”]")
_DASH = re.compile(r"\\?[-–—]")

Form = frozenset[str]
Triple = tuple[str, str, str]


class Hop(NamedTuple):
    """A step from one thing to another, the words that tell which, and the tie it leads through."""

    target: str
    words: frozenset[str]
    tie: str = ""


@dataclass(frozen=True)
class Place:
    """What some passages say, by themselves or together with others in a reading."""

    passages: frozenset[str]
    things: frozenset[str]
    hops: Mapping[str, tuple[Hop, ...]]
    named_here: frozenset[str]
    """Things that the place itself names or sums up."""
    values: frozenset[Triple]
    """Values that it gives to things, by attribute."""


@dataclass(frozen=True, eq=False)
class Lookup:
    """A release with its documents at hand; undecided readings and rules' results are left out."""

    model: Model
    texts: Mapping[str, str]
    """Texts of documents by the names of their files."""

    # Values and relations of things

    def values(self, iri: str, *names: str) -> list[str]:
        """Values of some attributes of a thing."""
        return [str(c.value) for name in names for c in self._claims(name, iri)]

    def _claims(self, name: str, iri: str) -> Iterator[Claim]:
        claims = self.model.claims.get(name, {}).get(iri, ())
        return (claim for claim in claims if claim.rank < UNDECIDED)

    def targets(self, name: str, *iris: str) -> list[str]:
        """Things to which a relation leads from others."""
        edges = (e for iri in iris for e in self.model.edges.get(name, {}).get(iri, ()))
        return [e.target for e in edges if e.rank < UNDECIDED and not self._by_rule(e.graphs)]

    def _by_rule(self, graphs: Iterable[str]) -> bool:
        graphs = set(graphs)
        return bool(graphs) and graphs <= self._rules

    @cached_property
    def _rules(self) -> set[str]:
        methods = self.model.claims["method"].items()
        return {iri for iri, claims in methods if claims[0].value == "BY_RULE"}

    def class_of(self, iri: str) -> str:
        """Class of a thing."""
        return self.model.things[iri].class_name

    def is_a(self, iri: str, class_name: str) -> bool:
        """Tell whether a thing is of a class or of a narrower one."""
        return class_name in self.model.ontology.classes[self.class_of(iri)].lineage

    @cached_property
    def dates(self) -> tuple[str, ...]:
        """Attributes that hold a date."""
        properties = self.model.ontology.properties.values()
        return tuple(p.name for p in properties if p.kind == "date")

    @cached_property
    def _relations(self) -> tuple[str, ...]:
        properties = self.model.ontology.properties.values()
        return tuple(p.name for p in properties if p.kind == "thing" and not p.derived)

    # Places

    def occurrences(self, document: str, evidence: str) -> list[frozenset[str]]:
        """Passages in which some words of a document stand, by occurrence."""
        text = self.texts.get(document, "")
        spans = self._spans.get(digest(text), [])
        return [
            frozenset(p for span, p in spans if span.start < end and start < span.end)
            for start, end in occurrences(text, evidence)
        ]

    def speaker(self, document: str) -> str:
        """Instrument whose words a document holds, where they are those of one alone."""
        passages = (
            passage for _, passage in self._spans.get(digest(self.texts.get(document, "")), [])
        )
        speakers = {*self.targets("wordsOf", *passages)}
        return speakers.pop() if len(speakers) == 1 else ""

    @cached_property
    def _spans(self) -> Mapping[str, list[tuple[Span, str]]]:
        """Stretches with the passages that stand there, by the digest of the document's text."""
        found: dict[str, list[tuple[Span, str]]] = defaultdict(list)
        for passage in self.model.members["Passage"]:
            for document in self.targets("document", passage):
                for value in self.values(passage, "spans"):
                    stretch = (Span.parse(value), passage)
                    found[self.model.text("digest", document)].append(stretch)
        return found

    @cache  # noqa: B019  # one look-up lives as long as the tests
    def place(self, passages: frozenset[str]) -> Place:
        """Read what passages say."""
        graphs = {graph for passage in passages for graph in self._graphs[passage]}
        triples = {triple for graph in graphs for triple in self._joining[graph]}
        triples |= self._keys({iri for s, _, o in triples for iri in (s, o)})
        values = frozenset(value for graph in graphs for value in self._telling[graph])
        return Place(
            passages,
            frozenset({iri for s, _, o in triples for iri in (s, o)} | {iri for iri, *_ in values}),
            self._hops(triples),
            frozenset(iri for iri, name, _ in values if name in _TOLD),
            values,
        )

    def _keys(self, things: Iterable[str]) -> set[Triple]:
        """What ties join, wherever that stands: without it they would not be what they are."""
        ties = (iri for iri in things if self.is_tie(iri))
        keys = ((tie, self.model.ontology.classes[self.class_of(tie)].key) for tie in ties)
        return {
            (tie, name, target)
            for tie, key in keys
            for name in key
            for target in self.targets(name, tie)
        }

    @cached_property
    def _graphs(self) -> Mapping[str, set[str]]:
        """Passages, each with itself and the readings that rest on it."""
        found = {passage: {passage} for passage in self.model.members["Passage"]}
        for reading in self.model.members["Reading"]:
            if self.model.ranks.get(reading, 0) < UNDECIDED and reading not in self._rules:
                for passage in self._rests_on(reading):
                    found[passage].add(reading)
        return found

    def _rests_on(self, reading: str) -> set[str]:
        seen, waiting = {reading}, [reading]
        while waiting:
            sources = {e.target for e in self.model.edges["restsOn"].get(waiting.pop(), ())}
            waiting += sources - seen
            seen |= sources
        return {iri for iri in seen if self.class_of(iri) == "Passage"}

    @cached_property
    def _joining(self) -> Mapping[str, set[Triple]]:
        """Relations by the graphs that hold them."""
        found: dict[str, set[Triple]] = defaultdict(set)
        for name in self._relations:
            for iri, edges in self.model.edges.get(name, {}).items():
                for edge in edges:
                    for graph in edge.graphs:
                        found[graph].add((iri, name, edge.target))
        return found

    @cached_property
    def _telling(self) -> Mapping[str, set[Triple]]:
        """Values by the graphs that hold them."""
        found: dict[str, set[Triple]] = defaultdict(set)
        for name, by_iri in self.model.claims.items():
            for iri, claims in by_iri.items():
                for claim in claims:
                    for graph in claim.graphs:
                        found[graph].add((iri, name, str(claim.value)))
        return found

    def is_tie(self, iri: str) -> bool:
        """Tell whether a thing only joins others."""
        return self.class_of(iri) in TIES

    def _hops(self, triples: Iterable[Triple]) -> dict[str, tuple[Hop, ...]]:
        """Steps both ways; what a tie joins is one step apart."""
        hops: dict[str, list[Hop]] = defaultdict(list)
        ends: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for source, name, target in sorted(triples):
            label = frozenset({upper_snake(name)})
            hops[source].append(Hop(target, label))
            hops[target].append(Hop(source, label))
            if self.is_tie(source):
                ends[source].append((upper_snake(name), target))
        for tie, some in ends.items():
            tie_words = self._tie_words(tie)
            for name, one in some:
                for other_name, other in some:
                    if one != other:
                        hops[one].append(Hop(other, tie_words | {name, other_name}, tie))
        return {iri: tuple(some) for iri, some in hops.items()}

    def _tie_words(self, tie: str) -> frozenset[str]:
        """Role, kind or manner of a tie and the stems of what is printed of it."""
        tokens = self.values(tie, "role", "linkKind", "manner", "membershipRole", "status")
        return frozenset(tokens) | all_stems(self.values(tie, "rolePrinted", "printed"))

    # Names

    @cached_property
    def forms(self) -> Mapping[str, set[Form]]:
        """Names of things as sets of words; readers may leave out the years of a plan."""
        found: dict[str, set[Form]] = defaultdict(set)
        for iri, thing in self.model.things.items():
            if thing.class_name not in _NAMELESS:
                for text in self.names(iri):
                    form = frozenset(words(text))
                    found[iri] |= {form, frozenset(w for w in form if not _PERIOD.fullmatch(w))}
                found[iri].discard(frozenset())
        return found

    def names(self, iri: str) -> Iterator[str]:
        """Everything a thing is called."""
        yield from self.values(iri, *_NAMES)
        for designation in self.targets("designations", iri):
            yield from self.values(designation, "form")
        for number in self.values(iri, "conventionNumber"):
            yield from (f"C{number}", f"ILO Convention No. {number}")

    def candidates(self, form: Form) -> set[str]:
        """Things whose names share a word with a form."""
        return {iri for word in form for iri in self._by_word.get(word, ())}

    @cached_property
    def _by_word(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for iri, forms in self.forms.items():
            for word in frozenset().union(*forms):
                found[word].add(iri)
        return found

    def weigh(self, form: Iterable[str]) -> float:
        """Weight of words of names: rare ones tell more, unknown ones as much as the rarest."""
        rarest = log(1 + len(self.forms))
        return sum(self._weights.get(word, rarest) for word in form)

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        total = len(self.forms)
        return {word: log(1 + total / len(things)) for word, things in self._by_word.items()}

    def likeness(self, one: Form, other: Form) -> float:
        """Likeness of two names between 0 and 1 (Dice, by the weight of words).

        Names with different numbers, such as those of two editions, are not alike.
        """
        numbers, others = filter(_DIGIT.search, one), filter(_DIGIT.search, other)
        if (ours := {*numbers}) and (also := {*others}) and not ours & also:
            return 0
        both = self.weigh(one) + self.weigh(other)
        return 2 * self.weigh(one & other) / both if both else 0

    @cache  # noqa: B019  # as above
    def like(self, form: Form) -> Mapping[str, float]:
        """Things with names somewhat like a form, and how like the likeliest one is."""
        found = {
            iri: max(self.likeness(form, name) for name in self.forms[iri])
            for iri in self.candidates(form)
        }
        return {iri: likeness for iri, likeness in found.items() if likeness >= SOMEWHAT}

    # Words

    def label(self, token: str) -> str:
        """Label of a term of the vocabulary."""
        return self._labels.get(token, token)

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {c.token: c.label for c in self.model.ontology.concepts.values()}

    @cached_property
    def strengths(self) -> frozenset[str]:
        """Stems of the terms, of one word each, for how strongly something is said or done."""
        schemes = (self.model.ontology.schemes[name] for name in _STRENGTHS)
        labels = (concept.label for scheme in schemes for concept in scheme.concepts)
        return all_stems(label for label in labels if " " not in label)

    @cache  # noqa: B019  # as above
    def prose(self, provision: str) -> frozenset[str]:
        """Stems of what is said of a provision in our words and in printed ones."""
        strings = [p.name for p in self.model.ontology.properties.values() if p.kind == "string"]
        texts = self.values(provision, *(name for name in strings if name not in _FURNITURE))
        tokens = self.values(provision, "force", "clauseKind", "level")
        ties = self.targets("assignments", provision) + self.targets("linksOut", provision)
        printed = [v for tie in ties for v in self.values(tie, "rolePrinted", "printed")]
        return all_stems([*texts, *map(self.label, tokens), *printed])

    def coverage(self, wanted: frozenset[str], provisions: Iterable[str]) -> float:
        """Share of some stems, by weight, that provisions hold; rare ones weigh more."""
        found = frozenset().union(*map(self.prose, provisions))
        return self._weigh_stems(wanted & found) / self._weigh_stems(wanted)

    def _weigh_stems(self, some: Iterable[str]) -> float:
        rarest = log(1 + len(self.model.members["Provision"]))
        return sum(self._stem_weights.get(stem, rarest) for stem in some)

    @cached_property
    def _stem_weights(self) -> Mapping[str, float]:
        provisions = self.model.members["Provision"]
        counts = Counter(stem for provision in provisions for stem in self.prose(provision))
        return {stem: log(1 + len(provisions) / count) for stem, count in counts.items()}

    def share(self, wanted: frozenset[str], text: str) -> float:
        """Share of some stems, by weight, that a text holds."""
        return self._weigh_stems(wanted & stems(text)) / self._weigh_stems(wanted)


def occurrences(text: str, evidence: str) -> list[tuple[int, int]]:
    """Where some words stand in a text: as printed, else with spaces and marks of any kind."""
    patterns = (re.escape(evidence), r"\s+".join(map(_any_marks, evidence.split())))
    found = ([m.span() for m in re.finditer(p, text, re.IGNORECASE)] for p in patterns)
    return next(filter(None, found), [])


def _any_marks(word: str) -> str:
    return _DASH.sub("[-–—]", _MARK.sub("['’‘\"“”]", re.escape(word)))
