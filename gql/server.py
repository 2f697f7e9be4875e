"""The HTTP server: uvicorn, with bounds on what comes before a request reaches the application."""

import sys
from asyncio import BaseTransport, TimerHandle

import uvicorn
from fastapi import FastAPI

from gql.plain_protocol import PlainProtocol

MAX_HEAD_BYTES = 131_072
"""Longest head of a request: address and headers."""

HEAD_SECONDS = 10.0
"""Longest time for a head to arrive."""

MAX_CONNECTIONS = 900
"""Most connections; processes may often have no more than 1,024 files open."""

SWITCH_SECONDS = 0.001
"""How long threads compute before others are let in: while they work, requests are still taken."""


class BoundedProtocol(PlainProtocol):
    """A connection that is closed when a head is too long or too slow, or there are too many."""

    _head_bytes = 0
    _head_open = True
    _timer: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to wait for a head."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn asks for more
        if len(self.connections) > MAX_CONNECTIONS:
            self.transport.close()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop to wait."""
        self._stop()
        super().connection_lost(exc)

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
        self._wait()

    def on_headers_complete(self) -> None:
        """End a head."""
        self._head_open = False
        self._stop()
        super().on_headers_complete()

    def _wait(self) -> None:
        self._stop()
        self._timer = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


def build_server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """Make a server; it runs by its method `run`."""
    sys.setswitchinterval(SWITCH_SECONDS)
    config = uvicorn.Config(app, host, port, log_level="warning", http=BoundedProtocol, ws="none")
    return uvicorn.Server(config)
