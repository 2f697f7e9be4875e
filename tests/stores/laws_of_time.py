"""Laws of days: an answer as of a day is the answer over a release that is cut to it."""

from collections.abc import Iterator
from itertools import combinations, product

from pyoxigraph import NamedNode, Quad

from graph.embedded.paths import shortest_paths
from graph.embedded.view import View
from graph.inference import infer
from graph.model.facts import level_of
from graph.plan import ALL, STATED
from graph.terms import AL
from tests.stores.laws import LEVELS, Made, shown
from tests.stores.oracle_world import World, days, lies_within

BY_RULE = NamedNode(str(AL["method-by-rule"]))
METHOD, PHASE = NamedNode(str(AL.method)), NamedNode(str(AL.phase))


def check_that_a_day_is_a_cut(made: Made) -> None:
    """What is shown as of a day is what a release cut to that day shows, evidence included."""
    world = World(made.ontology, made.quads)
    for day in made.days:
        quads = cut(world, day)
        check_that_conclusions_follow(made, quads)
        then = Made(quads, made.ontology, made.rules, ())
        for level in LEVELS:
            on_day, alone = made.views.at(level, day), then.views.at(level)
            expected, found = shown(alone), shown(on_day)
            for name in expected:
                assert expected[name] == found[name], (name, level, day)
            assert list(_iter_paths(alone)) == list(_iter_paths(on_day)), (level, day)


def cut(world: World, day: str) -> list[Quad]:
    """Statements without the things, the conclusions and the phases that do not count on a day."""
    gone = {iri for iri in world.kinds if not _holds(world.period(iri), day)}
    over = {iri for iri in world.kinds if not _holds(world.graph_period(iri), day)}
    phases = {
        (iri, said.value)
        for iri, some in world.table("phase").items()
        for said in some
        if not any(_holds((since, until), day) for _, since, until, _ in said.spells)
    }

    def counts(quad: Quad) -> bool:
        if quad.graph_name.value in over or not gone.isdisjoint(
            (quad.subject.value, quad.object.value)
        ):
            return False
        concept = world.ontology.concepts.get(quad.object.value)
        phase = concept.token if concept and quad.predicate == PHASE else ""
        return (quad.subject.value, phase) not in phases

    return [quad for quad in world.quads if counts(quad)]


def _holds(period: tuple[str, str], day: str) -> bool:
    return period[0] <= day < period[1]


def check_that_conclusions_follow(made: Made, quads: list[Quad]) -> None:
    """What rules have concluded still follows from what is left."""
    by_rule = {q.subject.value for q in quads if q.predicate == METHOD and q.object == BY_RULE}

    def concluded(quad: Quad) -> bool:
        return quad.graph_name.value in by_rule and quad.predicate != PHASE

    left = [q for q in quads if not ({q.subject.value, q.graph_name.value} & by_rule)]
    follows = {q.triple for q in infer(left, made.rules, made.ontology)}
    assert {q.triple for q in quads if concluded(q)} <= follows | {q.triple for q in left}


def _iter_paths(view: View) -> Iterator[list[tuple[str, str, tuple[str, ...]]]]:
    ends = [view.model.members[name][:2] for name in ("Agent", "Provision", "Instrument")]
    for start, end in combinations([iri for some in ends for iri in some], 2):
        for path in shortest_paths(view, start, end, 3, lambda: None):
            yield [(step.relation, step.edge.target, tuple(step.edge.graphs)) for step in path]


def check_that_what_ended_is_over(made: Made) -> None:
    """What is stated with a date that has an end is shown on the days of that date, and no others."""
    for day, name in product(made.days, ("Membership", "Assignment")):
        view = made.views.at(STATED, day)
        there = {edge.target for edge in view.members(name)}
        for edge in made.views.at(STATED).members(name):
            date = made.views.at(STATED).value("when")(edge.target)
            first, last = days(str(date)) if date else ("0", "~")
            assert (edge.target in there) is (first <= day <= last), (edge.target, date, day)


def check_that_one_observation_counts(made: Made) -> None:
    """Of the ratifications of a state none is shown beside a later one of the same on that day."""
    whole = made.views.at(ALL)
    for day in made.days:
        view = made.views.at(STATED, day)
        seen = [edge.target for edge in view.members("Ratification")]
        for one, other in product(seen, seen):
            same = all(
                not whole.values(name)(one) or whole.values(name)(one) == _of(whole, name, other)
                for name in ("state", "convention", "category")
            )
            dates = [str(view.value("asAt")(iri)) for iri in (one, other)]
            assert dates[0] <= day
            assert not (same and dates[0] < dates[1]), (one, other, day)


def _of(view: View, name: str, iri: str) -> list[str | int]:
    """Values of an observation; a cell has the category of its convention."""
    own = view.values(name)(iri)
    beyond = [v for end in view.values("convention")(iri) for v in view.values(name)(str(end))]
    return own or (beyond if name == "category" else [])


def check_that_precise_dates_are_shown(made: Made) -> None:
    """No date is shown that another one makes more precise which is as certain."""
    dates = (p for p in made.ontology.properties.values() if p.kind == "date" and p.one_per_graph)
    for prop, level in product(dates, (STATED, ALL)):
        view = made.views.at(level)
        for iri in made.model.claims[prop.name]:
            claims = view.claims(prop.name, iri)
            for one in claims[1:]:
                as_sure = level_of(one.rank) <= level_of(claims[0].rank)
                assert not (as_sure and lies_within(str(one.value), str(claims[0].value))), iri
