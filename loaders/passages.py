"""The passages of a document on a terminal: those its text suggests, those its rows leave out."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from graph.documents import read_documents
from graph.errors import DocumentError
from graph.text import Span, digest, excerpt, normalise
from loaders.propose_passages import COLUMNS, Proposal, build_row, opening, propose_passages
from loaders.tables import DATA, split_cell
from loaders.text_blocks import trim


@dataclass(frozen=True, slots=True)
class PassageRow:
    """What a row of passages.csv says of the text; `spans` as its cell has it."""

    key: str
    spans: str
    digest: str


def uncovered(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the stretches that lie in no span, trimmed and without the blank ones."""
    stretches, position = [], 0
    for span in sorted(spans):
        stretches.append((position, span.start))
        position = max(position, span.end)
    stretches.append((position, len(text)))
    return tuple(trim(text, *stretch) for stretch in stretches if text[slice(*stretch)].strip())


def parse_spans(cell: str) -> tuple[Span, ...]:
    """Read the spans of a cell. Raises DocumentError for a value that is no span."""
    return tuple(Span.parse(value) for value in split_cell(cell))


def check_rows(text: str, rows: Iterable[PassageRow]) -> tuple[str, ...]:
    """Return a message for each row whose spans or digest the text does not bear out."""
    return tuple(f"{row.key}: {fault}" for row in rows if (fault := _fault(text, row)))


def print_passages(
    doc: str,
    *,
    documents: Path | None = None,
    as_csv: bool = False,
    data: Path = DATA,
    console: Console | None = None,
) -> int:
    """Print the passages a document suggests and, where it is curated, what its rows leave out.

    `doc` is the folder of the document below `data`, or a text file; `documents` the folder of
    texts at hand. `as_csv` prints rows for passages.csv instead, of what no row covers, with
    the header where there are no rows yet. Returns how many rows the text does not bear out.
    Raises DocumentError where the text is not at hand.
    """
    console = console or Console()
    text, rows = _read_source(doc, data, documents)
    proposals, faults = propose_passages(text), check_rows(text, rows)
    gaps = uncovered(text, _sound_spans(text, rows))
    if as_csv:
        _write_csv(console, text, _overlapping(proposals, gaps), header=not rows)
        return len(faults)
    _print_list(console, "Proposed passages", [_cells(proposal) for proposal in proposals])
    if rows:
        _print_list(console, "Covered by no row", [(str(s), opening(text, s)) for s in gaps])
        _print_list(console, "Not borne out by the text", [(fault,) for fault in faults])
    return len(faults)


def _fault(text: str, row: PassageRow) -> str:
    try:
        spans = parse_spans(row.spans)
        found = digest(excerpt(text, spans))
    except DocumentError as error:
        return str(error)
    if not spans or row.digest == found:
        return ""
    return f"digest {row.digest or '(empty)'}: expected {found}; correct the spans or the digest"


def _sound_spans(text: str, rows: Iterable[PassageRow]) -> list[Span]:
    return [span for row in rows if not _fault(text, row) for span in parse_spans(row.spans)]


def _overlapping(proposals: Iterable[Proposal], gaps: Sequence[Span]) -> list[Proposal]:
    return [p for p in proposals if any(_overlap(s, gap) for s in p.spans for gap in gaps)]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _read_source(doc: str, data: Path, documents: Path | None) -> tuple[str, Sequence[PassageRow]]:
    folder, path = data / doc, Path(doc)
    if (folder / "documents.csv").is_file():
        return _read_at_hand(folder, documents), _read_rows(folder)
    if not path.is_file():
        raise DocumentError(f"{doc}: expected a curated document of {data}, or a text file")
    text = normalise(path.read_bytes())
    curated = [f for f in sorted(data.glob("*/")) if _read_digest(f) == digest(text)]
    return text, [row for folder in curated for row in _read_rows(folder)]


def _read_at_hand(folder: Path, documents: Path | None) -> str:
    if documents is None:
        raise DocumentError(
            f"{folder.name}: expected its text at hand; "
            "say where the documents are (--documents or DOCUMENTS)"
        )
    wanted = _read_digest(folder)
    text = read_documents(documents).get(wanted)
    if text is None:
        raise DocumentError(
            f"{documents}: expected a file with the text of {folder.name}, "
            f"digest {wanted or '(empty)'}; compare its documents.csv"
        )
    return text


def _read_digest(folder: Path) -> str:
    rows = _read_csv(folder / "documents.csv")
    return next((row.get("digest", "") for row in rows if row.get("key") == folder.name), "")


def _read_rows(folder: Path) -> list[PassageRow]:
    rows = _read_csv(folder / "passages.csv")
    columns = ("key", "spans", "digest")
    return [PassageRow(*(row.get(column, "") for column in columns)) for row in rows]


def _read_csv(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, restval=""))


def _write_csv(console: Console, text: str, proposals: Iterable[Proposal], *, header: bool) -> None:
    writer = csv.DictWriter(console.file, COLUMNS, lineterminator="\n")
    if header:
        writer.writeheader()
    writer.writerows(build_row(text, proposal) for proposal in proposals)


def _cells(proposal: Proposal) -> tuple[str, ...]:
    spans = " ".join(map(str, proposal.spans))
    return proposal.kind, proposal.key, spans, proposal.opening


def _print_list(console: Console, title: str, rows: Sequence[tuple[str, ...]]) -> None:
    if console.is_terminal and rows:
        console.print(_table(title, rows))
        return
    lines = [f"{title}: {len(rows)}", *("  ".join(row) for row in rows)]
    console.print(Text("\n".join(lines)), soft_wrap=True)


def _table(title: str, rows: Sequence[tuple[str, ...]]) -> Table:
    columns = [Column(overflow="fold") for _ in rows[0]]
    table = Table(*columns, title=f"{title}: {len(rows)}", show_header=False)
    for row in rows:
        table.add_row(*map(Text, row))
    return table
