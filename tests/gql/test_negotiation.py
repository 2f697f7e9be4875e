"""Which media type a client likes best."""

import pytest

from gql.negotiation import MOST, choose, rate_codings

OFFERED = ("text/turtle", "application/ld+json", "text/html")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("*", "text/turtle"),
        ("text/html", "text/html"),
        ("TEXT/HTML", "text/html"),
        ("text/*", "text/turtle"),
        ("text/*, text/html;q=0.1, application/ld+json;q=0.9", "text/turtle"),
        ("text/*;q=0.5, application/ld+json;q=0.9", "application/ld+json"),
        ("text/turtle;q=0, text/*;q=0.3", "text/html"),
        ("application/ld+json;profile=x;q=0.2, text/html;q=0.1", "application/ld+json"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("text/html;q=nonsense", None),
        ("image/png, */*;q=0.1", "text/turtle"),
        (" , text/html ,, ", "text/html"),
        ('text/html;a="x,y;q=0", text/turtle;q=0.5', "text/html"),
        ('text/html;a="\\",text/turtle";q=0.5, text/turtle;q=0.6', "text/turtle"),
        ('text/html;q=0.3;a="b, text/turtle', "text/html"),
        ("text/html;q=nan, text/turtle;q=0.1", "text/turtle"),
        ("text/html;q=inf, text/turtle;q=0.1", "text/turtle"),
        ("text/html;q=1e9, text/turtle;q=0.1", "text/turtle"),
        ("text/html;q=٣, text/turtle;q=0.1", "text/turtle"),
        ("text/html ; Q = 0.2 , text/turtle;q=0.1", "text/html"),
        (";", None),
        (";q=0.5, text/html", "text/html"),
        (";;, ;text/turtle, text/html;;", "text/html"),
        ("image/png, " * MOST + "text/html", None),
    ],
)
def test_the_best_liked_type_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, OFFERED) == chosen


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br", "gzip"),
        ("gzip;q=0.1", "gzip"),
        ("*", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip; q=0.000, *", "identity"),
        ("gzip ;Q=0", "identity"),
        ("*;q=0, identity", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("br", "identity"),
        ("identity;q=0", None),
        ("*;q=0", None),
        ("br, *;q=0", None),
        ("gzip, identity;q=0", "gzip, always"),
        ("gzip, *;q=0", "gzip, always"),
        ("*, identity;q=0", "gzip, always"),
        ("notgzip", "identity"),
    ],
)
def test_codings_are_taken_unless_they_are_refused(
    accept: str | None, expected: str | None
) -> None:
    gzip, identity = rate_codings(accept)
    match expected:
        case None:
            assert gzip == identity == 0
        case "identity":
            assert identity > gzip
        case "gzip":
            assert gzip >= identity > 0
        case _:
            assert gzip > identity == 0


def test_quotes_without_an_end_are_read_in_linear_time() -> None:
    header = '"\\' * 100_000  # seconds in a reader that begins anew at each quote
    assert choose(f"{header}, text/html", OFFERED) is None
