"""Rules for facts about abbreviations, other names, publication, and what was looked for in vain."""

import re

from tests.answers.gold import plans
from tests.answers.gold.case import Case
from tests.answers.gold.words import Period, periods, plain, words

_UNTOLD = re.compile(r"\(?(not?|none)\b")
"""Objects that say that something is not there."""

_PUBLISHED = {"first_published": "firstIssued", "first_reprint": "issued", "isbn": "identifier"}
"""What a predicate says of a publication, and the property of the document."""


def spelt_out(case: Case) -> bool:
    """Tell whether two names are those of one thing, or no expansion is told, at the place."""
    short = _designations(case, case.fact.subject)
    if _UNTOLD.match(case.fact.object):
        return bool(short) and any(
            "expansions" in "".join(case.values(gap, "property"))
            for gap in case.targets("gaps", *short)
            if gap in case.place.things
        )
    named = case.targets("designates", *short)
    return bool({*named} & {*case.targets("designates", *_designations(case, case.fact.object))})


def _designations(case: Case, text: str) -> set[str]:
    """Designations of a form, or of what it says without brackets, that stand at the place."""
    wanted = {words(text), words(text.partition("(")[0])} - {()}
    return {
        one
        for one in case.place.things
        if case.lookup.class_of(one) == "Designation"
        for form in case.values(one, "form")
        if words(form) in wanted or plain(form) == plain(text)
    }


def untraced(case: Case) -> bool:
    """Tell whether a gap says that no continuation of the subject was found."""
    return bool(_UNTOLD.match(case.fact.object)) and any(
        "NONE_FOUND" in case.values(gap, "reason")
        for gap in case.targets("gaps", *plans.items(case, case.fact.subject))
    )


def published(case: Case) -> bool:
    """Tell whether the document at hand was published so."""
    documents = {*case.targets("document", *case.place.passages)}
    printed = case.fact.object
    if case.fact.predicate == "published_by":
        publishers = case.targets("publisher", *documents)
        return bool(case.mean(printed.partition(",")[0]).any & {*publishers})
    values = [v for one in documents for v in case.values(one, _PUBLISHED[case.fact.predicate])]
    if case.fact.predicate == "isbn":
        return any(plain(printed) == value.rpartition(":")[2] for value in values)
    return {Period.of(value, value) for value in values} == {*periods(printed)} != set()
