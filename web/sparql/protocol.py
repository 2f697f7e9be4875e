"""The SPARQL 1.1 Protocol: queries by GET and POST, and what each kind of answer looks like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from gql.errors import BadRequest
from gql.negotiation import choose
from gql.requests import check_media_type, read_body
from graph.errors import QueryError
from graph.plan import Json
from graph.terms import BASE
from web.rdf_responses import problem
from web.sparql.dataset import Dataset, read_dataset
from web.sparql.evaluation import BOOLEANS, GRAPHS, RESULTS
from web.sparql.guard import MAX_BYTES, NO_SERVICE, check_query
from web.sparql.process_pool import EngineAnswer, Workers

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
MAX_REQUEST_BYTES = 4 * MAX_BYTES
"""A form writes most characters of a query as three."""

_MESSAGES = {
    "RESULT_TOO_LARGE": "The result is larger than one answer may be; page it by LIMIT and OFFSET.",
    "NO_SERVICE": NO_SERVICE,
    "NOT_ACCEPTABLE": "Accept takes none of the types this result can have.",
    "NOT_IN_XML": "XML has no way to write a character or a name of this result.",
}


@dataclass(frozen=True, slots=True)
class Query:
    """A query with the dataset that the request says it reads."""

    text: str
    dataset: Dataset


async def respond(request: Request, workers: Workers) -> Response:
    """Answer a request of the protocol.

    Raises BadRequest, QueryError and StoreUnavailable for what cannot be answered.
    """
    query = await read_query(request)
    check_query(query.text)
    dataset = query.dataset if query.dataset != Dataset() else read_dataset(query.text, BASE)
    accept = request.headers.get("accept")
    asked: dict[str, Json] = {
        "query": query.text,
        "base": BASE,
        "default_graphs": list(dataset.default_graphs),
        "named_graphs": list(dataset.named_graphs),
        "solutions": choose(accept, tuple(RESULTS)),
        "boolean": choose(accept, BOOLEANS),
        "graph": choose(accept, tuple(GRAPHS)),
    }
    return _response(await workers.answer(asked))


async def read_query(request: Request) -> Query:
    """Read the query of a request.

    Raises BadRequest where there is not exactly one, or where it is sent in another way than the
    protocol's three.
    """
    address = parse_qsl(request.url.query, keep_blank_values=True)
    if request.method in ("GET", "HEAD"):
        return _query(address)
    kind = check_media_type(request, DIRECT, FORM)
    body = _decoded(await read_body(request, MAX_REQUEST_BYTES))
    if kind == FORM:
        return _query(parse_qsl(body, keep_blank_values=True))
    return _query([*address, ("query", body)])


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(400, "BAD_REQUEST", "expected UTF-8") from error


def _query(parameters: Sequence[tuple[str, str]]) -> Query:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for known, value in parameters if known == name)

    if values("update"):
        raise BadRequest(400, "NO_UPDATES", "this endpoint answers queries and takes no updates")
    texts = values("query")
    if len(texts) != 1:
        raise BadRequest(400, "BAD_REQUEST", f"query: expected one query, not {len(texts)}")
    return Query(texts[0], Dataset(values("default-graph-uri"), values("named-graph-uri")))


def _response(answered: EngineAnswer) -> Response:
    code = answered.about.get("code")
    if code is None:
        headers = {"Vary": "Accept"}
        return Response(answered.body, headers=headers, media_type=_typed(answered.about))
    message = _MESSAGES.get(code, answered.about.get("message", ""))
    if code in ("NOT_ACCEPTABLE", "NOT_IN_XML"):
        details = {"code": code, "available": list(dict.fromkeys([*RESULTS, *GRAPHS]))}
        return problem(HTTPStatus.NOT_ACCEPTABLE, message, details, {})
    raise QueryError(message, code=code)


def _typed(about: Mapping[str, str]) -> str:
    media_type = about["type"]
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
