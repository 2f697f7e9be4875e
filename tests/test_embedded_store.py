from asyncio import gather
from time import perf_counter

import pytest

from graph.decoded.model import Model, build_model
from graph.embedded.store import EmbeddedStore, evaluate
from graph.embedded.view import Views
from graph.errors import QueryError
from graph.plan import (
    ALL,
    EVERYTHING,
    STATED,
    Compare,
    Filter,
    Level,
    Page,
    Plan,
    Related,
    Root,
    Thing,
    Value,
)
from graph.release import Release
from graph.store import ReleaseInfo
from graph.terms import Ontology
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
    keys = Thing((Value("key"),), {"State": (0,)})
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
    [page] = await store.read(states(), timeout=10)
    assert [{"total": 3, "things": things}] == plain(page)


def test_answer_leaves_the_model_as_it_is(views: Views) -> None:
    answers = [evaluate(states(level=level), views) for level in (STATED, ALL, STATED)]
    assert answers[0] == answers[2]


async def test_questions_are_answered_side_by_side(store: EmbeddedStore) -> None:
    first, *others = await gather(*(store.read(states(), timeout=10) for _ in range(20)))
    assert [first] * 19 == others


async def test_answer_past_its_time_is_given_up(store: EmbeddedStore) -> None:
    with pytest.raises(TimeoutError):
        await store.read(states(), timeout=0)


def test_answer_that_grows_too_large_is_given_up(views: Views) -> None:
    evaluate(states(), views, largest=3)
    with pytest.raises(QueryError, match="more than 2 things; ask for fewer") as caught:
        evaluate(states(), views, largest=2)
    assert caught.value.code == "TOO_LARGE"


def test_nested_relations_cost_what_the_data_costs(views: Views) -> None:
    nothing = Thing((), {"Clause": (), "PlanItem": ()})
    page = Page("Provision", agents_below(12), (), (), 0, 1000, things=nothing)
    start = perf_counter()
    evaluate(Plan((Root(ALL, page),)), views)
    assert perf_counter() - start < 1


async def test_store_in_memory_is_always_ready(store: EmbeddedStore) -> None:
    await store.ready()
    await store.close()
    assert (1, 2) == (store.release.quads, store.release.things)


def test_what_was_read_is_kept_up_to_a_bound(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    views = Views(model)
    read = views.at(STATED)
    names = [read.value("name")(iri) for iri in model.members["State"]]
    assert read is views.at(STATED)
    monkeypatch.setattr("graph.embedded.view.MOST_KEPT", len(names) - 1)
    assert read is not views.at(STATED)
