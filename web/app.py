"""The web application: routes and nothing else."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from gql.admission import Rate, SendBuffer
from gql.endpoint import Endpoint
from gql.errors import BadRequest, explain
from gql.execution import build_service
from gql.headers import IDE_POLICY, POLICY, cors, hosts
from gql.middleware import Boundary
from gql.responses import refuse
from gql.revision import revision_of
from graph.errors import GraphError, StoreUnavailable
from graph.opening import Served, open_served
from graph.rdf.alignment import read_alignment
from graph.release import QUADS
from graph.settings import Settings
from web.compression import Compression
from web.linked.addresses import linked_routes, open_linked_data
from web.neo4j_browser.routes import guide_route
from web.pages.documentation import documentation_routes
from web.pages.error_page import ErrorPages
from web.pages.questions import QUERIES
from web.rdf_formats import FORMATS, HTML
from web.rdf_responses import problem_of, tagged
from web.site import Site, site_routes
from web.sparql.front import Front
from web.sparql.process_pool import QueryBounds, Workers
from web.sparql.protocol import respond
from web.static_files import RevalidatedFiles

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings) -> FastAPI:
    """Create the application; the release is opened at once, so that a missing one is told early."""
    served = open_served(settings)
    endpoint = Endpoint.of(
        build_service(served, settings),
        revision_of(served),
        settings,
        _ide((STATIC / "ide.html").read_bytes()),
    )
    linked = open_linked_data(served, settings.tables, settings.reports)
    site = Site(endpoint, linked)
    workers = Workers(
        served.release.folder / QUADS, QueryBounds.of(settings), read_alignment().names()
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        workers.start()
        yield
        await workers.close()
        await served.close()
        linked.close()
        site.close()

    return FastAPI(
        openapi_url=None,  # the API describes itself as a GraphQL schema
        routes=[
            Route("/graphql", endpoint, methods=["GET", "POST"]),
            *linked_routes(linked),
            *site_routes(site),
            sparql_route(workers, linked.front()),
            guide_route(served.ontology),
            *documentation_routes(linked.pages),
            *_health_routes(served),
            Mount("/static", RevalidatedFiles(directory=STATIC)),
            Mount("/queries", RevalidatedFiles(directory=QUERIES)),
        ],
        middleware=[
            Middleware(
                Boundary,
                rate=Rate(settings.requests_per_minute),
                room=SendBuffer(settings.max_sending_bytes),
                cors=cors(settings),
            ),
            Middleware(TrustedHostMiddleware, **hosts(settings)),
            Middleware(Compression),
        ],
        exception_handlers=dict.fromkeys(
            (HTTPException, StoreUnavailable, TimeoutError),
            _refusing(ErrorPages(linked.pages, linked.near, site.questions)),
        ),
        lifespan=lifespan,
    )


def _ide(page: bytes) -> Callable[[Request], Response]:
    """Sends the page with the editor."""
    kind, policy = FORMATS[HTML].content_type, {POLICY: IDE_POLICY}
    return lambda request: tagged(request, page, kind, policy)


def sparql_route(workers: Workers, front: Front | None = None) -> Route:
    """The SPARQL endpoint over the data that the workers read, and what it says of itself."""

    async def sparql(request: Request) -> Response:
        if front and (response := front.respond(request)):
            return response
        try:
            return await respond(request, workers)
        except (BadRequest, GraphError) as error:
            return problem_of(error)

    return Route("/sparql", sparql, methods=["GET", "POST"])


def _refusing(pages: ErrorPages) -> Callable[[Request, Any], Coroutine[Any, Any, Response]]:
    """Says what cannot be answered, such as an address that there is not: to people with a page."""

    async def refuse_request(request: Request, error: Exception) -> Response:
        return pages.respond(request, error) or refuse(error)

    return refuse_request


def _health_routes(served: Served) -> list[Route]:
    async def livez(_: Request) -> Response:
        return Response("alive\n", media_type="text/plain")

    async def readyz(_: Request) -> Response:
        try:
            await served.store.ready()
        except StoreUnavailable as error:
            report = explain(error)
            return Response(f"{error}\n", report.status, report.headers, "text/plain")
        return Response(f"ready with release {served.release.id}\n", media_type="text/plain")

    return [Route("/livez", livez), Route("/readyz", readyz)]
