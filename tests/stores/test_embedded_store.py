from asyncio import gather
from collections.abc import Callable
from time import monotonic, perf_counter
from typing import ClassVar

import pytest

from graph.budget import Budget
from graph.embedded.paths import shortest_paths
from graph.embedded.reader import Reader
from graph.embedded.store import EmbeddedStore, evaluate
from graph.embedded.view import View, Views
from graph.errors import QueryError
from graph.model.facts import Edge
from graph.model.read_model import Model, build_model
from graph.plan import (
    ALL,
    EVERYTHING,
    STATED,
    Aggregate,
    Combine,
    Compare,
    Disagrees,
    Filter,
    Groups,
    Known,
    Level,
    Page,
    Plan,
    Related,
    Root,
    ThingColumns,
    Value,
)
from graph.release import Release
from graph.store import ReleaseInfo
from graph.terms import BASE, Ontology
from tests.plain import plain


@pytest.fixture(scope="module")
def model(small_release: Release, ontology: Ontology) -> Model:
    return build_model(small_release.read_quads(), ontology)


@pytest.fixture(scope="module")
def views(model: Model) -> Views:
    return Views(model)


@pytest.fixture(scope="module")
def store(small_release: Release, model: Model) -> EmbeddedStore:
    return EmbeddedStore(ReleaseInfo(small_release.id, 1, 2), model)


def states(where: Filter = EVERYTHING, level: Level = STATED) -> Plan:
    keys = ThingColumns((Value("key"),), {"State": (0,)})
    page = Page("State", where, (), (), 0, 1000, total=True, things=keys)
    return Plan((Root(level, page),))


def agents_below(depth: int) -> Filter:
    """Nested quantifiers; each way to a thing would be walked anew if nothing were kept."""
    where: Filter = Compare("name", "eq", "nobody")
    for _ in range(depth):
        where = Related("agents", "none", Related("mandates", "none", where))
    return where


async def test_plan_is_read(store: EmbeddedStore) -> None:
    things = [("State", "eastvale"), ("State", "northland"), ("State", "southmark")]
    [page] = await store.read(states(), list, timeout=10)
    assert [{"total": 3, "things": things}] == plain(page)


def test_answer_leaves_the_model_as_it_is(views: Views) -> None:
    answers = [evaluate(states(level=level), views) for level in (STATED, ALL, STATED)]
    assert answers[0] == answers[2]


async def test_questions_are_answered_side_by_side(store: EmbeddedStore) -> None:
    first, *others = await gather(*(store.read(states(), list, timeout=10) for _ in range(20)))
    assert [first] * 19 == others


async def test_answer_past_its_time_is_given_up(store: EmbeddedStore) -> None:
    with pytest.raises(TimeoutError):
        await store.read(states(), list, timeout=0)


def test_answer_that_grows_too_large_is_given_up(views: Views) -> None:
    evaluate(states(), views, largest=3)
    with pytest.raises(QueryError, match="more than 2 things; ask for fewer") as caught:
        evaluate(states(), views, largest=2)
    assert caught.value.code == "TOO_LARGE"


BY_NAME = Groups("name", with_empty=False, by_key=False)
TWICE = Groups("name", with_empty=False, by_key=False, groups=(BY_NAME,))


@pytest.mark.parametrize(("count", "groups"), [(3, BY_NAME), (3 + 3, TWICE)])
def test_groups_count_as_things(count: int, groups: Groups, views: Views) -> None:
    plan = Plan((Root(STATED, Page("State", EVERYTHING, (), (), 0, 1000, groups=(groups,))),))
    assert evaluate(plan, views, largest=count)
    with pytest.raises(QueryError, match=f"more than {count - 1} things"):
        evaluate(plan, views, largest=count - 1)


MEASURED = Groups("name", with_empty=True, by_key=False, measures=(Aggregate("min", "date"),))
RELATED = Related("designations", "every", EVERYTHING)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda reader, iris: reader._groups(BY_NAME)([iris]), id="groups"),
        pytest.param(lambda reader, iris: reader._measure(*MEASURED.measures)(iris), id="measures"),
        pytest.param(
            lambda reader, iris: reader.view.test(RELATED, reader.budget.check)(
                Edge(iris[0], 0, ())
            ),
            id="relations",
        ),
        pytest.param(
            lambda reader, iris: shortest_paths(
                reader.view, iris[0], iris[1], 4, reader.budget.check
            ),
            id="paths",
        ),
    ],
)
def test_work_of_every_kind_ends_at_the_deadline(
    ask: Callable[[Reader, list[str]], object], views: Views
) -> None:
    view, iris = views.at(STATED), sorted(views.model.members["State"])
    ask(Reader(view, view, Budget(monotonic() + 60, 1_000)), iris)
    late = Reader(view, view, Budget(monotonic() - 1, 1_000))
    with pytest.raises(TimeoutError):
        ask(late, iris)


def test_nested_relations_cost_what_the_data_costs(views: Views) -> None:
    nothing = ThingColumns((), {"Clause": (), "PlanItem": ()})
    page = Page("Provision", agents_below(12), (), (), 0, 1000, things=nothing)
    start = perf_counter()
    evaluate(Plan((Root(ALL, page),)), views)
    assert perf_counter() - start < 1


def some(relation: str, where: Filter) -> Related:
    return Related(relation, "some", where)


COUNCIL = Known((f"{BASE}id/body/lake-council",))
OF_COUNCIL = some("agents", COUNCIL)


@pytest.mark.parametrize("level", [STATED, ALL])
@pytest.mark.parametrize(
    "where",
    [
        pytest.param(COUNCIL, id="itself"),
        pytest.param(OF_COUNCIL, id="related"),
        pytest.param(some("assignments", some("agent", COUNCIL)), id="related twice"),
        pytest.param(some("instrument", some("provisions", OF_COUNCIL)), id="related in a ring"),
        pytest.param(Combine("and", (some("agents", EVERYTHING), OF_COUNCIL)), id="among others"),
    ],
)
def test_what_names_things_is_looked_for_from_these(
    where: Filter, level: Level, views: Views
) -> None:
    view = views.at(level)
    every, near = view.members("Provision"), view.candidates("Provision", where)
    test = view.test(where, lambda: None)
    assert list(filter(test, every)) == list(filter(test, near))
    assert len(near) < len(every)


@pytest.mark.parametrize(
    "where",
    [
        pytest.param(EVERYTHING, id="everything"),
        pytest.param(Related("agents", "none", COUNCIL), id="none"),
        pytest.param(some("agents", Compare("name", "eq", "x")), id="compared"),
        pytest.param(Combine("or", (OF_COUNCIL, EVERYTHING)), id="or"),
        pytest.param(Combine("not", (OF_COUNCIL,)), id="not"),
    ],
)
def test_what_names_nothing_that_has_to_be_is_looked_for_among_all(
    where: Filter, views: Views
) -> None:
    view = views.at(STATED)
    assert view.members("Provision") == view.candidates("Provision", where)


async def test_store_in_memory_is_always_ready(store: EmbeddedStore) -> None:
    await store.ready()
    await store.close()
    assert (1, 2) == (store.release.quads, store.release.things)


def test_what_was_read_is_kept_up_to_a_bound(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    views = Views(model)
    read = views.at(STATED)
    names = [read.value("name")(iri) for iri in model.members["State"]]
    assert read is views.at(STATED)
    monkeypatch.setattr("graph.embedded.view.MOST_VALUES", len(names) - 1)
    assert read is not views.at(STATED)


class Counting(View):
    """Counts how often it is asked whether documents disagree."""

    asked: ClassVar[list[tuple[str, str]]] = []

    def disagrees(self, name: str, iri: str) -> bool:
        self.asked.append((name, iri))
        return super().disagrees(name, iri)


@pytest.mark.parametrize("disagrees", [Disagrees(None), Disagrees("date"), Disagrees("name")])
def test_disagreements_are_looked_for_once_however_often_a_filter_names_them(
    model: Model, disagrees: Disagrees
) -> None:
    Counting.asked.clear()
    view = Counting(model, ALL)
    test = view.test(Combine("and", (Combine("not", (disagrees,)),) * 100), lambda: None)
    found = [edge for edge in view.members("Thing") if test(edge)]
    assert found
    assert len(set(Counting.asked)) == len(Counting.asked)
