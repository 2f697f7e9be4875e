"""Paths in memory: the shortest ways between two things along the properties that are walkable."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from graph.embedded.view import View
from graph.model.facts import Edge
from graph.paths import BACKWARD, FORWARD, MOST_PATHS, walkable

_Parents = dict[str, set[str]]
"""For each thing reached the things one step before it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: the relation followed and what it leads to.

    `place` orders the steps that leave one thing: by what they lead to, then by relation.
    """

    place: str
    relation: str
    edge: Edge


def shortest_paths(
    view: View, start: str, end: str, longest: int, check: Callable[[], None]
) -> list[list[Step]]:
    """Return at most ten of the shortest paths, ordered by the IRIs along them.

    `check` is called for each thing that is reached, and may end it by raising.
    """
    if start == end:
        return [[]]
    levels = _levels(view, start, end, longest, check)
    return list(islice(_follow(view, start, levels), MOST_PATHS)) if levels else []


def steps_from(view: View, iri: str) -> Iterator[Step]:
    """Yield the steps that leave a thing."""
    for prop in walkable(view.model.ontology):
        for name, direction in ((prop.name, FORWARD), (prop.inverse, BACKWARD)):
            for edge in view.edges(name)(iri) if name else ():
                place = f"{edge.target} {prop.relationship_type}{direction}"
                yield Step(place, name or "", edge)


def _levels(
    view: View, start: str, end: str, longest: int, check: Callable[[], None]
) -> list[set[str]]:
    """Search from both ends; return the things on shortest paths, step by step after the start."""
    parents: tuple[_Parents, _Parents] = ({start: set()}, {end: set()})
    fronts = [{start}, {end}]
    for _ in range(longest):
        near = 0 if len(fronts[0]) <= len(fronts[1]) else 1
        fronts[near] = _advance(view, fronts[near], parents[near], check)
        met = fronts[near] & parents[1 - near].keys()
        if met:
            back, forth = (_trace(met, side) for side in parents)
            return [*reversed(back), met, *forth][1:]
    return []


def _advance(
    view: View, front: Iterable[str], parents: _Parents, check: Callable[[], None]
) -> set[str]:
    found: _Parents = {}
    for iri in front:
        check()
        for step in steps_from(view, iri):
            if step.edge.target not in parents:
                found.setdefault(step.edge.target, set()).add(iri)
    parents |= found
    return set(found)


def _trace(met: set[str], parents: _Parents) -> list[set[str]]:
    """Go back from where the searches met to the thing that one of them began at."""
    levels = []
    while met := {parent for iri in met for parent in parents[iri]}:
        levels.append(met)
    return levels


def _follow(view: View, iri: str, levels: Sequence[set[str]]) -> Iterator[list[Step]]:
    """Yield all paths through levels of things, in their order."""
    if not levels:
        yield []
        return
    onward = [step for step in steps_from(view, iri) if step.edge.target in levels[0]]
    for step in sorted(onward, key=lambda step: step.place):
        for rest in _follow(view, step.edge.target, levels[1:]):
            yield [step, *rest]
