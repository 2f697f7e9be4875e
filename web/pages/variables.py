"""The variables of an operation as the fields of a form, and what is typed there as values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

import orjson
from graphql import (
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    type_from_ast,
    value_from_ast_untyped,
)

from graph.plan import Json

Kind = Literal["choice", "name", "number", "text"]
SEPARATOR = ";"
"""What stands between several values that are typed into one field."""

_HINTS = {
    "Key": "any printed name, acronym or address",
    "EDTF": "a date, as 2017, 2017-10 or 2017-10-10",
    "Int": "a whole number",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A variable as a field: what it holds, what else it may hold, and what is wrong with that.

    `near` are names like a wrong one.
    """

    name: str
    kind: Kind
    value: str
    default: str
    hint: str
    required: bool
    options: tuple[str, ...] = ()
    error: str = ""
    near: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name in words."""
        return "".join(f" {c.lower()}" if c.isupper() else c for c in self.name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of an operation, and the variables that what they hold gives."""

    fields: tuple[Field, ...]
    variables: Mapping[str, Json]

    @property
    def is_right(self) -> bool:
        """Whether every field can be read."""
        return not any(field.error for field in self.fields)

    def told(self, errors: Iterable[Mapping[str, Any]]) -> tuple["Form", list[str]]:
        """The form with errors of an answer at the fields they are about, and all other errors."""
        fields, others = {field.name: field for field in self.fields}, []
        for error in errors:
            name = self._about(error)
            if name is None:
                others.append(str(error["message"]))
            else:
                near = tuple(error.get("extensions", {}).get("candidates", ()))
                fields[name] = replace(fields[name], error=str(error["message"]), near=near)
        return replace(self, fields=tuple(fields.values())), others

    def _about(self, error: Mapping[str, Any]) -> str | None:
        """Name of the variable that an error is about: its value, or itself, stands in the error."""
        value = error.get("extensions", {}).get("value")
        for name, given in self.variables.items():
            if value is not None and value in (given if isinstance(given, list) else [given]):
                return name
        return next((f.name for f in self.fields if f"${f.name}" in error["message"]), None)


def read_form(
    operation: OperationDefinitionNode, schema: GraphQLSchema, given: Mapping[str, str]
) -> Form:
    """Read the form of an operation with what is typed; an empty field has its default."""
    fields: list[Field] = []
    variables: dict[str, Json] = {}
    for definition in operation.variable_definitions or ():
        kind = cast(GraphQLInputType, type_from_ast(schema, definition.type))  # it is valid
        field = _field(definition, kind, given)
        typed = given.get(field.name, "").strip()
        try:
            if typed:
                variables[field.name] = _value(kind, typed)
            elif field.required:
                field = replace(field, error=f"expected {field.hint or 'a value'}")
        except ValueError as error:
            field = replace(field, error=str(error))
        fields.append(field)
    return Form(tuple(fields), variables)


def _field(
    definition: VariableDefinitionNode, kind: GraphQLInputType, given: Mapping[str, str]
) -> Field:
    name, node = definition.variable.name.value, definition.default_value
    default = _text(value_from_ast_untyped(node)) if node else ""
    return Field(
        name=name,
        kind=_kind(kind),
        value=given.get(name, "").strip() or default,
        default=default,
        hint=_hint(kind),
        required=is_non_null_type(kind) and node is None,
        options=() if is_list_type(get_nullable_type(kind)) else _options(kind),
    )


def _kind(kind: GraphQLInputType) -> Kind:
    name = get_named_type(kind).name
    if is_list_type(get_nullable_type(kind)):
        return "text"
    if _options(kind):
        return "choice"
    return "number" if name == "Int" else "name" if name == "Key" else "text"


def _options(kind: GraphQLInputType) -> tuple[str, ...]:
    named = get_named_type(kind)
    if is_enum_type(named):
        return tuple(named.values)
    return ("true", "false") if named.name == "Boolean" else ()


def _hint(kind: GraphQLInputType) -> str:
    named = get_named_type(kind)
    hint = _HINTS.get(named.name, "")
    if is_input_object_type(named):
        return "JSON"
    if not is_list_type(get_nullable_type(kind)):
        return hint
    known = ", ".join(_options(kind))
    return f"several with {SEPARATOR} between them" + (
        f": {known or hint}" if known or hint else ""
    )


def _text(value: Any) -> str:
    """A default as it would be typed."""
    if isinstance(value, list):
        return f"{SEPARATOR} ".join(map(_text, value))
    if isinstance(value, dict):
        return orjson.dumps(value).decode()
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _value(kind: GraphQLInputType, typed: str) -> Json:
    """The value of what is typed. Raises ValueError, with what was expected."""
    nullable = cast(GraphQLInputType, get_nullable_type(kind))
    if is_list_type(nullable):
        parts = (part.strip() for part in typed.split(SEPARATOR))
        return [_value(nullable.of_type, part) for part in parts if part]
    if is_input_object_type(nullable):
        return _parsed(typed)
    options = _options(nullable)
    if options and typed not in options:
        raise ValueError(f"expected one of {', '.join(options)}, not {typed!r}")
    name = get_named_type(nullable).name
    if name == "Boolean":
        return typed == "true"
    return _number(typed) if name == "Int" else typed


def _number(typed: str) -> int:
    try:
        return int(typed)
    except ValueError as error:
        raise ValueError(f"expected a whole number, not {typed!r}") from error


def _parsed(typed: str) -> Json:
    try:
        value: Json = orjson.loads(typed)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"expected JSON: {error}") from error
    return value
