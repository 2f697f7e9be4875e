"""The CSVW metadata beside the curated tables, derived from the ontology and their headers.

What a CSVW processor makes of the tables is true, but not whole: evidence and readings are the
business of `python -m loaders build`, and so are cells that name a thing of one of several classes.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from graph.errors import TableError
from graph.plan import Json
from graph.rdf.csvw import datatype_of, describe_column, describe_tables
from graph.terms import BASE, Class, Ontology, Property, kebab, thing_iri
from loaders.tables import DATA, read_tables

METADATA = "metadata.json"
_ABOUT_EVIDENCE: Mapping[str, str] = {
    "passage": "The passages the row rests on, as section/unit of the document of the folder, or "
    "as document/section/unit.",
    "method": "How the row is concluded from its passages; empty where each of them states it.",
    "confidence": "How sure the editors are of what the row concludes.",
    "alternatives": "Rows with the same word here are readings of which exactly one is true.",
}


def build_metadata(folder: Path, ontology: Ontology) -> bytes:
    """Describe the tables of a folder; the same headers and ontology give the same bytes."""
    by_file = {f"{kebab(c.plural)}.csv": c for c in ontology.classes.values() if not c.abstract}
    tables: list[Json] = [
        _table(path, by_file[path.name], ontology) for path in sorted(folder.glob("*.csv"))
    ]
    return describe_tables(f"{_title(folder)}: curated tables", {"tables": tables})


def iter_metadata(data: Path, ontology: Ontology) -> Iterator[tuple[Path, bytes]]:
    """Yield where the metadata of each folder belongs, and its bytes.

    Raises TableError where a table or a column is not of the ontology.
    """
    _, problems = read_tables(data, ontology)
    if problems:
        raise TableError(problems)
    for folder in sorted({path.parent for path in data.glob("*/*.csv")}):
        yield folder / METADATA, build_metadata(folder, ontology)


def write_metadata(ontology: Ontology, data: Path = DATA) -> list[Path]:
    """Write the metadata of all folders beside their tables, and return where."""
    files = dict(iter_metadata(data, ontology))
    for path, content in files.items():
        path.write_bytes(content)
    return list(files)


def _title(folder: Path) -> str:
    """Name of the document of the folder; the name of a folder that holds several."""
    path = folder / "documents.csv"
    rows = _read_rows(path) if path.exists() else []
    return next((r["name"] for r in rows if r["key"] == folder.name and r.get("name")), folder.name)


def _read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read_header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file), [])


def _table(path: Path, table_class: Class, ontology: Ontology) -> Json:
    header = _read_header(path)
    columns: list[Json] = [_column(name, path, table_class, ontology) for name in header]
    schema: dict[str, Json] = {"columns": columns}
    if "key" in header:
        schema["aboutUrl"] = _about(path, table_class, header)
        columns.append(_class_column(table_class))
    return {
        "url": path.name,
        "dc:title": table_class.label,
        "dc:description": table_class.definition,
        "tableSchema": schema,
    }


def _about(path: Path, table_class: Class, header: list[str]) -> str:
    if table_class.name == "Passage":
        document = "{document}" if "document" in header else path.parent.name
        return f"{BASE}passage/{document}/{{+key}}"
    return thing_iri(table_class.name, "{key}")


def _class_column(table_class: Class) -> Json:
    return {
        "name": "class",
        "virtual": True,
        "propertyUrl": "rdf:type",
        "valueUrl": table_class.iri,
    }


def _column(name: str, path: Path, table_class: Class, ontology: Ontology) -> Json:
    if name == "key":
        about = "What identifies the thing in its address; a thing may have several rows."
        return describe_column(name, about) | {"required": True, "suppressOutput": True}
    if name in _ABOUT_EVIDENCE:
        separated: dict[str, Json] = {"separator": "|"} if name == "passage" else {}
        about = _ABOUT_EVIDENCE[name]
        return describe_column(name, about) | {"suppressOutput": True} | separated
    prop = ontology.properties[name]
    column = describe_column(name, prop.definition) | {"propertyUrl": prop.iri}
    if name in table_class.key and name in table_class.requires:
        column["required"] = True
    if name == "document":
        column["default"] = path.parent.name
    return column | _value(prop, ontology)


def _value(prop: Property, ontology: Ontology) -> dict[str, Json]:
    """Say how a cell gives its values; what it does not give by itself is no output."""
    value: dict[str, Json] = {"datatype": datatype_of(prop)}
    if prop.many:
        value["separator"] = "|"
    if prop.kind in ("concept", "thing"):
        template = None if prop.many else _template(prop, ontology)
        value |= {"valueUrl": template} if template else {"suppressOutput": True}
    return value


def _template(prop: Property, ontology: Ontology) -> str | None:
    """Address of the value of a cell, where its class is certain."""
    if prop.kind == "concept":
        concept = ontology.schemes[prop.range].concepts[0]
        return concept.iri.removesuffix(concept.notation) + f"{{{prop.name}}}"
    classes = ontology.concrete(prop.range)
    only = classes[0] if len(classes) == 1 and classes[0] != "Passage" else None
    return thing_iri(only, f"{{{prop.name}}}") if only else None
