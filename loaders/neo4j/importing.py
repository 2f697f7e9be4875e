"""The first load of a server of ours: its own import tool, before it is started.

The tool reads CSV files; each holds the nodes of the same labels or the relationships of one type.
What it leaves to do, indexes and lists without members, `write_records` does once it runs.
Source: Neo4j Operations Manual 5, "Import", for headers and options.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import IO, Any

from graph.neo4j.records import LAYOUT, Records
from graph.neo4j.writer import IMPORTED
from graph.store import ReleaseInfo
from loaders.neo4j.install import Installation, run

_BETWEEN = "\x1f"  # stands between the members of a list; no text has it
_TYPES: Mapping[type, str] = {str: "string", int: "long", bool: "boolean", float: "double"}
_OPTIONS = (
    "--overwrite-destination=true",
    "--array-delimiter=U+001F",
    "--multiline-fields=true",
    "--id-type=string",
)
ARGUMENTS = "arguments"
"""Name of the file that tells the tool all the others and how to read them."""
IMPORT = ("database", "import", "full", "neo4j", f"@{ARGUMENTS}")
"""The command that reads them, as it is given in their folder."""
_ENDS = {"iri": "iri:ID", ":START_ID": ":START_ID", ":END_ID": ":END_ID"}

Row = Mapping[str, Any]
Rows = Iterator[tuple[str, Row]]
"""Rows, each with the name of what it is one of: labels or a type."""


def import_offline(
    installation: Installation, home: Path, records: Records, release: ReleaseInfo
) -> None:
    """Fill the database of a server that was never started; its configuration is in `home/conf`.

    Raises StoreUnavailable when the tool fails; its report says why.
    """
    files = home / "import-files"
    shutil.rmtree(files, ignore_errors=True)
    try:
        write_import_files(files, records, release)
        run_import(installation, home, files)
    finally:
        shutil.rmtree(files)


def run_import(installation: Installation, home: Path, files: Path) -> None:
    """Fill the database of a stopped server from files that were written for it."""
    report = f"--report-file={home / 'import.report'}"
    run_admin(installation, home, *IMPORT, report, folder=files)


def run_admin(
    installation: Installation, home: Path, *arguments: str, folder: Path | None = None
) -> str:
    """Run an administration command of the server that lives in `home`, while it is stopped.

    Names of files are taken from `folder` on, else from where we are.
    """
    java, *command = installation.command("org.neo4j.cli.AdminTool", *arguments)
    folders = {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    return run(Path(java), *command, env=os.environ | folders, folder=folder)


def write_import_files(folder: Path, records: Records, release: ReleaseInfo) -> None:
    """Write the files of a release into a new folder; records are read once.

    The last one, `arguments`, names the others as seen from the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = {**asdict(release), "state": IMPORTED, "layout": LAYOUT}

    def nodes() -> Rows:
        yield "Release", state | {"name": "Release", "title": release.id}
        for node in records.nodes():
            yield ":".join(node.labels), node.properties

    def claims() -> Rows:
        for claim in records.claims():
            # A column has one type: texts and numbers go into different files.
            row = {name: getattr(claim, name) for name in claim.__slots__}
            yield f"Claim={type(claim.value).__name__}", row

    def relationships() -> Rows:
        for r in records.relationships():
            yield r.type, {":START_ID": r.start, ":END_ID": r.end, **r.properties}

    arguments = [
        *_OPTIONS,
        *_write(folder / "things", "nodes", nodes()),
        *_write(folder / "claims", "nodes", claims()),
        *_write(folder / "relations", "relationships", relationships()),
    ]
    (folder / ARGUMENTS).write_text("\n".join(arguments) + "\n", "utf-8")


def _write(folder: Path, option: str, rows: Rows) -> Iterator[str]:
    """Write the rows of each name to a file, and to another one where a row has a new column."""
    folder.mkdir()
    columns: dict[str, dict[str, str]] = {}
    files: dict[str, IO[str]] = {}
    numbers = count()
    with ExitStack() as stack:
        for name, row in rows:
            known = columns.setdefault(name, {})
            new = {k: h for k, value in row.items() if k not in known and (h := _header(k, value))}
            if new:
                known |= new
                if name in files:
                    files[name].close()
                path = folder / f"{next(numbers)}.csv"
                files[name] = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
                files[name].write(",".join(known.values()) + "\n")
                yield f"--{option}={name.partition('=')[0]}={folder.name}/{path.name}"
            files[name].write(",".join([_cell(row.get(key)) for key in known]) + "\n")


def _header(key: str, value: object) -> str:
    """Name and type of a column; nothing where the value does not tell."""
    if key in _ENDS:
        return _ENDS[key]
    if isinstance(value, list | tuple):
        return f"{key}:{_TYPES[type(value[0])]}[]" if value else ""
    return "" if value is None else f"{key}:{_TYPES[type(value)]}"


def _cell(value: object) -> str:
    """A value as the tool reads it: nothing is no value, quotes hold a text."""
    if isinstance(value, str):
        return _quoted(value)
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return _quoted(_BETWEEN.join(map(str, value))) if value else ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
