"""Everything of a release as files to take away, each with its checksum; same release, same bytes."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from itertools import groupby
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import Quad, RdfFormat, parse, serialize

from graph.rdf.alignment import Alignment, read_alignment
from graph.rdf.export import GRAPHS, ExportFormat, read_prefixes, write_quads, write_triples
from graph.release import QUADS, Release
from graph.terms import Ontology
from graph.union import open_union

STEM, SUMS = "asean-labour", "SHA256SUMS"
TABLES = f"{STEM}-tables.zip"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can tell: files have no time of their own
_TYPES: Mapping[ExportFormat, tuple[str, str]] = {
    ExportFormat.NQ: ("application/n-quads", "N-Quads, the release itself"),
    ExportFormat.TRIG: ("application/trig", "TriG"),
    ExportFormat.JSONLD: ("application/ld+json", "JSON-LD"),
    ExportFormat.TTL: ("text/turtle", "Turtle, the union of the graphs"),
    ExportFormat.NT: ("application/n-triples", "N-Triples, the union of the graphs"),
    ExportFormat.RDFXML: ("application/rdf+xml", "RDF/XML, the union of the graphs"),
}
_DICTIONARY = ("table", "column", "description", "property", "datatype", "separator", "required")
_README = """\
Curated tables of the knowledge base of ASEAN labour cooperation, release {release}.

One folder a document, one table a class. metadata.json in each folder describes its tables (CSV on
the Web, https://www.w3.org/TR/tabular-metadata/); data-dictionary.csv lists all columns. A row is
what the passages it names state, or what is concluded from them by the method it names.

Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/
"""


@dataclass(frozen=True, slots=True)
class Dump:
    """A file: its name, what it is, how it is typed, its size in bytes and its SHA-256."""

    path: Path
    title: str
    media_type: str
    size: int
    digest: str

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.path.name

    @property
    def is_gzip(self) -> bool:
        """Whether the media type is that of the content below gzip."""
        return self.path.suffix == ".gz"


def write_dumps(
    release: Release, ontology: Ontology, tables: Path, folder: Path
) -> tuple[Dump, ...]:
    """Write all files of a release to a folder, and the checksums beside them.

    The tables are left out where they are not those that the release was made from.
    """
    folder.mkdir(parents=True, exist_ok=True)
    quads, prefixes = release.folder / QUADS, read_prefixes(ontology)
    dumps = []
    with open_union(quads) as union:
        for one, (media_type, title) in _TYPES.items():
            suffix = "rdf" if one is ExportFormat.RDFXML else one
            path = folder / f"{STEM}.{suffix}.gz"
            with _zipped(path) as file:
                if one in GRAPHS:
                    write_quads(quads, one, file, prefixes)
                else:
                    write_triples(union, one, file, prefixes)
            dumps.append(_dump(path, title, media_type))
    dumps.append(_write_aligned(quads, folder / f"{STEM}-aligned.nq.gz"))
    if is_source_of(tables, release):
        _write_tables(tables, release, folder / TABLES)
        title = "the curated tables, with metadata and a data dictionary"
        dumps.append(_dump(folder / TABLES, title, "application/zip"))
    write_sums(folder, dumps)
    return tuple(dumps)


def write_sums(folder: Path, dumps: Iterable[Dump]) -> None:
    """Write checksums as `sha256sum --check` reads them."""
    lines = [f"{dump.digest}  {dump.name}\n" for dump in sorted(dumps, key=lambda d: d.name)]
    (folder / SUMS).write_text("".join(lines), "utf-8")


def _zipped(path: Path) -> IO[bytes]:
    """Open a file that is compressed, without name and time in it."""
    return cast(IO[bytes], gzip.GzipFile(path, "wb", compresslevel=6, mtime=0))


def _dump(path: Path, title: str, media_type: str) -> Dump:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return Dump(path, title, media_type, path.stat().st_size, digest)


def _write_aligned(quads: Path, path: Path) -> Dump:
    with quads.open("rb") as stored, _zipped(path) as file:
        found = iter_aligned(parse(stored, format=RdfFormat.N_QUADS), read_alignment())
        serialize(found, file, format=RdfFormat.N_QUADS)
    title = "what the release says in the terms of ELI, ORG, SKOS, PROV and others, as N-Quads"
    return _dump(path, title, "application/n-quads")


def iter_aligned(quads: Iterable[Quad], alignment: Alignment) -> Iterator[Quad]:
    """Yield what quads, which come by graph, say in the terms of other vocabularies."""
    for _, some in groupby(quads, key=lambda quad: quad.graph_name):
        yield from alignment.of_all(some)


def is_source_of(tables: Path, release: Release) -> bool:
    """Whether a folder holds the tables that a release was made from, and no others."""
    inputs = cast(Mapping[str, str], release.manifest()["inputs"])
    digests = {name: value for name, value in inputs.items() if name.endswith(".csv")}
    found = {
        f"{tables.name}/{path.relative_to(tables)}": f"sha256:{sha256(path.read_bytes()).hexdigest()}"
        for path in tables.glob("*/*.csv")
    }
    return bool(found) and found == digests


def _write_tables(tables: Path, release: Release, path: Path) -> None:
    files = {
        f"tables/{file.relative_to(tables)}": file.read_bytes()
        for pattern in ("*/*.csv", "*/metadata.json")
        for file in tables.glob(pattern)
    }
    files["README.txt"] = _README.format(release=release.id).encode()
    files["data-dictionary.csv"] = _dictionary(tables)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(f"{STEM}/{name}", _EPOCH)
            info.create_system, info.external_attr = 3, 0o644 << 16  # as on any Unix
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


def _dictionary(tables: Path) -> bytes:
    """Describe each column of each table, as the metadata of the documents have it."""
    rows = {
        row
        for path in tables.glob("*/metadata.json")
        for table in json.loads(path.read_bytes())["tables"]
        for row in _iter_columns(table)
    }
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_DICTIONARY)
    writer.writerows(sorted(rows))
    return text.getvalue().encode()


def _iter_columns(table: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for column in table["tableSchema"]["columns"]:
        if not column.get("virtual"):
            datatype = column.get("datatype", "")
            yield (
                table["url"],
                column["name"],
                column.get("dc:description", ""),
                column.get("propertyUrl", ""),
                datatype if isinstance(datatype, str) else datatype["@id"],
                column.get("separator", ""),
                "yes" if column.get("required") else "",
            )
