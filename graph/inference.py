"""What follows by rule: named SPARQL files whose rows become statements in Readings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from graph.errors import OntologyError
from graph.naming import key_slug, with_names
from graph.statements import Provenance, Row, Term, iter_quads
from graph.terms import AL, FOLDER, Class, Ontology, thing_iri

_ROUNDS = 20
_CLASS = re.compile(r"^# class: (\w+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the class its rows are of, and a query whose variables are properties and premises.

    Variables that begin with `during` are dated things that have to hold for the row to hold.
    """

    name: str
    class_name: str
    query: str


def read_rules(folder: Path = FOLDER / "rules") -> tuple[Rule, ...]:
    """Read all rules in the order of their names."""
    rules = []
    for path in sorted(folder.glob("*.rq")):
        text = path.read_text("utf-8")
        match = _CLASS.search(text)
        if match is None:
            raise OntologyError(f"{path.name} has no line `# class: Name`; say what its rows are")
        rules.append(Rule(path.stem, match[1], text))
    return tuple(rules)


def infer(quads: Iterable[Quad], rules: Iterable[Rule], ontology: Ontology) -> set[Quad]:
    """Apply all rules until nothing new follows, and return what they add.

    Raises OntologyError where that takes more than 20 rounds.
    """
    store, rules = Store(), tuple(rules)
    store.extend(quads)
    added: set[Quad] = set()
    for _ in range(_ROUNDS):
        rows = [row for rule in rules for row in _iter_rows(rule, store, ontology)]
        found = {
            q for r in with_names(rows, ontology, _names(store)) for q in iter_quads(r, ontology)
        }
        new = {quad for quad in found if quad not in store}
        if not new:
            return added
        store.extend(new)
        added |= new
    raise OntologyError(f"the rules still add statements after {_ROUNDS} rounds; break the cycle")


def _names(store: Store) -> dict[str, str]:
    found = store.quads_for_pattern(None, NamedNode(str(AL.name)), None)
    return {quad.subject.value: quad.object.value for quad in found}  # type: ignore[union-attr]  # names are literals of things


def _iter_rows(rule: Rule, store: Store, ontology: Ontology) -> Iterator[Row]:
    solutions = store.query(rule.query)
    if not isinstance(solutions, QuerySolutions):
        raise OntologyError(f"rule {rule.name} is no SELECT query; rows are what rules give")
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield _row(rule, {n: solution[n] for n in names if solution[n] is not None}, ontology)


def _row(rule: Rule, bound: dict[str, Term], ontology: Ontology) -> Row:
    premises, dated = (
        tuple(sorted({t.value for n, t in bound.items() if n.startswith(kind)}))
        for kind in ("premise", "during")
    )
    values: dict[str, tuple[Term, ...]] = {
        n: (t,) for n, t in bound.items() if n in ontology.properties
    }
    evidence = Provenance(premises, "by-rule", depends_on=dated)
    if "this" in bound:
        return Row(rule.class_name, bound["this"].value, values, evidence, known=True)
    subject = _joined(ontology.classes[rule.class_name], values, ontology)
    return Row(rule.class_name, subject, values, evidence)


def _joined(rule_class: Class, values: dict[str, tuple[Term, ...]], ontology: Ontology) -> str:
    return thing_iri(rule_class.name, key_slug(rule_class, values, ontology))
