"""An answer as a table: a row a thing of the deepest relation, its parents repeated beside it."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

from graphql import (
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
)

from gql.selection import Selected, Selection
from graph.errors import QueryError
from graph.plan import Json

_PAGES = ("Connection", "Edge")
"""How the names of the types end that a page of things is made of."""
_WRAPPERS = {"nodes", "edges", "node"}
"""Fields of a page that only lead to its things: columns are not named by them."""
_ABOUT_PAGES = {"totalCount", "withheld", "pageInfo", "cursor"}
"""Fields of a page that are about no single row: no columns of the rows they lead to."""


@dataclass(frozen=True, slots=True)
class Column:
    """A selected value: its name in the answer, and in the table."""

    key: str
    name: str
    about_page: bool


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """A selected field that holds fields; `many` says that it is a list that may give the rows."""

    key: str
    name: str
    about_page: bool
    many: bool
    below: tuple["Branch | Column", ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of an operation, and which branches lead to its rows."""

    root: Branch
    path: tuple[Branch, ...]
    columns: tuple[str, ...]

    def iter_rows(self, data: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
        """Yield the cells of each row, as text; what there is none of is empty."""
        for row in _iter_rows(self.path, data[self.root.key]):
            yield tuple(row.get(name, "") for name in self.columns)


def read_table(selection: Selection, rows: str | None = None) -> Table:
    """Read which table an operation makes; `rows` names the relation that gives the rows.

    Raises QueryError where it makes none, or several and `rows` names none of them.
    """
    fields = selection.roots()
    if len(fields) > 1:
        raise _no_table(f"it has the root fields {_listed(fields)}; keep one")
    ((key, details),) = fields.items()
    root = _read_field(selection, selection.type("Query"), key, "", details)
    if isinstance(root, Column):
        raise _no_table(f"{key} is a single value; ask for fields of things")
    path = _choose(list(_iter_paths(root)), rows)
    return Table(root, path, tuple(dict.fromkeys(_iter_names(root, path))))


def to_csv(table: Table, data: Mapping[str, Any]) -> Iterator[str]:
    """Write a table as CSV (RFC 4180), line by line, the header first."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    for row in (table.columns, *table.iter_rows(data)):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _read_field(
    selection: Selection, parent: GraphQLObjectType, key: str, prefix: str, details: Selected
) -> Branch | Column:
    field = details[0].node.name.value
    of_page = parent.name.endswith(_PAGES)
    about_page = of_page and field in _ABOUT_PAGES
    if field == "__typename":
        return Column(key, _joined(prefix, key), of_page)
    field_type = parent.fields[field].type
    target = get_named_type(field_type)
    wraps = parent.name == "Query" or (of_page and field in _WRAPPERS)
    name = prefix if wraps else _joined(prefix, key)
    if is_leaf_type(target):
        return Column(key, name or key, about_page)
    below: dict[str, Branch | Column] = {}
    for possible in _possible(selection, target):
        for inner, chosen in selection.fields(possible.name, details).items():
            made = _read_field(selection, possible, inner, name, chosen)
            below[inner] = _merged(below.get(inner, made), made)
    many = is_list_type(get_nullable_type(field_type)) and not target.name.startswith("Evidence")
    return Branch(key, name, about_page, many, tuple(below.values()))


def _possible(selection: Selection, target: GraphQLNamedType) -> Sequence[GraphQLObjectType]:
    if is_abstract_type(target):
        return selection.schema.get_possible_types(target)
    return [selection.type(target.name)]


def _merged(one: Branch | Column, other: Branch | Column) -> Branch | Column:
    """Put together what several types select under one name."""
    if one is other or isinstance(one, Column) or isinstance(other, Column):
        return one
    below = {part.key: part for part in one.below}
    for part in other.below:
        below[part.key] = _merged(below.get(part.key, part), part)
    return replace(one, below=tuple(below.values()))


def _iter_paths(branch: Branch) -> Iterator[tuple[Branch, ...]]:
    """Yield the ways from a branch to each list below it that may give the rows."""
    if branch.many:
        yield (branch,)
    for part in branch.below:
        if isinstance(part, Branch):
            yield from ((branch, *path) for path in _iter_paths(part))


def _choose(paths: Sequence[tuple[Branch, ...]], rows: str | None) -> tuple[Branch, ...]:
    named = {_path_name(path): path for path in paths}
    if rows is not None:
        if rows not in named:
            raise _no_table(f"rows={rows}: expected one of {_listed(named)}")
        return named[rows]
    deepest = max((_depth(path) for path in paths), default=0)
    found = [path for path in paths if _depth(path) == deepest]
    if not found:
        raise _no_table("it asks for no list of things")
    if len(found) > 1:
        choices = _listed(map(_path_name, found))
        raise _no_table(f"several lists are equally deep; choose one by rows= among {choices}")
    return found[0]


def _depth(path: tuple[Branch, ...]) -> int:
    return sum(branch.many for branch in path)


def _path_name(path: tuple[Branch, ...]) -> str:
    return path[-1].name or path[0].key


def _iter_names(branch: Branch, path: tuple[Branch, ...]) -> Iterator[str]:
    """Yield the names of the columns in the order of the selection."""
    for part in branch.below:
        if branch in path and part.about_page:
            continue
        if isinstance(part, Column):
            yield part.name
        else:
            yield from _iter_names(part, path)


def _iter_rows(path: tuple[Branch, ...], value: Any) -> Iterator[dict[str, str]]:
    branch, *rest = path
    for element in value if branch.many else [value]:
        if element is None:
            continue
        cells: dict[str, str] = {}
        for part in branch.below:
            if part not in rest:
                _fill(cells, part, element.get(part.key))
        if not rest:
            yield cells
        else:
            yield from (cells | row for row in _iter_rows(tuple(rest), element.get(rest[0].key)))


def _fill(cells: dict[str, str], part: Branch | Column, value: Any) -> None:
    """Put what stands below a part into its cells; of several values each stands once."""
    found: dict[str, dict[str, None]] = {}
    _gather(found, part, value)
    for name, values in found.items():
        cells[name] = "; ".join(values)


def _gather(found: dict[str, dict[str, None]], part: Branch | Column, value: Any) -> None:
    if isinstance(value, list):
        for one in value:
            _gather(found, part, one)
    elif value is None:
        return
    elif isinstance(part, Column):
        found.setdefault(part.name, {})[_text(value)] = None
    else:
        for below in part.below:
            _gather(found, below, value.get(below.key))


def _text(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _joined(prefix: str, key: str) -> str:
    return f"{prefix}.{key}" if prefix else key


def _listed(names: Any) -> str:
    return ", ".join(names)


def _no_table(reason: str) -> QueryError:
    return QueryError(f"This operation makes no table: {reason}.", code="NO_TABLE")
