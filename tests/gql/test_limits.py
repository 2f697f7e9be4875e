import gc
from time import perf_counter

import httpx
import pytest
from graphql import (
    GraphQLError,
    GraphQLSyntaxError,
    ValidationContext,
    build_schema,
    get_introspection_query,
    print_ast,
)

from gql import limits
from gql.limits import Limits
from gql.requests import Operation
from graph.errors import QueryError
from graph.settings import Settings


def read_document(text: str, within: Limits) -> limits.Read:
    return limits.read_document(Operation(text), within)


LIMITS = Limits(tokens=60, depth=4, aliases=3, directives=2)


def code_of(text: str) -> str:
    with pytest.raises(QueryError) as caught:
        read_document(text, LIMITS)
    return caught.value.code


def nested(depth: int) -> str:
    return "{ " + "f { " * (depth - 1) + "f" + " }" * depth


@pytest.mark.parametrize(
    "text",
    [
        "{ " + "".join(f"f{n} " for n in range(58)) + "}",
        "{ f @skip(if: true) @include(if: true) }",
        "# " + "word " * 100 + "\n{ f }",
        nested(4),
        "{ a: f b: f c: f }",
        "query A { a: f b: f } query B { c: f d: f }",
        "{ f(where: {a: {b: {c: {d: {e: {f: 1}}}}}}) }",
        "{ __schema { types { fields { type { name } } } } }",
    ],
)
def test_operation_within_the_limits_is_read(text: str) -> None:
    assert print_ast(read_document(text, LIMITS).document)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("TOO_MANY_TOKENS", "{ " + "f " * 59 + "}"),
        ("TOO_MANY_TOKENS", "}" * 61),
        ("TOO_DEEP", nested(5)),
        ("TOO_DEEP", nested(9)),
        (
            "TOO_DEEP",
            "{ f { f { ...A } } } fragment A on T { f { ...B } } fragment B on T { f { f } }",
        ),
        ("TOO_DEEP", "{ f(where: {a: {b: {c: {d: {e: {f: {g: 1}}}}}}}) }"),
        ("TOO_DEEP", "{ f(all: [[[[[[[[1]]]]]]]]) }"),
        ("TOO_MANY_ALIASES", "{ a: f b: f c: f d: f }"),
        ("TOO_MANY_DIRECTIVES", "{ f @a @b f @c }"),
        ("NUMBER_TOO_LONG", "{ f(a: " + "9" * 21 + ") }"),
        ("NUMBER_TOO_LONG", "{ f(a: 1." + "9" * 9999 + "e9) }"),
        (
            "TOO_MANY_FIELDS",
            "{ ...A ...A ...A ...A } fragment A on T { a b c d e f g h i j k l m }",
        ),
        ("TOO_MANY_ALIASES", "{ ...A ...A } fragment A on T { a: f b: f }"),
        ("TOO_MANY_ALIASES", "{ __schema { a: types { b: f } c: types { d: f } } }"),
    ],
)
def test_operation_beyond_a_limit_is_refused(code: str, text: str) -> None:
    assert code == code_of(text)


def test_limit_is_told_with_what_to_do() -> None:
    text = "{ a: f b: f c: f d: f }"
    message = "has more than 3 aliases; ask for less at once, in several requests"
    with pytest.raises(QueryError, match=message) as caught:
        read_document(text, LIMITS)
    assert caught.value.details == {"limit": 3}


def test_text_that_is_not_graphql_is_a_syntax_error() -> None:
    with pytest.raises(GraphQLSyntaxError, match="Expected Name"):
        read_document("{ f", LIMITS)


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on T { ...B } fragment B on T { ...A f }",
        "{ f } fragment A on T { f { ...A } }",
    ],
)
def test_fragments_in_a_circle_are_refused_at_once(text: str) -> None:
    with pytest.raises(GraphQLError, match="Cannot spread fragment 'A' within itself"):
        read_document(text, LIMITS)


WIDE = Limits(tokens=2000, depth=16, aliases=60, directives=60)


@pytest.mark.parametrize(
    "text",
    [
        "{ " + "f " * 101 + "}",
        "{ " + "f { g } " * 72 + "}",
        "{ f } fragment A on T { " + "f " * 101 + "}",
        "{ " + "... { ...A } ... on B { f } " * 100 + "} fragment A on T { f }",
        "{ f { ...A } f { ...B } } fragment A on T { "
        + "f " * 51
        + "} fragment B on T { "
        + "f " * 50
        + "}",
    ],
)
def test_names_repeated_too_often_are_refused(text: str) -> None:
    with pytest.raises(QueryError, match="5000 pairs of fields of one name beside") as caught:
        read_document(text, WIDE)
    assert caught.value.code == "TOO_MANY_REPEATS"


@pytest.mark.parametrize(
    "text",
    [
        "{ " + "f " * 100 + "}",
        "{ " + "".join(f"... on T{n} {{ f g h i j }} " for n in range(40)) + "}",
        "{ " + "...A " * 900 + "} fragment A on T { f }",
        "{ ...Absent }",
    ],
)
def test_names_are_repeated_by_types_and_fragments(text: str) -> None:
    assert read_document(text, WIDE).document.definitions


def test_fragments_that_double_are_measured_at_once() -> None:
    chain = "".join(f"fragment F{n} on T {{ ...F{n + 1} ...F{n + 1} }} " for n in range(150))
    text = "{ ...F0 } " + chain + "fragment F150 on T { a: f }"
    start = perf_counter()
    with pytest.raises(QueryError, match="aliases"):
        read_document(text, WIDE)
    assert perf_counter() - start < 1


def test_known_operation_is_parsed_once() -> None:
    assert read_document("{ f }", LIMITS) is read_document("{ f }", LIMITS)


def count_validations() -> int:
    gc.collect()
    return sum(isinstance(known, ValidationContext) for known in gc.get_objects())


@pytest.mark.parametrize("value", ["NONE", "[]", "1"])
def test_kept_errors_keep_nothing_of_their_validation(value: str) -> None:
    schema = build_schema("type Query { f(a: E): Int } enum E { ONE }")
    before = count_validations()
    read = read_document(f"{{ f(a: {value}) }}", LIMITS)
    assert read.errors(schema)
    assert before == count_validations()


def test_limits_come_from_the_settings() -> None:
    settings = Settings(max_tokens=7, max_depth=8, max_aliases=9, max_directives=10)
    assert Limits(tokens=7, depth=8, aliases=9, directives=10) == Limits.of(settings)


# over HTTP


@pytest.mark.parametrize(
    ("code", "query"),
    [
        ("TOO_MANY_TOKENS", "{ " + "instruments { totalCount } " * 500 + "}"),
        ("TOO_DEEP", "{ instruments { nodes { " + "partOfInstrument { " * 14 + "name" + " }" * 17),
        (
            "TOO_DEEP",
            "{ instruments { nodes { " + "partOfInstrument { " * 400 + "name" + " }" * 403,
        ),
        (
            "TOO_DEEP",
            "{ instruments(where: " + "{not: " * 600 + "{}" + "}" * 600 + ") { totalCount } }",
        ),
        ("TOO_MANY_ALIASES", "{ " + "".join(f"a{n}: __typename " for n in range(61)) + "}"),
        ("TOO_MANY_DIRECTIVES", "{ __typename " + "@skip(if: false) " * 61 + "}"),
        ("TOO_MANY_REPEATS", "{ " + "__typename " * 102 + "}"),
        ("VALIDATION_ERROR", "{ ...A } fragment A on Query { ...A }"),
    ],
)
def test_limit_is_an_error_with_a_code(http: httpx.Client, code: str, query: str) -> None:
    accept = "application/graphql-response+json"
    response = http.post("/graphql", json={"query": query}, headers={"accept": accept})
    [error] = response.json()["errors"]
    assert (400, code) == (response.status_code, error["extensions"]["code"])


def test_introspection_of_tools_is_within_the_limits(http: httpx.Client) -> None:
    query = get_introspection_query(
        descriptions=True,
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )
    assert "errors" not in http.post("/graphql", json={"query": query}).json()


def test_fragments_nested_too_deeply_are_an_error(http: httpx.Client) -> None:
    chain = "".join(f"fragment F{n} on Query {{ ...F{n + 1} }} " for n in range(240))
    query = "{ ...F0 } " + chain + "fragment F240 on Query { __typename }"
    response = http.post("/graphql", json={"query": query})
    assert response.status_code == 200
    assert response.json()["errors"]
