"""Evidence that is read beside an answer: what a table and a citation tell of each passage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gql.shaping import RecordFields
from graph.plan import Json

_MARK = "@"
"""Begins the names under which this is read: no name of GraphQL has it."""

_THING: RecordFields = {"iri": ("iri", None), "name": ("name", None)}
_DOCUMENT: RecordFields = {**_THING, "caption": ("caption", None), "url": ("url", None)}
_FIELDS: Mapping[str, RecordFields | None] = {
    "passage": {"iri": ("iri", None)},
    "locator": None,
    "document": _DOCUMENT,
    "instrument": _THING,
    "certainty": None,
    "quote": None,
    "quoteStatus": None,
}
MORE_EVIDENCE: RecordFields = {_MARK + name: (name, below) for name, below in _FIELDS.items()}
"""Fields that are shown of each piece of evidence, beside those that an operation asks for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: where it was asked for, and its fields as GraphQL names them."""

    of: str
    fields: Mapping[str, Any]

    @property
    def passage(self) -> str:
        """IRI of the passage."""
        return str(self.fields["passage"]["iri"])

    @property
    def certainty(self) -> str:
        """How surely the passage bears what it is evidence of."""
        return str(self.fields["certainty"])

    def as_json(self) -> dict[str, Json]:
        """Show what was asked for, and its fields."""
        return {"of": self.of, **self.fields}


def read_piece(of: str, value: Mapping[str, Any]) -> Piece | None:
    """Read what was added to a piece of evidence; None where a value is none."""
    if _MARK + "passage" not in value:
        return None
    return Piece(of, {name: value[_MARK + name] for name in _FIELDS})


def iter_pieces(value: Any) -> Iterator[Piece]:
    """Yield all pieces of evidence in an answer."""
    if isinstance(value, list):
        for one in value:
            yield from iter_pieces(one)
    elif isinstance(value, dict):
        if piece := read_piece("", value):
            yield piece
        for one in value.values():
            yield from iter_pieces(one)
