"""Rules for facts about what a provision is joined to, and about who held which office."""

import re
from collections.abc import Mapping
from functools import cache
from math import log

from tests.answers.gold.case import Case
from tests.answers.gold.lookup import Lookup
from tests.answers.gold.words import all_stems, stems, words

_JOINING = ("topics", "outputs", "events", "implements", "through")
_NAMING = re.compile(r"\b(name|named|expands?|expanded)\b")
_FEWEST = 2
"""Words that a text has at least: one word may be of many things."""

_HELD = 0.6
"""Share of a text's words, by weight, that the things of one provision have to hold."""

_STATE = re.compile(r"^(?P<office>[^(]+) \((?P<state>[^)]+)\)$")


def dealt_with(case: Case) -> bool:
    """Tell whether a provision at the place is joined to what the object says, as no other is."""
    wanted = stems(case.fact.object)
    if len(wanted) < _FEWEST or _NAMING.search(case.fact.predicate):
        return False
    shares = {one: _share(case.lookup, wanted, held) for one, held in _held(case.lookup).items()}
    here = max((shares[one] for one in case.here), default=0)
    return here >= max(_HELD, *shares.values())


def _share(lookup: Lookup, wanted: frozenset[str], held: frozenset[str]) -> float:
    weights = _weights(lookup)
    rarest = max(weights.values())
    total = sum(weights.get(stem, rarest) for stem in wanted)
    return sum(weights[stem] for stem in wanted & held) / total


@cache
def _held(lookup: Lookup) -> Mapping[str, frozenset[str]]:
    """Stems of the names of all that provisions are joined to."""
    return {
        one: all_stems(name for thing in _joined(lookup, one) for name in lookup.names(thing))
        for one in lookup.model.members["Provision"]
    }


def _joined(lookup: Lookup, provision: str) -> set[str]:
    ties = lookup.targets("assignments", provision) + lookup.targets("linksOut", provision)
    own = {thing for name in _JOINING for thing in lookup.targets(name, provision)}
    return {*own, *lookup.targets("agent", *ties), *lookup.targets("target", *ties)}


@cache
def _weights(lookup: Lookup) -> Mapping[str, float]:
    held = _held(lookup)
    every = frozenset().union(*held.values())
    return {s: log(1 + len(held) / sum(s in some for some in held.values())) for s in every}


def held_office(case: Case) -> bool:
    """Tell whether the subject acts at the place in an office of the state in brackets."""
    match = _STATE.match(case.fact.object)
    if not match:
        return False
    state = case.mean(match["state"]).called
    return any(
        words(match["office"]) == words(name)[: len(words(match["office"]))]
        and state & {*case.targets("of", hop.target)}
        for start in case.subject.at(case.place)
        for hop in case.place.hops.get(start, ())
        if case.lookup.class_of(hop.target) == "Office"
        for name in case.values(hop.target, "name")
    )
