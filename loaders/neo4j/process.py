"""The process of a Neo4j server: configured, filled before it is started, waited for, stopped.

It listens on 127.0.0.1 only. Authentication is off unless a password is given: that suits tests and
one person's machine, nothing else.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from neo4j import Auth, Driver, GraphDatabase, basic_auth
from neo4j.exceptions import DriverError, Neo4jError

from graph.errors import StoreUnavailable
from graph.release import open_release
from graph.settings import ROOT, Settings
from loaders.neo4j.importing import import_offline, run_admin
from loaders.neo4j.install import Installation
from loaders.neo4j.loading import open_records

HOST = "127.0.0.1"
START_SECONDS = 120
STOP_SECONDS = 30


READ_ONLY: Mapping[str, str] = {
    "db.memory.transaction.total.max": "384m",
    "db.transaction.concurrent.maximum": "200",
    "db.transaction.timeout": "30s",
    "dbms.security.auth_max_failed_attempts": "0",  # else a stranger's guesses lock readers out
    "server.databases.default_to_read_only": "true",
    "server.http_enabled_modules": "BROWSER",  # no way to the data but Bolt
}
"""What a server is told in addition where nobody is to write: see `loaders.neo4j.reading`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a server is started with; port 0 means any free one, no password no authentication."""

    bolt_port: int = 0
    http_port: int = 0
    password: str | None = None
    read_only: bool = False
    advertised_port: int | None = None
    """Port that clients are told for Bolt, where it is not the server's own but a proxy's."""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Neo4jServer:
    """A server that answers: where its Bolt and HTTP are, and its process."""

    uri: str
    http_url: str
    pid: int


def render_config(version: str, config: Config) -> str:
    """Text of neo4j.conf: closed to other machines, to files and URLs, and bounded in use."""
    bolt, http = f"{HOST}:{config.bolt_port}", f"{HOST}:{config.http_port}"
    settings = {
        "db.memory.transaction.max": "256m",
        "db.transaction.timeout": "60s",
        "db.tx_log.preallocate": "false",  # half a gigabyte of disk otherwise
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "dbms.security.auth_enabled": str(config.password is not None).lower(),
        "dbms.usage_report.enabled": "false",
        "internal.dbms.bolt.netty_server_shutdown_timeout": "1s",
        "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",  # no LOAD CSV from anywhere
        "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",
        "server.bolt.advertised_address": f"{HOST}:{config.advertised_port or config.bolt_port}",
        "server.bolt.listen_address": bolt,
        "server.default_listen_address": HOST,
        "server.http.advertised_address": http,
        "server.http.listen_address": http,
        "server.memory.pagecache.size": "128m",
    }
    settings |= READ_ONLY if config.read_only else {}
    settings |= _settings_of_line(version) | dict(config.settings)
    return "".join(f"{key}={value}\n" for key, value in sorted(settings.items()))


def _settings_of_line(version: str) -> dict[str, str]:
    quiet_period = "internal.dbms.bolt.netty_server_shutdown_quiet_period"
    if version.startswith("5."):
        return {quiet_period: "0"}
    return {
        f"{quiet_period}_duration": "0s",
        "dbms.fleet_manager.enabled": "false",  # a reader's procedure would hand the server over
        "server.fleet_discovery.enabled": "false",
    }


def free_port(preferred: int = 0) -> int:
    """The preferred port of the loopback interface if it is free, else any free one."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StoreUnavailable(f"No free port on {HOST}")


@contextmanager
def start(
    installation: Installation,
    home: Path,
    config: Config | None = None,
    fill: Callable[[Path], None] | None = None,
) -> Iterator[Neo4jServer]:
    """Run a server on the data in a folder until the context ends, and only that server.

    Where there are no data yet, `fill` puts some into the folder before the server starts.
    Raises StoreUnavailable when it does not answer in time; the message has its last words.
    """
    config = config or Config()
    config = replace(
        config, bolt_port=free_port(config.bolt_port), http_port=free_port(config.http_port)
    )
    home = home.resolve()
    _write_home(installation, home, config, fill)
    folders = (f"--home-dir={home}", f"--config-dir={home / 'conf'}", "--console-mode")
    command = installation.command(_main_class(installation.version), *folders)
    console = home / "console.log"
    with (
        console.open("wb") as output,
        # Its own session: Ctrl-C reaches this process, which then stops the server in order.
        subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True) as process,  # noqa: S603  our own command
        ended_with_this_process(process.pid),
    ):
        try:
            server = Neo4jServer(
                f"bolt://{HOST}:{config.bolt_port}",
                f"http://{HOST}:{config.http_port}",
                process.pid,
            )
            _wait_until_it_answers(server, config.password, process, console)
            yield server
        finally:
            _stop(process)


def _main_class(version: str) -> str:
    name = "CommunityEntryPoint" if version.startswith("5.") else "Neo4jCommunity"
    return f"org.neo4j.server.{name}"


def _write_home(
    installation: Installation, home: Path, config: Config, fill: Callable[[Path], None] | None
) -> None:
    conf = home / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    (conf / "neo4j.conf").write_text(render_config(installation.version, config), "utf-8")
    if fill is not None and not (home / "data").exists():
        fill(home)
    if config.password is not None and not (home / "data" / "databases" / "system").exists():
        _set_first_password(installation, home, config.password)


def _set_first_password(installation: Installation, home: Path, password: str) -> None:
    """Set the password of a new server; it stands in a file, since all can see arguments."""
    arguments = home / "first-password"
    arguments.touch(mode=0o600)
    quoted = password.replace("\\", "\\\\").replace('"', '\\"')
    try:
        # the dashes end the options: a password may begin with one
        arguments.write_text(f'dbms set-initial-password -- "{quoted}"\n', "utf-8")
        run_admin(installation, home, f"@{arguments}")
    finally:
        arguments.unlink()


def _wait_until_it_answers(
    server: Neo4jServer, password: str | None, process: subprocess.Popen[bytes], console: Path
) -> None:
    auth: Auth | None = None if password is None else basic_auth("neo4j", password)
    deadline = time.monotonic() + START_SECONDS
    with GraphDatabase.driver(server.uri, auth=auth, connection_timeout=5) as driver:
        while process.poll() is None and time.monotonic() < deadline:
            if _answers(driver, server.http_url):
                return
            time.sleep(0.25)
    words = console.read_text("utf-8", errors="replace")[-2000:]
    raise StoreUnavailable(
        f"Neo4j on {server.uri} did not start within {START_SECONDS} s. It said:\n{words}"
    )


def _answers(driver: Driver, http_url: str) -> bool:
    try:
        with driver.session() as session:
            session.run("MATCH (n) RETURN count(n)").consume()  # the first query is slow: ours
        with urlopen(http_url, timeout=5):  # noqa: S310  our own loopback address
            return True
    except (DriverError, Neo4jError, OSError):
        return False


@contextmanager
def ended_with_this_process(pid: int) -> Iterator[None]:
    """End a process when this one is gone, in whatever way it ended, or leave it as it is.

    A shell waits for the other end of its pipe to close, which the system does when we are gone.
    """
    watch = ["/bin/sh", "-c", 'read -r _; kill "$0"', str(pid)]
    with subprocess.Popen(watch, stdin=subprocess.PIPE, start_new_session=True) as watcher:  # noqa: S603  our own command
        try:
            yield
        finally:
            watcher.kill()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def browser_settings(api: str) -> dict[str, str]:
    """Settings that make Neo4j Browser open with the style and the guide of a web API.

    Drawings then show what a query asks for, not all relationships between the nodes it finds.
    """
    commands = [
        'config {"autoComplete": false}',
        f"style {api}/guide/style.grass",
        f"guide {api}/guide/asean-labour.html",
    ]
    return {
        "browser.post_connect_cmd": "; ".join(commands),
        "browser.remote_content_hostname_whitelist": urlsplit(api).hostname or "",
    }


def run_with_server(
    commands: Sequence[Sequence[str]], server: Neo4jServer, extra: Mapping[str, str] | None = None
) -> int:
    """Run commands one after the other against the server; the status of the first that fails."""
    env = os.environ | {"NEO4J_URI": server.uri, "STORE": "neo4j"} | dict(extra or {})
    for command in commands:
        with subprocess.Popen(command, cwd=ROOT, env=env) as process:  # noqa: S603  our own commands
            try:
                status = process.wait()
            finally:
                _stop(process)
        if status:
            return status
    return 0


def importer(installation: Installation, settings: Settings) -> Callable[[Path], None]:
    """What fills a server with the release that is served, offline."""

    def fill(home: Path) -> None:
        release = open_release(settings.releases, settings.release)
        with open_records(release) as (records, info):
            import_offline(installation, home, records, info)

    return fill


def module(*arguments: str) -> list[str]:
    """Command line of a module of ours."""
    return [sys.executable, "-m", *arguments]
