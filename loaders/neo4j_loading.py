"""Loading Neo4j: the release that is served goes into the server that the settings name."""

from graph.model import build_model
from graph.neo4j_writer import Change, open_driver, write_to_neo4j
from graph.release import Release, open_release
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import read_ontology


def load_neo4j(settings: Settings) -> tuple[Release, Change]:
    """Fill or update Neo4j; nothing is written where it holds the release already.

    Raises ReleaseError where there is no release, StoreUnavailable where the server cannot be
    reached or holds something that is not ours.
    """
    release = open_release(settings.releases, settings.release)
    quads = release.read_quads()
    model = build_model(quads, read_ontology())
    info = ReleaseInfo(release.id, len(quads), len(model.things))
    with open_driver(settings) as driver:
        return release, write_to_neo4j(driver, model, info)
