"""How many things of each class have a value of each property, whatever says so."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import cast

from graph.model.read_model import Model
from graph.terms import Ontology, Property

Filled = Mapping[str, Mapping[str, int]]
"""By class, of which things are and not only below, then by property."""


def count_filled(model: Model) -> dict[str, dict[str, int]]:
    """Count the things that have a property, at any certainty; 0 where none has it."""
    ontology = model.ontology
    counts = {p.name: _count(model, p) for p in ontology.properties.values()}
    return {
        name: {p.name: counts[p.name][name] for p in ontology.properties_of(name)}
        for name in ontology.concrete("Thing")
    }


def _count(model: Model, prop: Property) -> Counter[str]:
    values: Mapping[str, object] = (model.edges if prop.kind == "thing" else model.claims).get(
        prop.name, {}
    )
    return Counter(model.things[iri].class_name for iri, some in values.items() if some)


def read_filled(manifest: Mapping[str, object]) -> Filled:
    """Read the counts of a release from its manifest; none where it was made before they were."""
    return cast("Filled", manifest.get("filled", {}))


def iter_empty(filled: Filled, ontology: Ontology) -> Iterator[tuple[str, str]]:
    """Yield class and property where no thing of the class, or of those below, has a value."""
    for name in ontology.classes:
        below = [filled[one] for one in ontology.concrete(name) if one in filled]
        for prop in ontology.properties_of(name):
            if below and not any(one.get(prop.name) for one in below):
                yield name, prop.name
