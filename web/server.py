"""The HTTP server: uvicorn, with bounds on how slowly and how often clients may talk to it."""

import logging
import resource
import socket
import sys
from asyncio import BaseTransport, CancelledError, Task, TimerHandle
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from math import ceil
from signal import SIGINT
from types import FrameType
from typing import Any, Self

import orjson
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from gql.clients import Network, client_at, is_within, read_networks
from gql.errors import BadRequest, explain
from gql.requests import PLAIN
from graph.settings import Settings
from web.plain_protocol import PlainProtocol

MAX_HEAD_BYTES = 131_072
"""Longest head of a request: address and headers."""

SEND_BUFFER_BYTES = 131_072
"""What the system holds of an answer for a client, some twice as much in all.

It would hold megabytes, of each connection that is not read. A client 0.2 s away takes 1 MB/s.
"""

LEAST_BYTES = 16_384
"""How much of an answer a client has to take at a time."""

SWITCH_SECONDS = 0.001
"""How long threads compute before others are let in: while they work, requests are still taken."""

RESERVED_DESCRIPTORS = 200
"""Descriptors beside those of connections, each of which may be sent a file."""

GRACE_SECONDS, INTERRUPT_SECONDS = 5, 1
"""How long requests may go on when the server is to end, and when it is interrupted by hand."""


@dataclass(frozen=True, slots=True)
class ConnectionBounds:
    """What connections may take.

    Seconds: to receive a head and then a body, between requests, and in which `LEAST_BYTES` of an
    answer have to be taken. Of proxies, all of whose clients are behind one address, connections
    are not counted.
    """

    receive_seconds: float = 10.0
    idle_seconds: float = 5.0
    send_seconds: float = 20.0
    connections: int = 900
    connections_of_one: int = 200
    proxies: tuple[Network, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read the bounds off the settings."""
        return cls(
            settings.receive_seconds,
            settings.idle_seconds,
            settings.send_seconds,
            settings.max_connections,
            settings.max_connections_of_client,
            read_networks(settings.trusted_proxies),
        )


class HttpServer(uvicorn.Server):
    """A server that is soon over, whatever those who ask are doing."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end."""
        if sig == SIGINT:
            self.config.timeout_graceful_shutdown = INTERRUPT_SECONDS
        super().handle_exit(sig, frame)


class BoundedProtocol(PlainProtocol):
    """A connection that is closed when too much or too little comes in, or too little is taken.

    One timer runs while a head, a body or the next request is waited for, another while there is
    something to send.
    """

    _head_bytes = 0
    _head_open = True
    _timer: TimerHandle | None = None
    _sending: TimerHandle | None = None
    _left = 0
    _answering: RequestResponseCycle | None = None
    _answer: Task[None]

    def __init__(self, *args: Any, bounds: ConnectionBounds, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bounds = bounds
        self.peer = ""

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to wait for a head, if there is room for another connection."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn asks for more
        connected = transport.get_extra_info("socket")
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        host = self.client[0] if self.client else ""
        self.peer = "" if is_within(host, self.bounds.proxies) else client_at(host)
        if self._is_one_too_many():
            self.transport.abort()
        self._expect(self.bounds.receive_seconds)

    def _is_one_too_many(self) -> bool:
        if len(self.connections) > self.bounds.connections:
            return True
        own = sum(getattr(other, "peer", "") == self.peer for other in self.connections)
        return bool(self.peer) and own > self.bounds.connections_of_one

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop to wait, and to answer: nobody takes the rest."""
        self._stop()
        if self._answering is not None and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answer.cancel()
        if self._sending is not None:
            self._sending.cancel()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        self._answer = self.loop.create_task(cycle.run_asgi(app))
        self._answer.add_done_callback(self.tasks.discard)
        self.tasks.add(self._answer)

    # what comes in

    def data_received(self, data: bytes) -> None:
        """Read on, as long as the head is not too long."""
        super().data_received(data)
        if self._head_open and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self.send_400_response(f"A head has at most {MAX_HEAD_BYTES} bytes.")

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._head_bytes, self._head_open = 0, True
        self._expect(self.bounds.receive_seconds)

    def on_headers_complete(self) -> None:
        """End a head and begin a body."""
        self._head_open = False
        self._expect(self.bounds.receive_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a body."""
        self._stop()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Begin to wait for another request: what is no beginning of one does not prolong that."""
        is_last = not self.pipeline and self._timer is None
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._watch()
        if is_last and not self.transport.is_closing():
            self._expect(self.bounds.idle_seconds)

    def _expect(self, seconds: float) -> None:
        self._stop()
        self._timer = self.loop.call_later(seconds, self._give_up)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        if not (self._head_open or self.pipeline or self.cycle.response_started):
            self.transport.write(_too_slow(self.bounds.receive_seconds))
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        self.transport.close()

    # what goes out

    def pause_writing(self) -> None:
        """Begin to wait until some of what is sent is taken."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """Begin anew: enough was taken."""
        super().resume_writing()
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None

    def _watch(self) -> None:
        if self._sending is None:
            self._left = self.transport.get_write_buffer_size()
            self._sending = self.loop.call_later(self.bounds.send_seconds, self._check)

    def _check(self) -> None:
        """Look again whether enough was taken; who takes less is cut off."""
        self._sending = None
        left = self.transport.get_write_buffer_size()
        if left and self._left - left < LEAST_BYTES:
            self.transport.abort()
        elif left:
            self._watch()


def _too_slow(seconds: float) -> bytes:
    """Response to a request whose body does not arrive."""
    text = f"the request took more than {seconds:g} seconds to arrive"
    error = BadRequest(HTTPStatus.REQUEST_TIMEOUT, "REQUEST_TIMEOUT", text)
    body = orjson.dumps({"errors": [explain(error).as_graphql()]})
    head = (
        f"HTTP/1.1 408 Request Timeout\r\ncontent-type: {PLAIN}; charset=utf-8\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a record of uvicorn's log is worth a line: that the server ended requests is not."""
    return not (record.exc_info and isinstance(record.exc_info[1], CancelledError))


def _allow_descriptors(number: int) -> None:
    """Allow this process so many descriptors, or as many as the system lets it have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def build_server(
    app: Starlette, host: str, port: int, bounds: ConnectionBounds | None = None
) -> HttpServer:
    """Make a server; it runs by its method `run`."""
    sys.setswitchinterval(SWITCH_SECONDS)
    bounds = bounds or ConnectionBounds()
    _allow_descriptors(2 * bounds.connections + RESERVED_DESCRIPTORS)
    config = uvicorn.Config(
        app,
        host,
        port,
        log_level="warning",
        http=partial(BoundedProtocol, bounds=bounds),  # type: ignore[arg-type]  # uvicorn only calls it
        ws="none",
        timeout_keep_alive=ceil(bounds.idle_seconds),
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=bool(bounds.proxies),
        forwarded_allow_ips=[str(network) for network in bounds.proxies],
    )
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    return HttpServer(config)
