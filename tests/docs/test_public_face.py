"""What meets those who come to the project on a forge: texts, forms, workflow, hooks."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from graph.settings import Settings
from tests.docs.examples import iter_commands, read_blocks
from tests.places import ROOT
from web.pages.markdown import render_page
from web.pages.report import build_report

FORGE = ROOT / ".github"
FORMS = sorted((FORGE / "ISSUE_TEMPLATE").glob("*.yml"))
TEXTS = [
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    ROOT / "docs/explanation/versions.md",
    FORGE / "PULL_REQUEST_TEMPLATE.md",
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
WORKFLOW = yaml.safe_load((FORGE / "workflows/check.yml").read_text("utf-8"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read_links(text: str) -> list[str]:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    parts = [part for token in tokens for part in token.children or ()]
    return [str(part.attrs["href"]) for part in parts if part.type == "link_open"]


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_a_link_leads_to_a_file_of_the_repository_and_a_heading_in_it(path: Path) -> None:
    for link in read_links(path.read_text("utf-8")):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        if anchor:
            shown = render_page(target.read_text("utf-8"), lambda link: link)
            assert f'id="{anchor}"' in shown, link


def test_what_contributors_type_is_a_target_of_make() -> None:
    """Blocks are run by test_documentation; this holds the table beside them."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    targets = {*re.findall(r"`make ([a-z-]+)`", text)}
    assert {"check", "test", "check-all", "derive"} == targets
    for target in targets:
        command = [shutil.which("make") or "make", "--dry-run", target]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def test_contributors_are_shown_how_to_serve_check_and_test() -> None:
    blocks = [b for b in read_blocks(ROOT / "CONTRIBUTING.md") if b.language == "console"]
    typed = [command.text for block in blocks for command in iter_commands(block.text)]
    assert ["serve", "check", "test"] == [command.split()[1] for command in typed]
    assert all(not block.reason for block in blocks)


def test_places_that_are_named_are_there() -> None:
    for text in ("CONTRIBUTING.md", "SECURITY.md"):
        for name in re.findall(
            r"`([\w./-]+/|[\w./-]+\.(?:py|ttl|yml))`", (ROOT / text).read_text("utf-8")
        ):
            assert (ROOT / name).exists(), f"{text}: {name}"


def test_the_latest_version_has_a_dated_section_of_its_own() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    released = re.findall(r"^## (\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)$", text, re.MULTILINE)
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert released[0] == (PROJECT["project"]["version"], citation["date-released"])
    assert released == sorted(released, key=lambda one: Version(one[0]), reverse=True)


def test_the_changelog_names_the_version_of_the_ontology() -> None:
    ontology = (ROOT / "ontology/labour.ttl").read_text("utf-8")
    [version] = re.findall(r'owl:versionInfo "([^"]+)"', ontology)
    assert f"/ns/{version}> ;" in ontology
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert version == re.findall(r"[Tt]he ontology is now (\d+\.\d+\.\d+)", text)[0]
    assert f"asean-labour/ns/{version}`" in (ROOT / "docs/explanation/versions.md").read_text(
        "utf-8"
    )


def test_what_the_latest_version_names_is_there() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    latest = text.split("\n## ")[1]
    added = latest.partition("### Added")[2].partition("###")[0]
    [settings] = re.findall(r"^- Settings: ([^.]+)\.$", added, re.MULTILINE)
    assert {*re.findall(r"`(\w+)`", settings)} <= {name.upper() for name in Settings.model_fields}
    schema = (ROOT / "gql/schema.graphql").read_text("utf-8")
    for name in re.findall(r"`([a-z][A-Za-z]+)`", added):
        assert re.search(rf"\b{name}\b", schema), name


def test_settings_that_an_operator_is_told_to_set_are_settings() -> None:
    named = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "SECURITY.md").read_text("utf-8")))
    assert {"TRUSTED_PROXIES", "TRUSTED_HOSTS", "ALLOWED_ORIGINS", "DOCUMENTS"} <= named
    assert named <= {name.upper() for name in Settings.model_fields}


def test_the_server_listens_to_this_machine_unless_told_otherwise() -> None:
    assert "127.0.0.1" == Settings.model_fields["host"].default


def test_the_workflow_runs_each_python_of_the_project() -> None:
    versions = WORKFLOW["jobs"]["check"]["strategy"]["matrix"]["python"]
    tried = re.findall(r"\bpython(3\.\d+)", (ROOT / "Makefile").read_text("utf-8"))
    supported = SpecifierSet(PROJECT["project"]["requires-python"])
    allowed = (f"3.{minor}" for minor in range(int(versions[-1][2:]) + 1))
    assert [version for version in allowed if supported.contains(version)] == versions
    assert sorted(set(tried), key=lambda version: int(version[2:])) == versions


def test_the_workflow_runs_what_everybody_runs_and_may_only_read() -> None:
    assert {"contents": "read"} == WORKFLOW["permissions"]
    steps: list[dict[str, Any]] = WORKFLOW["jobs"]["check"]["steps"]
    assert ".ci/run" == steps[-1]["run"]
    assert not any("secrets." in str(step) for step in steps)
    assert {"persist-credentials": False} == steps[0]["with"]


def test_dependencies_are_watched_where_they_are() -> None:
    watched = yaml.safe_load((FORGE / "dependabot.yml").read_text("utf-8"))
    assert 2 == watched["version"]
    files = {"pip": "serve.txt", "npm": "package-lock.json", "docker": "Dockerfile"}
    for one in watched["updates"]:
        for folder in one.get("directories", [one.get("directory")]):
            expected = files.get(one["package-ecosystem"], ".github/workflows")
            assert (ROOT / folder.strip("/") / expected).exists(), one


@pytest.mark.parametrize("path", FORMS, ids=name_of)
def test_a_form_can_be_shown(path: Path) -> None:
    form = yaml.safe_load(path.read_text("utf-8"))
    assert {"name", "description", "body"} <= form.keys()
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert {"textarea"} == {field["type"] for field in fields}
    assert all(field["attributes"]["label"] for field in fields)
    names = [field["id"] for field in fields]
    assert len(set(names)) == len(names) > 0


def test_the_form_for_statements_takes_the_report_of_a_page() -> None:
    form = yaml.safe_load((FORGE / "ISSUE_TEMPLATE/statement.yml").read_text("utf-8"))
    [field] = [field for field in form["body"] if field["id"] == "report"]
    address = "?template=statement.yml&title={title}&report={text}"
    empty = build_report("", "", "", address)
    assert field["attributes"]["value"] == empty.text
    assert form["title"] == empty.title
    assert address in (ROOT / "docs/how-to/operating.md").read_text("utf-8")


def test_hooks_are_checks_of_make_and_download_nothing() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    [own] = hooks["repos"]
    assert "local" == own["repo"]
    assert {"system"} == {hook["language"] for hook in own["hooks"]}
    checks = (ROOT / "Makefile").read_text("utf-8").replace("$(VENV)", ".venv")
    for hook in own["hooks"]:
        assert hook["entry"].removesuffix(" --force-exclude") in checks
