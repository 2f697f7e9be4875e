"""The web application: routes and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import cast

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.routing import Route

from gql.admission import Admission, Rate
from gql.endpoint import Endpoint
from gql.execution import build_service
from gql.formats import wants_html
from gql.headers import IDE_POLICY, POLICY, add_security
from gql.requests import BadRequest
from gql.responses import RETRY, refuse
from gql.revision import revision_of
from gql.sending import SendBuffer, Sending
from graph.errors import QueryError, StoreUnavailable
from graph.opening import Served, open_served
from graph.rdf.alignment import read_alignment
from graph.release import QUADS
from graph.settings import Settings
from web.compression import Compression
from web.linked.addresses import add_linked_data
from web.neo4j_browser.routes import add_guide
from web.pages.documentation import add_documentation
from web.pages.questions import QUERIES
from web.rdf_formats import FORMATS, HTML
from web.rdf_responses import problem, tagged
from web.site import add_site
from web.sparql.front import Front
from web.sparql.process_pool import QueryBounds, Workers
from web.sparql.protocol import respond
from web.static_files import RevalidatedFiles

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings) -> FastAPI:
    """Create the application; the release is opened at once, so that a missing one is told early."""
    served = open_served(settings)
    service = build_service(served, settings)

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

    app = FastAPI(title="ASEAN labour cooperation", lifespan=lifespan, openapi_url=None)
    app.add_middleware(Admission, rate=Rate(settings.requests_per_minute))
    app.add_middleware(Compression)
    app.add_middleware(Sending, room=SendBuffer(settings.max_sending_bytes))
    add_security(app, settings)
    app.add_exception_handler(HTTPException, _tell_status)
    app.add_exception_handler(StoreUnavailable, _tell_unavailable)
    app.add_exception_handler(TimeoutError, _tell_unavailable)
    endpoint = Endpoint.of(service, revision_of(served), settings)
    _add_graphql(app, endpoint)
    linked = add_linked_data(app, served, settings.tables, settings.reports)
    site = add_site(app, endpoint, linked)
    add_sparql(app, workers, linked.front())
    add_guide(app, served.ontology)
    add_documentation(app, linked.pages)
    _add_health(app, served)
    app.mount("/static", RevalidatedFiles(directory=STATIC), name="static")
    app.mount("/queries", RevalidatedFiles(directory=QUERIES), name="queries")
    return app


def _add_graphql(app: FastAPI, endpoint: Endpoint) -> None:
    page = (STATIC / "ide.html").read_bytes()

    async def graphql(request: Request) -> Response:
        if wants_html(request):
            return tagged(request, page, FORMATS[HTML].content_type, {POLICY: IDE_POLICY})
        return await endpoint.respond(request)

    # A plain route: FastAPI's own takes an eighth of the time of a short answer.
    app.router.routes.append(Route("/graphql", graphql, methods=["GET", "HEAD", "POST"]))


def add_sparql(app: FastAPI, workers: Workers, front: Front | None = None) -> None:
    """Add the SPARQL endpoint over the data that the workers read, and what it says of itself."""

    @app.api_route("/sparql", methods=["GET", "HEAD", "POST"])
    async def sparql(request: Request) -> Response:
        if front and (response := front.respond(request)):
            return response
        try:
            return await respond(request, workers)
        except BadRequest as error:
            return _tell(error.status, error.code, error)
        except QueryError as error:
            return _tell(HTTPStatus.BAD_REQUEST, error.code, error)
        except StoreUnavailable as error:
            return _tell(HTTPStatus.SERVICE_UNAVAILABLE, "STORE_UNAVAILABLE", error)


def _tell(status: int, code: str, error: Exception) -> Response:
    """Tell what went wrong as problem details (RFC 9457)."""
    headers = RETRY if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return problem(HTTPStatus(status), str(error), {"code": code}, headers)


async def _tell_status(_: Request, error: Exception) -> Response:
    """Tell of addresses and methods there are none of as of other errors."""
    found = cast(HTTPException, error)
    status = HTTPStatus(found.status_code)
    response = refuse(BadRequest(status, status.name, status.phrase))
    response.headers.update(found.headers or {})
    return response


async def _tell_unavailable(_: Request, error: Exception) -> Response:
    """Tell what cannot be answered now."""
    return refuse(
        BadRequest(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "TIMEOUT" if isinstance(error, TimeoutError) else "STORE_UNAVAILABLE",
            str(error) or "The answer took too long.",
            retry_after=5,
        )
    )


def _add_health(app: FastAPI, served: Served) -> None:
    @app.api_route("/livez", methods=["GET", "HEAD"])
    async def livez() -> Response:
        return Response("alive\n", media_type="text/plain")

    @app.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz() -> Response:
        try:
            await served.store.ready()
        except StoreUnavailable as error:
            return Response(f"{error}\n", HTTPStatus.SERVICE_UNAVAILABLE, RETRY, "text/plain")
        return Response(f"ready with release {served.release.id}\n", media_type="text/plain")
