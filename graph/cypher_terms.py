"""The terms of Cypher statements: variables, parameters, patterns and the values read from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.model import INFERRED, UNDECIDED
from graph.plan import Json, Level
from graph.terms import CERTAINTIES, Ontology, Property

ENTITY = "Entity"
"""Label of every thing; its `iri` is the key."""

SUFFIXES: Mapping[int, str] = {0: "", 1: "", INFERRED: "_inferred", UNDECIDED: "_undecided"}
"""What is appended to a property's name by the rank of the value that is kept there."""

DISAGREEMENTS = "disagreements"
"""Key of the names of those properties of a node of which documents give several values."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where things come from: clauses that bind them, and what bears that they are there."""

    clauses: str
    thing: str
    bearer: str


@dataclass
class Terms:
    """Writes one statement at a level of certainty; only names of the ontology go into its text."""

    ontology: Ontology
    level: Level
    parameters: dict[str, Json] = field(default_factory=dict)
    variables: int = 0
    values: int = 0

    def variable(self) -> str:
        """Make a name that no clause uses yet."""
        self.variables += 1
        return f"v{self.variables}"

    def parameter(self, value: Any) -> str:
        """Hand over a value as a parameter."""
        name = f"p{self.values}"
        self.values += 1
        self.parameters[name] = list(value) if isinstance(value, tuple) else value
        return f"${name}"

    def certainties(self, level: Level) -> str:
        """Hand over the certainties that count at a level."""
        name = f"certainties{level}"
        self.parameters[name] = list(CERTAINTIES[: level + 1])
        return f"${name}"

    def source(self, name: str, parent: str | None) -> Source:
        """Bind the things of a class, or those that a relation of a bound thing leads to."""
        thing = self.variable()
        if parent is None:
            return Source(f"MATCH ({thing}:{name})", thing, thing)
        prop, relation = self.ontology.properties[name], self.variable()
        return Source(f"MATCH {self.step(prop, parent, relation, thing)}", thing, relation)

    def step(self, prop: Property, start: str, relation: str, end: str) -> str:
        """Pattern of a relation; an inverse is the same relationship read backwards."""
        if prop.inverse_of:
            kind = self.ontology.properties[prop.inverse_of].relationship_type
            return f"({start})<-[{relation}:{kind}]-({end})"
        return f"({start})-[{relation}:{prop.relationship_type}]->({end})"

    def counts(self, source: Source, level: Level) -> str:
        """Condition that something is as certain as a level asks for."""
        return f"{source.bearer}.certainty IN {self.certainties(level)}"

    def value(self, thing: str, name: str, part: str = "", level: Level | None = None) -> str:
        """Read an attribute at a level; `part` names what is kept beside it, such as `_folded`."""
        if name in ("iri", "key"):
            return f"{thing}.{name}"
        prop = self.ontology.properties[name]
        if prop.many:
            return self.listed(thing, prop.neo4j_name, part, level)
        kept = self._kept_in(thing, prop.neo4j_name, part, level)
        return kept[0] if len(kept) == 1 else f"coalesce({', '.join(kept)})"

    def listed(self, thing: str, name: str, part: str = "", level: Level | None = None) -> str:
        """Read a list of values at a level; where there is none it is empty."""
        kept = self._kept_in(thing, name, part, level)
        return " + ".join(f"coalesce({place}, [])" for place in kept)

    def _kept_in(self, thing: str, name: str, part: str, level: Level | None) -> list[str]:
        suffixes = dict.fromkeys(SUFFIXES[rank] for rank in range((level or self.level) + 1))
        return [f"{thing}.{name}{suffix}{part}" for suffix in suffixes]
