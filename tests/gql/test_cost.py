"""What operations cost before they are answered."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx
import pytest

from gql.cost import CLAIMS, DISAGREEMENTS, EVIDENCE, check_cost, cost
from graph.errors import QueryError
from graph.plan import (
    EVERYTHING,
    STATED,
    Aggregate,
    Claims,
    Combine,
    Compare,
    Disagrees,
    Filter,
    Groups,
    Known,
    Lookup,
    One,
    Page,
    Paths,
    Plan,
    Related,
    Root,
    Sort,
    ThingColumns,
    Value,
)
from graph.settings import Settings

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
QUESTION = "{ states { totalCount nodes { name } } }"
SIZES = {"Thing": 1000, "Body": 40, "members": 5, "topics": 2.5}
NAME = Compare("name", "eq", "x")
NAMED = ThingColumns((Value("name"),), {"Body": (0,)})
"""One thing and its name: 2."""


def page(source: str = "Body", **more: object) -> Page:
    given = {"where": EVERYTHING, "order": (), "found": (), "offset": 0, "first": 1000} | more
    return Page(source, **given)  # type: ignore[arg-type]  # the test's own values


def only(column: Value | One | Page | Claims) -> Lookup:
    """A thing, and one column of it: 1 more than the column."""
    return Lookup("Body", "iri", ThingColumns((column,), {"Body": (0,)}))


def costs(ask: Page | Lookup | Paths) -> int:
    return cost(Plan((Root(STATED, ask),)), SIZES)


def filtered(where: Filter) -> int:
    """What a filter adds to a page of bodies."""
    return costs(page(where=where)) - costs(page())


def nested(depth: int) -> ThingColumns:
    thing = NAMED
    for _ in range(depth):
        thing = ThingColumns((page("members", things=thing),), {"Body": (0,)})
    return thing


def test_a_thing_costs_itself_and_its_values() -> None:
    assert 2 == costs(Lookup("Body", "iri", NAMED))
    two = ThingColumns((Value("key"), Value("name")), {"Body": (0, 1), "State": (0,)})
    assert 3 == costs(Lookup("Body", "iri", two))
    assert 1 + 2 == costs(only(One("of", NAMED)))


def test_what_needs_no_reading_costs_nothing() -> None:
    assert 0 == cost(Plan(()), SIZES)


def test_a_page_costs_what_it_is_cut_from_and_what_it_shows() -> None:
    assert 40 + 40 * 2 == costs(page(things=NAMED))
    assert 40 + 3 * 2 == costs(page(things=NAMED, first=3))
    assert 40 + 1 == costs(page(total=True))
    assert 40 + 1 + 40 == costs(page(withheld=True))
    seven = Known(tuple("abcdefg"))
    assert 7 + 7 * 3 == costs(page(where=seven, order=(Sort(("name",), descending=False),)))


def test_evidence_costs_the_same_for_each_thing_of_a_page_and_each_time_it_is_asked_for() -> None:
    assert 40 + 3 * (2 + EVIDENCE) == costs(page(things=NAMED, first=3, evidence=1))
    assert 40 + 3 * (2 + 50 * EVIDENCE) == costs(page(things=NAMED, first=3, evidence=50))
    assert 5 == EVIDENCE


def test_a_relation_leads_to_as_many_things_as_on_average() -> None:
    assert 1 + (5 + 5 * 2) == costs(Lookup("Body", "iri", nested(1)))
    assert 1 + (5 + 5 * (1 + (5 + 5 * 2))) == costs(Lookup("Body", "iri", nested(2)))
    assert 1 + (1 + 2) == costs(only(page("absent", things=NAMED)))


def test_claims_cost_their_values_evidence_and_what_is_read_of_them() -> None:
    assert 1 + 1 + 2 * (1 + 5) == costs(only(Claims("name", None, 1)))
    assert 1 + 1 + 2 * (1 + 5 + 2) == costs(only(Claims("members", NAMED, 1)))
    assert 2 == CLAIMS


def test_a_path_may_lead_past_everything_and_costs_its_longest() -> None:
    assert 1000 + 3 * (1 + 5 + 2) == costs(Paths("a", "b", 3, NAMED, 1))
    assert 1000 + 3 * (1 + 2 * 5) == costs(Paths("a", "b", 3, None, 2))


def test_costs_of_nesting_multiply() -> None:
    assert costs(Lookup("Body", "iri", nested(16))) > 5**16


def test_a_search_or_keys_leave_only_what_they_found() -> None:
    few = Known(("a", "b"))
    assert 2 + 2 * 2 == costs(page(things=NAMED, where=few))
    assert 2 + 2 * 2 == costs(page(things=NAMED, where=Combine("and", (EVERYTHING, few))))
    assert 40 + 40 + 40 * 2 == costs(page(things=NAMED, where=Combine("not", (few,))))


@pytest.mark.parametrize(
    ("expected", "where"),
    [
        (40, NAME),
        (80, Combine("and", (NAME, NAME))),
        (120, Combine("or", (NAME, NAME))),
        (200, Related("members", "some", EVERYTHING)),
        (200 + 200, Related("members", "every", NAME)),
        (200 + 1000 + 1000, Related("members", "some", Related("members", "some", NAME))),
        (200, Related("members", "some", Known(("a",)))),
    ],
)
def test_a_filter_costs_what_it_looks_at(expected: int, where: Filter) -> None:
    assert expected == filtered(where)


def test_a_filter_looks_at_a_thing_once_for_each_of_its_parts() -> None:
    """What is found out about a thing is kept, so nothing multiplies over and over."""
    where: Filter = NAME
    for _ in range(20):
        where = Related("members", "some", where)
    assert 20 * 5 * 1000 >= filtered(where)


def grouped(**more: object) -> Groups:
    given = {"with_empty": False, "by_key": False} | more
    return Groups("topics", **given)  # type: ignore[arg-type]  # the test's own values


def test_each_value_of_each_thing_may_be_a_group_of_its_own() -> None:
    assert 40 + 40 + 100 * 1 == costs(page(groups=(grouped(),)))
    assert 40 + 40 + 100 * (1 + 2) == costs(page(groups=(grouped(key=NAMED),)))
    assert 40 + 40 + 100 * (1 + 2) == costs(page(groups=(grouped(members=NAMED),)))
    most = Aggregate("max", "name")
    assert 40 + 40 + 100 * (1 + 2) == costs(page(groups=(grouped(measures=(most, most)),)))


def test_a_thing_without_the_value_is_in_a_group_too() -> None:
    rare = Groups("absent", with_empty=True, by_key=False)
    assert 40 + 40 + 40 * 1 == costs(page(groups=(rare,)))


def test_groups_inside_of_groups_multiply() -> None:
    twice = grouped(members=NAMED, groups=(grouped(key=NAMED),))
    assert 40 + (40 + 100 * 3) + (100 + 250 * 3) == costs(page(groups=(twice,)))


def test_fragments_that_read_the_same_of_things_are_counted_at_once() -> None:
    thing = NAMED
    for _ in range(40):
        one = One("of", thing)
        thing = ThingColumns((one, one), {"Body": (0, 1)})
    assert 2**40 < costs(Lookup("Body", "iri", thing))


def test_a_cost_over_the_limit_is_refused_with_both() -> None:
    check_cost(10, 10)
    with pytest.raises(QueryError, match="about 11 values, more than 10; ask for fewer") as caught:
        check_cost(11, 10)
    assert ("TOO_COSTLY", {"cost": 11, "limit": 10}) == (caught.value.code, caught.value.details)


# over HTTP


def test_each_answer_tells_its_cost(http: httpx.Client) -> None:
    shown = http.post("/graphql", json={"query": QUESTION}).json()
    assert 3 + 1 + 3 * 2 == shown["extensions"]["cost"]


def test_what_costs_too_much_is_refused_before_it_runs(
    serving: Serving, small_settings: Settings
) -> None:
    with serving(small_settings.model_copy(update={"max_cost": 9})) as http:
        answered = http.post("/graphql", json={"query": "{ states { totalCount } }"}).json()
        refused = http.post("/graphql", json={"query": QUESTION}).json()
    assert 3 == answered["data"]["states"]["totalCount"]
    [error] = refused["errors"]
    assert {"code": "TOO_COSTLY", "cost": 10, "limit": 9} == error["extensions"]
    assert 10 == refused["extensions"]["cost"]


def test_to_tell_whether_documents_disagree_about_anything_costs_more_than_about_one_property() -> (
    None
):
    assert 40 == filtered(Disagrees("name"))
    assert 40 * DISAGREEMENTS == filtered(Disagrees(None))
