"""The exceptions of the project: one base, six children, mapped to statuses in one place each."""

from collections.abc import Iterable
from dataclasses import dataclass


class GraphError(Exception):
    """Base of all errors a user can act on; the message says where, what was expected, what to do."""


class OntologyError(GraphError):
    """The ontology does not say what the program needs to know."""


class DocumentError(GraphError):
    """A document at hand, or a place in it, is not what a passage says it is."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a table: where it stands and what was expected there."""

    file: str
    row: int
    column: str
    value: str
    expectation: str

    def __str__(self) -> str:
        return (
            f"{self.file}, row {self.row}, column {self.column}: {self.value!r}: {self.expectation}"
        )


class TableError(GraphError):
    """Curated tables hold problems; all of them are listed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.row, p.column)))
        count = (
            f"{len(self.problems)} problem{'' if len(self.problems) == 1 else 's'} in the tables"
        )
        super().__init__("\n".join([count, *map(str, self.problems)]))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in the statements of a release: of which thing, by which property, in which graph.

    Property, value and graph are empty where the finding is of none in particular; things and
    graphs are IRIs, a property its local name.
    """

    thing: str
    message: str
    property: str = ""
    value: str = ""
    graph: str = ""

    def __str__(self) -> str:
        place = f"{self.thing} {self.property}".rstrip()
        return f"{place}: {self.message}" + (f" (found {self.value})" if self.value else "")


class ReleaseError(GraphError):
    """A release is absent, damaged or refused by the gate."""


class QueryError(GraphError):
    """A question cannot be answered as it is put."""

    def __init__(
        self, message: str, *, code: str, details: dict[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.details = details or {}

    def inside(self, name: str) -> None:
        """Tell that the argument which is wrong stands inside of a field, or of another one."""
        known = self.details.get("argument")
        self.details["argument"] = f"{name}.{known}" if known else name


class UnknownKey(QueryError):
    """A key that names nothing of a class; `near` are names like it, as far as known."""

    def __init__(
        self,
        key: str,
        class_name: str,
        label: str,
        near: tuple[str, ...] = (),
        argument: object = None,
    ) -> None:
        hint = f"; did you mean {', '.join(map(repr, near))}?" if near else ""
        super().__init__(
            f"no {label} has the key {key!r}{hint}",
            code="UNKNOWN_KEY",
            details={"value": key, "expected": label, "candidates": list(near)}
            | ({"argument": argument} if argument else {}),
        )
        self.key, self.class_name, self.label = key, class_name, label


class StoreUnavailable(GraphError):
    """The store cannot answer now; trying again later may help."""
