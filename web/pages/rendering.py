"""The pages that people read, written from templates: of things, passages, the ontology and others."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from gql.errors import explain
from gql.headers import PAGE_POLICY, POLICY
from graph.opening import Served
from graph.rdf.describing import Description
from graph.statement_index import StatementIndex
from graph.terms import BASE
from web.pages.markdown import render_line, render_markdown
from web.pages.ontology_view import view_ontology
from web.pages.passage_view import PassageViewer
from web.pages.report import build_report
from web.pages.thing_summary import summarize
from web.pages.thing_view import ThingViewer
from web.rdf_formats import FORMATS, HTML

TEMPLATES = Path(__file__).parent / "templates"
PASSAGES = f"{BASE}passage/"
"""How the IRIs of passages begin."""


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


class PageRenderer:
    """Writes pages about one release."""

    def __init__(self, served: Served, places: StatementIndex, reports: str) -> None:
        self._templates = open_templates()
        self._templates.globals |= {"release": served.release.id, "base": BASE}
        self._things = ThingViewer(served.ontology, served.evidence)
        self._passages = PassageViewer(served.ontology, served.evidence, places)
        self._served, self._reports = served, reports

    def thing(self, description: Description) -> bytes:
        """Page of a thing: complete, except for the apparatus, which is the data itself."""
        thing = self._things.view(description)
        report = build_report(thing.name, thing.iri, self._served.release.id, self._reports)
        if thing.iri.startswith(PASSAGES):
            passage = self._passages.view(thing.iri)
            return self._write("passage.html", thing=thing, report=report, passage=passage)
        return self._write("thing.html", thing=thing, summary=summarize(thing), report=report)

    def ontology(self, description: Description) -> bytes:
        """Documentation of the ontology, with examples of its use."""
        served = self._served
        view = view_ontology(description, served.ontology, served.catalogue)
        return self._write("ontology.html", ontology=view)

    def missing(self, title: str, near: object) -> bytes:
        """Page for what is not there, with what the reader may have meant."""
        return self._write("missing.html", title=title, near=near or {})

    def problem(self, error: Exception) -> Response:
        """Response with the page for what cannot be answered now."""
        report = explain(error)
        page = self._write("problem.html", problem=report.message)
        headers = {POLICY: PAGE_POLICY, **report.headers}
        return Response(page, report.status, headers, FORMATS[HTML].content_type)

    def page(self, template: str, values: Mapping[str, object]) -> bytes:
        """Any other page."""
        return self._write(template, **values)

    def _write(self, template: str, **values: object) -> bytes:
        return self._templates.get_template(template).render(values).encode()
