"""Page that says how far the fields of questions are filled."""

from collections.abc import Iterable, Mapping

from docs.derive.markdown import write_page, write_table
from graph.filled import Filled


def build_filled_page(filled: Filled, things: Mapping[str, int]) -> str:
    """For each class the share of its things that have a value of each field, and what is empty."""
    about = (
        "A field may be empty because no document says it, or because nothing of the kind was read "
        "yet. Here is how many things have a value of each field in the release of the tables here, "
        "at any certainty; [the schema](schema.md) says what the fields mean. A server says the same "
        "of its own release: descriptions of fields that are empty in it say so, and `filled` in its "
        "manifest has the numbers."
    )
    classes = (part for name in sorted(filled) for part in _class(name, filled[name], things))
    return write_page("How far fields are filled", "the tables and the ontology", about, *classes)


def _class(name: str, counts: Mapping[str, int], things: Mapping[str, int]) -> Iterable[str]:
    total = things.get(name, 0)
    yield f"## {name}"
    yield f"{total} things."
    rows = [(f"`{field}`", str(n), _share(n, total)) for field, n in counts.items() if n]
    if rows:
        yield write_table(("field", "things", "share"), rows)
    if empty := [f"`{field}`" for field, n in counts.items() if not n]:
        yield f"Empty: {', '.join(empty)}."


def _share(count: int, total: int) -> str:
    percent = 100 * count / total
    return f"{int(percent)} %" if percent >= 1 else "below 1 %"
