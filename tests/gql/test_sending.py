"""How many bytes of answers wait to be taken."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from time import sleep

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from gql.admission import SHARE, Rate, SendBuffer
from gql.errors import BadRequest
from gql.middleware import PART, Boundary

Serve = Callable[..., AbstractContextManager[httpx.Client]]
LARGE = 10_000_000
ROOM = 4 * LARGE + 1_000


@pytest.fixture(scope="module")
def http(serve_app: Serve) -> Iterator[httpx.Client]:
    async def sized(request: Request) -> Response:
        return Response(bytes(range(250)) * (request.path_params["size"] // 250))

    async def parts(request: Request) -> Response:
        return StreamingResponse(b"x" * 2 * PART for _ in range(request.path_params["count"]))

    app = Starlette(
        routes=[Route("/{size:int}", sized), Route("/parts/{count:int}", parts)],
        middleware=[Middleware(Boundary, rate=Rate(0), room=SendBuffer(ROOM), cors={})],
    )
    with serve_app(app) as client:
        yield client


def begin(http: httpx.Client, path: str, source: str) -> socket.socket:
    """Ask for an answer without reading it."""
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    opened.bind((source, 0))
    opened.connect((http.base_url.host, http.base_url.port or 80))
    opened.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    sleep(0.2)
    return opened


@pytest.mark.parametrize("size", [0, 250, PART // 250 * 250, 10 * PART // 250 * 250, LARGE])
def test_answers_of_any_size_arrive_whole(http: httpx.Client, size: int) -> None:
    response = http.get(f"/{size}")
    assert str(size) == response.headers["content-length"]
    assert bytes(range(250)) * (size // 250) == response.content


def test_what_is_made_part_by_part_arrives_whole(http: httpx.Client) -> None:
    assert b"x" * 200 * PART == http.get("/parts/100").content


def test_who_leaves_answers_unread_gets_no_more_of_them(http: httpx.Client) -> None:
    with begin(http, f"/{LARGE}", "127.0.0.1"):
        refused = http.get(f"/{LARGE}")
        assert (429, "5") == (refused.status_code, refused.headers["retry-after"])
        assert "TOO_MANY_AT_ONCE" == refused.json()["errors"][0]["extensions"]["code"]
        assert 200 == http.get("/250").status_code
    sleep(0.2)
    assert 200 == http.get(f"/{LARGE}").status_code


def test_when_all_room_is_taken_large_answers_wait(http: httpx.Client) -> None:
    with ExitStack() as stack:
        for number in range(2, 6):
            stack.enter_context(begin(http, f"/{LARGE}", f"127.0.0.{number}"))
        refused = http.get(f"/{LARGE}")
        assert (503, "5") == (refused.status_code, refused.headers["retry-after"])
        assert 200 == http.get("/250").status_code


def test_a_client_has_its_share_or_one_answer() -> None:
    room = SendBuffer(100)
    share = 100 // SHARE
    with room.take("a", share - 5), room.take("a", 5), pytest.raises(BadRequest):
        room.take("a", 1).__enter__()
    with room.take("a", 60), room.take("b", 20):
        for client, size in (("a", 1), ("b", 6), ("c", 21)):
            with pytest.raises(BadRequest):
                room.take(client, size).__enter__()
    assert not room._taken
