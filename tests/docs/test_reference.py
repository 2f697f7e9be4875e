"""The reference: derived from the code, and each root field, setting and command in it works."""

import re
from pathlib import Path

import httpx
import pytest
from graphql import get_named_type, is_required_argument
from typer.main import get_command
from typer.testing import CliRunner

from docs.derive.__main__ import REFERENCE, build_reference
from docs.derive.commands import MODULES
from gql.schema import build_schema
from graph.model.read_model import build_model
from graph.release import Release
from graph.settings import ROOT, Settings
from graph.terms import Ontology, read_ontology
from tests.docs.examples import read_blocks, read_documents

SCHEMA = build_schema(read_ontology())._schema
ROOTS = SCHEMA.query_type.fields
TARGETS = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
COMMANDS = {
    (module, name): command
    for module, app in MODULES.items()
    for name, command in getattr(get_command(app), "commands", {"": get_command(app)}).items()
}
KEYS = {"from": "RWF", "to": "RWF", "key": "RWF"}


def test_the_reference_is_what_the_code_says(release: Release, ontology: Ontology) -> None:
    model = build_model(release.read_quads(), ontology)
    for path, text in build_reference(model).items():
        assert text == path.read_text("utf-8"), f"{path}: run `make derive`"


# root fields


@pytest.mark.parametrize("name", ROOTS)
def test_a_root_field_is_told_and_answers(http: httpx.Client, name: str) -> None:
    assert f"`{name}`" in (REFERENCE / "schema.md").read_text("utf-8")
    field = ROOTS[name]
    given = [f'{n}: "{KEYS[n]}"' for n, a in field.args.items() if is_required_argument(a)]
    shown = "totalCount" if get_named_type(field.type).name.endswith("Connection") else "__typename"
    arguments = f"({', '.join(given)})" if given else ""
    question = f"{{ {name}{arguments} {{ {shown} }} }}"
    answer = http.post("/graphql", json={"query": question}).json()
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    assert codes <= {"UNKNOWN_KEY"}, answer  # the key is that of a body
    assert codes or name in answer["data"]


# settings


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_is_read_from_the_variable_of_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    page = (REFERENCE / "settings.md").read_text("utf-8")
    [default] = re.findall(rf"^\| `{name.upper()}` \| `?([^|`]*)`? \|", page, re.MULTILINE)
    other = "neo4j" if name == "store" else "7" if default.strip().isdigit() else "other"
    monkeypatch.setenv(name.upper(), other)
    assert other == str(getattr(Settings(), name)).removesuffix(".0")


# commands


@pytest.mark.parametrize(("module", "name"), COMMANDS)
def test_a_command_takes_what_the_reference_says(module: str, name: str) -> None:
    help_text = CliRunner().invoke(MODULES[module], [*filter(None, [name]), "--help"], color=False)
    page = (REFERENCE / "commands.md").read_text("utf-8")
    assert f"`{' '.join(filter(None, ['python -m', module, name]))}" in page
    for parameter in COMMANDS[module, name].params:
        assert parameter.opts[0].lower() in help_text.output.lower()
        assert f"`{parameter.opts[0]}" in page or f"`{parameter.opts[0].upper()}" in page


@pytest.mark.parametrize("path", read_documents(), ids=lambda path: path.name)
def test_what_is_named_to_be_typed_can_be_typed(path: Path) -> None:
    text = "\n".join(
        [*re.findall(r"`([^`\n]+)`", path.read_text("utf-8")), *(b.text for b in read_blocks(path))]
    )
    for target in re.findall(r"\bmake ([a-z][a-z0-9-]+)", text):
        assert target in TARGETS, f"{path}: make {target}"
    for module, rest in re.findall(r"python3? -m ((?:gql|graph|loaders)[\w.]*)([^\n`]*)", text):
        words = rest.split()
        name = words[0] if words and (module, words[0]) in COMMANDS else ""
        assert (module, name) in COMMANDS or not words, f"{path}: python -m {module}{rest}"
        options = {word for word in words if word.startswith("--")} - {"--help"}
        known = {opt for p in getattr(COMMANDS.get((module, name)), "params", ()) for opt in p.opts}
        assert options <= known, f"{path}: python -m {module}{rest}"


def test_every_command_is_shown_in_use() -> None:
    shown = "\n".join(block.text for path in read_documents() for block in read_blocks(path))
    for module, name in COMMANDS:
        assert re.search(rf"-m {module} {name}".strip().replace(".", r"\.") + r"\b", shown), (
            f"no block of the documentation runs python -m {module} {name}"
        )
    for target in TARGETS - {"help"}:
        assert re.search(rf"make {target}\b", shown), f"no block shows make {target}"
