"""A graph of the model's own shape and of any size, as records of Neo4j.

Plans have fifty items each, items two assignments each. A hub has every second item, a partner
sixty of them at every size, forty together with the hub.
"""

from collections.abc import Iterator

from graph.neo4j.records import ClaimRecord, NodeRecord, RelationshipRecord
from graph.plan import Json
from graph.store import ReleaseInfo
from graph.values import fold

BASE = "https://w3id.org/asean-labour/id/"
HUB, PARTNER = f"{BASE}body/0", f"{BASE}body/1"
EDGES_OF_AN_ITEM = 8
ITEMS_OF_A_PLAN = 50
TOGETHER = 40


class Synthetic:
    """The records of a graph of about so many relationships."""

    def __init__(self, edges: int) -> None:
        self.items = edges // EDGES_OF_AN_ITEM
        self.plans = self.items // ITEMS_OF_A_PLAN
        self.agents = 50 + self.items // 20
        self.release = ReleaseInfo(f"synthetic-{edges}", 0, 3 * self.items)

    def nodes(self) -> Iterator[NodeRecord]:
        """Yield bodies, plans, items and assignments."""
        for i in range(self.agents):
            yield _node("Body", "body", i, ("Agent", "Body"), "Body")
        for i in range(self.plans):
            yield _node("Instrument", "instrument", i, ("Instrument", "Work"), "Plan")
        for i in range(self.items):
            yield _node("PlanItem", "plan-item", i, ("PlanItem", "Provision"), "Item")
        for i in range(2 * self.items):
            yield _node("Assignment", "assignment", i, ("Assignment", "Involvement"), "Assignment")

    def relationships(self) -> Iterator[RelationshipRecord]:
        """Yield eight an item, those of a type together."""
        for i in range(self.items):
            yield _edge(
                "STANDS_IN", "plan-item", i, "instrument", i // ITEMS_OF_A_PLAN % self.plans
            )
        for i in range(self.items):
            yield _edge("IMPLEMENTS", "plan-item", i, "instrument", (i + 7) % self.plans)
        for i in range(2 * self.items):
            yield _edge("IN_PROVISION", "assignment", i, "plan-item", i // 2)
        for i in range(2 * self.items):
            yield _edge("BY_AGENT", "assignment", i, "body", self._agent(*divmod(i, 2)))
        for i in range(self.items):
            for agent in sorted({self._agent(i, 0), self._agent(i, 1)}):
                yield _edge("NAMES_AGENT", "plan-item", i, "body", agent)

    def claims(self) -> Iterator[ClaimRecord]:
        """Yield none: no question here asks for one."""
        return iter(())

    def _agent(self, item: int, place: int) -> int:
        others = self.agents - 2
        if place == 0:
            return 2 + item % others if item % 2 else 0
        if item < 2 * TOGETHER and (item % 2 == 0 or item < TOGETHER):
            return 1
        return 2 + item * 31 % others


def _node(kind: str, folder: str, i: int, labels: tuple[str, ...], name: str) -> NodeRecord:
    evidence: list[Json] = ["e"]
    title = f"{name} {i}"
    properties: dict[str, Json] = {
        "iri": f"{BASE}{folder}/{i}",
        "key": str(i),
        "class": kind,
        "certainty": "STATED",
        "evidence": evidence,
        "name": title,
        "title": title,
        "title_folded": fold(title),
        "number": str(i % ITEMS_OF_A_PLAN),
    }
    return NodeRecord(
        f"{BASE}{folder}/{i}", tuple(sorted({"Entity", "Thing", *labels})), properties
    )


def _edge(kind: str, start: str, i: int, end: str, j: int) -> RelationshipRecord:
    evidence: list[Json] = ["e"]
    documents: list[Json] = ["d"]
    properties: dict[str, Json] = {
        "certainty": "STATED",
        "evidence": evidence,
        "documents": documents,
    }
    return RelationshipRecord(kind, f"{BASE}{start}/{i}", f"{BASE}{end}/{j}", properties)
