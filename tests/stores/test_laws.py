"""Laws of answers: what holds of each release, at each level and on each day, whatever is in it.

The oracle shares our reading of the semantics with the program; these do not. They hold on the
real release, on the small one, and on generated ones: 300 with CHECK_ALL, else 50. What a bug of each kind breaks is told by
planting it.
"""

import os
from collections.abc import Callable, Sequence

import pytest

from graph import inference
from graph.embedded.store import evaluate
from graph.inference import read_rules
from graph.neo4j.writer import open_driver, write_to_neo4j
from graph.plan import ALL, INFERRED, STATED, Plan, Root
from graph.release import Release
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import Ontology
from tests.stores.generated_releases import DAYS, make_release
from tests.stores.laws import (
    Made,
    check_brackets,
    check_evidence,
    check_that_conclusions_take_nothing_away,
    check_that_what_is_shown_is_found,
    check_what_comes_and_goes,
)
from tests.stores.laws_of_rules import (
    check_counts_in_sparql,
    check_that_both_names_are_adopted,
    check_that_citations_rest_on_links,
    check_that_partners_share_the_work,
    check_that_tasks_reach_members,
)
from tests.stores.laws_of_time import (
    check_that_a_day_is_a_cut,
    check_that_one_observation_counts,
    check_that_precise_dates_are_shown,
    check_that_what_ended_is_over,
)
from tests.stores.planted_bugs import PLANTED, Bug
from tests.stores.whole_pages import find_difference, iter_whole, open_store, rows_of

CHECK_ALL = "CHECK_ALL" in os.environ
GENERATED, TOGETHER, ON_NEO4J = 300, 25, 20 if CHECK_ALL else 4
LOOKED_AT = GENERATED if CHECK_ALL else 50
"""Generated releases of a run; a planted bug is looked for in all of them."""

DAYS_OF_RELEASE = ("2005-06-01", "2013-11-01", "2018-06-01")
Law = Callable[[Made], None]
LAWS: Sequence[Law] = (
    check_that_conclusions_take_nothing_away,
    check_that_what_is_shown_is_found,
    check_evidence,
    check_what_comes_and_goes,
    check_brackets,
    check_that_a_day_is_a_cut,
    check_that_what_ended_is_over,
    check_that_one_observation_counts,
    check_that_precise_dates_are_shown,
    check_that_tasks_reach_members,
    check_that_citations_rest_on_links,
    check_that_partners_share_the_work,
    check_that_both_names_are_adopted,
    check_counts_in_sparql,
)


@pytest.fixture(scope="module", params=["release", "small_release"])
def made(request: pytest.FixtureRequest, ontology: Ontology) -> Made:
    found: Release = request.getfixturevalue(request.param)
    return Made(found.read_quads(), ontology, read_rules(), DAYS_OF_RELEASE)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_a_release_keeps_the_law(made: Made, law: Law) -> None:
    law(made)


@pytest.mark.parametrize("start", range(0, LOOKED_AT, TOGETHER))
def test_generated_releases_keep_the_laws(ontology: Ontology, start: int) -> None:
    rules = read_rules()
    for seed in range(start, start + TOGETHER):
        generated = Made(make_release(seed, ontology, rules), ontology, rules, DAYS)
        for law in LAWS:
            law(generated)


async def test_neo4j_answers_generated_releases_as_memory_does(
    ontology: Ontology, neo4j_uri: str
) -> None:
    rules, settings = read_rules(), Settings(neo4j_uri=neo4j_uri, neo4j_password="")
    for seed in range(ON_NEO4J):
        made = Made(make_release(seed, ontology, rules), ontology, rules, DAYS)
        info = ReleaseInfo(f"generated-{seed}", len(made.quads), len(made.model.things))
        with open_driver(settings) as driver:
            write_to_neo4j(driver, made.model, info)
        store = open_store(settings, info, ontology)
        try:
            for level, day in ((INFERRED, None), (STATED, DAYS[1]), (ALL, DAYS[2])):
                plan = Plan(tuple(Root(level, page, day) for page in iter_whole(made)))
                found = await store.read(plan, list, timeout=120)
                expected = evaluate(plan, made.views)
                for root, one, other in zip(plan.roots, expected, found, strict=True):
                    difference = find_difference(rows_of(one), rows_of(other))
                    assert difference is None, (seed, level, day, root.ask, difference)
        finally:
            await store.close()


@pytest.mark.parametrize("bug", PLANTED, ids=lambda bug: bug.__name__)
def test_planted_bug_breaks_its_law(
    ontology: Ontology, monkeypatch: pytest.MonkeyPatch, bug: Bug
) -> None:
    bug(monkeypatch)
    rules = inference.read_rules()
    generated = (make_release(seed, ontology, rules) for seed in range(GENERATED))
    assert any(is_broken(PLANTED[bug], Made(q, ontology, rules, DAYS)) for q in generated)


def is_broken(law: Law, made: Made) -> bool:
    try:
        law(made)
    except AssertionError:
        return True
    return False
