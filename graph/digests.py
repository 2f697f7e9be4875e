"""Digests: what the files of a release have to be, so that a damaged one is told from a good one."""

from collections.abc import Iterable, Mapping
from hashlib import file_digest, sha256
from pathlib import Path

SUMS = "SHA256SUMS"
"""File of the digests, as `sha256sum --check` reads them."""

Digests = Mapping[str, frozenset[str]]
"""Digests by the name of the file; while one is replaced it may have that of either content."""


def digest_of(content: bytes) -> str:
    """SHA-256 of content, in hexadecimal."""
    return sha256(content).hexdigest()


def digest_file(path: Path) -> str:
    """SHA-256 of the content of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def sums_bytes(digests: Iterable[tuple[str, str]]) -> bytes:
    """Write names of files and their digests."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests)).encode()


def read_sums(path: Path) -> Digests:
    """Read the digests of files; a file that is not as it is written says nothing."""
    content = path.read_bytes()
    lines = content.decode("utf-8", "replace").splitlines()
    pairs = [(name, digest) for digest, _, name in (line.partition("  ") for line in lines)]
    found: dict[str, set[str]] = {}
    for name, digest in pairs if sums_bytes(pairs) == content else ():
        found.setdefault(name, set()).add(digest)
    return {name: frozenset(digests) for name, digests in found.items()}
