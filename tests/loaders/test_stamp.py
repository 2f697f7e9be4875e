"""A build is skipped only where nothing it reads has changed and its release is whole."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graph.release import open_release
from loaders.__main__ import app
from loaders.build import build_release
from loaders.stamp import build_stamp, find_built, write_stamp
from tests.places import TABLES


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the small tables that a test may change."""
    return Path(shutil.copytree(TABLES, tmp_path / "tables"))


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "letter.txt").write_text("1. We met.\n")
    return folder


def _build(tables: Path, releases: Path) -> Result:
    environment = {"RELEASES": str(releases), "DOCUMENTS": ""}
    return CliRunner().invoke(app, ["build", "--data", str(tables)], env=environment)


def test_same_input_has_the_same_stamp(tables: Path, texts: Path) -> None:
    assert build_stamp(tables, texts) == build_stamp(tables, texts)


def test_changed_table_has_another_stamp(tables: Path) -> None:
    before = build_stamp(tables, None)
    with (tables / "letter/bodies.csv").open("a") as file:
        file.write("mates,The Mates,Mates,association,,main/1\n")
    assert build_stamp(tables, None) != before


def test_changed_document_has_another_stamp(tables: Path, texts: Path) -> None:
    before = build_stamp(tables, texts)
    (texts / "letter.txt").write_text("1. We left.\n")
    assert len({before, build_stamp(tables, texts), build_stamp(tables, None)}) == 3


def test_nothing_is_built_before_the_first_build(tables: Path, tmp_path: Path) -> None:
    assert find_built(tmp_path / "releases", build_stamp(tables, None)) is None


def test_stamped_release_is_found(tables: Path, tmp_path: Path) -> None:
    release = build_release(tmp_path, data=tables)
    write_stamp(tmp_path, "some stamp", release)
    assert find_built(tmp_path, "some stamp") == release
    assert find_built(tmp_path, "another") is None


def test_damaged_release_is_built_again(tables: Path, tmp_path: Path) -> None:
    release = build_release(tmp_path, data=tables)
    write_stamp(tmp_path, "some stamp", release)
    release.catalogue.unlink()
    assert find_built(tmp_path, "some stamp") is None


def test_stamp_of_a_release_that_is_not_served_does_not_count(tables: Path, tmp_path: Path) -> None:
    write_stamp(tmp_path, "some stamp", build_release(tmp_path, data=tables))
    with (tables / "letter/bodies.csv").open("a") as file:
        file.write("mates,The Mates,Mates,association,,main/1\n")
    build_release(tmp_path, data=tables)
    assert find_built(tmp_path, "some stamp") is None


def test_second_build_says_that_the_first_is_up_to_date(tables: Path, tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    first, second = (_build(tables, releases) for _ in range(2))
    identifier = open_release(releases).id
    assert first.stdout == f"release {identifier}\n"
    assert second.stdout == f"release {identifier} is up to date\n"
    assert "[1/5] tables" in first.stderr
    assert second.stderr == ""


def test_table_that_is_no_utf8_is_a_problem_of_the_table(tables: Path, tmp_path: Path) -> None:
    (tables / "letter/people.csv").write_bytes(b"key,name\nx,\xd6\n")
    refused = _build(tables, tmp_path / "releases").exception
    assert "letter/people.csv, row 1" in str(refused)
    assert "a readable CSV file in UTF-8" in str(refused)
