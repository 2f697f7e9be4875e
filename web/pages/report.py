"""Reports of errors: a text that says where, which the reader completes with what is wrong."""

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Report:
    """A report to be completed, and the address that takes it; none where no address is set."""

    title: str
    text: str
    href: str


def build_report(name: str, iri: str, release: str, address: str) -> Report:
    """Prepare a report about what a page says; in the address, {title} and {text} are filled in."""
    title = f"Error: {name}"
    lines = (
        f"About: {name}",
        f"Address: {iri}",
        f"Release: {release}",
        "",
        "What it says: ",
        "What the document says: ",
        "Where in the document: ",
        "",
    )
    text = "\n".join(lines)
    filled = address.replace("{title}", _encoded(title)).replace("{text}", _encoded(text))
    return Report(title, text, filled)


def _encoded(text: str) -> str:
    """Encode as scripts do (encodeURIComponent), so that report.js finds the text in the address."""
    return quote(text, "!'()*")
