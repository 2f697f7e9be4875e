"""What protects readers from pages of others, on every response."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx
import pytest

from graph.settings import Settings
from tests.places import SMALL_TEXTS

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
ADDRESSES = [
    "/",
    "/graphql",
    "/graphql?query={states{totalCount}}",
    "/sparql",
    "/search?q=lake",
    "/questions/",
    "/questions/none",
    "/docs/",
    "/docs/none",
    "/id/body/lake-council",
    "/id/body/lake-council.html",
    "/id/body/lake-council.ttl",
    "/id/body/none",
    "/ns",
    "/data/",
    "/context.jsonld",
    "/guide/asean-labour.html",
    "/static/site.css",
    "/static/none",
    "/queries/none",
    "/livez",
    "/none",
]
ELSEWHERE = {"origin": "https://example.org"}


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_response_is_shown_within_other_pages_or_sniffed(
    http: httpx.Client, address: str, accept: str
) -> None:
    response = http.get(address, headers={"accept": accept})
    assert "nosniff" == response.headers["x-content-type-options"]
    rules = dict(
        rule.strip().partition(" ")[::2]
        for rule in response.headers["content-security-policy"].split(";")
    )
    assert rules["default-src"] in ("'none'", "'self'")
    assert ("'none'", "'none'") == (rules["frame-ancestors"], rules["base-uri"])
    assert rules["form-action"] in ("'none'", "'self'")
    assert "unsafe" not in rules.get("script-src", "")


def test_a_request_that_is_not_taken_has_them_too(
    serving: Serving, small_settings: Settings
) -> None:
    with serving(small_settings.model_copy(update={"requests_per_minute": 1})) as http:
        http.get("/")
        response = http.get("/", headers=ELSEWHERE)
    assert (429, "nosniff") == (response.status_code, response.headers["x-content-type-options"])
    assert "*" == response.headers["access-control-allow-origin"]


# pages of other origins


def test_no_page_takes_quotes_from_a_server_with_documents(
    serving: Serving, small_settings: Settings
) -> None:
    with serving(small_settings.model_copy(update={"documents": SMALL_TEXTS})) as http:
        for address in ("/graphql?query={states{totalCount}}", "/sparql", "/id/body/x"):
            response = http.get(address, headers=ELSEWHERE)
            assert "access-control-allow-origin" not in response.headers, address
        assert (
            "*"
            == http.get("/guide/style.grass", headers=ELSEWHERE).headers[
                "access-control-allow-origin"
            ]
        )


def test_the_settings_say_whose_pages_may_ask(serving: Serving, small_settings: Settings) -> None:
    given = {
        "documents": SMALL_TEXTS,
        "allowed_origins": "https://example.org, https://example.com",
    }
    with serving(small_settings.model_copy(update=given)) as http:
        ours = http.get("/", headers=ELSEWHERE)
        others = http.get("/", headers={"origin": "https://example.net"})
    assert "https://example.org" == ours.headers["access-control-allow-origin"]
    assert "access-control-allow-origin" not in others.headers


def test_the_network_of_this_machine_is_not_opened(http: httpx.Client) -> None:
    asked = {
        "access-control-request-method": "GET",
        "access-control-request-private-network": "true",
    }
    response = http.options("/graphql", headers=ELSEWHERE | asked)
    assert "access-control-allow-private-network" not in response.headers


# names of the server


@pytest.mark.parametrize(
    ("status", "host", "given"),
    [
        (200, "elsewhere.example", {}),
        (200, "localhost:1234", {"documents": SMALL_TEXTS}),
        (200, "[::1]:1234", {"documents": SMALL_TEXTS}),
        (400, "elsewhere.example", {"documents": SMALL_TEXTS}),
        (400, "127.0.0.1.elsewhere.example", {"documents": SMALL_TEXTS}),
        (200, "elsewhere.example", {"documents": SMALL_TEXTS, "trusted_hosts": "*"}),
        (200, "ours.example:80", {"trusted_hosts": "ours.example"}),
        (200, "localhost", {"trusted_hosts": "ours.example"}),
        (400, "elsewhere.example", {"trusted_hosts": "ours.example"}),
        (400, "ours.example.elsewhere.example", {"trusted_hosts": "ours.example"}),
    ],
)
def test_the_server_answers_to_its_own_names(
    status: int, host: str, given: dict[str, object], serving: Serving, small_settings: Settings
) -> None:
    with serving(small_settings.model_copy(update=given)) as http:
        assert status == http.get("/livez", headers={"host": host}).status_code
