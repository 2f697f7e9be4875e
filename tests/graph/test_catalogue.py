"""What people write leads to things: keys, printed names, words."""

from collections.abc import Iterator
from time import monotonic
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from graph.catalogue import SEARCH_LIMIT, Catalogue, Found, build_catalogue
from graph.errors import QueryError, UnknownKey
from graph.evidence import Record
from graph.model.read_model import build_model
from graph.release import Release, quads_bytes
from graph.statements import Provenance, Row, Term, iter_quads
from graph.terms import AL, Ontology, passage_iri, thing_iri
from loaders.build import read_apparatus

PARA = passage_iri("letter", "main/1")
MANY = SEARCH_LIMIT + 5


def _row(class_name: str, slug: str, name: str, **values: Term) -> Row:
    cells: dict[str, Term] = {"name": Literal(name), **values}
    terms = {key: (value,) for key, value in cells.items()}
    return Row(class_name, thing_iri(class_name, slug), terms, Provenance((PARA,)))


def _named(slug: str, form: str, class_name: str = "Body") -> Row:
    designates = NamedNode(thing_iri(class_name, slug))
    return _row("Designation", f"{slug}.{form}", form, designates=designates, form=Literal(form))


def _rows() -> Iterator[Row]:
    yield Row("Passage", PARA, {"locator": (Literal("para 1"),)}, None)
    yield _row("Body", "acmw", "Committee on Migrant Workers", caption=Literal("ACMW"))
    yield _named("acmw", "ACWM")
    yield _row("Body", "council", "Harbour Council", identifier=Literal("harbours:7"))
    yield _row("Body", "fair", "Guild of the Fair")
    yield _row("Event", "fair", "The Fair")
    yield _row("Event", "fair-1", "Fair of Côte d'Azur")
    yield _row("Event", "fair-2", "Fair of Cote d'Azur")
    yield _row("Convention", "c-87", "C-87 Freedom of Association", title=Literal("Convention 87"))
    yield _row("Instrument", "acmw", "Letter named like a body")
    summary = Literal("Portability of social security for migrant workers")
    yield _row("Clause", "letter-7", "Letter, para 7", summary=summary)
    yield _row("Clause", "letter-8", "Portability, para 8", summary=Literal("Nothing social"))
    yield _row("Instrument", "communique", "Joint Communiqué")
    for number in range(MANY):
        yield _row("Output", f"tool-{number}", f"Tool {number}", title=Literal("anvil"))


@pytest.fixture(scope="module")
def catalogue(ontology: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    quads = {quad for row in _rows() for quad in iter_quads(row, ontology)} | read_apparatus()
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.sqlite"
    path.write_bytes(build_catalogue(build_model(quads, ontology), quads_bytes(quads)))
    catalogue = Catalogue(path, ontology)
    yield catalogue
    catalogue.close()


def _slugs(catalogue: Catalogue, text: str, class_name: str = "Thing") -> list[str]:
    return [iri.rpartition("/")[2] for iri in catalogue.search(text, class_name).iris]


@pytest.mark.parametrize(
    "key",
    [
        "https://w3id.org/asean-labour/id/body/acmw",
        "acmw",
        "ACMW",
        " ACMW ",
        "ACWM",
        "Committee on Migrant Workers",
        "committee ON migrant workers",
    ],
    ids=["IRI", "slug", "caption", "blanks", "misprint", "name", "case"],
)
def test_key_leads_to_the_body(catalogue: Catalogue, key: str) -> None:
    assert catalogue.resolve(key, "Agent") == thing_iri("Body", "acmw")


def test_identifier_is_a_key(catalogue: Catalogue) -> None:
    assert catalogue.resolve("harbours:7", "Thing") == thing_iri("Body", "council")


def test_title_is_a_key(catalogue: Catalogue) -> None:
    assert catalogue.resolve("Convention 87", "Instrument") == thing_iri("Convention", "c-87")


@pytest.mark.parametrize("key", ["Joint Communiqué", "joint communique", "Joint Communique\u0301"])
def test_accents_do_not_matter(catalogue: Catalogue, key: str) -> None:
    assert catalogue.resolve(key, "Thing") == thing_iri("Instrument", "communique")


def test_passage_is_known_by_its_place(catalogue: Catalogue) -> None:
    assert catalogue.resolve("letter/main/1", "Passage") == PARA


def test_slug_goes_before_a_name(catalogue: Catalogue) -> None:
    assert catalogue.resolve("fair-1", "Event") == thing_iri("Event", "fair-1")


def test_form_names_what_it_designates_before_the_designation(catalogue: Catalogue) -> None:
    assert catalogue.resolve("ACWM", "Thing") == thing_iri("Body", "acmw")


def test_key_is_looked_up_in_its_class_only(catalogue: Catalogue) -> None:
    assert catalogue.find("acmw", "Body") == thing_iri("Body", "acmw")
    assert catalogue.find("acmw", "Event") is None


def test_iri_of_another_class_is_unknown(catalogue: Catalogue) -> None:
    assert catalogue.find(thing_iri("Body", "acmw"), "Event") is None


@pytest.mark.parametrize("key", ["", " ", "*", '"', "%", "https://"])
def test_key_of_nothing_is_unknown(catalogue: Catalogue, key: str) -> None:
    assert catalogue.find(key, "Thing") is None


def test_unknown_key_answers_with_near_names(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownKey, match=r"^no body has the key 'ACMV'$") as refused:
        catalogue.resolve("ACMV", "Body")
    hinted = catalogue.hint(refused.value)
    assert str(hinted) == "no body has the key 'ACMV'; did you mean 'ACMW', 'ACWM'?"
    assert hinted.code == "UNKNOWN_KEY"
    assert hinted.details["candidates"] == ["ACMW", "ACWM"]


def test_unknown_key_may_have_no_near_names(catalogue: Catalogue) -> None:
    hinted = catalogue.hint(UnknownKey("qqqqqqqq", "Event", "event"))
    assert str(hinted) == "no event has the key 'qqqqqqqq'"


def test_slug_of_two_things_answers_with_both(catalogue: Catalogue) -> None:
    both = [thing_iri("Body", "fair"), thing_iri("Event", "fair")]
    with pytest.raises(QueryError, match="'fair' names 2 things; use the IRI") as refused:
        catalogue.resolve("fair", "Thing")
    assert refused.value.code == "AMBIGUOUS_KEY"
    assert refused.value.details == {"value": "fair", "candidates": both}


def test_name_of_two_things_answers_with_both(catalogue: Catalogue) -> None:
    with pytest.raises(QueryError, match="names 2 things") as refused:
        catalogue.resolve("fair of cote d'azur", "Event")
    both = [thing_iri("Event", slug) for slug in ("fair-1", "fair-2")]
    assert refused.value.details["candidates"] == both


def test_all_words_are_found_anywhere(catalogue: Catalogue) -> None:
    assert _slugs(catalogue, "migrant portability") == ["letter-7"]


def test_names_go_before_other_texts(catalogue: Catalogue) -> None:
    assert _slugs(catalogue, "portability", "Clause") == ["letter-8", "letter-7"]


def test_words_in_quotes_stand_together(catalogue: Catalogue) -> None:
    assert _slugs(catalogue, '"social security"', "Clause") == ["letter-7"]
    assert _slugs(catalogue, '"security social"', "Clause") == []
    assert _slugs(catalogue, "security social", "Clause") == ["letter-7"]


def test_asterisk_makes_a_prefix(catalogue: Catalogue) -> None:
    assert _slugs(catalogue, "porta", "Clause") == []
    assert set(_slugs(catalogue, "porta*", "Clause")) == {"letter-7", "letter-8"}


@pytest.mark.parametrize("text", ["communique", "COMMUNIQUÉ", "communique\u0301"])
def test_search_folds_case_and_accents(catalogue: Catalogue, text: str) -> None:
    assert _slugs(catalogue, text) == ["communique"]


@pytest.mark.parametrize("text", ["C-87", "c-87", "C 87", "(C-87)", "C/87", '"C-87'])
def test_punctuation_is_no_syntax(catalogue: Catalogue, text: str) -> None:
    assert _slugs(catalogue, text) == ["c-87"]


@pytest.mark.parametrize("text", ["", " ", "*", '"', '""', "-", "()", "^"])
def test_search_for_no_word_finds_nothing(catalogue: Catalogue, text: str) -> None:
    assert catalogue.search(text, "Thing") == Found((), cut=False)


@pytest.mark.parametrize(
    "text", ['"fair of', 'fair" of', "fair AND", "fair OR", "NOT fair", "names:fair", "NEAR(fair)"]
)
def test_operators_are_words(catalogue: Catalogue, text: str) -> None:
    assert "fair" in _slugs(catalogue, text) or not _slugs(catalogue, text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="aé87*\"'()-:^+{}\\ \n\x00%ANDORNT"))
def test_any_text_can_be_searched(catalogue: Catalogue, text: str) -> None:
    assert len(catalogue.search(text, "Thing").iris) <= SEARCH_LIMIT


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text_can_be_a_key(catalogue: Catalogue, text: str) -> None:
    assert catalogue.find(text, "Clause") is None


def test_search_keeps_to_the_class(catalogue: Catalogue) -> None:
    assert _slugs(catalogue, "fair", "Body") == ["fair"]


def test_search_gives_at_most_a_thousand(catalogue: Catalogue) -> None:
    found = catalogue.search("anvil", "Output")
    assert (len(found.iris), found.cut) == (SEARCH_LIMIT, True)
    assert not catalogue.search("fair", "Body").cut


def test_same_model_gives_the_same_bytes(ontology: Ontology) -> None:
    quads = [quad for row in list(_rows())[:14] for quad in iter_quads(row, ontology)]
    one = build_catalogue(build_model(quads, ontology), quads_bytes(quads))
    assert one == build_catalogue(build_model(reversed(quads), ontology), quads_bytes(quads))


def test_records_tell_the_passages_of_each_graph(catalogue: Catalogue) -> None:
    records = catalogue.records()
    (record,) = records[PARA]
    assert len(list(records)) == len(records) > 1
    assert records.get("nowhere") is None
    assert (record["certainty"], record["locator"]) == ("STATED", "para 1")


def test_records_share_what_they_show_alike(release: Release, ontology: Ontology) -> None:
    records = Catalogue(release.catalogue, ontology).records()
    shown = [record for some in records.values() for record in some]
    passages = [cast(Record, record["passage"]) for record in shown]
    kept, named = {id(passage) for passage in passages}, {passage["iri"] for passage in passages}
    assert len(passages) > len(kept) == len(named)


def test_a_slug_can_name_its_class(catalogue: Catalogue) -> None:
    assert catalogue.resolve("body/acmw", "Thing") == thing_iri("Body", "acmw")


def test_terms_are_no_keys(catalogue: Catalogue) -> None:
    assert catalogue.find(str(AL.Provision), "Thing") is None


@pytest.mark.parametrize("text", ["a " * 51, '"' + "a " * 51 + '"', "a*" * 51, "a-" * 51])
def test_searches_for_too_many_words_are_refused(catalogue: Catalogue, text: str) -> None:
    with pytest.raises(QueryError, match="at most 50 words, got 51") as caught:
        catalogue.search(text, "Thing")
    assert caught.value.code == "TOO_MANY_WORDS"


def test_a_search_past_its_time_is_given_up(catalogue: Catalogue) -> None:
    late = catalogue.until(monotonic() - 1)
    with pytest.raises(TimeoutError):
        late.search("a*", "Thing")
    assert catalogue.search("anvil", "Thing").iris


def test_sizes_of_classes_and_relations_are_known(catalogue: Catalogue) -> None:
    assert (2, 1) == (catalogue.sizes["Clause"], catalogue.sizes["Convention"])
    assert 1 == catalogue.sizes["designations"]  # of each thing that has any
    assert "participations" not in catalogue.sizes
