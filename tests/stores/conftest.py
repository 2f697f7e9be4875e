"""The stores under test."""

import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from gql.execution import Service, build_service
from graph.opening import open_served
from graph.release import Release
from graph.settings import Settings
from graph.terms import Ontology
from tests.conftest import SERVERS
from tests.places import SMALL_TEXTS
from tests.stores.contract import fill


@pytest.fixture(scope="module", params=["embedded", *SERVERS])
async def store(
    request: pytest.FixtureRequest,
    small_release: Release,
    ontology: Ontology,
    serve_neo4j: Callable[[str], str],
) -> AsyncIterator[Service]:
    """The small release in each store, with quotes, answering whatever it costs."""
    settings = Settings(
        store="embedded", releases=small_release.folder.parent, documents=SMALL_TEXTS
    )
    if request.param != "embedded":
        uri = serve_neo4j(request.param)
        fill(uri, small_release, ontology)
        settings = settings.model_copy(
            update={
                "store": "neo4j",
                "neo4j_uri": uri,
                "neo4j_password": "",
                "timeout_seconds": 60,  # a cold server plans its first statements slowly
            }
        )
    served = open_served(settings)
    yield replace(build_service(served, settings), max_cost=sys.maxsize)
    await served.close()
