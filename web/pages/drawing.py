"""A drawing of the neighbours of a thing: an SVG that needs no script."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

WIDTH, HEIGHT = 760, 460
MOST = 16
"""Neighbours that a ring has room for; the page lists all."""
_LONGEST = 26


@dataclass(frozen=True, slots=True)
class Point:
    """A neighbour on the ring: where it stands, its relation, its name and its address."""

    x: int
    y: int
    anchor: str
    relation: str
    name: str
    short: str
    href: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A thing in the middle of its neighbours, in units of the SVG."""

    width: int
    height: int
    name: str
    points: tuple[Point, ...]
    left_out: int


def draw(name: str, neighbours: Sequence[tuple[str, str, str]]) -> Drawing:
    """Place neighbours, given as relation, name and address, on a ring; each address once.

    Relations take turns, so that one with many neighbours leaves room for the others.
    """
    unique = {href: (relation, text, href) for relation, text, href in reversed(neighbours)}
    waiting: dict[str, list[tuple[str, str, str]]] = {}
    for one in sorted(unique.values()):
        waiting.setdefault(one[0], []).append(one)
    taken: list[tuple[str, str, str]] = []
    while len(taken) < MOST and any(waiting.values()):
        taken += [some.pop(0) for some in waiting.values() if some]
    chosen = sorted(taken[:MOST])
    points = tuple(_point(place, len(chosen), one, name) for place, one in enumerate(chosen))
    return Drawing(WIDTH, HEIGHT, _short(name), points, len(unique) - len(chosen))


def _point(place: int, count: int, neighbour: tuple[str, str, str], middle: str) -> Point:
    """Place a neighbour; a name that begins with that of the middle is cut there."""
    relation, name, href = neighbour
    angle = 2 * pi * (place + 0.5) / count - pi / 2
    x = round(WIDTH / 2 + WIDTH * 0.22 * cos(angle))
    y = round(HEIGHT / 2 + HEIGHT * 0.42 * sin(angle))
    anchor = "start" if x >= WIDTH / 2 else "end"
    return Point(x, y, anchor, relation, name, _short(name.removeprefix(f"{middle}: ")), href)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
