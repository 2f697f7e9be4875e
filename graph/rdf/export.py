"""Exports: a release in the RDF formats that others read."""

import shutil
from collections import deque
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import IO

from pyoxigraph import RdfFormat, Triple, parse, serialize

from graph.release import QUADS, Release
from graph.statements import RDF_TYPE
from graph.terms import BASE, FOLDER, Ontology, kebab, thing_iri
from graph.union import open_union

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


GRAPHS = tuple(one for one, syntax in _SYNTAXES.items() if syntax.supports_datasets)
"""Formats with named graphs."""


def write_export(
    release: Release, export_format: ExportFormat, file: IO[bytes], prefixes: Mapping[str, str]
) -> None:
    """Write a release in pieces; the same release gives the same bytes.

    A format with named graphs holds each statement in the graph of each passage or reading that
    bears it. A format without them holds the union, each triple once. The descriptions of
    documents, passages and readings are part of it, but which of them bears a statement cannot
    be told there: statements are not reified, since readers of Turtle expect plain ones.
    """
    if export_format in GRAPHS:
        write_quads(release.folder / QUADS, export_format, file, prefixes)
        return
    with open_union(release.folder / QUADS) as union:
        write_triples(union, export_format, file, prefixes)


def write_quads(
    quads: Path, export_format: ExportFormat, file: IO[bytes], prefixes: Mapping[str, str]
) -> None:
    """Write a file of N-Quads in a format with named graphs.

    Parsing is lenient, which takes half the time: a release was checked when it was built.
    """
    with quads.open("rb") as stored:
        if export_format is ExportFormat.NQ:
            shutil.copyfileobj(stored, file)
            return
        found = parse(stored, format=RdfFormat.N_QUADS, lenient=True)
        serialize(found, file, format=_SYNTAXES[export_format], prefixes=dict(prefixes))


def write_triples(
    union: IO[bytes], export_format: ExportFormat, file: IO[bytes], prefixes: Mapping[str, str]
) -> None:
    """Write N-Triples, from the start of their file, in a format without graphs."""
    union.seek(0)
    if export_format is ExportFormat.NT:
        shutil.copyfileobj(union, file)
        return
    found = parse(union, format=RdfFormat.N_TRIPLES, lenient=True)
    serialize(found, file, format=_SYNTAXES[export_format], prefixes=dict(prefixes))


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
