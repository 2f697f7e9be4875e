"""What other releases at hand spoke of: an address that was good once is told from a wrong one."""

import sqlite3
from contextlib import closing
from pathlib import Path

from graph.release import CATALOGUE, Release
from graph.terms import BASE, slug_of
from graph.values import fold


def find_earlier(release: Release, iri: str) -> str | None:
    """Find another release in the same folder that speaks of an IRI; its id, or None."""
    others = release.folder.parent
    if iri.startswith(f"{BASE}release/") and (others / slug_of(iri) / CATALOGUE).exists():
        return slug_of(iri)
    for folder in sorted(others.iterdir()):
        catalogue = folder / CATALOGUE
        is_other = folder != release.folder and catalogue.exists() and folder.name[0] != "."
        if is_other and _has(catalogue, iri):
            return folder.name
    return None


def _has(catalogue: Path, iri: str) -> bool:
    """Whether a catalogue has an IRI; one that is damaged has none."""
    statement = "SELECT 1 FROM key WHERE text = ? AND iri = ?"
    try:
        with closing(sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True)) as connection:
            return bool(connection.execute(statement, (fold(slug_of(iri)), iri)).fetchone())
    except sqlite3.DatabaseError:
        return False
