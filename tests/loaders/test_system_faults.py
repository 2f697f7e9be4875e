"""Faults of the system end in a sentence: no traceback, nothing half-written, nothing left over."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from graph.earlier import find_earlier
from graph.errors import StoreUnavailable
from graph.name_search import NameSearch
from graph.opening import open_served
from graph.rdf import dumps
from graph.release import CATALOGUE, open_release
from graph.settings import Settings
from graph.sqlite_file import SqliteFile
from graph.temporary import open_temporary_folder
from loaders.__main__ import app
from loaders.build import build_release
from tests.places import ROOT, SMALL

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    env = os.environ | {"DOCUMENTS": ""} | settings
    return subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)


# building


def test_a_folder_that_cannot_be_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    done = run("loaders", "build", "--data", str(SMALL), RELEASES=str(tmp_path / "file"))
    assert 1 == done.returncode
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"error: {tmp_path / 'file'}: ")
    assert "RELEASES=/elsewhere" in last
    assert "Traceback" not in done.stderr


def test_a_stamp_that_cannot_be_renewed_is_no_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: Any) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setenv("RELEASES", str(tmp_path))
    monkeypatch.delenv("DOCUMENTS", raising=False)
    build = ["build", "--data", str(SMALL)]
    assert 0 == CliRunner().invoke(app, build).exit_code
    monkeypatch.setattr(Path, "write_text", refuse)
    again = CliRunner().invoke(app, build)
    assert 0 == again.exit_code
    assert "is up to date" in again.stdout


# serving


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A folder with a release of its own."""
    build_release(tmp_path, data=SMALL)
    return tmp_path


def damage(path: Path) -> None:
    """Overwrite the file but for its first page."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4_096)
        file.write(b"\xff" * (size - 4_096))


def test_a_catalogue_that_is_damaged_later_is_told(releases: Path) -> None:
    release = open_release(releases)
    damage(release.catalogue)
    lookup = NameSearch(release.catalogue, 10)
    with pytest.raises(StoreUnavailable, match="python -m graph doctor") as caught:
        lookup.find("lake", ["Body"], 5)
    assert str(releases) not in str(caught.value)
    with pytest.raises(StoreUnavailable):
        SqliteFile(releases / "none").read("SELECT 1")


def test_a_damaged_release_beside_the_one_served_is_passed_over(releases: Path) -> None:
    release = open_release(releases)
    other = releases / ("0" * 16)
    other.mkdir()
    (other / CATALOGUE).write_bytes(b"no database, but long enough to look like one" * 100)
    assert find_earlier(release, "https://w3id.org/asean-labour/id/body/none") is None


async def test_while_a_release_is_damaged_another_is_served(
    releases: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = open_release(releases)
    (releases / "current").write_text(f"{'0' * 16}\n")
    served = open_served(Settings(releases=releases, store="embedded", documents=None))
    await served.close()
    assert whole == served.release
    assert f"Meanwhile release {whole.id} is served" in caplog.text


@pytest.mark.parametrize("path", ["/data/", "/data/SHA256SUMS", "/.well-known/void"])
def test_no_room_for_files_is_told(
    path: str, serving: Serving, small_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def folders() -> set[Path]:
        return set(Path(gettempdir()).glob(f"asean-labour-{os.getpid()}-*"))

    with serving(small_settings) as http:
        assert 200 == http.get("/livez").status_code
        before = folders()
        with monkeypatch.context() as patch:
            patch.setattr(dumps, "_zipped", full)
            response = http.get(path)
        assert (503, "5") == (response.status_code, response.headers["retry-after"])
        assert "no room for them" in response.text
        assert folders() <= before
        assert 200 == http.get(path).status_code


def test_what_killed_processes_left_is_deleted() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    left = Path(gettempdir()) / f"asean-labour-{ended.pid}-left"
    left.mkdir()
    ours = Path(gettempdir()) / f"asean-labour-{os.getpid()}-ours"
    ours.mkdir()
    try:
        with open_temporary_folder() as made:
            assert Path(made).is_dir()
            assert not left.exists()
            assert ours.exists()
    finally:
        ours.rmdir()


def test_no_address_of_an_inner_server_is_told(serving: Serving, small_settings: Settings) -> None:
    absent = {"store": "neo4j", "neo4j_uri": "bolt://127.0.0.1:1", "timeout_seconds": 2}
    with serving(small_settings.model_copy(update=absent)) as http:
        for path in ("/graphql?query={states{totalCount}}", "/readyz", "/"):
            response = http.get(path)
            assert 503 == response.status_code, path
            assert "127.0.0.1" not in response.text
            assert "bolt" not in response.text


def test_an_application_that_cannot_open_its_release_says_so(tmp_path: Path) -> None:
    done = run("gql", RELEASES=str(tmp_path))
    assert (1, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert done.stderr.startswith("error: no release in ")
