"""What holds on a day."""

from typing import Any

import pytest

from gql.execution import Service
from graph.terms import thing_iri
from tests.stores.contract import Case, check, keys


def ratified(*some: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [{"state": {"key": s}, "status": status, "asAt": at} for s, status, at in some]


def locators(*some: str) -> list[dict[str, str]]:
    return [{"locator": locator} for locator in some]


AS_OF = [
    Case(
        "the latest observation of each state and convention",
        """query ($day: EDTF) { conventions(asOf: $day, where: {is: "wages-convention"}) { nodes {
            ratifications(orderBy: [{state: {name: ASC}}]) { totalCount nodes { state { key } status asAt } } } } }""",
        {
            "conventions": {
                "nodes": [
                    {
                        "ratifications": {
                            "totalCount": 3,
                            "nodes": ratified(
                                ("eastvale", "DENOUNCED", "2020-01-01"),
                                ("northland", "RATIFIED", "2020-01-01"),
                                ("southmark", "RATIFIED", "2023-01-01"),
                            ),
                        }
                    }
                ]
            }
        },
        {"day": "2023"},
    ),
    Case(
        "an earlier day, also in filters, counts and look-ups",
        """{ ratifications(asOf: "2022") { totalCount withheld }
             before: ratifications(asOf: "2019") { totalCount }
             a: states(asOf: "2022", where: {ratificationRecords: {some: {status: {eq: NONE_STATED}}}}) {
                nodes { key } }
             b: states(asOf: "2023-01-01", where: {ratificationRecords: {some: {status: {eq: NONE_STATED}}}}) {
                nodes { key } }
             c: states(orderBy: [{ratificationRecords: {count: DESC}}, {name: ASC}], asOf: "2023") { nodes { key } }
             d: ratification(key: "southmark.wages-convention.2020-01-01.none-stated", asOf: "2022") { status }
             e: ratification(key: "southmark.wages-convention.2020-01-01.none-stated", asOf: "2024") { status } }""",
        {
            "ratifications": {"totalCount": 4, "withheld": 0},
            "before": {"totalCount": 0},
            "a": {"nodes": keys("southmark")},
            "b": {"nodes": []},
            "c": {"nodes": keys("northland", "eastvale", "southmark")},
            "d": {"status": "NONE_STATED"},
            "e": None,
        },
    ),
    Case(
        "members while they are",
        """{ a: body(key: "LC", asOf: "1980") { ...M } b: body(key: "LC", asOf: "1995") { ...M }
             c: body(key: "LC", asOf: "2002") { ...M } d: body(key: "LC", asOf: "1970") { ...M } }
           fragment M on Body { composition { nodes { member { key } } groupBy(by: MEMBER) { count } } }""",
        {
            name: {
                "composition": {
                    "nodes": [{"member": {"key": key}} for key in members],
                    "groupBy": [{"count": 1} for _ in members],
                }
            }
            for name, members in [
                ("a", ["northland"]),
                ("b", ["northland", "southmark"]),
                ("c", ["northland"]),
                ("d", []),
            ]
        },
    ),
    Case(
        "agents while they are assigned, the others always",
        """{ a: provision(key: "item-2", asOf: "2021") { agents { totalCount nodes { key } } }
             b: provision(key: "item-2", asOf: "2022-06") { agents { nodes { key } }
                claims(property: AGENTS) { node { key } } assignments { totalCount } }
             c: mandates(asOf: "2024", where: {agents: {some: {is: "RWF"}}}) { nodes { key } }
             d: path(from: "item-2", to: "RWF", maxLength: 1, asOf: "2023") { length }
             e: path(from: "item-2", to: "RWF", maxLength: 1, asOf: "2024") { length } }""",
        {
            "a": {"agents": {"totalCount": 1, "nodes": keys("labour-office")}},
            "b": {
                "agents": {"nodes": keys("labour-office", "river-forum")},
                "claims": [{"node": {"key": key}} for key in ("labour-office", "river-forum")],
                "assignments": {"totalCount": 2},
            },
            "c": {"nodes": keys("decl-3", "item-3", "item-6")},
            "d": [{"length": 1}],
            "e": [],
        },
    ),
    Case(
        "the phase that the latest text tells",
        """{ a: event(key: "boat-workshop", asOf: "2019-10") { phase }
             b: event(key: "boat-workshop", asOf: "2020") { phase claims(property: PHASE) { value } }
             c: event(key: "boat-workshop", asOf: "2021") { phase }
             d: events(asOf: "2021", where: {phase: {eq: DONE}}) { nodes { key } }
             e: events(asOf: "2020", where: {phase: {isNull: true}}) { nodes { key } }
             f: events(asOf: "2022") { groupBy(by: PHASE) { key { value } count } } }""",
        {
            "a": {"phase": None},
            "b": {"phase": "PLANNED", "claims": [{"value": "PLANNED"}]},
            "c": {"phase": "DONE"},
            "d": {"nodes": keys("boat-workshop", "council-1", "council-2")},
            "e": {"nodes": keys("council-2", "council-sessions")},
            "f": {
                "groupBy": [
                    {"key": {"value": "DONE"}, "count": 3},
                    {"key": {"value": "PLANNED"}, "count": 1},
                ]
            },
        },
    ),
    Case(
        "what documents disagree about on that day",
        """{ a: events(where: {disagreesOn: PHASE}) { nodes { key } }
             b: events(asOf: "2020", where: {disagreesOn: PHASE}) { totalCount withheld }
             c: events(where: {disagrees: true}) { totalCount }
             d: events(asOf: "2021", where: {disagrees: true}) { totalCount }
             e: events(asOf: "2021", where: {disagrees: false}) { totalCount } }""",
        {
            "a": {"nodes": keys("boat-workshop")},
            "b": {"totalCount": 0, "withheld": 0},
            "c": {"totalCount": 1},
            "d": {"totalCount": 0},
            "e": {"totalCount": 5},
        },
    ),
    Case(
        "what a conclusion rests on that day, also where it is told as a claim",
        """query { a: body(key: "labour-office", asOf: "2021", certainty: INFERRED) { ...P }
             b: body(key: "labour-office", asOf: "2022", certainty: INFERRED) { ...P }
             c: bodies(asOf: "2021", certainty: INFERRED,
                where: {partners: {some: {evidence: {document: "lake-plan"}, is: "river-forum"}}}) { totalCount } }
           fragment P on Body {
             partners(where: {is: "river-forum"}) { edges { evidence { locator } } }
             claims(property: PARTNERS) { value evidence { locator } } }""",
        {
            name: {
                "partners": {"edges": [{"evidence": locators(*rows)}]},
                "claims": [
                    {
                        "value": thing_iri("Body", "lake-council"),
                        "evidence": locators(
                            "Charter, article 1", "Declaration, para 2", "Plan, item 6"
                        ),
                    },
                    {"value": thing_iri("Body", "river-forum"), "evidence": locators(*rows)},
                ],
            }
            for name, rows in [
                ("a", ["Plan, item 6"]),
                ("b", ["Plan, item 2", "Plan, item 6"]),
            ]
        }
        | {"c": {"totalCount": 2}},
    ),
]


@pytest.mark.parametrize("case", AS_OF, ids=str)
async def test_store_answers_on_a_day(store: Service, case: Case) -> None:
    await check(store, case)
