"""Groups and their figures."""

import pytest

from gql.execution import Service
from tests.stores.contract import Case, check, keys

FORCES: list[tuple[str, str, list[tuple[str | None, int]]]] = [
    ("lake-plan", "Lake Labour Plan", [("PLANNED", 4), (None, 4)]),
    (
        "lake-declaration",
        "Port Ada Declaration",
        [("ENCOURAGED", 1), ("REQUESTED", 1), ("TASKED", 1), (None, 1)],
    ),
    ("lake-charter", "Charter of the Lake", [("AGREED", 1), (None, 1)]),
    ("river-guidelines", "River Guidelines", [("SUPPORTED", 1)]),
]

GROUPS = [
    Case(
        "by an attribute",
        """{ instruments { groupBy(by: BINDINGNESS) {
            key { value label node { name } } count nodes { key } } } }""",
        {
            "instruments": {
                "groupBy": [
                    {
                        "key": {"value": "NON_BINDING", "label": "non binding", "node": None},
                        "count": 2,
                        "nodes": keys("lake-plan", "lake-declaration"),
                    },
                    {
                        "key": {"value": "BINDING", "label": "binding", "node": None},
                        "count": 1,
                        "nodes": keys("lake-charter"),
                    },
                ]
            }
        },
    ),
    Case(
        "with those that have no value, last",
        """{ instruments(first: 1) { groupBy(by: BINDINGNESS, withEmpty: true) {
            key { value label } count } } }""",
        {
            "instruments": {
                "groupBy": [
                    {"key": {"value": "NON_BINDING", "label": "non binding"}, "count": 2},
                    {"key": {"value": "BINDING", "label": "binding"}, "count": 1},
                    {"key": {"value": None, "label": None}, "count": 3},
                ]
            }
        },
    ),
    Case(
        "by text, date and number",
        """{ instruments { place: groupBy(by: PLACE) { key { value } count }
                           date: groupBy(by: DATE) { key { label } count } }
             conventions { groupBy(by: CONVENTION_NUMBER) { key { value label } } }
             provisions { groupBy(by: VERB) { key { value } nodes { key } } } }""",
        {
            "instruments": {
                "place": [{"key": {"value": "Port Ada"}, "count": 2}],
                "date": [
                    {"key": {"label": "../1950"}, "count": 1},
                    {"key": {"label": "1960-06-01"}, "count": 1},
                    {"key": {"label": "2001"}, "count": 1},
                    {"key": {"label": "2018-03-07"}, "count": 1},
                    {"key": {"label": "2019-11"}, "count": 1},
                ],
            },
            "conventions": {
                "groupBy": [
                    {"key": {"value": "12", "label": "12"}},
                    {"key": {"value": "7", "label": "7"}},
                ]
            },
            "provisions": {
                "groupBy": [
                    {"key": {"value": "direct"}, "nodes": keys("decl-2")},
                    {"key": {"value": "request"}, "nodes": keys("decl-3")},
                    {"key": {"value": "task"}, "nodes": keys("decl-2")},
                ]
            },
        },
    ),
    Case(
        "by a to-one relation, then by another property",
        """{ provisions { groupBy(by: INSTRUMENT) { key { value label node { __typename key } } count
            groupBy(by: FORCE, withEmpty: true) { key { value } count } } } }""",
        {
            "provisions": {
                "groupBy": [
                    {
                        "key": {
                            "value": f"https://w3id.org/asean-labour/id/instrument/{key}",
                            "label": label,
                            "node": {"__typename": "OtherInstrument", "key": key},
                        },
                        "count": sum(count for _, count in forces),
                        "groupBy": [
                            {"key": {"value": force}, "count": count} for force, count in forces
                        ],
                    }
                    for key, label, forces in FORCES
                ]
            }
        },
    ),
    Case(
        "by a to-many relation, each thing in all its groups",
        """query ($level: Certainty) {
            mandates(certainty: $level) { groupBy(by: AGENTS) { key { label } count } } }""",
        {
            "mandates": {
                "groupBy": [
                    {"key": {"label": label}, "count": count}
                    for label, count in [
                        ("Lake Labour Office", 6),
                        ("Lake Council", 5),
                        ("River Workers' Forum", 4),
                        ("Fishers' Network", 1),
                        ("Lake States", 1),
                    ]
                ]
            }
        },
        {"level": "INFERRED"},
    ),
    Case(
        "below a thing, with figures",
        """{ agent(key: "LC") { mandates { groupBy(by: INSTRUMENT) { key { label } max(of: DUE)
            countDistinct(of: AGENTS) count } } } }""",
        {
            "agent": {
                "mandates": {
                    "groupBy": [
                        {"key": {"label": label}, "max": last, "countDistinct": n, "count": count}
                        for label, last, n, count in [
                            ("Lake Labour Plan", "2021-06", 3, 3),
                            ("Charter of the Lake", None, 2, 1),
                            ("Port Ada Declaration", None, 2, 1),
                        ]
                    ]
                }
            }
        },
    ),
    Case(
        "below a thing",
        """{ agent(key: "LLO") { mandates(where: {force: {isNull: false}}) {
            groupBy(by: FORCE) { key { label } count } } } }""",
        {
            "agent": {
                "mandates": {
                    "groupBy": [
                        {"key": {"label": "planned"}, "count": 2},
                        {"key": {"label": "agreed"}, "count": 1},
                        {"key": {"label": "tasked"}, "count": 1},
                    ]
                }
            }
        },
    ),
    Case(
        "ordered by value, with figures of the things in each",
        """{ planItems { groupBy(by: LEVEL, orderBy: KEY) { key { value } count
                first: min(of: DUE) last: max(of: DUE) countDistinct(of: AGENTS)
                forces: countDistinct(of: FORCE) } }
             events { groupBy(by: SERIES, withEmpty: true) { key { label } min(of: ORDINAL) max(of: ORDINAL) } } }""",
        {
            "planItems": {
                "groupBy": [
                    {
                        "key": {"value": level},
                        "count": count,
                        "first": first,
                        "last": last,
                        "countDistinct": agents,
                        "forces": forces,
                    }
                    for level, count, first, last, agents, forces in [
                        ("ITEM", 6, "../2024", "2022", 3, 1),
                        ("SUB_ITEM", 1, None, None, 0, 0),
                        ("THEMATIC_AREA", 1, None, None, 0, 0),
                    ]
                ]
            },
            "events": {
                "groupBy": [
                    {"key": {"label": "Sessions of the Lake Council"}, "min": "1", "max": "2"},
                    {"key": {"label": None}, "min": None, "max": None},
                ]
            },
        },
    ),
    Case(
        "figures beside things and groups inside",
        """query ($level: Certainty) { events(certainty: $level) {
            groupBy(by: BODY, withEmpty: true, orderBy: KEY) { key { label } max(of: ORDINAL)
                countDistinct(of: COUNTRY) nodes { key }
                groupBy(by: ORDINAL, orderBy: KEY) { key { value } min(of: WHEN) } } } }""",
        {
            "events": {
                "groupBy": [
                    {
                        "key": {"label": "Lake Council"},
                        "max": "3",
                        "countDistinct": 2,
                        "nodes": keys("council-1", "council-2", "council-sessions", "council-3"),
                        "groupBy": [
                            {"key": {"value": "1"}, "min": "2018-03-07"},
                            {"key": {"value": "2"}, "min": "2020-09"},
                            {"key": {"value": "3"}, "min": "2024"},
                        ],
                    },
                    {
                        "key": {"label": None},
                        "max": None,
                        "countDistinct": 0,
                        "nodes": keys("boat-workshop"),
                        "groupBy": [],
                    },
                ]
            }
        },
        {"level": "INFERRED"},
    ),
    Case(
        "by date, in their order",
        """{ instruments { groupBy(by: DATE, orderBy: KEY, withEmpty: true) { key { value } count } }
             conventions { groupBy(by: CONVENTION_NUMBER, orderBy: KEY) { key { value } } } }""",
        {
            "instruments": {
                "groupBy": [
                    {"key": {"value": value}, "count": 1}
                    for value in ("../1950", "1960-06-01", "2001", "2018-03-07", "2019-11", None)
                ]
            },
            "conventions": {"groupBy": [{"key": {"value": "7"}}, {"key": {"value": "12"}}]},
        },
    ),
]


@pytest.mark.parametrize("case", GROUPS, ids=str)
async def test_store_groups(store: Service, case: Case) -> None:
    await check(store, case)
