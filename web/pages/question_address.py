"""Short addresses of worked questions: a stem, and only the variables that are not as they come."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from web.pages.questions import Question
from web.pages.variables import Form

QUESTIONS = "/questions/"
ROWS, RELEASE = "rows", "release"
"""Parameters that are no variables: the relation that gives the rows, and the release cited."""


@dataclass(frozen=True, slots=True)
class QuestionAddress:
    """The address of a question with the variables it has now."""

    question: Question
    given: Mapping[str, str]

    @classmethod
    def of(cls, question: Question, form: Form, rows: str | None) -> "QuestionAddress":
        """Leave out what the question has by itself."""
        given = {f.name: f.value for f in form.fields if f.value not in ("", f.default)}
        return cls(question, {**given, **({ROWS: rows} if rows else {})})

    @property
    def page(self) -> str:
        """The page with the answer."""
        return self._address("")

    @property
    def citation(self) -> str:
        """The page that says how to cite the answer."""
        return self._address("/citation")

    def file(self, ending: str) -> str:
        """The answer, or its citation, as a file."""
        return self._address(f".{ending}")

    def cited(self, release: str) -> str:
        """The page, held to a release."""
        return self._address("", {RELEASE: release})

    def varied(self, name: str, value: str) -> str:
        """The page with another value of a variable."""
        return self._address("", {name: value})

    def _address(self, ending: str, more: Mapping[str, str] | None = None) -> str:
        query = urlencode({**self.given, **(more or {})})
        return f"{QUESTIONS}{self.question.stem}{ending}" + (f"?{query}" if query else "")
