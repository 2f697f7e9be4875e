"""What an answer shows of columns: each test has the columns as a store gives them."""

from collections.abc import Mapping, Sequence
from math import inf
from operator import attrgetter, itemgetter
from typing import Any

import orjson
import pytest

from gql.shaping import (
    Constant,
    Fields,
    Show,
    of,
    show_claims,
    show_cursors,
    show_edges,
    show_evidence,
    show_group_keys,
    show_group_lists,
    show_key_labels,
    show_key_values,
    show_lengths,
    show_members,
    show_nodes,
    show_ones,
    show_operation,
    show_page_info,
    show_pages,
    show_paths,
    show_steps,
    show_things,
    show_totals,
    show_value,
    show_withheld,
)
from graph.budget import Budget
from graph.columns import ClaimLists, GroupLists, Keys, Ones, Pages, PathSteps, Things
from graph.errors import QueryError
from graph.evidence import EvidenceIndex, Record
from graph.plan import ALL, STATED
from graph.terms import Ontology

FIRST = of(itemgetter(0), show_value)
KEYS: Mapping[str, Fields] = {"State": {"key": FIRST}, "Body": {"key": FIRST}}


def budget(limit: int = 1000) -> Budget:
    return Budget(inf, limit, "bytes")


def states(*keys: str, places: Sequence[int] | None = None) -> Things:
    return Things(["State"] * len(keys), {"State": [keys]} if keys else {}, places)


def pages(lengths: Sequence[int], **more: Any) -> Pages:
    none = {"totals": (), "withheld": (), "things": None, "evidence": (), "groups": ()}
    return Pages(lengths, **(none | more))


# things


def test_roots_stand_in_the_order_of_the_operation() -> None:
    shape = show_operation({"b": FIRST, "t": Constant("Query"), "a": FIRST})
    shown = shape([[["x"]], [["y"]]], budget())  # type: ignore[list-item]  # values instead of pages
    assert [("b", "x"), ("t", "Query"), ("a", "y")] == list(shown.items())


def test_fields_have_the_names_of_the_answer() -> None:
    second = of(itemgetter(1), show_value)
    show = show_things({"State": {"a": second, "b": FIRST, "__typename": Constant("State")}})
    both = Things(["State", "State"], {"State": [["x", "y"], ["X", "Y"]]})
    expected = [
        {"a": "X", "b": "x", "__typename": "State"},
        {"a": "Y", "b": "y", "__typename": "State"},
    ]
    assert expected == show(both, budget())


def test_things_of_several_classes_stay_in_their_order() -> None:
    mixed = Things(["Body", "State", "Body"], {"State": [["s"]], "Body": [["b", "c"]]})
    assert [{"key": "b"}, {"key": "s"}, {"key": "c"}] == show_things(KEYS)(mixed, budget())


def test_a_thing_is_shown_at_each_of_its_places() -> None:
    twice = states("x", "y", places=[1, 0, 1])
    assert [{"key": "y"}, {"key": "x"}, {"key": "y"}] == show_things(KEYS)(twice, budget())


def test_no_things_are_an_empty_list() -> None:
    assert [] == show_things(KEYS)(states(), budget())


def test_things_of_which_nothing_is_selected_are_empty_objects_of_their_own() -> None:
    first, second = show_things({"State": {}})(states("x", "y"), budget())
    assert [{}, {}] == [first, second]
    assert first is not second


def test_where_there_is_no_thing_there_is_null() -> None:
    ones = Ones([False, True, False], states("x"))
    assert [None, {"key": "x"}, None] == show_ones(show_things(KEYS))(ones, budget())


# pages


def test_each_page_has_its_own_things() -> None:
    column = pages([2, 0, 1], things=states("x", "y", "z"))
    expected = [[{"key": "x"}, {"key": "y"}], [], [{"key": "z"}]]
    assert expected == show_nodes(show_things(KEYS))(column, budget())


def test_pages_of_which_nothing_is_selected_are_empty_objects() -> None:
    assert [{}, {}] == show_pages({})(pages([0, 0]), budget())


def test_totals_are_of_all_things() -> None:
    show = show_pages({"n": show_totals, "more": show_withheld})
    column = pages([0, 0], totals=[5, 0], withheld=[1, 2])
    assert [{"n": 5, "more": 1}, {"n": 0, "more": 2}] == show(column, budget())


def test_what_was_not_counted_as_withheld_is_null() -> None:
    assert [None, None] == show_withheld(pages([1, 2]), budget())


def test_edges_have_cursors_nodes_and_the_name_of_their_type() -> None:
    node = of(attrgetter("things"), show_things(KEYS))
    edge: Fields = {"cursor": show_cursors(0), "t": Constant("StateEdge"), "node": node}
    column = pages([1, 1], things=states("x", places=[0, 0]))
    expected = [{"cursor": "1", "t": "StateEdge", "node": {"key": "x"}}]
    assert [expected, expected] == show_edges(edge)(column, budget())


def test_cursors_count_from_one_on_each_page_and_behind_the_offset() -> None:
    assert ["1", "2", "1"] == show_cursors(0)(pages([2, 0, 1]), budget())
    assert ["4", "5", "4"] == show_cursors(3)(pages([2, 0, 1]), budget())


@pytest.mark.parametrize(
    ("expected", "total", "offset", "first"),
    [
        ((False, False, "1", "3"), 3, 0, 3),
        ((True, False, "1", "2"), 3, 0, 2),
        ((True, True, "2", "2"), 3, 1, 1),
        ((False, True, "3", "3"), 3, 2, 9),
        ((False, True, None, None), 3, 3, 9),
        ((False, True, None, None), 3, 7, 9),
        ((True, True, None, None), 3, 1, 0),
        ((True, False, None, None), 3, 0, 0),
        ((False, False, None, None), 0, 0, 9),
        ((False, False, None, None), 0, 5, 9),
    ],
)
def test_page_info_says_where_a_page_stands(
    expected: tuple[Any, ...], total: int, offset: int, first: int
) -> None:
    names = ("hasNextPage", "hasPreviousPage", "startCursor", "endCursor")
    show = show_page_info({**{name: name for name in names}, "t": Constant("I")}, offset, first)
    shown = dict(zip((*names, "t"), (*expected, "I"), strict=True))
    assert [shown] == show(pages([0], totals=[total]), budget())


# evidence


def record(passage: str, rank: int = 1, **more: Any) -> Record:
    shown = {"iri": passage, "sortKey": passage, "spans": [], "key": passage}
    none = {"document": {"digest": ""}, "instrument": None, "reading": None}
    return {"rank": rank, "passage": shown, **none, **more}


def evidence(*records: Record, level: int = STATED) -> Show:
    """Shows the keys of the passages behind graphs, of which each has one."""
    index = EvidenceIndex({f"graph {n}": (one,) for n, one in enumerate(records)}, {})
    return show_evidence({"of": ("passage", {"key": ("key", None)})}, index, level)


def test_evidence_is_listed_for_each_row() -> None:
    show = evidence(record("q"), record("p"))
    both = [{"of": {"key": "p"}}, {"of": {"key": "q"}}]
    graphs = ["graph 0", "graph 1"]
    assert [both, [], both] == show([graphs, [], tuple(graphs)], budget())


def test_evidence_weaker_than_the_level_is_left_out() -> None:
    weak = record("p", 3)
    assert [[]] == evidence(weak)([["graph 0"]], budget())
    assert [[{"of": {"key": "p"}}]] == evidence(weak, level=ALL)([["graph 0"]], budget())


def test_evidence_shows_single_records_lists_and_what_is_missing() -> None:
    reading = {"iri": "r", "restsOn": [{"key": "p"}, {"key": "q"}]}
    index = EvidenceIndex(
        {"g": (record("p", reading=reading), record("q", instrument={"key": "i"}))}, {}
    )
    show = show_evidence(
        {
            "t": Constant("Evidence"),
            "instrument": ("instrument", {"key": ("key", None)}),
            "reading": ("reading", {"all": ("restsOn", {"key": ("key", None)})}),
            "quoteStatus": ("quoteStatus", None),
        },
        index,
        STATED,
    )
    read = {
        "t": "Evidence",
        "instrument": None,
        "reading": {"all": [{"key": "p"}, {"key": "q"}]},
        "quoteStatus": "NO_TEXT",
    }
    said = {"t": "Evidence", "instrument": {"key": "i"}, "reading": None, "quoteStatus": "NO_TEXT"}
    assert [[read, said]] == show([["g"]], budget())


# claims and groups


def test_claims_are_listed_for_each_thing() -> None:
    keys = attrgetter("keys")
    show = show_claims({"value": of(keys, show_key_values), "t": Constant("Claim")})
    lists = ClaimLists([2, 0, 1], Keys(["x", 7, "y"], [None] * 3, None), [[], [], []])
    x, seven, y = ({"value": value, "t": "Claim"} for value in ("x", "7", "y"))
    assert [[x, seven], [], [y]] == show(lists, budget())


def test_values_are_shown_as_text(ontology: Ontology) -> None:
    keys = Keys([7, "7", None], [None] * 3, None)
    assert ["7", "7", None] == show_key_values(keys, budget())
    label = show_key_labels(ontology, ontology.properties["ordinal"])
    assert ["7", "7", None] == label(keys, budget())


def test_labels_are_names_of_things_and_words_for_concepts(ontology: Ontology) -> None:
    things = Keys(["http"], ["Lake Council"], None)
    assert ["Lake Council"] == show_key_labels(ontology, ontology.properties["body"])(
        things, budget()
    )
    concepts = Keys(["NON_BINDING", None], [None, None], None)
    label = show_key_labels(ontology, ontology.properties["bindingness"])
    assert ["non binding", None] == label(concepts, budget())


def test_groups_have_keys_counts_members_and_groups() -> None:
    inner = GroupLists([1, 0], Keys(["v"], [None], None), [2], [], None, [])
    show = show_group_lists(
        {
            "key": show_group_keys({"value": show_key_values}),
            "n": of(attrgetter("counts"), show_value),
            "most": of(lambda groups: groups.measures[0], show_value),
            "nodes": show_members(show_things(KEYS)),
            "below": of(
                lambda groups: groups.groups[0],
                show_group_lists({"n": of(attrgetter("counts"), show_value)}),
            ),
        }
    )
    members = states("x", "y", places=[0, 1, 0])
    groups = GroupLists([1, 1], Keys(["a", None], [None] * 2, None), [2, 1], [[9, None]], members, [inner])  # fmt: skip
    x, y = {"key": "x"}, {"key": "y"}
    expected = [
        [{"key": {"value": "a"}, "n": 2, "most": 9, "nodes": [x, y], "below": [{"n": 2}]}],
        [{"key": {"value": None}, "n": 1, "most": None, "nodes": [x], "below": []}],
    ]
    assert expected == show(groups, budget())


# paths


def test_paths_have_their_own_steps() -> None:
    steps = show_steps({"relation": of(attrgetter("relations"), show_value)})
    column = PathSteps([2, 0, 1], ["a", "b", "c"], [[], [], []], None)
    expected = [
        {"length": 2, "steps": [{"relation": "a"}, {"relation": "b"}]},
        {"length": 0, "steps": []},
        {"length": 1, "steps": [{"relation": "c"}]},
    ]
    assert [expected] == show_paths({"length": show_lengths, "steps": steps})(column, budget())


def test_no_path_is_an_empty_list() -> None:
    assert [[]] == show_paths({"length": show_lengths})(PathSteps([], [], [], None), budget())


# the budget


MANY = [0] * 10
LONG = states("x" * 250, places=MANY)
TOTALS = pages([0] * 10, totals=[1] * 10)


@pytest.mark.parametrize(
    ("show", "column"),
    [
        pytest.param(show_things(KEYS), states(*("xyz" * 10)), id="values"),
        pytest.param(show_things(KEYS), states("x", places=MANY), id="repeated"),
        pytest.param(show_things(KEYS), LONG, id="long and repeated"),
        pytest.param(evidence(record("p"), record("q")), [["graph 0"]] * 10, id="evidence"),
        pytest.param(show_page_info({"a": "hasNextPage"}, 0, 1), TOTALS, id="page info"),
        pytest.param(show_things({"State": {"a" * 90: FIRST}}), states("x", "y"), id="names"),
    ],
)
def test_the_bytes_of_an_answer_are_taken_from_the_budget(show: Show, column: Any) -> None:
    left = budget(1_000_000)
    size = len(orjson.dumps(show(column, left)))
    assert size * 3 // 4 <= left.taken <= size * 5 // 4


@pytest.mark.parametrize("places", [[0] * 4, [0, 1, 0, 1]])
def test_an_answer_over_the_budget_is_refused(places: list[int]) -> None:
    few, size = states("x", "y", places=places), len(b'[{"key":"x"},{"key":"x"}]')
    assert 4 == len(show_things(KEYS)(few, budget(3 * size)))
    with pytest.raises(QueryError, match="more than 25 bytes; ask for fewer") as caught:
        show_things(KEYS)(few, budget(size))
    assert "TOO_LARGE" == caught.value.code


def test_an_answer_past_its_time_is_given_up() -> None:
    with pytest.raises(TimeoutError):
        show_things(KEYS)(states("x"), Budget(-inf, 10))
