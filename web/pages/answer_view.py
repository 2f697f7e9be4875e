"""An answer as pages show it: a table for each root of the operation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import SelectionSetNode

from gql.files.rows import Scalar
from gql.files.table import list_rows
from gql.selection import Selection
from web.pages.answer_rows import read_rows
from web.pages.bands import Layout, TableLine
from web.pages.cells import Words

SHOWN = 200
"""How many rows a page shows; files have all."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The answer of one root of an operation.

    Columns are pairs of label and name in files; `choices` are the relations that may give the
    rows, and `rows` is the one that does; `facts` is told where there are no rows.
    """

    root: str
    columns: tuple[tuple[str, str], ...] = ()
    lines: tuple[TableLine, ...] = ()
    count: int = 0
    withheld: int = 0
    provisional: int = 0
    choices: tuple[str, ...] = ()
    rows: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def has_evidence(self) -> bool:
        """Whether any row tells what it rests on."""
        return any(line.rests for line in self.lines)


def view_answer(
    selection: Selection, data: Mapping[str, Any], words: Words, rows: str | None
) -> tuple[AnswerView, ...]:
    """Show each root of an operation; of one root alone `rows` names what gives the rows.

    Raises QueryError where there is no such relation.
    """
    singles = list(iter_singles(selection))
    wanted = rows if len(singles) == 1 else None
    return tuple(_view_root(single, key, data[key], words, wanted) for key, single in singles)


def _view_root(
    selection: Selection, key: str, value: Any, words: Words, rows: str | None
) -> AnswerView:
    choices = list_rows(selection)
    about = value if isinstance(value, dict) else {}
    if choices is None:
        told = ((name, one) for name, one in about.items() if isinstance(one, Scalar))
        return AnswerView(key, facts=tuple((words.word(name), str(one)) for name, one in told))
    name, table, found = read_rows(selection, {key: value}, choices, rows)
    layout = Layout.of(table, selection, words)
    return AnswerView(
        root=key,
        columns=layout.columns,
        lines=tuple(layout.iter_lines(found[:SHOWN])),
        count=len(found),
        withheld=about.get("withheld") or 0,
        provisional=about.get("provisional") or 0,
        choices=choices.names,
        rows=name,
    )


def iter_singles(selection: Selection) -> Iterator[tuple[str, Selection]]:
    """Yield for each root of an operation a selection with no other."""
    operation = selection.operation
    parts = {name: getattr(operation, name) for name in operation.keys}
    for key, details in selection.roots().items():
        nodes = SelectionSetNode(selections=tuple(one.node for one in details))
        single = type(operation)(**parts | {"selection_set": nodes})
        yield key, replace(selection, operation=single)
