"""Laws of HTTP that hold at every address: what is compressed, what tags and `Vary` say of a response.

Addresses are those that pages link to, from the front page on; each route of the application has to
be among them.
"""

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from html import unescape
from itertools import product
from urllib.parse import quote, urljoin, urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Match, Mount

from graph.settings import Settings
from web.app import create_app
from web.server import ConnectionBounds

Serve = Callable[..., AbstractContextManager[httpx.Client]]
ACCEPTED = (
    "*/*",
    "text/html",
    "text/turtle",
    "application/json",
    "image/png",
)
CODINGS = (
    "identity",
    "gzip",
    "gzip;q=0",
    "gzip;q=0, *",
    "*;q=0, identity",
    "gzip, identity;q=0",
    "br",
)
REFUSED = ("identity;q=0", "*;q=0")
HOSTS = ("localhost", "example.org:8080")
VARIANTS = (
    *product(ACCEPTED, CODINGS[:2], HOSTS[:1]),
    *product(ACCEPTED[:1], CODINGS[:2], HOSTS[1:]),
)
"""Ways to ask for what may be tagged alike: by Accept, Accept-Encoding and Host."""
LINK = re.compile(r"""(?:href|src|action)="([^"#]+)|<([^>]+)>; rel=""")
OF_A_KIND = 2
"""How many addresses of a route are looked at."""
QUESTION = quote("{ clauses { edges { node { name number } evidence { locator } } } }")
UNLINKED = (
    f"/graphql?query={QUESTION}",
    *(
        f"/graphql?query={QUESTION}&format={kind}"
        for kind in ("csv", "json", "csvw", "bibtex", "csl")
    ),
    "/questions/coverage",
    "/questions/coverage/citation",
    *(f"/questions/coverage.{ending}" for ending in ("csv", "bib")),
    "/graphql?query=%7B",
    "/sparql?query=" + quote("SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 50"),
    "/sparql?query=%7B",
    "/catalog",
    "/.well-known/void",
    "/graph/apparatus",
    "/reading/none",
    "/search?q=lake",
    "/shapes.ttl",
    "/context.jsonld",
    "/guide/asean-labour.html",
    "/guide/asean-labour.adoc",
    "/guide/queries.zip",
    "/guide/style.grass",
    "/questions/with-acmw-and-partner/citation",
    "/questions/with-acmw-and-partner.csv",
    "/queries/a-convention-over-time.cypher",
    "/sparql/examples",
    "/sparql/examples.nt",
    "/livez",
    "/readyz",
    "/nothing",
)
"""Addresses of programs, to which no page of the small release links."""


@dataclass(frozen=True)
class Shown:
    """What a request was answered with: the bytes as they were sent."""

    response: httpx.Response
    sent: bytes

    @property
    def coding(self) -> str:
        return str(self.response.headers.get("content-encoding", "identity"))

    @property
    def content(self) -> bytes:
        return gzip.decompress(self.sent) if self.coding == "gzip" and self.sent else self.sent

    @property
    def tag(self) -> str:
        return str(self.response.headers.get("etag", ""))

    @property
    def vary(self) -> set[str]:
        return set(re.split(r",\s*", self.response.headers.get("vary", "").lower()))

    @property
    def look(self) -> tuple[object, ...]:
        """What a reader sees of it."""
        names = ("content-type", "location")
        return (self.response.status_code, *map(self.response.headers.get, names), self.content)


@pytest.fixture(scope="module")
def app(small_settings: Settings) -> Starlette:
    return create_app(small_settings.model_copy(update={"requests_per_minute": 0}))


@pytest.fixture(scope="module")
def served(app: Starlette, small_settings: Settings, serve_app: Serve) -> Iterator[httpx.Client]:
    with serve_app(app, ConnectionBounds.of(small_settings)) as client:
        yield client


def ask(client: httpx.Client, path: str, method: str = "GET", **headers: str) -> Shown:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with client.stream(method, path, headers=named) as response:
        return Shown(response, b"".join(response.iter_raw()))


def iter_routes(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, BaseRoute]]:
    """Yield all routes, those of what is mounted too, with the prefix of their addresses."""
    for route in routes:
        if isinstance(route, Mount) and route.routes:
            yield from iter_routes(list(route.routes), prefix + route.path)
        else:
            yield prefix, route


def is_of(route: BaseRoute, prefix: str, path: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": path.removeprefix(prefix), "headers": []}
    return path.startswith(prefix) and route.matches(scope)[0] is Match.FULL


@pytest.fixture(scope="module")
def addresses(app: Starlette, served: httpx.Client) -> list[str]:
    """Some addresses of each route: those that pages and headers link to."""
    routes = list(iter_routes(app.router.routes))
    found: dict[int, list[str]] = {}
    waiting, seen = ["/", *UNLINKED], set[str]()
    while waiting:
        address = waiting.pop(0)
        path = urlsplit(address).path
        number = next(
            (n for n, (prefix, route) in enumerate(routes) if is_of(route, prefix, path)), -1
        )
        known = found.setdefault(number, [])
        if address in seen or len(known) >= OF_A_KIND + (address in UNLINKED) * len(UNLINKED):
            continue
        seen.add(address)
        known.append(address)
        shown = ask(served, address, accept="text/html, */*;q=0.1", accept_encoding="identity")
        text = shown.response.headers.get("link", "") + shown.response.headers.get("location", "")
        if shown.response.headers.get("content-type", "").startswith("text/html"):
            text += shown.content.decode()
        links = [unescape(one or other) for one, other in LINK.findall(text)]
        links += (
            [shown.response.headers["location"]] if "location" in shown.response.headers else []
        )
        waiting += [
            link for link in (urljoin(address, one) for one in links) if link.startswith("/")
        ]
    unseen = [str(route) for number, (_, route) in enumerate(routes) if number not in found]
    assert [] == unseen
    return [address for some in found.values() for address in some]


def test_codings_that_are_refused_are_not_used(served: httpx.Client, addresses: list[str]) -> None:
    for address in addresses:
        plain = ask(served, address, accept_encoding="identity")
        for accepted in CODINGS[1:]:
            shown = ask(served, address, accept_encoding=accepted)
            takes_gzip = accepted in ("gzip", "gzip, identity;q=0")
            assert shown.coding == "identity" or takes_gzip, (address, accepted)
            assert shown.content == plain.content
        for refused in REFUSED:
            response = ask(served, address, accept_encoding=refused).response
            assert 406 == response.status_code, address
            assert "Accept-Encoding" in response.headers["vary"]


def test_what_is_tagged_alike_is_alike(served: httpx.Client, addresses: list[str]) -> None:
    """A strong tag stands for the same bytes, a weak one for the same to a reader."""
    for address in addresses:
        strong: dict[str, bytes] = {}
        weak: dict[str, bytes] = {}
        for accept, coding, host in VARIANTS:
            shown = ask(served, address, accept=accept, accept_encoding=coding, host=host)
            if not shown.tag:
                continue
            if shown.tag.startswith("W/"):
                assert shown.content == weak.setdefault(shown.tag, shown.content), address
            else:
                assert shown.sent == strong.setdefault(shown.tag, shown.sent), address


def test_what_decides_is_in_vary(served: httpx.Client, addresses: list[str]) -> None:
    for address in addresses:
        shown = {accept: ask(served, address, accept=accept) for accept in ACCEPTED}
        if len({one.look for one in shown.values()}) > 1:
            assert all("accept" in one.vary for one in shown.values()), address
        for coding in CODINGS:
            assert "accept-encoding" in ask(served, address, accept_encoding=coding).vary, address


def test_what_is_known_is_not_sent_again(served: httpx.Client, addresses: list[str]) -> None:
    for address, coding in product(addresses, CODINGS[:2]):
        first = ask(served, address, accept_encoding=coding)
        if not first.tag:
            continue
        for known in (first.tag, f'"other", {first.tag}', first.tag.removeprefix("W/")):
            again = ask(served, address, accept_encoding=coding, if_none_match=known)
            assert (304, b"") == (again.response.status_code, again.sent), address
            assert (first.tag, first.vary) == (again.tag, again.vary), address


def test_head_says_what_get_says(served: httpx.Client, addresses: list[str]) -> None:
    names = ("content-type", "etag", "vary", "location", "cache-control")
    for address, coding in product(addresses, CODINGS[:2]):
        get, head = (
            ask(served, address, method, accept_encoding=coding) for method in ("GET", "HEAD")
        )
        assert b"" == head.sent
        assert get.response.status_code == head.response.status_code < 500, address
        for name in names:
            assert get.response.headers.get(name) == head.response.headers.get(name), (
                address,
                name,
            )
