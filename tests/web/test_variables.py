"""Variables of an operation as fields of a form."""

import pytest
from graphql import OperationDefinitionNode, build_schema, parse

from web.pages.variables import Form, read_form

SCHEMA = build_schema("""
scalar Key
scalar EDTF
enum Role { CHAIR HOST }
input Where { name: String }
type Query { a(key: Key): Int }
""")
OPERATION = """query(
  $body: Key = "ACMW", $day: EDTF!, $role: Role = HOST, $all: Boolean = false
  $first: Int, $partners: [Key!] = ["ILO", "IOM"], $where: Where
) { a }"""


def form(**given: str) -> Form:
    (operation,) = parse(OPERATION).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return read_form(operation, SCHEMA, given)


def test_each_variable_is_a_field_of_its_kind() -> None:
    kinds = {field.name: field.kind for field in form().fields}
    assert {
        "body": "name",
        "day": "text",
        "role": "choice",
        "all": "choice",
        "first": "number",
        "partners": "text",
        "where": "text",
    } == kinds


def test_fields_hold_their_defaults() -> None:
    held = [field.value for field in form().fields]
    assert ["ACMW", "", "HOST", "false", "", "ILO; IOM", ""] == held


def test_an_empty_field_has_its_default() -> None:
    assert {"day": "2017"} == form(body=" ", day="2017").variables


def test_what_is_typed_becomes_values_of_the_types() -> None:
    typed = {
        "day": "2017",
        "all": "true",
        "first": "3",
        "partners": "ILO; UN Women",
        "where": '{"name": "x"}',
    }
    assert {
        "day": "2017",
        "all": True,
        "first": 3,
        "partners": ["ILO", "UN Women"],
        "where": {"name": "x"},
    } == form(**typed).variables


@pytest.mark.parametrize(
    ("name", "typed", "error"),
    [
        ("day", "", "expected a date, as 2017, 2017-10 or 2017-10-10"),
        ("role", "GUEST", "expected one of CHAIR, HOST, not 'GUEST'"),
        ("first", "many", "expected a whole number, not 'many'"),
        ("where", "{", "expected JSON: "),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(name: str, typed: str, error: str) -> None:
    typed_in = {"day": "2017"} | {name: typed}
    (found,) = (field for field in form(**typed_in).fields if field.error)
    assert (name, error) == (found.name, found.error[: len(error)])


def test_an_error_of_the_answer_stands_at_the_field_with_its_value() -> None:
    error = {
        "message": "no body has the key 'ACMV'; did you mean 'ACMW'?",
        "extensions": {"code": "UNKNOWN_KEY", "value": "ACMV", "candidates": ["ACMW"]},
    }
    told, others = form(body="ACMV", day="2017").told([error])
    assert ("ACMW",) == told.fields[0].near
    assert told.fields[0].error.startswith("no body has the key")
    assert [] == others


def test_an_error_of_no_field_is_told_by_itself() -> None:
    told, others = form(day="2017").told([{"message": "too slow"}])
    assert (True, ["too slow"]) == (told.is_right, others)
