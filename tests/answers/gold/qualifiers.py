"""What stands beside a fact and has to hold with it: roles, dates, places, numbers, measures."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from tests.answers.gold import plans
from tests.answers.gold.case import Case
from tests.answers.gold.general import same_place
from tests.answers.gold.words import Period, periods, plain, stems, words

Check = Callable[[Case, str], bool]
_UNTOLD = re.compile(r"not stated|\(?none")
_PERIOD = re.compile(r"\d{4}(-\d{4})?")


def _has_role(*tokens: str) -> Check:
    """Make the check that agents have one of some roles at the place."""

    def check(case: Case, text: str) -> bool:
        held = {i for (_, token), some in case.by_role().items() if token in tokens for i in some}
        agents = [text] if case.mean(text).called else text.split(" and ")
        return all(case.mean(agent).any & held for agent in agents)

    return check


def _is_spoken_of(case: Case, text: str) -> bool:
    """Whether the place, or the adoption of the subject, speaks of a thing or the body it is of."""
    meant = case.mean(text).any
    return bool({*meant, *case.targets("body", *meant)} & (case.place.things | _adopting(case)))


def _adopting(case: Case) -> set[str]:
    """Adoptions of the subject with their occasions and adopters, wherever that stands."""
    adoptions = case.targets("adoptions", *case.subjects)
    adopters = case.targets("agent", *case.targets("participations", *adoptions))
    return {*adoptions, *case.targets("occasion", *adoptions), *adopters}


def _near(case: Case) -> set[str]:
    """What the fact is about: subject and object, what joins them, what is said of them."""
    ends = case.subjects | case.object.at(case.place)
    labelled = plans.is_labelled(case.fact.subject)
    items = plans.items(case, case.fact.subject) if labelled else frozenset()
    said = {one for iri in ends for one in case.ties(iri) | case.mentions(iri)}
    met = {*case.targets("at", *said), *case.targets("occasion", *said)}
    return {*ends, *items, *said, *met, *_adopting(case), *case.here}


def _is_dated(case: Case, text: str) -> bool:
    """Whether all dates of a text are those of something near, or begin or end as they do."""
    dates = {date for iri in _near(case) for date in case.values(iri, *case.lookup.dates)}
    known = [Period.of(date, date) for date in dates]
    return all(
        any(one.within(asked) or one[0] == asked[0] or one[1] == asked[1] for one in known)
        for asked in periods(text)
    )


def _is_covered(case: Case, text: str) -> bool:
    return not _PERIOD.fullmatch(plain(text)) or _is_dated(case, text)


def _is_placed(case: Case, text: str) -> bool:
    """Whether something near is at a place, or was held in the way that stands for one."""
    modes = {case.lookup.label(token) for iri in _near(case) for token in case.values(iri, "mode")}
    if any(stems(text) == stems(mode) for mode in modes):
        return True
    printed = [v for iri in _near(case) for v in case.values(iri, "place", "whenPrinted")]
    return any(same_place(case, text, one) or {*words(text)} <= {*words(one)} for one in printed)


def _is_numbered(case: Case, text: str) -> bool:
    """Whether something near has the numbers in a text; one that the reader counted need not."""
    if "derived" in case.fact.qualifiers:
        return True
    near = _near(case)
    whole = {*near, *case.targets("partOfProvision", *near)}
    numbers = {number for iri in whole for number in case.values(iri, "number", "ordinal", "count")}
    return {*re.findall(r"\d+", text)} <= numbers


def _has_verb(case: Case, text: str) -> bool:
    """Whether a provision at the place has a verb."""
    return any(stems(text) & stems(verb) for one in case.here for verb in case.values(one, "verb"))


def _is_called(case: Case, text: str) -> bool:
    """Whether the subject is called so."""
    return bool(case.mean(text).called & case.subject.alike)


def _is(name: str) -> Check:
    """Make the check that something near has a value of an attribute, or a term of that label."""

    def check(case: Case, text: str) -> bool:
        labels = {case.lookup.label(v) for iri in _near(case) for v in case.values(iri, name)}
        return any(_letters(text) in _letters(one) for one in labels)

    return check


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", plain(text))


def _is_below(level: str) -> Check:
    """Make the check that an item stands below another of a level, by number or title."""

    def check(case: Case, text: str) -> bool:
        found = _items(case)
        return not found or any(plans.is_of(case, i, level, text) for i in plans.up(case, *found))

    return check


def _items(case: Case) -> Iterable[str]:
    """Items that the fact is about: its subject, else its object."""
    labelled = plans.is_labelled(case.fact.subject)
    named = plans.items(case, case.fact.subject) if labelled else frozenset()
    return named or plans.fitting(case, case.fact.object)


def _is_owned(case: Case, text: str) -> bool:
    """Whether a body is responsible for the item, or for what it belongs to."""
    involved = case.targets("assignments", *plans.up(case, *_items(case)))
    held = [one for one in involved if "RESPONSIBLE" in case.values(one, "role")]
    return bool(case.mean(text).called & {*case.targets("agent", *held)})


def _is_reserved(case: Case, text: str) -> bool:
    """Whether somebody endorsed the subject in principle only, or nobody did."""
    at = case.targets("participations", *case.targets("adoptions", *case.subjects))
    return (text == "True") is any("ENDORSER_IN_PRINCIPLE" in case.values(p, "role") for p in at)


def _all(names: str, check: Check) -> Iterable[tuple[str, Check]]:
    return ((name, check) for name in names.split())


CHECKS: Mapping[str, Check] = dict(
    [
        *_all("lead", _has_role("RESPONSIBLE")),
        *_all("tasked", _has_role("RESPONSIBLE", "JOINT")),
        *_all("in_collaboration_with in_cooperation_with together_with", _has_role("JOINT")),
        *_all("with_the_support_of", _has_role("SUPPORT")),
        *_all("joint_with", _has_role("RESPONSIBLE")),
        *_all("chair", _has_role("CHAIR")),
        *_all("owner adopter adopted_at issuer tasked_by occasion members pillars", _is_spoken_of),
        *_all("parent parent_instrument included_in under_instrument", _is_spoken_of),
        *_all("via_instrument deliverable instrument project country", _is_spoken_of),
        *_all("date year start end starting deadline to_be_completed_by accessed", _is_dated),
        *_all("period", _is_covered),
        *_all("place", _is_placed),
        *_all("number ordinal", _is_numbered),
        *_all("verbs", _has_verb),
        *_all("acronym", _is_called),
        *_all("binding", _is("bindingness")),
        *_all("honorific", _is("honorific")),
        *_all("frequency", _is("frequencyPrinted")),
        *_all("thematic_area", _is_below("THEMATIC_AREA")),
        *_all("key_result_area", _is_below("KEY_RESULT_AREA")),
        *_all("strategic_measures", _is_below("MEASURE")),
        *_all("strategic_priority", _is_below("PRIORITY")),
        *_all("responsible_plan_owner", _is_owned),
        *_all("thai_footnote", _is_reserved),
    ]
)
"""How the values of qualifiers are checked; what is not here are remarks of the reader."""


def unmet(case: Case) -> Iterator[str]:
    """Names of the qualifiers that the release does not bear out."""
    for name, check in CHECKS.items():
        texts = (text for text in case.fact.texts(name) if not _UNTOLD.match(text))
        if not all(check(case, text) for text in texts):
            yield name
