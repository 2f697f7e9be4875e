"""Serves Neo4j to readers: nothing can be written, no file and no address be read.

    python -m loaders.neo4j_server --read-only

The server is filled while only this process can reach it, then started again with its database
read-only, authentication on, HTTP reduced to Browser, bounds on time and memory. Community Edition
keeps the system database writable for every account, so readers reach Bolt through a proxy that
makes each transaction one of access mode READ (`loaders.neo4j.bolt_proxy`). The web API connects to
the server itself, so that no crowd before the proxy keeps it out; it has the account of readers, never
the password of the administrator.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import typer
from anyio.from_thread import start_blocking_portal

from graph.errors import StoreUnavailable
from graph.settings import Settings
from loaders.neo4j.bolt_proxy.proxy import Proxy
from loaders.neo4j.install import Installation
from loaders.neo4j.loading import load_neo4j
from loaders.neo4j.process import (
    HOST,
    Config,
    Neo4jServer,
    free_port,
    importer,
    module,
    run_with_server,
    start,
)

READER = "reader"
"""Name of the account for readers; the web API uses it too."""


@dataclass(frozen=True, slots=True)
class Passwords:
    """Files of the two passwords of a server; only their owner can read them."""

    administrator: Path
    reader: Path

    @classmethod
    def of(cls, home: Path) -> "Passwords":
        """Take the passwords of a server's folder; invent them where there are none."""
        folder = home / "passwords"
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        found = cls(folder / "administrator", folder / READER)
        for path in (found.administrator, found.reader):
            if not path.exists():
                path.touch(mode=0o600)
                path.write_text(secrets.token_urlsafe(24), "utf-8")
        return found


@dataclass(frozen=True, slots=True)
class ServedNeo4j:
    """A server that is read only, and the address at which readers find it."""

    server: Neo4jServer
    uri: str


def run_read_only(installation: Installation, home: Path, config: Config) -> int:
    """Fill a server, serve it to readers and the web API on it; the status of the web API."""
    with serve_read_only(installation, home, config, Settings()) as served:
        passwords = Passwords.of(home)
        typer.echo(f"Neo4j Browser: {served.server.http_url}/browser/?dbms={served.uri}")
        typer.echo(f"Bolt: {served.uri}, user {READER}, password in {passwords.reader}")
        account = {
            "NEO4J_USER": READER,
            "NEO4J_PASSWORD": "",
            "NEO4J_PASSWORD_FILE": str(passwords.reader),
        }
        return run_with_server([module("gql")], served.server, account)


@contextmanager
def serve_read_only(
    installation: Installation, home: Path, config: Config, settings: Settings
) -> Iterator[ServedNeo4j]:
    """Fill a server with the release of the settings, then serve it to readers through a proxy."""
    home = home.resolve()
    passwords = Passwords.of(home)
    administrator = passwords.administrator.read_text("utf-8")
    own = replace(config, bolt_port=0, password=administrator)
    with start(installation, home, own, importer(installation, settings)) as server:
        _fill(server, settings, passwords)
    port = free_port(config.bolt_port)
    reading = replace(own, read_only=True, advertised_port=port)
    with start(installation, home, reading) as server, open_proxy(server.uri, port) as uri:
        yield ServedNeo4j(server, uri)


def _fill(server: Neo4jServer, settings: Settings, passwords: Passwords) -> None:
    changes = {
        "neo4j_uri": server.uri,
        "neo4j_user": "neo4j",
        "neo4j_password_file": passwords.administrator,
        "neo4j_reader": READER,
        "neo4j_reader_password_file": passwords.reader,
    }
    load_neo4j(settings.model_copy(update=changes))


@contextmanager
def open_proxy(server_uri: str, port: int) -> Iterator[str]:
    """Run a proxy before a server in a thread of its own; gives the address for readers."""
    proxy = Proxy(HOST, int(server_uri.rpartition(":")[2]))
    with start_blocking_portal(name="bolt-proxy") as portal:
        try:
            listening = portal.wrap_async_context_manager(proxy.listening(HOST, port))
            with listening as taken:
                yield f"bolt://{HOST}:{taken}"
        except OSError as error:
            raise StoreUnavailable(
                f"port {port} of {HOST} cannot be listened on: {error}"
            ) from error
