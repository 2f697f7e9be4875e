"""The GraphQL schema, derived class by class from the ontology."""

from collections.abc import Iterable
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from gql.base_types import add_common_types, output_type
from gql.namespace import REQUIRED, Namespace
from graph.catalogue import SEARCH_LIMIT
from graph.paths import LONGEST_PATH, MOST_PATHS
from graph.terms import Class, Ontology, Property, upper_snake

PAGE_SIZE = 1000
"""Most things of one page, and how many there are where none is asked for."""

_FILTERS = {
    "string": "StringFilter",
    "integer": "IntFilter",
    "uri": "StringFilter",
    "date": "DateFilter",
}
_AS_OF = (
    "EDTF | None",
    strawberry.UNSET,
    "As of this date: memberships and assignments that hold, the latest of ratifications and phases.",
)
_CUT = f"Whether the search found more than the {SEARCH_LIMIT} best matches, all that count here."
_MEASURES = {
    "min": ("str | None", "The first of the dates, or the least of the numbers, that these have."),
    "max": (
        "str | None",
        "The last of the dates, or the greatest of the numbers, that these have.",
    ),
    "countDistinct": ("int", "How many different values these have."),
}
_EVIDENCE = (
    "One piece of evidence is like this: of the thing at a root, below one of the relation to it."
)


def object_name(ontology: Ontology, class_name: str) -> str:
    """Name of the object type of things whose class is exactly this one."""
    return f"Other{class_name}" if len(ontology.subclasses(class_name)) > 1 else class_name


def is_interface(ontology: Ontology, item: Class) -> bool:
    """Whether a class is an interface in GraphQL: it has subclasses or is abstract."""
    return item.abstract or len(ontology.subclasses(item.name)) > 1


def build_schema(ontology: Ontology) -> strawberry.Schema:
    """Derive the schema; operations are answered as a whole, so fields do nothing."""
    made = Namespace()
    add_common_types(made, ontology)
    builder = _ClassBuilder(ontology, made)
    for item in ontology.classes.values():
        builder.add_inputs(item)
    for item in sorted(ontology.classes.values(), key=lambda c: len(c.ancestors)):
        builder.add_class(item)
        builder.add_connection(item)
    builder.add_query()
    concrete = [c.name for c in ontology.classes.values() if not c.abstract]
    return strawberry.Schema(
        query=made["Query"],
        types=[made[object_name(ontology, name)] for name in concrete],
        config=StrawberryConfig(auto_camel_case=False, scalar_map=made.scalars),
    )


class _ClassBuilder:
    """Adds what the classes of the ontology need to a namespace of types."""

    def __init__(self, ontology: Ontology, made: Namespace) -> None:
        self.ontology, self.made = ontology, made

    # inputs

    def add_inputs(self, item: Class) -> None:
        """Add how things of a class are filtered, ordered and grouped."""
        properties = self.ontology.properties_of(item.name)
        self._add_where(item, properties)
        self._add_list_filter(item)
        order = {p.name: (f"{_order(p)} | None", p.definition) for p in properties if _order(p)}
        text = "One way to order; the first given counts most."
        self.made.add(strawberry.input, f"{item.name}Order", order, text)
        groupable = {upper_snake(p.name): p.definition for p in properties}
        self.made.add_enum(f"{item.name}Property", groupable, f"What to group by: {item.label}.")

    def _add_where(self, item: Class, properties: Iterable[Property]) -> None:
        name = item.name
        where = {p.name: (f"{_filter(p)} | None", p.definition) for p in properties}
        where |= {
            "is": ("Key | None", "The thing with this key."),
            "and": (f"list[{name}Where] | None", "All of these hold."),
            "or": (f"list[{name}Where] | None", "At least one of these holds."),
            "not": (f"{name}Where | None", "This does not hold."),
            "evidence": ("EvidenceWhere | None", _EVIDENCE),
            "disagrees": ("bool | None", "Documents give different values of some property."),
            "disagreesOn": (f"{name}Property | None", "Documents give different values of this."),
        }
        text = f"What holds of a thing: {item.label}."
        self.made.add(strawberry.input, f"{name}Where", where, text)

    def _add_list_filter(self, item: Class) -> None:
        where = f"{item.name}Where | None"
        quantified = {
            "some": (where, "At least one fulfils this."),
            "every": (where, "All fulfil this; holds where there are none."),
            "none": (where, "None fulfils this."),
            "single": (where, "Exactly one fulfils this."),
            "hasAll": ("list[Key] | None", "All things with these keys are among them."),
        }
        text = f"What holds of several: {item.label}."
        self.made.add(strawberry.input, f"{item.name}ListFilter", quantified, text)

    # a class

    def add_class(self, item: Class) -> None:
        """Add the type of a class, and that of its own things where it has subclasses."""
        own = self._own(item)
        fields = {p.name: (output_type(p), p.definition) for p in own if not _is_relation(p)}
        if not item.ancestors:
            fields["iri"] = ("str", "IRI of the thing.")
            fields["key"] = ("str", "Slug, the last part of the IRI.")
            fields["name"] = ("str", fields["name"][1])
        relations = {p.name: self._relation(p) for p in own if _is_relation(p)}
        if not item.ancestors:
            relations["claims"] = self._claims()
        parents = tuple(name for name in item.ancestors if self._is_direct(name, item))
        kind = strawberry.interface if is_interface(self.ontology, item) else strawberry.type
        text = item.definition
        self.made.add(kind, item.name, fields, text, bases=parents, resolved=relations)
        if is_interface(self.ontology, item) and not item.abstract:
            self._add_other(item)

    def _claims(self) -> Any:
        arguments = {"property": ("Property", REQUIRED, "The property.")}
        text = "All that documents say of one property, each value with what it rests on; the first is the default."
        return self.made.field("list[Claim]", text, arguments)

    def _own(self, item: Class) -> list[Property]:
        """Properties that this class has and none of its ancestors."""
        above = {p.name for name in item.ancestors for p in self.ontology.properties_of(name)}
        return [p for p in self.ontology.properties_of(item.name) if p.name not in above]

    def _add_other(self, item: Class) -> None:
        below = ", ".join(n for n in self.ontology.subclasses(item.name) if n != item.name)
        text = f"{item.definition} Of no narrower class ({below})."
        name = object_name(self.ontology, item.name)
        self.made.add(strawberry.type, name, {}, text, bases=(item.name,))

    def _is_direct(self, ancestor: str, item: Class) -> bool:
        others = (n for n in item.ancestors if n != ancestor)
        return not any(ancestor in self.ontology.classes[n].ancestors for n in others)

    def _relation(self, prop: Property) -> Any:
        arguments = _page_arguments(prop.range)
        return self.made.field(f"{prop.range}Connection", prop.definition, arguments)

    # connections

    def add_connection(self, item: Class) -> None:
        """Add how several things of a class are shown: pages, edges and groups."""
        name = item.name
        borne = "What the relation rests on; at a root, where something is said of the thing."
        edge = {
            "node": (name, "The thing."),
            "cursor": ("str", "Place among all."),
            "evidence": ("list[Evidence]", borne),
        }
        text = f"A thing and what leads to it: {item.label}."
        self.made.add(strawberry.type, f"{name}Edge", edge, text)
        arguments = self._group_arguments(name)
        grouped = self.made.field(f"list[{name}Group]", "These by another property.", arguments)
        self._add_group(name, grouped)
        self._add_page(item, grouped)

    def _add_group(self, name: str, grouped: Any) -> None:
        group = {
            "key": ("GroupKey", "What they share."),
            "count": ("int", "How many there are."),
            "nodes": (f"list[{name}]", "The things."),
        }
        text, below = "Things that share a value.", {"groupBy": grouped}
        for measure, (holds, about) in _MEASURES.items():
            of = {"of": (f"{name}Property", REQUIRED, "The property.")}
            below[measure] = self.made.field(holds, about, of)
        self.made.add(strawberry.type, f"{name}Group", group, text, resolved=below)

    def _group_arguments(self, name: str) -> dict[str, tuple[str, Any, str]]:
        order = self.made["OrderOfGroups"]["COUNT"]
        return {
            "by": (f"{name}Property", REQUIRED, "The property."),
            "withEmpty": ("bool", False, "Also those without a value."),
            "orderBy": ("OrderOfGroups", order, "What comes first."),
        }

    def _add_page(self, item: Class, grouped: Any) -> None:
        name = item.name
        page = {
            "totalCount": ("int", "How many there are on all pages."),
            "withheld": ("int", "How many more there are with certainty ALL."),
            "provisional": ("int", "How many of these there are no more with certainty ALL."),
            "searchCut": ("bool", _CUT),
            "nodes": (f"list[{name}]", "The things of this page."),
            "edges": (f"list[{name}Edge]", "The things of this page with evidence."),
            "pageInfo": ("PageInfo", "Where this page stands."),
        }
        text, below = f"A page of things: {item.label}.", {"groupBy": grouped}
        self.made.add(strawberry.type, f"{name}Connection", page, text, resolved=below)

    # roots

    def add_query(self) -> None:
        """Add a collection and a look-up for each class."""
        roots = {}
        for item in self.ontology.classes.values():
            roots[item.plural] = self._collection(item.name, f"All of this kind: {item.definition}")
            roots[item.singular] = self._lookup(item)
        text = "Provisions that assign at least one agent."
        roots["mandates"] = self._collection("Provision", text)
        roots["path"] = self._path()
        text = "Questions to the graph of ASEAN labour cooperation."
        self.made.add(strawberry.type, "Query", {}, text, resolved=roots)

    def _collection(self, name: str, text: str) -> Any:
        words = (
            'Words to find, in names first; "a phrase" in quotes, a prefix*, a convention as C87.'
        )
        arguments = _page_arguments(name)
        arguments["search"] = ("str | None", strawberry.UNSET, words)
        arguments["certainty"] = self._certainty()
        arguments["asOf"] = _AS_OF
        return self.made.field(f"{name}Connection", text, arguments)

    def _lookup(self, item: Class) -> Any:
        key = ("Key", REQUIRED, "Its IRI, slug, acronym or any printed name.")
        arguments = {"key": key, "certainty": self._certainty(), "asOf": _AS_OF}
        text = f"One by its key. {item.definition}"
        return self.made.field(f"{item.name} | None", text, arguments)

    def _path(self) -> Any:
        longest = f"Longest way to look for, from 1 to {LONGEST_PATH} steps."
        arguments = {
            "from": ("Key", REQUIRED, "Where to begin: any thing."),
            "to": ("Key", REQUIRED, "Where to end: any thing."),
            "maxLength": ("int", 4, longest),
            "certainty": self._certainty(),
            "asOf": _AS_OF,
        }
        text = f"The shortest ways between two things, at most {MOST_PATHS}; a role is one step."
        return self.made.field("list[Path]", text, arguments)

    def _certainty(self) -> tuple[str, Any, str]:
        default = self.made["Certainty"]["STATED"]
        return ("Certainty", default, "Which statements count here and in all below.")


def _is_relation(prop: Property) -> bool:
    return prop.kind == "thing" and prop.many


def _filter(prop: Property) -> str:
    if prop.kind == "thing":
        return f"{prop.range}ListFilter" if prop.many else f"{prop.range}Where"
    return f"{prop.range}Filter" if prop.kind == "concept" else _FILTERS[prop.kind]


def _order(prop: Property) -> str:
    """Input by which a property orders; empty for lists of values, which have no order."""
    if prop.kind == "thing":
        return "CountOrder" if prop.many else f"{prop.range}Order"
    return "" if prop.many else "OrderDirection"


def _page_arguments(name: str) -> dict[str, tuple[str, Any, str]]:
    return {
        "where": (f"{name}Where | None", strawberry.UNSET, "Only what fulfils this."),
        "orderBy": (
            f"list[{name}Order] | None",
            strawberry.UNSET,
            "Order; else by name, then IRI.",
        ),
        "first": ("int | None", strawberry.UNSET, f"How many at most; no more than {PAGE_SIZE}."),
        "after": ("str | None", strawberry.UNSET, "Only what comes after this cursor."),
        "offset": ("int | None", strawberry.UNSET, "How many to pass over."),
    }
