"""Serves Neo4j to readers: nothing can be written, no file and no address be read.

    python -m loaders.neo4j_server --read-only

The server is filled while only this process can reach it, then started again with its database
read-only, authentication on, HTTP reduced to Browser, bounds on time and memory. Community Edition
keeps the system database writable for every account, so readers reach Bolt through a gate that
makes each transaction one of access mode READ (`graph.neo4j.bolt_gate`). The web API is a reader like
others; it never has the password of the administrator.
"""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread

import typer

from graph.errors import StoreUnavailable
from graph.neo4j.bolt_gate import Gate
from graph.settings import Settings
from loaders.neo4j.install import Installation
from loaders.neo4j.loading import load_neo4j
from loaders.neo4j.process import (
    HOST,
    Config,
    Server,
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


def run_read_only(installation: Installation, home: Path, config: Config) -> int:
    """Fill a server, serve it to readers and the web API on it; the status of the web API."""
    with serve_read_only(installation, home, config, Settings()) as server:
        passwords = Passwords.of(home)
        typer.echo(f"Neo4j Browser: {server.http_url}/browser/?dbms={server.uri}")
        typer.echo(f"Bolt: {server.uri}, user {READER}, password in {passwords.reader}")
        account = {
            "NEO4J_USER": READER,
            "NEO4J_PASSWORD": "",
            "NEO4J_PASSWORD_FILE": str(passwords.reader),
        }
        return run_with_server([module("gql")], server, account)


@contextmanager
def serve_read_only(
    installation: Installation, home: Path, config: Config, settings: Settings
) -> Iterator[Server]:
    """Fill a server with the release of the settings, then serve it to readers through a gate."""
    home = home.resolve()
    passwords = Passwords.of(home)
    administrator = passwords.administrator.read_text("utf-8")
    own = replace(config, bolt_port=0, password=administrator)
    with start(installation, home, own, importer(installation, settings)) as server:
        _fill(server, settings, passwords)
    port = free_port(config.bolt_port)
    reading = replace(own, read_only=True, advertised_port=port)
    with start(installation, home, reading) as server, open_gate(server.uri, port) as uri:
        yield Server(uri, server.http_url, server.pid)


def _fill(server: Server, settings: Settings, passwords: Passwords) -> None:
    changes = {
        "neo4j_uri": server.uri,
        "neo4j_user": "neo4j",
        "neo4j_password_file": passwords.administrator,
        "neo4j_reader": READER,
        "neo4j_reader_password_file": passwords.reader,
    }
    load_neo4j(settings.model_copy(update=changes))


@contextmanager
def open_gate(server_uri: str, port: int) -> Iterator[str]:
    """Run a gate before a server in a thread of its own; gives the address for readers."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="gate", daemon=True)
    thread.start()
    server_port = int(server_uri.rpartition(":")[2])
    listening = asyncio.run_coroutine_threadsafe(Gate(HOST, server_port).listen(HOST, port), loop)
    try:
        listening.result(timeout=10)
        yield f"bolt://{HOST}:{port}"
    except OSError as error:
        raise StoreUnavailable(f"port {port} of {HOST} cannot be listened on: {error}") from error
    finally:
        asyncio.run_coroutine_threadsafe(_close(listening.result()), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _close(server: asyncio.Server) -> None:
    """Stop listening and let go of all connections."""
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
