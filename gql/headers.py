"""Headers that protect readers: what pages may load, who may ask from a page of another origin."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql.clients import is_within, read_networks
from graph.settings import Settings

POLICY = "Content-Security-Policy"
_NEVER = "frame-ancestors 'none'; base-uri 'none'"
DATA_POLICY = f"default-src 'none'; {_NEVER}; form-action 'none'"
"""Of what is no page: it loads nothing and no page has it inside."""

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    f"img-src 'self'; {_NEVER}; form-action 'self'"
)
"""Of pages: they ask nothing of other hosts, and no script of others runs in them."""

IDE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    f"{_NEVER}; form-action 'self'"
)
"""Of the page with the editor, which makes styles as it runs."""

FILE_POLICY = f"default-src 'self'; {_NEVER}; form-action 'none'"
"""Of files of pages: those that work in the background load others."""

_LOCAL = ("localhost", "127.0.0.1", "[::1]", "::1")
_LOOPBACK = read_networks("127.0.0.0/8, ::1")


class SecurityHeaders:
    """Adds to each response what it does not say itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond."""
        policy = FILE_POLICY if scope.get("path", "").startswith("/static/") else DATA_POLICY

        async def send_message(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault(POLICY, policy)
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self.app(scope, receive, send_message)


def add_security(app: FastAPI, settings: Settings) -> None:
    """Add headers to all responses; refuse hosts that are not ours."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=allowed_origins(settings),
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["*"],
        expose_headers=["Content-Disposition", "ETag", "Link", "Retry-After"],
        max_age=86_400,
    )
    app.add_middleware(TrustedHostMiddleware, **_hosts(settings))
    app.add_middleware(SecurityHeaders)


def allowed_origins(settings: Settings) -> Sequence[str]:
    """Origins whose pages may ask.

    Where the settings do not say these are all, but for a server with documents at hand: any
    site that its reader visits could take their quotes.
    """
    if settings.allowed_origins:
        return _split(settings.allowed_origins)
    return () if settings.documents else ("*",)


def _hosts(settings: Settings) -> dict[str, Any]:
    """Names by which the server may be asked.

    Where the settings do not say these are all, but for a server with documents that only this
    machine reaches: a name of others could be made to lead here.
    """
    if settings.trusted_hosts:
        return {"allowed_hosts": [*_split(settings.trusted_hosts), *_LOCAL], "www_redirect": False}
    is_local = settings.host == "localhost" or is_within(settings.host, _LOOPBACK)
    return {"allowed_hosts": _LOCAL if is_local and settings.documents else ["*"]}


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
