"""The pages that people read: one for each thing, one for the ontology, one for what is missing."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gql.markdown import render_line, render_markdown
from gql.ontology_view import view_ontology
from gql.thing_view import ThingViewer
from graph.describing import Description
from graph.opening import Served
from graph.terms import BASE

TEMPLATES = Path(__file__).parent / "templates"


def open_templates() -> Environment:
    """Templates that escape what they show and fail on names they do not know."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "inline": render_line,
        "markdown": render_markdown,
        "number": "{:,}".format,
    }
    return templates


class Pages:
    """Writes pages about one release."""

    def __init__(self, served: Served) -> None:
        self._templates = open_templates()
        self._templates.globals |= {"release": served.release.id, "base": BASE}
        self._things = ThingViewer(served.ontology, served.catalogue)
        self._served = served

    def thing(self, description: Description) -> bytes:
        """Page of a thing: complete, except for the apparatus, which is the data itself."""
        return self._write("thing.html", thing=self._things.view(description))

    def ontology(self, description: Description) -> bytes:
        """Documentation of the ontology, with examples of its use."""
        served = self._served
        view = view_ontology(description, served.ontology, served.catalogue)
        return self._write("ontology.html", ontology=view)

    def missing(self, title: str, near: object) -> bytes:
        """Page for what is not there, with what the reader may have meant."""
        return self._write("missing.html", title=title, near=near or {})

    def page(self, template: str, values: Mapping[str, object]) -> bytes:
        """Any other page."""
        return self._write(template, **values)

    def _write(self, template: str, **values: object) -> bytes:
        return self._templates.get_template(template).render(values).encode()
