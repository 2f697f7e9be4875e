"""Opening what is served: the release, its catalogue and the store that the settings name."""

from dataclasses import dataclass

from graph.catalogue import Catalogue
from graph.documents import read_documents
from graph.embedded.store import EmbeddedStore
from graph.evidence import EvidenceIndex
from graph.model.read_model import build_model
from graph.release import Release, open_whole_release
from graph.settings import Settings
from graph.store import ReleaseInfo, Store
from graph.terms import Ontology, read_ontology


@dataclass(frozen=True, slots=True)
class Served:
    """A release with what it takes to answer from it."""

    ontology: Ontology
    release: Release
    catalogue: Catalogue
    store: Store
    evidence: EvidenceIndex

    @property
    def documents(self) -> frozenset[str]:
        """Digests of the documents at hand."""
        return frozenset(self.evidence.texts)

    async def close(self) -> None:
        """Let go of files and connections."""
        await self.store.close()
        self.catalogue.close()


def open_served(settings: Settings) -> Served:
    """Open the release and the store that the settings name.

    Raises ReleaseError where there is no whole release, DocumentError where the folder of
    documents cannot be read.
    """
    ontology = read_ontology()
    release = open_whole_release(settings.releases, settings.release)
    catalogue = Catalogue(release.catalogue, ontology)
    texts = read_documents(settings.documents) if settings.documents else {}
    evidence = EvidenceIndex(catalogue.records(), texts)
    return Served(ontology, release, catalogue, _open_store(settings, ontology, release), evidence)


def _open_store(settings: Settings, ontology: Ontology, release: Release) -> Store:
    if settings.store == "neo4j":
        from graph.neo4j.store import Neo4jStore  # noqa: PLC0415  # the driver loads only where used

        return Neo4jStore.open(settings, ontology, release)
    quads = release.read_quads()
    model = build_model(quads, ontology)
    return EmbeddedStore(ReleaseInfo(release.id, len(quads), len(model.things)), model)
