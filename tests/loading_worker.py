"""Loads Neo4j in processes that can be killed: reads orders, forks, tells process and status.

    python loading_worker.py URI OLD_RELEASES

An order is a line `old|new ONE_TRANSACTION BATCH`. What is new is the old release without what
every third passage or reading says.
"""

import os
import sys
from pathlib import Path

from graph import neo4j_writer
from graph.model import ModelFacts, build_model
from graph.neo4j_records import FactRecords
from graph.release import open_release
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import APPARATUS, read_ontology

uri, releases = sys.argv[1:]
quads = open_release(Path(releases)).read_quads()
graphs = sorted({q.graph_name.value for q in quads} - {APPARATUS})[::3]
ontology = read_ontology()
MODELS = {
    "old": build_model(quads, ontology),
    "new": build_model([q for q in quads if q.graph_name.value not in graphs], ontology),
}


def load(name: str, one_transaction: str, batch: str) -> None:
    """Make the server hold a release, as `python -m loaders neo4j` does."""
    neo4j_writer.ONE_TRANSACTION = int(one_transaction)
    neo4j_writer.BATCH = int(batch)
    settings = Settings(neo4j_uri=uri, neo4j_password="")
    with neo4j_writer.open_driver(settings) as driver:
        records = FactRecords(ModelFacts(MODELS[name]))
        neo4j_writer.write_records(driver, records, ReleaseInfo(name, 1, 1))


print("ready", flush=True)  # noqa: T201  the test reads it
for order in sys.stdin:
    child = os.fork()
    if not child:
        load(*order.split())
        os._exit(0)
    print(child, flush=True)  # noqa: T201  the test reads it
    print(os.waitpid(child, 0)[1], flush=True)  # noqa: T201  the test reads it
