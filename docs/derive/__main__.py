"""Write the reference that follows from the code: `python -m docs.derive`."""

from pathlib import Path

from docs.derive.commands import MODULES, build_commands_page, build_settings_page
from docs.derive.ontology import build_ontology_page
from docs.derive.schema import build_schema_page
from gql.schema import build_schema
from graph.settings import ROOT
from graph.terms import Ontology, read_ontology

REFERENCE = ROOT / "docs" / "reference"


def build_reference(ontology: Ontology) -> dict[Path, str]:
    """The files of the reference that are derived, as they have to be."""
    schema = build_schema(ontology)._schema  # noqa: SLF001  # Strawberry shows it nowhere else
    pages = {
        "schema": build_schema_page(schema, ontology),
        "ontology": build_ontology_page(ontology),
        "settings": build_settings_page(),
        "commands": build_commands_page(MODULES, (ROOT / "Makefile").read_text("utf-8")),
    }
    return {REFERENCE / f"{name}.md": text for name, text in pages.items()}


def main() -> None:
    """Write all of it and tell which files there are."""
    for path, text in build_reference(read_ontology()).items():
        path.write_text(text, "utf-8")
        print(path)  # noqa: T201  # what a command has to say


if __name__ == "__main__":
    main()
