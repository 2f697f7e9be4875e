"""What is told of a table: its columns by the schema and the ontology, in JSON and as CSVW."""

from collections.abc import Mapping

from gql.files.rows import SEPARATOR
from gql.files.table import Column, Table
from graph.plan import Json
from graph.rdf.csvw import datatype_of, describe_column, describe_tables
from graph.terms import Ontology, Property

_DATATYPES = {"Int": "integer", "Boolean": "boolean"}
_DIALECT: Mapping[str, Json] = {
    "encoding": "utf-8",
    "delimiter": ",",
    "quoteChar": '"',
    "lineTerminators": ["\r\n"],
    "header": True,
}


def describe_columns(table: Table, ontology: Ontology) -> Json:
    """Describe the columns: name, what it shows, GraphQL type, whether a cell is a list and of what."""
    return [_in_json(column, ontology) for column in table.columns]


def _in_json(column: Column, ontology: Ontology) -> Json:
    prop = _property(column, ontology)
    return {
        "name": column.name,
        "description": column.description,
        "type": column.type,
        "list": column.many,
        "listName": column.list_name or None,
        "property": prop.iri if prop else None,
    }


def describe_csv(
    table: Table, ontology: Ontology, title: str, address: str, about: Mapping[str, Json]
) -> bytes:
    """Describe a table as CSVW: the CSV at an address, with what is told about it."""
    columns: list[Json] = [_in_csvw(column, table, ontology) for column in table.columns]
    content = {"url": address, **about, "dialect": dict(_DIALECT)}
    return describe_tables(title, {**content, "tableSchema": {"columns": columns}})


def _in_csvw(column: Column, table: Table, ontology: Ontology) -> Json:
    described = describe_column(column.name, column.description)
    prop = _property(column, ontology)
    described["datatype"] = datatype_of(prop) if prop else _DATATYPES.get(column.type, "string")
    if column.many:
        described["separator"] = SEPARATOR
    if prop:
        described |= {"propertyUrl": prop.iri, "aboutUrl": _about(column, table)}
    if prop is None or column.many or prop.kind == "concept":
        described["suppressOutput"] = True  # it is not by itself a value of the one thing
    return described


def _about(column: Column, table: Table) -> str:
    """Address of the thing that a column is about: its IRI, where the table has that."""
    prefix, _, _ = column.name.rpartition(".")
    iri = f"{prefix}.iri" if prefix else "iri"
    known = any(one.name == iri and not one.many for one in table.columns)
    return f"{{+{iri}}}" if known else f"#{prefix or 'row'}-{{_row}}"


def _property(column: Column, ontology: Ontology) -> Property | None:
    """Property of the ontology that a column shows; none where it shows something else."""
    name = column.parent.removeprefix("Other").removeprefix("Evidence")
    known = ontology.properties_of(name) if name in ontology.classes else ()
    return next((prop for prop in known if prop.name == column.field), None)
