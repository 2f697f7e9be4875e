"""Facts read by hand: reading them and, to see how strict the matcher is, exchanging their objects."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from tests.answers.gold.words import words


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact, in the reader's own words; `evidence` is the page's wording."""

    id: str
    doc: str
    locator: str
    kind: str
    subject: str
    predicate: str
    object: str
    qualifiers: Mapping[str, Any]
    evidence: str

    def texts(self, *names: str) -> list[str]:
        """Values of qualifiers, each as text."""
        values = [self.qualifiers.get(name) for name in names]
        lists = [value if isinstance(value, list) else [value] for value in values]
        return [str(value) for some in lists for value in some if value not in (None, "")]


def read_facts(folder: Path) -> list[Fact]:
    """Read the facts of a folder, in the order of its file."""
    lines = (folder / "facts.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    names = Fact.__dataclass_fields__
    return [Fact(**{name: row[name] for name in names}) for row in rows]


def exchange(facts: Sequence[Fact], seed: int) -> list[Fact]:
    """Give each fact the object of another one of its kind, with its predicate where there is one.

    No fact that results is one that was given, and no object is one that the evidence prints too: it
    may well be as true. Facts for which there is no other object are left out.
    """
    random = Random(seed)  # noqa: S311  # no secret, the same each time
    known = {(f.subject, f.predicate, f.object) for f in facts}
    by_predicate, by_kind = _objects(facts, "predicate"), _objects(facts, "kind")
    exchanged = []
    for fact in facts:
        alike = by_predicate[fact.kind, fact.predicate]
        for objects in (alike, by_kind[fact.kind, fact.kind]):
            others = [
                o
                for o in objects
                if (fact.subject, fact.predicate, o) not in known
                and not {*words(o)} <= {*words(fact.evidence)}
            ]
            if others:
                exchanged.append(replace(fact, object=random.choice(others)))
                break
    return exchanged


def _objects(facts: Iterable[Fact], name: str) -> Mapping[tuple[str, str], list[str]]:
    """Objects by kind and another attribute, in an order that is always the same."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for fact in facts:
        found[fact.kind, getattr(fact, name)].add(fact.object)
    return defaultdict(list, {key: sorted(objects) for key, objects in found.items()})
