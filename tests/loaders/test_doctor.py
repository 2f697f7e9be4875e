"""What the doctor finds, and what to do about it."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from graph.release import Release
from graph.settings import Settings
from loaders.doctor import Diagnosis, examine, report


def found(settings: Settings, *, neo4j: bool = False) -> dict[str, Diagnosis]:
    return {finding.subject: finding for finding in examine(settings, neo4j=neo4j)}


def test_a_machine_with_a_release_is_good(small_settings: Settings) -> None:
    findings = found(small_settings)
    assert {"Python", "disk", "release", "web API"} == set(findings)
    assert "good" == findings["release"].verdict


def test_without_a_release_it_says_how_to_build_one(tmp_path: Path) -> None:
    finding = found(Settings(releases=tmp_path))["release"]
    assert ("bad", "python -m loaders build") == (finding.verdict, finding.advice)


def test_a_port_in_use_is_noted_with_a_way_out(small_settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        finding = found(small_settings.model_copy(update={"port": port}))["web API"]
    assert "note" == finding.verdict
    assert "PORT=9000" in finding.advice


def test_a_server_that_does_not_answer_is_bad(small_settings: Settings) -> None:
    nowhere = small_settings.model_copy(update={"neo4j_uri": "bolt://127.0.0.1:1"})
    finding = found(nowhere, neo4j=True)["Neo4j"]
    assert "bad" == finding.verdict
    assert "make neo4j" in finding.advice


@pytest.mark.parametrize(
    ("content", "mode", "verdict"), [("", 0o600, "bad"), ("x", 0o604, "note"), ("x", 0o600, "good")]
)
def test_the_file_of_the_password_is_looked_at(
    small_settings: Settings, tmp_path: Path, content: str, mode: int, verdict: str
) -> None:
    path = tmp_path / "password"
    path.write_text(content)
    path.chmod(mode)
    changes = {"neo4j_password_file": path, "neo4j_uri": "bolt://127.0.0.1:1"}
    settings = small_settings.model_copy(update=changes)
    assert verdict == found(settings, neo4j=True)["password"].verdict


@pytest.mark.skipif("CHECK_ALL" not in os.environ, reason="part of make check-all")
def test_a_filled_server_is_good_and_its_version_is_known(
    filled_neo4j: str, release: Release
) -> None:
    settings = Settings(releases=release.folder.parent, neo4j_uri=filled_neo4j, neo4j_password="")
    findings = found(settings, neo4j=True)
    subjects = ("Neo4j", "its release", "indexes")
    assert ["good"] * 3 == [findings[subject].verdict for subject in subjects]


def test_a_report_is_good_where_nothing_is_bad() -> None:
    lines: list[str] = []
    good, bad = Diagnosis("good", "a", "b"), Diagnosis("bad", "c", "d", "do e")
    assert report(iter([good]), lines.append)
    assert not report(iter([good, bad]), lines.append)
    assert lines[-1] == "bad   c: d\n      -> do e"


def test_the_command_ends_with_a_status(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "graph", "doctor"]
    environment = os.environ | {"RELEASES": str(tmp_path), "STORE": "embedded"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1
    assert "-> python -m loaders build" in done.stdout
