"""Pages that read nearly all of a release, to hold what one store reads against what the other does."""

from collections.abc import Iterator
from typing import Any

from neo4j import AsyncGraphDatabase

from graph.columns import Ones, Pages, PathSteps
from graph.neo4j.pulse import Pulse
from graph.neo4j.store import DRIVER_SETTINGS, Neo4jStore
from graph.plan import EVERYTHING, Claims, Column, Page, ThingColumns, Value
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import Ontology
from tests.plain import plain
from tests.stores.laws import Made, iter_pages

_RELATIONS = {
    "Body": ("memberships", "composition", "parents", "partners", "potentialPartners", "mandates"),
    "PlanItem": ("agents", "channels", "assignments", "aims", "cites"),
    "Instrument": ("provisions", "cites", "adoptions", "predecessors"),
    "Event": ("participants", "eventOf"),
    "State": ("ratificationRecords", "partners"),
    "Assignment": (),
    "Reading": ("dependsOn",),
}
_CLAIMS = {"Body": "partners", "PlanItem": "when", "Event": "phase", "Assignment": "when"}


def iter_whole(made: Made) -> Iterator[Page]:
    """Pages of classes with relations, claims and evidence, then pages with filters."""
    for class_name, names in _RELATIONS.items():
        own = {p.name for p in made.ontology.properties_of(class_name)}
        columns: list[Column] = [Value("iri"), Value("name")]
        columns += [_counted(name) for name in names if name in own]
        if class_name in _CLAIMS:
            columns.append(Claims(_CLAIMS[class_name], None))
        yield _page(class_name, columns)
    yield from list(iter_pages(made))[::7]


def _counted(name: str) -> Page:
    return _page(name, [Value("iri")])


def _page(source: str, columns: list[Column]) -> Page:
    things = ThingColumns(tuple(columns), _All(len(columns)))
    return Page(
        source,
        EVERYTHING,
        (),
        (),
        0,
        10_000,
        total=True,
        withheld=True,
        provisional=True,
        things=things,
        evidence=1,
    )


class _All(dict[str, tuple[int, ...]]):
    """All columns, for each class."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def __missing__(self, _: str) -> tuple[int, ...]:
        return tuple(range(self._count))


def rows_of(column: Ones | Pages | PathSteps) -> list[Any]:
    """What was read, with the graphs of each piece of evidence in order."""
    return [_sorted(row) for row in plain(column)]


def _sorted(part: Any) -> Any:
    if isinstance(part, dict):
        return {
            name: [sorted(set(graphs)) for graphs in one] if name == "evidence" else _sorted(one)
            for name, one in part.items()
        }
    if isinstance(part, list | tuple):
        if part and all(isinstance(one, str) and "/" in one for one in part):
            return sorted(set(part))
        return [_sorted(one) for one in part]
    return part


def open_store(settings: Settings, info: ReleaseInfo, ontology: Ontology) -> Neo4jStore:
    """Open a store on a server that holds a release."""
    driver, greeter = (
        AsyncGraphDatabase.driver(settings.neo4j_uri, **DRIVER_SETTINGS) for _ in range(2)
    )
    return Neo4jStore(driver, Pulse(greeter), info, ontology)


def find_difference(one: Any, other: Any, where: str = "") -> str | None:
    """Where two readings part, and how; None where they do not."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(f"{where}.{key}", one[key], other[key]) for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(f"{where}[{n}]", a, b) for n, (a, b) in enumerate(zip(one, other, strict=True))]
    else:
        return None if one == other else f"{where}: {one} and {other}"
    found = (find_difference(a, b, path) for path, a, b in pairs)
    return next((difference for difference in found if difference), None)
