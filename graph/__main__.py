"""Work on the graph: `python -m graph doctor | export | shapes`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from graph.errors import GraphError
from graph.rdf.dumps import Dump, write_dumps
from graph.rdf.export import ExportFormat, read_prefixes, write_export
from graph.release import Release, open_release
from graph.settings import Settings
from graph.temporary import fill_folder
from graph.terms import read_ontology
from graph.validation import DERIVED_SHAPES, build_shapes_file

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Work on the graph.")


Format = Annotated[ExportFormat, typer.Option("--format", help="Format of the export.")]
Output = Annotated[Path | None, typer.Option(help="File to write; else the standard output.")]
Identifier = Annotated[
    str | None, typer.Option("--release", help="Id of the release; else the one that is served.")
]


Everything = Annotated[
    Path | None,
    typer.Option("--all", help="New folder to write all formats, the tables and checksums to."),
]


@app.command()
def export(
    export_format: Format = ExportFormat.TRIG,
    output: Output = None,
    release: Identifier = None,
    everything: Everything = None,
) -> None:
    """Write a release as RDF: nq, trig and jsonld with named graphs, the others without."""
    settings = Settings()
    opened = open_release(settings.releases, release or settings.release)
    if everything is not None:
        for dump in write_all(opened, settings.tables, everything):
            typer.echo(f"{dump.digest}  {everything / dump.name}")
    elif output is None:
        write_export(opened, export_format, sys.stdout.buffer, read_prefixes(read_ontology()))
    else:
        _write_file(opened, export_format, output)


def write_all(release: Release, tables: Path, folder: Path) -> tuple[Dump, ...]:
    """Write all files of a release to a new folder, as a server offers them.

    Raises GraphError where the folder cannot be written, or is not empty.
    """
    with fill_folder(folder) as partial:
        return write_dumps(release, read_ontology(), tables, partial)


def _write_file(release: Release, export_format: ExportFormat, output: Path) -> None:
    """Write a file under another name first: what bears the name is whole."""
    partial = output.with_name(f".{output.name}.partial")
    try:
        with partial.open("wb") as file:
            write_export(release, export_format, file, read_prefixes(read_ontology()))
        partial.replace(output)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise GraphError(f"{output}: {error.strerror}; name a file that can be written") from error


@app.command()
def shapes() -> None:
    """Write the SHACL shapes that follow from the ontology."""
    DERIVED_SHAPES.write_bytes(build_shapes_file(read_ontology()))
    typer.echo(DERIVED_SHAPES)


@app.command()
def doctor(
    *,
    neo4j: Annotated[
        bool, typer.Option("--neo4j", help="Look at Neo4j, whatever STORE is.")
    ] = False,
) -> None:
    """Check the machine, the release and Neo4j, and say what to do."""
    from loaders.doctor import examine, report  # noqa: PLC0415  # the driver loads only where used

    settings = Settings()
    if not report(examine(settings, neo4j=neo4j or settings.store == "neo4j"), typer.echo):
        raise typer.Exit(1)


def main() -> None:
    """Run a command; errors a user can act on are printed without a traceback."""
    try:
        app()
    except (GraphError, OSError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
