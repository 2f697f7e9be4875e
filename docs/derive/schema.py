"""Page of the schema of questions."""

import re
from collections.abc import Iterable, Mapping

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
)

from docs.derive.markdown import write_page, write_table
from gql.schema import is_interface, object_name
from graph.terms import Class, Ontology, Property


def build_schema_page(schema: GraphQLSchema, ontology: Ontology) -> str:
    """Root fields, what they take and give, and the types."""
    roots = schema.query_type.fields if schema.query_type else {}
    classes = sorted(ontology.classes.values(), key=lambda one: one.plural)
    rows = [
        (f"`{c.plural}`", f"`{c.singular}`", f"[{c.name}](#{c.name.lower()})", c.definition)
        for c in classes
    ]
    mandates = ("`mandates`", "", "[Provision](#provision)", str(roots["mandates"].description))
    parts = [
        (
            "The schema in full is `gql/schema.graphql`, and in the editor at "
            "<http://localhost:8000/graphql> under Docs. This is its short form. "
            "[Ask by task](../how-to/ask.md) shows it in use, and [how far fields are filled](filled.md) "
            "says which of them have values."
        ),
        "## Root fields",
        "A collection and a look-up for each class.",
        write_table(("collection", "look-up", "things", "meaning"), [*rows, mandates]),
        "### Arguments of a collection",
        "Those of a relation to many are the same, without the last three.",
        _arguments(roots["bodies"].args),
        "### Arguments of a look-up",
        _arguments(roots["body"].args),
        "### Arguments of path",
        f"`path`: {roots['path'].description}",
        _arguments(roots["path"].args),
        "## What comes back",
        "### A collection",
        _fields(schema, "BodyConnection"),
        "`edges` have `node`, `cursor` and `evidence`.",
        "### A group",
        _fields(schema, "BodyGroup"),
        "### Evidence",
        _fields(schema, "Evidence"),
        "### A claim",
        _fields(schema, "Claim"),
        "### A step of a path",
        _fields(schema, "Step"),
        "## Filters",
        "`where` takes the fields of the type. What each takes depends on what it holds:",
        _filters(schema),
        "A relation to one takes the `where` of what it leads to. Each `where` also takes:",
        _arguments(_own_inputs(schema, ontology)),
        "## Types",
        (
            "Every type also has `iri`, the address of the thing, `key`, the end of it, and "
            "`claims(property:)`."
        ),
        *(part for one in ontology.classes.values() for part in _type(one, ontology)),
    ]
    return write_page("The schema of questions", "the ontology and the schema", *parts)


def _arguments(arguments: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField]) -> str:
    rows = ((f"`{n}`", f"`{_neutral(a.type)}`", a.description or "") for n, a in arguments.items())
    return write_table(("name", "takes", "meaning"), rows)


def _fields(schema: GraphQLSchema, name: str) -> str:
    found = schema.type_map[name]
    fields = found.fields if isinstance(found, GraphQLObjectType) else {}
    rows = ((f"`{n}`", f"`{_neutral(f.type)}`", f.description or "") for n, f in fields.items())
    return write_table(("field", "holds", "meaning"), rows)


def _neutral(kind: object) -> str:
    """Name of a type as it is for any class: the schema is read at that of bodies."""
    return re.sub(r"\bBody(?=[A-Z]|\b)", "Thing", str(kind))


def _filters(schema: GraphQLSchema) -> str:
    shown = {
        "text": "StringFilter",
        "a whole number": "IntFilter",
        "a date": "DateFilter",
        "a concept, such as `role`": "RoleFilter",
        "things, a relation to many": "BodyListFilter",
    }
    rows = []
    for holds, name in shown.items():
        fields = _inputs(schema, name)
        rows += [(holds, f"`{n}`", f.description or "") for n, f in fields.items()]
    return write_table(("holds", "operator", "meaning"), rows)


def _inputs(schema: GraphQLSchema, name: str) -> Mapping[str, GraphQLInputField]:
    found = schema.type_map[name]
    return found.fields if isinstance(found, GraphQLInputObjectType) else {}


def _own_inputs(schema: GraphQLSchema, ontology: Ontology) -> Mapping[str, GraphQLInputField]:
    properties = {p.name for p in ontology.properties_of("Body")}
    where = _inputs(schema, "BodyWhere")
    return {name: field for name, field in where.items() if name not in properties}


def _type(one: Class, ontology: Ontology) -> Iterable[str]:
    above = {p.name for name in one.ancestors for p in ontology.properties_of(name)}
    own = [p for p in ontology.properties_of(one.name) if p.name not in above]
    yield f"### {one.name}"
    yield one.definition
    yield from _place(one, ontology)
    if own:
        rows = ((f"`{p.name}`", _holds(p), p.definition) for p in own)
        yield write_table(("field", "holds", "meaning"), rows)


def _place(one: Class, ontology: Ontology) -> Iterable[str]:
    if one.ancestors:
        yield f"With the fields of {', '.join(f'[{n}](#{n.lower()})' for n in one.ancestors)}."
    if is_interface(ontology, one):
        names = (n for n in ontology.subclasses(one.name) if n != one.name)
        kinds = ", ".join(f"[{n}](#{n.lower()})" for n in names)
        other = object_name(ontology, one.name)
        own = "" if one.abstract else f"; things of none of these are of type `{other}`"
        yield f"An interface of {kinds}{own}."


def _holds(prop: Property) -> str:
    if prop.kind == "thing":
        return f"[{prop.range}](#{prop.range.lower()}){', many' if prop.many else ''}"
    if prop.kind == "concept":
        kind = f"[{prop.range}](ontology.md#{prop.range.lower()})"
    else:
        kind = {"string": "text", "integer": "whole number", "uri": "address"}.get(
            prop.kind, "date"
        )
    return f"{kind}{', many' if prop.many else ''}"
