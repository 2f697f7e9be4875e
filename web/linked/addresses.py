"""Every IRI answers: 303 from a thing to its document, which is there in several formats."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path

import orjson
from pyoxigraph import Quad, Triple
from rdflib.namespace import OWL
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from gql.headers import PAGE_POLICY, POLICY
from gql.routes import threaded_route
from graph.earlier import find_earlier
from graph.errors import QueryError
from graph.opening import Served
from graph.rdf.alignment import read_alignment
from graph.rdf.dataset_description import LICENCE
from graph.rdf.describing import Description, describe
from graph.rdf.export import read_prefixes
from graph.rdf.jsonld import build_context
from graph.release import QUADS
from graph.statement_index import StatementIndex
from graph.terms import AL, APPARATUS, BASE, kebab
from graph.validation import read_shapes
from web.linked.dataset import Data, Files
from web.pages.ontology_view import read_head
from web.pages.questions import read_questions
from web.pages.rendering import PageRenderer
from web.rdf_formats import FORMATS, HTML, RdfSyntax, Writer, negotiate, split_suffix
from web.rdf_responses import (
    address,
    document,
    not_acceptable,
    problem,
    see_other,
    tagged,
)
from web.sparql.examples import EXAMPLES, describe_examples
from web.sparql.front import Front

_DATA = tuple(suffix for suffix in FORMATS if suffix != HTML)
_KINDS = ("id", "passage", "reading", "graph")
"""First parts of the paths of what a release speaks of."""
_DOCUMENTS: Mapping[str, Callable[[], Sequence[Quad | Triple]]] = {
    "shapes": read_shapes,
    EXAMPLES: describe_examples,
}
"""What is published as data and has no page, by its path."""


@dataclass(frozen=True, slots=True)
class LinkedData:
    """A served release with what it takes to describe what is in it."""

    served: Served
    places: StatementIndex
    writer: Writer
    pages: PageRenderer
    files: Files

    def close(self) -> None:
        """Let go of files."""
        self.places.close()
        self.files.close()

    def describe(self, path: str) -> Description | None:
        """Describe what has a path; None where the release has nothing there."""
        return describe(BASE + path, self.places)

    def front(self) -> Front:
        """What the SPARQL endpoint says to those who bring no query."""
        return Front(self.served.release, self.pages, self.writer, read_questions())

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


def open_linked_data(served: Served, tables: Path, reports: str) -> LinkedData:
    """Open what a release says, for its description."""
    prefixes = read_prefixes(served.ontology)
    context = build_context(served.ontology, prefixes)
    places = StatementIndex(served.release.catalogue, served.release.folder / QUADS)
    writer = Writer(read_alignment(), prefixes, context)
    return LinkedData(
        served, places, writer, PageRenderer(served, places, reports), Files(served, tables)
    )


def linked_routes(data: LinkedData) -> list[BaseRoute]:
    """Addresses of all that a release speaks of, of its files and of the ontology."""
    routes: list[BaseRoute] = []

    def add(path: str, answer: Callable[[Request], Response]) -> None:
        routes.append(threaded_route(path, answer))

    for kind in _KINDS:
        add(f"/{kind}/{{rest:path}}", lambda request: respond(data, request))
    ontology = cache(lambda: _ontology_description(data))  # read once, when asked for
    add("/ns", lambda request: _respond_ontology(data, ontology(), request))
    add("/ns{rest:path}", lambda request: _respond_ontology(data, ontology(), request))
    for path in _DOCUMENTS:
        add(f"/{path}", lambda request: _respond_statements(data, request))
        add(f"/{path}.{{suffix}}", lambda request: _respond_statements(data, request))
    add("/context.jsonld", lambda request: _respond_context(data, request))
    whole = Data(data.served, data.files, data.writer, data.pages)

    def missing(request: Request) -> Callable[[str], Response]:
        return lambda path: _missing(data, request, path)

    add("/release/{rest:path}", lambda request: whole.release(request, missing(request)))
    add("/data/{name}", lambda request: whole.file(request, missing(request)))
    add("/data/", whole.page)
    for path in ("/catalog", "/.well-known/void"):
        add(path, whole.catalogue)
    return routes


def respond(data: LinkedData, request: Request) -> Response:
    """Respond with the way to a document, with the document, or with what is known instead."""
    path = request.url.path.lstrip("/")
    if data.places.has(BASE + path):
        return see_other(request, path)
    stem, wanted = split_suffix(path)
    if wanted and (description := data.describe(stem)):
        return document(request, stem, wanted, _body(data, description, wanted))
    return _missing(data, request, stem)


def _body(data: LinkedData, description: Description, wanted: RdfSyntax) -> bytes:
    if wanted.suffix == HTML:
        return data.pages.thing(description)
    return data.writer.write(description, wanted)


def _missing(data: LinkedData, request: Request, path: str) -> Response:
    """Respond 410 for what another release at hand has, else 404 with near names."""
    release = data.served.release
    earlier = find_earlier(release, BASE + path)
    if earlier:
        title = f"{BASE}{path} was in release {earlier} and is not in release {release.id}."
        return _explain(data, request, HTTPStatus.GONE, title, {"code": "GONE", "release": earlier})
    near = data.near(path)
    title = f"Nothing has the address {BASE}{path}."
    details = {"code": "NOT_FOUND", "near": {name: address(found) for name, found in near}}
    return _explain(data, request, HTTPStatus.NOT_FOUND, title, details)


def _explain(
    data: LinkedData,
    request: Request,
    status: HTTPStatus,
    title: str,
    details: Mapping[str, object],
) -> Response:
    wanted = negotiate(request.headers.get("accept"))
    if wanted is None or wanted.suffix != HTML:
        return problem(status, title, details, {})
    page = data.pages.missing(title, details.get("near"))
    return Response(
        page, status, {"Vary": "Accept", POLICY: PAGE_POLICY}, FORMATS[HTML].content_type
    )


def _ontology_description(data: LinkedData) -> Description:
    """The ontology as the release has it: all of the apparatus that no document is the source of."""
    inside = data.places.in_graph(APPARATUS)
    content = [quad for quad in inside if not _is_of_data(getattr(quad.subject, "value", ""))]
    return Description(str(AL), (), (), tuple(content), ())


def _is_of_data(iri: str) -> bool:
    return iri.startswith(tuple(f"{BASE}{kind}/" for kind in _KINDS))


def _respond_ontology(data: LinkedData, ontology: Description, request: Request) -> Response:
    """Respond with the ontology: its terms have their addresses in one document (hash IRIs)."""
    path, wanted = split_suffix(request.url.path.lstrip("/"))
    version = read_head(ontology)[str(OWL.versionIRI)].removeprefix(BASE)
    if path not in ("ns", version):
        return _missing(data, request, path)
    wanted = wanted or negotiate(request.headers.get("accept"))
    if wanted is None:
        return not_acceptable("ns")
    if wanted.suffix == HTML:
        body = data.pages.ontology(ontology)
    else:
        body = data.writer.write(ontology, wanted)
    return document(request, "ns", wanted, body, iri=str(AL))


def _respond_statements(data: LinkedData, request: Request) -> Response:
    """Respond with a document that is data only."""
    path, wanted = split_suffix(request.url.path.lstrip("/"))
    if path not in _DOCUMENTS or (wanted and wanted.suffix == HTML):
        return _missing(data, request, path)
    wanted = wanted or negotiate(request.headers.get("accept"), _DATA)
    if wanted is None:
        return not_acceptable(path, _DATA)
    body = data.writer.write_statements(_DOCUMENTS[path](), wanted)
    return document(request, path, wanted, body, offered=_DATA)


def _respond_context(data: LinkedData, request: Request) -> Response:
    body = orjson.dumps({"@context": data.writer.context}, option=orjson.OPT_INDENT_2)
    headers = {"Link": f'<{LICENCE}>; rel="license"', "Access-Control-Allow-Origin": "*"}
    return tagged(request, body, "application/ld+json", headers)
