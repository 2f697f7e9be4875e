import json
import re
from collections.abc import Callable, Iterator
from math import inf
from time import monotonic
from typing import Any, cast

import pytest
from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    build_ast_schema,
    get_named_type,
    parse,
    validate,
)

from gql import cost
from gql.planning import Planned, plan_operation
from gql.schema import build_schema
from gql.selection import Selection
from graph.budget import Budget
from graph.catalogue import Catalogue
from graph.columns import ClaimLists, GroupLists, Keys, Ones, Pages, PathSteps, Things
from graph.errors import QueryError
from graph.evidence import EvidenceIndex, Record
from graph.plan import (
    ALL,
    EVERYTHING,
    INFERRED,
    STATED,
    Aggregate,
    Claims,
    Combine,
    Compare,
    Filter,
    Groups,
    Known,
    Lookup,
    One,
    Page,
    Paths,
    Related,
    Sort,
    ThingColumns,
    Value,
)
from graph.release import Release
from graph.terms import Ontology
from tests.places import ROOT

NO_EVIDENCE = EvidenceIndex({}, {})
Planner = Callable[..., Planned]
BODY = "https://w3id.org/asean-labour/id/body/"
COUNCIL = Known((f"{BODY}lake-council",))
OFFICE = Known((f"{BODY}labour-office",))
RECORD: Record = {
    "rank": 1,
    "locator": "para 1",
    "passage": {"iri": "passage", "sortKey": "1", "spans": []},
    "document": {"digest": ""},
    "reading": None,
}
EVIDENCE = EvidenceIndex({"graph": (RECORD,)}, {})


@pytest.fixture(scope="module")
def catalogue(small_release: Release, ontology: Ontology) -> Iterator[Catalogue]:
    catalogue = Catalogue(small_release.catalogue, ontology)
    yield catalogue
    catalogue.close()


@pytest.fixture(scope="module")
def planned(ontology: Ontology, catalogue: Catalogue) -> Planner:
    """Plans a valid operation; keyword arguments are its variables."""
    schema = build_schema(ontology)._schema

    def plan(query: str, operation: str | None = None, **variables: Any) -> Planned:
        document = parse(query)
        assert not validate(schema, document)
        selection = Selection.of(schema, document, operation_name=operation, variables=variables)
        return plan_operation(selection, ontology, catalogue.until(inf), EVIDENCE)

    return plan


def page(planned: Planned) -> Page:
    asked = planned.plan.roots[0].ask
    assert isinstance(asked, Page)
    return asked


def things(planned: Planned) -> ThingColumns:
    found = page(planned).things
    assert found
    return found


def shown(planned: Planned, *columns: Ones | Pages | PathSteps) -> str:
    """What is shown of columns, as text, in which the order counts."""
    return json.dumps(planned.shape(columns, Budget(inf, 10_000, "bytes")))


def pages(total: int = 0, things: Things | None = None, **more: Any) -> Pages:
    """One page that has so many things in all, and shows these."""
    lengths = [len(things.places or things.classes)] if things else [0]
    none: dict[str, Any] = {"withheld": (), "evidence": (), "groups": ()}
    return Pages(lengths, [total], things=things, **(none | more))


def holds(*parts: Filter) -> Combine:
    return Combine("and", parts)


# roots


def test_roots_keep_their_order_and_level(planned: Planner) -> None:
    operation = planned(
        """{ b: states(certainty: ALL) { totalCount } __typename a: states { totalCount }
             state(key: "northland", certainty: INFERRED) { key } }"""
    )
    assert [ALL, STATED, INFERRED] == [root.level for root in operation.plan.roots]
    expected = {
        "b": {"totalCount": 3},
        "__typename": "Query",
        "a": {"totalCount": 2},
        "state": {"key": "x"},
    }
    state = Ones([True], Things(["State"], {"State": [["x"]]}))
    assert json.dumps(expected) == shown(operation, pages(3), pages(2), state)


def test_key_of_a_look_up_becomes_an_iri(planned: Planner) -> None:
    [root] = planned('{ body(key: "the council") { key } }').plan.roots
    key = ThingColumns((Value("key"),), {"Body": (0,)})
    assert Lookup("Body", f"{BODY}lake-council", key) == root.ask


def test_mandates_are_provisions_with_an_agent(planned: Planner) -> None:
    asked = page(planned('{ mandates(where: {agents: {some: {is: "LC"}}}) { totalCount } }'))
    some = Related("agents", "some", EVERYTHING)
    assert asked.source == "Provision"
    assert holds(some, holds(Related("agents", "some", holds(COUNCIL)))) == asked.where


def test_search_becomes_the_things_found(planned: Planner) -> None:
    asked = page(planned('{ instruments(search: "guidelines") { totalCount } }'))
    found = ("https://w3id.org/asean-labour/id/instrument/river-guidelines",)
    assert (found, holds(Known(found), EVERYTHING)) == (asked.found, asked.where)


def test_named_operation_is_planned(planned: Planner) -> None:
    operation = planned("query A { a: __typename } query B { b: __typename }", "B")
    assert '{"b": "Query"}' == shown(operation)
    assert not operation.plan.roots


def test_one_of_several_operations_has_to_be_named(planned: Planner) -> None:
    with pytest.raises(GraphQLError, match="Name one of A, B as operationName"):
        planned("query A { a: __typename } query B { b: __typename }")


def test_variables_have_to_fit(planned: Planner) -> None:
    with pytest.raises(GraphQLError, match=r"Variable '\$n'"):
        planned("query ($n: Int) { states(first: $n) { totalCount } }", n="x")


# filters


@pytest.mark.parametrize(
    ("root", "where", "expected"),
    [
        ("instruments", 'title: {contains: "ÉtÉ"}', Compare("title", "contains", "ete")),
        ("instruments", 'title: {in: ["A", "b"]}', Compare("title", "in", ("a", "b"))),
        ("instruments", "title: {isNull: true}", Compare("title", "isNull", value=True)),
        ("gaps", 'property: {eq: "Date"}', Compare("property", "eq", "Date")),
        ("conventions", "conventionNumber: {lt: 7}", Compare("conventionNumber", "lt", 7)),
        ("instruments", "bindingness: {eq: NON_BINDING}", Compare("bindingness", "eq", "NON_BINDING")),
        ("provisions", "force: {in: [TASKED]}", Compare("force", "in", ("TASKED",))),
        ("instruments", 'date: {lte: "2018-03"}', Compare("date", "lte", ("2018-03-01", "2018-03-31"))),
        ("instruments", 'date: {gt: "2018/.."}', Compare("date", "gt", ("2018-01-01", "9999-99-99"))),
        ("instruments", 'date: {eq: "2018-03"}', Compare("date", "eq", "2018-03")),
        ("instruments", "owner: {}", Related("owner", "some", EVERYTHING)),
        ("instruments", 'owner: {is: "LC"}', Related("owner", "some", holds(COUNCIL))),
        ("provisions", "agents: {none: {}}", Related("agents", "none", EVERYTHING)),
        ("provisions", 'agents: {every: {is: "LC"}}', Related("agents", "every", holds(COUNCIL))),
        ("agents", "or: [{}]", Combine("or", (EVERYTHING,))),
        ("agents", "and: []", Combine("and", ())),
        ("agents", "not: {}", Combine("not", (EVERYTHING,))),
        ("agents", 'is: " lc "', COUNCIL),
    ],
)  # fmt: skip
def test_filter_is_planned(planned: Planner, root: str, where: str, expected: Filter) -> None:
    asked = page(planned(f"{{ {root}(where: {{{where}}}) {{ totalCount }} }}"))
    assert holds(expected) == asked.where


def test_each_key_of_has_all_is_a_filter_of_its_own(planned: Planner) -> None:
    where = 'agents: {hasAll: ["LC", "LLO"]}'
    asked = page(planned(f"{{ provisions(where: {{{where}}}) {{ totalCount }} }}"))
    expected = holds(Related("agents", "some", COUNCIL), Related("agents", "some", OFFICE))
    assert expected == asked.where


def test_values_of_variables_are_planned_like_written_ones(planned: Planner) -> None:
    query = "query ($where: InstrumentWhere) { instruments(where: $where) { totalCount } }"
    where = {"bindingness": {"in": ["BINDING"]}, "owner": {"is": "LC"}}
    expected = holds(
        Compare("bindingness", "in", ("BINDING",)), Related("owner", "some", holds(COUNCIL))
    )
    assert expected == page(planned(query, where=where)).where


@pytest.mark.parametrize(
    ("code", "arguments", "message"),
    [
        ("UNKNOWN_KEY", 'where: {is: "Lake Comission"}', "no agent has the key"),
        ("UNKNOWN_KEY", 'where: {memberships: {some: {is: "x"}}}', "no membership has the key 'x'"),
        ("AMBIGUOUS_KEY", 'where: {is: "the network"}', "names 2 things; use the IRI of one"),
        ("BAD_DATE", 'where: {established: {lte: "5 March"}}', "established: '5 March' is not a date"),
        ("BAD_DATE", 'where: {established: {in: ["2018-13"]}}', "such as 2024-10-30, 2024"),
        ("NULL_COMPARISON", "where: {name: {eq: null}}", "with isNull: true"),
        ("BAD_ORDER", "orderBy: [{name: ASC, caption: ASC}]", "write .{caption: ...}, {name: ...}. in the"),
        ("BAD_PAGE", "first: 1001", "first: 1001 is not a number from 0 to 1000"),
        ("BAD_PAGE", "first: -1", "first: -1 is not"),
        ("BAD_PAGE", "offset: -1", "offset: -1 is not a number of 0 or more"),
        ("BAD_PAGE", 'after: "x"', "after: x is not"),
        pytest.param("BAD_PAGE", f'after: "{"9" * 5000}"', "or a cursor", id="long cursor"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_told(
    planned: Planner, code: str, arguments: str, message: str
) -> None:
    root = "bodies" if "established" in arguments else "agents"
    with pytest.raises(QueryError, match=message) as caught:
        planned(f"{{ {root}({arguments}) {{ totalCount }} }}")
    assert code == caught.value.code


def iter_nulls(name: str, place: str) -> Iterator[str]:
    """Each field of each input object below a filter, once, as a place with null in it."""
    waiting, seen = [(name, place)], {name}
    for kind, above in waiting:
        for field, value in cast(GraphQLInputObjectType, SCHEMA.type_map[kind]).fields.items():
            yield above.replace("...", f"{field}: null")
            inner = get_named_type(value.type)
            if isinstance(inner, GraphQLInputObjectType) and inner.name not in seen:
                seen.add(inner.name)
                written = f"{field}: [{{...}}]" if field in ("and", "or") else f"{field}: {{...}}"
                waiting.append((inner.name, above.replace("...", written)))


SCHEMA = build_ast_schema(parse((ROOT / "gql" / "schema.graphql").read_text("utf-8")))
NULLS = [
    *iter_nulls("RatificationWhere", "ratifications(where: {...})"),
    "states(search: null)",
    'ratifications(asOf: null, where: {state: {is: "northland"}})',
]


def test_null_is_no_condition_wherever_it_stands(planned: Planner) -> None:
    assert len(NULLS) > 1_000
    for root in NULLS:
        with pytest.raises(QueryError, match="null is no condition; leave it out") as caught:
            planned(f"{{ {root} {{ totalCount }} }}")
        assert "NULL_COMPARISON" == caught.value.code
        place = str(caught.value.details["argument"]).split(".")
        assert re.findall(r"\w+(?=: null)", root) == place[-1:], root


def test_null_is_no_key_wherever_a_variable_stands(planned: Planner) -> None:
    query = """query ($key: Key) { provisions(where: {agents: {hasAll: [%s]}}) { totalCount }
        a: provisions(where: {instrument: {is: $key}}) { totalCount } }"""
    with pytest.raises(QueryError, match="null is no condition"):
        planned(query % '"LC"', key=None)
    assert (
        holds()
        == page(planned("query ($key: Key) { states(where: {is: $key}) { totalCount } }")).where
    )


def test_only_dates_and_numbers_have_a_least(planned: Planner) -> None:
    with pytest.raises(QueryError, match="min: title is no date or number; take one, or count"):
        planned("{ instruments { groupBy(by: OWNER) { min(of: TITLE) } } }")


def test_a_day_is_the_last_of_the_date(planned: Planner) -> None:
    assert (
        planned('{ ratifications(asOf: "2017") { totalCount } }').plan.roots[0].day == "2017-12-31"
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ('{ documents(asOf: "2017") { totalCount } }', "nothing here changes from day to day"),
        ('{ state(key: "northland", asOf: "2017") { name } }', "leave it out, or ask for rat"),
        ('{ ratifications(asOf: "2017/..") { totalCount } }', "'2017/..' has no end; write the"),
        ('{ ratifications(asOf: "then") { totalCount } }', "asOf: 'then' is not a date"),
    ],
)
def test_a_day_that_tells_nothing_is_refused(planned: Planner, query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        planned(query)


@pytest.mark.parametrize(
    "query",
    [
        '{ states(asOf: "2017", where: {ratificationRecords: {none: {}}}) { totalCount } }',
        '{ bodies(asOf: "2017", orderBy: [{memberships: {count: ASC}}]) { totalCount } }',
        '{ instruments(asOf: "2017") { nodes { provisions { nodes { agents { totalCount } } } } } }',
        '{ events(asOf: "2017") { groupBy(by: PHASE) { count } } }',
        '{ outputs(asOf: "2017") { nodes { claims(property: PHASE) { value } } } }',
    ],
)
def test_a_day_may_tell_anywhere(planned: Planner, query: str) -> None:
    assert planned(query).plan.roots[0].day


# pages


def test_page_without_arguments_is_the_first_thousand(planned: Planner) -> None:
    expected = Page("State", EVERYTHING, (), (), 0, 1000, total=True)
    assert expected == page(planned("{ states { totalCount } }"))


def test_cursor_and_offset_add_up(planned: Planner) -> None:
    asked = page(planned('{ states(first: 5, after: "7", offset: 2) { totalCount } }'))
    assert (9, 5) == (asked.offset, asked.first)


def test_page_size_is_that_of_pages_that_do_not_say(
    ontology: Ontology, catalogue: Catalogue
) -> None:
    document = parse("{ a: states { totalCount } b: states(first: 3) { totalCount } }")
    schema = build_schema(ontology)._schema
    selection = Selection.of(schema, document, operation_name=None, variables=None)
    operation = plan_operation(selection, ontology, catalogue, EVIDENCE, page_size=7)
    assert [7, 3] == [r.ask.first for r in operation.plan.roots if isinstance(r.ask, Page)]


def test_parts_of_a_page_keep_their_names_and_order(planned: Planner) -> None:
    operation = planned(
        """{ states(offset: 4) { withheld n: totalCount __typename
        edges { cursor __typename evidence { locator at: __typename } node { key } }
        pageInfo { hasNextPage __typename } } }"""
    )
    key = ThingColumns((Value("key"),), {"State": (0,)})
    expected = Page(
        *("State", EVERYTHING, (), (), 4, 1000),
        total=True,
        withheld=True,
        things=key,
        evidence=1,
    )
    assert expected == page(operation)
    edge = {
        "cursor": "5",
        "__typename": "StateEdge",
        "evidence": [{"locator": "para 1", "at": "Evidence"}],
        "node": {"key": "x"},
    }
    connection = {
        "withheld": 2,
        "n": 5,
        "__typename": "StateConnection",
        "edges": [edge],
        "pageInfo": {"hasNextPage": False, "__typename": "PageInfo"},
    }
    states = Things(["State"], {"State": [["x"]]})
    column = pages(5, states, withheld=[2], evidence=[["graph"]])
    assert json.dumps({"states": connection}) == shown(operation, column)


def test_nodes_and_edges_read_the_same_things_once(planned: Planner) -> None:
    operation = planned(
        "{ states { nodes { key } edges { node { name key } } more: nodes { iri } } }"
    )
    columns = (Value("key"), Value("name"), Value("iri"))
    assert ThingColumns(columns, {"State": (0, 1, 2)}) == things(operation)
    expected = {
        "nodes": [{"key": "x"}],
        "edges": [{"node": {"name": "X", "key": "x"}}],
        "more": [{"iri": "http"}],
    }
    states = Things(["State"], {"State": [["x"], ["X"], ["http"]]})
    assert json.dumps({"states": expected}) == shown(operation, pages(0, states))


def test_cursors_need_to_know_how_many_things_there_are_and_nothing_of_them(
    planned: Planner,
) -> None:
    operation = planned("{ states { edges { cursor } } }")
    assert ThingColumns((), {"State": ()}) == things(operation)
    states = Things(["State", "State"], {"State": []})
    expected = {"states": {"edges": [{"cursor": "1"}, {"cursor": "2"}]}}
    assert json.dumps(expected) == shown(operation, pages(0, states))


def test_what_shows_no_things_reads_none(planned: Planner) -> None:
    assert page(planned("{ states { totalCount pageInfo { endCursor } } }")).things is None


def test_whether_a_search_was_cut_is_known_before_anything_is_read(planned: Planner) -> None:
    operation = planned('{ instruments(search: "guidelines") { searchCut } }')
    assert '{"instruments": {"searchCut": false}}' == shown(operation, pages())


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("{name: ASC}", [Sort(("name",), descending=False)]),
        ("{series: {body: {name: DESC}}}", [Sort(("series", "body", "name"), descending=True)]),
        ("{editions: {count: DESC}}", [Sort(("editions",), descending=True, counted=True)]),
        (
            "{series: {editions: {count: ASC}}}",
            [Sort(("series", "editions"), descending=False, counted=True)],
        ),
        (
            "{when: ASC}, {ordinal: null}, {}, {name: DESC}",
            [
                Sort(("when",), descending=False),
                Sort(("name",), descending=True),
            ],
        ),
    ],
)
def test_order_is_planned(planned: Planner, order: str, expected: list[Sort]) -> None:
    asked = page(planned(f"{{ events(orderBy: [{order}]) {{ totalCount }} }}"))
    assert tuple(expected) == asked.order


def test_number_called_count_orders_as_any_number(planned: Planner) -> None:
    asked = page(planned("{ participations(orderBy: [{count: DESC}]) { totalCount } }"))
    assert asked.order == (Sort(("count",), descending=True),)


def test_groups_are_planned(planned: Planner) -> None:
    operation = planned(
        """{ provisions { groupBy(by: AGENTS, withEmpty: true) {
        key { label node { key } } count last: max(of: DUE)
        groupBy(by: FORCE, orderBy: KEY) { key { value __typename } nodes { key } } } } }"""
    )
    classes = dict.fromkeys(("Body", "State", "Person", "Office", "Group"), (0,))
    key = ThingColumns((Value("key"),), classes)
    members = ThingColumns((Value("key"),), {"Clause": (0,), "PlanItem": (0,)})
    below = Groups("force", with_empty=False, by_key=True, members=members)
    last = (Aggregate("max", "due"),)
    expected = Groups("agents", True, False, last, key, None, (below,))  # noqa: FBT003  # as the fields stand
    assert (expected,) == page(operation).groups

    forces = GroupLists(
        *([1, 0], Keys(["TASKED"], [None], None), [1]),
        measures=(),
        members=Things(["Clause"], {"Clause": [["c"]]}),
        groups=(),
    )
    council = Ones([True, False], Things(["Body"], {"Body": [["lc"]]}))
    keys = Keys([f"{BODY}lake-council", None], ["Lake Council", None], council)
    groups = GroupLists([2], keys, [2, 1], [["2024", None]], None, [forces])
    tasked = {"key": {"value": "TASKED", "__typename": "GroupKey"}, "nodes": [{"key": "c"}]}
    both = [
        {
            "key": {"label": "Lake Council", "node": {"key": "lc"}},
            "count": 2,
            "last": "2024",
            "groupBy": [tasked],
        },
        {"key": {"label": None, "node": None}, "count": 1, "last": None, "groupBy": []},
    ]
    column = pages(groups=[groups])
    assert json.dumps({"provisions": {"groupBy": both}}) == shown(operation, column)


def test_claims_are_planned(planned: Planner) -> None:
    operation = planned(
        """{ states { nodes { claims(property: PARENTS) { value label node { __typename }
        evidence { locator } t: __typename } } } }"""
    )
    nothing = things(operation)
    [claims] = nothing.columns
    assert isinstance(claims, Claims)
    assert ("parents", ()) == (claims.property, claims.value and claims.value.columns)
    values = Ones([True], Things(["Body"], {"Body": []}))
    lists = ClaimLists([1], Keys(["http"], ["Lake Council"], values), [["graph"]])
    claim = {
        "value": "http",
        "label": "Lake Council",
        "node": {"__typename": "Body"},
        "evidence": [{"locator": "para 1"}],
        "t": "Claim",
    }
    states = Things(["State"], {"State": [lists]})
    expected = {"states": {"nodes": [{"claims": [claim]}]}}
    assert json.dumps(expected) == shown(operation, pages(0, states))


def test_claims_of_an_attribute_have_no_thing(planned: Planner) -> None:
    operation = planned("{ states { nodes { claims(property: NAME) { label node { key } } } } }")
    assert (Claims("name", None),) == things(operation).columns
    lists = ClaimLists([1], Keys(["X"], [None], None), [[]])
    states = Things(["State"], {"State": [lists]})
    expected = {"states": {"nodes": [{"claims": [{"label": "X", "node": None}]}]}}
    assert json.dumps(expected) == shown(operation, pages(0, states))


def test_paths_are_planned(planned: Planner) -> None:
    operation = planned(
        """{ path(from: "LC", to: "LLO", maxLength: 2) { __typename length
        steps { relation node { ... on State { key } } evidence { locator } t: __typename } } }"""
    )
    [root] = operation.plan.roots
    assert isinstance(root.ask, Paths)
    ends = COUNCIL.iris + OFFICE.iris
    assert (ends, 2) == ((root.ask.start, root.ask.end), root.ask.longest)
    assert root.ask.things
    assert ((Value("key"),), (0,), ()) == (
        root.ask.things.columns,
        root.ask.things.classes["State"],
        root.ask.things.classes["Body"],
    )
    nodes = Things(["State", "Body"], {"State": [["x"]], "Body": []})
    steps = PathSteps([2], ["a", "b"], [["graph"], []], nodes)
    step = {"relation": "a", "node": {"key": "x"}, "evidence": [{"locator": "para 1"}], "t": "Step"}
    last = {"relation": "b", "node": {}, "evidence": [], "t": "Step"}
    expected = {"path": [{"__typename": "Path", "length": 2, "steps": [step, last]}]}
    assert json.dumps(expected) == shown(operation, steps)


# things


def test_fields_that_classes_share_are_planned_once(planned: Planner) -> None:
    query = "{ agents { nodes { key ... on State { identifier } ... on Body { established } } } }"
    columns = (Value("key"), Value("established"), Value("identifier"))
    classes = {"Body": (0, 1), "Group": (0,), "Office": (0,), "Person": (0,), "State": (0, 2)}
    assert ThingColumns(columns, classes) == things(planned(query))


def test_typename_of_each_class_is_known_before_anything_is_read(planned: Planner) -> None:
    operation = planned("{ instruments { nodes { __typename } } }")
    assert ThingColumns((), {"Convention": (), "Instrument": ()}) == things(operation)
    both = Things(["Instrument", "Convention"], {"Convention": [], "Instrument": []})
    nodes = [{"__typename": "OtherInstrument"}, {"__typename": "Convention"}]
    assert json.dumps({"instruments": {"nodes": nodes}}) == shown(operation, pages(0, both))


def test_relations_of_a_thing_are_planned(planned: Planner) -> None:
    query = """{ events { nodes { body { key } participations(where: {count: {gt: 1}}, first: 2) {
        totalCount } } } }"""
    one, several = things(planned(query)).columns
    where = holds(Compare("count", "gt", 1))
    assert One("body", ThingColumns((Value("key"),), {"Body": (0,)})) == one
    assert Page("participations", where, (), (), 0, 2, total=True) == several


def test_skipped_fields_are_not_planned(planned: Planner) -> None:
    query = """query ($no: Boolean = false) { states { nodes {
        key name @include(if: $no) ... @skip(if: true) { caption } ...A @include(if: $no) } } }
        fragment A on State { iri }"""
    assert (Value("key"),) == things(planned(query)).columns


def test_names_in_the_answer_are_aliases_of_what_is_read_once(planned: Planner) -> None:
    operation = planned("{ states { nodes { a: key b: name c: key } } }")
    assert ThingColumns((Value("key"), Value("name")), {"State": (0, 1)}) == things(operation)
    states = Things(["State"], {"State": [["x"], ["X"]]})
    expected = {"states": {"nodes": [{"a": "x", "b": "X", "c": "x"}]}}
    assert json.dumps(expected) == shown(operation, pages(0, states))


@pytest.mark.parametrize(
    "written",
    [
        "{ states { edges { %s } } }",
        "{ states { nodes { claims(property: NAME) { %s } } } }",
        '{ path(from: "LC", to: "LLO") { steps { %s } } }',
    ],
)
def test_evidence_is_priced_each_time_it_is_asked_for(planned: Planner, written: str) -> None:
    once, often = (
        planned(
            written % " ".join(f"e{number}: evidence {{ certainty }}" for number in range(count))
        )
        for count in (1, 40)
    )
    assert often.cost - once.cost >= 39 * cost.EVIDENCE


def test_the_cost_is_that_of_what_is_read(planned: Planner) -> None:
    assert 3 + 1 + 3 * 2 == planned("{ states { totalCount nodes { a: name b: name } } }").cost


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('{ agent(key: "x") { name } }', "agent.key"),
        ('{ a: path(from: "LC", to: "x") { length } }', "a.to"),
        ('{ bodies(where: {memberships: {some: {is: "x"}}}) { totalCount } }',
         "bodies.where.memberships.some.is"),
        ('{ provisions(where: {or: [{agents: {hasAll: ["LC", "x"]}}]}) { totalCount } }',
         "provisions.where.or.agents.hasAll"),
        ('{ provisions(where: {evidence: {document: "x"}}) { totalCount } }',
         "provisions.where.evidence.document"),
        ('{ bodies { nodes { memberships(where: {organisation: {is: "x"}}) { totalCount } } } }',
         "bodies.memberships.where.organisation.is"),
        ('{ bodies(where: {established: {lte: "5 March"}}) { totalCount } }',
         "bodies.where.established.lte"),
        ("{ bodies(where: {name: {eq: null}}) { totalCount } }", "bodies.where.name.eq"),
        ('{ ratifications(asOf: "5 March") { totalCount } }', "ratifications.asOf"),
        ("{ bodies(first: 1001) { totalCount } }", "bodies.first"),
    ],
)  # fmt: skip
def test_error_tells_which_argument_is_wrong(planned: Planner, query: str, expected: str) -> None:
    with pytest.raises(QueryError) as caught:
        planned(query)
    assert expected == caught.value.details["argument"]


# time and look-ups


@pytest.fixture
def statements(catalogue: Catalogue) -> Iterator[list[str]]:
    """What is asked of the catalogue's file while a test runs."""
    asked: list[str] = []
    catalogue._file.connection().set_trace_callback(asked.append)
    yield asked
    catalogue._file.connection().set_trace_callback(None)


@pytest.mark.parametrize(
    "where",
    ['{agents: {hasAll: ["lake-council"]}}', "{evidence: {certainty: STATED}}"],
    ids=["keys", "sources"],
)
def test_what_is_named_often_is_looked_up_once(
    where: str, planned: Planner, statements: list[str]
) -> None:
    planned(f"{{ clauses(where: {where}) {{ totalCount }} }}")
    once = len(statements)
    planned(f"{{ clauses(where: {{or: [{where} {where} {where}]}}) {{ totalCount }} }}")
    assert 2 * once == len(statements)
    assert once > 0


def test_planning_ends_at_the_deadline(ontology: Ontology, catalogue: Catalogue) -> None:
    schema = build_schema(ontology)._schema
    late = catalogue.until(monotonic() - 1)
    for query in (
        "{ states { nodes { name } } }",
        '{ state(key: "x") { name } }',
        '{ states(where: {name: {eq: "x"}}) { totalCount } }',
    ):
        selection = Selection.of(schema, parse(query), operation_name=None, variables={})
        with pytest.raises(TimeoutError):
            plan_operation(selection, ontology, late, NO_EVIDENCE)
