import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)

from gql.schema import build_schema, is_interface, object_name
from graph.terms import Ontology, upper_snake
from tests.places import ROOT

PRINTED = ROOT / "gql" / "schema.graphql"


@pytest.fixture(scope="module")
def schema(ontology: Ontology) -> GraphQLSchema:
    return build_schema(ontology)._schema


def fields_of(schema: GraphQLSchema, name: str) -> dict[str, str]:
    found = schema.type_map[name]
    assert isinstance(found, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType)
    return {field: str(value.type) for field, value in found.fields.items()}


def values_of(schema: GraphQLSchema, name: str) -> set[str]:
    found = schema.type_map[name]
    assert isinstance(found, GraphQLEnumType)
    return set(found.values)


def test_printed_schema_is_up_to_date(ontology: Ontology) -> None:
    """Where it is not, run `python -m gql --schema > gql/schema.graphql`."""
    assert build_schema(ontology).as_str() + "\n" == PRINTED.read_text("utf-8")


def test_same_ontology_gives_the_same_schema(ontology: Ontology) -> None:
    assert build_schema(ontology).as_str() == build_schema(ontology).as_str()


def test_each_class_is_a_type_with_its_definition(
    ontology: Ontology, schema: GraphQLSchema
) -> None:
    for item in ontology.classes.values():
        found = schema.type_map[item.name]
        kind = GraphQLInterfaceType if is_interface(ontology, item) else GraphQLObjectType
        assert isinstance(found, kind)
        assert found.description == item.definition


def test_each_class_has_a_collection_and_a_look_up(
    ontology: Ontology, schema: GraphQLSchema
) -> None:
    roots = {"mandates": "ProvisionConnection!", "path": "[Path!]!"}
    for item in ontology.classes.values():
        roots |= {item.plural: f"{item.name}Connection!", item.singular: item.name}
    assert roots == fields_of(schema, "Query")


def test_things_of_a_class_with_subclasses_have_a_type_of_their_own(
    ontology: Ontology, schema: GraphQLSchema
) -> None:
    assert ("OtherInstrument", "Convention") == (
        object_name(ontology, "Instrument"),
        object_name(ontology, "Convention"),
    )
    instrument = schema.type_map["Instrument"]
    assert isinstance(instrument, GraphQLInterfaceType)
    assert {"OtherInstrument", "Convention"} == {
        found.name for found in schema.get_possible_types(instrument)
    }


def test_each_property_is_a_field_of_its_classes(ontology: Ontology, schema: GraphQLSchema) -> None:
    for item in ontology.classes.values():
        names = {prop.name for prop in ontology.properties_of(item.name)}
        assert names | {"iri", "key", "claims"} == set(fields_of(schema, item.name))


@pytest.mark.parametrize(
    ("name", "field", "expected"),
    [
        ("State", "name", "String!"),
        ("State", "iri", "String!"),
        ("State", "caption", "String"),
        ("State", "identifier", "[String!]!"),
        ("Convention", "conventionNumber", "Int"),
        ("Convention", "date", "EDTF"),
        ("Convention", "category", "ConventionCategory"),
        ("Document", "url", "String"),
        ("Instrument", "owner", "Agent"),
        ("Instrument", "provisions", "ProvisionConnection!"),
        ("Provision", "agents", "AgentConnection!"),
        ("AgentConnection", "edges", "[AgentEdge!]!"),
        ("AgentConnection", "groupBy", "[AgentGroup!]!"),
        ("AgentEdge", "evidence", "[Evidence!]!"),
        ("Evidence", "reading", "EvidenceReading"),
        ("EvidenceReading", "restsOn", "[EvidencePassage!]!"),
        ("EvidencePassage", "spans", "[String!]!"),
        ("GroupKey", "node", "Thing"),
    ],
)
def test_field_holds_what_its_property_says(
    schema: GraphQLSchema, name: str, field: str, expected: str
) -> None:
    assert expected == fields_of(schema, name)[field]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("StringFilter", "contains endsWith eq gt gte in isNull lt lte ne startsWith"),
        ("IntFilter", "eq gt gte in isNull lt lte ne"),
        ("DateFilter", "eq gt gte in isNull lt lte ne"),
        ("RoleFilter", "eq in isNull ne"),
        ("AgentListFilter", "every hasAll none single some"),
        ("CountOrder", "count"),
    ],
)
def test_filter_has_the_operators_of_its_kind(
    schema: GraphQLSchema, name: str, expected: str
) -> None:
    assert expected.split() == sorted(fields_of(schema, name))


@pytest.mark.parametrize(
    ("name", "field", "expected"),
    [
        ("InstrumentWhere", "title", "StringFilter"),
        ("InstrumentWhere", "date", "DateFilter"),
        ("InstrumentWhere", "bindingness", "BindingnessFilter"),
        ("InstrumentWhere", "owner", "AgentWhere"),
        ("InstrumentWhere", "provisions", "ProvisionListFilter"),
        ("InstrumentWhere", "is", "Key"),
        ("InstrumentWhere", "and", "[InstrumentWhere!]"),
        ("InstrumentWhere", "not", "InstrumentWhere"),
        ("InstrumentOrder", "date", "OrderDirection"),
        ("InstrumentOrder", "owner", "AgentOrder"),
        ("InstrumentOrder", "provisions", "CountOrder"),
    ],
)
def test_arguments_follow_the_properties(
    schema: GraphQLSchema, name: str, field: str, expected: str
) -> None:
    assert expected == fields_of(schema, name)[field]


def test_list_of_values_has_no_order(schema: GraphQLSchema) -> None:
    assert "identifier" not in fields_of(schema, "StateOrder")


def test_each_scheme_is_an_enum_of_its_concepts(ontology: Ontology, schema: GraphQLSchema) -> None:
    for scheme in ontology.schemes.values():
        assert {concept.token for concept in scheme.concepts} == values_of(schema, scheme.name)


def test_things_are_grouped_by_any_of_their_properties(
    ontology: Ontology, schema: GraphQLSchema
) -> None:
    names = {upper_snake(prop.name) for prop in ontology.properties_of("Provision")}
    assert names == values_of(schema, "ProvisionProperty")


def test_page_and_certainty_are_arguments_of_a_root(schema: GraphQLSchema) -> None:
    query = schema.query_type
    assert query is not None
    arguments = {name: str(a.type) for name, a in query.fields["states"].args.items()}
    assert arguments == {
        "where": "StateWhere",
        "orderBy": "[StateOrder!]",
        "first": "Int",
        "after": "String",
        "offset": "Int",
        "search": "String",
        "certainty": "Certainty!",
        "asOf": "EDTF",
    }
    assert {"key": "Key!", "certainty": "Certainty!", "asOf": "EDTF"} == {
        name: str(a.type) for name, a in query.fields["state"].args.items()
    }


def test_everything_is_described(schema: GraphQLSchema) -> None:
    undescribed = [
        f"{name}.{field}"
        for name, found in schema.type_map.items()
        if isinstance(found, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType)
        if not name.startswith("__")
        for field, value in found.fields.items()
        if not (found.description and value.description)
    ]
    assert [] == undescribed
