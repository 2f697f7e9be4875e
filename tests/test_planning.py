from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import pytest
from graphql import GraphQLError, parse, validate

from gql.names import TakesLong
from gql.planning import plan_operation
from gql.schema import build_schema
from gql.selection import Selection
from graph.catalogue import Catalogue
from graph.errors import QueryError
from graph.plan import (
    ALL,
    EVERYTHING,
    INFERRED,
    STATED,
    Combine,
    Compare,
    Constant,
    Cursor,
    Edges,
    Evidence,
    Filter,
    GroupKey,
    Groups,
    Known,
    Lookup,
    Nodes,
    One,
    Page,
    PageInfo,
    Plan,
    Related,
    Shape,
    Sort,
    Total,
    Value,
    Withheld,
)
from graph.release import Release
from graph.terms import Ontology

Planner = Callable[..., Plan]
BODY = "https://w3id.org/asean-labour/id/body/"
COUNCIL = Known((f"{BODY}lake-council",))
OFFICE = Known((f"{BODY}labour-office",))


@pytest.fixture(scope="module")
def catalogue(small_release: Release, ontology: Ontology) -> Iterator[Catalogue]:
    catalogue = Catalogue(small_release.catalogue, ontology)
    yield catalogue
    catalogue.close()


@pytest.fixture(scope="module")
def planned(ontology: Ontology, catalogue: Catalogue) -> Planner:
    """Plans a valid operation; keyword arguments are its variables."""
    schema = build_schema(ontology)._schema

    def plan(query: str, operation: str | None = None, **variables: Any) -> Plan:
        document = parse(query)
        assert not validate(schema, document)
        selection = Selection.of(schema, document, operation_name=operation, variables=variables)
        return plan_operation(selection, ontology, catalogue)

    return plan


def page(plan: Plan) -> Page:
    asked = plan.roots[0].ask
    assert isinstance(asked, Page)
    return asked


def shape(plan: Plan) -> Shape:
    [(_, nodes)] = page(plan).parts
    assert isinstance(nodes, Nodes)
    return nodes.shape


def holds(*parts: Filter) -> Combine:
    return Combine("and", parts)


# roots


def test_roots_keep_their_order_and_level(planned: Planner) -> None:
    plan = planned(
        """{ b: states(certainty: ALL) { totalCount } __typename a: states { totalCount }
             state(key: "northland", certainty: INFERRED) { key } }"""
    )
    assert [("b", ALL), ("__typename", STATED), ("a", STATED), ("state", INFERRED)] == [
        (root.name, root.level) for root in plan.roots
    ]
    assert plan.roots[1].ask == Constant("Query")


def test_key_of_a_look_up_becomes_an_iri(planned: Planner) -> None:
    [root] = planned('{ body(key: "the council") { key } }').roots
    shown = Shape((Value("key"),), {"Body": (("key", 0),)})
    assert Lookup("Body", f"{BODY}lake-council", shown) == root.ask


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
    plan = planned("query A { a: __typename } query B { b: __typename }", "B")
    assert [root.name for root in plan.roots] == ["b"]


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
    where = 'agents: {hasAll: ["LC", "LLO"], none: null}'
    asked = page(planned(f"{{ provisions(where: {{{where}}}) {{ totalCount }} }}"))
    expected = holds(Related("agents", "some", COUNCIL), Related("agents", "some", OFFICE))
    assert expected == asked.where


def test_values_of_variables_are_planned_like_written_ones(planned: Planner) -> None:
    query = "query ($where: InstrumentWhere) { instruments(where: $where) { totalCount } }"
    where = {"bindingness": {"in": ["BINDING"]}, "owner": {"is": "LC"}, "title": None}
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
        ("NULL_COMPARISON", "where: {name: {eq: null}}", "use isNull: true"),
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


def test_only_dates_and_numbers_have_a_least(planned: Planner) -> None:
    with pytest.raises(QueryError, match="min: title is no date or number; take one, or count"):
        planned("{ instruments { groupBy(by: OWNER) { min(of: TITLE) } } }")


def test_a_day_is_the_last_of_the_date(planned: Planner) -> None:
    assert planned('{ ratifications(asOf: "2017") { totalCount } }').roots[0].day == "2017-12-31"


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
    assert planned(query).roots[0].day


# pages


def test_page_without_arguments_is_the_first_thousand(planned: Planner) -> None:
    expected = Page("State", EVERYTHING, (), (), 0, 1000, (("totalCount", Total()),))
    assert expected == page(planned("{ states { totalCount } }"))


def test_cursor_and_offset_add_up(planned: Planner) -> None:
    asked = page(planned('{ states(first: 5, after: "7", offset: 2) { totalCount } }'))
    assert (9, 5) == (asked.offset, asked.first)


def test_parts_of_a_page_keep_their_names_and_order(planned: Planner) -> None:
    query = """{ states { withheld n: totalCount __typename
        edges { cursor __typename evidence { locator at: __typename } node { key } }
        pageInfo { hasNextPage __typename } } }"""
    key = Shape((Value("key"),), {"State": (("key", 0),)})
    evidence = Evidence((("locator", "locator", None), ("at", Constant("Evidence"), None)))
    edges = (
        ("cursor", Cursor()),
        ("__typename", Constant("StateEdge")),
        ("evidence", evidence),
        ("node", Nodes(key)),
    )
    expected = (
        ("withheld", Withheld()),
        ("n", Total()),
        ("__typename", Constant("StateConnection")),
        ("edges", Edges(edges)),
        (
            "pageInfo",
            PageInfo((("hasNextPage", "hasNextPage"), ("__typename", Constant("PageInfo")))),
        ),
    )
    assert expected == page(planned(query)).parts


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
    query = """{ provisions { groupBy(by: AGENTS, withEmpty: true) {
        key { label node { key } } count groupBy(by: FORCE) { key { value __typename } } } } }"""
    [(_, groups)] = page(planned(query)).parts
    assert isinstance(groups, Groups)
    (_, key), count, (_, below) = groups.fields
    assert ("agents", True, ("count", Total())) == (groups.property, groups.with_empty, count)
    assert isinstance(key, GroupKey)
    label, (_, node) = key.fields
    assert label == ("label", "label")
    assert isinstance(node, Shape)
    assert {"Body", "State", "Person", "Office", "Group"} == set(node.layout)
    key = GroupKey((("value", "value"), ("__typename", Constant("GroupKey"))))
    assert Groups("force", with_empty=False, by_key=False, fields=(("key", key),)) == below


# shapes


def test_fields_that_classes_share_are_planned_once(planned: Planner) -> None:
    query = "{ agents { nodes { key ... on State { identifier } ... on Body { established } } } }"
    shown = shape(planned(query))
    assert shown.slots == (Value("key"), Value("established"), Value("identifier"))
    assert shown.layout == {
        "Body": (("key", 0), ("established", 1)),
        "Group": (("key", 0),),
        "Office": (("key", 0),),
        "Person": (("key", 0),),
        "State": (("key", 0), ("identifier", 2)),
    }


def test_typename_of_each_class_is_known_before_anything_is_read(planned: Planner) -> None:
    shown = shape(planned("{ instruments { nodes { __typename } } }"))
    assert {"Convention": "Convention", "Instrument": "OtherInstrument"} == {
        name: str(getattr(shown.slots[place], "text", None))
        for name, [(_, place)] in shown.layout.items()
    }


def test_relations_of_a_thing_are_planned(planned: Planner) -> None:
    query = """{ events { nodes { body { key } participations(where: {count: {gt: 1}}, first: 2) {
        totalCount } } } }"""
    one, several = shape(planned(query)).slots
    where = holds(Compare("count", "gt", 1))
    parts = (("totalCount", Total()),)
    assert One("body", Shape((Value("key"),), {"Body": (("key", 0),)})) == one
    assert Page("participations", where, (), (), 0, 2, parts) == several


def test_skipped_fields_are_not_planned(planned: Planner) -> None:
    query = """query ($no: Boolean = false) { states { nodes {
        key name @include(if: $no) ... @skip(if: true) { caption } ...A @include(if: $no) } } }
        fragment A on State { iri }"""
    assert shape(planned(query)).slots == (Value("key"),)


def test_names_in_the_answer_are_aliases(planned: Planner) -> None:
    shown = shape(planned("{ states { nodes { a: key b: name } } }"))
    assert shown.layout == {"State": (("a", 0), ("b", 1))}


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
            plan_operation(selection, ontology, late)


@pytest.mark.parametrize(
    "query",
    [
        '{ states(search: "x") { totalCount } }',
        "{ clauses(where: {evidence: {certainty: STATED}}) { totalCount } }",
    ],
)
def test_what_takes_long_is_not_planned_while_others_wait(
    query: str, ontology: Ontology, catalogue: Catalogue
) -> None:
    schema = build_schema(ontology)._schema
    selection = Selection.of(schema, parse(query), operation_name=None, variables={})
    with pytest.raises(TakesLong):
        plan_operation(selection, ontology, catalogue, until=monotonic() + 60)
    assert plan_operation(selection, ontology, catalogue).roots
