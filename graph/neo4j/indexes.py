"""The indexes of a server that holds a release: by what things are found, and in what order."""

from collections.abc import Iterator
from typing import Any, LiteralString, cast

from neo4j import Session

from graph.terms import Ontology, kebab, read_ontology

KEY: LiteralString = (
    "CREATE CONSTRAINT entity_iri IF NOT EXISTS FOR (n:Entity) REQUIRE n.iri IS UNIQUE"
)
"""What nodes are found by while they are written."""

IN_ORDER = ("title_folded", "iri")
"""What the things of a class are ordered by where a question does not say otherwise."""

_FINDING: tuple[LiteralString, ...] = (
    "CREATE INDEX entity_key IF NOT EXISTS FOR (n:Entity) ON (n.key)",
    "CREATE INDEX entity_name IF NOT EXISTS FOR (n:Entity) ON (n.name)",
    "CREATE INDEX entity_title IF NOT EXISTS FOR (n:Entity) ON (n.title)",
    "CREATE INDEX claim_subject IF NOT EXISTS FOR (n:Claim) ON (n.subject)",
    "CREATE FULLTEXT INDEX entity_text IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.title, n.officialTitle, n.form, n.summary]",
)


def make_indexes(session: Session) -> None:
    """Make the indexes that are not there, and wait until they can be used."""
    for statement in (*_FINDING, *_iter_ordering(read_ontology())):
        session.run(cast(Any, statement)).consume()  # of the ontology's names, no user's
    session.run("CALL db.awaitIndexes(600)").consume()


def index_names(ontology: Ontology) -> frozenset[str]:
    """Names of the indexes that a server has once it holds a release."""
    statements = (KEY, *_FINDING, *_iter_ordering(ontology))
    return frozenset(statement.split()[2 + ("FULLTEXT" in statement)] for statement in statements)


def _iter_ordering(ontology: Ontology) -> Iterator[str]:
    """Indexes from which the first things of a class are read, without a look at all of them."""
    keys = ", ".join(f"n.{key}" for key in IN_ORDER)
    for name in ontology.classes:
        index = kebab(name).replace("-", "_")
        yield f"CREATE INDEX {index}_in_order IF NOT EXISTS FOR (n:{name}) ON ({keys})"
