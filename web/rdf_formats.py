"""The formats in which descriptions are given, and which of them a request asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from gql.negotiation import choose
from graph.plan import Json
from graph.rdf.alignment import Alignment
from graph.rdf.describing import Description
from graph.rdf.jsonld import to_jsonld

HTML = "html"


@dataclass(frozen=True, slots=True)
class RdfSyntax:
    """A format: the suffix of its addresses, its media type, and whether it tells graphs."""

    suffix: str
    media_type: str
    syntax: RdfFormat | None = None

    @property
    def content_type(self) -> str:
        """Media type with the character set, where the type has that parameter."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


FORMATS: Mapping[str, RdfSyntax] = {
    one.suffix: one
    for one in (
        RdfSyntax("ttl", "text/turtle", RdfFormat.TURTLE),
        RdfSyntax("nt", "application/n-triples", RdfFormat.N_TRIPLES),
        RdfSyntax("nq", "application/n-quads", RdfFormat.N_QUADS),
        RdfSyntax("trig", "application/trig", RdfFormat.TRIG),
        RdfSyntax("rdf", "application/rdf+xml", RdfFormat.RDF_XML),
        RdfSyntax("jsonld", "application/ld+json"),
        RdfSyntax(HTML, "text/html"),
    )
}
"""Formats by suffix; the first is for those who take anything."""


def negotiate(accept: str | None, offered: Sequence[str] = tuple(FORMATS)) -> RdfSyntax | None:
    """Choose the format that an Accept header likes best; None where it takes none of them."""
    by_type = {FORMATS[suffix].media_type: FORMATS[suffix] for suffix in offered}
    chosen = choose(accept, tuple(by_type))
    return by_type[chosen] if chosen else None


def split_suffix(path: str) -> tuple[str, RdfSyntax | None]:
    """Split the suffix of a format from a path; a path without one is whole."""
    stem, _, suffix = path.rpartition(".")
    found = FORMATS.get(suffix)
    return (stem, found) if found and stem else (path, None)


@dataclass(frozen=True, slots=True)
class Writer:
    """What it takes to write descriptions as data."""

    alignment: Alignment
    prefixes: Mapping[str, str]
    context: Mapping[str, Json]

    def write(self, description: Description, wanted: RdfSyntax) -> bytes:
        """Write a description as data."""
        if wanted.syntax is None or wanted.syntax.supports_datasets:
            return self.write_statements(description.dataset(self.alignment), wanted)
        return self.write_statements(description.triples(self.alignment), wanted)

    def write_statements(self, statements: Sequence[Quad | Triple], wanted: RdfSyntax) -> bytes:
        """Write statements in a format of data; graphs are left out where it has none."""
        if wanted.syntax is None:
            return to_jsonld(statements, self.context)
        file = BytesIO()
        triples = [one.triple if isinstance(one, Quad) else one for one in statements]
        quads = [one for one in statements if isinstance(one, Quad)]
        written = quads if wanted.syntax.supports_datasets and quads else dict.fromkeys(triples)
        serialize(written, file, format=wanted.syntax, prefixes=dict(self.prefixes))
        return file.getvalue()
