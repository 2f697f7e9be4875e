"""The style of Neo4j Browser (GraSS), as the ontology has colours, sizes and captions."""

from collections.abc import Iterator

from graph.neo4j.cypher_terms import ENTITY
from graph.terms import Class, Ontology

_DARK_BELOW = 140  # of 255: light letters on darker circles


def render_style(ontology: Ontology) -> str:
    """Text of a style file: from the widest class to the narrowest, since later rules win."""
    caption = f"{{{ontology.properties['caption'].neo4j_name}}}"
    rules = [_rule(ENTITY, ontology.classes["Thing"], caption)]
    rules += [_rule(c.name, c, caption) for c in _widest_first(ontology)]
    return "\n".join([*_fixed(), *rules])


def _widest_first(ontology: Ontology) -> list[Class]:
    return sorted(ontology.classes.values(), key=lambda c: (len(c.ancestors), c.name))


def _rule(label: str, thing_class: Class, caption: str) -> str:
    return _node(label, thing_class.colour, thing_class.diameter, caption)


def _node(label: str, colour: str, diameter: str, caption: str) -> str:
    lines = {
        "diameter": f"{diameter}px",
        "color": f"#{colour}",
        "border-color": f"#{_darker(colour)}",
        "border-width": "2px",
        "text-color-internal": "#ffffff" if _brightness(colour) < _DARK_BELOW else "#2a2c34",
        "font-size": "10px",
        "caption": f"'{caption}'",
    }
    return _block(f"node.{label}", lines)


def _fixed() -> Iterator[str]:
    """What holds for all, and for the nodes that are no things of the ontology."""
    yield _block(
        "node", {"diameter": "50px", "font-size": "10px", "text-color-internal": "#2a2c34"}
    )
    arrow = {
        "color": "#a5abb6",
        "shaft-width": "1px",
        "font-size": "8px",
        "padding": "3px",
        "text-color-external": "#2a2c34",
        "text-color-internal": "#2a2c34",
        "caption": "'<type>'",
    }
    yield _block("relationship", arrow)
    yield _node("Claim", "eeeeee", "30", "{property}")
    yield _node("Release", "555555", "50", "{name}")


def _block(selector: str, lines: dict[str, str]) -> str:
    return "\n".join([f"{selector} {{", *(f"  {k}: {v};" for k, v in lines.items()), "}", ""])


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue


def _brightness(colour: str) -> float:
    """Perceived brightness from 0 to 255 (ITU-R BT.601)."""
    red, green, blue = _channels(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _darker(colour: str) -> str:
    return "".join(f"{channel * 3 // 4:02x}" for channel in _channels(colour))
