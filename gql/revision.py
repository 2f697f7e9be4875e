"""The revision of a server: what its answers depend on beside the question."""

from hashlib import sha256

from graph.opening import Served
from graph.settings import ROOT

_SOURCES = ("gql/**/*.py", "graph/**/*.py", "ontology/**/*.ttl", "web/**/*.py", "web/**/*.html")


def revision_of(served: Served) -> str:
    """Name release, code and documents at hand: the same name means the same answers."""
    digest = sha256("\n".join([served.release.id, *sorted(served.documents)]).encode())
    for pattern in _SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()
