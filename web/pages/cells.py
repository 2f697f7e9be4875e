"""The cells of an answer in words: values that lead to things, and the passages these rest on."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from gql.files.evidence import Piece
from gql.files.rows import Scalar
from gql.files.table import Column
from graph.terms import BASE, Ontology
from web.pages.search import local_address

Find = Callable[[str, str], str | None]
"""Finds the IRI of the one thing of a class that a name names."""

NAMES = ("name", "title", "caption")
"""Fields that are about the whole thing."""
_ADDRESSES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class CellPart:
    """A value in a cell, where it leads if anywhere, and what else is said of it.

    `full` is the whole name of what is shown by its caption.
    """

    text: str
    href: str = ""
    about: str = ""
    full: str = ""

    def __str__(self) -> str:
        text = self.full or self.text
        return f"{text} ({self.about})" if self.about else text


@dataclass(frozen=True, slots=True)
class Cell:
    """The values of a cell below the label of their column: names of things, terms or others."""

    label: str
    parts: tuple[CellPart, ...]
    is_name: bool
    is_term: bool
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """A passage that something rests on, with its words where the document is at hand."""

    passage: CellPart
    document: str
    title: str
    certainty: str
    quote: str

    def __str__(self) -> str:
        place = f"{self.passage.text}, {self.document}" if self.document else self.passage.text
        return place if self.certainty == "stated" else f"{place} ({self.certainty})"


@dataclass(frozen=True, slots=True)
class Words:
    """Puts names of the schema and values of answers into words.

    `captions` are short names of bodies by the whole ones.
    """

    ontology: Ontology
    find: Find
    captions: dict[str, str] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """A name of the schema in words."""
        if name == "__typename":
            return "kind"
        known = self.ontology.properties.get(name) or self.ontology.classes.get(name)
        spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in name)
        return known.label if known else spaced

    def part(self, value: Scalar, column: Column, *, is_term: bool) -> CellPart:
        """A value in words, and where it leads."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if is_term or _is_group_of_term(text, column):
            return CellPart(text.lower().replace("_", " "))
        if column.field == "__typename":
            return CellPart(self.word(text.removeprefix("Other")))
        if text.startswith(_ADDRESSES):
            return CellPart(text, local_address(text) if text.startswith(BASE) else text)
        href = self._address(text, column) if column.field in NAMES else ""
        caption = self.captions.get(text, text) if column.field == "name" else text
        return CellPart(caption, href, full=text if caption != text else "")

    def _address(self, name: str, column: Column) -> str:
        """Address of the thing that has a name; the column tells one of the classes it may be of."""
        known = self.ontology.classes.get(column.parent.removeprefix("Other"))
        if known is None:
            return ""
        widest = [known.name, *(one for one in known.ancestors if one != "Thing")][-1]
        iri = self.find(name, widest) or self.find(name, "Thing")
        return local_address(iri) if iri else ""


def _is_group_of_term(text: str, column: Column) -> bool:
    """Whether what things are grouped by is a term: groups tell it as a text."""
    return column.name.endswith("key.value") and re.fullmatch("[A-Z][A-Z_]+", text) is not None


def read_rest(piece: Piece) -> Rest:
    """A piece of evidence in words."""
    fields = piece.fields
    document = fields["document"] or {}
    return Rest(
        passage=CellPart(str(fields["locator"]), local_address(piece.passage)),
        document=document.get("caption") or document.get("name") or "",
        title=document.get("name") or "",
        certainty=str(fields["certainty"]).lower(),
        quote=fields["quote"] or "",
    )
