"""The formats of answers: their names in addresses, their media types, and which a request asks for."""

from dataclasses import dataclass

from starlette.requests import Request

from gql.errors import BadRequest
from gql.negotiation import choose
from gql.requests import HTML, PLAIN, STRICT, read_parameter


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its media type, its name in addresses and the ending of the names of its files.

    GraphQL's own answers have neither name nor ending. `accepted` is whether `Accept` may ask for it.
    """

    media_type: str
    name: str = ""
    ending: str = ""
    accepted: bool = True


ANSWER, STRICT_ANSWER = Format(PLAIN), Format(STRICT)
CSV = Format("text/csv", "csv", "csv")
JSON = Format(PLAIN, "json", "json", accepted=False)
CSVW = Format("application/csvm+json", "csvw", "csv-metadata.json")
BIBTEX = Format("application/x-bibtex", "bibtex", "bib")
CSL = Format("application/vnd.citationstyles.csl+json", "csl", "csl.json")

FILES = {one.name: one for one in (CSV, JSON, CSVW, BIBTEX, CSL)}
_ACCEPTED = {
    one.media_type: one for one in (ANSWER, STRICT_ANSWER, *FILES.values()) if one.accepted
}


def wants_html(request: Request) -> bool:
    """Whether a browser asks for the page, also with an operation, and nobody for a file."""
    if request.method == "POST" or request.query_params.get("format"):
        return False
    return choose(request.headers.get("accept"), (*_ACCEPTED, HTML)) == HTML


def read_format(request: Request) -> Format:
    """Read which format the answer is to have; `format` in the address goes before `Accept`.

    Raises BadRequest for an unknown format, and where none of ours is accepted.
    """
    wanted = read_parameter(request, "format")
    if not wanted:
        return _read_accepted(request.headers.get("accept"))
    if wanted not in FILES:
        known = ", ".join(FILES)
        raise BadRequest(400, "BAD_REQUEST", f"format: expected one of {known}, not {wanted[:40]}")
    return FILES[wanted]


def _read_accepted(accept: str | None) -> Format:
    kinds = tuple(_ACCEPTED)
    if STRICT in (accept or ""):  # who names it likes it better than what stands beside it
        kinds = tuple(sorted(kinds, key=STRICT.__ne__))
    kind = choose(accept, kinds)
    if kind is None:
        raise BadRequest(406, "NOT_ACCEPTABLE", f"Accept takes none of {', '.join(kinds)}")
    return _ACCEPTED[kind]
