"""What a careless reader of the documents gets wrong, asked of the release: one case a trap."""

import pytest
from httpx import AsyncClient

from tests.answers.question_rows import Json

TASKING = '"vientiane-declaration-informal-employment-tasking"'
AGENTS = "assignments { nodes { role agent { key } } }"


def agents(*pairs: tuple[str, str]) -> Json:
    return {"assignments": nodes(*({"role": role, "agent": {"key": key}} for role, key in pairs))}


def nodes(*some: Json) -> Json:
    return {"nodes": list(some)}


def keys(*some: str) -> Json:
    return nodes(*({"key": key} for key in some))


TRAPS: dict[str, tuple[str, Json]] = {
    "1 who works with whom, as printed": (
        f'{{ clause(key: "almm-28-communique-7-portability") {{ {AGENTS} }} }}',
        {"clause": agents(("JOINT", "acmw"), ("RESPONSIBLE", "slom"))},
    ),
    "1 what a comma leaves open is undecided": (
        (
            f"{{ sure: clause(key: {TASKING}) {{ {AGENTS} }} "
            f"all: clause(key: {TASKING}, certainty: ALL) {{ {AGENTS} }} }}"
        ),
        {
            "sure": agents(("RESPONSIBLE", "almm"), ("SUPPORT", "slom")),
            "all": agents(
                ("RESPONSIBLE", "almm"),
                ("JOINT", "other-relevant-asean-sectoral-ministerial-bodies"),
                ("SUPPORT", "other-relevant-asean-sectoral-ministerial-bodies"),
                ("SUPPORT", "slom"),
            ),
        },
    ),
    "2 encouraged and requested are not tasked": (
        (
            '{ clauses(where: {instrument: {is: "almm-28-communique"}, number: {eq: "12"}, '
            "force: {in: [TASKED, ENCOURAGED, REQUESTED]}}) { nodes { key force } } }"
        ),
        {
            "clauses": nodes(
                {"key": "almm-28-communique-12-outlooks", "force": "REQUESTED"},
                {"key": "almm-28-communique-12-feedback", "force": "ENCOURAGED"},
            )
        },
    ),
    "3 each task has its own partner": (
        (
            '{ provisions(where: {instrument: {is: "almm-28-communique"}, assignments: {some: '
            '{agent: {is: "acmw"}, role: {eq: JOINT}}}}) { nodes { key } } }'
        ),
        {"provisions": keys("almm-28-communique-7-portability")},
    ),
    "4 adopted here, or elsewhere and welcomed": (
        (
            '{ clauses(where: {instrument: {is: "almm-28-communique"}, number: {in: ["5", "7"]}, '
            "force: {in: [ADOPTED, WELCOMED]}}) { nodes { key force } } }"
        ),
        {
            "clauses": nodes(
                {"key": "almm-28-communique-5-adoption-welcomed", "force": "WELCOMED"},
                {"key": "almm-28-communique-7-guidelines-fishers", "force": "ADOPTED"},
                {"key": "almm-28-communique-7-guidelines-portability", "force": "ADOPTED"},
                {"key": "almm-28-communique-7-self-assessment", "force": "WELCOMED"},
            )
        },
    ),
    "5 who endorsed in principle": (
        (
            "{ participations(where: {role: {eq: ENDORSER_IN_PRINCIPLE}}) "
            "{ totalCount nodes { agent { key } } } }"
        ),
        {
            "participations": {
                "totalCount": 8,
                "nodes": [{"agent": {"key": "thailand"}}] * 8,
            }
        },
    ),
    "6 and 7 planned, and with what is not printed": (
        '{ event(key: "almm-2026") { when ordinal phase gaps { nodes { property reason } } } }',
        {
            "event": {
                "when": "2026",
                "ordinal": None,
                "phase": "PLANNED",
                "gaps": nodes(
                    {"property": "ordinal", "reason": "NOT_STATED"},
                    {"property": "place", "reason": "NOT_STATED"},
                ),
            }
        },
    ),
    "8 one body under a misprint": (
        '{ bodies(where: {designations: {some: {form: {in: ["ACMW", "ACWM"]}}}}) { nodes { key } } }',
        {"bodies": keys("acmw")},
    ),
    "9 two declarations of Vientiane": (
        '{ instruments(where: {name: {startsWith: "Vientiane Declaration"}}) { nodes { date } } }',
        {"instruments": nodes({"date": "2024-10-09"}, {"date": "2016-09-06"})},
    ),
    "10 groups are not expanded": (
        (
            '{ plus: group(key: "plus-three-countries") { composition { totalCount } } '
            'dialogue: group(key: "dialogue-partners") { composition { totalCount } } '
            'tripartite: group(key: "tripartite-partners") { composition { totalCount } } }'
        ),
        {one: {"composition": {"totalCount": 0}} for one in ("plus", "dialogue", "tripartite")},
    ),
    "11 projects are not their funders, nor each other": (
        (
            '{ bodies(where: {designations: {some: {form: {in: ["READI", "E-READI", "EU-OSHA"]}}}}) '
            "{ nodes { key } } }"
        ),
        {"bodies": keys("e-readi", "eu-osha", "readi")},
    ),
    "12 a lost column leaves two candidates": (
        (
            '{ ratifications(certainty: ALL, where: {state: {is: "myanmar"}, '
            'asAt: {eq: "2013-11-01"}, convention: {is: "ilo-c029"}}) { nodes { status } } }'
        ),
        {"ratifications": nodes({"status": "NONE_STATED"}, {"status": "RATIFIED"})},
    ),
    "12 denounced is neither": (
        (
            '{ ratifications(where: {status: {eq: DENOUNCED}, asAt: {eq: "2017-10-10"}}) '
            "{ nodes { state { key } convention { conventionNumber } } } }"
        ),
        {
            "ratifications": nodes(
                {"state": {"key": "malaysia"}, "convention": {"conventionNumber": 105}},
                {"state": {"key": "singapore"}, "convention": {"conventionNumber": 105}},
            )
        },
    ),
    "13 what stands on the next line belongs to the row": (
        f'{{ planItem(key: "alm-work-programme-2010-2015-action-28", certainty: INFERRED) {{ {AGENTS} }} }}',
        {
            "planItem": agents(
                ("POTENTIAL_COLLABORATOR", "european-commission"),
                ("POTENTIAL_COLLABORATOR", "fes"),
                ("POTENTIAL_COLLABORATOR", "ilo"),
                ("POTENTIAL_COLLABORATOR", "japan"),
                ("RESPONSIBLE", "slom"),
                ("RESPONSIBLE", "slom-wg"),
            )
        },
    ),
    "14 a row printed twice is one item": (
        (
            '{ planItems(where: {instrument: {is: "acmw-work-plan-2016-2020"}, number: {eq: "7"}}) '
            "{ totalCount } }"
        ),
        {"planItems": {"totalCount": 1}},
    ),
    "15 stacked years and states pair by order": (
        (
            '{ events(where: {series: {is: "afml"}}, certainty: INFERRED, orderBy: [{ordinal: ASC}]) '
            "{ nodes { when participations { nodes { agent { key } } } } } }"
        ),
        {
            "events": nodes(
                *(
                    {"when": year, "participations": nodes({"agent": {"key": state}})}
                    for year, state in (
                        ("2016", "lao-pdr"),
                        ("2017", "philippines"),
                        ("2018", "singapore"),
                        ("2019", "thailand"),
                        ("2020", "viet-nam"),
                    )
                )
            )
        },
    ),
    "16 lost numbers are inferred, clipped titles stay so": (
        (
            '{ stated: planItem(key: "slom-wg-work-plan-2016-2020-11") '
            "{ number title gaps { nodes { property reason } } } "
            'inferred: planItem(key: "slom-wg-work-plan-2016-2020-11", certainty: INFERRED) '
            "{ number } }"
        ),
        {
            "stated": {
                "number": None,
                "title": "Workshop on Promoting Rural nable Tourism and Short Rural Supply",
                "gaps": nodes(
                    {"property": "title", "reason": "CLIPPED"},
                    {"property": "when", "reason": "LOST"},
                ),
            },
            "inferred": {"number": "11"},
        },
    ),
    "17 marks of notes are no part of names": (
        '{ designations(where: {form: {in: ["workers2", "adopted1", "rights d"]}}) { totalCount } }',
        {"designations": {"totalCount": 0}},
    ),
    "18 a heading does not end with its list": (
        (
            '{ planItem(key: "slom-wg-work-plan-2016-2020-20", certainty: INFERRED) '
            "{ contributesTo { nodes { key } } } }"
        ),
        {
            "planItem": {
                "contributesTo": keys(
                    "alm-work-programme-2016-2020-kra-3", "alm-work-programme-2016-2020-ta-19"
                )
            }
        },
    ),
    "19 texts that disagree keep both statements": (
        (
            '{ table: planItem(key: "alm-work-programme-2010-2015-action-7") '
            "{ assignments(where: {role: {eq: RESPONSIBLE}}) { nodes { agent { key } } } } "
            'text: clause(key: "alm-work-programme-2010-2015-actions-8") '
            "{ assignments(where: {role: {eq: RESPONSIBLE}}) { nodes { agent { key } } } } }"
        ),
        {
            "table": {"assignments": nodes({"agent": {"key": "acmw"}})},
            "text": {"assignments": nodes({"agent": {"key": "acmw"}}, {"agent": {"key": "slom"}})},
        },
    ),
    "20 lineage that is printed, and no other": (
        (
            "{ links(where: {linkKind: {eq: CARRIED_OVER_FROM}}) { nodes { source { key } } } "
            'unsure: planItem(key: "asean-oshnet-work-plan-2016-2020-20") '
            "{ linksOut { totalCount withheld } } }"
        ),
        {
            "links": nodes(
                *({"source": {"key": f"acmw-work-plan-2016-2020-{n}"}} for n in (12, 1, 2, 4))
            ),
            "unsure": {"linksOut": {"totalCount": 0, "withheld": 1}},
        },
    ),
    "21 a printed number is a value": (
        (
            '{ participations(where: {agent: {is: "asean-oshnet-awards-5-enterprises"}}) '
            "{ nodes { count } } }"
        ),
        {"participations": nodes({"count": 18})},
    ),
}


@pytest.mark.parametrize(("query", "expected"), TRAPS.values(), ids=TRAPS)
async def test_release_does_not_fall_into_a_trap(
    query: str, expected: Json, embedded_api: AsyncClient
) -> None:
    response = (await embedded_api.post("/graphql", json={"query": query})).json()

    assert {"data": expected} == {k: v for k, v in response.items() if k != "extensions"}
