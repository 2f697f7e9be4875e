"""What the front page tells of the release: which documents, how far they are read, how to cite."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.settings import ROOT
from graph.store import ReleaseInfo
from graph.terms import Ontology
from web.pages.search import local_address

Ask = Callable[[str, Mapping[str, str]], Awaitable[Mapping[str, Any]]]
"""Asks an operation with variables for its data."""

_CITATION = ROOT / "CITATION.cff"
_DOCUMENTS = """{
  documents(certainty: ALL, orderBy: [{extent: DESC}, {name: ASC}]) {
    nodes { iri name extent issued passages { totalCount } }
  }
  gaps(certainty: ALL) { totalCount }
}"""
_GAPS = """query($document: Key!) {
  gaps(where: {evidence: {document: $document}}, certainty: ALL) { totalCount }
}"""


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """A document, how far it is read, and what came of it."""

    name: str
    href: str
    issued: str
    extent: str
    means: str
    passages: int
    gaps: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a release covers."""

    things: int
    statements: int
    passages: int
    gaps: int
    documents: tuple[DocumentRead, ...]

    @property
    def extents(self) -> dict[str, str]:
        """Ways in which the documents are read, with what each means."""
        return {document.extent: document.means for document in self.documents}


@dataclass(frozen=True, slots=True)
class ProjectCitation:
    """How the project wants to be cited."""

    authors: str
    title: str
    version: str


async def read_coverage(ask: Ask, release: ReleaseInfo, ontology: Ontology) -> Coverage:
    """Ask the release what it covers."""
    found = await ask(_DOCUMENTS, {})
    documents = [await _document(ask, node, ontology) for node in found["documents"]["nodes"]]
    passages = sum(document.passages for document in documents)
    gaps = found["gaps"]["totalCount"]
    return Coverage(release.things, release.quads, passages, gaps, tuple(documents))


async def _document(ask: Ask, node: Mapping[str, Any], ontology: Ontology) -> DocumentRead:
    gaps = await ask(_GAPS, {"document": node["iri"]})
    extents = {concept.token: concept for concept in ontology.schemes["Extent"].concepts}
    extent = extents[node["extent"]]
    return DocumentRead(
        name=node["name"],
        href=local_address(node["iri"]),
        issued=node["issued"] or "",
        extent=extent.label,
        means=extent.definition,
        passages=node["passages"]["totalCount"],
        gaps=gaps["gaps"]["totalCount"],
    )


def read_citation(path: Path = _CITATION) -> ProjectCitation:
    """Read how to cite from the Citation File Format, of which we write the plainest form."""
    text = path.read_text("utf-8")
    return ProjectCitation(
        authors=", ".join(re.findall(r"^  - name: (.+)$", text, re.MULTILINE)),
        title=_value(text, "title"),
        version=_value(text, "version"),
    )


def _value(text: str, name: str) -> str:
    found = re.search(rf"^{name}: (.+)$", text, re.MULTILINE)
    return found[1] if found else ""
