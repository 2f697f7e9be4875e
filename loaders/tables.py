"""Curated tables as they are on disk: one folder a document, one CSV file a class."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import Problem
from graph.terms import Class, Ontology, kebab

DATA = Path(__file__).parent / "data"
EVIDENCE_COLUMNS = ("passage", "method", "confidence", "alternatives")
_APPARATUS = frozenset({"Document", "Passage"})
_UNWRITABLE = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no way to write, or reads as another character (XML 1.0, sections 2.2 and 2.11)."""


@dataclass(frozen=True, slots=True)
class RowLocation:
    """Where a row stands: a file below the data folder and a row, counted as an editor does."""

    folder: str
    file: str
    row: int

    def problem(self, column: str, value: str, expectation: str) -> Problem:
        """Say that something is wrong in a cell of this row."""
        return Problem(f"{self.folder}/{self.file}", self.row, column, value, expectation)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its class, its place and its cells without the empty ones."""

    place: RowLocation
    class_name: str
    cells: Mapping[str, str]

    @property
    def describes_apparatus(self) -> bool:
        """Whether the row describes a document or a passage, not the world."""
        return self.class_name in _APPARATUS


def document_of(row: TableRow) -> str:
    """Slug of the document of a passage."""
    return row.cells.get("document", row.place.folder)


def split_cell(text: str) -> tuple[str, ...]:
    """Split the values of a cell, which stand between bars."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def read_tables(folder: Path, ontology: Ontology) -> tuple[list[TableRow], list[Problem]]:
    """Read all tables below a folder, in the order of their names, with what is wrong in them."""
    rows: list[TableRow] = []
    problems: list[Problem] = []
    by_file = {f"{kebab(c.plural)}.csv": c for c in ontology.classes.values() if not c.abstract}
    for path in sorted(folder.glob("*/*.csv")):
        place = RowLocation(path.parent.name, path.name, 1)
        table_class = by_file.get(path.name)
        if table_class is None:
            expected = "a file named after the plural of a class, such as plan-items.csv"
            problems.append(place.problem("-", path.name, expected))
            continue
        for item in _iter_file(path, table_class, ontology):
            (problems if isinstance(item, Problem) else rows).append(item)  # type: ignore[arg-type]  # one list a kind
    return rows, problems


def _iter_file(path: Path, table_class: Class, ontology: Ontology) -> Iterator[TableRow | Problem]:
    head = RowLocation(path.parent.name, path.name, 1)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except (csv.Error, UnicodeDecodeError) as error:
        yield head.problem("-", path.name, f"a readable CSV file in UTF-8: {error}")
        return
    header = lines[0] if lines else []
    columns = _columns(table_class, ontology)
    unknown = [name for name in header if name not in columns]
    if unknown or len(set(header)) < len(header):
        known = ", ".join(sorted(columns))
        yield head.problem(
            ", ".join(unknown) or "-", ",".join(header), f"columns once each, of {known}"
        )
        return
    for number, cells in enumerate(lines[1:], start=2):
        place = RowLocation(path.parent.name, path.name, number)
        if len(cells) != len(header):
            expectation = f"{len(header)} cells, as in the header; quote a cell that holds a comma"
            yield place.problem("-", f"{len(cells)} cells", expectation)
            continue
        filled = {n: cell.strip() for n, cell in zip(header, cells, strict=True) if cell.strip()}
        unwritable = [cell for cell in filled.items() if _UNWRITABLE.search(cell[1])]
        if unwritable:
            yield from (_unwritable(place, *cell) for cell in unwritable)
            continue
        yield TableRow(place, table_class.name, filled)


def _unwritable(place: RowLocation, name: str, cell: str) -> Problem:
    """Say that a cell has a character that some formats cannot hold."""
    codes = sorted({f"U+{ord(sign):04X}" for sign in _UNWRITABLE.findall(cell)})
    expectation = f"characters that XML can hold, without {', '.join(codes)}"
    return place.problem(name, _UNWRITABLE.sub("\ufffd", cell), expectation)


def _columns(table_class: Class, ontology: Ontology) -> frozenset[str]:
    properties = ontology.properties_of(table_class.name)
    own = {p.name for p in properties if not (p.derived or p.by_rule)}
    key = set() if table_class.key else {"key"}
    evidence = set() if table_class.name in _APPARATUS else set(EVIDENCE_COLUMNS)
    return frozenset(own | key | evidence)
