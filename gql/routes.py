"""Routes that are answered in threads."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.fair_threads import in_thread


def threaded_route(path: str, answer: Callable[[Request], Response]) -> Route:
    """Route to what reads files or computes: it does so in a thread, in the turn of the client."""

    async def respond(request: Request) -> Response:
        return await in_thread(answer, request)

    return Route(path, respond)
