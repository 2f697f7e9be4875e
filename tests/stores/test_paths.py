"""Ways between two things."""

import pytest

from gql.execution import Service
from tests.stores.contract import Case, check

PATHS = [
    Case(
        "all shortest, a role as one step, ordered by what is on the way",
        """{ path(from: "RWF", to: "LC") { length steps {
            relation node { __typename key } evidence { locator } } } }""",
        {
            "path": [
                {
                    "length": 2,
                    "steps": [
                        {
                            "relation": "mandates",
                            "node": {"__typename": "PlanItem", "key": item},
                            "evidence": [{"locator": locator} for locator in first],
                        },
                        {
                            "relation": "agents",
                            "node": {"__typename": "Body", "key": "lake-council"},
                            "evidence": [{"locator": locator} for locator in second],
                        },
                    ],
                }
                for item, first, second in [
                    ("item-3", ["Plan, item 3", "Report, para 3"], ["Plan, item 3"]),
                    ("item-6", ["Plan, item 6"], ["Plan, item 6"]),
                ]
            ]
        },
    ),
    Case(
        "over activities, offices and memberships, backwards and forwards",
        """{ path(from: "ada-lund", to: "southmark") { steps { relation node { key } } }
             host: path(from: "northland", to: "council-sessions") { steps { relation node { key } } }
             via: path(from: "FN", to: "area-a") { length } }""",
        {
            "path": [
                {"steps": [{"relation": relation, "node": {"key": key}} for relation, key in steps]}
                for steps in [
                    [
                        ("takesPartIn", "council-1"),
                        ("body", "lake-council"),
                        ("sessions", "council-2"),
                        ("participants", "southmark"),
                    ],
                    [
                        ("takesPartIn", "council-1"),
                        ("body", "lake-council"),
                        ("composition", "southmark.lake-council.member.1990-2001"),
                        ("member", "southmark"),
                    ],
                    [
                        ("takesPartIn", "council-1"),
                        ("series", "council-sessions"),
                        ("editions", "council-2"),
                        ("participants", "southmark"),
                    ],
                ]
            ],
            "host": [
                {
                    "steps": [
                        {"relation": "takesPartIn", "node": {"key": "council-1"}},
                        {"relation": "series", "node": {"key": "council-sessions"}},
                    ]
                }
            ],
            "via": [{"length": 2}],
        },
    ),
    Case(
        "none where the longest is too short or the certainty too high",
        """query ($n: Int = 3) { a: path(from: "ada-lund", to: "southmark", maxLength: $n) { length }
             b: path(from: "eastvale", to: "LC", maxLength: 5) { length }
             c: path(from: "decl-4", to: "FN") { length }
             d: path(from: "decl-4", to: "FN", certainty: INFERRED) { length __typename
                steps { __typename evidence { certainty } } }
             e: path(from: "LC", to: "lake council") { length steps { relation } } }""",
        {
            "a": [],
            "b": [],
            "c": [],
            "d": [
                {
                    "length": 1,
                    "__typename": "Path",
                    "steps": [{"__typename": "Step", "evidence": [{"certainty": "INFERRED"}]}],
                }
            ],
            "e": [{"length": 0, "steps": []}],
        },
    ),
]


@pytest.mark.parametrize("case", PATHS, ids=str)
async def test_store_finds_paths(store: Service, case: Case) -> None:
    await check(store, case)
