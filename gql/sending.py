"""Sending: how many bytes of answers wait to be taken, by client and in all."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql.errors import BadRequest
from gql.responses import refuse
from graph.fair_threads import CLIENT

PART = 65_536
"""Bytes that are sent at a time, the next when these are nearly taken; less is not counted."""

SHARE = 4
"""A client has this part of the room, or one answer."""


class SendBuffer:
    """Room, in bytes, for answers that are being sent."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken: Counter[str] = Counter()

    @contextmanager
    def take(self, client: str, size: int) -> Iterator[None]:
        """Take room while an answer is sent; raises BadRequest where there is not enough."""
        own = self._taken[client]
        if own and own + size > self._size // SHARE:
            text = "large answers to you are still being sent; read them first"
            raise BadRequest(429, "TOO_MANY_AT_ONCE", text, retry_after=5)
        if self._taken.total() + size > self._size:
            text = "the server is sending many large answers; try again soon"
            raise BadRequest(503, "BUSY", text, retry_after=5)
        self._taken[client] += size
        try:
            yield
        finally:
            self._taken[client] -= size
            if not self._taken[client]:
                del self._taken[client]


class Sending:
    """Sends large bodies part by part; those that come whole only where there is room for them.

    The head of a response waits for its body: until then there may be another one.
    """

    def __init__(self, app: ASGIApp, room: SendBuffer) -> None:
        self.app, self.room = app, room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond."""
        heads: list[Message] = []

        async def send_message(message: Message) -> None:
            if message["type"] == "http.response.start":
                heads.append(message)
                return
            size, is_whole = len(message.get("body", b"")), not message.get("more_body", False)
            if size <= PART or not (heads and is_whole):
                await _send_all(heads, message, send)
                return
            try:
                with self.room.take(CLIENT.get(), size):
                    await _send_all(heads, message, send)
            except BadRequest as error:
                await refuse(error)(scope, receive, send)

        await self.app(scope, receive, send_message if scope["type"] == "http" else send)


async def _send_all(heads: list[Message], message: Message, send: Send) -> None:
    """Send what a message has, after the head if it is the first; each part waits for room."""
    while heads:
        await send(heads.pop())
    body, more = message.get("body", b""), message.get("more_body", False)
    for start in range(0, len(body) or 1, PART):
        part, is_last = body[start : start + PART], start + PART >= len(body)
        await send({**message, "body": part, "more_body": more or not is_last})
