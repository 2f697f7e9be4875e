"""Fetches the jars of a Neo4j server as its lock file lists them.

Run by the Python that has jgo, which knows where jars are published and how:

    python jars.py fetch LOCK_FILE REPOSITORY     # what the lock file lists, checked
    python jars.py lock VERSION                   # prints the lock file of a version

A line of a lock file is a SHA-256 and a coordinate, `group:artifact:version[:classifier]`. With
the list there is nothing to resolve: 220 downloads instead of 540 files one after the other.
"""

import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jgo import resolve
from jgo.maven import Artifact, MavenContext

CONNECTIONS = 5  # as many as Maven itself opens
ATTEMPTS = 3
BROWSER = "org.neo4j.client:neo4j-browser:5.24.0"  # the newest published as a jar


def main(command: str, *arguments: str) -> None:
    """Run one of the two commands."""
    if command == "fetch":
        lock_file, repository = map(Path, arguments)
        fetch_all(lock_file.read_text("utf-8").splitlines(), MavenContext(repo_cache=repository))
    else:
        print(*iter_lock(arguments[0]), sep="\n")  # noqa: T201  standard output is the result


def fetch_all(lines: list[str], context: MavenContext) -> None:
    """Fetch each line's jar; raise OSError if one cannot be had as the lock file has it."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for _ in pool.map(lambda line: _fetch(context, *line.split()), lines):
            pass


def _fetch(context: MavenContext, digest: str, coordinate: str) -> None:
    group, name, version, *classifier = coordinate.split(":")
    artifact = context.project(group, name).at_version(version).artifact(*classifier)
    for _ in range(ATTEMPTS):
        if _download(artifact) == digest:
            return
        artifact.cached_path.unlink(missing_ok=True)  # broken off, or not what was locked
    raise OSError(f"{coordinate}: not available with SHA-256 {digest}")


def _download(artifact: Artifact) -> str | None:
    try:
        return _digest(artifact.resolve())
    except (OSError, RuntimeError) as error:  # jgo raises RuntimeError for what it does not find
        print(f"{artifact}: {error}", file=sys.stderr)  # noqa: T201  the caller shows it
        return None


def iter_lock(version: str) -> list[str]:
    """Lines of the lock file of a version of Neo4j, its HTTP server and its Browser."""
    wanted = f"org.neo4j:neo4j:{version}+org.neo4j.app:neo4j-server:{version}+{BROWSER}"
    jars = [artifact for artifact in resolve(wanted) if artifact.packaging == "jar"]
    return [
        f"{_digest(jar.resolve())}  {_coordinate(jar)}" for jar in sorted(jars, key=_coordinate)
    ]


def _coordinate(jar: Artifact) -> str:
    parts = (jar.groupId, jar.artifactId, jar.version, jar.classifier)
    return ":".join(part for part in parts if part)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main(*sys.argv[1:])
