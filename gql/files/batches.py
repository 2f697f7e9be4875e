"""A plan cut into batches: so many things of its outermost list at a time.

Each batch is a plan of its own, so a table of any length is read in the memory of a batch. Which
things there are, and in which order, is asked first: a window of IRIs, from which batches are cut.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.plan import (
    Edges,
    Groups,
    Known,
    Lookup,
    Nodes,
    One,
    Page,
    PagePart,
    Plan,
    Root,
    Shape,
    Slot,
    Value,
)

_IRIS = "iris"
Ask = Slot | Lookup
Change = Callable[[Page], Page]


@dataclass(frozen=True, slots=True)
class Cut:
    """A plan of one root, and the names in the answer that lead from it to its outermost page.

    `rows` is the name under which the page shows its things. Things of several classes may each
    ask for another page there.
    """

    root: Root
    way: tuple[str, ...]
    rows: str

    def window(self, start: int, length: int, class_names: Sequence[str]) -> Plan:
        """Plan to read the IRIs of so many things of the page, from a place in it."""
        layout = dict.fromkeys(class_names, ((_IRIS, 0),))
        parts: tuple[tuple[str, PagePart], ...] = ((_IRIS, Nodes(Shape((Value("iri"),), layout))),)

        def part_of(page: Page) -> Page:
            left = max(0, min(length, page.first - start))
            return replace(page, offset=page.offset + start, first=left, parts=parts)

        return self._with(part_of)

    def read_window(self, data: Mapping[str, Any]) -> list[str]:
        """Read the IRIs from the answer to a window."""
        value: Any = data[self.root.name]
        for name in self.way:
            value = value and value[name]
        return [thing[_IRIS] for thing in value[_IRIS]] if value else []

    def batch(self, iris: tuple[str, ...]) -> Plan:
        """Plan to read these things of the page, in this order."""

        def only(page: Page) -> Page:
            parts = tuple(part for part in page.parts if part[0] == self.rows)
            known = replace(page, where=Known(iris), order=(), found=iris, parts=parts)
            return replace(known, offset=0, first=len(iris))

        return self._with(only)

    def _with(self, change: Change) -> Plan:
        ask: Any = _changed(self.root.ask, self.way, change)  # what it was, with another page
        return Plan((replace(self.root, ask=ask),))


def cut(plan: Plan, names: Sequence[str]) -> Cut | None:
    """Find the outermost page on the way that names in the answer lead from the root of a plan.

    None where it cannot be cut: there is no page, or more is asked of it than its things.
    """
    (root,) = plan.roots
    for depth in range(len(names)):
        ends = list(_iter_ends(root.ask, names[:depth]))
        pages = [end for end in ends if isinstance(end, Page) and _is_whole(end, names[depth])]
        if pages and len(pages) == len(ends):
            return Cut(root, tuple(names[:depth]), names[depth])
    return None


def _is_whole(page: Page, name: str) -> bool:
    """Whether a page shows its things under this name, and under no other."""
    parts = dict(page.parts)
    showing = {key for key, part in page.parts if isinstance(part, Nodes | Edges | Groups)}
    return showing == {name} and not isinstance(parts[name], Groups)


def _iter_ends(ask: object, way: Sequence[str]) -> Iterator[object]:
    """Yield what a way leads to: several where classes of things ask for different things."""
    if not way:
        yield ask
    elif isinstance(ask, Lookup | One):
        for place in _places(ask.shape, way[0]):
            yield from _iter_ends(ask.shape.slots[place], way[1:])


def _changed(ask: Any, way: Sequence[str], change: Change) -> Any:
    if not way:
        return change(ask)
    places = _places(ask.shape, way[0])
    slots = tuple(
        _changed(slot, way[1:], change) if place in places else slot
        for place, slot in enumerate(ask.shape.slots)
    )
    return replace(ask, shape=replace(ask.shape, slots=slots))


def _places(shape: Shape, name: str) -> list[int]:
    fields = (field for layout in shape.layout.values() for field in layout)
    return sorted({place for known, place in fields if known == name})
