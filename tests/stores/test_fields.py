"""What an answer shows of things: values, counts, whatever the query language has."""

import pytest

from gql.execution import Service
from tests.stores.contract import Case, check, keys

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
        "an agent's own assignments: role, provision, plan and period together",
        """query ($one: AssignmentWhere = {provision: {instrument: {is: "lake-plan"}}, role: {eq: PARTNER},
                                      when: {gte: "2022"}}) {
            agent(key: "RWF") {
                involvements { totalCount }
                ownAssignments(where: $one) { edges { node { provision { key } when } evidence { locator } } }
                ownParticipations { totalCount }
            }
            some: agents(where: {ownAssignments: {some: $one}}) { nodes { key } }
            apart: agents(where: {ownAssignments: {some: {role: {eq: SUPPORT}, provision: {is: "item-2"}}}}) {
                nodes { key } } }""",
        {
            "agent": {
                "involvements": {"totalCount": 4},
                "ownAssignments": {
                    "edges": [
                        {
                            "node": {"provision": {"key": "item-2"}, "when": "2022/2023"},
                            "evidence": [{"locator": "Plan, item 2"}],
                        }
                    ]
                },
                "ownParticipations": {"totalCount": 0},
            },
            "some": {"nodes": keys("river-forum")},
            "apart": {"nodes": []},
        },
    ),
    Case(
        "own participations apart from own assignments, counted, ordered by and under ALL",
        """{ groups(where: {ownParticipations: {some: {role: {eq: PARTICIPANT}}}}) { nodes { key
                involvements { totalCount } ownAssignments { totalCount } ownParticipations { totalCount
                    nodes { count at { key } } } } }
             most: agents(first: 1, orderBy: [{ownParticipations: {count: DESC}}, {name: DESC}]) {
                nodes { key } }
             body(key: "fish-network") { ownAssignments { totalCount withheld } } }""",
        {
            "groups": {
                "nodes": [
                    {
                        "key": "lake-states",
                        "involvements": {"totalCount": 2},
                        "ownAssignments": {"totalCount": 1},
                        "ownParticipations": {
                            "totalCount": 1,
                            "nodes": [{"count": 3, "at": {"key": "council-1"}}],
                        },
                    }
                ]
            },
            "most": {"nodes": keys("southmark")},
            "body": {"ownAssignments": {"totalCount": 0, "withheld": 2}},
        },
    ),
    Case(
        "gaps go with what they weaken",
        '{ instrument(key: "river-guidelines") { gaps { nodes { property reason } } } }',
        {"instrument": {"gaps": {"nodes": [{"property": "date", "reason": "NOT_STATED"}]}}},
    ),
]


def counts(total: int, withheld: int, provisional: int) -> dict[str, int]:
    return {"totalCount": total, "withheld": withheld, "provisional": provisional}


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
        "what negation keeps may go where more counts",
        """{ none: provisions(where: {agents: {none: {is: "FN"}}}) { ...C }
             inferred: provisions(where: {agents: {none: {is: "FN"}}}, certainty: INFERRED) { ...C }
             all: provisions(where: {agents: {none: {is: "FN"}}}, certainty: ALL) { ...C }
             not: provisions(where: {not: {agents: {some: {is: "FN"}}}}) { ...C }
             every: provisions(where: {agents: {every: {is: "LC"}}}) { ...C }
             some: provisions(where: {agents: {some: {is: "FN"}}}) { ...C }
             below: instrument(key: "lake-plan") { provisions(where: {agents: {none: {is: "FN"}}}) { ...C } } }
           fragment C on ProvisionConnection { totalCount withheld provisional }""",
        {
            "none": counts(15, 0, 2),
            "inferred": counts(14, 0, 1),
            "all": counts(13, 0, 0),
            "not": counts(15, 0, 2),
            "every": counts(7, 0, 3),
            "some": counts(0, 2, 0),
            "below": {"provisions": counts(8, 0, 1)},
        },
    ),
    Case(
        "what has no value, or another one, may go where more counts",
        """{ isNull: events(where: {when: {isNull: true}}) { totalCount withheld provisional }
             all: events(where: {when: {isNull: true}}, certainty: ALL) { totalCount withheld provisional }
             ne: events(where: {ordinal: {ne: 3}}) { totalCount withheld provisional }
             single: provisions(where: {agents: {single: {}}}) { totalCount withheld provisional } }""",
        {
            "isNull": counts(2, 0, 1),
            "all": counts(1, 0, 0),
            "ne": counts(5, 0, 1),
            "single": counts(2, 2, 0),
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


@pytest.mark.parametrize("case", [*VALUES, *COUNTS, *LANGUAGE], ids=str)
async def test_store_shows(store: Service, case: Case) -> None:
    await check(store, case)
