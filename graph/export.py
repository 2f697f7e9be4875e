"""Exports: a release in the RDF formats that others read."""

from collections import deque
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import IO

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from graph.release import QUADS, Release
from graph.statements import RDF_TYPE
from graph.terms import BASE, FOLDER, Ontology, kebab, thing_iri

_RDF = RDF_TYPE.value.removesuffix("type")
_WITH_SLASHES = ("Passage", "Reading")
"""Classes whose IRIs are not their base and a slug."""


class ExportFormat(StrEnum):
    """Formats of exports: with named graphs nq, trig and jsonld, without them ttl, nt and rdfxml."""

    NQ = "nq"
    TRIG = "trig"
    JSONLD = "jsonld"
    TTL = "ttl"
    NT = "nt"
    RDFXML = "rdfxml"


_SYNTAXES: Mapping[ExportFormat, RdfFormat] = {
    ExportFormat.NQ: RdfFormat.N_QUADS,
    ExportFormat.TRIG: RdfFormat.TRIG,
    ExportFormat.JSONLD: RdfFormat.JSON_LD,
    ExportFormat.TTL: RdfFormat.TURTLE,
    ExportFormat.NT: RdfFormat.N_TRIPLES,
    ExportFormat.RDFXML: RdfFormat.RDF_XML,
}


def write_export(
    release: Release, export_format: ExportFormat, file: IO[bytes], prefixes: Mapping[str, str]
) -> None:
    """Write a release in pieces; the same release gives the same bytes.

    A format with named graphs holds each statement in the graph of each passage or reading that
    bears it. A format without them holds the union, each triple once. The descriptions of
    documents, passages and readings are part of it, but which of them bears a statement cannot
    be told there: statements are not reified, since readers of Turtle expect plain ones.
    """
    syntax = _SYNTAXES[export_format]
    with (release.folder / QUADS).open("rb") as stored:
        quads = parse(stored, format=RdfFormat.N_QUADS)
        statements = quads if syntax.supports_datasets else sorted_union(quads)
        serialize(statements, file, format=syntax, prefixes=dict(prefixes))


def sorted_union(quads: Iterable[Quad]) -> list[Triple]:
    """Triples of all graphs, each once, by subject; its class goes first."""
    return sorted({quad.triple for quad in quads}, key=reading_order)


def reading_order(triple: Triple) -> tuple[str, bool, str, str]:
    """Sort triples by subject; its class goes first."""
    predicate = triple.predicate
    return str(triple.subject), predicate != RDF_TYPE, predicate.value, str(triple.object)


def read_prefixes(ontology: Ontology, folder: Path = FOLDER) -> dict[str, str]:
    """Prefixes of the ontology's file, and one for the things of each class."""
    parser = parse(path=folder / "labour.ttl", format=RdfFormat.TURTLE)
    deque(parser, maxlen=0)  # prefixes are known when all is read
    classes = (c.name for c in ontology.classes.values() if not c.abstract)
    things = {kebab(n): thing_iri(n, "") for n in classes if n not in _WITH_SLASHES}
    found = {"rdf": _RDF, "graph": f"{BASE}graph/", **parser.prefixes, **things}
    return dict(sorted(found.items()))
