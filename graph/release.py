"""Releases on disk: immutable folders named by their content, and the pointer to the one served."""

import json
import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from graph.digests import SUMS, digest_file, digest_of, read_sums, sums_bytes
from graph.errors import ReleaseError
from graph.plan import Json

QUADS, MANIFEST, CATALOGUE, POINTER = "quads.nq", "manifest.json", "catalogue.sqlite", "current"
REBUILD = "run `python -m loaders build`"

_LOG = logging.getLogger(__name__)
_ID = re.compile("[0-9a-f]{16}")


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
    return _id_of(digest_of(quads), digest_of(manifest))


def _id_of(quads: str, manifest: str) -> str:
    """Name a release by the digests of its files."""
    return sha256(bytes.fromhex(quads) + bytes.fromhex(manifest)).hexdigest()[:16]


def write_release(folder: Path, files: Mapping[str, bytes], identifier: str) -> Release:
    """Write the files of a release beside the others; whoever reads sees all of them or none.

    What an interrupted run left behind is cleared away first, and what this one cannot end is
    too. A release that is there already keeps its name; files that are not as they should be are
    replaced, and so is the catalogue, which the name does not cover. Raises ReleaseError where
    the folder cannot be written.
    """
    target = folder / identifier
    with _refusing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        try:
            if target.exists():
                _repair(target, files)
            else:
                _write_new(target, files)
        except OSError:
            _clear(folder)
            raise
    return Release(identifier, target)


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    """Raise ReleaseError where a folder cannot be written."""
    try:
        yield
    except OSError as error:
        raise ReleaseError(
            f"{folder}: {error.strerror}; make room for it, or name a folder that can be written: "
            "RELEASES=/elsewhere"
        ) from error


def _clear(folder: Path) -> None:
    for rest in folder.glob(".*.partial"):
        shutil.rmtree(rest)
    for rest in (*folder.glob(".*.partial-file"), *folder.glob("*/.*.partial-file")):
        rest.unlink()


def _write_new(target: Path, files: Mapping[str, bytes]) -> None:
    partial = target.with_name(f".{target.name}.partial")
    partial.mkdir()
    for name, content in files.items():
        _write_durably(partial / name, content)
    _write_durably(partial / SUMS, sums_bytes((n, digest_of(c)) for n, c in files.items()))
    partial.rename(target)
    _sync_folder(target.parent)


def _repair(target: Path, files: Mapping[str, bytes]) -> None:
    """Replace files that differ; meanwhile the release is whole with either of their contents."""
    wanted = {(name, digest_of(content)) for name, content in files.items()}
    differing = [n for n, digest in wanted if _digest_at(target / n) != digest]
    known = read_sums(target / SUMS) if (target / SUMS).exists() else {}
    before = {(name, digest) for name in differing for digest in known.get(name, ())}
    if differing:
        _replace(target / SUMS, sums_bytes(wanted | before))
        for name in differing:
            _replace(target / name, files[name])
    _replace(target / SUMS, sums_bytes(wanted))


def _digest_at(path: Path) -> str:
    try:
        return digest_file(path)
    except OSError:
        return ""


def _replace(path: Path, content: bytes) -> None:
    """Give a file another content, in one rename; nothing where it has it."""
    if _digest_at(path) != digest_of(content):
        partial = path.with_name(f".{path.name}.partial-file")
        try:
            _write_durably(partial, content)
            partial.replace(path)
        except OSError:
            partial.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def point_to(release: Release) -> None:
    """Make a release the one that is served, in one rename."""
    folder = release.folder.parent
    with _refusing(folder):
        _replace(folder / POINTER, (release.id + "\n").encode())


def open_release(folder: Path, identifier: str | None = None) -> Release:
    """Open a release by its id, else the one the pointer names.

    Raises ReleaseError where there is none, or where a file is not what it should be.
    """
    if identifier is None:
        identifier = _read_pointer(folder)
    release = Release(identifier, folder / identifier)
    try:
        damaged = _find_damaged(release)
    except OSError as error:
        raise ReleaseError(f"release {identifier} lacks {error.filename}; {REBUILD}") from error
    if damaged:
        raise ReleaseError(
            f"release {identifier} is damaged: {release.folder / damaged} is not as it was "
            f"written; {REBUILD}, or delete {release.folder}"
        )
    return release


def _find_damaged(release: Release) -> str | None:
    """Name of a file of a release that is not what name and digests of the release say."""
    known = read_sums(release.folder / SUMS)
    found = {name: digest_file(release.folder / name) for name in (QUADS, MANIFEST, CATALOGUE)}
    wrong = [name for name, digest in found.items() if digest not in known.get(name, ())]
    if _id_of(found[QUADS], found[MANIFEST]) == release.id:
        return SUMS if wrong and wrong != [CATALOGUE] else next(iter(wrong), None)
    return next(iter(wrong), MANIFEST)


def open_whole_release(folder: Path, identifier: str | None = None) -> Release:
    """Open a release like `open_release`; where the one that the pointer names is damaged, another.

    That is the one written last of those that are whole. Raises ReleaseError where there is none.
    """
    try:
        return open_release(folder, identifier)
    except ReleaseError as error:
        if identifier is not None:
            raise
        for other in _iter_others(folder):
            _LOG.error("%s. Meanwhile release %s is served.", error, other.id)
            return other
        raise


def _iter_others(folder: Path) -> Iterator[Release]:
    found = [path for path in folder.glob("*") if _ID.fullmatch(path.name)]
    for path in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True):
        with suppress(ReleaseError):
            yield open_release(folder, path.name)


def _read_pointer(folder: Path) -> str:
    try:
        named = (folder / POINTER).read_bytes().decode("utf-8", "replace").strip()
    except OSError as error:
        raise ReleaseError(f"no release in {folder}; {REBUILD}") from error
    if not _ID.fullmatch(named):
        raise ReleaseError(f"{folder / POINTER} names no release; {REBUILD}")
    return named


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
