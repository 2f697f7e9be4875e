"""Releases are immutable, named by their content, and served by a pointer."""

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.digests import SUMS
from graph.errors import ReleaseError
from graph.release import (
    CATALOGUE,
    MANIFEST,
    POINTER,
    QUADS,
    Release,
    manifest_bytes,
    open_release,
    open_whole_release,
    point_to,
    quads_bytes,
    release_id,
    write_release,
)

IRI = "https://w3id.org/asean-labour/id/body/board"
GRAPHS = [f"https://w3id.org/asean-labour/passage/letter/main/{n}" for n in (1, 2)]
SOME = [
    Quad(NamedNode(IRI), NamedNode(f"{IRI}#p"), Literal(text), NamedNode(graph))
    for graph in GRAPHS
    for text in ("Board", "Board\nof “Harbours” é")
]

FILES = (QUADS, MANIFEST, CATALOGUE, SUMS)


def _files(quads: list[Quad] | None = None, **manifest: str) -> Mapping[str, bytes]:
    return {
        QUADS: quads_bytes(SOME if quads is None else quads),
        MANIFEST: manifest_bytes(manifest),
        CATALOGUE: b"catalogue",
    }


def _write(folder: Path, files: Mapping[str, bytes]) -> Release:
    return write_release(folder, files, release_id(files[QUADS], files[MANIFEST]))


def test_same_quads_give_the_same_bytes() -> None:
    assert quads_bytes([*reversed(SOME), *SOME]) == quads_bytes(SOME)


def test_quads_are_sorted_by_graph() -> None:
    lines = quads_bytes(SOME[::-1]).decode().splitlines()
    assert [line.rsplit(" ", 2)[1].strip("<>") for line in lines] == [
        graph for graph in GRAPHS for _ in range(2)
    ]


def test_same_manifest_gives_the_same_bytes() -> None:
    assert manifest_bytes({"a": 1, "b": "é"}) == manifest_bytes({"b": "é", "a": 1})
    assert json.loads(manifest_bytes({"b": "é"})) == {"b": "é"}


def test_name_is_of_quads_and_manifest() -> None:
    names = {release_id(quads, manifest) for quads in (b"a", b"b") for manifest in (b"a", b"b")}
    assert len(names) == 4


def test_quads_read_back(tmp_path: Path) -> None:
    assert set(_write(tmp_path, _files()).read_quads()) == set(SOME)


def test_manifest_reads_back(tmp_path: Path) -> None:
    assert _write(tmp_path, _files(licence="CC-BY-4.0")).manifest() == {"licence": "CC-BY-4.0"}


def test_pointer_names_the_release_that_is_served(tmp_path: Path) -> None:
    one, other = _write(tmp_path, _files()), _write(tmp_path, _files([]))
    point_to(one)
    assert open_release(tmp_path) == one
    point_to(other)
    assert open_release(tmp_path) == other


def test_release_opens_by_its_id(tmp_path: Path) -> None:
    one, other = _write(tmp_path, _files()), _write(tmp_path, _files([]))
    point_to(other)
    assert open_release(tmp_path, one.id) == one


def test_written_release_is_not_served_by_itself(tmp_path: Path) -> None:
    _write(tmp_path, _files())
    with pytest.raises(ReleaseError, match=r"no release in .*; run `python -m loaders build`"):
        open_release(tmp_path)


def test_files_that_are_as_they_should_be_are_never_written_again(tmp_path: Path) -> None:
    release = _write(tmp_path, _files())
    before = {path: path.stat().st_ino for path in release.folder.iterdir()}
    _write(tmp_path, _files())
    assert before == {path: path.stat().st_ino for path in release.folder.iterdir()}


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_written_again(tmp_path: Path, name: str) -> None:
    release = _write(tmp_path, _files())
    before = (release.folder / name).read_bytes()
    for damage in (b"touched", b""):
        (release.folder / name).write_bytes(damage)
        assert open_release(tmp_path, _write(tmp_path, _files()).id) == release
        assert before == (release.folder / name).read_bytes()
    assert sorted(FILES) == sorted(path.name for path in release.folder.iterdir())


def test_rest_of_an_interrupted_run_is_cleared_away(tmp_path: Path) -> None:
    files = _files()
    identifier = release_id(files[QUADS], files[MANIFEST])
    for rest in (f".{identifier}.partial", ".another.partial"):
        (tmp_path / rest).mkdir()
        (tmp_path / rest / QUADS).write_bytes(b"half")
    point_to(_write(tmp_path, files))
    assert {path.name for path in tmp_path.iterdir()} == {identifier, POINTER}
    assert open_release(tmp_path).id == identifier


def _damages(content: bytes) -> Iterator[bytes]:
    """The content with one bit flipped, at many places, and cut off at some."""
    chance = Random(1)  # noqa: S311  # to choose places
    for _ in range(50):
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        yield bytes(changed)
    yield from (content[: chance.randrange(len(content))] for _ in range(10))
    yield content + b"\n"


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named(tmp_path: Path, name: str) -> None:
    release = _write(tmp_path, _files())
    path = release.folder / name
    for damaged in list(_damages(path.read_bytes())):
        path.write_bytes(damaged)
        with pytest.raises(ReleaseError, match=f"release {release.id} is damaged: ") as caught:
            open_release(tmp_path, release.id)
        named = CATALOGUE if name == SUMS and CATALOGUE in str(caught.value) else name
        assert f"{release.folder / named} is not as it was written; run `python" in str(
            caught.value
        )


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    release = _write(tmp_path, _files())
    (release.folder / name).unlink()
    message = rf"release {release.id} lacks .*{name}; run `python -m loaders build`"
    with pytest.raises(ReleaseError, match=message):
        open_release(tmp_path, release.id)


def test_digests_are_as_sha256sum_reads_them(tmp_path: Path) -> None:
    release = _write(tmp_path, _files())
    lines = (release.folder / SUMS).read_text().splitlines()
    files = [(n, (release.folder / n).read_bytes()) for n in (CATALOGUE, MANIFEST, QUADS)]
    assert lines == [f"{sha256(content).hexdigest()}  {name}" for name, content in files]


# another release meanwhile


@pytest.mark.parametrize("name", FILES)
def test_while_a_release_is_damaged_another_is_opened(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    other, served = _write(tmp_path, _files([])), _write(tmp_path, _files())
    point_to(served)
    (served.folder / name).write_bytes(b"")
    assert other == open_whole_release(tmp_path)
    assert f"{served.folder}" in caplog.text
    assert f"Meanwhile release {other.id} is served" in caplog.text
    with pytest.raises(ReleaseError, match="is damaged"):
        open_whole_release(tmp_path, served.id)
    (other.folder / QUADS).unlink()
    with pytest.raises(ReleaseError, match=f"release {served.id} is damaged"):
        open_whole_release(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"../elsewhere\n", b"0" * 15])
def test_while_the_pointer_is_damaged_a_whole_release_is_opened(
    tmp_path: Path, content: bytes
) -> None:
    release = _write(tmp_path, _files())
    (tmp_path / POINTER).write_bytes(content)
    with pytest.raises(ReleaseError, match=f"{POINTER} names no release; run `python"):
        open_release(tmp_path)
    assert release == open_whole_release(tmp_path)


# faults while it is written


@pytest.mark.parametrize("call", ["fsync", "rename", "replace", "mkdir"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_whatever_fails_the_old_release_or_the_new_is_there_and_nothing_else(
    tmp_path: Path, call: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = _write(tmp_path, _files())
    point_to(old)
    better = {**_files(), CATALOGUE: b"better"}
    for new in (better, _files([])):
        for nth in range(8):
            with monkeypatch.context() as patch:
                _fail(patch, call, number, nth)
                with suppress(ReleaseError):
                    point_to(_write(tmp_path, new))
            opened = open_release(tmp_path)
            assert opened in (old, Release(release_id(new[QUADS], new[MANIFEST]), opened.folder))
            assert opened.catalogue.read_bytes() in (b"catalogue", b"better")
            left = [path.name for path in tmp_path.rglob("*") if path.name[0] == "."]
            assert [] == left, (call, nth)


def _fail(patch: pytest.MonkeyPatch, call: str, number: int, nth: int) -> None:
    """Let one call of the system fail."""
    calls = count()
    real = getattr(os, call)

    def failing(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == nth:
            raise OSError(number, os.strerror(number), str(args[0]))
        return real(*args, **kwargs)

    patch.setattr(os, call, failing)


@pytest.mark.parametrize("identifier", ["0000000000000000", "..", "../.."])
def test_unknown_release_is_refused(tmp_path: Path, identifier: str) -> None:
    _write(tmp_path, _files())
    with pytest.raises(ReleaseError, match=f"release {identifier} lacks"):
        open_release(tmp_path, identifier)


@pytest.mark.parametrize("content", ["", "gone\n"])
def test_pointer_to_nowhere_is_refused(tmp_path: Path, content: str) -> None:
    _write(tmp_path, _files())
    (tmp_path / POINTER).write_text(content)
    with pytest.raises(ReleaseError, match="run `python -m loaders build`"):
        open_release(tmp_path)


def test_a_catalogue_made_by_other_code_is_replaced(tmp_path: Path) -> None:
    release = _write(tmp_path, _files())
    again = _write(tmp_path, {**_files(), CATALOGUE: b"better"})
    assert again == release
    assert release.catalogue.read_bytes() == b"better"
