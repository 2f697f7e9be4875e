"""Compression: bodies are compressed where the client likes that best, as is decided here alone."""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql.errors import BadRequest
from gql.negotiation import GZIP, IDENTITY, rate_codings
from gql.responses import refuse

LEAST_BYTES, LEVEL = 1_000, 5
"""From which size bodies are compressed, and how hard that is tried, from 1 to 9."""

_NAME = b"accept-encoding"


class Compression:
    """Compresses bodies; behind it Accept-Encoding names the one coding that was chosen."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._packed = GZipMiddleware(app, LEAST_BYTES, LEVEL)
        self._all_packed = GZipMiddleware(app, 1, LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond."""
        if scope["type"] != "http":
            await self._plain(scope, receive, send)
            return

        async def send_message(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "Accept-Encoding" not in headers.get("vary", ""):
                    headers.add_vary_header("Accept-Encoding")
            await send(message)

        given = next((value for name, value in scope["headers"] if name == _NAME), None)
        gzip, identity = rate_codings(None if given is None else given.decode("latin-1"))
        if not (gzip or identity):
            text = f"Accept-Encoding takes neither {GZIP} nor {IDENTITY}"
            error = BadRequest(HTTPStatus.NOT_ACCEPTABLE, "NOT_ACCEPTABLE", text)
            await refuse(error)(scope, receive, send_message)
            return
        is_packed = gzip and gzip >= identity
        coding = (_NAME, GZIP.encode() if is_packed else IDENTITY.encode())
        headers = [*(header for header in scope["headers"] if header[0] != _NAME), coding]
        app = self._plain if not is_packed else self._packed if identity else self._all_packed
        await app({**scope, "headers": headers}, receive, send_message)
