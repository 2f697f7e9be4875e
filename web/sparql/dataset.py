"""What a query says of its dataset: FROM and FROM NAMED (SPARQL 1.1 Query, section 13.2)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from web.sparql.tokens import Token, iter_tokens


@dataclass(frozen=True, slots=True)
class Dataset:
    """IRIs of the graphs that are merged to the default graph, and of the named graphs."""

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def read_dataset(text: str, base: str) -> Dataset:
    """Read which graphs a query merges; empty where it names fewer than two, or is no query.

    The engine knows by itself what a single graph is, and that something is no query.
    """
    default: list[str] = []
    named: list[str] = []
    prefixes: dict[str, str] = {}
    tokens = _outside_brackets(iter_tokens(text))
    try:
        for token in tokens:
            match token.keyword:
                case "BASE":
                    base = _resolve(next(tokens), base, prefixes)
                case "PREFIX":
                    prefix = next(tokens).text
                    prefixes[prefix] = _resolve(next(tokens), base, prefixes)
                case "FROM":
                    graph = next(tokens)
                    is_named = graph.keyword == "NAMED"
                    iri = _resolve(next(tokens) if is_named else graph, base, prefixes)
                    (named if is_named else default).append(iri)
    except (KeyError, StopIteration):
        return Dataset()
    several = len(default) + len(named) > 1
    return Dataset(tuple(default), tuple(named)) if several else Dataset()


def _outside_brackets(tokens: Iterator[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += (token.kind == "open") - (token.kind == "close")
        if depth == 0:
            yield token


def _resolve(token: Token, base: str, prefixes: dict[str, str]) -> str:
    """IRI that a token stands for; raises KeyError where it stands for none."""
    if token.kind == "iri":
        return urljoin(base, token.text)
    prefix, colon, local = token.text.partition(":")
    return prefixes[prefix + colon] + re.sub(r"\\(.)", r"\1", local)
