"""What the sides answer, brought into one form: figures count only where all answer alike."""

import sys
from collections.abc import Mapping
from typing import Any

import httpx
from neo4j import GraphDatabase

from bench.graphql.questions import Question


def check_alike(answers: Mapping[str, Any], question: Question) -> None:
    """Stop where a side answers something else than the first one, or nothing."""
    first, *others = answers
    if not answers[first] or any(answers[first] != answers[other] for other in others):
        shown = "\n".join(f"{name}: {str(answer)[:1000]}" for name, answer in answers.items())
        sys.exit(f"{question.name}: the answers differ\n{shown}")


def ask_http(url: str, query: str, question: Question) -> Any:
    """Answer of a server, without the names of lists and their pages."""
    body = {"query": query, "variables": question.values[0]}
    shown = httpx.post(url, json=body, timeout=120).json()
    if "errors" in shown:
        sys.exit(f"{url}: {shown['errors']}")
    (answer,) = shown["data"].values()
    return _as_list(answer)


def ask_by_hand(uri: str, question: Question) -> Any:
    """Answer of the hand-written statement."""
    with GraphDatabase.driver(uri) as driver:
        records, _, _ = driver.execute_query(question.cypher, dict(question.values[0]))
    return [_named(row, question.shown) for row in records[0]["answer"]]


def _as_list(answer: Any) -> list[Any]:
    things = answer.get("nodes", [answer]) if isinstance(answer, dict) else answer
    return [_plain(thing) for thing in things or ()]


def _plain(thing: Any) -> dict[str, Any]:
    return {n: _as_list(v) if isinstance(v, dict | list) else v for n, v in thing.items()}


def _named(row: list[Any], shown: tuple[Any, ...]) -> dict[str, Any]:
    named = {}
    for value, name in zip(row, shown, strict=True):
        match name:
            case str():
                named[name] = value
            case (below, inner):
                rows = value if not value or isinstance(value[0], list) else [value]
                named[below] = [_named(one, inner) for one in rows]
    return named
