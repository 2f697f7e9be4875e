"""The reader of the worked questions."""

from pathlib import Path

import pytest

from web.pages.questions import QUERIES, Question, read_questions, read_themes


def test_each_question_is_read_in_words_and_in_graphql() -> None:
    questions = read_questions()
    assert {path.stem for path in QUERIES.glob("*.graphql")} == {q.stem for q in questions}
    assert [] == [q.stem for q in questions if not (q.title and q.asks and q.graphql)]


def test_each_question_stands_in_one_theme() -> None:
    questions = read_questions()
    shown = [q.stem for theme in read_themes(questions) for q in theme.questions]
    assert [q.stem for q in questions] == sorted(shown)


def test_a_question_without_a_theme_is_shown_last(tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_text("themes = []\n", "utf-8")
    question = Question("one", "One", "Which one?\n", "{ one }", "", "")
    (theme,) = read_themes([question], tmp_path)
    assert (question,) == theme.questions


@pytest.mark.parametrize("suffix", ["rq", "cypher"])
def test_a_language_may_be_missing(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "one.md").write_text("# One\n\nWhich\none?\n\n**Why.** So.\n\nRead.\n", "utf-8")
    (tmp_path / f"one.{suffix}").write_text("query", "utf-8")
    (question,) = read_questions(tmp_path)
    assert ("One", "Which one?") == (question.title, question.asks)
    assert ("**Why.** So.", "Read.\n") == (question.why, question.reading)
    assert {"", "query"} == {question.sparql, question.cypher}
