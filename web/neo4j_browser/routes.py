"""The guide, the style and the saved queries that Neo4j Browser takes from the web API."""

import re

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from graph.terms import Ontology
from web.neo4j_browser.grass import render_style
from web.neo4j_browser.guide import Guide, read_guide, render_asciidoc, render_html, zip_queries
from web.pages.questions import QUERIES

FOLDER = "ASEAN labour cooperation"


def guide_route(ontology: Ontology) -> Mount:
    """What Neo4j Browser asks for, below /guide/."""
    guide = read_guide()
    routes = [
        _file("asean-labour.html", render_html(guide).encode(), "text/html; charset=utf-8"),
        _file("asean-labour.adoc", render_asciidoc(guide).encode(), "text/plain; charset=utf-8"),
        _file("style.grass", render_style(ontology).encode(), "text/plain; charset=utf-8"),
        _file("queries.zip", saved_queries(guide), "application/zip"),
    ]
    anybody = Middleware(CORSMiddleware, allow_origins=["*"])  # there is nothing of documents in it
    return Mount("/guide", routes=routes, middleware=[anybody])


def saved_queries(guide: Guide) -> bytes:
    """Worked questions and the queries of the guide, as folders of saved queries."""
    questions = [(path.stem, path.read_text("utf-8")) for path in sorted(QUERIES.glob("*.cypher"))]
    steps = [
        (f"{number:02d} {re.sub(r'[^A-Za-z0-9 ]', '', query.name)}", query.cypher)
        for number, query in enumerate(guide.queries, 1)
    ]
    return zip_queries([(f"{FOLDER}, questions", questions), (f"{FOLDER}, guide", steps)])


def _file(name: str, content: bytes, kind: str) -> Route:
    async def respond(_: Request) -> Response:
        return Response(content, media_type=kind, headers={"Cache-Control": "no-cache"})

    return Route(f"/{name}", respond)
