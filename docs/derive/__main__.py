"""Write the reference that follows from the code: `python -m docs.derive`."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from docs.derive.commands import MODULES, build_commands_page, build_settings_page
from docs.derive.filled import build_filled_page
from docs.derive.ontology import build_ontology_page
from docs.derive.schema import build_schema_page
from gql.schema import build_schema
from graph.filled import count_filled
from graph.model.read_model import Model, build_model
from graph.settings import ROOT
from graph.terms import read_ontology
from loaders.build import build_release

REFERENCE = ROOT / "docs" / "reference"


def build_reference(model: Model) -> dict[Path, str]:
    """The files of the reference that are derived, as they have to be with a release."""
    ontology = model.ontology
    schema = build_schema(ontology)._schema  # noqa: SLF001  # Strawberry shows it nowhere else
    pages = {
        "schema": build_schema_page(schema, ontology),
        "ontology": build_ontology_page(ontology),
        "filled": build_filled_page(
            count_filled(model), Counter(thing.class_name for thing in model.things.values())
        ),
        "settings": build_settings_page(),
        "commands": build_commands_page(MODULES, (ROOT / "Makefile").read_text("utf-8")),
    }
    return {REFERENCE / f"{name}.md": text for name, text in pages.items()}


def main() -> None:
    """Write all of it and tell which files there are."""
    with TemporaryDirectory() as folder:
        model = build_model(build_release(Path(folder)).read_quads(), read_ontology())
    for path, text in build_reference(model).items():
        path.write_text(text, "utf-8")
        print(path)  # noqa: T201  # what a command has to say


if __name__ == "__main__":
    main()
