"""From the nested lists of a statement's record to columns; `graph.neo4j.cypher` lists them."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, assert_never

from graph.columns import ClaimLists, Column, GroupLists, Keys, Ones, Pages, PathSteps, Things
from graph.groups import Group, label_of, measured, sorted_groups
from graph.paths import relation_name
from graph.plan import (
    Aggregate,
    Claims,
    Groups,
    Json,
    Lookup,
    One,
    Page,
    Paths,
    ThingColumns,
    Value,
)
from graph.plan import Column as Ask
from graph.terms import Ontology

Row = list[Any]


def read_root(
    ask: Page | Lookup | Paths, answer: Row, ontology: Ontology
) -> Ones | Pages | PathSteps:
    """Read the record of a root: the plan says what stands where."""
    reader = _RecordReader(ontology)
    match ask:
        case Lookup(_, _, thing):
            return reader.ones(thing, [answer])
        case Page():
            return reader.pages(ask, [answer])
        case Paths():
            return reader.paths(ask, answer)
        case _:
            assert_never(ask)


class _RecordReader:
    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology

    def things(self, thing: ThingColumns, rows: Sequence[Row]) -> Things:
        """Read things: rows of a class and then a value for each column."""
        by_class: dict[str, list[Row]] = {}
        for row in rows:
            by_class.setdefault(row[0], []).append(row)
        columns = {}
        for name, own in by_class.items():
            values = list(zip(*own, strict=True))
            columns[name] = [
                self._column(thing.columns[place], values[place + 1])
                for place in thing.classes[name]
            ]
        return Things([row[0] for row in rows], columns)

    def _maybe_things(self, thing: ThingColumns | None, rows: Sequence[Row]) -> Things | None:
        return None if thing is None else self.things(thing, rows)

    def _column(self, ask: Ask, values: Sequence[Any]) -> Column:
        match ask:
            case Value(name):
                known = self._ontology.properties.get(name)
                is_list = known is not None and known.many
                return [sorted(some, key=str) for some in values] if is_list else values
            case One(_, thing):
                return self.ones(thing, values)
            case Page():
                return self.pages(ask, values)
            case Claims():
                return self._claims(ask, values)
            case _:
                assert_never(ask)

    def ones(self, thing: ThingColumns, lists: Sequence[Sequence[Row]]) -> Ones:
        """Read lists of at most one thing."""
        rows = list(chain.from_iterable(lists))
        return Ones([bool(some) for some in lists], self.things(thing, rows))

    def _keys(self, name: str, rows: Sequence[Row], thing: ThingColumns | None, place: int) -> Keys:
        """Read values and names of rows, and what stands at a place of those that are things."""
        prop = self._ontology.properties[name]
        found = [[row[place]] if row[place] else [] for row in rows] if thing else []
        ones = self.ones(thing, found) if thing else None
        names = [row[1] if prop.kind == "thing" else None for row in rows]
        return Keys([row[0] for row in rows], names, ones)

    def _claims(self, ask: Claims, lists: Sequence[Sequence[Row]]) -> ClaimLists:
        rows = list(chain.from_iterable(lists))
        keys = self._keys(ask.property, rows, ask.value, 3)
        return ClaimLists(list(map(len, lists)), keys, [row[2] for row in rows])

    def pages(self, page: Page, answers: Sequence[Row]) -> Pages:
        """Read pages: each is listed as total, withheld, provisional, rows, then groups."""
        rows = list(chain.from_iterable(answer[3] or () for answer in answers))
        groups = [
            self._groups(below, [answer[place] for answer in answers])
            for place, below in enumerate(page.groups, start=4)
        ]
        return Pages(
            [len(answer[3] or ()) for answer in answers],
            [answer[0] for answer in answers] if page.total else (),
            [answer[1] for answer in answers] if page.withheld else (),
            self._maybe_things(page.things, [row[0] for row in rows]),
            [row[1] for row in rows] if page.evidence else (),
            groups,
            [answer[2] for answer in answers] if page.provisional else (),
        )

    def paths(self, ask: Paths, paths: Sequence[Sequence[Row]]) -> PathSteps:
        """Read paths: each step is listed as its place, its evidence, and the thing there."""
        rows = list(chain.from_iterable(paths))
        kinds = [str(row[0]).rpartition(" ")[2] for row in rows]
        return PathSteps(
            list(map(len, paths)),
            [relation_name(self._ontology, kind[:-1], kind[-1]) for kind in kinds],
            [row[1] for row in rows],
            self._maybe_things(ask.things, [row[2] for row in rows] if ask.things else []),
        )

    # groups

    def _groups(self, ask: Groups, lists: Sequence[Sequence[Row]]) -> GroupLists:
        """Put the rows of each list together that have a value in common.

        A row is listed as value, name, size, what is read of a key, measures, member, groups.
        """
        split = [self._split(ask, rows) for rows in lists]
        found = list(chain.from_iterable(split))
        first = 3 + (ask.key is not None)
        after = first + len(ask.measures)
        members = list(chain.from_iterable(group.members for group in found))
        inner = after + (ask.members is not None)
        return GroupLists(
            list(map(len, split)),
            self._keys(ask.property, [group.members[0] for group in found], ask.key, 3),
            [group.count for group in found],
            [
                [_measured(measure, [row[place] for row in group.members]) for group in found]
                for place, measure in enumerate(ask.measures, start=first)
            ],
            self._maybe_things(ask.members, [row[after] for row in members] if ask.members else []),
            [
                self._groups(
                    below,
                    [list(chain.from_iterable(r[place] for r in g.members)) for g in found],
                )
                for place, below in enumerate(ask.groups, start=inner)
            ],
        )

    def _split(self, ask: Groups, rows: Sequence[Row]) -> list[Group[list[Row]]]:
        prop, ontology = self._ontology.properties[ask.property], self._ontology
        members: dict[str | int | None, list[Row]] = {}
        for row in rows:
            members.setdefault(row[0], []).append(row)
        found = []
        for value, some in members.items():
            label = some[0][1] if prop.kind == "thing" else label_of(ontology, prop, value)
            found.append(Group(value, label, sum(row[2] for row in some), some))
        return sorted_groups(found, prop, by_key=ask.by_key)


def _measured(measure: Aggregate, columns: Sequence[Row]) -> Json:
    return measured(measure.kind, _iter_sent(measure, columns))


def _iter_sent(measure: Aggregate, columns: Sequence[Row]) -> Iterator[Any]:
    """Yield values of a measure: sent as lists of values, or lists of one that may be absent."""
    for sent in chain.from_iterable(columns):
        if measure.kind == "countDistinct":
            yield from sent
        elif sent is not None:
            yield sent
