"""How slowly and how often a client may talk to the server, over real sockets."""

import asyncio
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event
from time import monotonic, sleep

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gql.clients import client_at, read_networks
from graph.settings import Settings
from web.server import SEND_BUFFER_BYTES, ConnectionBounds

Serve = Callable[..., AbstractContextManager[httpx.Client]]
SHORT = 0.3
"""Seconds, where a client is waited for."""
QUICK = ConnectionBounds(receive_seconds=SHORT, idle_seconds=SHORT, send_seconds=SHORT)
LARGE = 50_000_000
GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"


GONE = Event()
"""Set when an answer was broken off."""


@pytest.fixture(scope="module")
def app() -> Starlette:
    async def long(_: Request) -> Response:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            GONE.set()
            raise
        return Response()

    async def who(request: Request) -> Response:
        return Response(request.client.host if request.client else "")

    async def length(request: Request) -> Response:
        return Response(str(len(await request.body())))

    async def large(_: Request) -> Response:
        return Response(b"x" * LARGE)

    routes = [Route("/", who), Route("/long", long), Route("/large", large)]
    return Starlette(routes=[*routes, Route("/length", length, methods=["POST"])])


@pytest.fixture(scope="module")
def quick(app: Starlette, serve_app: Serve) -> Iterator[httpx.Client]:
    with serve_app(app, QUICK) as client:
        yield client


@contextmanager
def connected(client: httpx.Client, source: str = "127.0.0.1") -> Iterator[socket.socket]:
    address = (client.base_url.host, client.base_url.port or 80)
    with socket.create_connection(address, timeout=30, source_address=(source, 0)) as opened:
        yield opened


def rest(connection: socket.socket) -> bytes:
    """All that is sent until the server closes the connection."""
    received = b""
    try:
        while part := connection.recv(65_536):
            received += part
    except ConnectionResetError:
        pass
    return received


def trickle(connection: socket.socket, data: bytes) -> bytes:
    """Send a little at a time until the server closes the connection, and return what it sent."""
    connection.settimeout(SHORT / 10)
    received, end = b"", monotonic() + 30
    while monotonic() < end:
        try:
            connection.sendall(data)
            if not (part := connection.recv(65_536)):
                return received
            received += part
        except TimeoutError:
            continue
        except ConnectionError:
            return received
    raise AssertionError("the connection is still open")


# what comes in


@pytest.mark.parametrize("sent", [b"", GET, b"\r\n"], ids=["nothing", "half a head", "no head"])
def test_a_head_that_does_not_come_is_not_waited_for(quick: httpx.Client, sent: bytes) -> None:
    with connected(quick) as connection:
        connection.sendall(sent)
        assert rest(connection) == b""


@pytest.mark.parametrize("sent", [b"", b"x" * 999], ids=["no body", "most of a body"])
def test_a_body_that_does_not_come_is_not_waited_for(quick: httpx.Client, sent: bytes) -> None:
    with connected(quick) as connection:
        connection.sendall(POST + sent)
        head, _, body = rest(connection).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 408 Request Timeout")
        assert "REQUEST_TIMEOUT" == json.loads(body)["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize("path", ["/graphql", "/sparql", "/search", "/data/", "/static/site.css"])
def test_no_address_waits_for_a_body(path: str, serving: Serve, small_settings: Settings) -> None:
    short = small_settings.model_copy(update={"receive_seconds": SHORT})
    with serving(short) as client, connected(client) as connection:
        kind = "application/sparql-query" if path == "/sparql" else "application/json"
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n"
        connection.sendall(head.encode() + b"Content-Length: 1000\r\n\r\n{")
        assert rest(connection).startswith((b"HTTP/1.1 408", b"HTTP/1.1 405"))


def test_a_body_that_comes_by_the_byte_is_not_waited_for(quick: httpx.Client) -> None:
    with connected(quick) as connection:
        connection.sendall(POST)
        assert b"200 OK" not in trickle(connection, b"x")


def test_a_body_that_nobody_reads_is_not_waited_for(quick: httpx.Client) -> None:
    with connected(quick) as connection:
        connection.sendall(GET + b"Content-Length: 1000\r\n\r\n")
        assert rest(connection).endswith(b"127.0.0.1")


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"G"], ids=["nothing", "line ends", "a letter"])
def test_another_request_is_not_waited_for_long(quick: httpx.Client, sent: bytes) -> None:
    with connected(quick) as connection:
        connection.sendall(GET + b"\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        connection.sendall(sent)
        assert rest(connection) == b""


def test_line_ends_after_an_answer_do_not_keep_a_connection(quick: httpx.Client) -> None:
    with connected(quick) as connection:
        connection.sendall(GET + b"\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        assert trickle(connection, b"\r\n") == b""


def test_requests_one_after_the_other_are_answered(quick: httpx.Client) -> None:
    with connected(quick) as connection:
        for _ in range(4):
            connection.sendall(GET + b"\r\n")
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
            sleep(SHORT / 2)


# what goes out


def test_who_takes_nothing_is_cut_off(quick: httpx.Client) -> None:
    with connected(quick) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        sleep(4 * SHORT)
        assert len(rest(connection)) < LARGE


def test_little_is_held_for_who_takes_nothing(quick: httpx.Client) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.connect((quick.base_url.host, quick.base_url.port or 80))
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        sleep(4 * SHORT)
        assert len(rest(connection)) < 4 * SEND_BUFFER_BYTES


def test_nobody_works_for_who_is_gone(quick: httpx.Client) -> None:
    GONE.clear()
    with connected(quick) as connection:
        connection.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        sleep(SHORT / 2)
    assert GONE.wait(30)


def test_who_takes_too_little_is_cut_off(quick: httpx.Client) -> None:
    with connected(quick) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        for _ in range(20):
            assert connection.recv(100)
            sleep(SHORT / 5)
        assert len(rest(connection)) < LARGE


def test_who_takes_all_is_sent_all(quick: httpx.Client) -> None:
    assert LARGE == len(quick.get("/large").content)


# how many


def test_a_client_has_so_many_connections(app: Starlette, serve_app: Serve) -> None:
    with (
        serve_app(app, ConnectionBounds(connections_of_one=2)) as client,
        connected(client) as first,
        connected(client) as second,
        connected(client) as third,
        connected(client, "127.0.0.2") as other,
    ):
        assert rest(third) == b""
        for connection in (first, second, other):
            connection.sendall(GET + b"\r\n")
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200")


def test_all_clients_together_have_so_many_connections(app: Starlette, serve_app: Serve) -> None:
    bounds = ConnectionBounds(connections=1, proxies=read_networks("127.0.0.1"))
    with serve_app(app, bounds) as client, connected(client), connected(client) as second:
        assert rest(second) == b""


def test_connections_of_a_proxy_are_those_of_its_clients(app: Starlette, serve_app: Serve) -> None:
    bounds = ConnectionBounds(connections_of_one=1, proxies=read_networks("10.0.0.0/8, 127.0.0.1"))
    with serve_app(app, bounds) as client, connected(client), connected(client) as second:
        second.sendall(GET + b"\r\n")
        assert second.recv(65_536).startswith(b"HTTP/1.1 200")


# who asks


@pytest.mark.parametrize(
    ("client", "host"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", "::ffff:192.0.2.1"),
        ("2001:db8::", "2001:db8::1"),
        ("2001:db8::", "2001:db8::2"),
        ("2001:db8::", "2001:0db8:0:0:ffff::"),
        ("2001:db8:0:1::", "2001:db8:0:1::1"),
        ("fe80::", "fe80::1%eth0"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_clients_are_addresses_or_networks(client: str, host: str) -> None:
    assert client == client_at(host)


@pytest.mark.parametrize(
    ("seen", "proxies"),
    [("127.0.0.1", ""), ("127.0.0.1", "192.0.2.0/24"), ("198.51.100.7", "127.0.0.0/8")],
)
def test_whom_a_proxy_speaks_for_is_believed_where_it_is_trusted(
    app: Starlette, serve_app: Serve, seen: str, proxies: str
) -> None:
    with serve_app(app, ConnectionBounds(proxies=read_networks(proxies))) as client:
        headers = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
        assert seen == client.get("/", headers=headers).text
