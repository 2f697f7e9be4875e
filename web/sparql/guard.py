"""What a query may look like before the engine reads it, so that messages say what is wrong.

Deep nesting would end the process of the query, and a call to another server is refused there by
the system: this only says so in better words.
"""

from graph.errors import QueryError
from web.sparql.tokens import iter_tokens

MAX_BYTES, MAX_NESTING = 8_192, 100
NO_SERVICE = "SERVICE calls other servers; ask them directly."


def check_query(text: str) -> None:
    """Raise QueryError for a query that is too long, too deep or calls other servers."""
    if len(text.encode()) > MAX_BYTES:
        raise QueryError(f"A query has at most {MAX_BYTES} bytes.", code="QUERY_TOO_LONG")
    depth = 0
    for token in iter_tokens(text):
        depth += (token.kind == "open") - (token.kind == "close")
        if depth > MAX_NESTING:
            message = f"Brackets are nested more than {MAX_NESTING} deep; ask for less at once."
            raise QueryError(message, code="QUERY_TOO_DEEP")
        if token.keyword in ("SERVICE", "SERVICESILENT"):
            raise QueryError(NO_SERVICE, code="NO_SERVICE")
