"""Rules for facts about work programmes and plans: items, areas, measures, who acts, when."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from tests.answers.gold.case import Case, Rule
from tests.answers.gold.general import SILENT, counted, holds
from tests.answers.gold.lookup import Lookup
from tests.answers.gold.words import ordinals, plain, words

KINDS = {
    *("activity", "collaborator", "country_coordinator", "intermediate_target"),
    *("key_result_area", "merge_or_carryover", "responsible_body", "strategic_measure"),
    *("strategic_priority", "thematic_area", "timeline"),
}
"""Kinds of facts for which the rules are."""

_REMARK = re.compile(r"\[[^\]]*\]|\((?:fragment|title [^)]*)\)|\.\.\.")
_LABEL = re.compile(
    r"^[^:]*\b(?:actions?|items?|area|projects?|commitment|KRA|rows?)\b"
    r"\s*(?P<number>\d+(?:\s*\(?[a-z]\)?(?![a-z]))?)?[^:(]*"
    r"(?:\((?P<remark>[^)]*)\)[^:(]*)?(?::\s*(?P<title>.+))?$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b(items?|rows?)\b|^thematic area|^KRA", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?P<number>[A-Z]?(?:\.?[0-9ivx]+)+)[.)]?(?:\s+\(?(?P<title>.*?)\)?)?$")
_LINEAGE = {"CARRIED_OVER_FROM", "CARRIED_OUT_THROUGH", "FOLLOWS_UP", "CONTINUES", "SUCCEEDS"}
_MOST, _HERE, _LIKELY = 0.4, 0.5, 0.75
"""How much of a longer title a shorter one has to be; how like titles are, here and anywhere."""


def is_labelled(phrase: str) -> bool:
    """Tell whether a phrase says that it means an item, such as `ACMW WP item 6`."""
    return bool(_LABEL.match(phrase))


# Items


@cache
def items(case: Case, phrase: str) -> frozenset[str]:
    """Items of plans that a phrase means: by the title in it, else by number and plan."""
    match, lookup = _LABEL.match(phrase), case.lookup
    title = (match["title"] or match["remark"] or "").partition(";")[0] if match else phrase
    wanted = _bare(match["number"] or "") if match else ""
    every = lookup.model.members["PlanItem"]
    pool = {item for item in every if _may_be(lookup, phrase, wanted, item)}
    numbered = {item for item in pool if wanted and wanted == number(lookup, item)}
    if len(words(_REMARK.sub("", title))) > 1:
        found = (
            _likeliest(lookup, pool & case.place.named_here, title, _HERE)
            or _likeliest(lookup, pool & case.place.things, title, _HERE)
            or _of_the_plan(lookup, phrase, _likeliest(lookup, numbered, title, _HERE))
            or _of_the_plan(lookup, phrase, _likeliest(lookup, pool, title, _LIKELY))
        )
        if found:
            return frozenset(found)
    of_plan = _of_the_plan(lookup, phrase, numbered)
    return frozenset(of_plan & case.place.things or of_plan)


def _of_the_plan(lookup: Lookup, phrase: str, found: set[str]) -> set[str]:
    """Of some items those of the plan that a phrase tells, if it tells one."""
    label = re.split(r"[:(]", phrase)[0] if is_labelled(phrase) else ""
    return {item for item in found if _of_plan(lookup, label, item)} or found


def _bare(text: str) -> str:
    return re.sub(r"[\s()]", "", text)


@cache
def number(lookup: Lookup, item: str) -> str:
    """Number of an item with that of the row it is a part of, such as 6a."""
    own = next(iter(lookup.values(item, "number")), "")
    above = lookup.targets("partOfProvision", item)
    whole = own.isdigit() or "." in own or not above
    return own if whole else f"{number(lookup, above[0])}{own}"


def _may_be(lookup: Lookup, phrase: str, wanted: str, item: str) -> bool:
    """Whether an item has the number and the ordinal of a phrase, as far as both have them."""
    asked, of_name = ordinals(phrase.partition(":")[0]), _name_ordinals(lookup, item)
    if asked and not asked & of_name and (of_name or lookup.targets("parts", item)):
        return False
    own = number(lookup, item)
    counted_so = wanted and own and _COUNTED.search(phrase)
    return not counted_so or wanted in (own, own.rstrip("abcdefgh"))


@cache
def _name_ordinals(lookup: Lookup, item: str) -> frozenset[str]:
    name = next(iter(lookup.values(item, "name")), "")
    return ordinals(name.partition(":")[0])


def _of_plan(lookup: Lookup, label: str, item: str) -> bool:
    """Whether a label has a word that tells the item's plan and not only its level."""
    tokens = lookup.values(item, "level")
    level = {word for token in tokens for word in words(lookup.label(token))}
    return bool({*words(label)} & _plan_words(lookup, item) - level) and (
        "INTERMEDIATE_TARGET" not in tokens
    )


@cache
def _plan_words(lookup: Lookup, item: str) -> frozenset[str]:
    plans = lookup.targets("instrument", item)
    return frozenset().union(*(form for plan in plans for form in lookup.forms[plan]))


def _likeliest(lookup: Lookup, pool: Iterable[str], title: str, least: float) -> set[str]:
    """Items whose title holds most of a title, those of the shortest names first."""
    wanted, weigh = frozenset(words(title)), lookup.weigh
    scores = {
        item: max(
            (weigh(wanted & form) / weigh(wanted), lookup.likeness(wanted, form))
            for form in map(frozenset, map(words, titles(lookup, item) or ("",)))
        )
        for item in pool
    }
    best = max(scores.values(), default=(0, 0))
    return {item for item, score in scores.items() if score == best and score[0] >= least}


@cache
def titles(lookup: Lookup, item: str) -> tuple[str, ...]:
    """Names of an item, and of the outputs and events for which it stands."""
    things = (item, *lookup.targets("outputs", item), *lookup.targets("events", item))
    return tuple(title for one in things for title in own_titles(lookup, one))


@cache
def own_titles(lookup: Lookup, thing: str) -> tuple[str, ...]:
    """Names of a thing; of one that begins with a plan and a number also the rest."""
    names = lookup.values(thing, "title", "name")
    designations = lookup.targets("designations", thing)
    forms = (form for one in designations for form in lookup.values(one, "form"))
    return (*names, *(name.rpartition(": ")[2] for name in names), *forms)


def same_title(case: Case, title: str, text: str) -> bool:
    """Tell whether two titles are the same, or one of them most of the other."""
    one, other = frozenset(words(title)), frozenset(words(text))
    weigh, (short, long) = case.lookup.weigh, sorted((one, other), key=case.lookup.weigh)
    return bool(short) and (
        case.lookup.likeness(one, other) >= _LIKELY
        or (short <= long and weigh(short) >= _MOST * weigh(long))
    )


def up(case: Case, *starts: str) -> set[str]:
    """Items and all that they are parts of or contribute to."""
    seen, waiting = set(starts), list(starts)
    while waiting:
        item = waiting.pop()
        above = {*case.targets("partOfProvision", item), *case.targets("contributesTo", item)}
        waiting += above - seen
        seen |= above
    return seen


def down(case: Case, *starts: str) -> set[str]:
    """Items with their parts."""
    return {*starts, *case.targets("parts", *starts)}


def is_of(case: Case, item: str, level: str, text: str) -> bool:
    """Tell whether an item is of a level and has the number or the title told."""
    match = _NUMBERED.match(text)
    title = match["title"] if match else text
    return (
        (not level or level in case.values(item, "level"))
        and (not match or match["number"] == number(case.lookup, item))
        and (not title or any(same_title(case, one, title) for one in titles(case.lookup, item)))
    )


# Rules


def titled(case: Case) -> bool:
    """Tell whether an item at the place has the title and number told and is the subject's."""
    whole = _REMARK.sub("", case.fact.object).strip(" ;")
    bare = re.sub(r"\s*\([^)]*\)", "", whole)
    cuts = ([whole], [bare], re.split(r"[;:]", bare))
    return any(
        any(_is_item(case, thing) for thing in _fitting(case, first, own_titles))
        and all(_fitting(case, one, titles) for one in rest)
        for first, *rest in cuts
    )


def fitting(case: Case, text: str) -> set[str]:
    """What is at the place, belongs to the subject and has a title, or stands for what has it."""
    return _fitting(case, text, titles)


def _fitting(case: Case, text: str, naming: Callable[[Lookup, str], Iterable[str]]) -> set[str]:
    kinds = ("PlanItem", "Output", "Event")
    return {
        iri
        for iri in case.place.things
        if case.lookup.class_of(iri) in kinds
        and _belongs(case, iri)
        and any(same_title(case, title, text) for title in naming(case.lookup, iri))
    }


def _belongs(case: Case, iri: str) -> bool:
    """Whether an item is of the plan, or below the item, that the subject names."""
    if case.lookup.class_of(iri) != "PlanItem":
        return True
    subjects, above = case.subject.any | items(case, case.fact.subject), up(case, iri)
    return bool(subjects & {*above, *case.targets("instrument", *above)})


def _is_item(case: Case, thing: str) -> bool:
    return case.lookup.class_of(thing) == "PlanItem" and _is_numbered(case, thing)


def _is_numbered(case: Case, item: str) -> bool:
    """Whether an item has the number in the predicate, if one is there."""
    predicate = case.fact.predicate.replace("_", " ")
    match = re.search(r"(?:item|area|objective) (\d+\s*\(?[a-z]?\)?)(?: |$)", predicate)
    own = case.values(item, "number") or not case.targets("partOfProvision", item)
    return not match or (
        number(case.lookup, item) == _bare(match[1])
        and _may_be(case.lookup, predicate, "", item)
        and bool(own or ordinals(predicate))
    )


def summed(case: Case) -> bool:
    """Tell whether the object describes what the place tells, of all of its level in the plan."""
    alike = {
        one
        for one in case.provisions
        for item in case.about
        if case.values(one, "level") == case.values(item, "level")
    }
    among = alike if alike > case.about else None
    return all(_is_numbered(case, item) for item in case.about) and case.describes(
        case.fact.object, case.about, among
    )


def timed(case: Case) -> bool:
    """Tell whether the timeline is that of the item, its parts or the events it lists."""
    found = down(case, *items(case, case.fact.subject))
    own = any(case.values(item, "when") for item in found)
    near = found if own else {*found, *case.targets("events", *found)}
    if SILENT.match(case.fact.object):
        dates = (case.values(iri, "when", "whenPrinted", "frequency") for iri in found)
        return bool(found) and not any(dates)
    text = _REMARK.sub("", case.fact.object).strip(" ;,")
    return any(
        holds(case, iri, text)
        or any({*words(text)} == {*words(one)} for one in case.values(iri, "whenPrinted"))
        for iri in near
    )


def acting(*roles: str) -> Rule:
    """Make the rule that an agent has one of some roles in an item or an edition of an event."""

    def acts(case: Case) -> bool:
        events = {i for i in case.subject.called if case.lookup.class_of(i) == "Event"}
        found = events or down(case, *items(case, case.fact.subject))
        held = _acting(case, found, roles)
        if SILENT.match(case.fact.object):
            return bool(found) and not held
        if plain(case.fact.object) == "tbc":
            gaps = case.targets("gaps", *found)
            return any("TO_BE_CONFIRMED" in case.values(gap, "reason") for gap in gaps)
        agents = {i for i in case.object.likeliest if case.lookup.is_a(i, "Agent")}
        return bool(agents) and agents <= held

    return acts


def _acting(case: Case, found: Iterable[str], roles: Iterable[str]) -> set[str]:
    found = tuple(found)
    involved = case.targets("assignments", *found) + case.targets("participations", *found)
    some = [one for one in involved if {*roles} & {*case.values(one, "role")}]
    return {*case.targets("agent", *some)}


def measured(case: Case) -> bool:
    """Tell whether the item contributes to the measure, by itself or with its thematic area."""
    above = up(case, *items(case, case.fact.subject))
    return any(is_of(case, item, "MEASURE", case.fact.object) for item in above)


def under(case: Case) -> bool:
    """Tell whether the item stands below the area, result area or heading that is told."""
    found = items(case, case.fact.subject)
    return any(is_of(case, item, "", case.fact.object) for item in up(case, *found) - found)


def listed(case: Case) -> bool:
    """Tell whether the object lists the numbers of all areas for which the subject acts."""
    level = "KEY_RESULT_AREA" if "key_result" in case.fact.predicate else "THEMATIC_AREA"
    subjects = case.subject.alike
    involved = case.targets("involvements", *subjects)
    charged = [one for one in involved if "RESPONSIBLE" in case.values(one, "role")]
    found = {
        *case.targets("provision", *charged),
        *up(case, *case.targets("provisions", *subjects)),
    }
    numbers = {
        n for i in found if level in case.values(i, "level") for n in case.values(i, "number")
    }
    return numbers == {*re.findall(r"\b\d+\b", case.fact.object)} != set()


def traced(case: Case) -> bool:
    """Tell whether a link of lineage joins subject and object."""
    named, ends = items(case, case.fact.subject), items(case, case.fact.object) | case.object.any
    starts = down(case, *(named - ends or named), *case.subject.called)
    links = case.targets("linksOut", *starts) + case.targets("linksIn", *starts)
    return any(
        _LINEAGE & {*case.values(one, "linkKind")}
        and (down(case, *ends) - starts)
        & {*case.targets("source", one), *case.targets("target", one)}
        for one in links
    )


def flagged(case: Case) -> bool:
    """Tell whether the object lists the numbers of all items with a link of the kind told."""
    asked = plain(case.fact.subject)
    found = {
        number(case.lookup, item)
        for item in case.targets("provisions", *case.instruments)
        for link in case.targets("linksOut", item)
        for kind in case.values(link, "linkKind")
        if plain(case.lookup.label(kind)).removesuffix(" from") in asked
    }
    return found == {*re.findall(r"\b\d+[a-z]?\b", case.fact.object)} != set()


def empty(case: Case) -> bool:
    """Tell whether nothing is listed below the subject."""
    found = items(case, case.fact.subject)
    below = case.targets("contributions", *found)
    return bool(found) and not any("ITEM" in case.values(item, "level") for item in below)


_ROUTES: Mapping[str, tuple[Rule, ...]] = {
    "timeline": (timed,),
    "collaborator": (acting("POTENTIAL_COLLABORATOR"),),
    "country_coordinator": (acting("COORDINATOR"),),
    "strategic_measure": (measured,),
}
"""Rules by kind, where it alone tells."""


def rules(case: Case) -> tuple[Rule, ...]:
    """Rules that may find a fact."""
    predicate = case.fact.predicate
    if case.fact.kind in _ROUTES:
        return _ROUTES[case.fact.kind]
    match case.fact.kind:
        case "activity":
            silent = SILENT.match(case.fact.object) and "item" not in predicate
            return (empty,) if silent else (titled,)
        case "responsible_body":
            return (listed,) if "areas" in predicate else (acting("RESPONSIBLE"),)
        case "merge_or_carryover":
            joint = acting("POTENTIAL_COLLABORATOR", "JOINT")
            return (joint,) if "joint" in predicate else (traced, flagged)
    return _area_rules(predicate)


def _area_rules(predicate: str) -> tuple[Rule, ...]:
    if "number_of" in predicate:
        return (counted,)
    if "areas" in predicate:
        return (listed,)
    if re.search(r"under|belongs", predicate):
        return (under,)
    return (titled,) if re.search(r"area_\d", predicate) else (titled, summed)
