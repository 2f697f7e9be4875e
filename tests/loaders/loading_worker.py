"""Loads Neo4j in processes that can be killed: reads orders, forks, tells process and status.

    python loading_worker.py URI RELEASES

An order is a line `RELEASE ONE_TRANSACTION BATCH`.
"""

import os
import sys
from pathlib import Path

from graph.neo4j import writer
from graph.settings import Settings
from loaders.neo4j.loading import load_neo4j

uri, releases = sys.argv[1:]


def load(release: str, one_transaction: str, batch: str) -> None:
    """Make the server hold a release, as `python -m loaders neo4j` does."""
    writer.ONE_TRANSACTION = int(one_transaction)
    writer.BATCH = int(batch)
    load_neo4j(Settings(neo4j_uri=uri, neo4j_password="", releases=Path(releases), release=release))


print("ready", flush=True)  # noqa: T201  the test reads it
for order in sys.stdin:
    child = os.fork()
    if not child:
        load(*order.split())
        os._exit(0)
    print(child, flush=True)  # noqa: T201  the test reads it
    print(os.waitpid(child, 0)[1], flush=True)  # noqa: T201  the test reads it
