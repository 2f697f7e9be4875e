"""What people find by typing: names to complete with, and the page of results."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from graph.name_search import Hit, Named, NameSearch
from graph.terms import BASE, Ontology
from web.rdf_responses import address

LONGEST = 200
"""Most characters that are looked for."""
COMPLETIONS = 10
_MOST = 1_000
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ResultKind:
    """A class of what was found, and how many things are of it."""

    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Searcher:
    """Looks for what has a name of its own: no assignments, no links, no passages."""

    ontology: Ontology
    lookup: NameSearch
    classes: Sequence[str]

    @classmethod
    def of(cls, ontology: Ontology, lookup: NameSearch) -> Self:
        """Look for things that are not known by what they join, and are no evidence."""
        sources, known = ontology.concrete("Source"), ontology.classes
        concrete = ontology.concrete("Thing")
        named = [name for name in concrete if not known[name].key and name not in sources]
        return cls(ontology, lookup, named)

    def complete(self, text: str) -> list[dict[str, str]]:
        """Suggestions for a name that somebody is typing, closest first."""
        found = self.lookup.complete(text[:LONGEST], self.classes, COMPLETIONS)
        return [self._suggestion(one) for one in found]

    def results(self, text: str, kind: str) -> dict[str, object]:
        """What the page of results shows; `kind` is the name of a class, or nothing."""
        query = " ".join(text[:LONGEST].split())
        found = self.lookup.find(query, self.classes, _MOST + 1)
        counts = Counter(hit.class_name for hit in found)
        wanted = [hit for hit in found[:_MOST] if kind in ("", hit.class_name)]
        kinds = [self._kind(name, count) for name, count in counts.most_common()]
        return {
            "query": query,
            "kinds": kinds,
            "kind": next((one for one in kinds if one.name == kind), None),
            "total": len(wanted),
            "cut": len(found) > _MOST,
            "hits": [self._hit(hit) for hit in wanted[:_SHOWN]],
        }

    def _suggestion(self, one: Named) -> dict[str, str]:
        return {
            "printed": one.printed,
            "name": one.name,
            "kind": self.ontology.classes[one.class_name].label,
            "href": local_address(one.iri),
        }

    def _kind(self, name: str, count: int) -> ResultKind:
        return ResultKind(name, self.ontology.classes[name].label, count)

    def _hit(self, hit: Hit) -> Mapping[str, object]:
        kind = self.ontology.classes[hit.class_name].label
        return {"kind": kind, "href": local_address(hit.iri), "hit": hit}


def local_address(iri: str) -> str:
    """Address of a thing on this server."""
    return address(iri.removeprefix(BASE))
