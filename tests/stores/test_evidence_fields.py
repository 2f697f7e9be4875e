"""Evidence of things, relations and values."""

import pytest

from gql.execution import Service
from tests.stores.contract import Case, check

PLAN_SHOWN = {"key": "lake-plan"}
EVIDENCE = [
    Case(
        "two documents that say the same are two pieces of evidence of one relation",
        """{ provision(key: "item-3") { assignments(where: {agent: {is: "RWF"}}) { totalCount edges {
            evidence { locator certainty instrument { key } document { key } quote quoteStatus
                       reading { method } } } } } }""",
        {
            "provision": {
                "assignments": {
                    "totalCount": 1,
                    "edges": [
                        {
                            "evidence": [
                                {
                                    "locator": "Plan, item 3",
                                    "certainty": "STATED",
                                    "instrument": PLAN_SHOWN,
                                    "document": PLAN_SHOWN,
                                    "quote": None,
                                    "quoteStatus": "NOT_AT_HAND",
                                    "reading": None,
                                },
                                {
                                    "locator": "Report, para 3",
                                    "certainty": "STATED",
                                    "instrument": None,
                                    "document": {"key": "lake-report"},
                                    "quote": "The River Workers' Forum worked with the Council on wages.",
                                    "quoteStatus": "QUOTED",
                                    "reading": None,
                                },
                            ]
                        }
                    ],
                }
            }
        },
    ),
    Case(
        "a reading leads to the passages it rests on",
        """{ provision(key: "item-1") { assignments(where: {agent: {is: "LC"}}) { edges { evidence {
            locator certainty passage { section } reading { method confidence restsOn { locator } } } } } } }""",
        {
            "provision": {
                "assignments": {
                    "edges": [
                        {
                            "evidence": [
                                {
                                    "locator": locator,
                                    "certainty": "STATED",
                                    "passage": {"section": "plan"},
                                    "reading": {
                                        "method": "BY_HEADING",
                                        "confidence": None,
                                        "restsOn": [
                                            {"locator": "Plan, item 1"},
                                            {"locator": "Plan, area A"},
                                        ],
                                    },
                                }
                                for locator in ("Plan, area A", "Plan, item 1")
                            ]
                        }
                    ]
                }
            }
        },
    ),
    Case(
        "a chain has the evidence of its links",
        """{ provision(key: "item-4", certainty: ALL) { agents { edges { node { key } evidence {
            locator certainty reading { method } } } } } }""",
        {
            "provision": {
                "agents": {
                    "edges": [
                        {
                            "node": {"key": key},
                            "evidence": [
                                {
                                    "locator": "Plan, item 4",
                                    "certainty": "UNDECIDED",
                                    "reading": {"method": "ALTERNATIVES"},
                                }
                            ],
                        }
                        for key in ("fish-network", "river-forum")
                    ]
                }
            }
        },
    ),
    Case(
        "at a root the evidence is of the thing itself",
        """{ ratifications(where: {state: {is: "eastvale"}}) { edges { evidence {
            locator certainty quoteStatus reading { method } } } } }""",
        {
            "ratifications": {
                "edges": [
                    {
                        "evidence": [
                            {
                                "locator": "Report, table, row 3",
                                "certainty": "STATED",
                                "quoteStatus": "NO_TEXT",
                                "reading": None,
                            }
                        ]
                    }
                ]
            }
        },
    ),
    Case(
        "at a root the evidence of what is concluded is that of the conclusion",
        """{ assignments(where: {provision: {is: "decl-4"}, agent: {is: "fish-network"}}, certainty: ALL) {
            edges { evidence { locator certainty reading { method } } } } }""",
        {
            "assignments": {
                "edges": [
                    {
                        "evidence": [
                            {
                                "locator": "Declaration, para 4",
                                "certainty": "INFERRED",
                                "reading": {"method": "BY_ORDER"},
                            }
                        ]
                    }
                ]
            }
        },
    ),
    Case(
        "a page below a thing by the evidence of its relations",
        """{ provision(key: "item-3") { assignments(where: {evidence: {document: "lake-report"}}) {
            totalCount withheld nodes { agent { key } } } } }""",
        {
            "provision": {
                "assignments": {
                    "totalCount": 1,
                    "withheld": 0,
                    "nodes": [{"agent": {"key": "river-forum"}}],
                }
            }
        },
    ),
    Case(
        "what describes the evidence has none of its own",
        '{ documents(where: {is: "lake-report"}) { edges { evidence { locator } } } }',
        {"documents": {"edges": [{"evidence": []}]}},
    ),
]


@pytest.mark.parametrize("case", EVIDENCE, ids=str)
async def test_store_shows_evidence(store: Service, case: Case) -> None:
    await check(store, case)
