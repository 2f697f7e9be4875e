"""What every request and response passes: who may ask, what protects readers, room for what is sent."""

from collections.abc import Mapping
from typing import Any

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql.admission import Rate, SendBuffer
from gql.clients import client_at
from gql.errors import BadRequest
from gql.headers import DATA_POLICY, FILE_POLICY, POLICY
from gql.responses import refuse
from graph.fair_threads import CLIENT

HEALTH = ("/livez", "/readyz")
"""Addresses that are asked by machines, and answered always."""

PART = 65_536
"""Bytes that are sent at a time, the next when these are nearly taken; less is not counted."""

_POLICY = POLICY.lower().encode()


class Boundary:
    """Stands before an application; all that it does not take itself goes through CORS.

    It says for which client a request is worked on and refuses those of which there are too many;
    adds to each response what it does not say itself; sends large bodies part by part, those that
    come whole only where there is room for them.
    """

    def __init__(
        self, app: ASGIApp, *, rate: Rate, room: SendBuffer, cors: Mapping[str, Any]
    ) -> None:
        self.app = CORSMiddleware(app, **cors)
        self.rate, self.room, self.cors = rate, room, cors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        client = client_at(scope["client"][0] if scope["client"] else "")
        CLIENT.set(client)
        head: Message | None = None

        async def send_message(message: Message) -> None:
            """Send what a response has; its head waits, for until the body comes it may be another."""
            nonlocal head
            if message["type"] == "http.response.start":
                head = _protected(message, scope["path"])
                return
            first, head = head, None
            size, is_whole = len(message.get("body", b"")), not message.get("more_body", False)
            if size <= PART or not (first and is_whole):
                await _send_all(first, message, send)
                return
            try:
                with self.room.take(client, size):
                    await _send_all(first, message, send)
            except BadRequest as error:
                await self._refuse(error)(scope, receive, send_message)

        try:
            if scope["path"] not in HEALTH:
                self.rate.check(client)
        except BadRequest as error:
            await self._refuse(error)(scope, receive, send_message)
        else:
            await self.app(scope, receive, send_message)

    def _refuse(self, error: BadRequest) -> ASGIApp:
        """Say why, also to pages of other origins."""
        return CORSMiddleware(refuse(error), **self.cors)


def _protected(head: Message, path: str) -> Message:
    """The head of a response with the headers that protect readers."""
    headers = list(head["headers"])
    if not any(name == _POLICY for name, _ in headers):
        policy = FILE_POLICY if path.startswith("/static/") else DATA_POLICY
        headers.append((_POLICY, policy.encode()))
    headers.append((b"x-content-type-options", b"nosniff"))
    return {**head, "headers": headers}


async def _send_all(head: Message | None, message: Message, send: Send) -> None:
    """Send what a message has, after the head if it is the first; each part waits for room."""
    if head:
        await send(head)
    body, more = message.get("body", b""), message.get("more_body", False)
    if len(body) <= PART:
        await send(message)
        return
    for start in range(0, len(body), PART):
        part, is_last = body[start : start + PART], start + PART >= len(body)
        await send({**message, "body": part, "more_body": more or not is_last})
