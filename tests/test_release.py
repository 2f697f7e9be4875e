"""Releases are immutable, named by their content, and served by a pointer."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import ReleaseError
from graph.release import (
    CATALOGUE,
    MANIFEST,
    POINTER,
    QUADS,
    Release,
    manifest_bytes,
    open_release,
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


def test_release_is_never_written_again(tmp_path: Path) -> None:
    release = _write(tmp_path, _files())
    (release.folder / QUADS).write_bytes(b"touched")
    _write(tmp_path, _files())
    assert (release.folder / QUADS).read_bytes() == b"touched"


def test_rest_of_an_interrupted_run_is_cleared_away(tmp_path: Path) -> None:
    files = _files()
    identifier = release_id(files[QUADS], files[MANIFEST])
    for rest in (f".{identifier}.partial", ".another.partial"):
        (tmp_path / rest).mkdir()
        (tmp_path / rest / QUADS).write_bytes(b"half")
    point_to(_write(tmp_path, files))
    assert {path.name for path in tmp_path.iterdir()} == {identifier, POINTER}
    assert open_release(tmp_path).id == identifier


@pytest.mark.parametrize("name", [QUADS, MANIFEST])
def test_changed_file_is_noticed(tmp_path: Path, name: str) -> None:
    release = _write(tmp_path, _files())
    with (release.folder / name).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(ReleaseError, match=f"release {release.id} is damaged; delete its folder"):
        open_release(tmp_path, release.id)


@pytest.mark.parametrize("name", [QUADS, MANIFEST])
def test_missing_file_is_named(tmp_path: Path, name: str) -> None:
    release = _write(tmp_path, _files())
    (release.folder / name).unlink()
    message = rf"release {release.id} lacks .*{name}; run `python -m loaders build`"
    with pytest.raises(ReleaseError, match=message):
        open_release(tmp_path, release.id)


def test_release_without_a_catalogue_is_damaged(tmp_path: Path) -> None:
    release = _write(tmp_path, _files())
    release.catalogue.unlink()
    with pytest.raises(ReleaseError, match="is damaged"):
        open_release(tmp_path, release.id)


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
