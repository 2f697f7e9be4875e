"""Pieces of Markdown that derived pages are made of."""

from collections.abc import Iterable

_NOTE = "Written by `make derive` from {source}; a test fails where it is stale."


def write_page(title: str, source: str, *parts: str) -> str:
    """A page that says what it is derived from."""
    return "\n\n".join([f"# {title}", _NOTE.format(source=source), *parts]) + "\n"


def write_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; bars in cells are escaped."""
    lines = [tuple(head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    lines.insert(1, tuple("---" for _ in lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
