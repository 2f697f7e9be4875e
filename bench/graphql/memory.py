"""The things of a release as JSON, for a server that holds them in memory."""

import json
from pathlib import Path

from graph.model.read_model import Model, build_model
from graph.release import open_release
from graph.terms import read_ontology

SHOWN = {
    "instruments": (
        "Instrument",
        ("name", "title", "date", "place", "instrumentKind"),
        ("owner", "cites", "provisions"),
    ),
    "planItems": (
        "PlanItem",
        ("name", "title", "number", "force", "when", "due", "condition"),
        ("instrument", "agents"),
    ),
    "bodies": ("Body", ("name", "bodyKind"), ()),
}
"""Of each list the class, attributes and relations."""
_TYPES = {"Instrument": "OtherInstrument"}


def write_things(folder: Path, file: Path) -> None:
    """Write things as lists in their default order; relations are lists of IRIs, or one."""
    model = build_model(open_release(folder / "releases").read_quads(), read_ontology())
    shown = {
        name: [_thing(model, iri, *rest) for iri in model.members[rest[0]]]
        for name, rest in SHOWN.items()
    }
    file.write_text(json.dumps(shown))


def _thing(
    model: Model, iri: str, kind: str, attributes: tuple[str, ...], relations: tuple[str, ...]
) -> dict[str, object]:
    thing: dict[str, object] = {
        "__typename": _TYPES.get(kind, kind),
        "iri": iri,
        "key": model.things[iri].slug,
    }
    for name in attributes:
        claim = model.first(name, iri)
        thing[name] = None if claim is None else claim.value
    for name in relations:
        targets = [edge.target for edge in model.edges[name].get(iri, ())]
        thing[name] = targets if model.ontology.properties[name].many else targets[0]
    return thing
