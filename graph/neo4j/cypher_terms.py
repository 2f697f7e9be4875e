"""The terms of Cypher statements: variables, parameters, patterns and the values read from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.model.facts import INFERRED, UNDECIDED
from graph.plan import Json, Level
from graph.terms import CERTAINTIES, Ontology, Property

ENTITY = "Entity"
"""Label of every thing; its `iri` is the key."""

SUFFIXES: Mapping[int, str] = {0: "", 1: "", INFERRED: "_inferred", UNDECIDED: "_undecided"}
"""What is appended to a property's name by the rank of the value that is kept there."""

DISAGREEMENTS = "disagreements"
"""Key of the names of those properties of a node of which documents give several values."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Where things come from: clauses that bind them, and what bears that they are there."""

    clauses: str
    thing: str
    bearer: str
    observed: bool = False
    """Whether the things may be such as count for a while only."""
    joins: str = ""
    """Condition that a relation joins several others; empty where it does not."""


@dataclass
class Terms:
    """Writes one statement at a level of certainty; only names of the ontology go into its text."""

    ontology: Ontology
    level: Level
    day: str | None = None
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

    def known(self, thing: str, iri: str) -> str:
        """Bind things by their IRI; the hint keeps the planner from older statistics."""
        return f"MATCH ({thing}:{ENTITY}) USING INDEX SEEK {thing}:{ENTITY}(iri) WHERE {thing}.iri {iri}"

    def source(self, name: str, parent: str | None) -> Bound:
        """Bind the things of a class, or those that a relation of a bound thing leads to."""
        thing = self.variable()
        if parent is None:
            observed = self.ontology.is_observed(name)
            return Bound(f"MATCH ({thing}:{name})", thing, thing, observed)
        prop, relation = self.ontology.properties[name], self.variable()
        clause = f"MATCH {self.step(prop, parent, relation, thing)}"
        joins = "true" if self.ontology.joins(name) else ""
        return Bound(clause, thing, relation, self.ontology.is_observed(prop.range), joins)

    def step(self, prop: Property, start: str, relation: str, end: str) -> str:
        """Pattern of a relation; an inverse is the same relationship read backwards."""
        if prop.inverse_of:
            kind = self.ontology.properties[prop.inverse_of].relationship_type
            label = f":{prop.range}" if prop.narrows else ""
            return f"({start})<-[{relation}:{kind}]-({end}{label})"
        return f"({start})-[{relation}:{prop.relationship_type}]->({end})"

    def counts(self, source: Bound, level: Level) -> str:
        """Condition that something is as certain as a level asks for, and holds on the day."""
        certain = f"{source.bearer}.certainty IN {self.certainties(level)}"
        if self.day is None:
            return certain
        exists = self.holds(source.thing, level, "true") if source.observed else "true"
        if source.thing != source.bearer:
            return f"{self.holds(source.bearer, level, certain)} AND {exists}"
        return self.holds(source.bearer, level, certain) if source.observed else certain

    def holds(self, one: str, level: Level, otherwise: str) -> str:
        """Condition that something counts on the day; `otherwise` is that of what always does."""
        return f"CASE WHEN {one}.levels IS NULL THEN {otherwise} ELSE size({self._ways(one, level)}) > 0 END"

    def evidence(self, source: Bound, level: Level | None = None) -> str:
        """Read the graphs that bear something; on a day those of the ways in which it counts."""
        bearer = source.bearer
        if self.day is None:
            return f"{bearer}.evidence"
        ways = self._ways(bearer, level or self.level)
        best = f"{bearer}.levels[way] = {bearer}.levels[head({ways})]"
        kept = f"[way IN {ways} WHERE NOT {source.joins} OR {best}]" if source.joins else ways
        each = f"graphs + split({bearer}.bearing[way], ' ')"
        return (
            f"CASE WHEN {bearer}.levels IS NULL THEN {bearer}.evidence "
            f"ELSE reduce(graphs = [], way IN {kept} | {each}) END"
        )

    def _ways(self, one: str, level: Level) -> str:
        """List the places of the ways that count at a level on the day, the most certain first."""
        self.parameters["day"] = self.day
        return (
            f"[w IN range(0, size({one}.levels) - 1) WHERE {one}.levels[w] <= {level} "
            f"AND {one}.since[w] <= $day AND $day < {one}.until[w]]"
        )

    def value(self, thing: str, name: str, part: str = "", level: Level | None = None) -> str:
        """Read an attribute at a level; `part` names what is kept beside it, such as `_folded`."""
        if name in ("iri", "key"):
            return f"{thing}.{name}"
        prop = self.ontology.properties[name]
        if prop.observed and self.day is not None:
            return self._latest(thing, prop, level or self.level)
        if prop.many:
            return self.listed(thing, prop.neo4j_name, part, level)
        columns = self._columns_of(thing, prop.neo4j_name, part, level)
        return columns[0] if len(columns) == 1 else f"coalesce({', '.join(columns)})"

    def _latest(self, thing: str, prop: Property, level: Level) -> str:
        claim = self.variable()
        clause = f"MATCH ({claim}:Claim {{subject: {thing}.iri}})"
        counts = self.counts(Bound("", claim, claim, observed=True), level)
        where = f"{claim}.property = {self.parameter(prop.name)} AND {counts}"
        order = f"WITH {claim} ORDER BY {claim}.place LIMIT 1"
        return f"head(COLLECT {{ {clause} WHERE {where} {order} RETURN {claim}.value }})"

    def listed(self, thing: str, name: str, part: str = "", level: Level | None = None) -> str:
        """Read a list of values at a level; where there is none it is empty."""
        columns = self._columns_of(thing, name, part, level)
        return " + ".join(f"coalesce({place}, [])" for place in columns)

    def _columns_of(self, thing: str, name: str, part: str, level: Level | None) -> list[str]:
        suffixes = dict.fromkeys(SUFFIXES[rank] for rank in range((level or self.level) + 1))
        return [f"{thing}.{name}{suffix}{part}" for suffix in suffixes]
