"""A fact beside what a release says at its place."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tests.answers.gold.facts import Fact
from tests.answers.gold.lookup import Lookup, Place
from tests.answers.gold.names import Meaning, mean
from tests.answers.gold.words import all_stems, stems, words

_DESCRIBED, _ASSIGNED = 0.25, 0.15
"""Share of a text's words that a provision has to hold, by itself and where agents agree."""

_FEWEST = 2
"""Words that a text has at least: one word may stand anywhere."""

_ELSEWHERE = 1.4
"""How much better provisions of other instruments may fit: they may well say the same."""

_BETWEEN = ("Clause", "PlanItem", "Event", "Adoption", "Output")
_JOINING = {"INSTRUMENT", "IMPLEMENTS", "THROUGH", "OUTPUTS"}


@dataclass(frozen=True, eq=False)
class Case:
    """A fact, its place in the release and other names for things that the reader gives."""

    lookup: Lookup
    fact: Fact
    place: Place
    aliases: Mapping[str, tuple[str, ...]]

    # What the fact speaks of

    def mean(self, phrase: str) -> Meaning:
        """Things that a phrase may mean."""
        return mean(self.lookup, self.place, phrase, self.aliases.get(phrase, ()))

    @cached_property
    def subject(self) -> Meaning:
        """Things that the subject may mean."""
        return self.mean(self.fact.subject)

    @cached_property
    def object(self) -> Meaning:
        """Things that the object may mean."""
        return self.mean(self.fact.object)

    @property
    def subjects(self) -> frozenset[str]:
        """Things at the place that are called as the subject, else all there that it may mean."""
        called = self.subject.called & self.place.things
        return called or frozenset().union(*self.subject.tiers(self.place))

    # Short cuts

    def values(self, iri: str, *names: str) -> list[str]:
        """Values of some attributes of a thing."""
        return self.lookup.values(iri, *names)

    def values_here(self, iri: str, *names: str) -> list[str]:
        """Those of them that the place gives."""
        here = self.place.values
        return [v for name in names for v in self.values(iri, name) if (iri, name, v) in here]

    def targets(self, name: str, *iris: str) -> list[str]:
        """Things to which a relation leads from others."""
        return self.lookup.targets(name, *iris)

    # Relations at the place

    def paths(self, start: str, ends: Iterable[str]) -> Iterator[frozenset[str]]:
        """Words of the ways from a thing to others: one step, or two through what joins them.

        Two steps lead through an adoption, from an instrument to what a provision of it names, or
        from what a provision acts on to what else it names.
        """
        wanted = frozenset(ends)
        for first in self.place.hops.get(start, ()):
            between = self.lookup.class_of(first.target)
            if first.target in wanted:
                yield first.words | self.force(start) | self.force(first.target)
            elif between in _BETWEEN:
                for second in self.place.hops[first.target]:
                    words = first.words | second.words
                    if second.target in wanted and (words & _JOINING or between == "Adoption"):
                        yield words | self.force(first.target)

    def force(self, iri: str) -> frozenset[str]:
        """How strongly a provision speaks: its force, its kind, the stems of its printed verbs."""
        tokens = self.values(iri, "force", "clauseKind", "manner", "phase")
        return frozenset(tokens) | all_stems(self.values(iri, "verb"))

    def ties(self, iri: str) -> set[str]:
        """What joins a thing to others at the place."""
        hops = self.place.hops.get(iri, ())
        return {tie for hop in hops for tie in (hop.tie, hop.target) if self._is_tie(tie)}

    def _is_tie(self, iri: str) -> bool:
        return bool(iri) and self.lookup.is_tie(iri)

    def mentions(self, iri: str) -> set[str]:
        """Provisions that name a thing at the place."""
        hops = self.place.hops.get(iri, ())
        return {hop.target for hop in hops if self.lookup.is_a(hop.target, "Provision")}

    def by_role(self) -> Mapping[tuple[str, str], set[str]]:
        """Agents at the place by their class and role."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for tie in filter(self._is_tie, self.place.things):
            for token in self.values(tie, "role", "membershipRole"):
                for agent in self.targets("agent", tie) + self.targets("member", tie):
                    found[self.lookup.class_of(agent), token].add(agent)
        return found

    # Provisions

    @cached_property
    def instruments(self) -> frozenset[str]:
        """Instruments whose words stand at the place."""
        return frozenset(self.targets("wordsOf", *self.place.passages))

    @cached_property
    def provisions(self) -> frozenset[str]:
        """Provisions of these instruments."""
        return frozenset(self.targets("provisions", *self.instruments))

    @cached_property
    def here(self) -> frozenset[str]:
        """Provisions that the place itself tells."""
        return self.provisions & self.place.named_here

    @cached_property
    def about(self) -> frozenset[str]:
        """Those of them that are the subject's or name it, else whose name holds its words."""
        subjects = self.subject.at(self.place) | self.subject.called
        if subjects & self.instruments:
            return self.here
        hops, asked = self.place.hops, {*words(self.fact.subject)}
        found = {p for p in self.here if any(h.target in subjects for h in hops.get(p, ()))}
        named = {p for p in self.here for v in self.values(p, "name") if asked <= {*words(v)}}
        return frozenset(found or named)

    @cached_property
    def _others(self) -> list[frozenset[str]]:
        """Provisions of the same instruments at each other place."""
        passages = frozenset(self.targets("wordedIn", *self.instruments)) - self.place.passages
        places = (self.lookup.place(frozenset({passage})) for passage in sorted(passages))
        return [found for place in places if (found := self.provisions & place.named_here)]

    def describes(
        self, text: str, provisions: Iterable[str], among: Iterable[str] | None = None
    ) -> bool:
        """Tell whether a text describes some provisions better than any others.

        `among` are provisions that agree with the fact in all else: then less will do, and the
        text has to tell only those from each other.
        """
        wanted, provisions = stems(text), frozenset(provisions)
        if len(wanted) < _FEWEST:
            return False
        share = self.lookup.coverage(wanted, provisions)
        if among is not None:
            rivals = ({one} for one in among if one not in provisions)
            return share >= _ASSIGNED and self._best(wanted, rivals) <= share
        rest = frozenset(self.lookup.model.members["Provision"]) - self.provisions
        return (
            share >= _DESCRIBED
            and self._best(wanted, self._others) <= share
            and self._best(wanted, ({one} for one in self.here - provisions)) <= share
            and self._best(wanted, ({one} for one in rest)) <= share * _ELSEWHERE
        )

    def _best(self, wanted: frozenset[str], rivals: Iterable[Iterable[str]]) -> float:
        return max((self.lookup.coverage(wanted, rival) for rival in rivals), default=0)


Rule = Callable[[Case], bool]
"""A way to find a fact."""
