"""Rules for facts about who works with whom, who is thanked, and who coordinates an edition."""

from tests.answers.gold.case import Case
from tests.answers.gold.general import assigned, joined
from tests.answers.gold.words import stems

_WITH = {"PARTNER", "JOINT", "SUPPORT", "POTENTIAL_COLLABORATOR", "PARTICIPANT"}
_FIRST = {"RESPONSIBLE", "PERFORMER", "SIGNATORY", *_WITH}


def partnered(case: Case) -> bool:
    """Tell whether one of the two works with the other, or with what the other says, at the place."""
    subject, other = case.subject.any, case.object.alike
    groups = _groups(case)
    members = {*case.targets("member", *case.targets("composition", *groups))}
    return (not groups or bool(other & members)) and any(
        (some & assigned(case, one, _WITH)) and (others & _speaking(case, one))
        for one in case.here
        for some, others in ((subject, other), (other, subject))
    )


def _groups(case: Case) -> set[str]:
    """Groups at the place that the predicate names."""
    asked = stems(case.fact.predicate.replace("_", " "))
    return {
        one
        for one in case.place.things
        if case.lookup.class_of(one) == "Group"
        and any(_parts(form) <= asked for form in case.lookup.names(one))
    }


def _parts(name: str) -> frozenset[str]:
    """Stems of a name, of hyphened words those of their parts."""
    return stems(name.replace("-", " "))


def _speaking(case: Case, provision: str) -> set[str]:
    """Agents that act in a provision, that give it, and the meetings of those that do."""
    givers = case.targets("givenBy", provision)
    return {
        *assigned(case, provision, _FIRST),
        *givers,
        *case.targets("sessions", *givers),
        *case.targets("instrument", provision),
    }


def thanked(case: Case) -> bool:
    """Tell whether the subject is thanked for what the object describes."""
    alike = {
        one
        for one in case.here
        if "THANKED" in case.values(one, "force")
        and case.subject.any & assigned(case, one, {"RECIPIENT"})
    }
    others = {one for one in case.provisions if "THANKED" in case.values(one, "force")}
    return any(case.describes(case.fact.object, {one}, others) for one in alike)


def coordinated(case: Case) -> bool:
    """Tell whether the object coordinates an event that the subject means."""
    ends = case.object.at(case.place)
    return joined(case) and any(
        "COORDINATOR" in path
        for start in case.subject.at(case.place)
        for path in case.paths(start, ends - {start})
    )
