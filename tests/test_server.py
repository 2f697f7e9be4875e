"""Bounds on heads of requests, over real sockets."""

import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from gql.server import MAX_HEAD_BYTES

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
