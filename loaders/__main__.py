"""Load the graph: `python -m loaders bolt-proxy | build | draw | import-files | metadata | neo4j ...`."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer
from rich.console import Console

from graph.errors import GraphError
from graph.model.read_model import build_model
from graph.release import open_release
from graph.settings import Settings
from graph.temporary import fill_folder
from graph.terms import read_ontology
from loaders.build import PHASES, build_release, read_sheets
from loaders.draw import draw_statements, write_draw
from loaders.metadata import write_metadata
from loaders.passages import print_passages
from loaders.sheets import SHEETS, write_sheets
from loaders.stamp import build_stamp, find_built, write_stamp
from loaders.tables import DATA

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Load the graph.")

Documents = Annotated[
    Path | None, typer.Option(help="Folder with the texts of the documents; else DOCUMENTS.")
]
Data = Annotated[Path, typer.Option(help="Folder of the curated tables.")]


@app.command()
def build(documents: Documents = None, data: Data = DATA) -> None:
    """Build the release of the curated tables and serve it from now on; once for the same input."""
    settings = Settings()
    documents = documents or settings.documents
    stamp = build_stamp(data, documents)
    if built := find_built(settings.releases, stamp):
        with suppress(OSError):  # as new, for who goes by its time; a folder may be read-only
            write_stamp(settings.releases, stamp, built)
        typer.echo(f"release {built.id} is up to date")
        return
    console = Console(stderr=True)

    def report(phase: str) -> None:
        console.print(f"[{PHASES.index(phase) + 1}/{len(PHASES)}] {phase}", markup=False)

    release = build_release(settings.releases, data=data, documents=documents, report=report)
    write_stamp(settings.releases, stamp, release)
    typer.echo(f"release {release.id}")


@app.command()
def neo4j() -> None:
    """Fill or update the Neo4j that NEO4J_URI names from the release."""
    from loaders.neo4j.loading import load_neo4j  # noqa: PLC0415  # half a second for other commands

    release, change = load_neo4j(Settings())
    typer.echo(f"release {release.id}: {change.written} records written, {change.removed} removed")


@app.command()
def import_files(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="A new or empty folder.")],
) -> None:
    """Write the release as files for the import tool of Neo4j."""
    from loaders.neo4j.importing import IMPORT, write_import_files  # noqa: PLC0415  # as above
    from loaders.neo4j.loading import open_records  # noqa: PLC0415  # as above

    settings = Settings()
    release = open_release(settings.releases, settings.release)
    with fill_folder(folder) as partial, open_records(release) as (records, info):
        write_import_files(partial, records, info)
    typer.echo(f"release {release.id} is in {folder}. Where the server is, while it is stopped:")
    typer.echo(f"    cd {quote(str(folder))} && neo4j-admin {' '.join(IMPORT)}")
    typer.echo("Then start it and run: python -m loaders neo4j")


@app.command()
def bolt_proxy(
    server: Annotated[str, typer.Argument(help="Host and port of Neo4j's Bolt.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 7687,
    clients: Annotated[int, typer.Option(help="Most connections that have logged in.")] = 100,
    per_address: Annotated[int, typer.Option(help="Most connections of one address.")] = 50,
) -> None:
    """Let readers through to Neo4j: each transaction is made one that cannot write."""
    from loaders.neo4j.bolt_proxy.proxy import Proxy, run_proxy  # noqa: PLC0415  # as above
    from loaders.neo4j.bolt_proxy.room import Bounds  # noqa: PLC0415  # as above

    name, _, number = server.rpartition(":")
    if not name or not number.isdecimal():
        raise typer.BadParameter(f"{server}: expected a host and a port, as in neo4j:7687")
    proxy = Proxy(name, int(number), Bounds(clients=clients, per_address=per_address))
    typer.echo(f"Bolt for readers: {host}:{port}, before {server}")
    try:
        asyncio.run(run_proxy(proxy, host, port))
    except OSError as error:
        raise GraphError(f"{host}:{port} cannot be listened on: {error.strerror}") from error
    except KeyboardInterrupt:
        typer.echo("Stopped.")


@app.command()
def metadata(data: Data = DATA) -> None:
    """Write the CSVW metadata beside the curated tables."""
    for path in write_metadata(read_ontology(), data):
        typer.echo(path)


@app.command()
def sheets(
    data: Data = DATA, folder: Annotated[Path, typer.Option(help="Folder of the sheets.")] = SHEETS
) -> None:
    """Write the review sheets: what was taken from each passage, and what was left."""
    for path in write_sheets(read_sheets(data, read_ontology()), folder):
        typer.echo(path)


@app.command()
def draw(
    sheet: Annotated[Path, typer.Argument(dir_okay=False, help="CSV file to write.")],
    seed: Annotated[int, typer.Option(help="The same seed draws the same statements.")] = 2026,
    count: Annotated[int, typer.Option(min=20, help="How many statements to draw.")] = 300,
) -> None:
    """Draw statements of the release at random, to be read against the documents."""
    settings = Settings()
    release = open_release(settings.releases, settings.release)
    drawn = draw_statements(build_model(release.read_quads(), read_ontology()), seed, count)
    write_draw(sheet, drawn)
    typer.echo(f"{len(drawn)} statements of release {release.id}, seed {seed}: {sheet}")


@app.command()
def passages(
    doc: Annotated[str, typer.Argument(help="Slug of a document, or a text file.")],
    documents: Documents = None,
    *,
    csv: Annotated[bool, typer.Option("--csv", help="Print rows for passages.csv.")] = False,
) -> None:
    """Propose passages of a document and show what no row covers."""
    folder = documents or Settings().documents
    if print_passages(doc, documents=folder, as_csv=csv):
        raise typer.Exit(1)


def main() -> None:
    """Run a command; errors a user can act on are printed without a traceback."""
    try:
        app()
    except (GraphError, OSError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
