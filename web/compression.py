"""Compression: bodies are packed where the client likes that best, as is decided here alone."""

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql.errors import BadRequest
from gql.negotiation import GZIP, IDENTITY, rate_codings
from gql.responses import refuse

LEAST_BYTES, LEVEL = 1_000, 5
"""From which size bodies are packed, and how hard that is tried, from 1 to 9."""


class Compression:
    """Packs bodies; those who answer read in Accept-Encoding how theirs is sent, if it is long."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = GZipMiddleware(app, LEAST_BYTES, LEVEL)
        self._all = GZipMiddleware(app, 1, LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_message(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "Accept-Encoding" not in headers.get("vary", ""):
                    headers.add_vary_header("Accept-Encoding")
            await send(message)

        gzip, identity = rate_codings(Headers(scope=scope).get("accept-encoding"))
        if not (gzip or identity):
            text = f"Accept-Encoding takes neither {GZIP} nor {IDENTITY}"
            error = BadRequest(HTTPStatus.NOT_ACCEPTABLE, "NOT_ACCEPTABLE", text)
            await refuse(error)(scope, receive, send_message)
            return
        headers = MutableHeaders(raw=list(scope["headers"]))
        headers["Accept-Encoding"] = GZIP if gzip and gzip >= identity else IDENTITY
        app = self._app if identity else self._all
        await app({**scope, "headers": headers.raw}, receive, send_message)
