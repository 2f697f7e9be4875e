"""The GraphQL endpoint: from a request to a response."""

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from time import monotonic
from typing import Self

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gql.admission import Slots
from gql.errors import BadRequest, show_errors
from gql.execution import Service, answer, read_plan
from gql.files.answers import File
from gql.files.download import WHOLE, Download
from gql.files.evidence import MORE_EVIDENCE
from gql.formats import ANSWER, CSV, Format, read_format, wants_html
from gql.requests import Operation, read_operation, read_parameter
from gql.responses import is_known, refuse, respond, respond_file, tag_of, unchanged
from graph.fair_threads import CLIENT
from graph.settings import Settings

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Answers requests within limits; the revision names what answers depend on beside them.

    Files hold whole answers, most of them with what tables and citations say of evidence.
    """

    service: Service
    revision: str
    max_bytes: int
    slots: Slots
    page: Callable[[Request], Response]
    whole: Service
    with_evidence: Service

    @classmethod
    def of(
        cls,
        service: Service,
        revision: str,
        settings: Settings,
        page: Callable[[Request], Response],
    ) -> Self:
        """Read the limits off the settings; browsers are sent the page."""
        slots, whole = Slots(settings.max_concurrent), replace(service, page_size=WHOLE)
        with_evidence = replace(whole, more_evidence=MORE_EVIDENCE)
        size = settings.max_body_bytes
        return cls(service, revision, size, slots, page, whole, with_evidence)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond, as an application of ASGI."""
        request = Request(scope, receive)
        response = await self._respond(request)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        """Answer a request, or say why not."""
        if wants_html(request):
            return self.page(request)
        wanted = ANSWER
        try:
            wanted = read_format(request)
            operation = await read_operation(request, self.max_bytes)
            self._check_release(request)
            tag = tag_of(operation, wanted, request, self.revision)
            if is_known(request, tag):
                return unchanged(tag)
            return await self._answer(request, operation, wanted, tag)
        except BadRequest as error:
            return refuse(error, wanted)

    def _check_release(self, request: Request) -> None:
        """Check that the release asked for is the one served. Raises BadRequest."""
        served, wanted = self.service.store.release.id, read_parameter(request, "release")
        if wanted and wanted != served:
            raise BadRequest(
                409,
                "RELEASE_NOT_SERVED",
                f"this server answers from release {served}, not from {wanted[:40]}; leave out "
                "`release` to ask the one served, or serve the other with RELEASE",
            )

    async def _answer(
        self, request: Request, operation: Operation, wanted: Format, tag: str
    ) -> Response:
        if wanted.name:
            return await self._answer_file(request, operation, wanted, tag)
        deadline = monotonic() + self.service.timeout
        async with self.slots.slot(CLIENT.get(), deadline):
            shown = await answer(self.service, operation, deadline)
        return respond(shown, wanted, tag)

    async def _answer_file(
        self, request: Request, operation: Operation, wanted: Format, tag: str
    ) -> Response:
        """Answer with a file; its first part is read before it is sent, so that errors are told."""
        try:
            file = await self._plan_file(request, operation, wanted)
            parts = file.iter_parts()
            first = await anext(parts)
        except BadRequest:
            raise
        except Exception as error:  # noqa: BLE001  # the table of errors has a code for each
            release = {"release": self.service.store.release.id}
            return respond({"errors": show_errors(error), "extensions": release}, wanted, tag)
        sent = (b"",) if request.method == "HEAD" else _iter_whole(first, parts)
        return respond_file(sent, wanted, tag, file.headers)

    async def _plan_file(self, request: Request, operation: Operation, wanted: Format) -> File:
        service = self.whole if wanted is CSV else self.with_evidence
        client, deadline = CLIENT.get(), monotonic() + service.timeout
        async with self.slots.slot(client, deadline):
            asked = await read_plan(service, operation, deadline)
        return File(
            request, operation, wanted, asked, Download(service, self.slots, client, deadline)
        )


async def _iter_whole(first: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield all parts; after an error the connection is closed before the end of the body.

    So whoever reads knows that it is not whole (RFC 9112, section 8).
    """
    yield first
    try:
        async for part in parts:
            yield part
    except Exception as error:
        _LOG.error("A download was broken off: %s", str(error) or type(error).__name__)
        raise
