"""Runs a real Neo4j Community server from registry packages, without a container.

    python -m loaders.neo4j_server                # a server with the data, its Browser, the API
    python -m loaders.neo4j_server --read-only    # the same for others to read: see neo4j.reading

It listens on 127.0.0.1 only. Without `--read-only` authentication is off: that suits one person's
machine, nothing else.
"""

import signal
import sys
from typing import Annotated

import typer

from graph.errors import StoreUnavailable
from graph.settings import Settings
from loaders.neo4j.install import CACHE, VERSIONS, install
from loaders.neo4j.process import Config, browser_settings, importer, module, run_with_server, start
from loaders.neo4j.reading import run_read_only


def main(
    version: Annotated[str, typer.Option(help=f"One of {', '.join(VERSIONS)}.")] = VERSIONS[0],
    bolt_port: Annotated[int, typer.Option(help="Another one is taken if it is in use.")] = 7687,
    http_port: Annotated[int, typer.Option(help="Another one is taken if it is in use.")] = 7474,
    *,
    read_only: Annotated[bool, typer.Option("--read-only", help="Serve it to readers.")] = False,
) -> None:
    """Start Neo4j, fill it from the release, serve the API on it until Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        typer.echo(f"Getting Neo4j {version} into {CACHE}; the first time takes a minute or two.")
        installation = install(version)
        typer.echo("Starting it ...")
        ports = Config(bolt_port=bolt_port, http_port=http_port, settings=_browser_of_api())
        if read_only:
            sys.exit(run_read_only(installation, CACHE / "reading" / version, ports))
        fill = importer(installation, Settings())
        with start(installation, CACHE / "home" / version, ports, fill) as server:
            query = f"preselectAuthMethod=NO_AUTH&dbms={server.uri}"
            typer.echo(f"Neo4j Browser: {server.http_url}/browser/?{query}")
            typer.echo(f"Bolt: {server.uri}, no authentication, this machine only")
            sys.exit(run_with_server([module("loaders", "neo4j"), module("gql")], server))
    except StoreUnavailable as error:
        typer.echo(error, err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("Stopped.")


def _browser_of_api() -> dict[str, str]:
    return browser_settings(f"http://localhost:{Settings().port}")


if __name__ == "__main__":
    typer.run(main)
