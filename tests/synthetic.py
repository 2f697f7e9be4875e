"""A graph of the model's own shape and of any size, made on the server itself.

Plans have fifty items each, items two assignments each. A hub has every second item, a partner
sixty of them at every size, forty together with the hub.
"""

from collections.abc import Mapping
from typing import Any, LiteralString

from neo4j import Driver

BASE = "https://w3id.org/asean-labour/id/"
HUB, PARTNER = f"{BASE}body/0", f"{BASE}body/1"
EDGES_OF_AN_ITEM = 8
TOGETHER = 40
_BATCH = 5_000

_STATEMENTS: tuple[LiteralString, ...] = (
    "CREATE (:Release {id: 'synthetic', state: 'loading', layout: 0})",
    "CREATE CONSTRAINT entity_iri IF NOT EXISTS FOR (n:Entity) REQUIRE n.iri IS UNIQUE",
    """UNWIND range(0, $agents - 1) AS i
       CREATE (n:Entity:Thing:Agent:Body)
       SET n = {iri: $base + 'body/' + i, key: toString(i), class: 'Body', certainty: 'STATED', evidence: ['e'],
                title: 'Body ' + i, title_folded: 'body ' + i}""",
    """UNWIND range(0, $items / 50) AS i
       CREATE (n:Entity:Thing:Work:Instrument)
       SET n = {iri: $base + 'instrument/' + i, key: toString(i), class: 'Instrument', certainty: 'STATED', evidence: ['e'],
                title: 'Plan ' + i, title_folded: 'plan ' + i, officialTitle: 'Plan ' + i}""",
    """UNWIND range($from, $to - 1) AS i
       MATCH (instrument:Entity {iri: $base + 'instrument/' + (i / 50)})
       MATCH (previous:Entity {iri: $base + 'instrument/' + ((i + 7) % ($items / 50))})
         CREATE (n:Entity:Thing:Provision:PlanItem)
         SET n = {iri: $base + 'plan-item/' + i, key: toString(i), class: 'PlanItem', certainty: 'STATED', evidence: ['e'],
                  title: 'Item ' + i, title_folded: 'item ' + i, number: toString(i % 50), force: 'PLANNED'}
         CREATE (n)-[:STANDS_IN {certainty: 'STATED', evidence: ['e'], documents: ['d']}]->(instrument)
         CREATE (n)-[:IMPLEMENTS {certainty: 'STATED', evidence: ['e'], documents: ['d']}]->(previous)""",
    """UNWIND range($from, $to - 1) AS i
       UNWIND [0, 1] AS place
       WITH i, place, CASE
           WHEN place = 0 THEN CASE WHEN i % 2 = 0 THEN 0 ELSE 2 + i % ($agents - 2) END
           WHEN i < 80 AND i % 2 = 0 OR i < 40 AND i % 2 = 1 THEN 1
           ELSE 2 + (i * 31) % ($agents - 2) END AS which
       MATCH (item:Entity {iri: $base + 'plan-item/' + i})
       MATCH (agent:Entity {iri: $base + 'body/' + which})
         CREATE (n:Entity:Thing:Involvement:Assignment)
         SET n = {iri: $base + 'assignment/' + i + '.' + place, key: i + '.' + place, class: 'Assignment',
                  certainty: 'STATED', evidence: ['e'], role: 'RESPONSIBLE',
                  title: 'Assignment ' + i, title_folded: 'assignment ' + i}
         CREATE (n)-[:IN_PROVISION {certainty: 'STATED', evidence: ['e'], documents: ['d']}]->(item)
         CREATE (n)-[:BY_AGENT {certainty: 'STATED', evidence: ['e'], documents: ['d']}]->(agent)
         CREATE (item)-[:NAMES_AGENT {certainty: 'STATED', evidence: ['e'], documents: ['d']}]->(agent)""",
)
_CLEAR: LiteralString = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"


def fill(driver: Driver, edges: int) -> None:
    """Make a server hold nothing but a graph of about so many relationships."""
    items = edges // EDGES_OF_AN_ITEM
    size: Mapping[str, Any] = {
        "items": items,
        "agents": 50 + items // 20,
        "base": BASE,
    }
    with driver.session() as session:
        session.run(_CLEAR).consume()
        for statement in _STATEMENTS:
            for start in range(0, items if "$from" in statement else 1, _BATCH):
                batch = {"from": start, "to": min(start + _BATCH, items)}
                session.run(statement, {**size, **batch}).consume()


def clear(driver: Driver) -> None:
    """Leave the server empty."""
    with driver.session() as session:
        session.run(_CLEAR).consume()
