"""What the documentation shows to be typed and asked, and whether an answer is the one shown."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from tests.places import ROOT

QUESTIONS = {"console", "graphql", "sparql", "cypher"}
"""Languages of blocks that are run."""

ANSWERS = {"csv", "json"}
"""Languages of blocks that show what the block before them comes to."""

_NOT_RUN = re.compile(r"not run: (?P<reason>.+)")
_PARSER = MarkdownIt("commonmark")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it stands, its language, what else its first line says, its text."""

    path: Path
    line: int
    language: str
    note: str
    text: str

    @property
    def place(self) -> str:
        """Where a reader finds it."""
        return f"{self.path.relative_to(ROOT)}:{self.line}"

    @property
    def reason(self) -> str:
        """Why it is not run; empty where it is."""
        found = _NOT_RUN.fullmatch(self.note)
        return found["reason"] if found else ""

    @property
    def is_kept_running(self) -> bool:
        """Whether its last command goes on while the rest of the document is read."""
        return self.note == "background"

    @property
    def fails(self) -> bool:
        """Whether its commands end with an error, which is part of what is shown."""
        return self.note == "fails"


@dataclass(frozen=True, slots=True)
class Example:
    """A block to run, with the block that shows its answer where there is one."""

    block: Block
    answer: Block | None


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what it prints as shown; empty where nothing is."""

    text: str
    output: str


def read_documents() -> list[Path]:
    """The texts at the root and all of docs/ but what is generated or has a test of its own."""
    pages = sorted((ROOT / "docs").rglob("*.md"))
    own = {ROOT / "docs" / "review", ROOT / "docs" / "guide"}
    first = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    return [*first, *(page for page in pages if page.parent not in own)]


def read_blocks(path: Path) -> list[Block]:
    """All fenced and indented blocks of a document; the indented have no language."""
    return [
        Block(path, token.map[0] + 1, *_split(token.info), token.content)
        for token in _PARSER.parse(path.read_text("utf-8"))
        if token.type in ("fence", "code_block") and token.map
    ]


def _split(info: str) -> tuple[str, str]:
    language, _, note = info.strip().partition(" ")
    return language, note


def read_examples(path: Path) -> list[Example]:
    """The blocks of a document that are to be run, in order."""
    blocks = read_blocks(path)
    return [
        Example(block, next((b for b in blocks[at : at + 1] if b.language in ANSWERS), None))
        for at, block in enumerate(blocks, 1)
        if block.language in QUESTIONS and not block.reason
    ]


def iter_commands(text: str) -> Iterator[Command]:
    """Commands of a console: after `$ `, as many lines as the shell takes to read one."""
    lines = text.splitlines()
    while lines:
        command = lines.pop(0).removeprefix("$ ")
        while lines and not _is_complete(command):
            command += "\n" + lines.pop(0)
        output = []
        while lines and not lines[0].startswith("$ "):
            output.append(lines.pop(0))
        yield Command(command, "\n".join(output))


def _is_complete(command: str) -> bool:
    read = subprocess.run(["bash", "-n"], input=command, capture_output=True, text=True)  # noqa: PLW1510, S607  # its status is looked at
    return not (read.returncode or read.stderr or command.endswith("\\"))


def is_shown(shown: str, printed: str) -> bool:
    """Whether what was printed is what is shown; `...` there stands for anything.

    In a line of its own it stands for any number of lines, none included.
    """
    lines = re.sub(r"\n\.\.\.(?=\n)", "\0", _trimmed(shown))
    parts = (re.escape(part).replace("\0", r"(?:\n.*)?") for part in lines.split("..."))
    return re.fullmatch(".*".join(parts), _trimmed(printed), re.DOTALL) is not None


def _trimmed(text: str) -> str:
    return "\n" + re.sub(r"[ \r]+$", "", text.strip("\n"), flags=re.MULTILINE) + "\n"


def is_same(shown: Any, found: Any) -> bool:
    """Whether JSON is as shown: "..." stands for any value, at the end of a list for the rest."""
    match shown, found:
        case "...", _:
            return True
        case dict(), dict():
            return list(shown) == list(found) and all(is_same(shown[k], found[k]) for k in shown)
        case [*first, "..."], [*_]:
            return is_same(first, found[: len(first)])
        case [*_], [*_]:
            return len(shown) == len(found) and all(map(is_same, shown, found))
        case _:
            return bool(shown == found)


def check_answer(answer: Block, printed: str) -> None:
    """Compare what was answered with the block that shows it; extensions may be left out."""
    if answer.language != "json":
        assert is_shown(answer.text, printed), f"{answer.place}: answered was\n{printed}"
        return
    shown, found = json.loads(answer.text), json.loads(printed)
    if "extensions" not in shown:
        found.pop("extensions", None)
    assert is_same(shown, found), f"{answer.place}: answered was\n{json.dumps(found, indent=2)}"
