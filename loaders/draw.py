"""A random draw of the statements of a release, to be read against the documents."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from random import Random

from graph.evidence import EvidenceRow, iter_evidence
from graph.model.facts import EDITORIAL, INFERRED, Claim, Edge
from graph.model.read_model import Model
from graph.terms import CERTAINTIES

SHARES: Mapping[str, int] = {"passage": 60, "inferred": 25, "editorial": 15}
"""Of a hundred statements as many are drawn of each stratum."""

_STRATA: Mapping[int, str] = {0: "passage", EDITORIAL: "editorial", INFERRED: "inferred"}
"""Strata by rank; what is undecided claims nothing, and by heading counts as stated."""


@dataclass(frozen=True, slots=True, order=True)
class Drawn:
    """A statement with where it stands; who reads it fills in verdict and reason."""

    stratum: str
    certainty: str
    subject: str
    iri: str
    property: str
    value: str
    method: str
    confidence: str
    passages: str
    verdict: str = ""
    reason: str = ""


def draw_statements(model: Model, seed: int, count: int) -> list[Drawn]:
    """Draw statements of each stratum, the same ones for the same release and seed."""
    strata: dict[str, list[Drawn]] = defaultdict(list)
    for one in iter_statements(model):
        strata[one.stratum].append(one)
    random = Random(seed)  # noqa: S311  # no secret, the same each time
    return [
        one
        for stratum, share in SHARES.items()
        for one in sorted(random.sample(sorted(strata[stratum]), count * share // 100))
    ]


def iter_statements(model: Model) -> Iterator[Drawn]:
    """Tell all statements that rest on documents of which there is a text."""
    places = _places(model)
    for prop in model.ontology.properties.values():
        if prop.derived:
            continue
        claims, edges = model.claims.get(prop.name, {}), model.edges.get(prop.name, {})
        for iri in {**claims, **edges}:
            for one in claims.get(iri) or edges[iri]:
                yield from _drawn(model, places, iri, prop.name, one)


def _drawn(
    model: Model, places: Mapping[str, str], iri: str, name: str, one: Claim | Edge
) -> Iterator[Drawn]:
    """A statement, if it has a stratum and its passages can be read."""
    graphs = [graph for graph in one.graphs if graph in places]
    if graphs and one.rank in _STRATA:
        value = one.target if isinstance(one, Edge) else str(one.value)
        yield Drawn(
            _STRATA[one.rank],
            CERTAINTIES[one.rank],
            model.text("name", iri),
            iri,
            name,
            model.text("name", value) or value,
            _listed(model.text("method", graph) for graph in graphs),
            _listed(model.text("confidence", graph) for graph in graphs),
            _listed(places[graph] for graph in graphs),
        )


def _listed(texts: Iterable[str]) -> str:
    return " | ".join(sorted({*texts} - {""}))


def _places(model: Model) -> Mapping[str, str]:
    """Where the passages behind a graph stand, where their documents all have a text."""
    places: dict[str, list[str]] = defaultdict(list)
    for row in iter_evidence(model):
        places[row.graph].append(_place(model, row) if model.text("digest", row.document) else "")
    return {graph: "; ".join(some) for graph, some in places.items() if all(some)}


def _place(model: Model, row: EvidenceRow) -> str:
    spans = " ".join(str(span.value) for span in model.claims["spans"].get(row.passage, ()))
    document, locator = model.things[row.document].slug, model.text("locator", row.passage)
    return f"{document}: {locator} ({spans})"


def write_draw(path: Path, drawn: Sequence[Drawn]) -> None:
    """Write the sheet: a line a statement, with columns for verdict and reason."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Drawn))
        writer.writerows(map(astuple, drawn))
