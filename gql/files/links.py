"""Addresses of answers: links that lead to the same answer again."""

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import Request

from gql.requests import Operation

LONGEST_LINK = 4_000
"""Longest link in a header, in characters: some clients and proxies take no longer heads."""


def link_to(request: Request, operation: Operation, **more: str | None) -> str:
    """Address at which an operation is answered by GET, with more parameters where they are given."""
    given = {
        "query": operation.query,
        "variables": orjson.dumps(operation.variables).decode() if operation.variables else None,
        "operationName": operation.name,
        **more,
    }
    known = QueryParams({name: value for name, value in given.items() if value})
    return f"{request.url.replace(query='', fragment='')}?{known}"
