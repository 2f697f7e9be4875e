"""The server that is attacked."""

from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from graph.release import Release
from tests.gql.hostile.corpus import JSON, Hostile
from tests.gql.hostile.victim import MEGABYTES, PLAIN, Victim, serve

SETTLING = 30
"""Seconds in which memory comes back."""


@pytest.fixture(scope="module")
def victim(release: Release) -> Iterator[Victim]:
    """A server; in the end it has about as much memory as before."""
    with serve(release.folder.parent) as victim:
        schema = b'{"query": "{ __schema { types { name fields { name type { name } } } } }"}'
        for request in (PLAIN, Hostile("schema", schema, JSON)):
            victim.send(request)
        before = victim.memory()
        yield victim
        end = monotonic() + SETTLING
        while victim.memory() > before + MEGABYTES and monotonic() < end:
            sleep(0.5)
        print(f"\n{victim.figures(before)}")  # noqa: T201  # figures for who looks, no test
        assert victim.memory() <= before + MEGABYTES
