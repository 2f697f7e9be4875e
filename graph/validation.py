"""The gate before a release: cardinalities from the ontology, hand-written shapes, evidence."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Quad,
    QuerySolutions,
    Store,
    Triple,
)
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import BNode, Node

from graph.errors import ReleaseError
from graph.rdf import add_triples, read_turtle
from graph.terms import AL, APPARATUS, FOLDER, Class, Ontology, Property, read_graph

DERIVED_SHAPES = FOLDER / "shapes-derived.ttl"
SHAPES = (FOLDER / "shapes.ttl", DERIVED_SHAPES)
_DERIVED_HEAD = """\
# How often a property may occur and what its values are: derived from labour.ttl
# by `python -m graph shapes`, which writes this file anew. Do not edit it.

"""
_PER_GRAPH = """
SELECT ?graph ?thing (COUNT(DISTINCT ?value) AS ?count)
WHERE { GRAPH ?graph { ?thing ?property ?value } }
GROUP BY ?graph ?thing HAVING (COUNT(DISTINCT ?value) > 1)
ORDER BY ?thing ?graph
"""
_UNTOLD_GRAPHS = """
SELECT DISTINCT ?graph WHERE {
  GRAPH ?graph { ?s ?p ?o }
  FILTER (?graph != ?apparatus)
  FILTER NOT EXISTS { GRAPH ?apparatus { ?graph a ?kind . VALUES ?kind { ?passage ?reading } } }
} ORDER BY ?graph
"""


def read_shapes() -> list[Triple]:
    """Read all shapes as they are published; blank nodes get canonical names."""
    shapes = Dataset(quad for path in SHAPES for quad in read_turtle(path))
    shapes.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted({quad.triple for quad in shapes}, key=str)


def build_shapes(ontology: Ontology) -> Graph:
    """Derive SHACL shapes from the ontology: one node shape a class with its cardinalities.

    Properties that hold at most one value a graph are left to `check_release`, since a shape
    sees the union.
    """
    shapes = Graph()
    shapes.bind("al", AL)
    shapes.bind("sh", SH)
    for item in ontology.classes.values():
        node = URIRef(f"{item.iri}Shape")
        shapes.add((node, RDF.type, SH.NodeShape))
        shapes.add((node, SH.targetClass, URIRef(item.iri)))
        for prop in ontology.properties_of(item.name):
            if not prop.derived and _introduced_here(prop, item):
                _add_property_shape(shapes, node, prop, item)
        for name in item.requires:
            prop = ontology.properties[name]
            if not (_introduced_here(prop, item) or _required_above(name, item, ontology)):
                _add_property_shape(shapes, node, prop, item)
    return shapes


def build_shapes_file(ontology: Ontology) -> bytes:
    """Print the derived shapes as Turtle; the same ontology gives the same bytes."""
    return (_DERIVED_HEAD + build_shapes(ontology).serialize(format="turtle")).encode()


def _introduced_here(prop: Property, item: Class) -> bool:
    return item.name in prop.domains


def _required_above(name: str, item: Class, ontology: Ontology) -> bool:
    """Whether the shape of an ancestor says so already; it holds for all below."""
    return any(name in ontology.classes[ancestor].requires for ancestor in item.ancestors)


def _add_property_shape(shapes: Graph, node: URIRef, prop: Property, item: Class) -> None:
    shape = BNode(f"{item.name}.{prop.name}")
    shapes.add((node, SH.property, shape))
    shapes.add((shape, SH.path, URIRef(prop.iri)))
    if prop.name in item.requires:
        shapes.add((shape, SH.minCount, Literal(1)))
    if prop.functional:
        shapes.add((shape, SH.maxCount, Literal(1)))
    shapes.add((shape, *_value_constraint(prop)))


def _value_constraint(prop: Property) -> tuple[Node, Node]:
    datatypes = {"string": XSD.string, "integer": XSD.integer, "uri": XSD.anyURI, "date": AL.edtf}
    if prop.kind in datatypes:
        return SH.datatype, datatypes[prop.kind]
    return SH["class"], AL[prop.range]


def check_release(quads: Iterable[Quad], ontology: Ontology, folder: Path = FOLDER) -> None:
    """Refuse what must not be released.

    Raises ReleaseError that lists all findings: what the shapes report on the union, properties
    with two values in one graph, graphs that are neither passage nor reading.
    """
    store = Store()
    store.extend(quads)
    one_per_graph = [p for p in ontology.properties.values() if p.one_per_graph]
    findings = sorted(
        {
            *_iter_untold_graphs(store),
            *(finding for prop in one_per_graph for finding in _iter_doubled(store, prop)),
            *_iter_shape_findings(store, ontology, folder),
        }
    )
    if findings:
        raise ReleaseError(
            "\n".join([f"{len(findings)} findings keep this from release:", *findings])
        )


def _iter_untold_graphs(store: Store) -> Iterator[str]:
    fixed = {"apparatus": APPARATUS, "passage": str(AL.Passage), "reading": str(AL.Reading)}
    query = _UNTOLD_GRAPHS
    for name, iri in fixed.items():
        query = query.replace(f"?{name}", f"<{iri}>")
    for solution in _solutions(store, query):
        yield f"{solution['graph'].value}: statements in a graph that is no passage or reading"


def _iter_doubled(store: Store, prop: Property) -> Iterator[str]:
    for found in _solutions(store, _PER_GRAPH.replace("?property", f"<{prop.iri}>")):
        count = found["count"].value
        yield f"{found['thing'].value}: {count} values of {prop.name} in {found['graph'].value}; keep one"


def _solutions(store: Store, query: str) -> QuerySolutions:
    solutions = store.query(query)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("a SELECT query gives solutions")
    return solutions


def _iter_shape_findings(store: Store, ontology: Ontology, folder: Path) -> Iterator[str]:
    terms, shapes = read_graph(folder), build_shapes(ontology)
    shapes.parse(folder / "shapes.ttl")
    yield from _iter_query_findings(store, shapes)
    shapes.remove((None, SH.sparql, None))
    union = Graph()
    add_triples(union, store)
    from pyshacl import validate  # noqa: PLC0415  # slow to import, and for the gate only

    conforms, report, _ = validate(union, shacl_graph=shapes, ont_graph=terms, inplace=True)
    if not conforms and isinstance(report, Graph):
        results = report.subjects(RDF.type, SH.ValidationResult)
        yield from (_finding(report, result) for result in results)


def _iter_query_findings(store: Store, shapes: Graph) -> Iterator[str]:
    """Findings of the SPARQL constraints, each asked once for all that its shape targets.

    pySHACL parses a constraint anew for every node, which takes a minute where this takes a
    second; that both find the same is a test. (SHACL, section 5.2: `$this` is prebound.)
    """
    for shape, constraint in shapes.subject_objects(SH.sparql):
        prefixes = "".join(
            f"PREFIX {shapes.value(d, SH.prefix)}: <{shapes.value(d, SH.namespace)}>\n"
            for p in shapes.objects(constraint, SH.prefixes)
            for d in shapes.objects(p, SH.declare)
        )
        select = str(shapes.value(constraint, SH.select))
        message = shapes.value(constraint, SH.message)
        for target in _iter_targets(shapes, shape):
            query = prefixes + select.replace("WHERE {", f"WHERE {{ {target}", 1)
            solutions = store.query(query, use_default_graph_as_union=True)
            for found in solutions:  # type: ignore[union-attr]  # a SELECT query gives solutions
                yield f"{found['this'].value}: {message}"


def _iter_targets(shapes: Graph, shape: Node) -> Iterator[str]:
    for item in shapes.objects(shape, SH.targetClass):
        yield f"$this a/<{RDFS.subClassOf}>* <{item}> ."
    for item in shapes.objects(shape, SH.targetSubjectsOf):
        yield f"$this <{item}> ?target ."
    for item in shapes.objects(shape, SH.targetObjectsOf):
        yield f"?target <{item}> $this ."


def _finding(report: Graph, result: Node) -> str:
    focus, path, value = (report.value(result, p) for p in (SH.focusNode, SH.resultPath, SH.value))
    message = report.value(result, SH.resultMessage)
    named = isinstance(path, URIRef)  # a path of several steps has no name
    place = f"{focus} {str(path).removeprefix(str(AL))}" if named else str(focus)
    return f"{place}: {message}" + (f" (found {value})" if value else "")
