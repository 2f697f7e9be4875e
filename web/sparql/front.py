"""What the endpoint says to those who bring no query: its description, or a page to ask on."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from gql.negotiation import choose
from graph.release import Release
from web.pages.questions import Question
from web.pages.rendering import PageRenderer
from web.rdf_formats import FORMATS, HTML, Writer, negotiate
from web.rdf_responses import not_acceptable, tagged
from web.sparql.description import SD, describe_service
from web.sparql.evaluation import GRAPHS, RESULTS

QUESTION = "question"
"""Parameter that names a worked question to begin with."""
_DATA = tuple(suffix for suffix in FORMATS if suffix != HTML)
_FIRST = "with-acmw-and-partner"


@dataclass(frozen=True, slots=True)
class Front:
    """Answers requests with GET that are for people, or about the endpoint itself."""

    release: Release
    pages: PageRenderer
    writer: Writer
    questions: Sequence[Question]

    def respond(self, request: Request) -> Response | None:
        """Respond with a page or the description; None where a program asks a query."""
        given = set(request.query_params)
        if request.method not in ("GET", "HEAD") or not given <= {"query", QUESTION}:
            return None
        accept = request.headers.get("accept")
        types = (*RESULTS, *GRAPHS, FORMATS[HTML].media_type)
        if choose(accept, types) == FORMATS[HTML].media_type:
            return self._page(request)
        return None if "query" in given else self._description(request)

    def _page(self, request: Request) -> Response:
        stem = request.query_params.get(QUESTION, _FIRST)
        begun = next((q.sparql for q in self.questions if q.stem == stem), "")
        values = {
            "query": request.query_params.get("query", begun),
            "questions": [q for q in self.questions if q.sparql],
            "chosen": stem,
        }
        page = self.pages.page("sparql.html", values)
        return tagged(request, page, FORMATS[HTML].content_type)

    def _description(self, request: Request) -> Response:
        wanted = negotiate(request.headers.get("accept"), _DATA)
        if wanted is None:
            return not_acceptable("sparql", _DATA)
        prefixes = {**self.writer.prefixes, "sd": str(SD)}
        context = {"sd": str(SD), **self.writer.context}
        writer = Writer(self.writer.alignment, prefixes, context)
        body = writer.write_statements(describe_service(self.release), wanted)
        return tagged(request, body, wanted.content_type)
