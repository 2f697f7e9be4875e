"""Each call that changes a file fails once: the old release or the new one, a line, nothing left."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.release import open_release
from tests.loaders.failing_calls import ERRORS, Call, Run, run
from tests.places import SMALL, TABLES

MOST = None if "CHECK_ALL" in os.environ else 4
"""Faults of a command; with CHECK_ALL each call fails with each error."""

BUILD = ("loaders", "build", "--data", str(SMALL))
UPDATE = ("loaders", "build", "--data", str(TABLES))
Check = Callable[[Path, Run], None]

pytestmark = pytest.mark.usefixtures("strace")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


@pytest.fixture
def built(empty: Path) -> Path:
    """A folder with the release of the small tables."""
    assert 0 == run(empty, *BUILD).status
    return empty


def served(folder: Path) -> str | None:
    """Id of the release that is served, after its digests were checked."""
    releases = folder / "releases"
    return open_release(releases).id if (releases / "current").exists() else None


def iter_left(folder: Path) -> Iterator[str]:
    """What is left behind: neither a whole release, nor the pointer, nor the stamp."""
    yield from map(str, (folder / "temporary").iterdir())
    for path in (folder / "releases").glob("*"):
        if re.fullmatch("[0-9a-f]{16}", path.name):
            open_release(path.parent, path.name)
            yield from map(str, path.glob(".*"))
        elif path.name not in ("current", "stamp"):
            yield str(path)


def fail_each(folder: Path, *arguments: str, check: Check) -> list[Call]:
    """Run a command in a folder once for each fault, and put the folder right each time."""
    before = shutil.copytree(folder, folder.with_name("before"))
    recorded = run(folder, *arguments)
    assert 0 == recorded.status, recorded.errors
    faults = [(call, error) for call in recorded.calls for error in ERRORS]
    faults = faults[:: len(faults) // MOST] if MOST else faults
    for call, error in faults:
        shutil.rmtree(folder)
        shutil.copytree(before, folder)
        done = run(folder, *arguments, failing=call, error=error)
        fault = f"{call}: {error}"
        [failed] = [one for one in done.calls if one.injected]
        assert call.is_temporary or call.file == failed.file, fault
        assert "Traceback" not in done.errors, fault
        assert done.status in (0, 1), fault
        if done.status:
            assert done.errors.splitlines()[-1].startswith("error: "), fault
        check(folder, done)
        assert [] == list(iter_left(folder)), fault
    return [call for call, _ in faults]


def test_a_first_build_leaves_a_whole_release_or_none(empty: Path) -> None:
    def check(folder: Path, done: Run) -> None:
        assert done.status or served(folder)

    assert 4 <= len(fail_each(empty, *BUILD, check=check))


def test_an_update_leaves_the_old_release_or_the_new_one(built: Path) -> None:
    old = served(built)

    def check(folder: Path, done: Run) -> None:
        assert served(folder)
        assert done.status or served(folder) != old

    assert 4 <= len(fail_each(built, *UPDATE, check=check))


def test_an_export_leaves_the_old_file_or_the_new_one(built: Path) -> None:
    file = built / "export.nq"
    file.write_text("old")

    def check(folder: Path, done: Run) -> None:
        assert (file.read_text("utf-8") == "old") == bool(done.status)
        assert {"export.nq", "releases", "temporary"} == {path.name for path in folder.iterdir()}

    export = ("graph", "export", "--format", "nq", "--output", str(file))
    assert fail_each(built, *export, check=check)


@pytest.mark.parametrize("command", ["graph export --all", "loaders import-files"])
def test_a_folder_of_files_is_whole_or_not_there(built: Path, command: str) -> None:
    files = built / "files"

    def check(_: Path, done: Run) -> None:
        left = [*files.iterdir()] if files.exists() else []
        assert bool(left) == (done.status == 0), left

    assert fail_each(built, *command.split(), str(files), check=check)
