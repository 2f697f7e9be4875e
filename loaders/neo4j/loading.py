"""Loading Neo4j: the release that is served goes into the server that the settings name."""

from collections.abc import Iterator
from contextlib import contextmanager

from graph.model.facts_file import open_facts
from graph.neo4j.records import FactRecords, Records
from graph.neo4j.writer import Change, create_reader, open_driver, write_records
from graph.release import QUADS, Release, open_release
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import read_ontology


def load_neo4j(settings: Settings) -> tuple[Release, Change]:
    """Fill or update Neo4j; nothing is written where it holds the release already.

    Where the settings have a password for readers, they get an account. Raises ReleaseError where
    there is no release, StoreUnavailable where the server cannot be reached or holds something
    that is not ours.
    """
    release = open_release(settings.releases, settings.release)
    reader_password = settings.reader_password()
    with open_driver(settings) as driver, open_records(release) as (records, info):
        if reader_password:
            create_reader(driver, settings.neo4j_reader, reader_password)
        return release, write_records(driver, records, info)


@contextmanager
def open_records(release: Release) -> Iterator[tuple[Records, ReleaseInfo]]:
    """Open a release as records of Neo4j; they are made from a temporary file as they are read."""
    with open_facts(release.folder / QUADS, read_ontology()) as facts:
        yield FactRecords(facts), ReleaseInfo(release.id, facts.quads, len(facts))
