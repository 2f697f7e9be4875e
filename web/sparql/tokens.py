"""The tokens of a query, as the grammar of SPARQL 1.1 has them (section 19.8).

Good for messages, and for reading what a query says of its dataset. The engine reads queries more
freely, so nothing that has to be kept from it may rest on this.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["iri", "prefixed", "word", "open", "close"]


@dataclass(frozen=True, slots=True)
class Token:
    """A token; the text of an IRI is without its brackets."""

    kind: Kind
    text: str

    @property
    def keyword(self) -> str:
        """The word in capitals, as keywords may be in any case; empty where it is no word."""
        return self.text.upper() if self.kind == "word" else ""


_TOKEN = re.compile(
    r"""
      \#[^\r\n]*+                                                    # comment
    | < (?P<iri> [^<>"{}|^`\\\x00-\x20]*+ ) >
    | \"{3} (?: [^"\\] | \\. | \"{1,2}(?!\") )*+ (?: \"{3} )?
    | '{3}  (?: [^'\\] | \\. | '{1,2}(?!')   )*+ (?: '{3}  )?
    | \" (?: [^"\\\r\n] | \\. )*+ \"?  |  ' (?: [^'\\\r\n] | \\. )*+ '?
    | [?$] \w++  |  @ [a-zA-Z-]++  |  _: (?: [\w-] | \.++(?=[\w-]) )*+
    | (?P<prefixed> (?: [^\W\d_] [\w-]*+ )? : (?: [\w:%-] | \\. | \.++(?=[\w:%\\-]) )*+ )
    | [0-9]++ (?: \.[0-9]++ )? (?: [eE] [+-]? [0-9]++ )?
    | (?P<word>  [^\W\d] [\w-]*+ )
    | (?P<open>  [({\[] )
    | (?P<close> [)}\]] )
    """,
    re.VERBOSE | re.DOTALL,
)
"""Nothing is tried twice: a text is read in time that grows with its length."""


def iter_tokens(text: str) -> Iterator[Token]:
    """Tokens of a query, but for those that say nothing of its structure."""
    for found in _TOKEN.finditer(text):
        for kind in get_args(Kind):
            if found[kind] is not None:
                yield Token(kind, found[kind])
