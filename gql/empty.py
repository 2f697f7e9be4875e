"""Descriptions of fields that are empty in the release that is served say so."""

from collections.abc import Mapping

from graphql import (
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)

from gql.schema import object_name
from graph.filled import Filled, iter_empty
from graph.terms import Ontology

EMPTY = "Empty in this release: nothing has a value of it."


def describe_empty(schema: GraphQLSchema, filled: Filled, ontology: Ontology) -> None:
    """Say so in the types of the classes and in what filters them."""
    for name, prop in iter_empty(filled, ontology):
        kinds = {name, object_name(ontology, name), f"{name}Where"} & schema.type_map.keys()
        for kind in kinds:
            field = _fields(schema, kind)[prop]
            field.description = f"{field.description} {EMPTY}"


def _fields(schema: GraphQLSchema, name: str) -> Mapping[str, GraphQLField | GraphQLInputField]:
    match schema.type_map[name]:
        case GraphQLObjectType(fields=fields) | GraphQLInterfaceType(fields=fields):
            return dict(fields)
        case GraphQLInputObjectType(fields=fields):
            return dict(fields)
        case other:
            raise TypeError(f"{other} has no fields")
