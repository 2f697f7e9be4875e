from collections.abc import Mapping

import pytest

from graph.neo4j.cypher import compile_root
from graph.plan import (
    EVERYTHING,
    INFERRED,
    STATED,
    Combine,
    Compare,
    Known,
    Lookup,
    One,
    Page,
    Related,
    Sort,
    ThingColumns,
    Value,
)
from graph.terms import Ontology

TITLE = ThingColumns((Value("title"),), {"OtherInstrument": (0,)})


def page(source: str, **changes: object) -> Page:
    plain = {"where": EVERYTHING, "order": (), "found": (), "offset": 0, "first": 10}
    return Page(source, **(plain | {"things": TITLE} | changes))  # type: ignore[arg-type]  # named like the fields


def test_a_lookup_is_one_match_on_the_key(ontology: Ontology) -> None:
    statement = compile_root(Lookup("Instrument", "https://x/i", TITLE), STATED, ontology)

    assert statement.text == (
        "RETURN COLLECT { MATCH (v1:Entity) USING INDEX SEEK v1:Entity(iri) WHERE v1.iri = $p0 "
        "AND v1:Instrument AND v1.certainty IN $certainties1 "
        "RETURN [v1.class, v1.officialTitle] } AS answer"
    )
    assert statement.parameters == {"p0": "https://x/i", "certainties1": ["STATED", "EDITORIAL"]}


IN_ORDER = (
    "MATCH (v1:Instrument) USING INDEX v1:Instrument(title_folded, iri) "
    "WHERE v1.title_folded IS NOT NULL AND v1.iri IS NOT NULL WITH v1 "
    "WHERE v1.certainty IN $certainties1 AND true "
    "WITH v1 ORDER BY v1.title_folded, v1.iri "
)
"""What binds the things of a class in the order that an index has them in."""


def test_a_page_lists_total_withheld_and_rows(ontology: Ontology) -> None:
    assert compile_root(page("Instrument"), STATED, ontology).text == (
        f"RETURN [null, null, null, COLLECT {{ {IN_ORDER}SKIP $p0 LIMIT $p1 "
        "RETURN [[v1.class, v1.officialTitle]] }] AS answer"
    )


@pytest.mark.parametrize(
    "changes", [{"order": (Sort(("date",), descending=False),)}, {"found": ("https://x/i",)}]
)
def test_no_index_has_another_order(ontology: Ontology, changes: Mapping[str, object]) -> None:
    text = compile_root(page("Instrument", **changes), STATED, ontology).text

    assert "COLLECT { MATCH (v1:Instrument) WHERE" in text


def test_what_several_parts_of_a_page_need_is_looked_for_once(ontology: Ontology) -> None:
    asked = page("Instrument", total=True)

    assert compile_root(asked, STATED, ontology).text == (
        f"{IN_ORDER}WITH collect(v1) AS v2 "
        "RETURN [size(v2), null, null, COLLECT { UNWIND v2[$p0..$p0 + $p1] AS v3 "
        "RETURN [[v3.class, v3.officialTitle]] }] AS answer"
    )


def test_inferred_values_are_read_where_they_are_asked_for(ontology: Ontology) -> None:
    statement = compile_root(page("Instrument"), INFERRED, ontology)

    assert "coalesce(v1.officialTitle, v1.officialTitle_inferred)" in statement.text


def test_an_inverse_is_the_relationship_read_backwards(ontology: Ontology) -> None:
    named = Compare("name", "eq", "x")
    where = Related("provisions", "some", Related("agents", "some", named))

    text = compile_root(page("Instrument", where=where), STATED, ontology).text

    assert "EXISTS { MATCH (v1)<-[v3:STANDS_IN]-(v2) WHERE v3.certainty IN $certainties1" in text
    assert "EXISTS { MATCH (v2)-[v5:NAMES_AGENT]->(v4)" in text


ACMW, SLOM = Known(("https://x/acmw",)), Known(("https://x/slom",))


def test_a_key_below_relations_is_where_the_statement_begins(ontology: Ontology) -> None:
    where = Related("provisions", "some", Combine("and", (Related("agents", "some", ACMW),)))

    text = compile_root(page("Instrument", where=where), STATED, ontology).text

    seek = "MATCH (v4:Entity) USING INDEX SEEK v4:Entity(iri) WHERE v4.iri IN $p0"
    assert text.startswith(f"{seek} MATCH (v2)-[v5:NAMES_AGENT]->(v4)")
    assert "WITH DISTINCT v1 WHERE v1:Instrument AND" in text


def test_of_several_keys_the_one_with_fewest_relations_goes_first(ontology: Ontology) -> None:
    both = (Related("agents", "some", ACMW), Related("agents", "some", SLOM))

    statement = compile_root(page("Provision", where=Combine("and", both)), STATED, ontology)

    assert (
        "MATCH (v2:Entity) USING INDEX SEEK v2:Entity(iri) WHERE v2.iri IN $p0 "
        "WITH v2 ORDER BY COUNT { ()-[:NAMES_AGENT]->(v2) } LIMIT 1 "
        "MATCH (v1)-[v3:NAMES_AGENT]->(v2)"
    ) in statement.text
    assert statement.parameters["p0"] == ["https://x/acmw", "https://x/slom"]


def test_a_key_that_only_may_hold_is_no_beginning(ontology: Ontology) -> None:
    either = (Related("agents", "some", ACMW), Related("agents", "none", SLOM))

    text = compile_root(page("Provision", where=Combine("or", either)), STATED, ontology).text

    assert "COLLECT { MATCH (v1:Provision) USING INDEX v1:Provision(title_folded, iri)" in text


def test_no_value_of_a_user_is_written_into_the_text(ontology: Ontology) -> None:
    evil = "'}) MATCH (n) DETACH DELETE n //"
    where = Combine("and", (Compare("title", "contains", evil), Known((evil,))))

    statement = compile_root(page("Instrument", where=where, found=(evil,)), STATED, ontology)

    assert evil not in statement.text
    assert evil in statement.parameters.values()


def test_the_text_is_the_same_for_other_values_of_the_same_shape(ontology: Ontology) -> None:
    first, second = (
        compile_root(page("Event", where=Compare("when", "lte", (day, day))), STATED, ontology)
        for day in ("2016-12-31", "2020-12-31")
    )

    assert first.text == second.text
    assert first.parameters != second.parameters


def test_every_filter_is_true_or_false_also_without_a_value(ontology: Ontology) -> None:
    where = Combine("not", (Compare("title", "eq", "x"), Compare("date", "gt", ("a", "b"))))

    text = compile_root(page("Instrument", where=where), STATED, ontology).text

    assert "NOT (coalesce(v1.officialTitle_folded = $p0, false)" in text
    assert "coalesce(v1.date_earliest > $p1, false))" in text


def test_things_without_a_value_come_last_both_ways(ontology: Ontology) -> None:
    order = (
        Sort(("date",), descending=True),
        Sort(("provisions",), descending=False, counted=True),
    )

    text = compile_root(page("Instrument", order=order), STATED, ontology).text

    assert "ORDER BY v1.date_earliest IS NULL, v1.date_earliest DESC, v1.date_latest DESC" in text
    assert "COUNT { MATCH (v1)<-[v3:STANDS_IN]-(v2)" in text


def test_a_to_one_relation_is_a_list_of_at_most_one(ontology: Ontology) -> None:
    owned = ThingColumns((One("owner", ThingColumns((Value("name"),), {})),), {})

    text = compile_root(page("Instrument", things=owned), STATED, ontology).text

    assert "COLLECT { MATCH (v1)-[v3:OWNED_BY]->(v2)" in text
    assert "RETURN [v2.class, v2.title] LIMIT 1 }" in text
