"""Answers queries as a worker does, many in one process: `python tests/web/confined.py QUADS [free]`.

Queries come as JSON on the input; the codes of the answers go to the output, each with its count.
With `free` the process is not confined, to see what the engine does then.
"""

import json
import sys
from collections import Counter

from web.sparql.confinement import confine
from web.sparql.evaluation import answer, load

ASKED = {
    "base": "http://example.org/",
    "default_graphs": [],
    "named_graphs": [],
    "solutions": "text/csv",
    "boolean": "application/json",
    "graph": "text/turtle",
    "max_bytes": 10**6,
}


def main() -> None:
    quads, *free = sys.argv[1:]
    queries = json.load(sys.stdin)
    store = load(quads, {})
    if not free:
        assert confine(4096) == []
    codes = Counter(answer(store, {**ASKED, "query": one})[0].get("code", "") for one in queries)
    print(json.dumps(codes))  # noqa: T201  # read by the test


if __name__ == "__main__":
    main()
