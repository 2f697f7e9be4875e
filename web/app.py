"""The web application: routes and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.routing import Route

from gql.admission import Admission, Rate
from gql.endpoint import Endpoint
from gql.errors import BadRequest, explain
from gql.execution import build_service
from gql.formats import wants_html
from gql.headers import IDE_POLICY, POLICY, add_security
from gql.responses import refuse
from gql.revision import revision_of
from gql.sending import SendBuffer, Sending
from graph.errors import GraphError, StoreUnavailable
from graph.opening import Served, open_served
from graph.rdf.alignment import read_alignment
from graph.release import QUADS
from graph.settings import Settings
from web.linked.addresses import add_linked_data
from web.neo4j_browser.routes import add_guide
from web.pages.documentation import add_documentation
from web.pages.questions import QUERIES
from web.rdf_responses import problem_of
from web.site import add_site
from web.sparql.front import Front
from web.sparql.process_pool import QueryBounds, Workers
from web.sparql.protocol import respond

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
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(Sending, room=SendBuffer(settings.max_sending_bytes))
    add_security(app, settings)
    for kind in (HTTPException, StoreUnavailable, TimeoutError):
        app.add_exception_handler(kind, _refuse)
    endpoint = Endpoint.of(service, revision_of(served), settings)
    _add_graphql(app, endpoint)
    linked = add_linked_data(app, served, settings.tables, settings.reports)
    site = add_site(app, endpoint, linked)
    add_sparql(app, workers, linked.front())
    add_guide(app, served.ontology)
    add_documentation(app, linked.pages)
    _add_health(app, served)
    app.mount("/static", _Revalidated(directory=STATIC), name="static")
    app.mount("/queries", StaticFiles(directory=QUERIES), name="queries")
    return app


class _Revalidated(StaticFiles):
    """Files whose names stay the same when their content changes: browsers ask each time."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def _add_graphql(app: FastAPI, endpoint: Endpoint) -> None:
    async def graphql(request: Request) -> Response:
        if wants_html(request):
            return FileResponse(STATIC / "ide.html", headers={"Vary": "Accept", POLICY: IDE_POLICY})
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
        except (BadRequest, GraphError) as error:
            return problem_of(error)


async def _refuse(_: Request, error: Exception) -> Response:
    """Say what cannot be answered, such as an address that there is not."""
    return refuse(error)


def _add_health(app: FastAPI, served: Served) -> None:
    @app.get("/livez")
    async def livez() -> Response:
        return Response("alive\n", media_type="text/plain")

    @app.get("/readyz")
    async def readyz() -> Response:
        try:
            await served.store.ready()
        except StoreUnavailable as error:
            report = explain(error)
            return Response(f"{error}\n", report.status, report.headers, "text/plain")
        return Response(f"ready with release {served.release.id}\n", media_type="text/plain")
