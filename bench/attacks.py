"""Which operations within the limits take most: made up at random, and asked of a server of its own.

    python -m bench.attacks [COUNT] [SEED]

Operations are walks through the schema: relations with filters, orders, groups and evidence, some
with a fragment or a root repeated as often as the limits let it. Each is answered by the embedded
store as JSON, and then as CSV; both count. The same seed asks the same of the same release.
"""

import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from time import process_time
from typing import cast

import httpx
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from gql.limits import Limits, read_document
from gql.requests import Operation
from graph.errors import QueryError
from graph.settings import ROOT, Settings
from web.app import create_app

COUNT, SEED, SHOWN = 600, 1, 30
LEVELS = 5
"""Most relations below each other: each has two levels of fields."""
NAMES = ("ACMW", "ILO", "C29", "a", "2016")
DAY = '"2016"'
PAGES = ("nodes", "nodes", "edges", "groupBy", "totalCount", "withheld", "provisional")
TIMES = (1, 1, 1, 1, 1, 8)
"""How often a field is asked, under names of its own."""
JSON, CSV = "", "csv"


@dataclass(frozen=True, slots=True)
class Figures:
    """What an operation took: its cost, seconds of the processor, bytes, and the error, if any."""

    query: str
    format: str
    cost: int
    seconds: float
    size: int
    error: str

    def line(self) -> str:
        """The figures, and the beginning of the operation."""
        price = 1e6 * self.seconds / max(1, self.cost)
        return (
            f"{self.cost:>9} {1000 * self.seconds:>8.0f} {price:>8.1f} {self.size:>10} "
            f"{self.format or 'json':4} {self.error:12} {self.query[:300]}"
        )


def _name_of(field: GraphQLField) -> str:
    return get_named_type(field.type).name


def _is_leaf(field: GraphQLField) -> bool:
    return is_leaf_type(get_named_type(field.type))


class Walker:
    """Makes up operations by walking through a schema."""

    def __init__(self, schema: GraphQLSchema, seed: int, limits: Limits) -> None:
        self._schema, self._random, self._limits = schema, Random(seed), limits  # noqa: S311  # nothing secret

    def operation(self) -> str:
        """Make up an operation that is within the limits on its text."""
        while True:
            query = self._operation()
            with suppress(QueryError):
                read_document(Operation(query), self._limits)
                return query

    def _operation(self) -> str:
        root = cast(GraphQLObjectType, self._schema.query_type)
        collections = [n for n, f in root.fields.items() if _name_of(f).endswith("Connection")]
        name = self._random.choice([*sorted(collections), "things", "things", "path"])
        return f"{{ {self._repeated(root.fields[name], name, LEVELS, (1, 1, 2, 10, 50))} }}"

    def _repeated(
        self, field: GraphQLField, name: str, levels: int, choices: Sequence[int] = TIMES
    ) -> str:
        times, one = self._random.choice(choices), self._field(field, name, levels)
        return one if times == 1 else " ".join(f"{name}{n}: {one}" for n in range(times))

    def _field(self, field: GraphQLField, name: str, levels: int) -> str:
        arguments = ", ".join(self._arguments(field))
        head = f"{name}({arguments})" if arguments else name
        return head if _is_leaf(field) else f"{head} {{ {self._below(_name_of(field), levels)} }}"

    def _below(self, type_name: str, levels: int) -> str:
        target = cast(GraphQLObjectType, self._schema.type_map[type_name])
        fields = target.fields
        if type_name.endswith("Connection"):
            return " ".join(self._repeated(fields[n], n, levels - 1) for n in self._parts(fields))
        names = [n for n, f in sorted(fields.items()) if levels > 0 or _is_leaf(f)]
        chosen = self._random.sample(names, min(len(names), self._random.choice((1, 2, 3))))
        return " ".join(self._repeated(fields[n], n, levels) for n in chosen) or "__typename"

    def _parts(self, fields: Mapping[str, GraphQLField]) -> list[str]:
        some = [name for name in PAGES if name in fields]
        return list(dict.fromkeys(self._random.choices(some, k=self._random.choice((1, 2, 3)))))

    def _arguments(self, field: GraphQLField) -> Iterator[str]:
        for name, argument in field.args.items():
            if name in ("first", "offset", "after"):
                continue
            if is_required_argument(argument) or self._random.random() < self._chance(argument):
                is_day = name == "asOf"
                yield f"{name}: {DAY if is_day else self._value(argument.type, 4)}"

    def _chance(self, argument: GraphQLArgument) -> float:
        return 0.3 if isinstance(get_named_type(argument.type), GraphQLInputObjectType) else 0.2

    def _value(self, given: GraphQLInputType, levels: int) -> str:
        match given:
            case GraphQLNonNull():
                return self._value(given.of_type, levels)
            case GraphQLList():
                times = self._random.choice((1, 1, 2, 20))
                one = self._value(given.of_type, levels)
                return f"[{', '.join([one] * times)}]"
            case GraphQLInputObjectType():
                leaves = [
                    n for n, f in given.fields.items() if is_leaf_type(get_named_type(f.type))
                ]
                name = self._random.choice(
                    sorted(given.fields if levels else leaves or given.fields)
                )
                return f"{{{name}: {self._value(given.fields[name].type, levels - 1)}}}"
            case GraphQLEnumType():
                return str(self._random.choice(sorted(given.values)))
            case _:
                return self._scalar(given.name)

    def _scalar(self, name: str) -> str:
        match name:
            case "Int":
                return str(self._random.randrange(1, 7))
            case "Boolean":
                return self._random.choice(("true", "false"))
            case _:
                return f'"{self._random.choice(NAMES)}"'


async def measure(client: httpx.AsyncClient, query: str, form: str) -> Figures:
    """Ask, and tell what it took."""
    parameters = {"format": form} if form else {}
    begun = process_time()
    answer = await client.post("/graphql", json={"query": query}, params=parameters)
    seconds = process_time() - begun
    is_json = "json" in answer.headers["content-type"]
    told = answer.json() if is_json else {}
    codes = [error["extensions"]["code"] for error in told.get("errors", ())]
    cost = told.get("extensions", {}).get("cost", 0)
    return Figures(query, form, cost, seconds, len(answer.content), *codes[:1] or [""])


async def measure_all(settings: Settings, count: int, seed: int) -> list[Figures]:
    """Ask so many operations, each as JSON and as CSV; first one that fills what is kept."""
    app = create_app(settings)
    schema = build_schema((ROOT / "gql" / "schema.graphql").read_text("utf-8"))
    walker, found = Walker(schema, seed, Limits.of(settings)), []
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
    ):
        await measure(client, "{ things { nodes { name } } }", JSON)
        for _ in range(count):
            query = walker.operation()
            found += [await measure(client, query, form) for form in (JSON, CSV)]
    return found


def main(count: int = COUNT, seed: int = SEED) -> None:
    """Print the operations that took most time, and those that took most for their cost."""
    settings = Settings(requests_per_minute=0)
    found = asyncio.run(measure_all(settings, count, seed))
    answered = [one for one in found if not one.error]
    print(f"{len(found)} asked, {len(answered)} answered\n")
    head = f"{'cost':>9} {'ms':>8} {'µs/cost':>8} {'bytes':>10}"
    print(head, "most time")
    for one in sorted(found, key=lambda one: -one.seconds)[:SHOWN]:
        print(one.line())
    print(f"\n{head} most time for its cost, of those above 50 ms")
    priced = [one for one in answered if one.cost and one.seconds > 0.05]  # noqa: PLR2004  # as printed
    for one in sorted(priced, key=lambda one: -one.seconds / one.cost)[:SHOWN]:
        print(one.line())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
