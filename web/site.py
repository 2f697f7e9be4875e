"""The pages of the site itself: the front page, the search, the worked questions."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gql.endpoint import Endpoint
from gql.execution import answer
from gql.negotiation import choose
from gql.requests import PLAIN, Operation
from gql.routes import threaded_route
from graph.errors import StoreUnavailable
from graph.name_search import NameSearch
from graph.rdf.dataset_description import release_iri
from graph.terms import BASE
from web.linked.addresses import LinkedData
from web.pages.front_page import Coverage, read_citation, read_coverage
from web.pages.gallery import Gallery
from web.pages.question_files import QuestionFiles
from web.pages.questions import read_questions, read_themes
from web.pages.search import Searcher
from web.rdf_formats import FORMATS, HTML
from web.rdf_responses import tagged

_HTML = FORMATS[HTML].content_type


def site_routes(site: "Site") -> list[BaseRoute]:
    """Addresses of the pages of the site."""
    return [
        Route("/", site.front),
        threaded_route("/search", site.search),
        threaded_route("/questions/", site.gallery.all),
        Route("/questions/{stem}/citation", site.files.citation),
        Route("/questions/{stem}.{ending}", site.files.file),
        Route("/questions/{stem}", site.gallery.one),
    ]


class Site:
    """Answers for the pages of one release; what is asked for them is asked once."""

    def __init__(self, endpoint: Endpoint, linked: LinkedData) -> None:
        self._endpoint, self._pages = endpoint, linked.pages
        self._release = linked.served.release
        self._store = linked.served.store
        self._ontology = linked.served.ontology
        self._lookup = NameSearch(self._release.catalogue, endpoint.service.timeout)
        self._searcher = Searcher.of(self._ontology, self._lookup)
        self._questions = read_questions()
        self._themes = read_themes(self._questions)
        self.gallery = Gallery(endpoint, linked.pages, self._themes)
        self.files = QuestionFiles(self.gallery, linked.pages, self._release.id)
        self.questions = {question.stem: question for question in self._questions}
        self._front: bytes | None = None

    def close(self) -> None:
        """Let go of files."""
        self._lookup.close()

    async def front(self, request: Request) -> Response:
        """Respond with the front page, which is the same for the whole release."""
        try:
            if self._front is None:
                coverage = await read_coverage(self._ask, self._store.release, self._ontology)
                self._front = self._pages.page("front.html", self._front_values(coverage))
        except StoreUnavailable as error:
            return self._pages.problem(error)
        return tagged(request, self._front, _HTML)

    def search(self, request: Request) -> Response:
        """Respond with a page of results; to a program with names that complete what it sends."""
        text, kind = (request.query_params.get(name, "") for name in ("q", "kind"))
        try:
            if choose(request.headers.get("accept"), (PLAIN, "text/html")) == PLAIN:
                return tagged(request, orjson.dumps(self._searcher.complete(text)), PLAIN)
            page = self._pages.page("search.html", self._searcher.results(text, kind))
        except TimeoutError as error:
            return self._pages.problem(error)
        return tagged(request, page, _HTML)

    def _front_values(self, coverage: Coverage) -> Mapping[str, object]:
        example = self._themes[0].questions[0]
        return {
            "example": example,
            "fields": self.gallery.form(example, {}).fields,
            "coverage": coverage,
            "themes": self._themes,
            "count": len(self._questions),
            "citation": read_citation(),
            "dataset": release_iri(self._release.id).removeprefix(BASE),
        }

    async def _ask(self, query: str, variables: Mapping[str, str]) -> Mapping[str, Any]:
        """Ask for what our own pages tell. Raises StoreUnavailable where there is no answer."""
        operation = Operation(query, dict(variables))
        shown = await answer(self._endpoint.service, operation)
        if "data" not in shown:
            raise StoreUnavailable(shown["errors"][0]["message"])
        data: Mapping[str, Any] = shown["data"]
        return data
