"""What operations cost before they are answered."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx
import pytest

from gql.cost import check_cost, cost
from graph.errors import QueryError
from graph.plan import (
    EVERYTHING,
    STATED,
    Combine,
    Compare,
    Constant,
    Cursor,
    Edges,
    Evidence,
    Filter,
    GroupKey,
    GroupPart,
    Groups,
    Known,
    Lookup,
    Nodes,
    One,
    Page,
    PageInfo,
    PagePart,
    Plan,
    Related,
    Root,
    Shape,
    Sort,
    Total,
    Value,
    Withheld,
)
from graph.settings import Settings

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
QUESTION = "{ states { totalCount nodes { name } } }"
SIZES = {"Thing": 1000, "Body": 40, "members": 5, "topics": 2.5}
NAME = Compare("name", "eq", "x")
NAMED = Shape((Value("name"),), {"Body": (("name", 0),)})
"""One thing and its name: 2."""


def page(*parts: PagePart, source: str = "Body", **more: object) -> Page:
    given = {"where": EVERYTHING, "order": (), "found": (), "offset": 0, "first": 1000} | more
    named = tuple((str(n), part) for n, part in enumerate(parts))
    return Page(source=source, parts=named, **given)  # type: ignore[arg-type]  # the test's own values


def costs(ask: Page | Lookup | Constant) -> int:
    return cost(Plan((Root("root", STATED, ask),)), SIZES)


def filtered(where: Filter) -> int:
    """What a filter adds to a page of bodies."""
    return costs(page(where=where)) - costs(page())


def nested(depth: int) -> Shape:
    shape = NAMED
    for _ in range(depth):
        shape = Shape((page(Nodes(shape), source="members"),), {"Body": (("members", 0),)})
    return shape


def test_a_thing_costs_itself_and_its_values() -> None:
    assert 2 == costs(Lookup("Body", "iri", NAMED))
    two = Shape((Value("key"), Value("name")), {"Body": (("a", 0), ("b", 1)), "State": (("a", 0),)})
    assert 3 == costs(Lookup("Body", "iri", two))
    assert 3 == costs(Lookup("Body", "iri", Shape((One("of", NAMED),), {"Body": (("of", 0),)})))
    assert 1 == costs(Constant("Query"))


def test_a_page_costs_what_it_is_cut_from_and_what_it_shows() -> None:
    assert 40 + 40 * 2 == costs(page(Nodes(NAMED)))
    assert 40 + 3 * 2 == costs(page(Nodes(NAMED), first=3))
    assert 40 + 1 == costs(page(Total()))
    assert 40 + 1 + 2 == costs(page(PageInfo((("a", "hasNextPage"), ("b", "endCursor")))))
    assert 40 + 1 + 40 == costs(page(Withheld()))
    seven = Known(tuple("abcdefg"))
    assert 7 + 7 * 3 == costs(page(where=seven, order=(Sort(("name",), descending=False),)))


def test_an_edge_costs_its_fields() -> None:
    evidence = Evidence(
        (("a", "locator", None), ("b", "document", Evidence((("c", "url", None),))))
    )
    edges = Edges((("cursor", Cursor()), ("node", Nodes(NAMED)), ("evidence", evidence)))
    assert 40 + 40 * (1 + 1 + 2 + (1 + 2 + 2 + 2)) == costs(page(edges))


def test_a_relation_leads_to_as_many_things_as_on_average() -> None:
    assert 1 + (5 + 5 * 2) == costs(Lookup("Body", "iri", nested(1)))
    assert 1 + (5 + 5 * (1 + (5 + 5 * 2))) == costs(Lookup("Body", "iri", nested(2)))
    unknown = Shape((page(Nodes(NAMED), source="absent"),), {"Body": (("x", 0),)})
    assert 1 + (1 + 2) == costs(Lookup("Body", "iri", unknown))


def test_costs_of_nesting_multiply() -> None:
    assert costs(Lookup("Body", "iri", nested(16))) > 5**16


def test_a_search_or_keys_leave_only_what_they_found() -> None:
    few = Known(("a", "b"))
    assert 2 + 2 * 2 == costs(page(Nodes(NAMED), where=few))
    assert 2 + 2 * 2 == costs(page(Nodes(NAMED), where=Combine("and", (EVERYTHING, few))))
    assert 40 + 40 + 40 * 2 == costs(page(Nodes(NAMED), where=Combine("not", (few,))))


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


def test_each_thing_may_have_groups_of_its_own() -> None:
    key = GroupKey((("label", "label"), ("node", NAMED)))
    fields = (("key", key), ("count", Total()))
    one, two = (grouped(name, *fields) for name in ("name", "topics"))
    assert 40 + 40 + 40 * (1 + 1 + 2) + 40 == costs(page(one))
    assert 40 + 100 + 100 * (1 + 1 + 2) + 100 == costs(page(two))
    twice = grouped("name", ("groups", one), ("n", Nodes(NAMED)))
    assert 40 + 40 + (40 + 40 * 5) + 40 * 2 == costs(page(twice))


def test_groups_in_groups_multiply() -> None:
    asked = grouped("topics", ("count", Total()))
    for _ in range(9):
        asked = grouped("topics", ("groups", asked))
    assert costs(page(asked)) > 40 * 2.5**10


def grouped(name: str, *fields: tuple[str, GroupPart]) -> Groups:
    return Groups(name, with_empty=False, by_key=False, fields=fields)


def test_fragments_that_share_a_shape_are_counted_at_once() -> None:
    shape = NAMED
    for _ in range(40):
        one = One("of", shape)
        shape = Shape((one, one), {"Body": (("a", 0), ("b", 1))})
    assert 2**40 < costs(Lookup("Body", "iri", shape))


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
