"""Errors as pages: what is not here, or cannot be answered now, for those who read with a browser."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from gql.headers import PAGE_POLICY, POLICY
from gql.negotiation import choose
from gql.requests import HTML, PLAIN
from web.pages.question_address import QUESTIONS
from web.pages.questions import Question
from web.pages.rendering import PageRenderer
from web.rdf_responses import address

_READING = ("GET", "HEAD")
_SECTIONS = {
    "questions": "/questions/",
    "graphql": "/graphql",
    "sparql": "/sparql",
    "ontology": "/ns",
    "data": "/data/",
    "docs": "/docs/",
}
_NAMES = 8
"""How many names that are like a wrong one are shown."""


@dataclass(frozen=True, slots=True)
class ErrorPages:
    """Writes pages for errors, with the names that are nearest to what was asked for.

    `near` finds names and paths of things whose key is like the end of a path.
    """

    pages: PageRenderer
    near: Callable[[str], list[tuple[str, str]]]
    questions: Mapping[str, Question]

    def respond(self, request: Request, error: Exception) -> Response | None:
        """Respond to a browser that reads; None where a program asks, or something is sent."""
        accept = request.headers.get("accept")
        if request.method not in _READING or choose(accept, (PLAIN, HTML)) != HTML:
            return None
        if not isinstance(error, HTTPException):
            return self.pages.problem(error)
        if error.status_code != HTTPStatus.NOT_FOUND:
            return None
        path = request.url.path
        page = self.pages.missing(f"Nothing has the address {path}", self._names(path))
        headers = {POLICY: PAGE_POLICY, "Vary": "Accept", **(error.headers or {})}
        return Response(page, error.status_code, headers, "text/html; charset=utf-8")

    def _names(self, path: str) -> dict[str, str]:
        """Names and addresses of sections, questions and things like the last part of a path."""
        last = path.rstrip("/").rpartition("/")[2].lower()
        known = _SECTIONS | {stem: f"{QUESTIONS}{stem}" for stem in self.questions}
        near = {
            self.questions[name].title if name in self.questions else name: known[name]
            for name in get_close_matches(last, known, _NAMES // 2)
        }
        words = last.replace("-", " ").replace("_", " ")
        for key in dict.fromkeys((last, words)):
            near |= {name: address(found) for name, found in self.near(f"id/thing/{key}")}
        return dict(list(near.items())[:_NAMES])
