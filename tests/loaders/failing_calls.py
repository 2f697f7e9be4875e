"""Runs a command of ours while one call to the system fails, which strace injects.

The calls that make or change what is below a folder are recorded first. A call is known by its name, the
file, and its place among the calls of that name with that file: the same in each run. Temporary
files have another name each time: there the place is that among all calls of the name.
"""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.places import ROOT

ERRORS = ("ENOSPC", "EACCES", "EIO")
_CHANGING = (
    "openat mkdir mkdirat rename renameat renameat2 link linkat symlink symlinkat "
    "truncate ftruncate fallocate write writev pwrite64 fsync fdatasync"
)
_TRACE = ",".join(f"?{name}" for name in _CHANGING.split())  # not all systems have all of them


@dataclass(frozen=True, slots=True)
class Call:
    """A call that changes a file; `injected` where it was made to fail."""

    name: str
    file: Path
    place: int
    injected: bool = False

    @property
    def is_temporary(self) -> bool:
        """Whether the file has a name made up by the process."""
        return "temporary" in self.file.parts

    def __str__(self) -> str:
        return f"{self.name} {self.place} of {self.file}"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a command that has ended, with the calls that change something below the folder."""

    status: int
    errors: str
    calls: tuple[Call, ...]


def run(folder: Path, *arguments: str, failing: Call | None = None, error: str = "") -> Run:
    """Run a module of ours that writes to `releases` and `temporary` in a folder."""
    (folder / "temporary").mkdir(exist_ok=True)
    log = folder.with_name("strace.log")
    strace = ["strace", "-f", "-y", "-qqq", f"--trace={_TRACE}", f"--output={log}"]
    if failing:
        strace.append(f"--inject={failing.name}:error={error}:when={failing.place}")
        if not failing.is_temporary:  # with -P strace sees, and counts, only calls with the file
            strace += ["-P", str(failing.file)]
    settings = {
        "RELEASES": str(folder / "releases"),
        "TMPDIR": str(folder / "temporary"),
        "DOCUMENTS": "",
    }
    done = subprocess.run(
        [*strace, sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=os.environ | settings,
        check=False,
        capture_output=True,
        text=True,
    )
    calls = tuple(_iter_calls(log.read_text("utf-8", "replace"), folder))
    return Run(done.returncode, done.stderr, calls)


def _iter_calls(log: str, folder: Path) -> Iterator[Call]:
    paths = re.compile(rf'[<"]({re.escape(str(folder))}/[^">]*)[">]')
    seen = Counter[tuple[str, str]]()
    for line in log.splitlines():
        name, _, rest = line.partition("(")
        name = name.rpartition(" ")[2]
        files = list(dict.fromkeys(paths.findall(rest)))
        seen.update((name, file) for file in ["", *files])
        if files and not (name == "openat" and "O_RDONLY" in rest):
            call = Call(name, Path(files[0]), seen[name, files[0]], "(INJECTED)" in rest)
            yield replace(call, place=seen[name, ""]) if call.is_temporary else call
