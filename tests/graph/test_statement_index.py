"""Where statements stand in the file of a release."""

from collections.abc import Iterator

import pytest
from pyoxigraph import NamedNode, Quad

from graph.release import QUADS, Release
from graph.statement_index import StatementIndex
from graph.terms import AL, APPARATUS, BASE


@pytest.fixture(scope="module")
def places(small_release: Release) -> Iterator[StatementIndex]:
    places = StatementIndex(small_release.catalogue, small_release.folder / QUADS)
    yield places
    places.close()


@pytest.fixture(scope="module")
def quads(small_release: Release) -> list[Quad]:
    return small_release.read_quads()


def iris(quads: list[Quad]) -> set[str]:
    terms = {term for q in quads for term in (q.subject, q.object, q.graph_name)}
    return {term.value for term in terms if isinstance(term, NamedNode)}


def test_places_lead_to_every_statement_about_everything(
    places: StatementIndex, quads: list[Quad]
) -> None:
    for iri in iris(quads):
        if iri.startswith(BASE) and not iri.startswith(str(AL)):
            node = NamedNode(iri)
            assert [q for q in quads if q.subject == node] == places.with_subject(iri)
            assert [q for q in quads if q.object == node] == places.with_object(iri)
            assert [q for q in quads if q.graph_name == node] == places.in_graph(iri)


def test_terms_have_statements_but_not_their_uses(
    places: StatementIndex, quads: list[Quad]
) -> None:
    iri = str(AL.Passage)
    assert [q for q in quads if q.subject == NamedNode(iri)] == places.with_subject(iri)
    assert places.with_object(iri) == []


def test_nothing_is_said_of_what_is_not_there(places: StatementIndex) -> None:
    assert not places.has(f"{BASE}id/body/nobody")
    assert places.with_subject(f"{BASE}id/body/nobody") == []
    assert places.has(APPARATUS)
