"""Where in the tables a finding of the gate stands."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from graph.errors import Finding
from graph.statements import Provenance, Row, reading_of
from graph.terms import BASE
from loaders.mapping import Pair
from loaders.tables import TableRow

_MOST = 3
"""Rows that are named; a thing may have one in each document."""


class FindingLocator:
    """The rows of the tables by the things they speak of and the readings they make."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._rows: dict[str, list[Pair]] = defaultdict(list)
        for row, made in pairs:
            self._rows[made.subject].append((row, made))
            for reading in _readings(made):
                self._rows[reading].append((row, made))

    def describe(self, finding: Finding) -> str:
        """Tell a finding with file, row and column, as editors count them.

        What rules conclude stands in no table: such a finding keeps its IRI.
        """
        pairs = self._rows.get(finding.thing, [])
        if not pairs:
            return str(finding)
        column = finding.property or _column_of(pairs, finding.value)
        chosen = _narrowed(pairs, finding, column)
        place = "; ".join(_place(row) for row, _ in chosen[:_MOST])
        if len(chosen) > _MOST:
            place += f" and {len(chosen) - _MOST} more"
        cells = {row.cells[column] for row, _ in chosen if column in row.cells}
        if cells:
            place += f", column {column}: {' and '.join(map(repr, sorted(cells)))}"
        elif finding.property:
            place += f", column {finding.property}"
        return f"{place}: {finding.message} ({finding.thing.removeprefix(BASE)})"


def _readings(made: Row) -> Iterable[str]:
    if made.evidence is None:
        return ()
    editorial = reading_of(Provenance(made.evidence.sources, "editorial"))
    return {editorial, reading_of(made.evidence)} if made.evidence.method else {editorial}


def _column_of(pairs: Sequence[Pair], value: str) -> str:
    """Name of a column that has the value, where only that is known."""
    names = (
        n
        for _, made in pairs
        for n, terms in made.values.items()
        for t in terms
        if t.value == value
    )
    return next(names, "") if value else ""


def _narrowed(pairs: Sequence[Pair], finding: Finding, column: str) -> Sequence[Pair]:
    """Leave the rows that state it, have the value, have the column; as far as any does."""
    pairs = [p for p in pairs if finding.graph in _graphs(p[1])] or pairs
    pairs = [p for p in pairs if _has(p[1], column, finding.value)] or pairs
    return [p for p in pairs if column in p[1].values] or pairs


def _has(made: Row, column: str, value: str) -> bool:
    return any(term.value == value for term in made.values.get(column, ()))


def _graphs(made: Row) -> Iterable[str]:
    if made.evidence is None:
        return ()
    return made.evidence.sources if made.evidence.method is None else (reading_of(made.evidence),)


def _place(row: TableRow) -> str:
    return f"{row.place.folder}/{row.place.file}, row {row.place.row}"
