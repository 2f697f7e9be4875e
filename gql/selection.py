"""Selections of an operation: the one module that leans on how graphql-core collects fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_operation_ast,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values

from graph.errors import QueryError

_INTROSPECTION = frozenset({"__schema", "__type"})

Selected = Sequence[FieldDetails]
"""Nodes that are selected under one name of the answer."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A validated operation with its variables, asked for fields and arguments type by type."""

    schema: GraphQLSchema
    document: DocumentNode
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    variables: VariableValues

    @classmethod
    def of(
        cls,
        schema: GraphQLSchema,
        document: DocumentNode,
        *,
        operation_name: str | None,
        variables: Mapping[str, Any] | None,
    ) -> Self:
        """Select an operation of a document.

        Raises QueryError where it is not clear which, GraphQLError where variables do not fit.
        """
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            named = (d for d in document.definitions if isinstance(d, OperationDefinitionNode))
            known = ", ".join(d.name.value for d in named if d.name)
            if operation_name is None:
                raise GraphQLError(f"Which operation? Name one of {known} as operationName.")
            raise QueryError(
                f"operationName: expected the name of an operation in the query, one of {known}",
                code="UNKNOWN_OPERATION",
            )
        definitions = operation.variable_definitions or ()
        values = get_variable_values(schema, definitions, dict(variables or {}), max_errors=1)
        if isinstance(values, list):
            raise values[0]
        fragments = (d for d in document.definitions if isinstance(d, FragmentDefinitionNode))
        details = {d.name.value: FragmentDetails(d, None) for d in fragments}
        return cls(schema, document, operation, details, values)

    def roots(self) -> dict[str, list[FieldDetails]]:
        """Fields of the operation by their names in the answer."""
        query = self.type("Query")
        return collect_fields(
            self.schema, self.fragments, self.variables, query, self.operation
        ).grouped_field_set

    def is_introspection(self) -> bool:
        """Whether it asks about the schema.

        Raises QueryError where it asks about the graph too: the two are answered in different ways.
        """
        names = {details[0].node.name.value for details in self.roots().values()} - {"__typename"}
        if names & _INTROSPECTION and names - _INTROSPECTION:
            raise QueryError(
                "__schema and __type cannot be asked together with questions to the graph; "
                "send them as an operation of their own",
                code="MIXED_INTROSPECTION",
            )
        return bool(names & _INTROSPECTION)

    def fields(self, type_name: str, selected: Selected) -> dict[str, list[FieldDetails]]:
        """Fields below a field, for one object type, by their names in the answer."""
        return collect_subfields(
            self.schema,
            self.fragments,
            self.variables,
            self.operation,
            self.type(type_name),
            list(selected),
        ).grouped_field_set

    def arguments(self, type_name: str, selected: Selected) -> Mapping[str, Any]:
        """Arguments of a field of a type, with the values of variables."""
        node = selected[0].node
        return get_argument_values(
            self.type(type_name).fields[node.name.value], node, self.variables
        )

    def type(self, name: str) -> GraphQLObjectType:
        """Object type of this name."""
        return cast(GraphQLObjectType, self.schema.type_map[name])
