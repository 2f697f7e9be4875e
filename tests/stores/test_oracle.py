"""Generated operations: both stores answer as the oracle does.

500 operations with a fixed seed; with CHECK_ALL 5,000 with a new one, which is printed. Twenty of
them have one shape and differ in their values: Neo4j plans each shape of a statement anew, which
takes seconds for an operation of twenty roots, and the values a tenth of a second each. Its older
line is asked the first 200, with CHECK_ALL all of them; the newer one, which answers only with
CHECK_ALL, the first 500.
"""

import json
import os
import sys
from asyncio import gather
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from secrets import token_hex
from typing import Any, cast

import pytest
from graphql import parse, validate

from gql import shaping
from gql.planning import plan_operation
from gql.schema import build_schema
from gql.selection import Selection
from graph.budget import Budget
from graph.columns import Things
from graph.embedded import comparing, ordering, reader, view
from graph.embedded.reader import Reader
from graph.embedded.store import EmbeddedStore
from graph.embedded.view import View, Views
from graph.opening import Served, open_served
from graph.plan import EVERYTHING, Compare, Sourced, ThingColumns
from graph.release import Release
from graph.settings import Settings
from graph.terms import Ontology
from loaders.neo4j.install import VERSIONS
from tests.places import ROOT
from tests.stores.contract import fill
from tests.stores.operations import OPERATIONS_OF_A_SHAPE, Coverage, Generator
from tests.stores.oracle import Oracle

SDL = ROOT / "gql" / "schema.graphql"
CHECK_ALL = bool(os.environ.get("CHECK_ALL"))
COUNT = int(os.environ.get("ORACLE_OPERATIONS") or (5_000 if CHECK_ALL else 500))
ON_OLDER_NEO4J, ON_NEWER_NEO4J = COUNT if CHECK_ALL else 200, 500
AT_ONCE = 4
SEED = os.environ.get("ORACLE_SEED") or (token_hex(4) if CHECK_ALL else "lake")
FEWEST = 20
TIMEOUT = 120


@dataclass(frozen=True)
class Asked:
    """Operations with the answers of the oracle, and what they cover."""

    operations: Sequence[tuple[str, Any]]
    coverage: Coverage


@pytest.fixture(scope="module")
def asked(small_release: Release, ontology: Ontology) -> Asked:
    oracle = Oracle(ontology, small_release.read_quads(), SDL.read_text("utf-8"))
    generator = Generator(ontology, oracle.world, SEED)
    operations = [(text, oracle.answer(text)) for text in generator.operations(COUNT)]
    print(f"\nseed {SEED}, {COUNT} operations\n{generator.coverage.table()}")  # noqa: T201  # shown with -s, and where a test fails
    return Asked(operations, generator.coverage)


@pytest.fixture(scope="module")
async def embedded(small_release: Release) -> AsyncIterator[Served]:
    served = open_served(Settings(releases=small_release.folder.parent, store="embedded"))
    yield served
    await served.close()


@pytest.fixture(scope="module")
async def neo4j(
    neo4j_uri: str, small_release: Release, ontology: Ontology
) -> AsyncIterator[Served]:
    fill(neo4j_uri, small_release, ontology)
    settings = Settings(
        releases=small_release.folder.parent,
        store="neo4j",
        neo4j_uri=neo4j_uri,
        neo4j_password="",
    )
    served = open_served(settings)
    yield served
    await served.close()


def test_each_cell_is_asked_for_often(asked: Asked) -> None:
    rare = {cell: count for cell, count in asked.coverage.counts.items() if count < FEWEST}
    assert not rare, asked.coverage.table()


async def test_embedded_store_answers_as_the_oracle(embedded: Served, asked: Asked) -> None:
    await compare(embedded, asked.operations)


async def test_neo4j_store_answers_as_the_oracle(
    neo4j: Served, asked: Asked, request: pytest.FixtureRequest
) -> None:
    newer = request.node.callspec.params["neo4j_uri"] == VERSIONS[1]
    operations = asked.operations[: ON_NEWER_NEO4J if newer else ON_OLDER_NEO4J]
    await compare(neo4j, operations)


async def compare(served: Served, operations: Sequence[tuple[str, Any]]) -> None:
    """Ask a few operations at a time, so that a server plans one while we look at another."""
    schema = build_schema(served.ontology)._schema

    async def ask(number: int, text: str, expected: Any) -> None:
        document = parse(text)
        if number % OPERATIONS_OF_A_SHAPE == 0:
            assert not validate(schema, document), text
        selection = Selection.of(schema, document, operation_name=None, variables=None)
        planned = plan_operation(selection, served.ontology, served.catalogue, served.evidence)
        columns = await served.store.read(planned.plan, list, timeout=TIMEOUT)
        found = planned.shape(columns, Budget(inf, sys.maxsize))
        for name, part in expected.items():
            assert json.dumps(part) == json.dumps(found[name]), f"{SEED} {number} {name}\n{text}"

    numbered = list(enumerate(operations))
    for start in range(0, len(numbered), AT_ONCE):
        some = numbered[start : start + AT_ONCE]
        await gather(*(ask(number, *operation) for number, operation in some))


Patch = pytest.MonkeyPatch


def lte_is_lt(patch: Patch) -> None:
    def operation(where: Compare) -> Callable[[Any], bool]:
        return known(replace(where, operator="lt") if where.operator == "lte" else where)

    known = comparing.operation
    patch.setattr(view, "operation", operation)


def none_is_some(patch: Patch) -> None:
    related = View._related
    patch.setattr(
        View, "_related", lambda v, n, q, t: related(v, n, "some" if q == "none" else q, t)
    )


def case_counts(patch: Patch) -> None:
    patch.setattr(comparing, "fold", lambda text: text)


def evidence_is_not_asked(patch: Patch) -> None:
    test = View.test
    patch.setattr(
        View, "test", lambda v, w, c: test(v, EVERYTHING if isinstance(w, Sourced) else w, c)
    )


def day_does_not_matter(patch: Patch) -> None:
    at = Views.at
    patch.setattr(Views, "at", lambda views, level, _day=None: at(views, level))


def nothing_disagrees(patch: Patch) -> None:
    patch.setattr(View, "disagrees", lambda _view, _name, _iri: False)


def last_comes_first(patch: Patch) -> None:
    comparison = ordering.comparison
    patch.setattr(
        ordering,
        "comparison",
        lambda values, *, descending: comparison(values, descending=not descending),
    )


def pages_begin_late(patch: Patch) -> None:
    pages = Reader.pages
    patch.setattr(
        Reader, "pages", lambda r, page, s: pages(r, replace(page, offset=page.offset + 1), s)
    )


def nothing_is_withheld(patch: Patch) -> None:
    patch.setattr(Reader, "_withheld", lambda *_: lambda _iri, _kept: 0)


def no_group_is_empty(patch: Patch) -> None:
    splitter = Reader._splitter
    patch.setattr(
        Reader, "_splitter", lambda r, groups: splitter(r, replace(groups, with_empty=False))
    )


def groups_are_in_no_order(patch: Patch) -> None:
    patch.setattr(reader, "sorted_groups", lambda groups, _prop, **_: list(groups))


def repeated_things_are_mistaken(patch: Patch) -> None:
    each_once = Reader._each_once

    def shifted(r: Reader, thing: ThingColumns) -> Callable[[Sequence[str]], Things]:
        read = each_once(r, thing)

        def mistaken(iris: Sequence[str]) -> Things:
            things = read(iris)
            places = things.places
            return replace(things, places=[0 for _ in places] if places else None)

        return mistaken

    patch.setattr(Reader, "_each_once", shifted)


def cursors_begin_at_nought(patch: Patch) -> None:
    cursors = shaping.show_cursors
    patch.setattr("gql.fields.show_cursors", lambda offset: cursors(offset - 1))


def lists_run_into_each_other(patch: Patch) -> None:
    split = shaping._split
    patch.setattr(shaping, "_split", lambda shown, lengths: split(shown, sorted(lengths)))


BUGS = (
    lte_is_lt,
    none_is_some,
    case_counts,
    evidence_is_not_asked,
    day_does_not_matter,
    nothing_disagrees,
    last_comes_first,
    pages_begin_late,
    nothing_is_withheld,
    no_group_is_empty,
    groups_are_in_no_order,
    repeated_things_are_mistaken,
    cursors_begin_at_nought,
    lists_run_into_each_other,
)


@pytest.mark.parametrize("bug", BUGS, ids=[bug.__name__ for bug in BUGS])
async def test_planted_bug_is_noticed(
    embedded: Served, asked: Asked, monkeypatch: Patch, bug: Callable[[Patch], None]
) -> None:
    store = cast(EmbeddedStore, embedded.store)
    fresh = EmbeddedStore(store.release, store._views.model)
    bug(monkeypatch)
    with pytest.raises(AssertionError, match=SEED):
        await compare(replace(embedded, store=fresh), asked.operations)
