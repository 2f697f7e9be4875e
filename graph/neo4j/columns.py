"""Columns of a record's rows: the parts of a plan that Neo4j sends values for, in their order.

Who writes a statement and who decodes its record agree by these.
"""

from graph.budget import NAME
from graph.plan import (
    Edges,
    Evidence,
    GroupKey,
    Groups,
    Measure,
    Nodes,
    One,
    Page,
    Paths,
    Shape,
    Steps,
)


def step_shapes(paths: Paths) -> list[Shape]:
    """Shapes of what a step leads to, in their order among the columns of its row."""
    steps = (part.fields for _, part in paths.fields if isinstance(part, Steps))
    return [field.shape for fields in steps for _, field in fields if isinstance(field, Nodes)]


def row_parts(page: Page) -> list[Nodes | Evidence]:
    """Columns of a row of a page, in their order: shapes and evidence of all parts."""
    columns: list[Nodes | Evidence] = []
    for _, part in page.parts:
        match part:
            case Nodes():
                columns.append(part)
            case Edges(fields):
                columns += [f for _, f in fields if isinstance(f, Nodes | Evidence)]
    return columns


def key_shapes(groups: Groups) -> list[Shape]:
    """Shapes of a group's key, in their order among the columns of its row."""
    keys = (part.fields for _, part in groups.fields if isinstance(part, GroupKey))
    return [field for fields in keys for _, field in fields if isinstance(field, Shape)]


def group_columns(groups: Groups) -> list[Measure | Nodes | Groups]:
    """Columns of a group's row after those of its key, in their order."""
    return [p for _, p in groups.fields if isinstance(p, Measure | Nodes | Groups)]


def bytes_of_names(shape: Shape) -> int:
    """Most bytes that the names of one thing take in the answer, but for those in its lists."""
    below = [bytes_of_names(slot.shape) if isinstance(slot, One) else 0 for slot in shape.slots]
    sizes = (
        sum(len(name) + NAME + below[place] for name, place in fields)
        for fields in shape.layout.values()
    )
    return max(sizes, default=0)


def bytes_of_row(page: Page) -> int:
    """Most bytes that the names of one row of a page take, but for those in lists below it."""
    shapes = [part.shape for part in row_parts(page) if isinstance(part, Nodes)]
    edges = [name for _, part in page.parts if isinstance(part, Edges) for name, _ in part.fields]
    return sum(map(bytes_of_names, shapes)) + sum(len(name) + NAME for name in edges)
