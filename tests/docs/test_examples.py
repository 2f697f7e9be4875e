"""How the examples of the documentation are read and compared."""

from pathlib import Path

import pytest

from tests.docs.examples import (
    Block,
    Command,
    check_answer,
    is_same,
    is_shown,
    iter_commands,
    read_examples,
)
from tests.places import ROOT


def test_a_command_is_as_many_lines_as_the_shell_reads() -> None:
    text = "$ echo 'a\nb'\na\nb\n$ cat <<'END'\n$ no\nEND\n$ no\n$ true\n"
    assert [
        Command("echo 'a\nb'", "a\nb"),
        Command("cat <<'END'\n$ no\nEND", ""),
        Command("no", ""),
        Command("true", ""),
    ] == list(iter_commands(text))


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        ("a\nb", "a  \r\nb\n", True),
        ("a", "a\nb", False),
        ("release ...", "release 12", True),
        ("...\nready", "ready", True),
        ("...\nready", "one\ntwo\nready", True),
        ("first\n...", "first", True),
        ("first\n...", "first\nsecond", True),
        ("a...c", "abc", True),
        ("a.c", "abc", False),
    ],
)
def test_dots_stand_for_anything(shown: str, printed: str, *, expected: bool) -> None:
    assert expected == is_shown(shown, printed)


@pytest.mark.parametrize(
    ("shown", "found", "expected"),
    [
        ({"a": "..."}, {"a": [1]}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"b": 1, "a": 2}, {"a": 2, "b": 1}, False),
        ([1, "..."], [1, 2, 3], True),
        ([2, "..."], [1, 2, 3], False),
        ([1], [1, 2], False),
        (1, 2, False),
    ],
)
def test_json_is_compared_value_by_value(shown: object, found: object, *, expected: bool) -> None:
    assert expected == is_same(shown, found)


def test_a_wrong_answer_is_told_with_its_place() -> None:
    answer = Block(ROOT / "README.md", 7, "json", "", '{"data": {"a": 1}}')
    check_answer(answer, '{"data": {"a": 1}, "extensions": {}}')
    with pytest.raises(AssertionError, match=r"README\.md:7: answered was"):
        check_answer(answer, '{"data": {"a": 2}}')


def test_a_block_that_says_why_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "```console not run: no\n$ a\n```\n\n```graphql\n{ a }\n```\n\n```json\n1\n```\n"
    )
    [example] = read_examples(path)
    assert ("graphql", "1\n") == (example.block.language, example.answer and example.answer.text)
