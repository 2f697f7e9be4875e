"""Responses that carry descriptions: links, tags, and what they say where there is none."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import quote

import orjson
from starlette.requests import Request
from starlette.responses import Response

from gql.errors import explain
from gql.headers import PAGE_POLICY, POLICY
from graph.rdf.dataset_description import LICENCE
from graph.terms import BASE
from web.rdf_formats import FORMATS, RdfSyntax, negotiate

_SAFE = "/:@!$&'()*+,;=~"
_TAG = re.compile(r'(?:W/)?("[^"]*")')


def see_other(request: Request, path: str) -> Response:
    """Respond to a request for what is no document with the way to one."""
    wanted = negotiate(request.headers.get("accept"))
    if wanted is None:
        return not_acceptable(path)
    headers = {"Location": address(f"{path}.{wanted.suffix}"), "Link": links(path)}
    return Response(None, HTTPStatus.SEE_OTHER, headers | {"Vary": "Accept"})


def address(path: str) -> str:
    """A path as an address on this host."""
    return "/" + quote(path, safe=_SAFE)


def links(path: str, offered: Sequence[str] = tuple(FORMATS), iri: str = "") -> str:
    """Link header (RFC 8288): formats of a document, its licence, how to cite what it is about."""
    described = [
        f'<{address(path)}.{suffix}>; rel="describedby"; type="{FORMATS[suffix].media_type}"'
        for suffix in offered
    ]
    cited = f'<{iri or BASE + quote(path, safe=_SAFE)}>; rel="cite-as"'
    return ", ".join([*described, f'<{LICENCE}>; rel="license"', cited])


def document(
    request: Request,
    path: str,
    wanted: RdfSyntax,
    body: bytes,
    *,
    iri: str = "",
    offered: Sequence[str] = tuple(FORMATS),
) -> Response:
    """Respond with a document about what has an IRI, else about what has the path."""
    canonical = f'<{address(path)}.{wanted.suffix}>; rel="canonical"'
    headers = {"Link": f"{canonical}, {links(path, offered, iri)}"}
    return tagged(request, body, wanted.content_type, headers)


def tagged(
    request: Request, body: bytes, content_type: str, headers: dict[str, str] | None = None
) -> Response:
    """Respond with a body and its tag, or with 304 where the client has it (RFC 9110, 13.1.2).

    The tag is weak: the body may be sent as it is or compressed, and is the same to a reader.
    """
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    shown = {"ETag": f"W/{tag}", "Vary": "Accept", "Cache-Control": "no-cache"}
    if content_type.startswith("text/html"):
        shown[POLICY] = PAGE_POLICY
    shown |= headers or {}
    if is_known(request, tag):
        return Response(None, HTTPStatus.NOT_MODIFIED, shown)
    return Response(body, HTTPStatus.OK, shown, content_type)


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has what bears the tag (If-None-Match)."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or tag in _TAG.findall(known)


def not_acceptable(path: str, offered: Sequence[str] = tuple(FORMATS)) -> Response:
    """Respond with the formats there are, to a request that takes none of them."""
    types = {FORMATS[suffix].media_type: f"{address(path)}.{suffix}" for suffix in offered}
    title = "Accept takes none of the types there are: " + ", ".join(types)
    details = {"code": "NOT_ACCEPTABLE", "available": types}
    return problem(HTTPStatus.NOT_ACCEPTABLE, title, details, {"Link": links(path, offered)})


def problem_of(error: Exception) -> Response:
    """Problem details of an exception."""
    report = explain(error)
    return problem(report.status, report.message, {"code": report.code}, dict(report.headers))


def problem(
    status: HTTPStatus, title: str, details: Mapping[str, object], headers: dict[str, str]
) -> Response:
    """Problem details (RFC 9457)."""
    body = orjson.dumps({"title": title, "status": status.value, **details})
    return Response(body, status, headers | {"Vary": "Accept"}, "application/problem+json")
