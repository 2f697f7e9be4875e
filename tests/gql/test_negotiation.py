"""Which media type a client likes best."""

import pytest

from gql.negotiation import choose

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
    ],
)
def test_the_best_liked_type_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, OFFERED) == chosen
