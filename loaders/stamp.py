"""Whether a release is up to date: a stamp of all that a build reads, kept beside the releases."""

from hashlib import sha256
from pathlib import Path

from graph.documents import read_documents
from graph.errors import ReleaseError
from graph.release import Release, open_release
from graph.settings import ROOT
from graph.terms import FOLDER

_STAMP = "stamp"


def build_stamp(data: Path, documents: Path | None) -> str:
    """Digest the tables, the ontology, the code of the build and the documents at hand."""
    code = [path for name in ("graph", "loaders") for path in (ROOT / name).rglob("*.py")]
    inputs = [*FOLDER.rglob("*.ttl"), *FOLDER.rglob("*.rq"), *data.glob("*/*.csv"), *code]
    texts = read_documents(documents) if documents else {}
    files = [f"{path} {sha256(path.read_bytes()).hexdigest()}" for path in sorted(inputs)]
    return sha256("\n".join([*files, *sorted(texts)]).encode()).hexdigest()


def find_built(releases: Path, stamp: str) -> Release | None:
    """Return the served release if it was built from what the stamp stands for."""
    try:
        release = open_release(releases)
        known = (releases / _STAMP).read_text("utf-8")
    except (ReleaseError, OSError):
        return None
    return release if known == f"{stamp} {release.id}\n" else None


def write_stamp(releases: Path, stamp: str, release: Release) -> None:
    """Note what a release was built from."""
    (releases / _STAMP).write_text(f"{stamp} {release.id}\n", "utf-8")
