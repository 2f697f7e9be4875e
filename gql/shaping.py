"""Shaping: what an operation selects, compiled into functions that turn columns into its JSON.

They are made together with the plan and kept with it; names of the answer are known here alone.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import Any

import orjson

from graph.budget import Budget
from graph.columns import ClaimLists, Columns, GroupLists, Keys, Ones, Pages, PathSteps, Things
from graph.evidence import QUOTE_FIELDS, EvidenceIndex, Record
from graph.groups import label_of
from graph.plan import Json, Level
from graph.terms import Ontology, Property

NAME = 4
"""How many bytes JSON adds to the name of a field: two quotes, a colon, a comma."""


@dataclass(frozen=True, slots=True)
class Constant:
    """What is known before anything is read, such as the name of a type."""

    value: Json


Show = Callable[[Any, Budget], Sequence[Json]]
"""Shows a column: for each of its rows what stands in the answer, taken from the budget."""

Fields = Mapping[str, Show | Constant]
"""What is shown under each name of the answer, in its order."""

RecordFields = Mapping[str, "Constant | tuple[str, RecordFields | None]"]
"""Fields of a piece of evidence by their names in the answer, with the fields below them."""

Shape = Callable[[Columns, Budget], dict[str, Json]]
"""Shows all that was read for an operation."""


def show_operation(roots: Mapping[str, Constant | Show]) -> Shape:
    """Show the roots of an operation; those that are read stand in the order of the plan."""

    def show(columns: Columns, budget: Budget) -> dict[str, Json]:
        read = iter(columns)
        return {
            name: root.value if isinstance(root, Constant) else root(next(read), budget)[0]
            for name, root in roots.items()
        }

    return show


def _rows_of(fields: Fields) -> Callable[[Any, int, Budget], list[Json]]:
    """Show so many rows, each with all fields; also with none, where fields are left out."""
    names = tuple(fields)
    bytes_of_names = sum(len(name) + NAME for name in names)
    bytes_of_names += sum(_size(f.value) for f in fields.values() if isinstance(f, Constant))

    def rows(column: Any, length: int, budget: Budget) -> list[Json]:
        budget.take(length * bytes_of_names)
        columns = [
            [field.value] * length if isinstance(field, Constant) else field(column, budget)
            for field in fields.values()
        ]
        if not names:
            return [{} for _ in range(length)]
        return [dict(zip(names, row)) for row in zip(*columns, strict=True)]  # noqa: B905  # strict takes a quarter longer

    return rows


def _split(shown: Sequence[Json], lengths: Sequence[int]) -> list[Json]:
    """Split what is shown of several lists list by list."""
    rest = iter(shown)
    return [list(islice(rest, length)) for length in lengths]


def of(part: Callable[[Any], Any], show: Show) -> Show:
    """Show a part of a column."""
    return lambda column, budget: show(part(column), budget)


# things


def show_value(column: Sequence[Json], budget: Budget) -> Sequence[Json]:
    """Show values as they were read."""
    budget.take(_size(column))
    return column


def show_things(layout: Mapping[str, Fields]) -> Show:
    """Show things, class by class; a thing that stands in several places is shown once."""
    tables = {name: _rows_of(fields) for name, fields in layout.items()}

    def show(things: Things, budget: Budget) -> Sequence[Json]:
        by_class = {
            name: tables[name](columns, things.classes.count(name), budget)
            for name, columns in things.columns.items()
        }
        if len(by_class) == 1:
            [rows] = by_class.values()
        else:
            rest = {name: iter(rows) for name, rows in by_class.items()}
            rows = [next(rest[name]) for name in things.classes]
        return rows if things.places is None else _repeated(rows, things.places, budget)

    return show


def _repeated(rows: Sequence[Json], places: Sequence[int], budget: Budget) -> list[Json]:
    """Repeat rows; how large each is matters as often as it stands in the answer."""
    sizes = [_size(row) for row in rows]
    budget.take(sum(sizes[place] for place in places) - sum(sizes))
    return [rows[place] for place in places]


def _size(shown: Sequence[Json] | Json) -> int:
    """How many bytes something has as JSON."""
    return len(orjson.dumps(shown))


def show_ones(show: Show) -> Show:
    """Show at most one thing for each row."""

    def ones(column: Ones, budget: Budget) -> list[Json]:
        found = iter(show(column.things, budget))
        return [next(found) if present else None for present in column.present]

    return ones


# evidence


def show_evidence(fields: RecordFields, index: EvidenceIndex, level: Level) -> Show:
    """Show for each list of graphs the passages that they rest on."""
    show_record = _record_of(fields)
    quoted = any(f[0] in QUOTE_FIELDS for f in fields.values() if not isinstance(f, Constant))

    def show(evidence: Sequence[Sequence[str]], budget: Budget) -> list[Json]:
        graphs = [tuple(some) for some in evidence]
        found: dict[tuple[str, ...], Json] = {}
        for some, times in Counter(graphs).items():
            found[some] = list(map(show_record, index.find(some, level, quoted=quoted)))
            budget.take(_size(found[some]) * times)
        return [found[some] for some in graphs]

    return show


def _record_of(fields: RecordFields) -> Callable[[Record], Json]:
    shows = [(name, _record_field(field)) for name, field in fields.items()]
    return lambda record: {name: show(record) for name, show in shows}


def _record_field(field: Constant | tuple[str, RecordFields | None]) -> Callable[[Record], Json]:
    if isinstance(field, Constant):
        return lambda _: field.value
    name, below = field
    if below is None:
        return lambda record: record[name]
    show = _record_of(below)

    def show_below(record: Record) -> Json:
        found: Any = record[name]
        return list(map(show, found)) if isinstance(found, list) else found and show(found)

    return show_below


# pages


def show_pages(fields: Fields) -> Show:
    """Show pages."""
    rows = _rows_of(fields)
    return lambda pages, budget: rows(pages, len(pages.lengths), budget)


def show_totals(pages: Pages, _: Budget) -> Sequence[Json]:
    """Show of how many things each page is cut."""
    return pages.totals


def show_withheld(pages: Pages, _: Budget) -> Sequence[Json]:
    """Show how many things more each page has when undecided readings count."""
    return pages.withheld or [None] * len(pages.lengths)


def show_provisional(pages: Pages, _: Budget) -> Sequence[Json]:
    """Show how many things each page has no more when undecided readings count."""
    return pages.provisional or [None] * len(pages.lengths)


def show_nodes(show: Show) -> Show:
    """Show the things of pages."""
    return lambda pages, budget: _split(show(pages.things, budget), pages.lengths)


def show_edges(fields: Fields) -> Show:
    """Show the things of pages, each with what relates it."""
    rows = _rows_of(fields)
    return lambda pages, budget: _split(rows(pages, sum(pages.lengths), budget), pages.lengths)


def show_cursors(offset: int) -> Show:
    """Show the place of each thing among all, counted from one."""
    return lambda pages, _: [
        str(place) for length in pages.lengths for place in range(offset + 1, offset + 1 + length)
    ]


def show_page_info(fields: Mapping[str, "Constant | str"], offset: int, first: int) -> Show:
    """Show where pages stand among all their things."""

    def info(total: int) -> Json:
        shown = max(0, min(first, total - offset))
        known: dict[str, Json] = {
            "hasNextPage": offset + shown < total,
            "hasPreviousPage": offset > 0 and total > 0,
            "startCursor": str(offset + 1) if shown else None,
            "endCursor": str(offset + shown) if shown else None,
        }
        return {n: f.value if isinstance(f, Constant) else known[f] for n, f in fields.items()}

    def show(pages: Pages, budget: Budget) -> list[Json]:
        shown = list(map(info, pages.totals))
        budget.take(_size(shown))
        return shown

    return show


# claims and groups


def show_claims(fields: Fields) -> Show:
    """Show lists of claims."""
    rows = _rows_of(fields)

    def show(claims: ClaimLists, budget: Budget) -> list[Json]:
        return _split(rows(claims, len(claims.evidence), budget), claims.lengths)

    return show


def show_group_lists(fields: Fields) -> Show:
    """Show lists of groups."""
    rows = _rows_of(fields)

    def show(groups: GroupLists, budget: Budget) -> list[Json]:
        return _split(rows(groups, len(groups.counts), budget), groups.lengths)

    return show


def show_members(show: Show) -> Show:
    """Show the members of groups."""
    return lambda groups, budget: _split(show(groups.members, budget), groups.counts)


def show_group_keys(fields: Fields) -> Show:
    """Show the values that groups share."""
    rows = _rows_of(fields)
    return lambda groups, budget: rows(groups.keys, len(groups.counts), budget)


def show_key_values(keys: Keys, budget: Budget) -> Sequence[Json]:
    """Show values as texts; of things their IRIs."""
    return show_value([None if value is None else str(value) for value in keys.values], budget)


def show_key_labels(ontology: Ontology, prop: Property) -> Show:
    """Show values in words: names of things, labels of concepts."""
    if prop.kind == "thing":
        return of(attrgetter("names"), show_value)

    def labels(keys: Keys) -> Sequence[Json]:
        return [label_of(ontology, prop, value) for value in keys.values]

    return of(labels, show_value)


# paths


def show_paths(fields: Fields) -> Show:
    """Show the paths between two things, as one list."""
    rows = _rows_of(fields)
    return lambda paths, budget: [rows(paths, len(paths.lengths), budget)]


def show_lengths(paths: PathSteps, _: Budget) -> Sequence[Json]:
    """Show how many steps paths have."""
    return paths.lengths


def show_steps(fields: Fields) -> Show:
    """Show the steps of paths."""
    rows = _rows_of(fields)
    return lambda paths, budget: _split(rows(paths, sum(paths.lengths), budget), paths.lengths)
