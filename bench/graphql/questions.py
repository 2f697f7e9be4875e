"""What is asked, in the words of each side; all sides give the same answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, LiteralString

from bench.graphql.data import BASE, HUB, PARTNER

PLANS = 100
"""Plans that are asked for one after the other, where one thing is asked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to our API, to @neo4j/graphql and in Cypher; values are sent beside each.

    `shown` names what stands in the lists that the Cypher statement gives, as nested as they are.
    """

    name: str
    ours: str
    neo4j: str
    cypher: LiteralString
    shown: tuple[Any, ...]
    values: tuple[Mapping[str, Any], ...] = field(default=({},))


ONE = Question(
    name="one thing, 5 fields",
    ours="query ($iri: Key!) { instrument(key: $iri) { iri key name title date } }",
    neo4j="query ($iri: String!) { instruments(where: {iri: {eq: $iri}}) { iri key name title date } }",
    cypher="""
        MATCH (i:Entity {iri: $iri}) WHERE i:Instrument
        RETURN collect([i.iri, i.key, i.title, i.officialTitle, i.date]) AS answer""",
    shown=("iri", "key", "name", "title", "date"),
    values=tuple({"iri": f"{BASE}instrument/p{i}"} for i in range(PLANS)),
)
NESTED = Question(
    name="50 instruments, nested",
    ours="""query ($first: Int) { instruments(first: $first) { nodes {
        iri name title date instrumentKind owner { name }
        cites { nodes { iri name } }
        provisions { nodes { iri name number force agents { nodes { iri name } } } } } } }""",
    neo4j="""query ($first: Int) { instruments(limit: $first, sort: [{folded: ASC}, {iri: ASC}]) {
        iri name title date instrumentKind owner { name }
        cites(sort: [{folded: ASC}, {iri: ASC}]) { iri name }
        provisions(sort: [{folded: ASC}, {iri: ASC}]) { iri name number force
            agents(sort: [{folded: ASC}, {iri: ASC}]) { iri name } } } }""",
    cypher="""
        MATCH (i:Instrument) USING INDEX i:Instrument(title_folded, iri)
        WHERE i.title_folded IS NOT NULL AND i.iri IS NOT NULL WITH i ORDER BY i.title_folded, i.iri LIMIT $first
        RETURN collect([i.iri, i.title, i.officialTitle, i.date, i.instrumentKind,
            head(COLLECT { MATCH (i)-[:OWNED_BY]->(o) RETURN [o.title] }),
            COLLECT { MATCH (i)-[:CITES]->(c) WITH c ORDER BY c.title_folded, c.iri
                      RETURN [c.iri, c.title] },
            COLLECT { MATCH (i)<-[:STANDS_IN]-(p) WITH p ORDER BY p.title_folded, p.iri
                      RETURN [p.iri, p.title, p.number, p.force,
                          COLLECT { MATCH (p)-[:NAMES_AGENT]->(a)
                                    WITH a ORDER BY a.title_folded, a.iri
                                    RETURN [a.iri, a.title] }] }]) AS answer""",
    shown=(
        *("iri", "name", "title", "date", "instrumentKind"),
        ("owner", ("name",)),
        ("cites", ("iri", "name")),
        ("provisions", ("iri", "name", "number", "force", ("agents", ("iri", "name")))),
    ),
    values=({"first": 50},),
)
JOINT = Question(
    name="joint question, 40 answers",
    ours="""query ($hub: Key!, $partner: Key!) {
        mandates(where: {agents: {hasAll: [$hub, $partner]}}) { nodes {
            iri name number force instrument { iri name } } } }""",
    neo4j="""query ($hub: String!, $partner: String!) {
        planItems(where: {AND: [{agents: {some: {iri: {eq: $hub}}}}, {agents: {some: {iri: {eq: $partner}}}}]},
                  sort: [{folded: ASC}, {iri: ASC}]) {
            iri name number force instrument { iri name } } }""",
    cypher="""
        MATCH (p:Entity {iri: $partner})<-[:NAMES_AGENT]-(m)
        WHERE EXISTS { (m)-[:NAMES_AGENT]->(:Entity {iri: $hub}) }
        WITH m ORDER BY m.title_folded, m.iri
        RETURN collect([m.iri, m.title, m.number, m.force,
            head(COLLECT { MATCH (m)-[:STANDS_IN]->(i) RETURN [i.iri, i.title] })]) AS answer""",
    shown=("iri", "name", "number", "force", ("instrument", ("iri", "name"))),
    values=({"hub": HUB, "partner": PARTNER},),
)
ROWS = Question(
    name="1,000 rows x 10 fields",
    ours="""query ($first: Int) { planItems(first: $first) { nodes {
        iri key name title number force when due condition instrument { name } } } }""",
    neo4j="""query ($first: Int) { planItems(limit: $first, sort: [{folded: ASC}, {iri: ASC}]) {
        iri key name title number force when due condition instrument { name } } }""",
    cypher="""
        MATCH (p:PlanItem) USING INDEX p:PlanItem(title_folded, iri)
        WHERE p.title_folded IS NOT NULL AND p.iri IS NOT NULL WITH p ORDER BY p.title_folded, p.iri LIMIT $first
        RETURN collect([p.iri, p.key, p.title, p.officialTitle, p.number, p.force, p.when, p.due,
            p.condition, head(COLLECT { MATCH (p)-[:STANDS_IN]->(i) RETURN [i.title] })]) AS answer""",
    shown=(
        *("iri", "key", "name", "title", "number", "force", "when", "due", "condition"),
        ("instrument", ("name",)),
    ),
    values=({"first": 1000},),
)
QUESTIONS = (ONE, NESTED, JOINT, ROWS)
IN_MEMORY = (ONE, NESTED, ROWS)
