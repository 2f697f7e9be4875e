"""Laws of answers at each level: what is shown is there, supported, and told apart from what is not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

from pyoxigraph import Quad

from graph.embedded.store import evaluate
from graph.embedded.view import View, Views
from graph.inference import Rule
from graph.model.facts import Edge, level_of
from graph.model.read_model import Model, build_model
from graph.model.relations import LONGEST_RECURSION
from graph.plan import (
    ALL,
    EVERYTHING,
    INFERRED,
    STATED,
    Combine,
    Compare,
    Filter,
    Known,
    Level,
    Lookup,
    Page,
    Plan,
    Related,
    Root,
    ThingColumns,
    Value,
)
from graph.terms import Ontology
from tests.plain import plain

LEVELS: Sequence[Level] = (1, 2, 3)


@dataclass(frozen=True)
class Made:
    """A release that the laws look at, and the days on which they do."""

    quads: Sequence[Quad]
    ontology: Ontology
    rules: Sequence[Rule]
    days: Sequence[str]

    @cached_property
    def model(self) -> Model:
        """The release as both stores are filled from it."""
        return build_model(self.quads, self.ontology)

    @cached_property
    def views(self) -> Views:
        """The release as it is read."""
        return Views(self.model)

    def iter_views(self) -> Iterator[tuple[Level, str | None, View]]:
        """Yield the release at each level, on no day and on each."""
        for level, day in product(LEVELS, (None, *self.days)):
            yield level, day, self.views.at(level, day)


def shown(view: View) -> dict[str, dict[str, Any]]:
    """All that a view shows: things by class, and their values, claims and relations."""
    model, level = view.model, view.level
    found: dict[str, dict[str, Any]] = {}
    for name in model.members:
        found[name] = dict.fromkeys(edge.target for edge in view.members(name))
    present = found["Thing"]

    def sure(graphs: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted({g for g in graphs if model.ranks.get(g, 0) <= level}))

    for name, prop in model.ontology.properties.items():
        if prop.kind == "thing":
            edges = view.edges(name)
            starts = [iri for iri in model.edges.get(name, {}) if iri in present]
            ends = {iri: {e.target: sure(e.graphs) for e in edges(iri)} for iri in starts}
            found[f"relation {name}"] = {iri: some for iri, some in ends.items() if some}
        else:
            told = [iri for iri in model.claims.get(name, {}) if iri in present]
            values = {iri: view.value(name)(iri) for iri in told}
            found[f"value {name}"] = {i: v for i, v in values.items() if v not in (None, [])}
        if prop.kind != "thing" or prop.one_per_graph:
            claims = {
                iri: {c.value: sure(c.graphs) for c in view.claims(name, iri)}
                for iri in model.claims.get(name, {})
                if iri in present
            }
            found[f"claims {name}"] = {iri: some for iri, some in claims.items() if some}
            disputed = {i: True for i in claims if view.disagrees(name, i)}
            found[f"disputed {name}"] = disputed
    return found


def check_that_conclusions_take_nothing_away(made: Made) -> None:
    """What is shown at STATED follows from the statements of passages and editors alone."""
    concluded = {graph for graph, rank in made.model.ranks.items() if rank >= INFERRED}
    stated = [q for q in made.quads if q.graph_name.value not in concluded]
    alone = Made(stated, made.ontology, made.rules, made.days)
    for day in (None, *made.days):
        expected, found = (shown(one.views.at(STATED, day)) for one in (alone, made))
        for name in expected:
            assert expected[name] == found[name], (name, day)


def check_that_what_is_shown_is_found(made: Made) -> None:
    """Relations lead from and to things that a look-up at the same level finds, on the same day."""
    for level, day, view in made.iter_views():
        present = {edge.target for edge in view.members("Thing")}
        for name, starts in made.model.edges.items():
            edges = view.edges(name)
            ends = {e.target for iri in starts if iri in present for e in edges(iri)}
            assert ends <= present, (name, level, day)
            if day is None:
                assert {iri for iri in starts if edges(iri)} <= present, (name, level)
    thing = ThingColumns((Value("iri"),), dict.fromkeys(made.ontology.classes, (0,)))
    for level in LEVELS:
        iris = [e.target for e in made.views.at(level).members("Thing")]
        roots = tuple(Root(level, Lookup("Thing", iri, thing)) for iri in iris)
        assert all(plain(column)[0] for column in evaluate(Plan(roots), made.views))


def check_evidence(made: Made) -> None:
    """Each piece of evidence belongs to a way that is all shown and as certain as the relation."""
    edges = made.model.edges
    for prop in made.ontology.properties.values():
        if not (prop.chain or prop.transitive_of):
            continue
        for iri, ends in edges[prop.name].items():
            steps = prop.chain or (prop.transitive_of or "",)
            longest = 1 if prop.chain else LONGEST_RECURSION
            ways = list(_iter_ways(edges, iri, steps * longest, anywhere=not prop.chain))
            for end in ends:
                supporting = [
                    graphs
                    for target, rank, graphs in ways
                    if target == end.target
                    and level_of(rank) <= level_of(end.rank)
                    and graphs <= set(end.graphs)
                ]
                assert supporting, (prop.name, iri, end)
                assert set(end.graphs) == set().union(*supporting), (prop.name, iri, end)


def _iter_ways(
    edges: Mapping[str, Mapping[str, Sequence[Edge]]],
    iri: str,
    steps: Sequence[str],
    *,
    anywhere: bool,
) -> Iterator[tuple[str, int, frozenset[str]]]:
    """Yield the ends of all ways along some steps, or of those that end before the last one too."""
    for edge in edges[steps[0]].get(iri, ()):
        graphs = frozenset(edge.graphs)
        if anywhere or len(steps) == 1:
            yield edge.target, edge.rank, graphs
        if steps[1:]:
            for target, rank, more in _iter_ways(edges, edge.target, steps[1:], anywhere=anywhere):
                yield target, max(edge.rank, rank), graphs | more


def check_what_comes_and_goes(made: Made) -> None:
    """What is withheld and what is provisional, with what is shown, is what ALL has."""
    pages = list(iter_pages(made))
    for level, day in product((STATED, INFERRED), (None, *made.days[:1])):
        roots = tuple(Root(one, page, day) for one in (level, ALL) for page in pages)
        answers = [plain(column)[0] for column in evaluate(Plan(roots), made.views)]
        for page, own, every in zip(
            pages, answers[: len(pages)], answers[len(pages) :], strict=True
        ):
            now, then = ({thing[1] for thing in one.get("things", ())} for one in (own, every))
            told = own["withheld"], own["provisional"]
            assert (len(then - now), len(now - then)) == told, (level, day, page)
            assert own["total"] + told[0] - told[1] == every["total"]


def iter_pages(made: Made) -> Iterator[Page]:
    """Pages with filters of each kind, of relations that exist and of none."""
    for class_name, name in (
        ("PlanItem", "agents"),
        ("PlanItem", "aims"),
        ("Body", "memberships"),
        ("Body", "parents"),
        ("Agent", "partners"),
        ("Instrument", "adoptions"),
        ("State", "ratificationRecords"),
    ):
        some = made.model.members[made.ontology.properties[name].range][:1]
        for wanted in (EVERYTHING, Known(some)):
            yield _page(class_name, Related(name, "some", wanted))
            yield _page(class_name, Related(name, "none", wanted))
            yield _page(class_name, Related(name, "single", wanted))
            yield _page(class_name, Related(name, "every", wanted))
            yield _page(class_name, Combine("not", (Related(name, "some", wanted),)))
    for class_name, name in (("Event", "when"), ("Event", "phase"), ("Instrument", "date")):
        yield _page(class_name, Compare(name, "isNull", value=True))
        yield _page(class_name, Compare(name, "isNull", value=False))
        yield _page(class_name, Compare(name, "ne", "DONE"))


def _page(class_name: str, where: Filter) -> Page:
    thing = ThingColumns((Value("iri"),), _Everywhere())
    page = Page(class_name, where, (), (), 0, 10_000, things=thing)
    return replace(page, total=True, withheld=True, provisional=True)


class _Everywhere(dict[str, tuple[int, ...]]):
    """The first column, for each class."""

    def __missing__(self, _: str) -> tuple[int, ...]:
        return (0,)


def check_brackets(made: Made) -> None:
    """Names have as many brackets that open as that close, where the parts that make them do."""
    view = made.views.at(ALL)
    name = view.value("name")
    for iri, thing in made.model.things.items():
        template = made.ontology.classes[thing.class_name].name_template
        values = [v for part in re.findall(r"\w+", template) for v in view.values(part)(iri)]
        parts = [str(name(str(v)) if v in made.model.things else v) for v in values]
        if all(map(_is_balanced, parts)):
            assert _is_balanced(str(name(iri))) or not template, iri


def _is_balanced(text: str) -> bool:
    return text.count("(") == text.count(")")
