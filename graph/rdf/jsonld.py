"""JSON-LD: the context that is published, and statements compacted with it.

A document carries the part of the context it uses, so that readers need not fetch anything; many
refuse to.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from rdflib.namespace import XSD

from graph.plan import Json
from graph.statements import RDF_TYPE
from graph.terms import AL, BASE, Ontology, ValueKind

CONTEXT = f"{BASE}context.jsonld"
_COERCED: Mapping[ValueKind, str] = {
    "integer": "xsd:integer",
    "uri": "xsd:anyURI",
    "date": "al:edtf",
    "concept": "@id",
    "thing": "@id",
}
_KEYWORDS = {"id": "@id", "type": "@type", "graph": "@graph"}
_STRING = str(XSD.string)


def build_context(ontology: Ontology, prefixes: Mapping[str, str]) -> dict[str, Json]:
    """Build the context: our terms by their local names, other vocabularies by their prefixes."""
    terms: dict[str, Json] = {c.name: f"al:{c.name}" for c in ontology.classes.values()}
    for prop in ontology.properties.values():
        coerced = _COERCED.get(prop.kind)
        term = f"al:{prop.name}"
        terms[prop.name] = {"@id": term, "@type": coerced} if coerced else term
    others = {n: iri for n, iri in prefixes.items() if iri == str(AL) or not iri.startswith(BASE)}
    head: dict[str, Json] = {"@base": BASE, **_KEYWORDS}
    return head | dict(sorted({"xsd": str(XSD), **others}.items())) | dict(sorted(terms.items()))


def to_jsonld(statements: Iterable[Quad | Triple], context: Mapping[str, Json]) -> bytes:
    """Write statements as compacted JSON-LD, in the order of their graphs and subjects."""
    writer = _NodeWriter(context)
    graphs: dict[str | None, list[Quad | Triple]] = defaultdict(list)
    for statement in statements:
        name = statement.graph_name if isinstance(statement, Quad) else None
        graphs[name.value if isinstance(name, NamedNode) else None].append(statement)
    nodes: list[Json] = []
    for graph, some in sorted(graphs.items(), key=lambda item: item[0] or ""):
        inside = writer.nodes(some)
        nodes += inside if graph is None else [{"id": writer.iri(graph), "graph": inside}]
    document = {"@context": writer.used_context(), "graph": nodes}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


class _NodeWriter:
    """Compacts terms, and remembers which entries of the context it used."""

    def __init__(self, context: Mapping[str, Json]) -> None:
        self._context = context
        self._used = {"@base", "id", "type", "graph"}
        self._prefixes = {
            iri: name
            for name, iri in context.items()
            if isinstance(iri, str) and iri[-1] in "#/" and not name.startswith("@")
        }

    def used_context(self) -> dict[str, Json]:
        shown = {name: entry for name, entry in self._context.items() if name in self._used}
        text = json.dumps(shown)
        prefixes = {n: i for i, n in self._prefixes.items() if f'"{n}:' in text}
        return {n: e for n, e in self._context.items() if n in shown or n in prefixes}

    def nodes(self, statements: Iterable[Quad | Triple]) -> list[Json]:
        found: dict[str, dict[str, list[Json]]] = defaultdict(lambda: defaultdict(list))
        for statement in statements:
            name, value = self._entry(statement)
            values = found[self._id(statement.subject)][name]
            if value not in values:
                values.append(value)
        return [{"id": iri, **self._ordered(node)} for iri, node in sorted(found.items())]

    def _ordered(self, node: Mapping[str, list[Json]]) -> dict[str, Json]:
        names = sorted(node, key=lambda name: (name != "type", name))
        return {name: node[name][0] if len(node[name]) == 1 else node[name] for name in names}

    def _entry(self, statement: Quad | Triple) -> tuple[str, Json]:
        if statement.predicate == RDF_TYPE:
            return "type", self._type(statement.object)
        name = self._term(statement.predicate.value)
        entry = self._context.get(name)
        coerced = entry.get("@type") if isinstance(entry, dict) else None
        return name, self._value(statement.object, str(coerced))

    def _type(self, kind: object) -> str:
        return self._term(kind.value) if isinstance(kind, NamedNode) else self._id(kind)

    def _term(self, iri: str) -> str:
        """Name of a property or class of ours, else a compact IRI."""
        name = iri.removeprefix(str(AL))
        if iri != name and name in self._context:
            self._used.add(name)
            return name
        return self._compact(iri)

    def _value(self, term: object, coerced: str) -> Json:
        if not isinstance(term, Literal):
            iri = self._id(term)
            return iri if coerced == "@id" else {"id": iri}
        if term.language:
            return {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if datatype == _STRING and coerced == "None":
            return term.value
        compact = self._compact(datatype)
        return term.value if compact == coerced else {"@value": term.value, "@type": compact}

    def _id(self, term: object) -> str:
        return str(term) if isinstance(term, BlankNode) else self.iri(getattr(term, "value", ""))

    def iri(self, iri: str) -> str:
        """An IRI relative to ours or with a prefix."""
        local = iri.removeprefix(BASE)
        plain = not (iri.startswith(str(AL)) or ":" in local or not local)
        return local if local != iri and plain else self._compact(iri)

    def _compact(self, iri: str) -> str:
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        name = self._prefixes.get(iri[:cut])
        if name is None or not iri[cut:]:
            return iri
        self._used.add(name)
        return f"{name}:{iri[cut:]}"
