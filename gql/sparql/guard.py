"""What a query may look like before any engine reads it.

The engine has no limit of its own: deep nesting ends its process, and SERVICE makes it call other
servers. A scan of the tokens is enough to refuse both.
"""

import re

from graph.errors import QueryError

MAX_BYTES, MAX_NESTING = 8_192, 100

_TOKEN = re.compile(
    r"""
      (?P<skip> \#[^\r\n]*                                # comment
        | <[^<>"{}|^`\\\x00-\x20]*>                       # IRI
        | \"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3} | '{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
        | \"(?:[^"\\\r\n]|\\.)*\" | '(?:[^'\\\r\n]|\\.)*' )
    | (?P<open>  [({\[] )
    | (?P<close> [)}\]] )
    | (?P<word>  [?$@:]? \w [\w.:-]* )
    """,
    re.VERBOSE | re.DOTALL,
)


def check_query(text: str) -> bool:
    """Check a query, and tell whether it names the graphs it reads (FROM).

    Raises QueryError for one that is too long, too deep or calls other servers.
    """
    if len(text.encode()) > MAX_BYTES:
        raise QueryError(f"A query has at most {MAX_BYTES} bytes.", code="QUERY_TOO_LONG")
    depth, has_from = 0, False
    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        match (token["word"] or "").upper():
            case "SERVICE":
                message = "SERVICE calls other servers; ask them directly."
                raise QueryError(message, code="NO_SERVICE")
            case "FROM":
                has_from = True
        if depth > MAX_NESTING:
            message = f"Brackets are nested more than {MAX_NESTING} deep; ask for less at once."
            raise QueryError(message, code="QUERY_TOO_DEEP")
    return has_from
