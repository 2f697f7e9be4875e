"""Rules for facts about instruments, meetings, agents and what provisions say."""

import re
from collections.abc import Iterable

from tests.answers.gold.case import Case, Rule
from tests.answers.gold.lookup import Form
from tests.answers.gold.words import Period, number, periods, stems, without_dates, words

SILENT = re.compile(r"\(?(none|not)( stated)?\)?$")
"""Objects that say that the text says nothing."""

_KINDS = ("instrumentKind", "outputKind", "eventKind", "bodyKind", "groupKind", "category")
_FUTURE = re.compile(r"future|prospective|to be developed|under development")
_LABELS = {
    "adoption": {"SUBJECT"},
    "body": {"MEMBER", "SUBSIDIARY_BODY", "SECRETARIAT", "ORGANISATION", "OF", "OWNER"},
    "chairmanship": {"CHAIR"},
    "event": {"AT", "OCCASION", "BODY", "SERIES", "EVENTS", "COUNTRY"},
    "person": {"AT", "OFFICE", "OF", "MEMBER"},
    "succession": {"SUCCEEDS", "CONTINUES", "FOLLOWS_UP"},
}
"""What the relation may be, by kind of fact; of other kinds it may be any."""

_NEEDED = (
    (r"through", {"IMPLEMENTS", "THROUGH"}),
    (r"office", {"OFFICE"}),
    (r"adopt.* at$", {"OCCASION"}),
    (r"topic", {"ABOUT"}),
    (r"^(completed|produced|prepared) by$", {"PRODUCED_BY"}),
)
"""What the relation has to be, by words of the predicate."""

_SILENCES = {
    "participations": r"sign|attend|particip|adopt|chair",
    "representative": r"named?\b|represent",
    "assignments": r"coordinator|collaborator|responsible",
    "when": r"date|held|when|year|timeline",
    "place": r"place|where|held",
}
"""Words that ask for a property of which a gap says that it is not there."""

_TASKING = re.compile(
    r"(?:will |also |further )*(task|request|encourage?|expect|urge?|direct|instruct)(ed|d|s)?$"
)
_ACTION = re.compile(r"^(?P<agents>.+?) to (?P<action>.+)$")
_ACTING = {"RESPONSIBLE", "JOINT", "PERFORMER", "INTERMEDIARY"}
_ADDRESSED = _ACTING | {"ADDRESSEE"}
_SHARE = 0.85
"""Share, by weight, of a printed name that the name told has to hold."""


def same_kind(case: Case) -> bool:
    """Tell whether the object says of what kind the subject is, and whether it is still to come."""
    kind = case.fact.object.partition("(")[0]
    future = bool(_FUTURE.search(case.fact.object))
    return any(
        (_is_kind(case, iri, kind) or _called_so(case, iri, kind))
        and (not future or "PLANNED" in case.values(iri, "phase"))
        for iri in case.subject.at(case.place)
    )


def _is_kind(case: Case, iri: str, kind: str) -> bool:
    labels = [stems(case.lookup.label(token)) for token in case.values(iri, *_KINDS)]
    return bool(labels) and all(label <= stems(kind) for label in labels)


def _called_so(case: Case, iri: str, kind_printed: str) -> bool:
    """Whether a name says it: Terms of Reference of, 2030 Agenda for."""
    names = case.values(iri, "name", "title")
    heads = (re.split(r" (?:of|on|for|in|to|towards) ", name)[0] for name in names)
    kind = words(kind_printed)
    return any(
        kind[-1:] == words(head)[-1:] or words(name)[: len(kind)] == kind
        for head, name in zip(heads, names, strict=True)
    )


def named(case: Case) -> bool:
    """Tell whether the object is a name of the subject that is printed at the place."""
    wanted = frozenset(words(case.fact.object))
    return any(
        _same_name(case, wanted, frozenset(words(form)))
        for one in case.targets("designations", *case.subject.alike)
        if one in case.place.things
        for form in case.values(one, "form")
    )


def _same_name(case: Case, wanted: Form, form: Form) -> bool:
    weigh = case.lookup.weigh
    return wanted == form or (wanted < form and weigh(wanted) >= _SHARE * weigh(form))


def valued(case: Case) -> bool:
    """Tell whether the object is a value of the subject, of its ties or of what names it."""
    predicate, dated = case.fact.predicate, periods(case.fact.object)
    if re.search(r"[ _]on$", predicate) and not dated:
        return False
    if re.search(r"[ _]in$", predicate) and any(p.earliest == p.latest for p in dated):
        return False
    adopting = re.search(r"adopt|sign|issue|launch|done|dated|held", predicate)
    return any(
        holds(case, iri, case.fact.object)
        for start in case.subjects
        for iri in (start, *case.ties(start), *(_dated_near(case, start) if dated else ()))
        if adopting or case.lookup.class_of(iri) != "Adoption"
    )


def _dated_near(case: Case, start: str) -> set[str]:
    """Provisions that name a thing, and events in which it acts as the predicate says."""
    first = next(iter(words(case.fact.predicate)), "")
    acts = {hop.target for hop in case.place.hops.get(start, ()) if stems(first) & hop.words}
    return case.mentions(start) | acts


def holds(case: Case, iri: str, text: str) -> bool:
    """Tell whether the place gives a thing the dates and the place, or the words, of a text."""
    found, rest = periods(text), without_dates(text).replace("end of", "").strip(" ,;")
    placed = any(same_place(case, rest, place) for place in case.values_here(iri, "place"))
    if found:
        printed = case.values_here(iri, "whenPrinted", "frequencyPrinted")
        found_words = {word for one in printed for word in words(one)}
        return (placed or set(words(rest)) <= found_words) and _dated(case, iri, found)
    texts = {words(one) for one in case.values_here(iri, "theme", "title", "whenPrinted")}
    modes = {stems(case.lookup.label(token)) for token in case.values_here(iri, "mode")}
    return placed or words(rest) in texts - {()} or stems(rest) in modes


def _dated(case: Case, iri: str, found: Iterable[Period]) -> bool:
    """Whether a thing has the dates of the object: open ones where the predicate says began."""
    covering = re.search(r"cover|period|valid|target", case.fact.predicate)
    names = (name for name in case.lookup.dates if covering or name != "covers")
    dates = case.values_here(iri, *names)
    if "target" in case.fact.predicate:
        dates = [date for date in dates if date.startswith("../")]
    if re.search(r"began|begin|start", case.fact.predicate):
        dates = [date for date in dates if date.endswith("/..")]
    end = "end of" in case.fact.object
    return all(any(_same_date(period, date, end=end) for date in dates) for period in found)


def _same_date(period: Period, date: str, *, end: bool) -> bool:
    asked = Period.of(date, date)
    if end:
        return asked.latest == period.latest and asked.earliest[:4] == period.latest[:4]
    if date.endswith("/.."):
        return period.earliest == asked.earliest
    year = period.earliest[:4] == period.latest[:4]
    return period == asked or (date.startswith("../") and year and period.latest == asked.latest)


def same_place(case: Case, text: str, printed: str) -> bool:
    """Tell whether each part of a place, such as a town or a state, is one of that printed."""
    there = [part.strip() for part in printed.split(",")]
    named_there = {iri for part in there for iri in case.mean(part).called}
    parts = [part.strip() for part in text.split(",")]
    return bool(text) and all(
        words(part) in map(words, there) or case.mean(part).called & named_there for part in parts
    )


def joined(case: Case) -> bool:
    """Tell whether a relation at the place leads from the subject to the object, as told."""
    ends = case.object.at(case.place)
    return any(
        _fits(case, path)
        for start in case.subject.at(case.place)
        for path in case.paths(start, ends - {start})
    )


def _fits(case: Case, path: frozenset[str]) -> bool:
    labels = _LABELS.get(case.fact.kind)
    needed = (some for pattern, some in _NEEDED if re.search(pattern, case.fact.predicate))
    return (
        (labels is None or bool(labels & path))
        and all(some <= path for some in needed)
        and strong(case, path)
    )


def strong(case: Case, path: frozenset[str]) -> bool:
    """Tell whether a relation is as strong as the term with which the predicate begins, if any."""
    first = stems(next(iter(words(case.fact.predicate.replace("_", " "))), ""))
    asked = first & case.lookup.strengths
    return asked <= path or any(asked <= stems(case.lookup.label(token)) for token in path)


def described(case: Case) -> bool:
    """Tell whether the object describes what the place says of the subject, as the predicate says."""
    asked = stems(case.fact.predicate)
    meant = {one for one in case.about if asked & case.lookup.prose(one)}
    meant |= case.about & {*case.targets("parts", *meant)}
    return bool(case.about) and case.describes(case.fact.object, meant or case.about)


def valued_or_described(case: Case) -> bool:
    """Tell whether the object is a value of the subject, or describes what is said of it."""
    return valued(case) or described(case)


def tasked(case: Case) -> bool:
    """Tell whether the subject gives the agents in the object the task that it describes."""
    match = _ACTION.match(case.fact.object)
    if not match:
        return False
    roles = {"RESPONSIBLE", "JOINT"} if case.fact.predicate.startswith("task") else _ADDRESSED
    agents = [case.mean(one).likeliest for one in match["agents"].split(" and ")]
    alike = {
        one
        for one in case.provisions
        if strong(case, case.force(one))
        and _gives(case, one)
        and all(some & assigned(case, one, roles) for some in agents)
    }
    return any(case.describes(match["action"], {one}, alike) for one in alike & case.here)


def _gives(case: Case, provision: str) -> bool:
    """Whether the subject, the body that met in it or the body that speaks in it gives it."""
    subjects = case.subject.any
    givers = {*case.targets("givenBy", provision), *case.targets("instrument", provision)}
    return bool(givers & {*subjects, *case.targets("body", *subjects)})


def assigned(case: Case, provision: str, roles: Iterable[str]) -> set[str]:
    """Agents that have one of some roles in a provision."""
    return {
        agent
        for one in case.targets("assignments", provision)
        if {*roles} & {*case.values(one, "role")}
        for agent in case.targets("agent", one)
    }


def performed(case: Case) -> bool:
    """Tell whether the subject acts at the place as the object describes, rather than others."""
    alike = {one for one in case.provisions if case.subject.any & assigned(case, one, _ACTING)}
    return any(
        case.describes(case.fact.object, {one}, alike if _part(case, one, own=True) else None)
        and _part(case, one, own=True) >= _part(case, one, own=False)
        for one in alike & case.here
    )


def _part(case: Case, provision: str, *, own: bool) -> float:
    """Share of the object's words in what is printed of how the subject acts, or others act."""
    wanted = stems(case.fact.object)
    ways = [
        case.lookup.share(wanted, " ".join(case.values(one, "rolePrinted")))
        for one in case.targets("assignments", provision)
        if _ACTING & {*case.values(one, "role")}
        and bool(case.subject.any & {*case.targets("agent", one)}) is own
    ]
    return max(ways, default=0)


def counted(case: Case) -> bool:
    """Tell whether the subject has as many numbered provisions of a kind as the object says."""
    wanted = stems(case.fact.predicate.replace("_", " "))
    if not re.fullmatch(r"\w+( [\w -]+)?", case.fact.object):
        return False
    numbers = {
        n
        for one in case.targets("provisions", *case.subject.alike)
        if _is_counted(case, one, wanted)
        for n in case.values(one, "number")
        if n.isdigit()
    }
    return number(case.fact.object) == len(numbers)


def _is_counted(case: Case, provision: str, wanted: frozenset[str]) -> bool:
    tokens = case.values(provision, "level", "clauseKind")
    return any(stems(case.lookup.label(token)) <= wanted for token in tokens) or (
        "paragraph" in wanted and case.lookup.class_of(provision) == "Clause"
    )


def numbered(case: Case) -> bool:
    """Tell whether as many agents of a class have one role at the place as the object says."""
    return any(number(case.fact.object) == len(some) for some in case.by_role().values())


def silent(case: Case) -> bool:
    """Tell whether a gap at the place says that it does not tell what the predicate asks for."""
    subjects = case.subject.at(case.place)
    near = subjects.union(*map(case.ties, subjects))
    asked = f"{case.fact.subject} {case.fact.predicate}".replace("_", " ")
    return any(
        re.search(_SILENCES.get(name, name), asked)
        for gap in case.targets("gaps", *near)
        if gap in case.place.things
        for name in case.values(gap, "property")
    )


_ROUTES: tuple[tuple[str, Rule], ...] = (
    (r"^is an?$", same_kind),
    (r"^is$", valued_or_described),
    (r"\bnames?$|\bexpand", named),
    (r"\bnumber[ _]of\b", counted),
    (r"_to$", performed),
    (
        r"^(?:to be )?(held|adopted|signed|issued|done|met|began|begun|.*accessed|verified.*)[ _](on|in)$",
        valued,
    ),
    (r"^(dated|covers|.*year|.*theme|.*starts.*|scheduled.*|to be completed.*|.*date)$", valued),
)
"""Rules by predicate."""


def rules(case: Case) -> tuple[Rule, ...]:
    """Rules that may find a fact."""
    if SILENT.match(case.fact.object):
        return (silent,)
    for pattern, rule in _ROUTES:
        if re.search(pattern, case.fact.predicate):
            return (rule,)
    match case.fact.kind:
        case "tasking" if _TASKING.match(case.fact.predicate):
            return (tasked,)
        case "provision" | "monitoring" | "resource_mobilisation":
            return (described,)
        case "membership" if number(case.fact.object) is not None:
            return (numbered,)
        case "tasking" | "chairmanship" | "person" | "body" | "citation" | "adoption":
            return (joined,)
    if case.object.alike:
        return (joined,)
    by_whom = re.search(r" (by|to|with)$", case.fact.predicate)
    return (joined, described) if by_whom else (joined, valued, described)
