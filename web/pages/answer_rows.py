"""Which rows a page shows of an answer, where nobody chooses: as few as say all."""

from collections.abc import Mapping
from typing import Any

from gql.files.rows import AnswerRow, iter_rows
from gql.files.table import RowChoices, Table, read_table
from gql.selection import Selection

_AS_STATED = {"STATED", "EDITORIAL"}


def read_rows(
    selection: Selection, data: Mapping[str, Any], choices: RowChoices, wanted: str | None
) -> tuple[str, Table, list[AnswerRow]]:
    """Read the table of an answer, and the name of what gives its rows.

    A provision with all its agents is one row as long as all of it is stated. Where some of it is
    concluded each agent has a row, with its own certainty. Raises QueryError where there is no such
    relation as is wanted.
    """
    name = wanted or choices.brief
    table = read_table(selection, name)
    rows = list(iter_rows(table, data))
    pieces = (piece for row in rows for piece in row.evidence)
    if wanted or name == choices.best or all(one.certainty in _AS_STATED for one in pieces):
        return name, table, rows
    return read_rows(selection, data, choices, choices.best)
