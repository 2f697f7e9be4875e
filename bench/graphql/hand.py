"""The best hand-written statement: one record of lists over the bare driver, no HTTP, no checks.

`python -m bench.graphql.hand URI CALLERS SECONDS MOST`; a question's statement and values come as
JSON on standard input. Prints what `load.mjs` prints.
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from typing import Any

import orjson
import uvloop
from neo4j import READ_ACCESS, AsyncDriver, AsyncGraphDatabase

from graph.neo4j.store import DRIVER_SETTINGS


async def ask(driver: AsyncDriver, statement: Any, values: Mapping[str, Any]) -> Any:
    """Run a statement in an auto-commit transaction, the quickest way there is; its one value."""
    async with driver.session(default_access_mode=READ_ACCESS) as session:
        result = await session.run(statement, dict(values))
        return (await result.single(strict=True))["answer"]


async def _main(uri: str, callers: int, seconds: float, most: int) -> None:
    asked = json.load(sys.stdin)
    took: list[float] = []
    async with AsyncGraphDatabase.driver(uri, **DRIVER_SETTINGS) as driver:
        connected = (ask(driver, "RETURN 1 AS answer", {}) for _ in range(callers))
        await asyncio.gather(*connected)
        start = time.perf_counter()
        sent = 0

        async def call() -> None:
            nonlocal sent
            while sent < most and time.perf_counter() < start + seconds:
                values = asked["values"][sent % len(asked["values"])]
                sent += 1
                begun = time.perf_counter()
                orjson.dumps(await ask(driver, asked["cypher"], values))
                took.append(1000 * (time.perf_counter() - begun))

        await asyncio.gather(*(call() for _ in range(callers)))
        ended = time.perf_counter()
    print(json.dumps({"seconds": ended - start, "took": took}))


if __name__ == "__main__":
    _uri, _callers, _seconds, _most = sys.argv[1:]
    uvloop.run(_main(_uri, int(_callers), float(_seconds), int(_most)))
