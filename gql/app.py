"""The web application: routes and nothing else."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, RedirectResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from strawberry import Schema
from strawberry.extensions import ValidationCache

from gql.errors import show_errors, status_of
from gql.execution import AnswerFromPlan, Service, answer, select
from gql.guide import add_guide
from gql.limits import KEPT, Limits, ReadWithinLimits
from gql.requests import (
    CSV,
    PLAIN,
    STRICT,
    BadRequest,
    Operation,
    read_operation,
    wants_csv,
    wants_html,
)
from gql.schema import build_schema
from gql.sparql.protocol import respond
from gql.sparql.workers import Bounds, Workers
from gql.table import read_table, to_csv
from graph.errors import QueryError, StoreUnavailable
from graph.opening import Served, open_served
from graph.release import QUADS
from graph.settings import Settings

STATIC = Path(__file__).parent / "static"
QUERIES = Path(__file__).parent.parent / "queries"
RETRY = {"Retry-After": "5"}


def create_app(settings: Settings) -> FastAPI:
    """Create the application; the release is opened at once, so that a missing one is told early."""
    served = open_served(settings)
    schema = build_served_schema(served, settings)
    service = Service(served.ontology, served.catalogue, served.store, settings.timeout_seconds)

    workers = Workers(served.release.folder / QUADS, Bounds())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        workers.start()
        yield
        await workers.close()
        await served.close()

    app = FastAPI(title="ASEAN labour cooperation", lifespan=lifespan, openapi_url=None)
    _add_graphql(app, schema, service, settings)
    add_sparql(app, workers)
    add_guide(app, served.ontology)
    _add_health(app, served)
    app.mount("/static", _Revalidated(directory=STATIC), name="static")
    app.mount("/queries", StaticFiles(directory=QUERIES), name="queries")
    return app


def build_served_schema(served: Served, settings: Settings) -> Schema:
    """Build the schema with its limits, caches and the execution from plans."""
    limits = Limits.of(settings)
    extensions = [
        lambda: ReadWithinLimits(limits),
        lambda: ValidationCache(maxsize=KEPT),
        AnswerFromPlan,
    ]
    return build_schema(served.ontology, extensions)


class _Revalidated(StaticFiles):
    """Files whose names stay the same when their content changes: browsers ask each time."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def _add_graphql(app: FastAPI, schema: Schema, service: Service, settings: Settings) -> None:
    @app.api_route("/graphql", methods=["GET", "POST"])
    async def graphql(request: Request) -> Response:
        if request.method == "GET" and wants_html(request):
            return FileResponse(STATIC / "ide.html", headers={"Vary": "Accept"})
        strict = STRICT in request.headers.get("accept", "")
        try:
            operation = await read_operation(request, settings.max_body_bytes)
            as_csv = wants_csv(request)
        except BadRequest as error:
            return _respond({"errors": [error.as_json()]}, error.status, strict=strict)
        if as_csv:
            shown = await answer(schema, replace(service, page_size=sys.maxsize), operation)
            return _respond_table(schema, operation, shown, request.query_params.get("rows"))
        shown = await answer(schema, service, operation)
        return _respond(shown, status_of(shown, strict=strict), strict=strict)

    @app.get("/")
    async def front() -> Response:
        return RedirectResponse("/graphql")


def _respond_table(
    schema: Schema, operation: Operation, shown: Mapping[str, Any], rows: str | None
) -> Response:
    """Respond with the answer as CSV, or with JSON that says why there is no table."""
    if "data" not in shown:
        return _respond(shown, status_of(shown, strict=True), strict=False)
    try:
        table = read_table(select(schema, operation), rows)
    except QueryError as error:
        return _respond({"errors": show_errors([error])}, HTTPStatus.BAD_REQUEST, strict=False)
    name = f"{operation.name or 'answer'}-{shown['extensions']['release']}.csv"
    headers = {"Vary": "Accept", "Content-Disposition": f'attachment; filename="{name}"'}
    lines = to_csv(table, shown["data"])
    return StreamingResponse(lines, headers=headers, media_type=f"{CSV}; charset=utf-8")


def _respond(shown: Mapping[str, Any], status: int, *, strict: bool) -> Response:
    headers = {"Vary": "Accept"} | (RETRY if status == HTTPStatus.SERVICE_UNAVAILABLE else {})
    kind = STRICT if strict else PLAIN
    return Response(orjson.dumps(shown), status, headers, f"{kind}; charset=utf-8")


def add_sparql(app: FastAPI, workers: Workers) -> None:
    """Add the SPARQL endpoint over the data that the workers read."""

    @app.api_route("/sparql", methods=["GET", "HEAD", "POST"])
    async def sparql(request: Request) -> Response:
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
    problem = {"title": str(error), "status": status, "code": code}
    return Response(orjson.dumps(problem), status, headers, "application/problem+json")


def _add_health(app: FastAPI, served: Served) -> None:
    @app.get("/livez")
    async def livez() -> Response:
        return Response("alive\n", media_type="text/plain")

    @app.get("/readyz")
    async def readyz() -> Response:
        try:
            await served.store.ready()
        except StoreUnavailable as error:
            return Response(f"{error}\n", HTTPStatus.SERVICE_UNAVAILABLE, RETRY, "text/plain")
        return Response(f"ready with release {served.release.id}\n", media_type="text/plain")
