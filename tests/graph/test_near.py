"""What a mistyped key is most like."""

from collections.abc import Iterator
from time import monotonic

import pytest

from graph.catalogue import Catalogue
from graph.near import LONGEST
from graph.release import Release
from graph.terms import Ontology


@pytest.fixture(scope="module")
def catalogue(small_release: Release, ontology: Ontology) -> Iterator[Catalogue]:
    catalogue = Catalogue(small_release.catalogue, ontology)
    yield catalogue
    catalogue.close()


@pytest.mark.parametrize(
    ("key", "class_name"),
    [
        ("Lake Council", "Body"),
        ("lake counsil", "Body"),
        ("Lke Council", "Thing"),
        ("Lake Councill", "Agent"),
        ("  LAKE  COUNCIL ", "Body"),
        ("láke-council", "Thing"),
        ("lake-coucil", "Body"),
    ],
)
def test_a_slip_leads_to_the_name(key: str, class_name: str, catalogue: Catalogue) -> None:
    near = catalogue.near(key, class_name)
    assert near
    assert {"Lake Council", "lake-council"} & set(near[:2])


def test_names_of_other_classes_are_not_near(catalogue: Catalogue) -> None:
    assert [] == catalogue.near("Lake Council", "State")


@pytest.mark.parametrize("letter", range(8))
def test_a_short_name_has_near_ones_whichever_letter_is_wrong(
    letter: int, catalogue: Catalogue
) -> None:
    wrong = "".join("q" if at == letter else c for at, c in enumerate("eastvale"))
    assert "Éastvale" in catalogue.near(wrong, "State")


@pytest.mark.parametrize(
    "key",
    ["", " ", "q", '"', '""" OR "', "%", "*", "near:", "\x00", "qqqq", "q" * 200_000],
)
def test_nothing_is_near_to_what_is_no_name(key: str, catalogue: Catalogue) -> None:
    assert [] == catalogue.near(key, "Thing")


def test_a_long_key_is_compared_by_its_beginning(catalogue: Catalogue) -> None:
    name = catalogue.near("Lake Counsil", "Body")[0]
    assert [] == catalogue.near("Lake Counsil" + "q" * LONGEST, "Body")
    assert name


def test_near_names_are_looked_for_until_the_deadline(catalogue: Catalogue) -> None:
    with pytest.raises(TimeoutError):
        catalogue.until(monotonic() - 1).near("lake counsil", "Thing")
