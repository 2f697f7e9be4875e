"""What every store answers alike: the contract, on the small tables in `data/small`.

All expected values are worked out by hand from those tables. They tell of a lake: two documents
(a booklet with a plan, a declaration, a charter and guidelines; a report), six instruments,
fifteen provisions, ten agents.
"""

import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from gql.execution import Service, answer, build_service
from gql.requests import Operation
from graph.model.read_model import build_model
from graph.neo4j.writer import open_driver, write_to_neo4j
from graph.opening import open_served
from graph.release import Release
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import Ontology

TEXTS = Path(__file__).parent / "data" / "small-texts"
Served = Service


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Served]:
    served = open_served(settings)
    yield replace(build_service(served, settings), max_cost=sys.maxsize)
    await served.close()


def fill(uri: str, release: Release, ontology: Ontology) -> None:
    quads = release.read_quads()
    model = build_model(quads, ontology)
    info = ReleaseInfo(release.id, len(quads), len(model.things))
    with open_driver(Settings(neo4j_uri=uri, neo4j_password="")) as driver:
        write_to_neo4j(driver, model, info)


@pytest.fixture(scope="module")
async def embedded(small_release: Release) -> AsyncIterator[Served]:
    releases = small_release.folder.parent
    async with opened(Settings(store="embedded", releases=releases, documents=TEXTS)) as served:
        yield served


@pytest.fixture(scope="module")
async def neo4j(
    neo4j_uri: str, small_release: Release, ontology: Ontology
) -> AsyncIterator[Served]:
    fill(neo4j_uri, small_release, ontology)
    settings = Settings(
        store="neo4j",
        releases=small_release.folder.parent,
        documents=TEXTS,
        neo4j_uri=neo4j_uri,
        neo4j_password="",
        timeout_seconds=60,  # a cold server plans its first statements slowly
    )
    async with opened(settings) as served:
        yield served


async def ask(store: Served, query: str, variables: Mapping[str, Any] | None = None) -> Any:
    shown = await answer(store, Operation(query, dict(variables or {}), None))
    assert "errors" not in shown, shown["errors"]
    return shown["data"]


# which things a filter lets through, in the default order: by name, then IRI

CHARTER, PLAN, DECLARATION = "lake-charter", "lake-plan", "lake-declaration"
REST, GUIDELINES, WAGES = "rest-convention", "river-guidelines", "wages-convention"
WITH_LC = "charter-1 decl-2 item-1 item-3 item-6"


@dataclass(frozen=True)
class Kept:
    """The keys of what a root keeps, parted by blanks."""

    root: str
    arguments: str
    keys: str

    def __str__(self) -> str:
        return f"{self.root}({self.arguments})"


def where(root: str, condition: str, keys: str, certainty: str = "STATED") -> Kept:
    return Kept(root, f"where: {{{condition}}}, certainty: {certainty}", keys)


def instruments(condition: str, *keys: str, certainty: str = "STATED") -> Kept:
    return where("instruments", condition, " ".join(keys), certainty)


def provisions(condition: str, keys: str, certainty: str = "STATED") -> Kept:
    return where("provisions", condition, keys, certainty)


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
ORDERS = [
    Kept(
        "instruments",
        "orderBy: [{date: ASC}]",
        f"{WAGES} {REST} {CHARTER} {DECLARATION} {PLAN} {GUIDELINES}",
    ),
    Kept(
        "instruments",
        "orderBy: [{date: DESC}]",
        f"{PLAN} {DECLARATION} {CHARTER} {REST} {WAGES} {GUIDELINES}",
    ),
    Kept("instruments", "orderBy: [{title: DESC}], first: 2", f"{WAGES} {REST}"),
    Kept("states", "orderBy: [{name: DESC}]", "southmark northland eastvale"),
    Kept("conventions", "orderBy: [{conventionNumber: ASC}]", f"{WAGES} {REST}"),
    Kept(
        "events",
        "orderBy: [{series: {name: ASC}}, {ordinal: DESC}]",
        "council-2 council-1 council-3 boat-workshop council-sessions",
    ),
    Kept(
        "events",
        "orderBy: [{series: {name: ASC}}, {ordinal: DESC}], certainty: INFERRED",
        "council-3 council-2 council-1 boat-workshop council-sessions",
    ),
    Kept(
        "events",
        "orderBy: [{ordinal: ASC}, {name: DESC}]",
        "council-1 council-2 council-3 council-sessions boat-workshop",
    ),
    Kept(
        "provisions",
        "orderBy: [{agents: {count: DESC}}], first: 8",
        "item-6 charter-1 decl-2 item-1 item-2 item-3 decl-3 guide-1",
    ),
    Kept(
        "clauses",
        "orderBy: [{agents: {count: ASC}}, {name: DESC}]",
        "decl-4 decl-1 charter-2 guide-1 decl-3 decl-2 charter-1",
    ),
    Kept(
        "clauses",
        "orderBy: [{agents: {count: ASC}}, {name: DESC}], certainty: INFERRED",
        "decl-1 charter-2 guide-1 decl-4 decl-3 decl-2 charter-1",
    ),
    Kept(
        "clauses",
        "orderBy: [{instrument: {provisions: {count: DESC}}}, {number: DESC}]",
        "decl-4 decl-3 decl-2 decl-1 charter-2 charter-1 guide-1",
    ),
    Kept(
        "clauses",
        "orderBy: [{force: ASC}]",
        "charter-1 decl-4 decl-3 guide-1 decl-2 charter-2 decl-1",
    ),
    Kept(
        "events",
        "orderBy: [{country: {name: DESC}}], first: 3",
        "council-2 council-1 boat-workshop",
    ),
]
PAGES = [
    Kept("states", "first: 2", "eastvale northland"),
    Kept("states", "first: 0", ""),
    Kept("states", "offset: 1", "northland southmark"),
    Kept("states", 'after: "1", first: 1', "northland"),
    Kept("states", 'after: "1", offset: 1', "southmark"),
    Kept("states", "offset: 3", ""),
    Kept(
        "states",
        "first: null, after: null, offset: null, where: null, orderBy: null",
        "eastvale northland southmark",
    ),
]
FOUND = [
    Kept("instruments", 'search: "guidelines"', GUIDELINES),
    Kept("instruments", 'search: "guide*"', GUIDELINES),
    Kept("instruments", 'search: "guide"', ""),
    Kept("instruments", 'search: "\\"river work\\""', DECLARATION),
    Kept("instruments", 'search: "\\"work river\\""', ""),
    Kept("instruments", 'search: "convention", orderBy: [{name: DESC}]', f"{WAGES} {REST}"),
    Kept("instruments", 'search: "convention", where: {date: {lt: "1951"}}', WAGES),
    Kept("instruments", 'search: "NOT (OR"', ""),
    Kept("instruments", 'search: ""', ""),
    Kept("provisions", 'search: "CAFÉ"', "charter-2"),
    Kept("states", 'search: "eastvale"', "eastvale"),
    Kept("states", 'search: "ÉAST*"', "eastvale"),
    *(
        Kept("instruments", f'search: "{written}"', REST)
        for written in ("C12", "c-12", "C012", "C. 12", "No. 12", "no 12", "No.012", "rest No. 12")
    ),
    Kept("instruments", 'search: "C1"', ""),
    Kept("instruments", 'where: {is: "C-012"}', REST),
    Kept("provisions", 'search: "cafe_money"', "charter-2"),
]
MANDATES = [
    Kept(
        "mandates",
        "certainty: STATED",
        "charter-1 decl-2 decl-3 guide-1 item-1 item-2 item-3 item-6",
    ),
    Kept(
        "mandates",
        'certainty: INFERRED, where: {agents: {none: {is: "LC"}}}',
        "decl-3 decl-4 guide-1 item-2 item-6a",
    ),
    Kept(
        "mandates",
        "certainty: ALL, first: 20, orderBy: [{number: ASC}, {name: ASC}]",
        "charter-1 guide-1 item-1 decl-2 item-2 decl-3 item-3 decl-4 item-4 item-6 item-6a",
    ),
]
KEPT = [
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
    *ORDERS,
    *PAGES,
    *FOUND,
    *MANDATES,
]


# what is shown


@dataclass(frozen=True)
class Case:
    """An operation with its answer."""

    fact: str
    query: str
    data: Mapping[str, Any]
    variables: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.fact


def keys(*some: str) -> list[dict[str, str]]:
    return [{"key": key} for key in some]


VALUES = [
    Case(
        "attributes of every kind",
        """{ convention(key: "wages-convention") {
            iri key name caption title conventionNumber category instrumentKind date bindingness
        } }""",
        {
            "convention": {
                "iri": "https://w3id.org/asean-labour/id/convention/wages-convention",
                "key": "wages-convention",
                "name": "Wages Convention",
                "caption": "C7",
                "title": "Wages Convention",
                "conventionNumber": 7,
                "category": "FUNDAMENTAL",
                "instrumentKind": "CONVENTION",
                "date": "../1950",
                "bindingness": None,
            }
        },
    ),
    Case(
        "several values are a sorted list",
        '{ a: state(key: "northland") { identifier } b: state(key: "eastvale") { identifier } }',
        {
            "a": {"identifier": ["iso3166:XN", "un:901"]},
            "b": {"identifier": []},
        },
    ),
    Case(
        "own words, then the latest instrument, then stated ones go first",
        """{ instrument(key: "lake-declaration") { date }
             body(key: "fish-network") { established }
             charter: instrument(key: "lake-charter", certainty: ALL) { date } }""",
        {
            "instrument": {"date": "2018-03-07"},
            "body": {"established": "1986"},
            "charter": {"date": "2001"},
        },
    ),
    Case(
        "a concluded value is shown where conclusions count",
        """{ a: event(key: "council-3") { ordinal }
             b: event(key: "council-3", certainty: INFERRED) { ordinal }
             c: instrument(key: "river-guidelines") { date }
             d: instrument(key: "river-guidelines", certainty: INFERRED) { date } }""",
        {
            "a": {"ordinal": None},
            "b": {"ordinal": 3},
            "c": {"date": None},
            "d": {"date": "2020"},
        },
    ),
    Case(
        "an undecided value is shown where all count",
        """{ a: event(key: "boat-workshop", certainty: INFERRED) { when }
             b: event(key: "boat-workshop", certainty: ALL) { when } }""",
        {"a": {"when": None}, "b": {"when": "2021-05"}},
    ),
    Case(
        "a thing that is concluded is there where conclusions count",
        """{ a: assignment(key: "decl-4.fish-network.performer") { role }
             b: assignment(key: "decl-4.fish-network.performer", certainty: INFERRED) { role } }""",
        {"a": None, "b": {"role": "PERFORMER"}},
    ),
    Case(
        "to-one relations",
        """{ event(key: "council-1") { series { key body { key } series { key } } country { name } }
             provision(key: "item-6") { partOfProvision { key } instrument { owner { name } } } }""",
        {
            "event": {
                "series": {
                    "key": "council-sessions",
                    "body": {"key": "lake-council"},
                    "series": None,
                },
                "country": {"name": "Northland"},
            },
            "provision": {
                "partOfProvision": None,
                "instrument": {"owner": {"name": "Lake Council"}},
            },
        },
    ),
    Case(
        "inverses, chains and rules are relations like others",
        """{ agent(key: "RWF", certainty: INFERRED) {
            mandates { nodes { key } }
            involvements(where: {role: {eq: PARTNER}}) { nodes { key } }
            partners { nodes { key } }
        }
        instrument(key: "lake-declaration", certainty: INFERRED) { cites { nodes { key } } }
        charter: instrument(key: "lake-charter") { citedBy { totalCount withheld } } }""",
        {
            "agent": {
                "mandates": {"nodes": keys("decl-3", "item-2", "item-3", "item-6")},
                "involvements": {
                    "nodes": keys("item-2.river-forum.partner", "item-3.river-forum.partner")
                },
                "partners": {"nodes": keys("lake-council", "labour-office")},
            },
            "instrument": {"cites": {"nodes": keys("lake-charter")}},
            "charter": {"citedBy": {"totalCount": 0, "withheld": 1}},
        },
    ),
    Case(
        "gaps go with what they weaken",
        '{ instrument(key: "river-guidelines") { gaps { nodes { property reason } } } }',
        {"instrument": {"gaps": {"nodes": [{"property": "date", "reason": "NOT_STATED"}]}}},
    ),
]
STATED_ON_DATE = {
    "value": "2018-03-07",
    "label": "2018-03-07",
    "node": None,
    "evidence": [{"locator": "Declaration, heading", "certainty": "STATED"}],
}
CLAIMS = [
    Case(
        "all that documents say of a property, the default first",
        """{ instrument(key: "lake-declaration") { claims(property: DATE) {
            value label node { key } evidence { locator certainty } } } }""",
        {
            "instrument": {
                "claims": [
                    STATED_ON_DATE,
                    {
                        "value": "2018-03-05",
                        "label": "2018-03-05",
                        "node": None,
                        "evidence": [{"locator": "Report, para 1", "certainty": "STATED"}],
                    },
                ]
            }
        },
    ),
    Case(
        "claims that are concluded or undecided, where these count",
        """{ a: instrument(key: "lake-charter") { claims(property: DATE) { value } }
             b: instrument(key: "lake-charter", certainty: INFERRED) { claims(property: DATE) { value } }
             c: event(key: "boat-workshop", certainty: ALL) { claims(property: WHEN) {
                 value evidence { reading { method } } } }
             d: event(key: "council-3", certainty: INFERRED) { claims(property: ORDINAL) { value label } } }""",
        {
            "a": {"claims": [{"value": "2001"}]},
            "b": {"claims": [{"value": "2001"}, {"value": "2000"}]},
            "c": {
                "claims": [
                    {"value": when, "evidence": [{"reading": {"method": "ALTERNATIVES"}}]}
                    for when in ("2021-05", "2021-06")
                ]
            },
            "d": {"claims": [{"value": "3", "label": "3"}]},
        },
    ),
    Case(
        "claims of relations, lists and concepts",
        """{ provision(key: "item-3") {
                agents: claims(property: AGENTS) { label node { key } evidence { locator } }
                force: claims(property: FORCE) { value label }
                of: claims(property: INSTRUMENT) { node { __typename } __typename } }
             state(key: "northland") { claims(property: IDENTIFIER) { value } }
             event(key: "council-2") { claims(property: COUNTRY) {
                value label node { key } evidence { locator } } } }""",
        {
            "provision": {
                "agents": [
                    {
                        "label": "Lake Council",
                        "node": {"key": "lake-council"},
                        "evidence": [{"locator": "Plan, item 3"}],
                    },
                    {
                        "label": "River Workers' Forum",
                        "node": {"key": "river-forum"},
                        "evidence": [{"locator": "Plan, item 3"}, {"locator": "Report, para 3"}],
                    },
                ],
                "force": [{"value": "PLANNED", "label": "planned"}],
                "of": [{"node": {"__typename": "OtherInstrument"}, "__typename": "Claim"}],
            },
            "state": {"claims": [{"value": "iso3166:XN"}, {"value": "un:901"}]},
            "event": {
                "claims": [
                    {
                        "value": "https://w3id.org/asean-labour/id/state/southmark",
                        "label": "Southmark",
                        "node": {"key": "southmark"},
                        "evidence": [{"locator": "Report, para 2"}],
                    }
                ]
            },
        },
    ),
    Case(
        "no claims of what nothing is said of, or of what describes the evidence",
        """{ instrument(key: "river-guidelines") { claims(property: ORDINAL) { value } }
             document(key: "lake-report") { claims(property: TITLE) { value } } }""",
        {"instrument": {"claims": []}, "document": {"claims": []}},
    ),
]
COUNTS = [
    Case(
        "count and withheld at a root, at each level",
        """{ stated: assignments { totalCount withheld }
             inferred: assignments(certainty: INFERRED) { totalCount withheld }
             all: assignments(certainty: ALL) { totalCount withheld } }""",
        {
            "stated": {"totalCount": 15, "withheld": 4},
            "inferred": {"totalCount": 17, "withheld": 2},
            "all": {"totalCount": 19, "withheld": 0},
        },
    ),
    Case(
        "withheld is of the same collection",
        """{ provisions(where: {agents: {some: {is: "FN"}}}) { totalCount withheld }
             inferred: provisions(where: {agents: {some: {is: "FN"}}}, certainty: INFERRED) {
                 totalCount withheld }
             none: provisions(where: {agents: {none: {}}}) { totalCount withheld } }""",
        {
            "provisions": {"totalCount": 0, "withheld": 2},
            "inferred": {"totalCount": 1, "withheld": 1},
            "none": {"totalCount": 7, "withheld": 0},
        },
    ),
    Case(
        "withheld below a thing",
        """{ provision(key: "item-4") {
            agents { totalCount withheld nodes { key } }
            assignments(where: {agent: {is: "FN"}}) { totalCount withheld } } }""",
        {
            "provision": {
                "agents": {"totalCount": 0, "withheld": 2, "nodes": []},
                "assignments": {"totalCount": 0, "withheld": 1},
            }
        },
    ),
    Case(
        "counts do not depend on the page",
        "{ provisions(first: 2, offset: 14) { totalCount nodes { key } } }",
        {"provisions": {"totalCount": 15, "nodes": keys("item-6a")}},
    ),
    Case(
        "where a page stands",
        """query ($first: Int, $after: String) { states(first: $first, after: $after) {
            edges { cursor node { key } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        } }""",
        {
            "states": {
                "edges": [{"cursor": "2", "node": {"key": "northland"}}],
                "pageInfo": {
                    "hasNextPage": True,
                    "hasPreviousPage": True,
                    "startCursor": "2",
                    "endCursor": "2",
                },
            }
        },
        {"first": 1, "after": "1"},
    ),
    Case(
        "where an empty page stands",
        """{ states(offset: 3) { pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
             none: states(where: {name: {eq: "x"}}) { pageInfo { hasNextPage hasPreviousPage } } }""",
        {
            "states": {
                "pageInfo": {
                    "hasNextPage": False,
                    "hasPreviousPage": True,
                    "startCursor": None,
                    "endCursor": None,
                }
            },
            "none": {"pageInfo": {"hasNextPage": False, "hasPreviousPage": False}},
        },
    ),
    Case(
        "pages below a thing",
        """{ instrument(key: "lake-plan") { provisions(
            where: {agents: {some: {is: "LC"}}}, orderBy: [{number: DESC}], first: 2, offset: 1
        ) { totalCount nodes { number } pageInfo { hasNextPage } } } }""",
        {
            "instrument": {
                "provisions": {
                    "totalCount": 3,
                    "nodes": [{"number": "3"}, {"number": "1"}],
                    "pageInfo": {"hasNextPage": False},
                }
            }
        },
    ),
]
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
]


def ratified(*some: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [{"state": {"key": s}, "status": status, "asAt": at} for s, status, at in some]


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
]
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
GROUPS += [
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
LANGUAGE = [
    Case(
        "each type has its fields, in the order asked for",
        """{ agents(where: {or: [{is: "LC"}, {is: "northland"}, {is: "ada-lund"}]}) { nodes {
            __typename ... on Body { bodyKind established } key ... on State { identifier }
            ...Someone } } }
        fragment Someone on Person { honorific ...Named } fragment Named on Thing { name }""",
        {
            "agents": {
                "nodes": [
                    {
                        "__typename": "Person",
                        "key": "ada-lund",
                        "honorific": "Dr.",
                        "name": "Ada Lund",
                    },
                    {
                        "__typename": "Body",
                        "bodyKind": "COUNCIL",
                        "established": "1975",
                        "key": "lake-council",
                    },
                    {
                        "__typename": "State",
                        "key": "northland",
                        "identifier": ["iso3166:XN", "un:901"],
                    },
                ]
            }
        },
    ),
    Case(
        "a class with subclasses is an interface",
        """{ instruments(where: {title: {contains: "e c"}}) { nodes { __typename
            ... on Convention { conventionNumber } ... on OtherInstrument { covers } } }
             charter: instrument(key: "lake-charter") { __typename ... on Convention { category } } }""",
        {
            "instruments": {"nodes": []},
            "charter": {"__typename": "OtherInstrument"},
        },
    ),
    Case(
        "aliases ask the same twice in two ways",
        """{ a: provisions(first: 1) { n: totalCount nodes { x: key y: key } }
             b: provisions(where: {agents: {some: {is: "RWF"}}}) { n: totalCount }
             agent(key: "LC") { all: mandates { totalCount }
                                some: mandates(where: {force: {eq: TASKED}}) { totalCount } } }""",
        {
            "a": {"n": 15, "nodes": [{"x": "charter-1", "y": "charter-1"}]},
            "b": {"n": 4},
            "agent": {"all": {"totalCount": 5}, "some": {"totalCount": 1}},
        },
    ),
    Case(
        "fields asked for twice are merged",
        """{ states(first: 1) { nodes { key } nodes { name } ...A } }
           fragment A on StateConnection { nodes { key ... on State { caption } } }""",
        {"states": {"nodes": [{"key": "eastvale", "name": "Éastvale", "caption": "Éastvale"}]}},
    ),
    Case(
        "skip and include leave out fields",
        """query ($yes: Boolean = true, $no: Boolean!) { states(first: 1) {
            totalCount @skip(if: $yes) nodes @include(if: $yes) { key name @include(if: $no)
            ... @skip(if: $no) { caption } } } none: states @include(if: $no) { totalCount } }""",
        {"states": {"nodes": [{"key": "eastvale", "caption": "Éastvale"}]}},
        {"no": False},
    ),
    Case(
        "variables anywhere, with defaults",
        """query ($key: Key = "LC", $where: AgentWhere, $order: [AgentOrder!], $n: Int = 2,
                  $level: Certainty! = INFERRED, $force: [Force!] = [TASKED, AGREED]) {
            provisions(where: {agents: {some: {is: $key}}, force: {in: $force}}, certainty: $level) {
                nodes { key } }
            agents(where: $where, orderBy: $order, first: $n) { nodes { key } } }""",
        {
            "provisions": {"nodes": keys("charter-1")},
            "agents": {"nodes": keys("lake-council", "labour-office")},
        },
        {
            "where": {"name": {"startsWith": "lake"}, "mandates": {"some": {}}},
            "order": [{"mandates": {"count": "DESC"}}, {"name": "ASC"}],
            "force": ["AGREED"],
        },
    ),
    Case(
        "a variable that is absent or null is as if not written",
        """query ($first: Int, $where: StateWhere, $name: StringFilter) {
            a: states(first: $first, where: $where) { totalCount }
            b: states(where: {name: $name}) { totalCount } }""",
        {"a": {"totalCount": 3}, "b": {"totalCount": 3}},
        {"where": None},
    ),
    Case(
        "__typename anywhere",
        """{ __typename t: __typename states(first: 1) { __typename pageInfo { __typename }
            edges { __typename node { __typename } evidence { __typename
                passage { __typename } document { __typename } instrument { __typename }
                reading { __typename restsOn { __typename } } } }
            groupBy(by: NAME) { __typename key { __typename } nodes { __typename }
                groupBy(by: CAPTION) { __typename } } }
             event(key: "council-1") { __typename series { __typename }
                 participations(first: 1) { __typename } } }""",
        {
            "__typename": "Query",
            "t": "Query",
            "states": {
                "__typename": "StateConnection",
                "pageInfo": {"__typename": "PageInfo"},
                "edges": [
                    {
                        "__typename": "StateEdge",
                        "node": {"__typename": "State"},
                        "evidence": [
                            {
                                "__typename": "Evidence",
                                "passage": {"__typename": "EvidencePassage"},
                                "document": {"__typename": "EvidenceDocument"},
                                "instrument": {"__typename": "EvidenceInstrument"},
                                "reading": {
                                    "__typename": "EvidenceReading",
                                    "restsOn": [{"__typename": "EvidencePassage"}],
                                },
                            }
                        ],
                    }
                ],
                "groupBy": [
                    {
                        "__typename": "StateGroup",
                        "key": {"__typename": "GroupKey"},
                        "nodes": [{"__typename": "State"}],
                        "groupBy": [{"__typename": "StateGroup"}],
                    }
                ]
                * 3,
            },
            "event": {
                "__typename": "Event",
                "series": {"__typename": "Event"},
                "participations": {"__typename": "ParticipationConnection"},
            },
        },
    ),
    Case(
        "an empty selection is an empty answer",
        '{ states { } event(key: "council-1") { } }',
        {"states": {}, "event": {}},
    ),
]
CASES = [*VALUES, *CLAIMS, *COUNTS, *GROUPS, *EVIDENCE, *SEARCHES, *AS_OF, *PATHS, *LANGUAGE]


async def check_kept(store: Served, case: Kept) -> None:
    data = await ask(store, f"{{ {case.root}({case.arguments}) {{ nodes {{ key }} }} }}")
    assert case.keys.split() == [node["key"] for node in data[case.root]["nodes"]]


async def check_shown(store: Served, case: Case) -> None:
    data = await ask(store, case.query, case.variables)
    assert case.data == data
    assert json.dumps(case.data) == json.dumps(data)  # fields in the order asked for


@pytest.mark.parametrize("case", KEPT, ids=str)
async def test_embedded_store_keeps_what_is_asked_for(embedded: Served, case: Kept) -> None:
    await check_kept(embedded, case)


@pytest.mark.parametrize("case", KEPT, ids=str)
async def test_neo4j_store_keeps_what_is_asked_for(neo4j: Served, case: Kept) -> None:
    await check_kept(neo4j, case)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_embedded_store_shows(embedded: Served, case: Case) -> None:
    await check_shown(embedded, case)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_neo4j_store_shows(neo4j: Served, case: Case) -> None:
    await check_shown(neo4j, case)


# how large answers may be

FULL = """passage { key } locator quote quoteStatus certainty document { title url }
instrument { title } reading { method restsOn { locator } }"""
SIZED = {
    "values": "{ provisions { nodes { iri key name summary force topics { nodes { key } } } } }",
    "edges": "{ provisions { totalCount edges { cursor node { name } evidence { FULL } } } }",
    "claims": "{ bodies { nodes { claims(property: MANDATES) { value label evidence { FULL } } } } }",
    "a thing again and again": "{ assignments { nodes { agent { iri name } provision { name } } } }",
    "lists": "{ bodies { nodes { mandates { nodes { name agents { edges { node { key } } } } } } } }",
    "groups": "{ mandates { groupBy(by: AGENTS) { key { label node { iri } } nodes { name } } } }",
    "long names": f"{{ provisions {{ nodes {{ {'a' * 900}: key }} }} }}",
    "one thing": '{ body(key: "lake-council") { iri name claims(property: NAME) { value } } }',
    "paths": """{ path(from: "lake-council", to: "labour-office") {
    length steps { relation node { iri name } evidence { FULL } } } }""",
}


async def check_size(store: Served, query: str) -> None:
    text = query.replace("FULL", FULL)
    size = len(orjson.dumps(await ask(store, text)))
    assert size == len(orjson.dumps(await ask(replace(store, max_bytes=size * 5 // 4), text)))
    [error] = (await answer(replace(store, max_bytes=size * 4 // 5), Operation(text)))["errors"]
    assert {"code": "TOO_LARGE", "limit": size * 4 // 5} == error["extensions"]
    assert "bytes; ask for fewer things (first), fewer fields" in error["message"]


@pytest.mark.parametrize("query", SIZED.values(), ids=SIZED)
async def test_answer_from_memory_is_bounded_in_bytes(embedded: Served, query: str) -> None:
    await check_size(embedded, query)


@pytest.mark.parametrize("query", SIZED.values(), ids=SIZED)
async def test_answer_from_neo4j_is_bounded_in_bytes(neo4j: Served, query: str) -> None:
    await check_size(neo4j, query)
