"""Finds facts in a release by rules, or says why it does not."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph.model.read_model import Model
from tests.answers.gold import content, forms, general, partners, plans, qualifiers, ratifications
from tests.answers.gold.case import Case, Rule
from tests.answers.gold.facts import Fact
from tests.answers.gold.lookup import Lookup, Place
from tests.answers.gold.words import stems

DECLARATORY = frozenset({"JOINT_COMMUNIQUE", "DECLARATION", "STATEMENT"})
"""Kinds of instruments that are no plans."""

_LETTERS = 3
"""Letters of words of locators that tell: WP may be of any plan."""

_SPOKEN = re.compile(r"declaration|statement|communiqu", re.IGNORECASE)
_NOWHERE = Place(frozenset(), frozenset(), {}, frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the matcher says of a fact: in whose words it stands, and why it was not found."""

    fact: Fact
    instrument: str
    declaratory: bool
    reason: str = ""

    @property
    def found(self) -> bool:
        """Whether the release holds the fact."""
        return not self.reason


class Matcher:
    """Finds facts in a release.

    `texts` are the normalised texts of the documents by the names of their files; `facts` are
    those from which the reader's other names for things are taken.
    """

    def __init__(self, model: Model, texts: dict[str, str], facts: Iterable[Fact]) -> None:
        self.lookup = Lookup(model, texts)
        found: dict[str, tuple[str, ...]] = defaultdict(tuple)
        for fact in facts:
            found[fact.subject] += tuple(fact.texts("aliases"))
        self.aliases = dict(found)

    def judge(self, fact: Fact) -> Verdict:
        """Say whether the release holds a fact."""
        case = self.case(fact)
        speaker = self._speaker(case)
        kinds = self.lookup.values(speaker, "instrumentKind")
        slug = self.lookup.model.things[speaker].slug if speaker else fact.doc.partition("_")[0]
        declaratory = bool(
            DECLARATORY.intersection(kinds) or (not speaker and _SPOKEN.search(fact.locator))
        )
        return Verdict(fact, slug, declaratory, _reason(case))

    def case(self, fact: Fact) -> Case:
        """Put a fact beside what the release says at its place."""
        chosen = self._told_by_locator(fact)
        place = self.lookup.place(chosen) if chosen else _NOWHERE
        return Case(self.lookup, fact, place, self.aliases)

    def _told_by_locator(self, fact: Fact) -> frozenset[str]:
        """Passages where the evidence stands; of several occurrences those that the locator tells."""
        found = [some for some in self.lookup.occurrences(fact.doc, fact.evidence) if some]
        locator = frozenset(
            stem for stem in stems(fact.locator) if len(stem) >= _LETTERS or stem.isdigit()
        )
        shares = [self.lookup.share(locator, " ".join(map(self._address, some))) for some in found]
        best = max(shares, default=0)
        fitting = (some for some, share in zip(found, shares, strict=True) if share == best)
        return frozenset().union(*fitting)

    def _address(self, passage: str) -> str:
        """Words in which a locator may name a passage."""
        speakers = self.lookup.targets("wordsOf", passage)
        names = [name for speaker in speakers for name in self.lookup.names(speaker)]
        return " ".join([*self.lookup.values(passage, "locator", "section"), *names])

    def _speaker(self, case: Case) -> str:
        """Instrument in whose words a fact stands."""
        counts = Counter(self.lookup.targets("wordsOf", *sorted(case.place.passages)))
        if counts:
            return counts.most_common(1)[0][0]
        return self.lookup.speaker(case.fact.doc)


_BY_PREDICATE: tuple[tuple[str, Rule], ...] = (
    (
        r"^(stands_for|listed_in_abbreviations|named as|.*_named|has_work_plan_.*_as)$",
        forms.spelt_out,
    ),
    (r"^(first_published|first_reprint|isbn|published_by)$", forms.published),
    (r"^thanked for$", partners.thanked),
)
_CONTENT = ("activity", "body", "event", "strategic_priority")
"""Kinds of facts that may be about what a provision deals with."""

_ALSO: tuple[tuple[str, str, Rule], ...] = (
    ("partner_", "", partners.partnered),
    ("country_coordinator", "", partners.coordinated),
    ("merge_or_carryover", "lineage", forms.untraced),
    ("strategic_priority", "added", general.valued),
    ("person", "office", content.held_office),
    *((kind, "", content.dealt_with) for kind in _CONTENT),
)
"""Rules for kinds of facts, by words of the predicate, beside those that are there."""


def rules(case: Case) -> tuple[Rule, ...]:
    """Rules that may find a fact, by its predicate and kind."""
    kind, predicate = case.fact.kind, case.fact.predicate
    for pattern, rule in _BY_PREDICATE:
        if re.match(pattern, predicate):
            return (rule,)
    also = (rule for start, asked, rule in _ALSO if kind.startswith(start) and asked in predicate)
    return (*_by_kind(case), *also)


def _by_kind(case: Case) -> tuple[Rule, ...]:
    if case.fact.kind in plans.KINDS:
        return plans.rules(case)
    if case.fact.kind == "ratification":
        return ratifications.rules(case)
    return general.rules(case)


def _reason(case: Case) -> str:
    """Why a fact was not found; empty where it was."""
    if not case.place.passages:
        return "no passage"
    some = rules(case)
    if any(rule(case) for rule in some):
        missing = ", ".join(qualifiers.unmet(case))
        return f"without {missing}" if missing else ""
    if not case.subject.any and not plans.items(case, case.fact.subject):
        return "subject unresolved"
    if general.joined in some and len(some) == 1 and not case.object.any:
        return "object unresolved"
    return "no statement"
