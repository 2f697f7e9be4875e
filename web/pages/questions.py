"""The worked questions: each in words and in three languages, grouped by theme."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.settings import ROOT
from web.pages.markdown import split_title

QUERIES = ROOT / "queries"
THEMES = "themes.toml"
_OTHERS = "More questions"


@dataclass(frozen=True, slots=True)
class Question:
    """A worked question: the name of its files, its title, its words and what it is asked in.

    A language in which it is not put is empty.
    """

    stem: str
    title: str
    words: str
    graphql: str
    sparql: str
    cypher: str

    @property
    def asks(self) -> str:
        """The question itself, the first paragraph of its words, on one line."""
        return " ".join(self._split[0].split())

    @property
    def why(self) -> str:
        """Why it is asked, the second paragraph of its words."""
        return self._split[1]

    @property
    def reading(self) -> str:
        """How to read the answer and what to change, all that stands after."""
        return self._split[2]

    @property
    def _split(self) -> tuple[str, str, str]:
        first, _, rest = self.words.partition("\n\n")
        second, _, others = rest.partition("\n\n")
        return first, second, others


@dataclass(frozen=True, slots=True)
class Theme:
    """Questions about one matter, in the order in which they are shown."""

    title: str
    about: str
    questions: tuple[Question, ...]

    @property
    def anchor(self) -> str:
        """Place of the theme on the page of all questions."""
        return "-".join(re.findall(r"\w+", self.title.lower()))


def read_questions(folder: Path = QUERIES) -> tuple[Question, ...]:
    """Read all worked questions, in the order of their names."""
    return tuple(_read_question(path) for path in sorted(folder.glob("*.md")))


def read_themes(questions: Sequence[Question], folder: Path = QUERIES) -> tuple[Theme, ...]:
    """Group questions as the folder says; those that it groups nowhere come last."""
    rest = {question.stem: question for question in questions}
    listed = tomllib.loads((folder / THEMES).read_text("utf-8"))["themes"]
    themes = [
        Theme(one["title"], one["about"], tuple(rest.pop(stem) for stem in one["questions"]))
        for one in listed
    ]
    if rest:
        themes.append(Theme(_OTHERS, "", tuple(rest.values())))
    return tuple(themes)


def _read_question(path: Path) -> Question:
    title, words = split_title(path.read_text("utf-8"))
    graphql, sparql, cypher = (
        found.read_text("utf-8") if (found := path.with_suffix(suffix)).exists() else ""
        for suffix in (".graphql", ".rq", ".cypher")
    )
    return Question(path.stem, title, words, graphql, sparql, cypher)
