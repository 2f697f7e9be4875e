"""Releases on disk: immutable folders named by their content, and the pointer to the one served."""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from graph.errors import ReleaseError
from graph.plan import Json

QUADS, MANIFEST, CATALOGUE, POINTER = "quads.nq", "manifest.json", "catalogue.sqlite", "current"
REBUILD = "run `python -m loaders build`"


@dataclass(frozen=True, slots=True)
class Release:
    """A release on disk."""

    id: str
    folder: Path

    @property
    def catalogue(self) -> Path:
        """File of keys, printed names and evidence."""
        return self.folder / CATALOGUE

    def manifest(self) -> Mapping[str, Json]:
        """What the release was made from."""
        content: dict[str, Json] = json.loads((self.folder / MANIFEST).read_bytes())
        return content

    def read_quads(self) -> list[Quad]:
        """Read all quads, in the order of the file."""
        with (self.folder / QUADS).open("rb") as file:
            return list(parse(file, format=RdfFormat.N_QUADS))


def quads_bytes(quads: Iterable[Quad]) -> bytes:
    """Serialise as N-Quads, sorted by graph, then by triple; the same quads give the same bytes."""
    lines = {(str(quad.graph_name), f"{quad} .\n") for quad in quads}
    return "".join(line for _, line in sorted(lines)).encode()


def manifest_bytes(manifest: Mapping[str, Json]) -> bytes:
    """Serialise a manifest; the same content gives the same bytes."""
    return (json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def release_id(quads: bytes, manifest: bytes) -> str:
    """Name a release by its content."""
    return _id_of(sha256(quads).digest(), sha256(manifest).digest())


def _id_of(quads: bytes, manifest: bytes) -> str:
    """Name a release by the digests of its files."""
    return sha256(quads + manifest).hexdigest()[:16]


def write_release(folder: Path, files: Mapping[str, bytes], identifier: str) -> Release:
    """Write the files of a release beside the others; whoever reads sees all of them or none.

    What an interrupted run left behind is cleared away first. A release that is there already
    keeps its name; its catalogue, which the name does not cover, is replaced where it differs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for rest in folder.glob(".*.partial"):
        shutil.rmtree(rest)
    target = folder / identifier
    if not target.exists():
        partial = folder / f".{identifier}.partial"
        partial.mkdir()
        for name, content in files.items():
            _write_durably(partial / name, content)
        partial.rename(target)
        _sync_folder(folder)
    elif _differs(target / CATALOGUE, files[CATALOGUE]):
        _write_durably(folder / f".{CATALOGUE}.partial-file", files[CATALOGUE])
        (folder / f".{CATALOGUE}.partial-file").replace(target / CATALOGUE)
    return Release(identifier, target)


def _differs(path: Path, content: bytes) -> bool:
    return not path.exists() or path.read_bytes() != content


def point_to(release: Release) -> None:
    """Make a release the one that is served, in one rename."""
    pointer = release.folder.parent / POINTER
    partial = pointer.with_name(f".{POINTER}.partial-file")
    _write_durably(partial, (release.id + "\n").encode())
    partial.replace(pointer)
    _sync_folder(pointer.parent)


def open_release(folder: Path, identifier: str | None = None) -> Release:
    """Open a release by its id, else the one the pointer names.

    Raises ReleaseError where there is none, or where its content is not what its name says.
    """
    if identifier is None:
        identifier = _read_pointer(folder)
    release = Release(identifier, folder / identifier)
    try:
        digests = [_digest(release.folder / name) for name in (QUADS, MANIFEST)]
    except OSError as error:
        raise ReleaseError(f"release {identifier} lacks {error.filename}; {REBUILD}") from error
    if _id_of(*digests) != identifier or not release.catalogue.exists():
        raise ReleaseError(f"release {identifier} is damaged; delete its folder and {REBUILD}")
    return release


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()


def _read_pointer(folder: Path) -> str:
    try:
        return (folder / POINTER).read_text().strip()
    except OSError as error:
        raise ReleaseError(f"no release in {folder}; {REBUILD}") from error


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
