"""Operations by chance: grown from the schema, with wrong values and damaged text among them."""

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)
from hypothesis import strategies as st

from tests.gql.hostile.corpus import TEXTS

DAMAGE = (
    "{", "}", "(", ")", "[", "]", ":", "!", "$", "...", "... on Thing { name }", "@skip(if: true)",
    "@include(if: $x)", '"', '"""', "\0", "#", "\\", "null", "true", "-1", "1e999", "2147483648",
    "fragment A on Query { ...A }", "query B { __typename }", "__typename", "__schema { types { name } }",
    "mutation", "{}", "a: name", "first: 0", "first: 1001", 'search: "a*"', "\ufeff", "😀",
)  # fmt: skip
TEXT = st.one_of(st.sampled_from([t for t in TEXTS if len(t) < 100]), st.text(max_size=20))
INTEGERS = st.one_of(st.integers(0, 50), st.integers())
BOOLEANS = st.sampled_from(["true", "false"])
WRONG = st.sampled_from(["null", "{}", "[]", "X", "1", "1.5", '"x"', "$x", "true", "[[1]]"])


@st.composite
def operations(draw: st.DrawFn, schema: GraphQLSchema) -> str:
    """An operation; one in four is damaged."""
    fields = draw(st.integers(1, 3))
    query = schema.type_map["Query"]
    text = "{ " + " ".join(draw(_field(schema, query, 5)) for _ in range(fields)) + " }"
    return draw(_damaged(text)) if draw(st.integers(0, 3)) == 3 else text


@st.composite
def _damaged(draw: st.DrawFn, text: str) -> str:
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 12))
        text = text[:place] + draw(st.sampled_from(["", *DAMAGE])) + text[place + cut :]
    return text


@st.composite
def _field(draw: st.DrawFn, schema: GraphQLSchema, parent: Any, depth: int) -> str:
    if draw(st.integers(0, 30)) == 0:
        return draw(st.sampled_from(["__typename", "a: __typename", "nothing"]))
    known = parent.fields
    leaves = [name for name, field in known.items() if is_leaf_type(get_named_type(field.type))]
    names = leaves if depth <= 0 and leaves else list(known)
    name = draw(st.sampled_from(names))
    field = known[name]
    text: str = name + draw(_arguments(field.args))
    target = get_named_type(field.type)
    below: str = "" if is_leaf_type(target) else draw(_selection(schema, target, depth - 1))
    return text + below


@st.composite
def _selection(draw: st.DrawFn, schema: GraphQLSchema, target: Any, depth: int) -> str:
    fields = [draw(_field(schema, target, depth)) for _ in range(draw(st.integers(1, 3)))]
    if isinstance(target, GraphQLInterfaceType) and draw(st.booleans()):
        narrow: GraphQLObjectType = draw(st.sampled_from(schema.get_possible_types(target)))
        fields.append(f"... on {narrow.name} {{ {draw(_field(schema, narrow, depth))} }}")
    return " { " + " ".join(fields) + " }"


@st.composite
def _arguments(draw: st.DrawFn, known: dict[str, Any]) -> str:
    given = [
        f"{name}: {draw(_value(argument.type, 4))}"
        for name, argument in known.items()
        if draw(st.integers(0, 20)) > (0 if isinstance(argument.type, GraphQLNonNull) else 16)
    ]
    return f"({', '.join(given)})" if given else ""


@st.composite
def _value(draw: st.DrawFn, wanted: Any, depth: int) -> str:
    if draw(st.integers(0, 20)) == 0:
        return draw(WRONG)
    match wanted:
        case GraphQLNonNull():
            return draw(_value(wanted.of_type, depth))
        case GraphQLList():
            values = [draw(_value(wanted.of_type, depth)) for _ in range(draw(st.integers(0, 3)))]
            return f"[{', '.join(values)}]"
        case GraphQLEnumType():
            token: str = draw(st.sampled_from(list(wanted.values)))
            return token
        case GraphQLInputObjectType():
            return draw(_object(wanted, depth))
        case _:
            return draw(_scalar(wanted.name))


@st.composite
def _object(draw: st.DrawFn, wanted: GraphQLInputObjectType, depth: int) -> str:
    if depth <= 0:
        return "{}"
    names = draw(st.lists(st.sampled_from(list(wanted.fields)), max_size=2, unique=True))
    fields = [f"{name}: {draw(_value(wanted.fields[name].type, depth - 1))}" for name in names]
    return "{" + ", ".join(fields) + "}"


@st.composite
def _scalar(draw: st.DrawFn, name: str) -> str:
    match name:
        case "Int":
            return str(draw(INTEGERS))
        case "Boolean":
            return draw(BOOLEANS)
        case "EDTF":
            dates = st.sampled_from(["2024", "2016/2020", "2018/..", "2024-10-30", "2024-02-30"])
            return _quoted(draw(st.one_of(dates, TEXT)))
        case "Key":
            return _quoted(draw(st.one_of(st.sampled_from(["ACMW", "SLOM", "ILO"]), TEXT)))
        case _:
            return _quoted(draw(TEXT))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " else f"\\u{ord(c):04x}" for c in escaped) + '"'
