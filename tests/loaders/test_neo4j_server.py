"""The real Neo4j that tests and `make neo4j` run on."""

import os
import socket
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import AuthError, ClientError

from graph.errors import StoreUnavailable
from graph.neo4j.writer import create_reader
from loaders.neo4j.install import REQUIREMENTS, VERSIONS, Installation, install, jar_path
from loaders.neo4j.process import (
    HOST,
    Config,
    Neo4jServer,
    free_port,
    render_config,
    run_with_server,
    start,
)

PASSWORD = "-only \"for'this#\\test @x"  # noqa: S105  of a server that lives for one test; "-": no option


def config_of(version: str = VERSIONS[0], **changes: object) -> dict[str, str]:
    text = render_config(version, Config(bolt_port=1, http_port=2, **changes))  # type: ignore[arg-type]  # changes are fields
    return dict(line.split("=", 1) for line in text.splitlines())


def test_a_coordinate_is_a_path_of_a_maven_repository() -> None:
    assert Path("org/neo4j/neo4j/5.26.30/neo4j-5.26.30.jar") == jar_path("org.neo4j:neo4j:5.26.30")


def test_a_classifier_ends_the_name_of_the_jar() -> None:
    assert jar_path("io.netty:epoll:4.1:linux-x86_64").name == "epoll-4.1-linux-x86_64.jar"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_lock_file_names_server_and_browser_with_digests(version: str) -> None:
    lines = (REQUIREMENTS / f"neo4j-{version}.jars").read_text("utf-8").splitlines()
    digests, coordinates = zip(*(line.split() for line in lines), strict=True)
    assert {64} == set(map(len, digests))
    assert {
        f"org.neo4j:neo4j:{version}",
        f"org.neo4j.app:neo4j-server:{version}",
        "org.neo4j.client:neo4j-browser:5.24.0",
    } <= set(coordinates)


def test_a_version_without_lock_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"Neo4j 4\.4\.0: expected one of 5\.26\.30, "):
        install("4.4.0", tmp_path)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_server_listens_on_the_loopback_interface_only(version: str) -> None:
    addresses = {key: value for key, value in config_of(version).items() if "address" in key}
    assert {
        "server.bolt.advertised_address": "127.0.0.1:1",
        "server.bolt.listen_address": "127.0.0.1:1",
        "server.default_listen_address": "127.0.0.1",
        "server.http.advertised_address": "127.0.0.1:2",
        "server.http.listen_address": "127.0.0.1:2",
    } == addresses


def test_settings_of_the_caller_go_before_ours() -> None:
    settings = {"db.transaction.timeout": "2s"}
    assert config_of(settings=settings)["db.transaction.timeout"] == "2s"


def test_authentication_is_on_with_a_password_only() -> None:
    key = "dbms.security.auth_enabled"
    assert ("false", "true") == (config_of()[key], config_of(password=PASSWORD)[key])


def test_the_password_is_not_in_the_configuration_file() -> None:
    assert PASSWORD not in render_config(VERSIONS[0], Config(password=PASSWORD))


def test_the_first_password_is_no_argument_of_a_process(tmp_path: Path) -> None:
    java, said = tmp_path / "java", tmp_path / "said"
    java.write_text(f'#!/bin/sh\necho "$@" >> {said}\nexit 1\n', "utf-8")
    java.chmod(0o700)
    installation = Installation(VERSIONS[0], java, ())
    with (
        pytest.raises(StoreUnavailable),
        start(installation, tmp_path / "home", Config(password=PASSWORD)),
    ):
        pass
    words = said.read_text("utf-8")
    assert f"org.neo4j.cli.AdminTool @{tmp_path / 'home' / 'first-password'}" in words
    assert "only" not in words.replace(str(tmp_path), "")
    assert not (tmp_path / "home" / "first-password").exists()


def test_a_port_in_use_is_replaced() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) != port


def test_commands_see_the_server_and_the_first_failure_ends_them() -> None:
    server = Neo4jServer("bolt://127.0.0.1:1", "http://127.0.0.1:2", pid=0)
    check = "import os; exit((os.environ['NEO4J_URI'], os.environ['STORE']) != (%r, 'neo4j'))"
    commands = [
        [sys.executable, "-c", check % server.uri],
        [sys.executable, "-c", "exit(3)"],
        [sys.executable, "-c", "exit(4)"],
    ]
    assert run_with_server(commands, server) == 3


def test_a_server_that_does_not_start_says_why(
    neo4j_installation: Installation, tmp_path: Path
) -> None:
    config = Config(settings={"db.transaction.timeout": "soon"})
    with (
        pytest.raises(StoreUnavailable, match=r"db\.transaction\.timeout"),
        start(neo4j_installation, tmp_path, config),
    ):
        pass


def test_a_real_server_is_private_bounded_and_ends_with_its_context(
    neo4j_installation: Installation, tmp_path: Path
) -> None:
    config = Config(password=PASSWORD)
    with start(neo4j_installation, tmp_path, config) as server:
        with GraphDatabase.driver(server.uri, auth=("neo4j", PASSWORD)) as driver:
            check_version(driver, neo4j_installation.version)
            check_nothing_is_fetched(driver, "file:///etc/hosts", server.http_url)
            for password in ("password-of-all", "password-of-all", "another-password"):
                create_reader(driver, "reader", password)
                assert driver.verify_authentication(("reader", password))
        check_strangers_are_refused(server)
        with urlopen(f"{server.http_url}/browser/") as page:  # noqa: S310  our own loopback address
            assert b"Neo4j" in page.read()
    with pytest.raises(ProcessLookupError):
        os.kill(server.pid, 0)


def check_version(driver: Driver, version: str) -> None:
    query = (
        "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' RETURN *"
    )
    (record,) = driver.execute_query(query).records
    assert ([version], "community") == (record["versions"], record["edition"])


def check_nothing_is_fetched(driver: Driver, *urls: str) -> None:
    for url in urls:
        with pytest.raises(ClientError, match="Cannot load from URL"):
            driver.execute_query("LOAD CSV FROM $url AS line RETURN line", url=url)


def check_strangers_are_refused(server: Neo4jServer) -> None:
    with (
        GraphDatabase.driver(server.uri, auth=("neo4j", "a guess")) as driver,
        pytest.raises(AuthError, match="unauthorized"),
    ):
        driver.verify_connectivity()
