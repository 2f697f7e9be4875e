"""Serve the web API: `python -m gql`; `python -m gql --schema` prints the schema instead."""

import gc
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from gql.schema import build_schema
from graph.errors import GraphError
from graph.settings import Settings
from graph.terms import read_ontology
from web.app import create_app
from web.server import ConnectionBounds, build_server

QUESTION = '{ instruments(search: "portability") { nodes { name } } }'

ALLOCATIONS = 20_000
"""After how many new objects garbage is looked for: an answer is thousands, and none of them is."""

app = typer.Typer(add_completion=False)

Schema = Annotated[bool, typer.Option("--schema", help="Print the GraphQL schema and stop.")]


@app.command()
def serve(*, schema: Schema = False) -> None:
    """Serve until interrupted; tell address and a first question."""
    if schema:
        typer.echo(build_schema(read_ontology()).as_str())
        return
    settings = Settings()
    with _kept():
        served = create_app(settings)
    typer.echo(f"Serving http://localhost:{settings.port}/graphql - paste a question, for example:")
    typer.echo(f"    {QUESTION}")
    # When the server has ended in order the signal ends the process, whatever threads still compute.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    build_server(served, settings.host, settings.port, ConnectionBounds.of(settings)).run()


@contextmanager
def _kept() -> Iterator[None]:
    """Keep what is made here out of garbage collection, then and later: it lives to the end."""
    gc.disable()
    yield
    gc.freeze()
    gc.set_threshold(ALLOCATIONS)
    gc.enable()


def main() -> None:
    """Serve; errors a user can act on are printed without a traceback."""
    try:
        app()
    except (GraphError, OSError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
