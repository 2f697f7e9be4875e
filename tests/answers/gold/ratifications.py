"""Rules for facts about which states have ratified which ILO conventions."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from graph.model.facts import UNDECIDED
from tests.answers.gold.case import Case, Rule
from tests.answers.gold.lookup import Lookup
from tests.answers.gold.words import Period, number, periods, words

_STATUS = {
    "yes": "RATIFIED",
    "ratified": "RATIFIED",
    "blank": "NONE_STATED",
    "denounced": "DENOUNCED",
}
_CATEGORIES = {
    "fundamental": "FUNDAMENTAL",
    "core": "FUNDAMENTAL",
    "governance": "GOVERNANCE",
    "priority": "GOVERNANCE",
}
_CONVENTION = re.compile(r"\bC ?0*(\d+)\b|\bNo\. ?(\d+)")
_OPEN = re.compile(r"undecid|undetermin|unknown|cannot|lost|ambiguous|not determin", re.IGNORECASE)

Table = Mapping[tuple[str, str], str]
"""Status by state and number of the convention."""


def conventions(text: str) -> list[str]:
    """Numbers of the conventions that a text names."""
    return [match[1] or match[2] for match in _CONVENTION.finditer(text)]


@cache
def table(case: Case) -> Table:
    """Read the annex in which the fact stands: all that is as at its date and of its category."""
    here = _records(case)
    dates = _dates(case, here)
    categories = {c for iri in here for c in _category(case, iri)}
    return {
        (state, of): status
        for iri in case.lookup.model.members["Ratification"]
        if dates & {*case.values(iri, "asAt")} and categories & _category(case, iri)
        for state in case.targets("state", iri)
        for convention in case.targets("convention", iri)
        for of in case.values(convention, "conventionNumber")
        for status in case.values(iri, "status")
    }


def _dates(case: Case, records: Iterable[str]) -> set[str]:
    return {date for iri in records for date in case.values(iri, "asAt")}


def _records(case: Case) -> list[str]:
    """Observations at the place, else of the conventions that it or the fact names."""
    here = [iri for iri in case.place.things if case.lookup.class_of(iri) == "Ratification"]
    return here or [
        record
        for document in {*case.targets("document", *case.place.passages)}
        for record in _of_document(case.lookup, document)
        if {*case.targets("convention", record)} & (case.place.things | case.subject.any)
    ]


@cache
def _of_document(lookup: Lookup, document: str) -> list[str]:
    """Observations in a document."""
    passages = frozenset(lookup.targets("passages", document))
    things = lookup.place(passages).things
    return [iri for iri in things if lookup.class_of(iri) == "Ratification"]


def _categories(text: str) -> set[str]:
    """Categories that a text names."""
    return {_CATEGORIES[word] for word in words(text) if word in _CATEGORIES}


def _category(case: Case, record: str) -> set[str]:
    of = case.targets("convention", record)
    return {c for iri in (record, *of) for c in case.values(iri, "category")}


def cell(case: Case) -> bool:
    """Tell whether a state has the status for a convention."""
    wanted, asked = _STATUS.get(case.fact.object.lower()), conventions(case.fact.predicate)
    states = case.subject.called
    return wanted is not None and any(
        table(case).get((state, one)) == wanted for state in states for one in asked
    )


def number_marked(case: Case) -> bool:
    """Tell whether as many have ratified as told, and just those listed beside."""
    found: dict[str, set[str]] = defaultdict(set)
    asked = conventions(case.fact.subject)
    for (state, convention), status in table(case).items():
        if convention in asked:
            found[status].add(state)
        elif state in case.subject.called and not asked and _is_asked(case, convention):
            found[status].add(convention)
    return (
        bool(found)
        and not _marks(case)
        and number(case.fact.object) == len(found["RATIFIED"])
        and all(
            found[_STATUS[name]] == _listed(case, name)
            for name in ("yes", "blank", "denounced")
            if name in case.fact.qualifiers
        )
    )


def lost(case: Case) -> bool:
    """Tell whether as many columns as told are marked for a state where it is lost which ones."""
    return number(case.fact.object) in _marks(case)


def _marks(case: Case) -> list[int]:
    """How many columns the place says are marked for a state, without saying which."""
    return [
        int(value)
        for iri in case.place.things
        if case.lookup.class_of(iri) == "Ratification"
        and "RATIFIED" in case.values(iri, "status")
        and {*case.targets("state", iri)} & case.subject.called
        for value in case.values(iri, "marks")
    ]


def undecided(case: Case) -> bool:
    """Tell whether it is undecided which status a state has for a convention."""
    model, asked = case.lookup.model, conventions(case.fact.predicate)
    return any(
        model.things[iri].rank >= UNDECIDED
        for state in case.subject.called
        for edge in model.edges["ratificationRecords"].get(state, ())
        for iri in [edge.target]
        for of in model.edges["convention"].get(iri, ())
        if {*asked} & {*case.values(of.target, "conventionNumber")}
        and {*case.values(iri, "asAt")} & _dates(case, _records(case))
    )


def changed(case: Case) -> bool:
    """Tell whether a state had ratified as many as told at each of the dates told."""
    counts = re.findall(r"(\d+) \(([^)]*)\)", case.fact.object)
    asked = _categories(case.fact.subject.replace("/", " "))
    return bool(counts) and all(
        int(count) == _ratified(case, asked, when)
        for count, text in counts
        for when in periods(text)
    )


def _ratified(case: Case, categories: set[str], when: Period) -> int:
    """How many conventions of some categories the subject had ratified at a date."""
    records = [
        iri
        for iri in case.targets("ratificationRecords", *case.subject.likeliest)
        if "RATIFIED" in case.values(iri, "status")
        and categories & _category(case, iri)
        and any(Period.of(date, date) == when for date in case.values(iri, "asAt"))
    ]
    marks = [int(value) for iri in records for value in case.values(iri, "marks")]
    return sum(marks) or len(records)


def _is_asked(case: Case, convention: str) -> bool:
    """Whether a convention is of the category that the predicate names, if it names one."""
    wanted = _categories(case.fact.predicate)
    return not wanted or any(
        wanted & {*case.values(iri, "category")}
        for iri in case.lookup.model.members["Convention"]
        if convention in case.values(iri, "conventionNumber")
    )


def _listed(case: Case, name: str) -> set[str]:
    """Conventions or states that a qualifier lists."""
    texts = case.fact.texts(name)
    return {i for text in texts for i in conventions(text) or case.mean(text).called}


def marked(case: Case) -> bool:
    """Tell whether the object lists all states of a convention, or all conventions of a state."""
    text = case.fact.object
    if conventions(case.fact.subject):
        lists = {
            "yes": re.split(r";|denounced", text)[0],
            "denounced": _after(text, "denounced"),
        }
        return all(
            _states(case, name) == _named(case, text) for name, text in lists.items() if text
        )
    states = case.subject.likeliest
    pairs = {(c, s) for (state, c), s in table(case).items() if state in states}
    wanted = {(c, _STATUS.get(w.lower())) for c, w in re.findall(r"C ?0*(\d+) (\w+)", text)}
    none = text.startswith("none")
    return (
        bool(pairs)
        and bool(wanted or none)
        and wanted == {pair for pair in pairs if pair[1] != "NONE_STATED"}
    )


def _after(text: str, word: str) -> str:
    return text.partition(word)[2].removeprefix(" by")


def _states(case: Case, name: str) -> set[str]:
    """States that have a status for the convention that is the subject."""
    asked = conventions(case.fact.subject)
    return {s for (s, c), status in table(case).items() if c in asked and status == _STATUS[name]}


def _named(case: Case, text: str) -> set[str] | None:
    """States that a text lists, after their number; nothing where the number is another."""
    names = re.sub(r"^\d+:", "", text).split(",")
    found = {iri for name in names for iri in case.mean(name.strip()).called}
    wanted = number(text)
    return found if wanted is None or wanted == len(found) else None


def totalled(case: Case) -> bool:
    """Tell whether the object counts the marks of the whole table."""
    statuses = list(table(case).values())
    marks = re.findall(r"(\d+) (\w+)", case.fact.object)
    return bool(marks) and all(
        statuses.count(_STATUS.get(word.lower(), "")) == int(count) for count, word in marks
    )


def titled(case: Case) -> bool:
    """Tell whether the convention has the title."""
    wanted, asked = {*words(case.fact.object)}, conventions(case.fact.subject)
    return any(
        wanted <= {*words(name)}
        for iri in case.lookup.model.members["Convention"]
        if {*asked} & {*case.values(iri, "conventionNumber")}
        for name in case.lookup.names(iri)
    )


def rules(case: Case) -> tuple[Rule, ...]:
    """Rules that may find a fact."""
    predicate = case.fact.predicate
    if "title" in predicate:
        return (titled,)
    if "total" in predicate:
        return (totalled,)
    if "change" in predicate:
        return (changed,)
    if "number" in predicate:
        return (number_marked, lost)
    if _OPEN.search(case.fact.object):
        return (undecided,)
    return (cell,) if conventions(predicate) else (marked,)
