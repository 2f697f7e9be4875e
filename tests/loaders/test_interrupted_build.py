"""Whatever kills a build, readers see the old release or the new one, and a rerun repairs all."""

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from graph.release import Release, open_release
from loaders.build import PHASES
from loaders.tables import DATA
from tests.places import ROOT, TABLES

EXHAUSTIVE = bool(os.environ.get("CHECK_ALL"))
TABLES = DATA if EXHAUSTIVE else TABLES
KILLS = 6 if EXHAUSTIVE else 2
"""Kills a phase; all of them are of the real tables where there is time for it."""
ATTEMPTS = 8 * KILLS
"""Builds a phase at most: a short phase is over at times before the kill comes."""
SECONDS = 120

TRACES = {
    "writing": (".*.partial", ".*.partial/catalogue.sqlite"),
    "pointer": (".current.partial-file", "stamp"),
}
"""What appears in the folder of releases at the moments that matter most."""
GOLDEN = 0.618034
"""Multiples of it, modulo 1, spread evenly over a phase however many there are."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Two sets of tables, a folder that serves the old one, and what the new one comes to."""

    tables: Path
    template: Path
    old: Release
    new: Release
    lengths: dict[str, float]

    def served(self, releases: Path) -> str:
        """Say which of the two is served, wholly."""
        found = open_release(releases)
        whole = self.old if found.id == self.old.id else self.new
        assert _content(found) == _content(whole)
        return "old" if whole is self.old else "new"


def _content(release: Release) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(release.folder.iterdir())}


def _start(tables: Path, releases: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "loaders", "build", "--data", str(tables)]
    own = {"RELEASES": str(releases), "DOCUMENTS": "", "PYTHONPATH": str(ROOT)}
    environment = os.environ | own
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _iter_phases(build: subprocess.Popen[str]) -> Iterator[str]:
    """Yield each phase as the build tells it."""
    assert build.stderr is not None
    for line in build.stderr:
        number, _, phase = line.strip().partition(" ")
        assert number == f"[{PHASES.index(phase) + 1}/{len(PHASES)}]"
        yield phase


def _build(tables: Path, releases: Path) -> dict[str, float]:
    """Build to the end; return how long each phase took, in seconds."""
    with _start(tables, releases) as build:
        phases = [(phase, time.monotonic()) for phase in _iter_phases(build)]
    assert build.returncode == 0
    ends = [*(moment for _, moment in phases[1:]), time.monotonic()]
    return {phase: end - start for (phase, start), end in zip(phases, ends, strict=True)}


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    folder = tmp_path_factory.mktemp("trial")
    before, after = (shutil.copytree(TABLES, folder / name / "data") for name in ("old", "new"))
    _rename_a_document(before)
    _build(before, folder / "releases")
    lengths = _build(after, folder / "expected")
    (folder / "releases/stamp").unlink()  # so that a new one tells that the pointer has moved
    old, new = open_release(folder / "releases"), open_release(folder / "expected")
    assert old.id != new.id
    return Trial(after, folder / "releases", old, new, lengths)


def _rename_a_document(tables: Path) -> None:
    path = min(tables.glob("*/documents.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        header, first, *rest = csv.reader(file)
    first[header.index("name")] += " (draft)"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, first, *rest])


def _wait(build: subprocess.Popen[str], seconds: float, trace: str | None, releases: Path) -> None:
    """Wait for a trace in the folder of releases, else for a part of a phase."""
    end = time.monotonic() + (SECONDS if trace else seconds)
    while time.monotonic() < end and build.poll() is None:
        if trace and any(releases.glob(trace)):
            return


def _kill_in(phase: str, attempt: int, trial: Trial, releases: Path) -> str | None:
    """Kill a build in a phase; return the phase it had come to, None where it had ended."""
    traces = (*TRACES.get(phase, ()), None)
    with _start(trial.tables, releases) as build:
        phases = _iter_phases(build)
        reached = next(found for found in phases if found == phase)
        fraction = (attempt + 1) * GOLDEN % 1
        _wait(build, trial.lengths[phase] * fraction, traces[attempt % len(traces)], releases)
        build.send_signal(signal.SIGKILL)
        reached = [reached, *phases][-1]
    return reached if build.returncode == -signal.SIGKILL else None


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("phase", PHASES)
def test_kill_leaves_a_whole_release(
    phase: str, trial: Trial, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hits, outcomes = 0, Counter[str]()
    for attempt in count():
        if hits == KILLS:
            break
        assert attempt < ATTEMPTS, f"{hits} of {KILLS} kills in {phase} after {attempt} builds"
        releases = shutil.copytree(trial.template, tmp_path / str(attempt))
        if _kill_in(phase, attempt, trial, releases) != phase:
            continue
        hits += 1
        served = trial.served(releases)
        outcomes[served] += 1
        outcomes["half-written"] += any(releases.glob(".*.partial*"))
        assert served == "old" or phase == "pointer"
        _build_again(trial, releases)
    with capsys.disabled():
        counts = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
        print(f"\n{hits} kills in phase {phase}: {counts}", end=" ")  # noqa: T201  # the count is wanted


def _build_again(trial: Trial, releases: Path) -> None:
    """Run the build once more: it serves the same bytes as one that nobody disturbed."""
    with _start(trial.tables, releases) as build:
        list(_iter_phases(build))
    assert build.returncode == 0
    assert trial.served(releases) == "new"
    assert list(releases.glob(".*")) == []
