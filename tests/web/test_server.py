"""Bounds on heads of requests, over real sockets."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from web.server import MAX_HEAD_BYTES

GET = b"GET /livez HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def connection(http: httpx.Client) -> Iterator[socket.socket]:
    address = (http.base_url.host, http.base_url.port or 80)
    with socket.create_connection(address, timeout=30) as opened:
        yield opened


def rest(connection: socket.socket) -> bytes:
    """All that the server sends until it closes the connection."""
    received = b""
    while part := connection.recv(65_536):
        received += part
    return received


def flood(connection: socket.socket, data: bytes) -> None:
    """Send the same over and over."""
    for _ in range(1_000):
        connection.sendall(data)


def test_a_head_of_common_size_is_read(connection: socket.socket) -> None:
    head = GET + b"x-long: " + b"a" * 60_000 + b"\r\nconnection: close\r\n\r\n"
    connection.sendall(head)
    assert rest(connection).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("line", [b"x-many: a\r\n", b"x-long-" + b"a" * 1_000])
def test_an_endless_head_is_cut_off(connection: socket.socket, line: bytes) -> None:
    connection.sendall(GET)
    sent = 0
    try:
        while sent < 100 * MAX_HEAD_BYTES:
            connection.sendall(line * 10)
            sent += len(line) * 10
        received = rest(connection)
    except ConnectionError:
        received = b"HTTP/1.1 400"
    assert received.startswith(b"HTTP/1.1 400")
    assert sent < 100 * MAX_HEAD_BYTES


def test_an_endless_address_is_cut_off(connection: socket.socket) -> None:
    connection.sendall(b"GET /graphql?query=")
    with pytest.raises(ConnectionError):
        flood(connection, b"a" * 65_536)


def test_a_second_request_on_a_connection_is_bounded_too(connection: socket.socket) -> None:
    connection.sendall(GET + b"\r\n")
    assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
    time.sleep(0.1)
    with pytest.raises(ConnectionError):
        flood(connection, GET + b"x: " + b"a" * 65_536)


UPGRADE = (
    b"connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAEAAEAAAAIAAAAB\r\n"
)
ASK = b"query=ASK%20%7B%7D"


def form(*headers: bytes, path: bytes = b"/sparql", body: bytes = ASK) -> bytes:
    kind = b"content-type: application/x-www-form-urlencoded\r\n"
    size = b"content-length: %d\r\n" % len(body)
    return (
        b"POST %s HTTP/1.1\r\nhost: x\r\n" % path + kind + b"".join(headers) + size + b"\r\n" + body
    )


CLOSE = b"GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"


@pytest.mark.parametrize("cut", [0, 20, -len(ASK) - 2, -len(ASK), -len(ASK) + 3])
@pytest.mark.parametrize("protocol", [b"h2c", b"websocket", b"TLS/1.0, h2c"])
def test_a_client_that_would_change_the_protocol_is_answered_in_this_one(
    connection: socket.socket, protocol: bytes, cut: int
) -> None:
    request = form(UPGRADE.replace(b"h2c", protocol))
    connection.sendall(request[:cut])
    time.sleep(0.05)
    connection.sendall(request[cut:] + CLOSE)
    received = rest(connection)
    assert b'"boolean":true' in received
    assert received.endswith(b"alive\n")  # and what comes after it is read


def test_graphql_is_asked_by_clients_that_would_change_the_protocol(
    connection: socket.socket,
) -> None:
    body = b'{"query":"{bodies{totalCount}}"}'
    request = form(UPGRADE, path=b"/graphql", body=body)
    connection.sendall(request.replace(b"x-www-form-urlencoded", b"json") + CLOSE)
    assert b"totalCount" in rest(connection)


def test_a_chunked_body_is_read_too(connection: socket.socket) -> None:
    head = form(UPGRADE, b"transfer-encoding: chunked\r\n", body=b"")
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in ASK) + b"0\r\n\r\n"
    connection.sendall(head.replace(b"content-length: 0\r\n", b"") + chunks + CLOSE)
    assert b'"boolean":true' in rest(connection)


def test_no_other_server_is_asked_for_a_client(connection: socket.socket) -> None:
    connection.sendall(b"CONNECT example.org:80 HTTP/1.1\r\nhost: example.org:80\r\n\r\n")
    assert rest(connection).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    ("path", "kind", "body", "expected"),
    [
        ("/sparql", "application/sparql-query", "ASK {}", '"boolean":true'),
        ("/graphql", "application/json", '{"query":"{bodies{totalCount}}"}', "totalCount"),
    ],
)
def test_java_asks_as_it_likes(
    http: httpx.Client, path: str, kind: str, body: str, expected: str
) -> None:
    if "CHECK_ALL" not in os.environ or shutil.which("java") is None:
        pytest.skip("Java's client asks only with CHECK_ALL, where Java is on the PATH")
    command = ["java", str(Path(__file__).with_name("Ask.java")), f"{http.base_url}{path}"]
    done = subprocess.run([*command, kind, body], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("200 ")
    assert expected in done.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="No curl on the PATH")
def test_curl_asks_for_http2(http: httpx.Client) -> None:
    command = ["curl", "--silent", "--http2", f"{http.base_url}/sparql", "--data-urlencode"]
    done = subprocess.run([*command, "query=ASK {}"], capture_output=True, text=True, check=True)
    assert '"boolean":true' in done.stdout
