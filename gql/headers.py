"""Headers that protect readers: what pages may load, who may ask from a page of another origin."""

from collections.abc import Mapping, Sequence
from typing import Any

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


def cors(settings: Settings) -> Mapping[str, Any]:
    """Say to browsers whose pages may ask (CORS)."""
    return {
        "allow_origins": allowed_origins(settings),
        "allow_methods": ["GET", "HEAD", "POST"],
        "allow_headers": ["*"],
        "expose_headers": ["Content-Disposition", "ETag", "Link", "Retry-After"],
        "max_age": 86_400,
    }


def allowed_origins(settings: Settings) -> Sequence[str]:
    """Origins whose pages may ask.

    Where the settings do not say these are all, but for a server with documents at hand: any
    site that its reader visits could take their quotes.
    """
    if settings.allowed_origins:
        return _split(settings.allowed_origins)
    return () if settings.documents else ("*",)


def hosts(settings: Settings) -> Mapping[str, Any]:
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
