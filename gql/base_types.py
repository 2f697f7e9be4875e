"""The GraphQL types that do not depend on a class: scalars, enums, filters, evidence, pages."""

from collections.abc import Mapping
from typing import assert_never

import strawberry

from gql.namespace import Namespace
from graph.evidence import attribute_names
from graph.plan import Operator
from graph.terms import Ontology, Property, upper_snake

_EVIDENCED = ("Passage", "Document", "Instrument", "Reading")
_SCALARS = {"string": "str", "integer": "int", "uri": "str", "date": "EDTF"}

_OPERATORS: Mapping[str, tuple[Operator, ...]] = {
    "string": (
        "eq",
        "ne",
        "contains",
        "startsWith",
        "endsWith",
        "lt",
        "lte",
        "gt",
        "gte",
        "in",
        "isNull",
    ),
    "integer": ("eq", "ne", "lt", "lte", "gt", "gte", "in", "isNull"),
    "date": ("eq", "ne", "lt", "lte", "gt", "gte", "in", "isNull"),
    "concept": ("eq", "ne", "in", "isNull"),
}
_KEY = "An IRI, slug, acronym or any printed name of a thing; case and accents do not matter."
_DATE = "A date or interval such as 2024-10-30, 2024, 2016/2020 or 2018/.. (EDTF)."


def output_type(prop: Property) -> str:
    """What a field for a property holds."""
    if prop.kind == "thing":
        return f"{prop.range}Connection" if prop.many else f"{prop.range} | None"
    name = prop.range if prop.kind == "concept" else _SCALARS[prop.kind]
    return f"list[{name}]" if prop.many else f"{name} | None"


def add_common_types(made: Namespace, ontology: Ontology) -> None:
    """Add the types that those of the classes refer to."""
    made.add_scalar("Key", _KEY)
    made.add_scalar("EDTF", _DATE)
    for scheme in ontology.schemes.values():
        values = {concept.token: concept.definition for concept in scheme.concepts}
        made.add_enum(scheme.name, values, scheme.definition)
    _add_filters(made, ontology)
    _add_orders(made)
    _add_certainties(made)
    _add_evidence(made, ontology)
    _add_evidence_filter(made)
    _add_pages(made)
    _add_claims(made, ontology)
    _add_paths(made)


def _add_filters(made: Namespace, ontology: Ontology) -> None:
    about = "Compares text; case and accents do not matter."
    _add_filter(made, "StringFilter", "string", "str", about)
    _add_filter(made, "IntFilter", "integer", "int", "Compares whole numbers.")
    about = "Compares dates: an interval is before a day if all of it is."
    _add_filter(made, "DateFilter", "date", "EDTF", about)
    for scheme in ontology.schemes.values():
        about = f"Compares: {scheme.label}."
        _add_filter(made, f"{scheme.name}Filter", "concept", scheme.name, about)


def _add_filter(made: Namespace, name: str, kind: str, compared: str, about: str) -> None:
    fields: dict[str, tuple[str, str]] = {
        operator: _operator_field(operator, compared) for operator in _OPERATORS[kind]
    }
    made.add(strawberry.input, name, fields, about)


def _operator_field(operator: Operator, compared: str) -> tuple[str, str]:
    """Type and description of the field of a filter that an operator is."""
    one = f"{compared} | None"
    match operator:
        case "eq":
            return one, "Equal."
        case "ne":
            return one, "Not equal, or no value."
        case "contains":
            return one, "Holds this text."
        case "startsWith":
            return one, "Starts with this text."
        case "endsWith":
            return one, "Ends with this text."
        case "lt":
            return one, "Before."
        case "lte":
            return one, "Before or at the end of."
        case "gt":
            return one, "After."
        case "gte":
            return one, "After or at the start of."
        case "in":
            return f"list[{compared}] | None", "One of these values."
        case "isNull":
            return "bool | None", "True: there is no value. False: there is one."
        case _:
            assert_never(operator)


def _add_orders(made: Namespace) -> None:
    directions = {"ASC": "Smallest first; none last.", "DESC": "Largest first; none last."}
    made.add_enum("OrderDirection", directions, "Direction of an order.")
    groups = {
        "COUNT": "Largest first, then by label.",
        "KEY": "By value: dates and numbers in their order, all else by label.",
    }
    made.add_enum("OrderOfGroups", groups, "Order of groups; the one without a value is last.")
    counted = {"count": ("OrderDirection | None", "By how many there are.")}
    made.add(strawberry.input, "CountOrder", counted, "Orders by the size of a relation.")


def _add_certainties(made: Namespace) -> None:
    levels = {
        "STATED": "What documents state, editorial choices included.",
        "INFERRED": "What is concluded from them too.",
        "ALL": "Undecided alternatives too.",
    }
    made.add_enum("Certainty", levels, "Which statements count.")
    borne = {
        "STATED": "A passage states it.",
        "EDITORIAL": "Editors chose it: a class, a name, a summary in their words.",
        "INFERRED": "It is concluded from passages by a method.",
        "UNDECIDED": "It is one of several readings of which one is true.",
    }
    made.add_enum("EvidenceCertainty", borne, "How a piece of evidence bears a statement.")
    statuses = {
        "QUOTED": "The quote is given, and is what the document says there.",
        "NOT_AT_HAND": "The server does not have the document's text; see locator and address.",
        "NO_TEXT": "The passage is an entry of a register without running text.",
    }
    made.add_enum("QuoteStatus", statuses, "Whether a quote is given.")


def _add_evidence(made: Namespace, ontology: Ontology) -> None:
    for name in _EVIDENCED:
        _add_evidence_type(made, ontology, name)
    concluded = "The reading that concludes it; none where the passage states it."
    fields = {
        "passage": ("EvidencePassage", "The passage reached."),
        "locator": ("str", "Where the passage stands in its document."),
        "document": ("EvidenceDocument", "The document that holds the passage."),
        "instrument": ("EvidenceInstrument | None", "The instrument whose words these are."),
        "quote": ("str | None", "The words, where the document is at hand."),
        "quoteStatus": ("QuoteStatus", "Whether a quote is given, and why not."),
        "certainty": ("EvidenceCertainty", "How the passage bears the statement."),
        "reading": ("EvidenceReading | None", concluded),
    }
    made.add(strawberry.type, "Evidence", fields, "A passage that a statement rests on.")


def _add_evidence_filter(made: Namespace) -> None:
    where = {
        "document": ("Key | None", "It stands in this document."),
        "instrument": ("Key | None", "It is in the words of this instrument."),
        "certainty": ("EvidenceCertainty | None", "It bears the statement this surely."),
    }
    made.add(strawberry.input, "EvidenceWhere", where, "What holds of one piece of evidence.")


def _add_evidence_type(made: Namespace, ontology: Ontology, name: str) -> None:
    own = {prop.name: prop for prop in ontology.properties_of(name)}
    fields = {"iri": ("str", "IRI."), "key": ("str", "Slug.")}
    for attribute in attribute_names(ontology, name)[2:]:
        fields[attribute] = (output_type(own[attribute]), own[attribute].definition)
    if name == "Reading":
        fields["restsOn"] = ("list[EvidencePassage]", "The passages the reading rests on.")
    text = f"{ontology.classes[name].definition} As evidence: its attributes only."
    made.add(strawberry.type, f"Evidence{name}", fields, text)


def _add_claims(made: Namespace, ontology: Ontology) -> None:
    properties = {upper_snake(p.name): p.definition for p in ontology.properties.values()}
    made.add_enum("Property", properties, "A property of any kind of thing.")
    claim = {
        "value": ("str", "The value; of a thing its IRI."),
        "label": ("str", "The value in words."),
        "node": ("Thing | None", "The thing, where the value is one."),
        "evidence": ("list[Evidence]", "What the value rests on."),
    }
    made.add(strawberry.type, "Claim", claim, "A value that documents give a property.")


def _add_paths(made: Namespace) -> None:
    step = {
        "relation": ("str", "The relation followed, as a field of the thing it leaves."),
        "node": ("Thing", "The thing it leads to."),
        "evidence": ("list[Evidence]", "What the relation rests on."),
    }
    made.add(strawberry.type, "Step", step, "One step of a path.")
    path = {
        "length": ("int", "How many steps there are."),
        "steps": ("list[Step]", "The steps, in their order."),
    }
    made.add(strawberry.type, "Path", path, "A way from one thing to another.")


def _add_pages(made: Namespace) -> None:
    key = {
        "value": ("str | None", "The value; of a thing its IRI."),
        "label": ("str | None", "The value in words."),
        "node": ("Thing | None", "The thing, where the value is one."),
    }
    made.add(strawberry.type, "GroupKey", key, "A value that things share.")
    place = {
        "hasNextPage": ("bool", "Whether more follow."),
        "hasPreviousPage": ("bool", "Whether some came before."),
        "startCursor": ("str | None", "Cursor of the first."),
        "endCursor": ("str | None", "Cursor of the last."),
    }
    made.add(strawberry.type, "PageInfo", place, "Where a page stands among all.")
