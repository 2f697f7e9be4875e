"""Which things a phrase may mean, by the names that the reader and the documents use."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tests.answers.gold.lookup import Form, Lookup, Place
from tests.answers.gold.words import words

_LIKE = 0.8
"""How like a phrase has to be to a name of a thing of which the place does not speak."""

_TIE = 0.05
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_ACRONYM = re.compile(r"\(([^()]*)\)$")


@dataclass(frozen=True, slots=True)
class Meaning:
    """Things that a phrase may mean: that are called so, nearly so, or named in it."""

    called: frozenset[str]
    near: frozenset[str]
    named: frozenset[str]

    def tiers(self, place: Place) -> Iterator[frozenset[str]]:
        """Those of which a place speaks, the likeliest first."""
        every = (self.called, self.near, self.named)
        return (here for tier in every if (here := tier & place.things))

    def at(self, place: Place) -> frozenset[str]:
        """Those of which a place speaks: that are called so, else the likeliest."""
        return self.called & place.things if self.called else next(self.tiers(place), frozenset())

    @property
    def alike(self) -> frozenset[str]:
        """Things that are called so, else nearly so."""
        return self.called or self.near

    @property
    def likeliest(self) -> frozenset[str]:
        """The likeliest of all that the phrase may mean."""
        return self.called or self.near or self.named

    @property
    def any(self) -> frozenset[str]:
        """All that the phrase may mean."""
        return self.called | self.near | self.named


def mean(lookup: Lookup, place: Place, phrase: str, aliases: Iterable[str] = ()) -> Meaning:
    """Find what a phrase may mean at a place."""
    called = frozenset().union(*(_called(lookup, one) for one in (phrase, *aliases)))
    form = frozenset(words(phrase))
    like = {iri: score for iri, score in lookup.like(form).items() if iri not in called}
    here = {iri: score for iri, score in like.items() if iri in place.things}
    near = here or {iri: score for iri, score in like.items() if score >= _LIKE}
    return Meaning(called, _best(near), named(lookup, form) & place.things)


def _called(lookup: Lookup, phrase: str) -> set[str]:
    """Things of just this name: as it stands, else without brackets, else what is in them."""
    acronym = _ACRONYM.search(phrase)
    spelled = (phrase, _BRACKETS.sub("", phrase), acronym[1] if acronym else "")
    forms = (frozenset(words(text)) for text in spelled)
    found = ({i for i in lookup.candidates(form) if form in lookup.forms[i]} for form in forms)
    return next(filter(None, found), set())


def _best(scores: Mapping[str, float]) -> frozenset[str]:
    best = max(scores.values(), default=0)
    return frozenset(iri for iri, score in scores.items() if score >= best - _TIE)


@cache
def named(lookup: Lookup, phrase: Form) -> frozenset[str]:
    """Things whose name stands in a phrase, without those whose name is part of another's."""
    inside = {
        iri: max(fitting, key=len)
        for iri in lookup.candidates(phrase)
        if (fitting := [form for form in lookup.forms[iri] if form <= phrase])
    }
    forms = set(inside.values())
    longest = {form for form in forms if not any(form < other for other in forms)}
    return frozenset(iri for iri, form in inside.items() if form in longest)
