"""Which table an operation makes: a row a thing of its deepest relation, and the columns."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from graphql import (
    GraphQLField,
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

_PAGES = ("Connection", "Edge")
"""How the names of the types end that a page of things is made of."""
_WRAPPERS = {"nodes", "edges", "node"}
"""Fields of a page that only lead to its things: columns are not named by them."""
_ABOUT_PAGES = {"totalCount", "withheld", "provisional", "searchCut", "pageInfo", "cursor"}
"""Fields of a page that are about no single row: no columns of the rows they lead to."""
_SEVERAL = "Another field for each type of thing."

_JOINING = {"Assignment", "Involvement", "Membership", "Participation"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A selected value: its name in the answer and in the table, and the field it is.

    `field` is empty where types select different fields under one name.
    """

    key: str
    name: str
    about_page: bool
    parent: str
    field: str
    type: str
    description: str
    is_list: bool


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """A selected field that holds fields; a list `gives_rows` unless it is one of evidence."""

    key: str
    name: str
    field: str
    about_page: bool
    type: str
    is_list: bool
    gives_rows: bool
    below: tuple["Branch | Leaf", ...]

    @property
    def only_joins(self) -> bool:
        """Whether its things only say who takes which part in what they are of."""
        return self.type.removesuffix("Edge") in _JOINING


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the list that its values stand in, and the field it shows.

    `list_name` is empty where a cell holds one value. Cells of a row whose columns have the same
    list hold a value for each of its elements, in one order. `parent` is the GraphQL type that has
    the field, `type` that of a value.
    """

    name: str
    list_name: str
    parent: str
    field: str
    type: str
    description: str

    @property
    def many(self) -> bool:
        """Whether its cells may hold several values."""
        return bool(self.list_name)


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of an operation, and which branches lead to its rows."""

    root: Branch
    path: tuple[Branch, ...]
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def way(self) -> tuple[str, ...]:
        """Properties that lead from the root to the rows."""
        return tuple(b.field for b in self.path[1:] if b.field not in _WRAPPERS)


def read_table(selection: Selection, rows: str | None = None) -> Table:
    """Read which table an operation makes; `rows` names the relation that gives the rows.

    Raises QueryError where it makes none, or several and `rows` names none of them.
    """
    fields = selection.roots()
    if not fields:
        raise _no_table("@skip or @include leaves out all of it; keep one root field")
    if len(fields) > 1:
        raise _no_table(f"it has the root fields {_listed(fields)}; keep one")
    ((key, details),) = fields.items()
    root = _FieldReader(selection).read(selection.type("Query"), key, "", details)
    if isinstance(root, Leaf):
        raise _no_table(f"{key} is a single value; ask for nodes or edges of a collection")
    path = _choose(list(_iter_paths(root)), rows)
    columns = tuple(_iter_columns(root, path, ""))
    _check_columns(columns, path)
    return Table(root, path, columns)


def _check_columns(columns: Sequence[Column], path: Sequence[Branch]) -> None:
    """Check that there are columns, each with a name of its own. Raises QueryError."""
    if not columns:
        raise _no_table(f"it asks for no field of {_path_name(path)}")
    counts = Counter(column.name for column in columns)
    if several := [name for name, count in counts.items() if count > 1]:
        raise _no_table(f"several columns would be named {_listed(several)}; give aliases to them")


@dataclass(frozen=True, slots=True)
class RowChoices:
    """Names of the relations that may give the rows, and which does where nobody chooses.

    Where several are equally deep, that is the last one that leads to all of them. `brief` is the
    same, unless its things only join others: then it is the list of what they are of, and who takes
    which part stands in one row.
    """

    names: tuple[str, ...]
    best: str
    brief: str


def list_rows(selection: Selection) -> RowChoices | None:
    """List what may give the rows of an operation with one root; None where there is no list."""
    ((key, details),) = selection.roots().items()
    root = _FieldReader(selection).read(selection.type("Query"), key, "", details)
    paths = [] if isinstance(root, Leaf) else list(_iter_paths(root))
    if not paths:
        return None
    deepest = max(map(_depth, paths))
    found = [path for path in paths if _depth(path) == deepest]
    shared = [path for path in paths if all(path == other[: len(path)] for other in found)]
    best = max(shared or found[:1], key=_depth)
    brief = best
    while brief[-1].only_joins and any(branch.gives_rows for branch in brief[:-1]):
        ends = (end for end in range(len(brief) - 1, 0, -1) if brief[end - 1].gives_rows)
        brief = brief[: next(ends)]
    names = tuple(dict.fromkeys(map(_path_name, paths)))
    return RowChoices(names, _path_name(best), _path_name(brief))


@dataclass(frozen=True, slots=True)
class _FieldReader:
    """Reads fields; those that types share once, or each level would multiply the work by them."""

    selection: Selection
    branches: dict[tuple[str, tuple[int, ...]], Branch] = field(default_factory=dict)

    def read(
        self, parent: GraphQLObjectType, key: str, prefix: str, details: Selected
    ) -> Branch | Leaf:
        """Read a field of a type, with all that is selected below it."""
        name = details[0].node.name.value
        of_page = parent.name.endswith(_PAGES)
        about_page = of_page and name in _ABOUT_PAGES
        if name == "__typename":
            text, own = "Name of the type of the thing.", _joined(prefix, key)
            return Leaf(key, own, of_page, parent.name, name, "String", text, is_list=False)
        known: GraphQLField = parent.fields[name]
        target = get_named_type(known.type)
        is_list = is_list_type(get_nullable_type(known.type))
        wraps = parent.name == "Query" or (of_page and name in _WRAPPERS)
        path = prefix if wraps else _joined(prefix, key)
        if is_leaf_type(target):
            text = known.description or ""
            return Leaf(key, path or key, about_page, parent.name, name, target.name, text, is_list)
        place = path, tuple(id(one.node) for one in details)
        if place not in self.branches:
            gives_rows = is_list and not target.name.startswith("Evidence")
            parts = self._read_below(path, target, details)
            self.branches[place] = Branch(
                key, path, name, about_page, target.name, is_list, gives_rows, parts
            )
        return self.branches[place]

    def _read_below(
        self, path: str, target: GraphQLNamedType, details: Selected
    ) -> tuple[Branch | Leaf, ...]:
        below: dict[str, Branch | Leaf] = {}
        for possible in _possible(self.selection, target):
            for key, chosen in self.selection.fields(possible.name, details).items():
                made = self.read(possible, key, path, chosen)
                below[key] = _merged(below.get(key, made), made)
        return tuple(below.values())


def _possible(selection: Selection, target: GraphQLNamedType) -> Sequence[GraphQLObjectType]:
    if is_abstract_type(target):
        return selection.schema.get_possible_types(target)
    return [selection.type(target.name)]


def _merged(one: Branch | Leaf, other: Branch | Leaf) -> Branch | Leaf:
    """Put together what several types select under one name, which may be different fields."""
    if one is other:
        return one
    if isinstance(one, Leaf):
        return one if one.field == other.field else replace(one, field="", description=_SEVERAL)
    below = {part.key: part for part in one.below}
    for part in other.below if isinstance(other, Branch) else ():
        below[part.key] = _merged(below.get(part.key, part), part)
    return replace(one, below=tuple(below.values()))


def _iter_paths(branch: Branch) -> Iterator[tuple[Branch, ...]]:
    """Yield the ways from a branch to each list below it that may give the rows."""
    if branch.gives_rows:
        yield (branch,)
    for part in branch.below:
        if isinstance(part, Branch):
            yield from ((branch, *path) for path in _iter_paths(part))


def _choose(paths: Sequence[tuple[Branch, ...]], rows: str | None) -> tuple[Branch, ...]:
    if not paths:
        raise _no_table("it asks for no list of things; ask for nodes or edges of what has several")
    deepest = max(map(_depth, paths))
    found = [p for p in paths if (_depth(p) == deepest if rows is None else _path_name(p) == rows)]
    names = list(dict.fromkeys(map(_path_name, found)))
    if not found:
        names = list(dict.fromkeys(map(_path_name, paths)))
        raise _no_table(f"rows={rows} is no list in it; expected one of {_listed(names)}")
    if len(names) > 1:
        choices = _listed(names)
        raise _no_table(f"several lists are equally deep; choose one by rows= among {choices}")
    if len(found) > 1:
        asked = _listed(path[-1].key for path in found)
        raise _no_table(f"the things of {names[0]} are asked for several times ({asked}); keep one")
    return found[0]


def _depth(path: tuple[Branch, ...]) -> int:
    return sum(branch.gives_rows for branch in path)


def _path_name(path: Sequence[Branch]) -> str:
    return path[-1].name or path[0].key


def _iter_columns(branch: Branch, path: tuple[Branch, ...], list_name: str) -> Iterator[Column]:
    """Yield the columns in the order of the selection; off the path lists make several values."""
    for part in branch.below:
        if branch in path and part.about_page:
            continue
        innermost = part.name if part.is_list and part not in path else list_name
        if isinstance(part, Leaf):
            yield Column(part.name, innermost, part.parent, part.field, part.type, part.description)
        else:
            yield from _iter_columns(part, path, innermost)


def _joined(prefix: str, key: str) -> str:
    return f"{prefix}.{key}" if prefix else key


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _no_table(reason: str) -> QueryError:
    return QueryError(f"This operation makes no table: {reason}.", code="NO_TABLE")
