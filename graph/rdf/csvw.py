"""CSVW: how columns of tables are described by the ontology.

CSVW is the W3C's Metadata Vocabulary for Tabular Data (https://www.w3.org/TR/tabular-metadata/).
"""

import json
from collections.abc import Mapping

from graph.plan import Json
from graph.rdf.dataset_description import LICENCE
from graph.terms import AL, Property, ValueKind

_DATATYPES: Mapping[ValueKind, str] = {"integer": "integer", "uri": "anyURI"}


def describe_tables(title: str, content: Mapping[str, Json]) -> bytes:
    """Describe a table, or a group of tables, that is under our licence; same in, same bytes."""
    described: Mapping[str, Json] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": title,
        "dc:license": {"@id": LICENCE},
        **content,
    }
    return (json.dumps(described, indent=1, ensure_ascii=False) + "\n").encode()


def describe_column(name: str, description: str) -> dict[str, Json]:
    """Describe a column by its name, which is also its title; a name has no underscore in front."""
    named: dict[str, Json] = {} if name.startswith("_") else {"name": name}
    return named | {"titles": name, "dc:description": description}


def datatype_of(prop: Property) -> Json:
    """Datatype of the values of a property in a cell."""
    if prop.kind == "date":
        return {"@id": str(AL[prop.range]), "base": "string"}
    return _DATATYPES.get(prop.kind, "string")
