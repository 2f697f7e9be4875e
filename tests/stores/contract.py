"""What both stores have to answer alike: cases on the small tables in `data/small`.

All expected values are worked out by hand from those tables. They tell of a lake: two documents
(a booklet with a plan, a declaration, a charter and guidelines; a report), six instruments,
fifteen provisions, ten agents.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gql.execution import Service, answer
from gql.requests import Operation
from graph.model.read_model import build_model
from graph.neo4j.writer import open_driver, write_to_neo4j
from graph.release import Release
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import Ontology

CHARTER, PLAN, DECLARATION = "lake-charter", "lake-plan", "lake-declaration"
REST, GUIDELINES, WAGES = "rest-convention", "river-guidelines", "wages-convention"


@dataclass(frozen=True)
class Found:
    """The keys of what a root finds, in order, separated by blanks."""

    root: str
    arguments: str
    keys: str

    def __str__(self) -> str:
        return f"{self.root}({self.arguments})"


@dataclass(frozen=True)
class Case:
    """An operation with its answer."""

    fact: str
    query: str
    data: Mapping[str, Any]
    variables: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.fact


def where(root: str, condition: str, keys: str, certainty: str = "STATED") -> Found:
    """The things of a root that meet a condition."""
    return Found(root, f"where: {{{condition}}}, certainty: {certainty}", keys)


def instruments(condition: str, *keys: str, certainty: str = "STATED") -> Found:
    """The instruments that meet a condition."""
    return where("instruments", condition, " ".join(keys), certainty)


def provisions(condition: str, keys: str, certainty: str = "STATED") -> Found:
    """The provisions that meet a condition."""
    return where("provisions", condition, keys, certainty)


def keys(*some: str) -> list[dict[str, str]]:
    """Nodes as an answer shows them of which only the key was asked for."""
    return [{"key": key} for key in some]


async def ask(store: Service, query: str, variables: Mapping[str, Any] | None = None) -> Any:
    """The data of an answer without errors."""
    shown = await answer(store, Operation(query, dict(variables or {}), None))
    assert "errors" not in shown, shown["errors"]
    return shown["data"]


async def check(store: Service, case: Found | Case) -> None:
    """The store answers as the case says, fields in the order asked for."""
    match case:
        case Found(root, arguments, found):
            data = await ask(store, f"{{ {root}({arguments}) {{ nodes {{ key }} }} }}")
            assert found.split() == [node["key"] for node in data[root]["nodes"]]
        case Case():
            data = await ask(store, case.query, case.variables)
            assert case.data == data
            assert json.dumps(case.data) == json.dumps(data)


def fill(uri: str, release: Release, ontology: Ontology) -> None:
    """Write a release to a server without authentication."""
    quads = release.read_quads()
    model = build_model(quads, ontology)
    info = ReleaseInfo(release.id, len(quads), len(model.things))
    with open_driver(Settings(neo4j_uri=uri, neo4j_password="")) as driver:
        write_to_neo4j(driver, model, info)
