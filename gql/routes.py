"""Routes that are answered in threads."""

from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from starlette.routing import Route

from graph.fair_threads import in_thread

Answer = Callable[[Request], Response]


def threaded(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """Answer in a thread, in the turn of the client."""

    async def respond(request: Request) -> Response:
        return await in_thread(answer, request)

    return respond


def threaded_route(path: str, answer: Answer) -> Route:
    """Route to what reads files or computes."""
    return Route(path, threaded(answer))
