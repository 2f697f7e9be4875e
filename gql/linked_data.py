"""Every IRI answers: 303 from a thing to its document, which is there in several formats."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import quote

import orjson
from fastapi import FastAPI, Request, Response
from rdflib.namespace import OWL
from starlette.routing import Route

from gql.ontology_view import read_head
from gql.pages import Pages
from gql.representations import FORMATS, HTML, Format, Writer, negotiate, split_suffix
from graph.alignment import read_alignment
from graph.describing import Description, describe
from graph.earlier import find_earlier
from graph.errors import QueryError
from graph.export import read_prefixes
from graph.jsonld import build_context
from graph.opening import Served
from graph.places import Places
from graph.release import QUADS
from graph.terms import AL, APPARATUS, BASE, kebab

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
OWN_ONLY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'"
}
"""Header of pages: they ask nothing of other hosts, and no script of others runs in them."""
_KINDS = ("id", "passage", "reading", "graph")
"""First parts of the paths of what a release speaks of."""
_SAFE = "/:@!$&'()*+,;=~"
_TAG = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(frozen=True, slots=True)
class LinkedData:
    """A served release with what it takes to describe what is in it."""

    served: Served
    places: Places
    writer: Writer
    pages: Pages

    def describe(self, path: str) -> Description | None:
        """Describe what has a path; None where the release has nothing there."""
        return describe(BASE + path, self.places)

    def near(self, path: str) -> list[tuple[str, str]]:
        """Names and paths of things whose key looks like the end of a path."""
        names = {kebab(name): name for name in self.served.ontology.classes}
        parts = path.split("/")
        class_name = names.get(parts[1], "Thing") if parts[0] == "id" else parts[0].capitalize()
        if class_name not in self.served.ontology.classes:
            return []
        found: dict[str, str] = {}
        for form in self.served.catalogue.near("/".join(parts[2:] or parts), class_name):
            with suppress(QueryError):
                if iri := self.served.catalogue.find(form, class_name):
                    found.setdefault(iri.removeprefix(BASE), form)
        return [(form, near) for near, form in found.items()]


def open_linked_data(served: Served) -> LinkedData:
    """Open what a release says, for its description."""
    prefixes = read_prefixes(served.ontology)
    context = build_context(served.ontology, prefixes)
    places = Places(served.release.catalogue, served.release.folder / QUADS)
    writer = Writer(read_alignment(), prefixes, context)
    return LinkedData(served, places, writer, Pages(served))


def add_linked_data(app: FastAPI, served: Served) -> None:
    """Add the addresses of all that a release speaks of, and of the ontology."""
    data = open_linked_data(served)

    def add(path: str, answer: Callable[[Request], Response]) -> None:
        app.router.routes.append(Route(path, answer))  # synchronous: runs in a thread

    for kind in _KINDS:
        add(f"/{kind}/{{rest:path}}", lambda request: respond(data, request))
    ontology = _ontology_description(data)
    version = read_head(ontology)[str(OWL.versionIRI)].removeprefix(BASE)
    add("/ns", lambda request: _respond_ontology(data, ontology, version, request))
    add("/ns{rest:path}", lambda request: _respond_ontology(data, ontology, version, request))
    add("/context.jsonld", lambda request: _respond_context(data, request))


def respond(data: LinkedData, request: Request) -> Response:
    """Respond with the way to a document, with the document, or with what is known instead."""
    path = request.url.path.lstrip("/")
    if data.places.has(BASE + path):
        return _see_other(request, path)
    stem, wanted = split_suffix(path)
    if wanted and (description := data.describe(stem)):
        return _document(request, stem, wanted, _body(data, description, wanted))
    return _missing(data, request, stem)


def _body(data: LinkedData, description: Description, wanted: Format) -> bytes:
    if wanted.suffix == HTML:
        return data.pages.thing(description)
    return data.writer.write(description, wanted)


def _see_other(request: Request, path: str) -> Response:
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


def _document(request: Request, path: str, wanted: Format, body: bytes, iri: str = "") -> Response:
    canonical = f'<{address(path)}.{wanted.suffix}>; rel="canonical"'
    headers = {"Link": f"{canonical}, {links(path, iri=iri)}"}
    return tagged(request, body, wanted.content_type, headers)


def tagged(
    request: Request, body: bytes, content_type: str, headers: dict[str, str] | None = None
) -> Response:
    """Respond with a body and its tag, or with 304 where the client has it (RFC 9110, 13.1.2)."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    shown = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache", **(headers or {})}
    if content_type.startswith("text/html"):
        shown |= OWN_ONLY
    known = request.headers.get("if-none-match", "")
    if known.strip() == "*" or tag in _TAG.findall(known):
        return Response(None, HTTPStatus.NOT_MODIFIED, shown)
    return Response(body, HTTPStatus.OK, shown, content_type)


def not_acceptable(path: str, offered: Sequence[str] = tuple(FORMATS)) -> Response:
    """Respond with the formats there are, to a request that takes none of them."""
    types = {FORMATS[suffix].media_type: f"{address(path)}.{suffix}" for suffix in offered}
    title = "Accept takes none of the types there are: " + ", ".join(types)
    problem = {"code": "NOT_ACCEPTABLE", "available": types}
    return _problem(HTTPStatus.NOT_ACCEPTABLE, title, problem, {"Link": links(path, offered)})


def _missing(data: LinkedData, request: Request, path: str) -> Response:
    """Respond 410 for what another release at hand has, else 404 with near names."""
    release = data.served.release
    earlier = find_earlier(release, BASE + path)
    if earlier:
        title = f"{BASE}{path} was in release {earlier} and is not in release {release.id}."
        return _tell(data, request, HTTPStatus.GONE, title, {"code": "GONE", "release": earlier})
    near = data.near(path)
    title = f"Nothing has the address {BASE}{path}."
    details = {"code": "NOT_FOUND", "near": {name: address(found) for name, found in near}}
    return _tell(data, request, HTTPStatus.NOT_FOUND, title, details)


def _tell(
    data: LinkedData,
    request: Request,
    status: HTTPStatus,
    title: str,
    details: Mapping[str, object],
) -> Response:
    wanted = negotiate(request.headers.get("accept"))
    if wanted is None or wanted.suffix != HTML:
        return _problem(status, title, details, {})
    page = data.pages.missing(title, details.get("near"))
    return Response(page, status, {"Vary": "Accept"} | OWN_ONLY, FORMATS[HTML].content_type)


def _problem(
    status: HTTPStatus, title: str, details: Mapping[str, object], headers: dict[str, str]
) -> Response:
    """Problem details (RFC 9457)."""
    body = orjson.dumps({"title": title, "status": status.value, **details})
    return Response(body, status, headers | {"Vary": "Accept"}, "application/problem+json")


def _ontology_description(data: LinkedData) -> Description:
    """The ontology as the release has it: all of the apparatus that no document is the source of."""
    inside = data.places.said_in(APPARATUS)
    content = [quad for quad in inside if not _is_of_data(getattr(quad.subject, "value", ""))]
    return Description(str(AL), (), (), tuple(content), ())


def _is_of_data(iri: str) -> bool:
    return iri.startswith(tuple(f"{BASE}{kind}/" for kind in _KINDS))


def _respond_ontology(
    data: LinkedData, ontology: Description, version: str, request: Request
) -> Response:
    """Respond with the ontology: its terms have their addresses in one document (hash IRIs)."""
    path, wanted = split_suffix(request.url.path.lstrip("/"))
    if path not in ("ns", version):
        return _missing(data, request, path)
    wanted = wanted or negotiate(request.headers.get("accept"))
    if wanted is None:
        return not_acceptable("ns")
    if wanted.suffix == HTML:
        body = data.pages.ontology(ontology)
    else:
        body = data.writer.write(ontology, wanted)
    return _document(request, "ns", wanted, body, str(AL))


def _respond_context(data: LinkedData, request: Request) -> Response:
    body = orjson.dumps({"@context": data.writer.context}, option=orjson.OPT_INDENT_2)
    headers = {"Link": f'<{LICENCE}>; rel="license"', "Access-Control-Allow-Origin": "*"}
    return tagged(request, body, "application/ld+json", headers)
