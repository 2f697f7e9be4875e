"""The gate before a release: cardinalities from the ontology, hand-written shapes, evidence."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Quad,
    QuerySolutions,
    Store,
    Triple,
)
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH, XSD
from rdflib.term import BNode, Node

from graph.errors import Finding, ReleaseError
from graph.terms import AL, APPARATUS, FOLDER, Class, Ontology, Property, read_graph
from graph.to_rdflib import add_triples, read_turtle

DERIVED_SHAPES = FOLDER / "shapes-derived.ttl"
SHAPES = (FOLDER / "shapes.ttl", DERIVED_SHAPES)
_DERIVED_HEAD = """\
# How often a property may occur and what its values are: derived from labour.ttl
# by `python -m graph shapes`, which writes this file anew. Do not edit it.

"""
_NOUNS: Mapping[str, str] = {
    "string": "text",
    "integer": "whole number",
    "uri": "address",
    "date": "date or interval",
}
_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
_RESULT = (SH.focusNode, SH.resultPath, SH.value)
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
                _add_property_shape(shapes, node, prop, item, _noun(prop, ontology))
        for name in item.requires:
            prop = ontology.properties[name]
            if not (_introduced_here(prop, item) or _required_above(name, item, ontology)):
                _add_property_shape(shapes, node, prop, item, _noun(prop, ontology))
    return shapes


def build_shapes_file(ontology: Ontology) -> bytes:
    """Print the derived shapes as Turtle; the same ontology gives the same bytes."""
    return (_DERIVED_HEAD + build_shapes(ontology).serialize(format="turtle")).encode()


def _introduced_here(prop: Property, item: Class) -> bool:
    return item.name in prop.domains


def _required_above(name: str, item: Class, ontology: Ontology) -> bool:
    """Whether the shape of an ancestor says so already; it holds for all below."""
    return any(name in ontology.classes[ancestor].requires for ancestor in item.ancestors)


def _add_property_shape(
    shapes: Graph, node: URIRef, prop: Property, item: Class, noun: str
) -> None:
    shape = BNode(f"{item.name}.{prop.name}")
    shapes.add((node, SH.property, shape))
    shapes.add((shape, SH.path, URIRef(prop.iri)))
    if prop.name in item.requires:
        shapes.add((shape, SH.minCount, Literal(1)))
    if prop.functional:
        shapes.add((shape, SH.maxCount, Literal(1)))
    shapes.add((shape, *_value_constraint(prop)))
    shapes.add((shape, SH.message, Literal(_expected(prop, item, noun))))


def _expected(prop: Property, item: Class, noun: str) -> str:
    if prop.name in item.requires:
        return (
            f"Expected exactly one {noun}."
            if prop.functional
            else f"Expected {noun}, at least one."
        )
    if prop.functional:
        return f"Expected one {noun} at most."
    return f"Expected {'an' if noun[0] in 'aeiou' else 'a'} {noun} as each value."


def _noun(prop: Property, ontology: Ontology) -> str:
    """What a value is, in a word or two."""
    if prop.kind in _NOUNS:
        return _NOUNS[prop.kind]
    described = ontology.schemes if prop.kind == "concept" else ontology.classes
    return described[prop.range].label


def _value_constraint(prop: Property) -> tuple[Node, Node]:
    datatypes = {"string": XSD.string, "integer": XSD.integer, "uri": XSD.anyURI, "date": AL.edtf}
    if prop.kind in datatypes:
        return SH.datatype, datatypes[prop.kind]
    return SH["class"], AL[prop.range]


def check_release(
    quads: Iterable[Quad],
    ontology: Ontology,
    folder: Path = FOLDER,
    *,
    describe: Callable[[Finding], str] = str,
) -> None:
    """Refuse what must not be released.

    Raises ReleaseError that lists all findings, each as `describe` tells it: what the shapes
    report on the union, properties with two values in one graph, graphs that are neither passage
    nor reading.
    """
    store = _open_union(quads)
    findings = sorted({describe(finding) for finding in _iter_findings(store, ontology, folder)})
    if findings:
        plural = "finding keeps" if len(findings) == 1 else "findings keep"
        raise ReleaseError("\n".join([f"{len(findings)} {plural} this from release:", *findings]))


def _open_union(quads: Iterable[Quad]) -> Store:
    """Hold the quads, and their union once more as the default graph.

    Asked for the union of named graphs, a store repeats what several of them state, and a join
    multiplies that.
    """
    store = Store()
    store.extend(quads)
    store.extend({Quad(*quad.triple) for quad in store})
    return store


def _iter_findings(store: Store, ontology: Ontology, folder: Path) -> Iterator[Finding]:
    yield from _iter_untold_graphs(store)
    for prop in ontology.properties.values():
        if prop.one_per_graph:
            yield from _iter_doubled(store, prop)
    shapes = build_shapes(ontology).parse(folder / "shapes.ttl")
    yield from _iter_query_findings(store, shapes)
    yield from _iter_shape_findings(store, shapes, read_graph(folder))


def _iter_untold_graphs(store: Store) -> Iterator[Finding]:
    fixed = {"apparatus": APPARATUS, "passage": str(AL.Passage), "reading": str(AL.Reading)}
    query = _UNTOLD_GRAPHS
    for name, iri in fixed.items():
        query = query.replace(f"?{name}", f"<{iri}>")
    for solution in _solutions(store, query):
        yield Finding(
            solution["graph"].value, "statements in a graph that is no passage or reading"
        )


def _iter_doubled(store: Store, prop: Property) -> Iterator[Finding]:
    for found in _solutions(store, _PER_GRAPH.replace("?property", f"<{prop.iri}>")):
        graph = found["graph"].value
        message = f"{found['count'].value} values in {graph}; keep one"
        yield Finding(found["thing"].value, message, prop.name, graph=graph)


def _solutions(store: Store, query: str) -> QuerySolutions:
    solutions = store.query(query)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("a SELECT query gives solutions")
    return solutions


def _iter_query_findings(store: Store, shapes: Graph) -> Iterator[Finding]:
    """Findings of the SPARQL constraints, each asked once for all that its shape targets.

    pySHACL parses a constraint anew for every node, which takes a minute where this takes a
    second; that both find the same is a test. (SHACL, section 5.2: `$this` is prebound, `?path`
    and `?value` are told. A variable `?graph` is ours: where the statement stands.)
    """
    for shape, constraint in shapes.subject_objects(SH.sparql):
        prefixes = "".join(
            f"PREFIX {shapes.value(d, SH.prefix)}: <{shapes.value(d, SH.namespace)}>\n"
            for p in shapes.objects(constraint, SH.prefixes)
            for d in shapes.objects(p, SH.declare)
        )
        select = str(shapes.value(constraint, SH.select))
        message = str(shapes.value(constraint, SH.message))
        for target in _iter_targets(store, shapes, shape):
            query = prefixes + select.replace("WHERE {", f"WHERE {{ {target}", 1)
            solutions = _solutions(store, query)
            names = {variable.value for variable in solutions.variables}
            for found in solutions:
                result = {n: found[n].value for n in names if found[n] is not None}
                yield _finding(result, message)


def _iter_targets(store: Store, shapes: Graph, shape: Node) -> Iterator[str]:
    for item in shapes.objects(shape, SH.targetClass):
        classes = _solutions(store, f"SELECT ?c {{ ?c <{RDFS.subClassOf}>* <{item}> }}")
        yield from (f"$this a {found['c']} ." for found in classes)
    for item in shapes.objects(shape, SH.targetSubjectsOf):
        yield f"$this <{item}> ?target ."
    for item in shapes.objects(shape, SH.targetObjectsOf):
        yield f"?target <{item}> $this ."


def _iter_shape_findings(store: Store, shapes: Graph, terms: Graph) -> Iterator[Finding]:
    """Findings of all but the SPARQL constraints, by pySHACL, on the union of all graphs."""
    from pyshacl import validate  # noqa: PLC0415  # slow to import, and for the gate only

    union = Graph()
    add_triples(union, store.quads_for_pattern(None, None, None, DefaultGraph()))
    core = _with_targets_of_their_own(shapes)
    conforms, report, _ = validate(union, shacl_graph=core, ont_graph=terms, inplace=True)
    if conforms or not isinstance(report, Graph):
        return
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, path, value = (report.value(result, p) for p in _RESULT)
        values = {"this": focus, "value": None if value == focus else value}
        if isinstance(path, URIRef):  # a path of several steps has no name
            values["path"] = path
        message = str(report.value(result, SH.resultMessage))
        yield _finding({n: str(v) for n, v in values.items() if v is not None}, message)


def _with_targets_of_their_own(shapes: Graph) -> Graph:
    """Return the shapes without SPARQL constraints, their property shapes with targets.

    That is the same by the specification (SHACL, section 2.1), and takes pySHACL half the time:
    it sees all nodes of a property shape at once, and not the shape once a node.
    """
    core = Graph()
    core += shapes
    core.remove((None, SH.sparql, None))
    for node in set(core.subjects(SH.property)):
        targets = [(k, v) for k, v in core.predicate_objects(node) if k in _TARGETS]
        for part in list(core.objects(node, SH.property)) if targets else ():
            core.remove((node, SH.property, part))
            core.add((part, RDF.type, SH.PropertyShape))
            for kind, target in targets:
                core.add((part, kind, target))
    return core


def _finding(result: Mapping[str, str], message: str) -> Finding:
    path, graph = result.get("path", ""), result.get("graph", "")
    return Finding(
        result["this"], message, path.removeprefix(str(AL)), result.get("value", ""), graph
    )
