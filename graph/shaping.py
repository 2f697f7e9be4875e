"""Parts of an answer that every store shapes alike: groups and places in a page."""

from collections.abc import Sequence
from typing import TypeVar

from graph.model import Scalar
from graph.plan import Constant, Json
from graph.terms import Ontology, Property
from graph.values import fold

Members = TypeVar("Members", bound=Sequence[object])


def page_info(
    fields: Sequence[tuple[str, str | Constant]], offset: int, shown: int, total: int
) -> Json:
    """Show where a page stands; a cursor is the place of a thing among all, counted from one."""
    known: dict[str, Json] = {
        "hasNextPage": offset + shown < total,
        "hasPreviousPage": offset > 0 and total > 0,
        "startCursor": str(offset + 1) if shown else None,
        "endCursor": str(offset + shown) if shown else None,
    }
    return {n: f.text if isinstance(f, Constant) else known[f] for n, f in fields}


def concept_label(ontology: Ontology, prop: Property, value: Scalar | None) -> str | None:
    """Label of a value: that of its concept, else the value itself."""
    if prop.kind == "concept":
        concepts = ontology.schemes[prop.range].concepts
        return next((c.label for c in concepts if c.token == value), None)
    return None if value is None else str(value)


def sorted_groups(
    groups: Sequence[tuple[Scalar | None, str | None, Members]],
) -> list[tuple[Scalar | None, str | None, Members]]:
    """Sort groups: largest first, then by label, then by value; the one without a value last."""
    return sorted(
        groups, key=lambda g: (g[0] is None, -len(g[2]), fold(g[1] or ""), str(g[0] or ""))
    )
