"""Paths: what every store knows of the properties that are marked walkable."""

from graph.terms import Ontology, Property

MOST_PATHS = 10
LONGEST_PATH = 8

FORWARD, BACKWARD = ">", "<"


def walkable(ontology: Ontology) -> tuple[Property, ...]:
    """Properties that paths follow, in both directions."""
    return tuple(p for p in ontology.properties.values() if p.walkable)


def relation_name(ontology: Ontology, relationship_type: str, direction: str) -> str:
    """Name of a relation as the thing has it from which a step leaves."""
    prop = next(p for p in walkable(ontology) if p.relationship_type == relationship_type)
    return prop.name if direction == FORWARD else prop.inverse or prop.name
