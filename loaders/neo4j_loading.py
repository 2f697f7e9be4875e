"""Loading Neo4j: the release that is served goes into the server that the settings name."""

from graph.model import build_model
from graph.neo4j_records import ModelRecords
from graph.neo4j_writer import Change, create_reader, open_driver, write_records
from graph.release import Release, open_release
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import read_ontology


def load_neo4j(settings: Settings) -> tuple[Release, Change]:
    """Fill or update Neo4j; nothing is written where it holds the release already.

    Where the settings have a password for readers, they get an account. Raises ReleaseError where
    there is no release, StoreUnavailable where the server cannot be reached or holds something
    that is not ours.
    """
    release, records, info = read_records(settings)
    reader_password = settings.reader_password()
    with open_driver(settings) as driver:
        if reader_password:
            create_reader(driver, settings.neo4j_reader, reader_password)
        return release, write_records(driver, records, info)


def read_records(settings: Settings) -> tuple[Release, ModelRecords, ReleaseInfo]:
    """Read the release that is served, as records of Neo4j."""
    release = open_release(settings.releases, settings.release)
    quads = release.read_quads()
    model = build_model(quads, read_ontology())
    return release, ModelRecords(model), ReleaseInfo(release.id, len(quads), len(model.things))
