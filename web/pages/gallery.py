"""The gallery: worked questions with their answers, which change with the variables in the address."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from http import HTTPStatus
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import urlencode

import orjson
from graphql import OperationDefinitionNode, parse
from starlette.requests import Request
from starlette.responses import Response

from gql.cost import check_cost
from gql.endpoint import Endpoint
from gql.errors import BadRequest, show_errors, status_of
from gql.execution import answer, read_answer, read_plan
from gql.headers import PAGE_POLICY, POLICY
from gql.requests import Operation
from gql.selection import Selection
from graph.errors import QueryError
from graph.fair_threads import CLIENT, in_thread
from web.pages.answer_view import SHOWN, AnswerView, view_answer
from web.pages.cells import Words
from web.pages.question_address import RELEASE, ROWS, QuestionAddress
from web.pages.questions import Question, Theme
from web.pages.rendering import PageRenderer
from web.pages.variables import Form, read_form
from web.rdf_formats import FORMATS, HTML
from web.rdf_responses import tagged

Viewed = TypeVar("Viewed")
View = Callable[[Selection, Mapping[str, Any]], Viewed]
"""Makes what is shown of an answer."""
_BODIES = "{ bodies(certainty: ALL) { nodes { name caption } } }"
_KEPT = 100
"""How many pages are kept: those asked for last."""
_HTML = FORMATS[HTML].content_type


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """What a page tells of an answer: its form, its tables, or what is wrong with which status.

    `beyond` are by level the fields at which weaker statements would be shown.
    """

    form: Form
    tables: tuple[AnswerView, ...] = ()
    errors: tuple[str, ...] = ()
    beyond: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.BAD_REQUEST

    @property
    def is_right(self) -> bool:
        """Whether there is an answer."""
        return not self.errors and self.form.is_right


@dataclass(frozen=True, slots=True)
class Links:
    """Where else a question leads, with the variables it has now."""

    question: Question
    variables: Mapping[str, Any]

    @property
    def ide(self) -> str:
        """The question in the IDE."""
        shown = orjson.dumps(self.variables).decode() if self.variables else ""
        return self._link("/graphql", variables=shown)

    @property
    def sparql(self) -> str:
        """The question on the page to ask in SPARQL."""
        return self._link("/sparql")

    def _link(self, path: str, **given: str) -> str:
        known = {name: value for name, value in given.items() if value}
        return f"{path}?{urlencode({'question': self.question.stem, **known})}"


class Gallery:
    """Answers for the worked questions; pages are kept as long as the release is served."""

    def __init__(self, endpoint: Endpoint, pages: PageRenderer, themes: tuple[Theme, ...]) -> None:
        self._endpoint, self._pages, self._themes = endpoint, pages, themes
        self.places = {q.stem: (theme, q) for theme in themes for q in theme.questions}
        self._service = service = endpoint.with_evidence
        self.words = Words(service.ontology, lru_cache(10_000)(self._find))
        self._kept: dict[tuple[str, str], bytes] = {}

    def all(self, request: Request) -> Response:
        """Respond with all questions by theme."""
        page = self._pages.page("questions.html", {"themes": self._themes})
        return tagged(request, page, _HTML)

    async def one(self, request: Request) -> Response:
        """Respond with a question and its answer."""
        stem = request.path_params["stem"]
        if stem not in self.places:
            return self.missing(stem)
        known = (stem, request.url.query)
        if known not in self._kept:
            try:
                answered, page = await self._read(request, *self.places[stem])
            except BadRequest as error:
                return self._pages.problem(error)
            if not answered.is_right:
                return Response(page, answered.status, {POLICY: PAGE_POLICY}, _HTML)
            self._keep(known, page)
        return tagged(request, self._kept[known], _HTML)

    def form(self, question: Question, given: Mapping[str, str]) -> Form:
        """The form of a question, with what is given in an address."""
        return read_form(_operation(question), self._service.schema, given)

    async def _read(
        self, request: Request, theme: Theme, question: Question
    ) -> tuple[AnsweredQuestion, bytes]:
        given = dict(request.query_params)
        form = self.form(question, given)
        rows = given.pop(ROWS, None)
        answered = AnsweredQuestion(form)
        if form.is_right:
            answered = await self._answer(CLIENT.get(), question, form, rows)
        values = {
            "question": question,
            "theme": theme,
            "answered": answered,
            "links": Links(question, form.variables),
            "address": QuestionAddress.of(question, form, rows),
            "cited": given.get(RELEASE, ""),
            "shown": SHOWN,
        }
        return answered, await in_thread(self._pages.page, "question.html", values)

    async def _answer(
        self, client: str, question: Question, form: Form, rows: str | None
    ) -> AnsweredQuestion:
        operation = Operation(question.graphql, dict(form.variables))
        try:
            tables = await self.answer(
                client,
                operation,
                lambda selection, data: view_answer(selection, data, self.words, rows),
            )
        except BadRequest:
            raise
        except Exception as error:  # noqa: BLE001  # the table of errors has a code for each
            errors = show_errors(error)
        else:
            return AnsweredQuestion(form, tables, beyond=await self._beyond(client, operation))
        told, others = form.told(errors)
        status = status_of({"errors": errors}, strict=True)
        return AnsweredQuestion(told, errors=tuple(others), status=status)

    async def answer(self, client: str, operation: Operation, view: View[Viewed]) -> Viewed:
        """Ask, and view the answer. Raises what an answer may raise."""
        endpoint, service = self._endpoint, self._service
        deadline = monotonic() + service.timeout
        async with endpoint.slots.slot(client, deadline):
            if not self.words.captions:
                self.words.captions.update(await self._captions(deadline))
            asked = await read_plan(service, operation, deadline)
            check_cost(asked.planned.cost, service.max_cost)
            data = await read_answer(service, asked.planned, deadline)
            return await in_thread(view, asked.selection, data, deadline=deadline)

    async def _captions(self, deadline: float) -> dict[str, str]:
        """Captions of bodies by their names."""
        asked = await read_plan(self._service, Operation(_BODIES, {}), deadline)
        data: Mapping[str, Any] = await read_answer(self._service, asked.planned, deadline)
        return {one["name"]: one["caption"] for one in data["bodies"]["nodes"] if one["caption"]}

    async def _beyond(
        self, client: str, operation: Operation
    ) -> Mapping[str, Mapping[str, object]]:
        """Where the answer is not all, by level; nothing where that cannot be told."""
        deadline = monotonic() + self._service.timeout
        async with self._endpoint.slots.slot(client, deadline):
            shown = await answer(self._service, replace(operation, incomplete=True), deadline)
        return shown["extensions"].get("incomplete") or {}

    def _keep(self, known: tuple[str, str], page: bytes) -> None:
        if len(self._kept) >= _KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[known] = page

    def missing(self, stem: str) -> Response:
        """Respond with the questions there are."""
        near = {q.title: f"/questions/{q.stem}" for _, q in self.places.values()}
        page = self._pages.missing(f"There is no question {stem!r}. These there are:", near)
        return Response(page, HTTPStatus.NOT_FOUND, {POLICY: PAGE_POLICY}, _HTML)

    def _find(self, name: str, class_name: str) -> str | None:
        with suppress(QueryError):
            return self._service.catalogue.find(name, class_name)
        return None


def _operation(question: Question) -> OperationDefinitionNode:
    """The operation of a question, of which each has one."""
    definitions = parse(question.graphql).definitions
    return next(one for one in definitions if isinstance(one, OperationDefinitionNode))
