"""The questions of `queries/`, and for each the table of its answer as read from the documents."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from httpx import AsyncClient

from tests.answers.question_rows import (
    Json,
    Row,
    action_rows,
    chair_rows,
    child_labour_rows,
    forum_rows,
    partner_rows,
    ratification_rows,
    several,
    study_rows,
    tasking_rows,
    word,
)
from tests.places import EXPECTED, QUERIES

STEMS = sorted(path.stem for path in QUERIES.glob("*.graphql"))

WORDS = {
    "category",
    "certainty",
    "confidence",
    "designationKind",
    "extent",
    "force",
    "linkKind",
    "manner",
    "method",
    "phase",
    "reason",
    "role",
    "status",
    "value",
}
"""How the names of columns end that hold a term of the vocabulary."""


@dataclass(frozen=True)
class Case:
    """A question, and how a response becomes rows of the table of its answer.

    Without `flatten` the rows are those of the operation's own table, its columns those of them
    that the expected table has; `rows` names the relation that gives the rows where it is needed.
    """

    stem: str
    flatten: Callable[[Json], Iterator[Row]] | None = None
    partner: str | None = None
    ordered: bool = False
    rows: str | None = None

    @property
    def table(self) -> str:
        """Name of the file of the table."""
        return f"{self.stem}-{self.partner.lower()}" if self.partner else self.stem

    @property
    def variables(self) -> dict[str, str]:
        """Variables of the operation that do not have their defaults."""
        return {"body": "ACMW", "partner": self.partner} if self.partner else {}

    def expected(self) -> tuple[Row, list[Row]]:
        """Columns and rows of the table."""
        with (EXPECTED / f"{self.table}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        return tuple(header), self.arranged(tuple(map(tidy, header, row)) for row in rows)

    def arranged(self, rows: Iterable[Row]) -> list[Row]:
        """Rows as they are compared: a repeated one stays, order counts where it is asked for."""
        return list(rows) if self.ordered else sorted(rows)


PARTICULAR = (
    Case("with-acmw-and-partner", partner_rows, "SLOM"),
    Case("with-acmw-and-partner", partner_rows, "ILO"),
    Case("chair-of-the-28th-almm", chair_rows),
    Case("portability-study", study_rows),
    Case("child-labour-tasking", child_labour_rows),
    Case("taskings-of-slom", tasking_rows),
    Case("forum-on-migrant-labour-by-year", forum_rows, ordered=True),
    Case("checklist-of-skills-mobility", rows="assignments"),
    Case("timor-leste-at-the-almm", rows="events", ordered=True),
    Case("after-the-declaration-on-human-resources", rows="provisions", ordered=True),
    Case("project-through-another-plan", rows="linksOut"),
    Case("new-partners-of-the-28th-almm", rows="agents"),
    Case("coordinators-of-the-oshnet-plan", rows="states"),
    Case("actions-by-responsible-body", action_rows),
    Case("continued-actions", rows="linksIn"),
    Case("coordinator-of-item-21", rows="planItems"),
    Case("how-two-partners-are-joined", ordered=True),
    Case("ratifications-of-2013", ratification_rows),
    Case("ratifications-of-2017", ratification_rows),
)
"""Questions that need more than their operation's own table."""

QUESTIONS = (
    *PARTICULAR,
    *(Case(stem) for stem in STEMS if stem not in {case.stem for case in PARTICULAR}),
)


def read_query(stem: str, language: str) -> str:
    """Text of a question in a language."""
    return (QUERIES / f"{stem}.{language}").read_text("utf-8")


def tidy(column: str, cell: str) -> str:
    """Values of a cell in alphabetical order, terms in small letters, without empty places."""
    shown = word(cell) if column.rpartition(".")[2] in WORDS else cell
    return several(filter(None, shown.split("; ")))


async def answer(client: AsyncClient, case: Case) -> bytes:
    """Body of the response to a question in GraphQL."""
    body = {"query": read_query(case.stem, "graphql"), "variables": case.variables}
    body["extensions"] = {"incomplete": False}  # what Neo4j looks for only where it is asked to
    response = await client.post("/graphql", json=body)
    assert "errors" not in response.json(), response.text
    return response.content
