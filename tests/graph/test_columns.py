"""What both stores read for a plan, row by row; the small tables can be followed by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from graph.opening import Served, open_served
from graph.plan import (
    ALL,
    EVERYTHING,
    STATED,
    Aggregate,
    Claims,
    Column,
    Filter,
    Groups,
    Known,
    Level,
    Lookup,
    One,
    Page,
    Paths,
    Plan,
    Root,
    Sort,
    ThingColumns,
    Value,
)
from graph.release import Release
from graph.settings import Settings
from graph.terms import Ontology, passage_iri, thing_iri
from tests.plain import plain
from tests.stores.contract import fill

COUNCIL, FORUM = thing_iri("Body", "lake-council"), thing_iri("Body", "river-forum")
NORTHLAND = thing_iri("State", "northland")
ITEM_3, ITEM_4, ITEM_6 = (thing_iri("PlanItem", f"item-{n}") for n in (3, 4, 6))
ITEMS = Known((ITEM_3, ITEM_4, ITEM_6))
PLAN_3, PLAN_6 = (passage_iri("lake-plan", f"plan/{n}") for n in (3, 6))
REPORT_3 = passage_iri("lake-report", "main/3")


def thing(class_name: str, *columns: Column) -> ThingColumns:
    """All these columns of things of one class."""
    return ThingColumns(columns, {class_name: tuple(range(len(columns)))})


CLASSES = ("Body", "State", "Person", "Office", "Group", "Clause", "PlanItem", "Membership")
KEYS = ThingColumns((Value("key"),), dict.fromkeys(CLASSES, (0,)))


def page(source: str, where: Filter = EVERYTHING, *order: Sort, **more: Any) -> Page:
    given: dict[str, Any] = {"offset": 0, "first": 1000, "things": KEYS} | more
    return Page(source, where, order, (), **given)


def of_one(class_name: str, key: str, column: Column) -> Lookup:
    """One column of one thing."""
    return Lookup(class_name, thing_iri(class_name, key), thing(class_name, column))


def grouped(name: str, *, with_empty: bool = False, by_key: bool = False, **more: Any) -> Groups:
    return Groups(name, with_empty, by_key, **more)


@dataclass(frozen=True)
class Case:
    """What is read, and the rows of what is asked for."""

    name: str
    ask: Page | Lookup | Paths
    rows: list[Any]
    level: Level = STATED
    day: str | None = None

    def __str__(self) -> str:
        return self.name


def group(value: str | None, count: int, *measures: Any, **more: Any) -> tuple[Any, ...]:
    """A group of things by an attribute, of which the members are not read."""
    return (value, None, None), count, measures, [], more.get("groups", [])


ITEM = thing("PlanItem", Value("key"), One("instrument", thing("Instrument", Value("date"))))
MIXED = ThingColumns(
    (Value("key"), Value("established"), Value("identifier")), {"Body": (0, 1), "State": (2, 0)}
)
PLANNED = [group("PLANNED", 1)]
CASES = [
    Case(
        "a thing and what it relates to",
        Lookup("Thing", ITEM_3, ITEM),
        [("PlanItem", "item-3", ("Instrument", "2019-11"))],
    ),
    Case(
        "a relation that leads nowhere",
        of_one("PlanItem", "area-a", One("partOfProvision", KEYS)),
        [("PlanItem", None)],
    ),
    Case("no thing where nothing has the key", Lookup("Body", None, KEYS), [None]),
    Case("no thing where it is of another class", Lookup("State", ITEM_3, KEYS), [None]),
    Case(
        "all values of an attribute, sorted",
        of_one("State", "northland", Value("identifier")),
        [("State", ["iso3166:XN", "un:901"])],
    ),
    Case(
        "each class has its own columns in its own order",
        page("Agent", Known((COUNCIL, NORTHLAND)), things=MIXED),
        [
            {
                "things": [
                    ("Body", "lake-council", "1975"),
                    ("State", ["iso3166:XN", "un:901"], "northland"),
                ]
            }
        ],
    ),
    Case(
        "things of which nothing is read are counted",
        page("State", things=ThingColumns((), {"State": ()})),
        [{"things": [("State",)] * 3}],
    ),
    Case(
        "a page is cut from its place, the total is of all",
        page("Provision", EVERYTHING, Sort(("number",), descending=True), offset=1, first=2, total=True),
        [{"total": 15, "things": [("PlanItem", "item-6a"), ("PlanItem", "item-6")]}],
    ),
    Case("a total alone", page("State", things=None, total=True), [{"total": 3}]),
    Case(
        "pages below things, with the evidence of each relation",
        page(
            "Provision",
            ITEMS,
            things=thing(
                "PlanItem",
                page("agents", first=1, total=True, withheld=True, evidence=1),
            ),
        ),
        [
            {
                "things": [
                    ("PlanItem", {"total": total, "withheld": withheld, "things": things, "evidence": evidence})
                    for total, withheld, things, evidence in [
                        (2, 0, [("Body", "lake-council")], [[PLAN_3]]),
                        (0, 2, [], []),
                        (3, 0, [("Body", "lake-council")], [[PLAN_6]]),
                    ]
                ]
            }
        ],
    ),
    Case(
        "what is undecided counts at its level",
        of_one("PlanItem", "item-4", page("agents", withheld=True)),
        [("PlanItem", {"withheld": 0, "things": [("Body", "fish-network"), ("Body", "river-forum")]})],
        ALL,
    ),
    Case(
        "what holds on a day",
        of_one("Body", "lake-council", page("composition", things=None, total=True)),
        [("Body", {"total": 1})],
        day="2019-01-01",
    ),
    Case(
        "claims of an attribute, each with who says so",
        of_one("Instrument", "lake-declaration", Claims("date", None)),
        [
            (
                "Instrument",
                [
                    (("2018-03-07", None, None), [passage_iri("lake-plan", "declaration/0")]),
                    (("2018-03-05", None, None), [passage_iri("lake-report", "main/1")]),
                ],
            )
        ],
    ),
    Case(
        "claims of a relation, with what they lead to",
        of_one("PlanItem", "item-3", Claims("agents", KEYS)),
        [
            (
                "PlanItem",
                [
                    ((COUNCIL, "Lake Council", ("Body", "lake-council")), [PLAN_3]),
                    ((FORUM, "River Workers' Forum", ("Body", "river-forum")), [PLAN_3, REPORT_3]),
                ],
            )
        ],
    ),
    Case(
        "groups by value, with figures",
        page(
            "PlanItem",
            things=None,
            groups=(
                grouped(
                    "level",
                    by_key=True,
                    measures=(
                        Aggregate("min", "due"),
                        Aggregate("max", "due"),
                        Aggregate("countDistinct", "agents"),
                    ),
                ),
            ),
        ),
        [
            {
                "groups": [
                    [
                        group("ITEM", 6, "../2024", "2022", 3),
                        group("SUB_ITEM", 1, None, None, 0),
                        group("THEMATIC_AREA", 1, None, None, 0),
                    ]
                ]
            }
        ],
    ),
    Case(
        "groups by things, with members and groups inside",
        page(
            "Provision",
            ITEMS,
            things=None,
            groups=(
                grouped("agents", with_empty=True, key=KEYS, members=KEYS, groups=(grouped("force"),)),
            ),
        ),
        [
            {
                "groups": [
                    [
                        (key, len(items), (), [("PlanItem", item) for item in items], [planned])
                        for key, items, planned in [
                            (
                                (COUNCIL, "Lake Council", ("Body", "lake-council")),
                                ["item-3", "item-6"],
                                PLANNED,
                            ),
                            (
                                (FORUM, "River Workers' Forum", ("Body", "river-forum")),
                                ["item-3", "item-6"],
                                PLANNED,
                            ),
                            (
                                (
                                    thing_iri("Body", "labour-office"),
                                    "Lake Labour Office",
                                    ("Body", "labour-office"),
                                ),
                                ["item-6"],
                                [],
                            ),
                            ((None, None, None), ["item-4"], PLANNED),
                        ]
                    ]
                ]
            }
        ],
    ),
    Case(
        "groups below things, two of a page",
        of_one(
            "Instrument",
            "lake-plan",
            page(
                "provisions",
                things=None,
                total=True,
                groups=(grouped("force", with_empty=True), grouped("level", by_key=True)),
            ),
        ),
        [
            (
                "Instrument",
                {
                    "total": 8,
                    "groups": [
                        [group("PLANNED", 4), group(None, 4)],
                        [group("ITEM", 6), group("SUB_ITEM", 1), group("THEMATIC_AREA", 1)],
                    ],
                },
            )
        ],
    ),
    Case(
        "shortest paths, step by step",
        Paths(FORUM, COUNCIL, 5, KEYS),
        [
            [
                ("mandates", first, ("PlanItem", item)),
                ("agents", last, ("Body", "lake-council")),
            ]
            for item, first, last in [
                ("item-3", [PLAN_3, REPORT_3], [PLAN_3]),
                ("item-6", [PLAN_6], [PLAN_6]),
            ]
        ],
    ),
    Case(
        "paths of which no thing is read",
        Paths(FORUM, thing_iri("PlanItem", "item-6"), 1),
        [[("mandates", [PLAN_6], None)]],
    ),
    Case("a path to the thing itself has no steps", Paths(COUNCIL, COUNCIL, 5, KEYS), [[]]),
    Case("no path is short enough", Paths(FORUM, COUNCIL, 1, KEYS), []),
]  # fmt: skip


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
    releases = small_release.folder.parent
    settings = Settings(releases=releases, store="neo4j", neo4j_uri=neo4j_uri, neo4j_password="")
    served = open_served(settings)
    yield served
    await served.close()


async def check(served: Served, case: Case) -> None:
    plan = Plan((Root(case.level, case.ask, case.day),))
    [column] = await served.store.read(plan, list, timeout=60)
    assert case.rows == plain(column)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_embedded_store_reads(embedded: Served, case: Case) -> None:
    await check(embedded, case)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_neo4j_store_reads(neo4j: Served, case: Case) -> None:
    await check(neo4j, case)
