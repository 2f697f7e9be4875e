"""Requests meant to hurt: each is one that some server of this kind has fallen over."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

JSON = {"content-type": "application/json"}
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Hostile:
    """A request as it goes over the wire."""

    name: str
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    method: str = "POST"
    address: str = "/graphql"


def iter_requests() -> Iterator[Hostile]:
    """Yield all requests."""
    for name, query in _iter_queries():
        yield _post(name, query)
    for name, query, variables in _iter_values():
        yield _post(name, query, variables)
    yield from _iter_bodies()
    yield from _iter_addresses()


def _post(name: str, query: str, variables: Any = None) -> Hostile:
    return Hostile(name, json.dumps({"query": query, "variables": variables}).encode())


def _nested(opening: str, inner: str, closing: str, times: int) -> str:
    return opening * times + inner + closing * times


def _iter_queries() -> Iterator[tuple[str, str]]:
    yield from _iter_deep()
    yield from _iter_wide()
    yield from _iter_fragments()
    yield from _iter_introspections()
    yield from _iter_costly()
    yield "nothing but brackets", "{" * 5_000
    yield "a comment of 60 kB", "#" + "x" * 60_000 + "\n{ __typename }"
    yield "a text of 60 kB", '{ things(search: "' + "x" * 60_000 + '") { totalCount } }'
    yield "a name of 60 kB", "{ " + "x" * 60_000 + " }"
    yield "a mutation", "mutation { __typename }"
    yield "a subscription", "subscription { __typename }"
    yield "a type system", "type Query { a: Int } extend schema @a"
    yield "an empty selection", "{ }"
    yield "a NUL in the text", "{ __typename \0 }"
    yield "half a surrogate escaped", '{ things(search: "\\ud800") { totalCount } }'
    yield "all line ends", "{\r\n\r\u2028__typename\u2029}"
    yield "right-to-left marks", "{ \u202e__typename }"


def _iter_deep() -> Iterator[tuple[str, str]]:
    relations = "partOfInstrument { ", " }"
    yield (
        "fields 17 deep",
        "{ instruments { nodes { " + _nested(*_around(relations, "name"), 15) + " } } }",
    )
    yield (
        "fields 300 deep",
        "{ instruments { nodes { " + _nested(*_around(relations, "name"), 300) + " } } }",
    )
    yield "lists 400 deep", "{ things(orderBy: " + _nested("[", "", "]", 400) + ") { totalCount } }"
    yield (
        "filters 600 deep",
        "{ things(where: " + _nested("{not: ", "{}", "}", 600) + ") { totalCount } }",
    )
    yield (
        "filters 30 deep",
        "{ things(where: " + _nested("{not: ", "{}", "}", 30) + ") { totalCount } }",
    )
    yield "inline fragments 500 deep", _nested("{ ... ", "{ __typename }", " }", 500)


def _around(pair: tuple[str, str], inner: str) -> tuple[str, str, str]:
    return pair[0], inner, pair[1]


def _iter_wide() -> Iterator[tuple[str, str]]:
    yield "61 aliases", "{ " + " ".join(f"a{n}: __typename" for n in range(61)) + " }"
    yield "9,000 aliases", "{ " + " ".join(f"a{n}:__typename" for n in range(4_000)) + " }"
    yield (
        "60 searches",
        "{ " + " ".join(f'a{n}: things(search: "a*") {{ totalCount }}' for n in range(60)) + " }",
    )
    yield (
        "60 unknown keys",
        "{ "
        + " ".join(f'a{n}: thing(key: "labour minister {n}") {{ name }}' for n in range(60))
        + " }",
    )
    yield "1,900 times the same field", "{ " + "__typename " * 1_900 + "}"
    yield (
        "100 times the same tree",
        "{ " + "instruments { nodes { partOfInstrument { name } } } " * 100 + "}",
    )
    yield (
        "1,900 fields there are none of",
        "{ " + " ".join(f"instrumnt{n}" for n in range(1_900)) + " }",
    )
    yield (
        "280 types there are none of",
        "{ things { nodes { "
        + " ".join(f"... on Instrumnt{n} {{ a{n}: name }}" for n in range(55))
        + " } } }",
    )
    yield (
        "600 arguments there are none of",
        "{ things(where: {" + " ".join(f"nam{n}: 1" for n in range(600)) + "}) { totalCount } }",
    )
    yield (
        "1,900 values there are none of",
        "{ clauses(where: {force: {in: ["
        + " ".join(f"TASKE{n}" for n in range(1_900))
        + "]}}) { totalCount } }",
    )
    yield "600 directives", "{ __typename " + "@skip(if: false) " * 300 + "}"
    yield "900 unknown directives", "{ __typename " + "@a " * 900 + "}"
    yield (
        "400 variables",
        "query (" + " ".join(f"$v{n}: Int" for n in range(400)) + ") { __typename }",
    )
    yield "400 operations", " ".join(f"query A{n} {{ __typename }}" for n in range(400))
    yield "400 orders", "{ things(orderBy: [" + "{name: ASC} " * 380 + "]) { totalCount } }"
    yield (
        "300 filters",
        "{ things(where: {or: [" + '{name: {contains: "a"}} ' * 210 + "]}) { totalCount } }",
    )


def _iter_fragments() -> Iterator[tuple[str, str]]:
    yield "a fragment of itself", "{ ...A } fragment A on Query { ...A }"
    yield (
        "fragments in a circle",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    )
    circle = " ".join(
        f"fragment F{n} on Query {{ {' '.join(f'...F{m}' for m in range(20))} }}" for n in range(20)
    )
    yield "fragments in all circles", "{ ...F0 } " + circle
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(240))
    yield "a chain of fragments", "{ ...F0 } " + chain + " fragment F240 on Query { __typename }"
    double = " ".join(
        f"fragment F{n} on Thing {{ a: linksOut {{ nodes {{ target {{ ...F{n + 1} }} }} }} b: linksIn {{ nodes {{ source {{ ...F{n + 1} }} }} }} }}"
        for n in range(5)
    )
    yield (
        "fragments that double",
        "{ things { nodes { ...F0 } } } " + double + " fragment F5 on Thing { name }",
    )
    unused = " ".join(f"fragment F{n} on Query {{ __typename }}" for n in range(200))
    yield "200 unused fragments", "{ __typename } " + unused


def _iter_introspections() -> Iterator[tuple[str, str]]:
    types = "types { name fields { name args { name type { name } } type { name } } inputFields { name } }"
    yield "the schema", "{ __schema { " + types + " } }"
    for number in range(3):
        aliases = " ".join(f"a{n}_{number}: {types}" for n in range(9))
        yield f"the schema nine times, {number}", "{ __schema { " + aliases + " } }"
    yield (
        "types of fields of types",
        "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
    )
    yield (
        "possible types of types",
        "{ __schema { types { possibleTypes { possibleTypes { possibleTypes { name } } } } } }",
    )


def _iter_costly() -> Iterator[tuple[str, str]]:
    yield (
        "everything with everything",
        "{ things { nodes { name linksOut { nodes { target { name linksIn { nodes { source { name linksOut { nodes { target { name } } } } } } } } } } } }",
    )
    yield (
        "groups of groups",
        "{ provisions { groupBy(by: AGENTS) { nodes { name } groupBy(by: FORCE) { nodes { name } groupBy(by: INSTRUMENT) { nodes { name agents { nodes { name } } } } } } } }",
    )
    walk = "agents { nodes { ... on Body { involvements { nodes { ... on Assignment { provision { "
    yield (
        "back and forth",
        "{ provisions { nodes { "
        + walk
        + "agents { nodes { name } }"
        + " } } } } } } }"
        + " } } }",
    )
    quantified: str = '{name: {contains: "a"}}'
    for _ in range(5):
        quantified = "{agents: {every: {mandates: {every: " + quantified + "}}}}"
    yield "quantifiers in quantifiers", "{ provisions(where: " + quantified + ") { totalCount } }"


def _iter_values() -> Iterator[tuple[str, str, Any]]:
    text = """query ($text: String!) { things(search: $text, where: {name: {contains: $text}}) {
        totalCount } }"""
    key = "query ($text: Key!) { thing(key: $text) { name } }"
    date = "query ($text: EDTF!) { events(where: {when: {lte: $text}}) { totalCount } }"
    for value in TEXTS:
        for kind, query in (("search", text), ("key", key), ("date", date)):
            yield f"{kind} {value[:20]!r}", query, {"text": value}
    number = "query ($n: Int) { things(first: $n, offset: $n) { totalCount } }"
    numbers: tuple[Any, ...] = (
        2**31,
        -(2**31),
        2**63,
        10**400,
        1e308,
        -1,
        0.5,
        "9" * 500,
        True,
        [1],
        {"a": 1},
    )
    for given in numbers:
        yield f"number {str(given)[:20]}", number, {"n": given}
    for literal in ("9" * 9_999, "-1", "1e999", "0x10", "99999999999999999999"):
        yield f"literal {literal[:20]}", f"{{ things(first: {literal}) {{ totalCount }} }}", None
    cursor = "query ($after: String) { things(after: $after) { totalCount } }"
    for value in ("9" * 10_000, "-1", "\0", "٣", "1e3", ""):
        yield f"cursor {value[:20]!r}", cursor, {"after": value}
    where = "query ($where: ThingWhere) { things(where: $where) { totalCount } }"
    for depth in (100, 250, 900):
        nested: dict[str, Any] = {}
        for _ in range(depth):
            nested = {"not": nested}
        yield f"variables {depth} deep", where, {"where": nested}
    yield "10,000 parts", where, {"where": {"or": [{"not": {}}] * 6_000}}
    yield "5,000 wrong parts", where, {"where": {f"nam{n}": 1 for n in range(4_000)}}
    keys = "query ($keys: [Key!]) { provisions(where: {agents: {hasAll: $keys}}) { totalCount } }"
    yield "5,000 keys", keys, {"keys": ["ASEAN"] * 5_000}
    names = "query ($names: [String!]) { things(where: {name: {in: $names}}) { totalCount } }"
    yield "5,000 names", names, {"names": [str(n) for n in range(5_000)]}


TEXTS = (
    "\0", "a\0b", "'", '"', "\\", "`", "' OR 1=1 --", "'; DROP TABLE key; --", "*", "**", "a*" * 500,
    "name:a", "AND", "OR NOT", "NEAR(a b)", "a -b", "+a", "a^9", "a~", "/.*/", "(", ")", "[", "{",
    "(a+)+$", "(a|aa)+$", "a" * 50_000, "a " * 20_000, '"' * 999, "\ud83d\ude00", "\u0301" * 9_999,
    "\ufdfa" * 999, "İ" * 999, "https://w3id.org/asean-labour/id/body/acmw'", 'https://x/"><script>',
    "https://w3id.org/asean-labour/id/body/acmw> } }", "MATCH (n) DETACH DELETE n", "$text", "${x}",
    "2024-13-45", "0000/9999", "../..", "9" * 5_000, "-9999999999", "2024/2023", "Y17E8", "19XX",
    "{{7*7}}", "%s%s%n", "\u202e", "C-87", "No. 87",
)  # fmt: skip


def _iter_bodies() -> Iterator[Hostile]:
    query = json.dumps({"query": "{ __typename }"}).encode()
    yield Hostile("10 MB of spaces", b" " * 10 * MEGABYTE)
    yield Hostile("10 MB of query", b'{"query": "' + b"x" * 10 * MEGABYTE + b'"}')
    yield Hostile("gzip", gzip.compress(query), JSON | {"content-encoding": "gzip"})
    yield Hostile(
        "gzip of 100 MB", gzip.compress(b" " * 100 * MEGABYTE), JSON | {"content-encoding": "gzip"}
    )
    yield Hostile("gzip not told", gzip.compress(query))
    yield Hostile("deflate told", query, JSON | {"content-encoding": "deflate"})
    yield Hostile("invalid UTF-8", b'{"query": "\xff\xfe"}')
    yield Hostile("overlong UTF-8", b'{"query": "\xc0\xaf"}')
    yield Hostile("UTF-16", json.dumps({"query": "{ __typename }"}).encode("utf-16"))
    yield Hostile("a byte order mark", b"\xef\xbb\xbf" + query)
    yield Hostile("a NUL", b"\0")
    yield Hostile("a NUL after the object", query + b"\0")
    yield Hostile("NaN", b'{"query": "{ __typename }", "variables": {"a": NaN}}')
    yield Hostile(
        "a number of 60 kB",
        b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 60_000 + b"}}",
    )
    yield Hostile("an exponent", b'{"query": "{ __typename }", "variables": {"a": 1e99999999}}')
    yield Hostile("lists 30,000 deep", b'{"variables": ' + b"[" * 30_000 + b"]" * 30_000 + b"}")
    yield Hostile(
        "objects 10,000 deep", b'{"variables": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001
    )
    yield Hostile(
        "a name 5,000 times", b"{" + b",".join([b'"query": "{ __typename }"'] * 2_000) + b"}"
    )
    yield Hostile("a batch", b"[" + b",".join([query] * 100) + b"]")
    yield Hostile("no object", b"null")
    yield Hostile("nothing")
    yield Hostile(
        "a prototype", b'{"query": "{ __typename }", "__proto__": {"a": 1}, "constructor": 1}'
    )
    yield Hostile(
        "a form", b"query={__typename}", {"content-type": "application/x-www-form-urlencoded"}
    )
    yield Hostile(
        "a file", b"--x\r\n\r\n--x--", {"content-type": "multipart/form-data; boundary=x"}
    )
    yield Hostile("a type of 8 kB", query, {"content-type": "application/json;" + "a=b;" * 2_000})
    yield Hostile(
        "1,000 types wanted",
        query,
        JSON | {"accept": ", ".join(f"a/b{n};q=0.{n}" for n in range(1_000))},
    )
    yield Hostile(
        "odd qualities", query, JSON | {"accept": "*/*;q=NaN, */*;q=-1, */*;q=1e9, ;q=, /"}
    )
    yield Hostile("1,000 tags", query, JSON | {"if-none-match": ", ".join(['"a"'] * 1_000)})
    yield Hostile("too short a body told", query, JSON | {"x-forwarded-for": "a" * 9_000})


def _iter_addresses() -> Iterator[Hostile]:
    for method in ("TRACE", "CONNECT", "PATCH", "FOO", "OPTIONS", "HEAD"):
        yield Hostile(f"method {method}", method=method)
    yield _get("an address of 60 kB", {"query": "{ __typename }", "x": "x" * 60_000})
    yield _get("an address of 1 MB", {"query": "{ __typename }", "x": "x" * MEGABYTE})
    yield _get("variables that are no JSON", {"query": "{ __typename }", "variables": "{"})
    yield _get("variables that are a list", {"query": "{ __typename }", "variables": "[]"})
    yield _get("a NUL in the address", {"query": "{ __typename \0 }"})
    yield _get(
        "a table of nothing",
        {"query": "{ things { nodes { name } } }", "format": "csv", "rows": "\0"},
    )
    yield _get(
        "a table of all",
        {"query": "{ things { nodes { name linksOut { nodes { name } } } } }", "format": "csv"},
    )
    yield _get("a mutation", {"query": "mutation { __typename }"})
    for path in (
        "/graphql?query=%ff",
        "/graphql?query=%",
        "/graphql?" + "a&" * 5_000,
        "/graphql/",
        "//graphql",
    ):
        yield Hostile(f"address {path[:25]}", method="GET", address=path)
    for path in (
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/queries/%2e%2e/pyproject.toml",
        "/static/%00",
    ):
        yield Hostile(f"address {path}", method="GET", address=path)


def _get(name: str, params: Mapping[str, str]) -> Hostile:
    return Hostile(name, method="GET", address=f"/graphql?{urlencode(params)}")
