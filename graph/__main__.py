"""Work on the graph: `python -m graph shapes`."""

import sys

import typer

from graph.errors import GraphError
from graph.terms import read_ontology
from graph.validation import DERIVED_SHAPES, build_shapes_file

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Work on the graph.")


@app.callback()
def _commands() -> None:
    """Keep the names of the commands where there is one only."""


@app.command()
def shapes() -> None:
    """Write the SHACL shapes that follow from the ontology."""
    DERIVED_SHAPES.write_bytes(build_shapes_file(read_ontology()))
    typer.echo(DERIVED_SHAPES)


def main() -> None:
    """Run a command; errors a user can act on are printed without a traceback."""
    try:
        app()
    except GraphError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
