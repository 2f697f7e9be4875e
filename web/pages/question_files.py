"""What is taken away from a worked question: its answer as a file, and how to cite that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gql.errors import BadRequest
from gql.files.citation import Citation, CitedPassages, in_words, to_bibtex, to_csl, today
from gql.files.evidence import iter_pieces
from gql.formats import BIBTEX, CSL
from gql.requests import Operation
from gql.selection import Selection
from graph.fair_threads import CLIENT
from graph.rdf.dataset_description import LICENCE
from web.pages.answer_files import ANSWER_FILES
from web.pages.answer_table import read_answer_tables
from web.pages.gallery import Gallery, View
from web.pages.question_address import ROWS, QuestionAddress
from web.pages.questions import Question
from web.pages.rendering import PageRenderer
from web.pages.variables import Form
from web.rdf_formats import FORMATS, HTML
from web.rdf_responses import tagged

_CITATIONS = {BIBTEX.ending: (BIBTEX, to_bibtex), CSL.name: (CSL, to_csl)}
"""Kinds of citations by the endings of their addresses."""


@dataclass(frozen=True, slots=True)
class _AskedQuestion:
    """A question as it is asked: its form, its rows and its short address."""

    request: Request
    question: Question
    form: Form
    rows: str | None

    @property
    def address(self) -> QuestionAddress:
        return QuestionAddress.of(self.question, self.form, self.rows)


class QuestionFiles:
    """Answers with files and citations of one release; what cannot be answered leads to its page."""

    def __init__(self, gallery: Gallery, pages: PageRenderer, release: str) -> None:
        self._gallery, self._pages, self._release = gallery, pages, release

    async def file(self, request: Request) -> Response:
        """Respond with a table or a citation, by the ending of the address."""
        stem, ending = request.path_params["stem"], request.path_params["ending"]
        if stem not in self._gallery.places or ending not in {*ANSWER_FILES, *_CITATIONS}:
            return self._gallery.missing(f"{stem}.{ending}")
        asked = self._asked(request, stem)
        if ending in ANSWER_FILES:
            return await self._answered(asked, self._table_of(asked, ending))
        return await self._answered(asked, self._citation_of(asked, ending))

    async def citation(self, request: Request) -> Response:
        """Respond with the page that says how to cite an answer."""
        stem = request.path_params["stem"]
        if stem not in self._gallery.places:
            return self._gallery.missing(stem)
        asked = self._asked(request, stem)

        def view(_: Selection, data: Mapping[str, Any]) -> Response:
            citation = self._cite(asked, data)
            values = {
                "question": asked.question,
                "citation": citation,
                "text": in_words(citation),
                "address": asked.address,
            }
            page = self._pages.page("citation.html", values)
            return tagged(request, page, FORMATS[HTML].content_type)

        return await self._answered(asked, view)

    def _asked(self, request: Request, stem: str) -> _AskedQuestion:
        _, question = self._gallery.places[stem]
        form = self._gallery.form(question, request.query_params)
        return _AskedQuestion(request, question, form, request.query_params.get(ROWS))

    async def _answered(self, asked: _AskedQuestion, view: View[Response]) -> Response:
        """Respond with the view of an answer; the page of the question says what is wrong with it."""
        page = RedirectResponse(f"{asked.address.page}", status_code=303)
        if not asked.form.is_right:
            return page
        operation = Operation(asked.question.graphql, dict(asked.form.variables))
        try:
            return await self._gallery.answer(CLIENT.get(), operation, view)
        except BadRequest as error:
            return self._pages.problem(error)
        except Exception:  # noqa: BLE001  # whatever it is, the page says it
            return page

    def _table_of(self, asked: _AskedQuestion, ending: str) -> View[Response]:
        kind = ANSWER_FILES[ending]

        def view(selection: Selection, data: Mapping[str, Any]) -> Response:
            tables = read_answer_tables(selection, data, self._gallery.words, asked.rows)
            body = kind.write(tables, self._about(asked))
            return self._file(asked, body, kind.media_type, ending)

        return view

    def _citation_of(self, asked: _AskedQuestion, ending: str) -> View[Response]:
        kind, write = _CITATIONS[ending]

        def view(_: Selection, data: Mapping[str, Any]) -> Response:
            body = write(self._cite(asked, data))
            return self._file(asked, body, f"{kind.media_type}; charset=utf-8", kind.ending)

        return view

    def _file(self, asked: _AskedQuestion, body: bytes, media_type: str, ending: str) -> Response:
        name = f"{asked.question.stem}-{self._release}.{ending}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Link": f'<{LICENCE}>; rel="license"',
        }
        return tagged(asked.request, body, media_type, headers)

    def _about(self, asked: _AskedQuestion) -> dict[str, str]:
        return {
            "title": asked.question.title,
            "question": asked.question.asks,
            "address": self._absolute(asked),
            "release": self._release,
            "licence": LICENCE,
        }

    def _cite(self, asked: _AskedQuestion, data: Mapping[str, Any]) -> Citation:
        evidence = CitedPassages()
        evidence.add(iter_pieces(data))
        return Citation(
            title=asked.question.title,
            query=asked.question.graphql,
            link=self._absolute(asked),
            release=self._release,
            seen=today(),
            evidence=evidence.listed(),
        )

    def _absolute(self, asked: _AskedQuestion) -> str:
        host = str(asked.request.base_url).rstrip("/")
        return host + asked.address.cited(self._release)
