"""The table an operation makes: rows, columns, and what is told where it makes none."""

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any, ClassVar, cast

import pytest
from graphql import GraphQLInterfaceType, parse
from graphql.execution.collect_fields import FieldDetails

from gql.files.rows import iter_rows
from gql.files.table import Table, read_table
from gql.files.writing import CsvWriter
from gql.schema import build_schema
from gql.selection import Selected, Selection
from graph.errors import QueryError
from graph.terms import read_ontology

SCHEMA = build_schema(read_ontology())._schema
THING = cast(GraphQLInterfaceType, SCHEMA.type_map["Thing"])


def table_of(query: str, rows: str | None = None) -> Table:
    document = parse(query)
    selection = Selection.of(SCHEMA, document, operation_name=None, variables=None)
    return read_table(selection, rows)


def texts(table: Table, data: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [row.texts() for row in iter_rows(table, data)]


def refusal(query: str, rows: str | None = None) -> str:
    with pytest.raises(QueryError) as caught:
        table_of(query, rows)
    assert caught.value.code == "NO_TABLE"
    return str(caught.value)


def node(**fields: Any) -> dict[str, Any]:
    return fields


def page(*nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {"nodes": list(nodes)}


def test_each_thing_of_a_collection_is_a_row() -> None:
    table = table_of("{ bodies { nodes { caption bodyKind } } }")
    data = {"bodies": page(node(caption="A", bodyKind="COUNCIL"), node(caption="B", bodyKind=None))}
    assert table.header == ("caption", "bodyKind")
    assert texts(table, data) == [("A", "COUNCIL"), ("B", "")]


def test_the_deepest_relation_gives_the_rows_and_parents_are_repeated() -> None:
    table = table_of(
        "{ instruments { nodes { date provisions { nodes { number instrument { name } } } } } }"
    )
    below = page(
        node(number="1", instrument={"name": "N"}), node(number="2", instrument={"name": "N"})
    )
    data = {"instruments": page(node(date="2016", provisions=below))}
    assert table.header == ("date", "provisions.number", "provisions.instrument.name")
    assert texts(table, data) == [("2016", "1", "N"), ("2016", "2", "N")]


def test_a_parent_without_things_below_has_no_row() -> None:
    table = table_of("{ instruments { nodes { date provisions { nodes { number } } } } }")
    data = {"instruments": page(node(date="2016", provisions=page()))}
    assert texts(table, data) == []


def test_other_relations_are_joined_and_repeat_no_value() -> None:
    query = "{ bodies { nodes { caption designations { nodes { form } } } } }"
    forms = page(node(form="X"), node(form="Y"), node(form="X"))
    data = {"bodies": page(node(caption="A", designations=forms))}
    assert texts(table_of(query, "bodies"), data) == [("A", "X; Y")]


def test_lists_of_values_are_joined() -> None:
    table = table_of("{ bodies { nodes { note } } }")
    data = {"bodies": page(node(note=["one", "two"]))}
    assert texts(table, data) == [("one; two",)]


def test_evidence_of_an_edge_is_a_column_of_locators() -> None:
    table = table_of("{ bodies { edges { node { caption } evidence { locator } } } }")
    edge = {"node": node(caption="A"), "evidence": [node(locator="para 1"), node(locator="para 2")]}
    assert table.header == ("caption", "evidence.locator")
    assert texts(table, {"bodies": {"edges": [edge]}}) == [("A", "para 1; para 2")]


def test_aliases_name_the_columns() -> None:
    table = table_of("{ bodies { nodes { short: caption } } }")
    assert table.header == ("short",)


def test_fields_of_several_types_stand_side_by_side() -> None:
    table = table_of("{ things { nodes { name ... on Event { when } ... on Body { bodyKind } } } }")
    data = {"things": page(node(name="E", when="2020"), node(name="B", bodyKind="COUNCIL"))}
    assert table.header == ("name", "bodyKind", "when")
    assert texts(table, data) == [("E", "", "2020"), ("B", "COUNCIL", "")]


def test_groups_are_rows() -> None:
    table = table_of("{ bodies { groupBy(by: BODY_KIND) { key { value } count } } }")
    data = {"bodies": {"groupBy": [{"key": {"value": "COUNCIL"}, "count": 2}]}}
    assert table.header == ("groupBy.key.value", "groupBy.count")
    assert texts(table, data) == [("COUNCIL", "2")]


def test_counts_of_the_page_itself_are_no_column_those_of_other_pages_are() -> None:
    table = table_of("{ bodies { totalCount nodes { caption designations { totalCount } } } }")
    assert table.header == ("caption", "designations.totalCount")


def test_one_thing_gives_the_rows_below_it() -> None:
    table = table_of('{ body(key: "A") { caption designations { nodes { form } } } }')
    data = {"body": node(caption="A", designations=page(node(form="X"), node(form="Y")))}
    assert texts(table, data) == [("A", "X"), ("A", "Y")]
    assert texts(table, {"body": None}) == []


def test_two_roots_are_no_table() -> None:
    message = refusal("{ bodies { nodes { name } } states { nodes { name } } }")
    assert "the root fields bodies, states" in message


def test_lists_of_the_same_depth_need_a_choice() -> None:
    query = "{ bodies { nodes { designations { nodes { form } } gaps { nodes { reason } } } } }"
    assert "rows= among designations, gaps" in refusal(query)
    assert table_of(query, "gaps").header == ("designations.form", "gaps.reason")


def test_rows_that_are_no_list_are_told() -> None:
    message = refusal("{ bodies { nodes { name } } }", "name")
    assert "rows=name is no list in it; expected one of bodies" in message


def test_a_thing_without_lists_is_no_table() -> None:
    assert "asks for no list" in refusal('{ body(key: "A") { name } }')


def test_a_value_is_no_table() -> None:
    assert "__typename is a single value" in refusal("{ __typename }")


@pytest.mark.parametrize("left_out", ["bodies @skip(if: true)", "bodies @include(if: false)"])
def test_what_is_left_out_altogether_is_no_table(left_out: str) -> None:
    assert "@skip or @include leaves out all" in refusal(f"{{ {left_out} {{ nodes {{ name }} }} }}")


def test_rows_without_a_field_are_no_table() -> None:
    message = refusal("{ bodies { edges { node { name @skip(if: true) } } } }")
    assert "asks for no field of bodies" in message


@pytest.mark.parametrize(
    ("below", "name"),
    [
        (
            "edges { node { evidence: gaps { nodes { locator: name } } } evidence { locator } }",
            "evidence.locator",
        ),
        ("edges { node { gaps { totalCount nodes { totalCount: name } } } }", "gaps.totalCount"),
        ("nodes { gaps { nodes { name } edges { node { name: key } } } }", "gaps.name"),
        ("nodes { gaps { edges { cursor node { cursor: name } } } }", "gaps.cursor"),
        (
            "nodes { gaps { pageInfo { endCursor } nodes { pageInfo: concerns { endCursor: name } } } }",
            "gaps.pageInfo.endCursor",
        ),
    ],
)
def test_each_column_has_a_name_of_its_own(below: str, name: str) -> None:
    message = refusal(f"{{ bodies {{ {below} }} }}", "bodies")
    assert f"several columns would be named {name}; give aliases to them" in message


def test_what_is_about_a_page_is_in_no_column_of_its_name() -> None:
    table = table_of("{ bodies { edges { cursor node { cursor: caption } } } }")
    assert texts(table, {"bodies": {"edges": [{"cursor": "7", "node": {"cursor": "A"}}]}}) == [
        ("A",)
    ]


def test_a_column_of_several_fields_is_described_by_none_of_them() -> None:
    table = table_of("{ agents { nodes { ... on State { x: name } ... on Body { x: caption } } } }")
    [column] = table.columns
    assert ("x", "", "Another field for each type of thing.") == (
        column.name,
        column.field,
        column.description,
    )


def test_csv_has_a_header_and_quotes_what_needs_it() -> None:
    table = table_of("{ bodies { nodes { caption name } } }")
    data = {"bodies": page(node(caption='a "b"', name="c, d"))}
    writer = CsvWriter(table)
    text = (writer.head() + writer.rows(iter_rows(table, data)) + writer.tail()).decode()
    assert text == 'caption,name\r\n"a ""b""","c, d"\r\n'
    assert list(csv.reader(StringIO(text))) == [["caption", "name"], ['a "b"', "c, d"]]


class Counting(Selection):
    """Counts how often it is asked for the fields of a type."""

    asked: ClassVar[list[str]] = []

    def fields(self, type_name: str, selected: Selected) -> dict[str, list[FieldDetails]]:
        self.asked.append(type_name)
        return super().fields(type_name, selected)


@pytest.mark.parametrize("relation", ["cites", "citedBy", "continuedBy"])
def test_a_level_of_things_of_any_class_is_read_once_for_all_classes(relation: str) -> None:
    Counting.asked.clear()
    inner = f"key {relation} {{ nodes {{ key }} }}"
    query = f"{{ things {{ nodes {{ {relation} {{ nodes {{ {inner} }} }} }} }} }}"
    selection = Counting.of(SCHEMA, parse(query), operation_name=None, variables=None)
    assert read_table(selection).way == (relation, relation)
    assert len(Counting.asked) <= 3 * (1 + len(SCHEMA.get_possible_types(THING)))
