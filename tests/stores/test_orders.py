"""Orders, pages, searches, and roots of several types."""

import pytest

from gql.execution import Service
from tests.stores.contract import (
    CHARTER,
    DECLARATION,
    GUIDELINES,
    PLAN,
    REST,
    WAGES,
    Case,
    Found,
    check,
)

ORDERS = [
    Found(
        "instruments",
        "orderBy: [{date: ASC}]",
        f"{WAGES} {REST} {CHARTER} {DECLARATION} {PLAN} {GUIDELINES}",
    ),
    Found(
        "instruments",
        "orderBy: [{date: DESC}]",
        f"{PLAN} {DECLARATION} {CHARTER} {REST} {WAGES} {GUIDELINES}",
    ),
    Found("instruments", "orderBy: [{title: DESC}], first: 2", f"{WAGES} {REST}"),
    Found("states", "orderBy: [{name: DESC}]", "southmark northland eastvale"),
    Found("conventions", "orderBy: [{conventionNumber: ASC}]", f"{WAGES} {REST}"),
    Found(
        "events",
        "orderBy: [{series: {name: ASC}}, {ordinal: DESC}]",
        "council-2 council-1 council-3 boat-workshop council-sessions",
    ),
    Found(
        "events",
        "orderBy: [{series: {name: ASC}}, {ordinal: DESC}], certainty: INFERRED",
        "council-3 council-2 council-1 boat-workshop council-sessions",
    ),
    Found(
        "events",
        "orderBy: [{ordinal: ASC}, {name: DESC}]",
        "council-1 council-2 council-3 council-sessions boat-workshop",
    ),
    Found(
        "provisions",
        "orderBy: [{agents: {count: DESC}}], first: 8",
        "item-6 charter-1 decl-2 item-1 item-2 item-3 decl-3 guide-1",
    ),
    Found(
        "clauses",
        "orderBy: [{agents: {count: ASC}}, {name: DESC}]",
        "decl-4 decl-1 charter-2 guide-1 decl-3 decl-2 charter-1",
    ),
    Found(
        "clauses",
        "orderBy: [{agents: {count: ASC}}, {name: DESC}], certainty: INFERRED",
        "decl-1 charter-2 guide-1 decl-4 decl-3 decl-2 charter-1",
    ),
    Found(
        "clauses",
        "orderBy: [{instrument: {provisions: {count: DESC}}}, {number: DESC}]",
        "decl-4 decl-3 decl-2 decl-1 charter-2 charter-1 guide-1",
    ),
    Found(
        "clauses",
        "orderBy: [{force: ASC}]",
        "charter-1 decl-4 decl-3 guide-1 decl-2 charter-2 decl-1",
    ),
    Found(
        "events",
        "orderBy: [{country: {name: DESC}}], first: 3",
        "council-2 council-1 boat-workshop",
    ),
]

PAGES = [
    Found("states", "first: 2", "eastvale northland"),
    Found("states", "first: 0", ""),
    Found("states", "offset: 1", "northland southmark"),
    Found("states", 'after: "1", first: 1', "northland"),
    Found("states", 'after: "1", offset: 1', "southmark"),
    Found("states", "offset: 3", ""),
    Found(
        "states",
        "first: null, after: null, offset: null, where: null, orderBy: null",
        "eastvale northland southmark",
    ),
]

FOUND = [
    Found("instruments", 'search: "guidelines"', GUIDELINES),
    Found("instruments", 'search: "guide*"', GUIDELINES),
    Found("instruments", 'search: "guide"', ""),
    Found("instruments", 'search: "\\"river work\\""', DECLARATION),
    Found("instruments", 'search: "\\"work river\\""', ""),
    Found("instruments", 'search: "convention", orderBy: [{name: DESC}]', f"{WAGES} {REST}"),
    Found("instruments", 'search: "convention", where: {date: {lt: "1951"}}', WAGES),
    Found("instruments", 'search: "NOT (OR"', ""),
    Found("instruments", 'search: ""', ""),
    Found("provisions", 'search: "CAFÉ"', "charter-2"),
    Found("states", 'search: "eastvale"', "eastvale"),
    Found("states", 'search: "ÉAST*"', "eastvale"),
    *(
        Found("instruments", f'search: "{written}"', REST)
        for written in ("C12", "c-12", "C012", "C. 12", "No. 12", "no 12", "No.012", "rest No. 12")
    ),
    Found("instruments", 'search: "C1"', ""),
    Found("instruments", 'where: {is: "C-012"}', REST),
    Found("provisions", 'search: "cafe_money"', "charter-2"),
]

MANDATES = [
    Found(
        "mandates",
        "certainty: STATED",
        "charter-1 decl-2 decl-3 guide-1 item-1 item-2 item-3 item-6",
    ),
    Found(
        "mandates",
        'certainty: INFERRED, where: {agents: {none: {is: "LC"}}}',
        "decl-3 decl-4 guide-1 item-2 item-6a",
    ),
    Found(
        "mandates",
        "certainty: ALL, first: 20, orderBy: [{number: ASC}, {name: ASC}]",
        "charter-1 guide-1 item-1 decl-2 item-2 decl-3 item-3 decl-4 item-4 item-6 item-6a",
    ),
]

SEARCHES = [
    Case(
        "whether a search was cut",
        '{ things(search: "lake") { searchCut } states { searchCut nodes { mandates { searchCut } } } }',
        {
            "things": {"searchCut": False},
            "states": {"searchCut": False, "nodes": [{"mandates": {"searchCut": False}}] * 3},
        },
    ),
]


@pytest.mark.parametrize("case", [*ORDERS, *PAGES, *FOUND, *MANDATES, *SEARCHES], ids=str)
async def test_store_finds_in_order(store: Service, case: Found | Case) -> None:
    await check(store, case)
