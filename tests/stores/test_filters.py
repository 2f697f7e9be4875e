"""Which things a filter lets through, in the default order: by name, then IRI."""

import pytest

from gql.execution import Service
from tests.stores.contract import (
    CHARTER,
    DECLARATION,
    GUIDELINES,
    PLAN,
    REST,
    WAGES,
    Found,
    check,
    instruments,
    provisions,
    where,
)

WITH_LC = "charter-1 decl-2 item-1 item-3 item-6"

TEXT = [
    instruments('title: {eq: "port ADA declaration on river work"}', DECLARATION),
    instruments('title: {eq: "Port Ada"}'),
    instruments('title: {ne: "Charter of the Lake"}', PLAN, DECLARATION, REST, GUIDELINES, WAGES),
    instruments('title: {in: ["Rest Convention", "WAGES CONVENTION", "x"]}', REST, WAGES),
    instruments("title: {in: []}"),
    instruments('title: {contains: "LAKE"}', CHARTER, PLAN),
    instruments('title: {contains: ""}', CHARTER, PLAN, DECLARATION, REST, WAGES),
    instruments('title: {startsWith: "lake"}', PLAN),
    instruments('title: {endsWith: "LAKE"}', CHARTER),
    instruments('title: {endsWith: "lake labour"}'),
    instruments('title: {lt: "M"}', CHARTER, PLAN),
    instruments('title: {lte: "charter of the lake"}', CHARTER),
    instruments('title: {gt: "rest convention"}', WAGES),
    instruments('title: {gte: "Rest Convention"}', REST, WAGES),
    instruments("title: {isNull: true}", GUIDELINES),
    instruments("title: {isNull: false}", CHARTER, PLAN, DECLARATION, REST, WAGES),
    instruments('title: {contains: "lake", startsWith: "c"}', CHARTER),
    where("states", 'name: {eq: "eastvale"}', "eastvale"),
    where("states", 'name: {contains: "ÉAST"}', "eastvale"),
    provisions('summary: {contains: "100%"}', "charter-2"),
    provisions('summary: {contains: "CAFE_"}', "charter-2"),
    provisions('summary: {contains: "%s_"}', ""),
    provisions('summary: {contains: ".*"}', ""),
    provisions("""summary: {eq: "'\\"); DROP"}""", ""),
]

TEXTS_OF_SEVERAL_VALUES = [
    where("states", 'identifier: {eq: "UN:901"}', "northland"),
    where("states", 'identifier: {contains: "iso"}', "northland southmark"),
    where("states", 'identifier: {ne: "un:901"}', "eastvale southmark"),
    where("states", 'identifier: {in: ["un:901", "iso3166:XS"]}', "northland southmark"),
    where("states", "identifier: {isNull: true}", "eastvale"),
    where("states", "identifier: {isNull: false}", "northland southmark"),
    provisions('verb: {eq: "direct"}', "decl-2"),
]

NUMBERS = [
    where("conventions", "conventionNumber: {eq: 7}", WAGES),
    where("conventions", "conventionNumber: {ne: 7}", REST),
    where("conventions", "conventionNumber: {in: [7, 12, 13]}", f"{REST} {WAGES}"),
    where("conventions", "conventionNumber: {lt: 12}", WAGES),
    where("conventions", "conventionNumber: {lte: 12}", f"{REST} {WAGES}"),
    where("conventions", "conventionNumber: {gt: 7}", REST),
    where("conventions", "conventionNumber: {gte: 7}", f"{REST} {WAGES}"),
    where("events", "ordinal: {isNull: true}", "boat-workshop council-sessions council-3"),
    where("events", "ordinal: {ne: 1}", "boat-workshop council-2 council-sessions council-3"),
    where("events", "ordinal: {gte: 2}", "council-2 council-3", "INFERRED"),
    where("participations", "count: {eq: 3}", "council-1.lake-states.participant"),
]

CONCEPTS = [
    provisions("force: {eq: TASKED}", "decl-2"),
    where("clauses", "force: {ne: AGREED}", "charter-2 decl-1 decl-2 decl-3 decl-4 guide-1"),
    provisions("force: {in: [TASKED, REQUESTED]}", "decl-2 decl-3"),
    where("clauses", "force: {isNull: true}", "charter-2 decl-1"),
    where("clauses", "force: {isNull: false, ne: AGREED}", "decl-2 decl-3 decl-4 guide-1"),
]

ADDRESSES = [
    where("documents", 'url: {startsWith: "https://example.org/"}', "lake-plan"),
    where("documents", 'url: {eq: "https://example.org/lake-plan.pdf"}', "lake-plan"),
    where("documents", "url: {isNull: true}", "lake-report"),
    where(
        "gaps",
        'property: {eq: "date"}',
        "river-guidelines.date.not-stated",
    ),
]

DATES = [
    # the plan 2019-11, the declaration 2018-03-07, the charter 2001, conventions ../1950, 1960-06-01
    instruments('date: {lte: "2001"}', CHARTER, REST, WAGES),
    instruments('date: {lt: "2001"}', REST, WAGES),
    instruments('date: {lte: "2001-06"}', REST, WAGES),
    instruments('date: {lte: "1960-06-01"}', REST, WAGES),
    instruments('date: {lt: "1960-06-01"}', WAGES),
    instruments('date: {lte: "1949"}'),
    instruments('date: {gte: "2018"}', PLAN, DECLARATION),
    instruments('date: {gt: "2018"}', PLAN),
    instruments('date: {gte: "2019-11"}', PLAN),
    instruments('date: {gt: "2019-11-01"}'),
    instruments('date: {gt: "2019-10-31"}', PLAN),
    instruments('date: {gte: "1900"}', CHARTER, PLAN, DECLARATION, REST),
    instruments('date: {gte: "2018", lte: "2018"}', DECLARATION),
    instruments('date: {eq: "2001"}', CHARTER),
    instruments('date: {eq: "2001-01-01"}'),
    instruments('date: {ne: "2001"}', PLAN, DECLARATION, REST, GUIDELINES, WAGES),
    instruments('date: {in: ["2001", "2019-11"]}', CHARTER, PLAN),
    instruments("date: {isNull: true}", GUIDELINES),
    # of disagreeing documents the own words count; of conclusions only where they are asked for
    instruments('date: {eq: "2018-03-05"}'),
    instruments('date: {eq: "2018-03-07"}', DECLARATION),
    instruments('date: {gte: "2020"}'),
    instruments('date: {gte: "2020"}', GUIDELINES, certainty="INFERRED"),
    instruments('date: {eq: "2001"}', CHARTER, certainty="INFERRED"),
    instruments("date: {isNull: true}", certainty="INFERRED"),
    # 2001/.. and 2020/2024
    instruments('covers: {lte: "2030"}', PLAN),
    instruments('covers: {gte: "2001"}', CHARTER, PLAN),
    instruments('covers: {lt: "2025-01-01"}', PLAN),
    instruments('covers: {gte: "2020/2024"}', PLAN),
    # 2021-06, 2022, 2020/2023, ../2024, 2021-12-31
    provisions('due: {lte: "2022"}', "item-1 item-2 item-5"),
    provisions('due: {lte: "2024"}', "item-1 item-2 item-3 item-4 item-5"),
    provisions('due: {lte: "2020/2023"}', "item-1 item-2 item-3 item-5"),
    provisions('due: {gte: "2020"}', "item-1 item-2 item-3 item-5"),
    provisions('due: {gt: "2021"}', "item-2"),
    provisions('due: {lt: "2021-07"}', "item-1"),
    provisions('when: {gte: "2018"}', "decl-3"),
    provisions('when: {lte: "2100"}', ""),
]

TO_ONE = [
    provisions('instrument: {is: "lake-charter"}', "charter-1 charter-2"),
    provisions('instrument: {title: {startsWith: "port"}}', "decl-1 decl-2 decl-3 decl-4"),
    provisions('instrument: {owner: {is: "LC"}, date: {gte: "2019"}}, number: {lt: "2"}', "item-1"),
    provisions("partOfProvision: {partOfProvision: {}}", ""),
    provisions("partOfProvision: {}", "item-1 item-2 item-3 item-4 item-6a"),
    provisions('partOfProvision: {is: "item-6"}', "item-6a"),
    instruments("owner: {}", PLAN),
    instruments('owner: {name: {eq: "lake council"}}', PLAN),
    instruments('owner: {not: {is: "LC"}}'),
    instruments('not: {owner: {is: "LC"}}', CHARTER, DECLARATION, REST, GUIDELINES, WAGES),
    where("events", "country: {}", "council-1 council-2"),
]

TO_MANY = [
    provisions('agents: {some: {is: "LC"}}', WITH_LC),
    provisions(
        'agents: {some: {is: "https://w3id.org/asean-labour/id/body/lake-council"}}', WITH_LC
    ),
    provisions('agents: {some: {is: "the council"}}', WITH_LC),
    provisions(
        'agents: {none: {is: "LC"}}',
        "charter-2 decl-1 decl-3 decl-4 guide-1 area-a item-2 item-4 item-5 item-6a",
    ),
    provisions(
        'agents: {every: {or: [{is: "LC"}, {is: "LLO"}]}}',
        "charter-1 charter-2 decl-1 decl-2 decl-4 area-a item-1 item-4 item-5 item-6a",
    ),
    provisions('agents: {single: {or: [{is: "LC"}, {is: "LLO"}]}}', "item-2 item-3"),
    provisions("agents: {single: {}}", "decl-3 guide-1"),
    provisions("agents: {some: {}}", "charter-1 decl-2 decl-3 guide-1 item-1 item-2 item-3 item-6"),
    provisions("agents: {none: {}}", "charter-2 decl-1 decl-4 area-a item-4 item-5 item-6a"),
    provisions("agents: {none: {}}", "charter-2 decl-1 area-a item-4 item-5", "INFERRED"),
    provisions("agents: {none: {}}", "charter-2 decl-1 area-a item-5", "ALL"),
    provisions('agents: {hasAll: ["LC", "LLO"]}', "charter-1 decl-2 item-1 item-6"),
    provisions('agents: {hasAll: ["RWF", "LC", "LLO", "LC"]}', "item-6"),
    provisions('agents: {hasAll: []}, number: {eq: "1"}', "charter-1 decl-1 guide-1 item-1"),
    provisions('agents: {some: {is: "LC"}, none: {is: "LLO"}}', "item-3"),
    provisions('agents: {hasAll: ["FN"]}', ""),
    provisions('agents: {hasAll: ["FN"]}', "decl-4", "INFERRED"),
    provisions('agents: {hasAll: ["FN"]}', "decl-4 item-4", "ALL"),
    provisions(
        'assignments: {some: {role: {eq: RESPONSIBLE}, agent: {is: "LC"}}}',
        "charter-1 decl-2 item-1 item-3",
    ),
    provisions('assignments: {some: {role: {eq: PARTNER}, agent: {is: "LC"}}}', ""),
    provisions('assignments: {some: {via: {is: "FN"}}}', "item-1"),
    provisions(
        "assignments: {every: {role: {in: [JOINT, PERFORMER]}}}, force: {isNull: true}",
        "charter-2 decl-1 area-a item-5 item-6 item-6a",
    ),
    instruments('provisions: {some: {agents: {hasAll: ["LC", "RWF"]}}}', PLAN),
    instruments("provisions: {every: {agents: {some: {}}}}", REST, GUIDELINES, WAGES),
    instruments("provisions: {none: {}}", REST, WAGES),
    instruments("provisions: {single: {agents: {some: {}}}}", CHARTER, GUIDELINES),
    where(
        "agents",
        'mandates: {some: {instrument: {is: "lake-charter"}}}',
        "lake-council labour-office",
    ),
    where(
        "agents",
        "involvements: {some: {role: {in: [CHAIR, HOST]}}}",
        "ada-lund northland southmark",
    ),
    where(
        "conventions",
        'ratifications: {some: {}, none: {state: {is: "southmark"}, status: {eq: NONE_STATED}}}',
        REST,
    ),
    where("conventions", 'ratifications: {every: {asAt: {lte: "2020-01-01"}}}', REST),
    where("conventions", "ratifications: {some: {ended: {isNull: false}}}", WAGES),
    where("documents", 'passages: {some: {locator: {contains: "row 3"}}}', "lake-report"),
]

RECURSION = [
    provisions('wholes: {some: {is: "area-a"}}', "item-1 item-2 item-3 item-4"),
    provisions('wholes: {some: {is: "item-6"}}', "item-6a"),
    provisions("wholes: {some: {}}", "item-1 item-2 item-3 item-4 item-6a"),
    provisions('allParts: {some: {agents: {hasAll: ["RWF"]}}}', "area-a"),
    provisions('allParts: {some: {agents: {hasAll: ["LLO"]}}}', "area-a item-6", "INFERRED"),
    instruments('wholeInstruments: {some: {is: "lake-plan"}}', GUIDELINES),
    instruments("allComponents: {some: {}}", PLAN),
]

COMBINED = [
    instruments('or: [{bindingness: {eq: BINDING}}, {date: {lt: "1970"}}]', CHARTER, REST, WAGES),
    instruments(
        'not: {or: [{bindingness: {eq: BINDING}}, {date: {lt: "1970"}}]}',
        PLAN,
        DECLARATION,
        GUIDELINES,
    ),
    instruments('and: [{title: {contains: "lake"}}, {date: {gt: "2001"}}]', PLAN),
    instruments("and: []", CHARTER, PLAN, DECLARATION, REST, GUIDELINES, WAGES),
    instruments("or: []"),
    instruments("or: [{}]", CHARTER, PLAN, DECLARATION, REST, GUIDELINES, WAGES),
    instruments("not: {}"),
    instruments("not: {not: {bindingness: {eq: BINDING}}}", CHARTER),
    instruments(
        'bindingness: {eq: NON_BINDING}, or: [{is: "lake-plan"}, {is: "lake-charter"}]', PLAN
    ),
    instruments('is: "LAKE labour plan"', PLAN),
    instruments('not: {is: "lake-plan"}, bindingness: {isNull: false}', CHARTER, DECLARATION),
    provisions(
        'agents: {some: {or: [{name: {startsWith: "river"}}, {name: {startsWith: "fish"}}]}}',
        "decl-3 item-2 item-3 item-6",
    ),
]

EVIDENCED = [
    # at a root: of the thing itself
    instruments('evidence: {document: "lake-report"}', DECLARATION),
    instruments('evidence: {instrument: "lake-plan"}', PLAN, GUIDELINES, certainty="INFERRED"),
    instruments('evidence: {instrument: "lake-plan", certainty: STATED}', PLAN),
    instruments(
        'evidence: {instrument: "lake-plan", certainty: INFERRED}', GUIDELINES, certainty="ALL"
    ),
    instruments("evidence: {certainty: INFERRED}"),
    instruments(
        "evidence: {certainty: INFERRED}", CHARTER, DECLARATION, GUIDELINES, certainty="INFERRED"
    ),
    instruments('evidence: {document: "lake-report", instrument: "lake-plan"}'),
    instruments('not: {evidence: {document: "lake-plan"}}'),
    instruments('evidence: {instrument: "lake-charter"}', CHARTER, REST, WAGES),
    provisions('evidence: {}, number: {eq: "A"}', "area-a"),
    where("documents", "evidence: {}", ""),
    # below one: of the relation to the thing
    provisions('assignments: {some: {evidence: {document: "lake-report"}}}', "item-3"),
    provisions('agents: {some: {evidence: {document: "lake-report"}}}', "item-3"),
    provisions('agents: {some: {is: "LC", evidence: {document: "lake-report"}}}', ""),
    provisions("agents: {some: {evidence: {certainty: UNDECIDED}}}", "item-4", "ALL"),
    provisions(
        'instrument: {evidence: {instrument: "lake-charter"}}, agents: {some: {}}', "charter-1"
    ),
    where("agents", 'mandates: {every: {evidence: {document: "lake-report"}}, some: {}}', ""),
]

DISPUTED = [
    # two dates of the declaration and of the network; conclusions differ from the charter's own
    where("things", "disagrees: true", f"boat-workshop fish-network {DECLARATION}"),
    where(
        "things",
        "disagrees: true",
        f"boat-workshop {CHARTER} fish-network {DECLARATION}",
        "INFERRED",
    ),
    where("events", "disagreesOn: WHEN", ""),
    where("events", "disagreesOn: WHEN", "boat-workshop", "ALL"),
    instruments("disagrees: false", CHARTER, PLAN, REST, GUIDELINES, WAGES),
    instruments("disagreesOn: DATE", DECLARATION),
    instruments("disagreesOn: TITLE"),
    where("bodies", "disagreesOn: ESTABLISHED", "fish-network"),
    where("states", "disagreesOn: IDENTIFIER", ""),
    provisions("agents: {some: {disagrees: true}}", "decl-4", "INFERRED"),
]


@pytest.mark.parametrize(
    "case",
    [
        *TEXT,
        *TEXTS_OF_SEVERAL_VALUES,
        *NUMBERS,
        *CONCEPTS,
        *ADDRESSES,
        *DATES,
        *TO_ONE,
        *TO_MANY,
        *RECURSION,
        *COMBINED,
        *EVIDENCED,
        *DISPUTED,
    ],
    ids=str,
)
async def test_store_finds_what_meets_the_condition(store: Service, case: Found) -> None:
    await check(store, case)
