"""What Neo4j does for each question: `python -m bench.graphql.profiles`.

Our statement beside the hand-written one, profiled on the same data: what each reads, in db hits,
and how long the server takes for it, without the ways there and back.
"""

from collections.abc import Iterator, Mapping
from statistics import fmean
from typing import Annotated, Any, cast

import typer
from graphql import parse
from neo4j import GraphDatabase, Session
from rich.console import Console
from rich.table import Table

from bench.graphql.questions import QUESTIONS, Question
from bench.graphql.servers import neo4j, prepare
from gql.planning import plan_operation
from gql.schema import build_schema
from gql.selection import Selection
from graph.catalogue import Catalogue
from graph.evidence import EvidenceIndex
from graph.neo4j.cypher import Statement, compile_root
from graph.release import open_release
from graph.terms import Ontology, read_ontology

TIMES = 40
"""How often each statement runs: the mean of the later half is shown, in which Java is warm."""

_SHOWN = 6
"""How many operators of a profile are shown: those with most db hits."""


def our_statement(question: Question, ontology: Ontology, catalogue: Catalogue) -> Statement:
    """The statement that the API sends for a question."""
    schema, variables = build_schema(ontology)._schema, dict(question.values[0])  # noqa: SLF001  # Strawberry's documented way to its schema
    selection = Selection.of(schema, parse(question.ours), operation_name=None, variables=variables)
    planned = plan_operation(selection, ontology, catalogue, EvidenceIndex({}, {}))
    (root,) = planned.plan.roots
    return compile_root(cast(Any, root.ask), root.level, ontology, root.day)


def profile(session: Session, statement: Statement) -> tuple[float, list[Mapping[str, Any]]]:
    """Mean milliseconds of the server, which tells whole ones, and the operators of a profile."""
    text, parameters = cast(Any, statement.text), dict(statement.parameters)
    took = [_milliseconds(session, text, parameters) for _ in range(TIMES)]
    summary = session.run(f"PROFILE {text}", parameters).consume()
    return fmean(took[TIMES // 2 :]), list(_operators(summary.profile or {}))


def _milliseconds(session: Session, text: Any, parameters: dict[str, Any]) -> float:
    summary = session.run(text, parameters).consume()
    return float((summary.result_available_after or 0) + (summary.result_consumed_after or 0))


def _operators(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for below in plan.get("children", ()):
        yield from _operators(below)


def _busiest(operators: list[Mapping[str, Any]]) -> str:
    most = sorted(operators, key=lambda one: -int(one["dbHits"]))[:_SHOWN]
    return "\n".join(
        f"{one['dbHits']:>8} {one['operatorType'].partition('@')[0]} {one['args']['Details'][:70]}"
        for one in most
        if one["dbHits"]
    )


def main(
    edges: Annotated[list[int], typer.Option(help="Sizes.")] = [10_000],  # noqa: B006  # typer copies it
) -> None:
    """Profile the statements of all questions and print a table."""
    table = Table("edges", "question", "side", "server ms", "operators", "db hits", "most of them")
    ontology = read_ontology()
    for size in edges:
        folder = prepare(size)
        catalogue = Catalogue(open_release(folder / "releases").catalogue, ontology)
        with neo4j(folder) as uri, GraphDatabase.driver(uri) as driver, driver.session() as session:
            for question in QUESTIONS:
                sides = {
                    "ours": our_statement(question, ontology, catalogue),
                    "by hand": Statement(question.cypher, question.values[0]),
                }
                for side, statement in sides.items():
                    took, operators = profile(session, statement)
                    hits = sum(int(one["dbHits"]) for one in operators)
                    place = (f"{size:,}", question.name, side)
                    figures = (f"{took:.1f}", str(len(operators)), f"{hits:,}")
                    table.add_row(*place, *figures, _busiest(operators))
        catalogue.close()
    Console(width=170).print(table)


if __name__ == "__main__":
    typer.run(main)
