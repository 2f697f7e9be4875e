"""A query is evaluated over a store, and its result written in the type that was asked for."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/json": QueryResultsFormat.JSON,
    "application/xml": QueryResultsFormat.XML,
}
"""Media types of solutions, the default first, the wider names of two last."""
BOOLEANS = tuple(
    media_type
    for media_type, syntax in RESULTS.items()
    if syntax in (QueryResultsFormat.JSON, QueryResultsFormat.XML)
)
"""Media types of a boolean."""
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/json": RdfFormat.JSON_LD,
    "application/xml": RdfFormat.RDF_XML,
}
"""Media types of triples, in the same order."""
_MERGED = NamedNode("urn:x-merged-default-graph")
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

Answer = tuple[dict[str, str], bytes]


class _TooLarge(Exception):
    """An answer has more bytes than it may."""


class _Bounded(BytesIO):
    """A file in memory that refuses to grow over its limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any) -> int:
        """Append; raises _TooLarge where there would be too much."""
        if self.tell() + len(data) > self._limit:
            raise _TooLarge
        return super().write(data)


def load(path: str, terms: Mapping[str, Sequence[str]]) -> Store:
    """Load N-Quads; `terms` are terms of others by ours that imply them.

    The default graph holds each triple once, however many graphs have it: a union that the engine
    makes while it evaluates would count a triple for each of its graphs.
    """
    store = Store()
    store.bulk_load(path=path, format=RdfFormat.N_QUADS)
    _align(store, terms)
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


def _align(store: Store, terms: Mapping[str, Sequence[str]]) -> None:
    """Add what the data says in the terms of others."""
    for term, others in terms.items():
        ours = NamedNode(term)
        typed = store.quads_for_pattern(None, _TYPE, ours)
        found = [Quad(q.subject, _TYPE, NamedNode(o), q.graph_name) for q in typed for o in others]
        store.extend(found)
        quads = store.quads_for_pattern(None, ours, None)
        found = [
            Quad(q.subject, NamedNode(o), q.object, q.graph_name) for q in quads for o in others
        ]
        store.extend(found)


def answer(store: Store, asked: dict[str, Any]) -> Answer:
    """Answer a query: what to say of the answer, and its bytes.

    Several default graphs are merged in the store, which is then good for this query only.
    """
    try:
        found = store.query(asked["query"], base_iri=asked["base"], **_dataset(store, asked))
        return _serialised(found, asked)
    except _TooLarge:
        return {"code": "RESULT_TOO_LARGE"}, b""
    except ExpatError:
        return {"code": "NOT_IN_XML"}, b""
    except (SyntaxError, ValueError) as error:
        return {"code": "SPARQL_SYNTAX", "message": str(error)}, b""
    except OSError:  # all else that a query needs is in memory
        return {"code": "NO_SERVICE"}, b""
    except RuntimeError as error:
        return {"code": "SPARQL_FAILED", "message": str(error)}, b""


def _dataset(store: Store, asked: dict[str, Any]) -> dict[str, Any]:
    """The dataset that is asked for; without one all graphs, with their union as default."""
    default, named = (
        [NamedNode(iri) for iri in dict.fromkeys(asked[graphs])]
        for graphs in ("default_graphs", "named_graphs")
    )
    if not (default or named):
        return {}
    if len(default) > 1:
        store.extend(_merge(store, default))
        default = [_MERGED]
    return {"default_graph": default, "named_graphs": named}


def _merge(store: Store, graphs: Sequence[NamedNode]) -> list[Quad]:
    quads = (quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph))
    return [Quad(quad.subject, quad.predicate, quad.object, _MERGED) for quad in quads]


def _serialised(
    found: QuerySolutions | QueryBoolean | QueryTriples, asked: dict[str, Any]
) -> Answer:
    media_type = asked["graph" if isinstance(found, QueryTriples) else "solutions"]
    if isinstance(found, QueryBoolean):
        media_type = asked["boolean"]
    if media_type is None:
        return {"code": "NOT_ACCEPTABLE"}, b""
    file = _Bounded(asked["max_bytes"])
    if isinstance(found, QueryTriples):
        serialize(_distinct(found), file, format=GRAPHS[media_type])
    else:
        found.serialize(file, format=RESULTS[media_type])
    content = file.getvalue()
    if media_type.endswith("xml"):
        content = content.replace(b"\r", b"&#13;")  # else it is read as the end of a line
        _check_xml(content)
    return {"type": media_type}, content


def _distinct(triples: QueryTriples) -> Iterator[Triple]:
    """Each triple once: a graph is a set, the engine gives one for each solution."""
    seen: set[Triple] = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple


def _check_xml(content: bytes) -> None:
    """Raise ExpatError where XML has no way to write a character or a name of the result."""
    ParserCreate(namespace_separator=" ").Parse(content, True)  # noqa: FBT003  # it takes no keyword
