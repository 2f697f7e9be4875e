"""From a validated operation to its plan, and to the shape that its answer will have.

Both are made in one walk through what is selected, root by root.
"""

from dataclasses import dataclass, replace
from operator import attrgetter

from gql.arguments import (
    Arguments,
    FilterReader,
    not_null,
    read_day,
    read_length,
    token_of,
    within,
)
from gql.cost import cost
from gql.fields import FieldPlanner
from gql.reading import ThingsRead
from gql.schema import PAGE_SIZE
from gql.selection import Selected, Selection
from gql.shaping import (
    Constant,
    Fields,
    RecordFields,
    Shape,
    Show,
    of,
    show_lengths,
    show_ones,
    show_operation,
    show_paths,
    show_steps,
    show_value,
)
from graph import plan
from graph.catalogue import Catalogue, Found
from graph.evidence import EvidenceIndex
from graph.terms import Ontology

_LEVELS = {"STATED": plan.STATED, "INFERRED": plan.INFERRED, "ALL": plan.ALL}
_MANDATES = plan.Related("agents", "some", plan.EVERYTHING)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is read for an operation, how that is shown, and what it costs to do both."""

    plan: plan.Plan
    shape: Shape
    cost: int


def plan_operation(
    selection: Selection,
    ontology: Ontology,
    catalogue: Catalogue,
    evidence: EvidenceIndex,
    *,
    page_size: int = PAGE_SIZE,
    more_evidence: RecordFields | None = None,
) -> Planned:
    """Plan an operation.

    A page that does not say how long it is has `page_size` things at most; `more_evidence` is
    shown of each piece of evidence beside what is asked for. Raises GraphQLError for arguments
    that do not fit, QueryError for keys that name nothing or several things and for values that
    are no dates, TimeoutError after the deadline of the catalogue.
    """
    filters = FilterReader(ontology, catalogue)
    roots: list[plan.Root] = []
    shows: dict[str, Constant | Show] = {}
    for name, details in selection.roots().items():
        if details[0].node.name.value == "__typename":
            shows[name] = Constant("Query")
            continue
        arguments = selection.arguments("Query", details)
        level = _LEVELS[token_of(arguments["certainty"])]
        planner = FieldPlanner(selection, filters, evidence, level, page_size, more_evidence or {})
        with within(name):
            ask, shows[name] = _root(planner, details, arguments)
            roots.append(plan.Root(level, ask, read_day(ontology, ask, arguments)))
    planned = plan.Plan(tuple(roots))
    return Planned(planned, show_operation(shows), cost(planned, catalogue.sizes))


def _root(
    planner: FieldPlanner, details: Selected, arguments: Arguments
) -> tuple[plan.Page | plan.Lookup | plan.Paths, Show]:
    """Plan a root: a look-up or a collection of a class, or paths."""
    name = details[0].node.name.value
    if name == "path":
        return _paths(planner, details, arguments)
    for item in planner.ontology.classes.values():
        if name == item.singular:
            return _lookup(planner, item.name, details, arguments)
        if name == item.plural:
            return _collection(planner, item.name, details, arguments)
    return _collection(planner, "Provision", details, arguments, _MANDATES)


def _lookup(
    planner: FieldPlanner, class_name: str, details: Selected, arguments: Arguments
) -> tuple[plan.Lookup, Show]:
    iri, things = _resolve(planner, arguments, "key", class_name), ThingsRead(class_name)
    show = show_ones(planner.things(things, details))
    return plan.Lookup(class_name, iri, things.read()), show


def _resolve(planner: FieldPlanner, arguments: Arguments, name: str, class_name: str) -> str:
    with within(name):
        return planner.filters.catalogue.resolve(arguments[name], class_name)


def _collection(
    planner: FieldPlanner,
    class_name: str,
    details: Selected,
    arguments: Arguments,
    *more: plan.Filter,
) -> tuple[plan.Page, Show]:
    """Plan a collection, of what a search finds where there is one."""
    extra = list(more)
    found = Found((), cut=False)
    if "search" in arguments:
        with within("search"):
            words = not_null("search", arguments["search"])
        found = planner.filters.catalogue.search(words, class_name)
        extra.append(plan.Known(found.iris))
    page, show = planner.page(class_name, class_name, details, arguments, cut=found.cut)
    if extra:
        where = plan.Combine("and", (*extra, page.where))
        page = replace(page, where=where, found=found.iris)
    return page, show


def _paths(
    planner: FieldPlanner, details: Selected, arguments: Arguments
) -> tuple[plan.Paths, Show]:
    start, end = (_resolve(planner, arguments, name, "Thing") for name in ("from", "to"))
    things = ThingsRead("Thing")
    shown: dict[str, Show | Constant] = {}
    evidence = 0
    for answer, chosen in planner.selection.fields("Path", details).items():
        match chosen[0].node.name.value:
            case "steps":
                steps, asked = _steps(planner, things, chosen)
                shown[answer], evidence = show_steps(steps), evidence + asked
            case "length":
                shown[answer] = show_lengths
            case _:
                shown[answer] = Constant("Path")
    longest = read_length(arguments["maxLength"])
    return plan.Paths(start, end, longest, things.read_any(), evidence), show_paths(shown)


def _steps(planner: FieldPlanner, things: ThingsRead, details: Selected) -> tuple[Fields, int]:
    """Plan what is shown of steps; also how often their evidence is asked for."""
    shown: dict[str, Show | Constant] = {}
    evidence = 0
    for answer, chosen in planner.selection.fields("Step", details).items():
        match chosen[0].node.name.value:
            case "relation":
                shown[answer] = of(attrgetter("relations"), show_value)
            case "node":
                shown[answer] = of(attrgetter("things"), planner.things(things, chosen))
            case "evidence":
                evidence += 1
                shown[answer] = of(attrgetter("evidence"), planner.show_evidence(chosen))
            case _:
                shown[answer] = Constant("Step")
    return shown, evidence
