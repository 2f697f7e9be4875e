"""Cypher: each root of a plan compiled into one parametrised statement that gives one record.

The record holds nested lists, in an order that `graph.neo4j.decoding` knows: a map would cost its keys
in every row, and Neo4j sorts them. Only names of the ontology are written into the text; values
are parameters, so that statements of the same shape share a plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from graph.neo4j.cypher_anchors import Anchors, is_anchored
from graph.neo4j.cypher_order import Orders
from graph.neo4j.cypher_terms import Bound
from graph.paths import BACKWARD, FORWARD, MOST_PATHS, walkable
from graph.plan import (
    ALL,
    Aggregate,
    Claims,
    Column,
    Groups,
    Json,
    Level,
    Lookup,
    One,
    Page,
    Paths,
    ThingColumns,
    Value,
    only_adds,
)
from graph.terms import Ontology

_PLACES = (
    "[i IN range(0, size(steps) - 1) | things[i + 1].iri + ' ' + type(steps[i]) + "
    f"CASE WHEN startNode(steps[i]) = things[i] THEN '{FORWARD}' ELSE '{BACKWARD}' END]"
)
"""What orders the paths: see `graph.paths.Step.place`."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its parameters; it returns one record with the field `answer`."""

    text: str
    parameters: Mapping[str, Json]


def compile_root(
    ask: Page | Lookup | Paths, level: Level, ontology: Ontology, day: str | None = None
) -> Statement:
    """Compile one root of a plan."""
    writer = _StatementWriter(ontology, level, day)
    match ask:
        case Lookup(class_name, iri, thing):
            name = writer.variable()
            pattern = writer.known(name, f"= {writer.parameter(iri)}")
            source = Bound(pattern, name, name, ontology.is_observed(class_name))
            where = f"AND {name}:{class_name} AND {writer.counts(source, level)}"
            found = f"COLLECT {{ {pattern} {where} RETURN {writer.thing(name, thing)} }}"
            return Statement(f"RETURN {found} AS answer", writer.parameters)
        case Page():
            things, clauses = writer.found(ask)
            text = f"{clauses}RETURN {writer.page(ask, None, things)} AS answer"
            return Statement(text, writer.parameters)
        case Paths():
            return Statement(f"RETURN {writer.paths(ask)} AS answer", writer.parameters)
        case _:
            assert_never(ask)


class _StatementWriter(Anchors, Orders):
    # things and their attributes

    def thing(self, name: str, thing: ThingColumns) -> str:
        """List the class of a bound thing and its columns."""
        columns = [self._column(name, column) for column in thing.columns]
        return "[" + ", ".join([f"{name}.class", *columns]) + "]"

    def _things(self, name: str, thing: ThingColumns | None) -> list[str]:
        """List what is read of a bound thing as one column, where anything is."""
        return [] if thing is None else [self.thing(name, thing)]

    def _column(self, thing: str, column: Column) -> str:
        match column:
            case Value(name):
                return self.value(thing, name)
            case One(name, below):
                source = self.source(name, thing)
                where = self.counts(source, self.level)
                read = self.thing(source.thing, below)
                return f"COLLECT {{ {source.clauses} WHERE {where} RETURN {read} LIMIT 1 }}"
            case Page():
                return self.page(column, thing)
            case Claims():
                return self._claims(thing, column)
            case _:
                assert_never(column)

    def _claims(self, thing: str, ask: Claims) -> str:
        """List value, name, evidence and what is read of the value of each claim about a thing."""
        prop, relation = self.ontology.properties[ask.property], self.source(ask.property, thing)
        claim, target = relation.bearer, relation.thing
        if prop.kind != "thing" or prop.one_per_graph:
            name = self.parameter(prop.name)
            clauses = (
                f"MATCH ({claim}:Claim {{subject: {thing}.iri}}) WHERE {claim}.property = {name}"
            )
            order, value = f"{claim}.place", f"{claim}.value"
        else:
            clauses = f"{relation.clauses} WHERE size({claim}.evidence) > 0"
            order, value = f"{target}.title_folded, {target}.iri", f"{target}.iri"
        clauses = f"{clauses} AND {self.counts(relation, self.level)}"
        if prop.kind == "thing" and prop.one_per_graph:
            clauses = f"{clauses} {self.known(target, f'= {claim}.value')}"
        names = f"{claim}, {target}" if prop.kind == "thing" else claim
        title = f"{target}.title" if prop.kind == "thing" else "null"
        evidence = self.evidence(relation)
        row = ", ".join([value, title, evidence, *self._things(target, ask.value)])
        return f"COLLECT {{ {clauses} WITH {names} ORDER BY {order} RETURN [{row}] }}"

    # pages

    def found(self, page: Page) -> tuple[str | None, str]:
        """Collect the things of a page at a root, in their order, to look for them only once.

        Without an anchor that pays where more than one part needs them; else a page is cut as it
        is read.
        """
        uses = (page.things is not None) + page.total + len(page.groups)
        if not (is_anchored(page.where) or uses > 1):
            return None, ""
        source = self.source(page.source, None)
        anchor = self.anchor(page.where, source.thing, self.level)
        rest = anchor.rest if anchor else page.where
        name, found = source.thing, self.variable()
        test = f"{self.counts(source, self.level)} AND {self.test(rest, source, self.level)}"
        clauses = f"{self.in_order(page, source).clauses} WHERE {test}"
        if anchor:
            clauses = f"{anchor.clauses} WITH DISTINCT {name} WHERE {name}:{page.source} AND {test}"
        order = f"WITH {name} ORDER BY {self.order(page, name)}"
        return found, f"{clauses} {order} WITH collect({name}) AS {found} "

    def page(self, page: Page, parent: str | None, found: str | None = None) -> str:
        """List total, withheld, provisional, rows and groups of a page, as far as asked for."""
        listed = [
            self._total(page, parent, found) if page.total else "null",
            self._withheld(page, parent) if page.withheld else "null",
            self._provisional(page, parent) if page.provisional else "null",
            self._rows(page, page.things, parent, found) if page.things else "null",
            *(self._page_groups(groups, page, parent, found) for groups in page.groups),
        ]
        return "[" + ", ".join(listed) + "]"

    def _matched(
        self, page: Page, parent: str | None, found: str | None, *, in_order: bool = False
    ) -> tuple[Bound, str]:
        """Bind the things of a page: from what has been found, of a class, or below a thing."""
        source = self.source(page.source, parent)
        if in_order and parent is None:
            source = self.in_order(page, source)
        if found:
            return source, f"UNWIND {found} AS {source.thing}"
        test = self.test(page.where, source, self.level)
        return source, f"{source.clauses} WHERE {self.counts(source, self.level)} AND {test}"

    def _total(self, page: Page, parent: str | None, found: str | None) -> str:
        return f"size({found})" if found else f"COUNT {{ {self._matched(page, parent, None)[1]} }}"

    def _withheld(self, page: Page, parent: str | None) -> str:
        source = self.source(page.source, parent)
        anchor = None if parent else self.anchor(page.where, source.thing, ALL)
        rest = anchor.rest if anchor else page.where
        more, kept = (
            f"{self.counts(source, level)} AND {self.test(where, source, level)}"
            for level, where in ((ALL, rest), (self.level, page.where))
        )
        if anchor is None:
            return f"COUNT {{ {source.clauses} WHERE {more} AND NOT ({kept}) }}"
        own = f"WITH DISTINCT {source.thing} WHERE {source.thing}:{page.source}"
        return f"COUNT {{ {anchor.clauses} {own} AND {more} AND NOT ({kept}) RETURN 1 }}"

    def _provisional(self, page: Page, parent: str | None) -> str:
        """Count what fulfils the filter, and no more where everything counts."""
        if only_adds(page.where):
            return "0"
        source, matched = self._matched(page, parent, None)
        return f"COUNT {{ {matched} AND NOT ({self.test(page.where, source, ALL)}) }}"

    def _rows(self, page: Page, things: ThingColumns, parent: str | None, found: str | None) -> str:
        source, matched = self._matched(page, parent, found, in_order=True)
        offset, first = self.parameter(page.offset), self.parameter(page.first)
        evidence = [self.evidence(source)] if page.evidence else []
        row = ", ".join([self.thing(source.thing, things), *evidence])
        if found:
            cut = f"UNWIND {found}[{offset}..{offset} + {first}] AS {source.thing}"
            return f"COLLECT {{ {cut} RETURN [{row}] }}"
        names = ", ".join(dict.fromkeys((source.thing, source.bearer)))
        order = self.order(page, source.thing)
        cut = f"SKIP {offset} LIMIT {first}"
        return f"COLLECT {{ {matched} WITH {names} ORDER BY {order} {cut} RETURN [{row}] }}"

    # paths

    def paths(self, ask: Paths) -> str:
        """List paths as lists of steps: relationship type, direction, evidence, what is read."""
        if ask.start == ask.end:
            return "[[]]"
        ends = " ".join(
            self.known(name, f"= {self.parameter(iri)}")
            for name, iri in (("start", ask.start), ("end", ask.end))
        )
        ways = walkable(self.ontology)
        types = "|".join(prop.relationship_type for prop in ways)
        joining = [p.relationship_type for p in ways if self.ontology.joins(p.name)]
        joins = f"type(relation) IN {self.parameter(joining)}" if self.day else ""
        evidence = self.evidence(Bound("", "node", "relation", joins=joins))
        one = Bound("", "one", "one", observed=True)
        exists = self.holds("one", self.level, "true") if self.day else ""
        exist = f" AND all(one IN nodes(path) WHERE {exists})" if self.day else ""
        row = ", ".join(["place", evidence, *self._things("node", ask.things)])
        return (
            f"COLLECT {{ {ends} "
            f"MATCH path = allShortestPaths((start)-[:{types}*..{ask.longest}]-(end)) "
            f"WHERE all(one IN relationships(path) WHERE {self.counts(one, self.level)}){exist} "
            "WITH nodes(path) AS things, relationships(path) AS steps "
            f"WITH things, steps, {_PLACES} AS places ORDER BY places LIMIT {MOST_PATHS} "
            "RETURN COLLECT { UNWIND range(0, size(steps) - 1) AS i "
            "WITH things[i + 1] AS node, steps[i] AS relation, places[i] AS place "
            f"RETURN [{row}] }} }}"
        )

    # groups

    def _page_groups(
        self, groups: Groups, page: Page, parent: str | None, found: str | None
    ) -> str:
        """List the things of a page once for each value they are grouped by.

        Below a thing, and where things or groups are shown inside, rows are put together when
        the record is decoded: an aggregation below a projection makes Neo4j take everything
        beside it for a grouping key.
        """
        source, matched = self._matched(page, parent, found)
        key, split = self._split(groups, source.thing)
        if parent is None and found is None and not (groups.members or groups.groups):
            return f"COLLECT {{ {matched} {split} {self._aggregated(groups, source.thing, key)} }}"
        order = self.order(page, source.thing)
        row = self._group_row(groups, source.thing, key)
        names = f"{source.thing}, {key}"
        return f"COLLECT {{ {matched} {split} WITH {names} ORDER BY {order} RETURN {row} }}"

    def _aggregated(self, groups: Groups, thing: str, key: str) -> str:
        """One row a group: its size, what is read of its key, its measures."""
        size, measures = self.variable(), groups.measures
        names = [self.variable() for _ in measures]
        each = [f"{self._measure(m, thing)} AS {n}" for n, m in zip(names, measures, strict=True)]
        joined = [
            f"{m.kind if m.kind != 'countDistinct' else 'collect'}({n}) AS {n}"
            for n, m in zip(names, measures, strict=True)
        ]
        shown = [
            n if m.kind == "countDistinct" else f"[{n}]"
            for n, m in zip(names, measures, strict=True)
        ]
        row = ", ".join([*self._key(groups, key, size), *shown])
        first, then = ", ".join([key, *each]), ", ".join([key, f"count(*) AS {size}", *joined])
        return f"WITH {first} WITH {then} RETURN [{row}]"

    def _key(self, groups: Groups, key: str, size: str) -> list[str]:
        """Columns of value, name and size of a group, and of what is read of its key."""
        attribute = self.ontology.properties[groups.property].kind != "thing"
        columns = [key, "null"] if attribute else [f"{key}.iri", f"{key}.title"]
        things = self._things(key, groups.key)
        read = [f"CASE WHEN {key} IS NULL THEN null ELSE {thing} END" for thing in things]
        return [*columns, size, *read]

    def _group_row(self, groups: Groups, thing: str, key: str) -> str:
        """List what there is of a thing's group, then what is read of the thing."""
        columns = self._key(groups, key, "1")
        columns += [f"[{self._measure(measure, thing)}]" for measure in groups.measures]
        columns += self._things(thing, groups.members)
        for below in groups.groups:
            inner, split = self._split(below, thing)
            columns.append(f"COLLECT {{ {split} RETURN {self._group_row(below, thing, inner)} }}")
        return "[" + ", ".join(columns) + "]"

    def _measure(self, measure: Aggregate, thing: str) -> str:
        """All values of a thing, or its one value as it is compared."""
        if measure.kind == "countDistinct":
            values = Groups(measure.property, with_empty=False, by_key=False)
            one, split = self._split(values, thing)
            prop = self.ontology.properties[measure.property]
            return f"COLLECT {{ {split} RETURN {one}{'.iri' if prop.kind == 'thing' else ''} }}"
        if self.ontology.properties[measure.property].kind == "integer":
            return self.value(thing, measure.property)
        parts = [self.value(thing, measure.property, p) for p in ("_earliest", "_latest", "")]
        return f"CASE WHEN {parts[-1]} IS NULL THEN null ELSE [{', '.join(parts)}] END"

    def _split(self, groups: Groups, thing: str) -> tuple[str, str]:
        """Bind a new variable to each value that a thing is grouped by."""
        prop = self.ontology.properties[groups.property]
        if prop.kind == "thing":
            source = self.source(prop.name, thing)
            optional = "OPTIONAL " if groups.with_empty else ""
            return (
                source.thing,
                f"{optional}{source.clauses} WHERE {self.counts(source, self.level)}",
            )
        key, value = self.variable(), self.value(thing, prop.name)
        values = value if prop.many else f"[{value}]"
        present = f"[one IN {values} WHERE one IS NOT NULL]"
        if groups.with_empty:
            present = f"CASE WHEN size({present}) = 0 THEN [null] ELSE {present} END"
        return key, f"UNWIND {present} AS {key}"
