"""The documentation: whatever it shows is run in a temporary clone and comes to what it shows."""

import csv
import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import httpx
import pytest
from neo4j import GraphDatabase

from graph.release import Release
from graph.settings import Settings
from tests.docs.checkout import Reader, clone
from tests.docs.examples import Example, check_answer, read_blocks, read_documents, read_examples
from tests.places import ROOT

Serving = Callable[[Settings], AbstractContextManager[httpx.Client]]
TUTORIALS = sorted((ROOT / "docs" / "tutorial").glob("*.md"))
OTHERS = [path for path in read_documents() if path not in TUTORIALS]

_STAMP = """
from loaders.stamp import build_stamp, write_stamp
from graph.release import open_release
from graph.settings import Settings
from loaders.tables import DATA
releases = Settings().releases
write_stamp(releases, build_stamp(DATA, None), open_release(releases))
"""
"""Notes in a clone that a release was built from its tables."""


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, release: Release) -> Path:
    """A clone that is served the release which is at hand, so that nothing is built."""
    folder = clone(tmp_path_factory.mktemp("documentation") / "clone")
    (folder / "releases").symlink_to(release.folder.parent)
    command = [sys.executable, "-c", _STAMP]
    subprocess.run(command, cwd=folder, check=True)
    return folder


@pytest.fixture
def running() -> Iterator[ExitStack]:
    with ExitStack() as started:
        yield started


@pytest.mark.parametrize("path", TUTORIALS, ids=name_of)
def test_a_tutorial_is_followed_in_a_clone_of_its_own(
    tmp_path: Path, running: ExitStack, path: Path
) -> None:
    reader = Reader(clone(tmp_path / "clone"), running)
    for example in read_examples(path):
        reader.follow(example)


@pytest.mark.parametrize("path", OTHERS, ids=name_of)
def test_a_document_comes_to_what_it_shows(
    checkout: Path, running: ExitStack, serving: Serving, release: Release, path: Path
) -> None:
    examples = [one for one in read_examples(path) if one.block.language != "cypher"]
    reader = Reader(checkout, running)
    if examples and not any(one.block.is_kept_running for one in examples):
        settings = Settings(releases=release.folder.parent, store="embedded", documents=None)
        api = running.enter_context(serving(settings))
        reader = Reader(checkout, running, port=api.base_url.port or 0)
    for example in examples:
        reader.follow(example)


CYPHER = [one for path in OTHERS for one in read_examples(path) if one.block.language == "cypher"]


@pytest.mark.parametrize("example", CYPHER, ids=lambda one: one.block.place)
def test_a_cypher_block_comes_to_what_it_shows(filled_neo4j: str, example: Example) -> None:
    with GraphDatabase.driver(filled_neo4j) as driver:
        records, _, keys = driver.execute_query(example.block.text)
    printed = io.StringIO()
    csv.writer(printed).writerows([keys, *(record.values() for record in records)])
    assert records
    if example.answer:
        check_answer(example.answer, printed.getvalue())


@pytest.mark.parametrize("path", read_documents(), ids=name_of)
def test_a_block_is_run_or_says_why_not(path: Path) -> None:
    shown = {"csv", "json", "text", "turtle", "yaml"}
    runnable = {"console", "graphql", "sparql", "cypher"}
    for block in read_blocks(path):
        assert block.language in runnable | shown or block.reason, f"{block.place}: of no language"
        named = re.findall(r"\b(?:tests|docs)/\S+\.(?:py|md)\b", block.reason)
        assert all((ROOT / name).exists() for name in named), f"{block.place}: {block.reason}"
        assert block.note in ("", "background", "fails") or block.reason, (
            f"{block.place}: {block.note}"
        )
