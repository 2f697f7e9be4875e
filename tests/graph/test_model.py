"""The read model: things, default values, certainty and evidence."""

from collections.abc import Iterable, Mapping

import pytest
from pyoxigraph import Literal, NamedNode

from graph.model.facts import Claim, Edge
from graph.model.read_model import Model, build_model
from graph.statements import RDF_TYPE, Provenance, Row, Term, iter_quads, reading_of
from graph.terms import AL, APPARATUS, CERTAINTIES, Ontology, passage_iri, thing_iri
from loaders.build import read_apparatus

TERMS = read_apparatus()
OLD, NEW, OTHER, PLAIN = (passage_iri("letter", f"main/{n}") for n in (1, 2, 3, 4))
PIER = thing_iri("Event", "pier-fair")
BY_ORDER = Provenance((OLD,), "by-order")
WORDS = {OLD: "letter-2013", NEW: "letter-2017"}


def _concept(name: str) -> NamedNode:
    return NamedNode(str(AL[name]))


def _date(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(str(AL.edtf)))


def _thing(class_name: str, slug: str) -> NamedNode:
    return NamedNode(thing_iri(class_name, slug))


def _row(iri: str, class_name: str, evidence: Provenance | str | None, **values: Term) -> Row:
    rests = Provenance((evidence,)) if isinstance(evidence, str) else evidence
    cells: Mapping[str, tuple[Term, ...]] = {name: (value,) for name, value in values.items()}
    return Row(class_name, iri, cells, rests)


def _frame() -> list[Row]:
    """Two instruments of 2013 and 2017 whose words two of the four passages are."""
    instruments = [
        _row(thing_iri("Instrument", slug), "Instrument", OTHER, date=_date(slug[-4:]))
        for slug in WORDS.values()
    ]
    passages = [
        _row(
            iri,
            "Passage",
            None,
            **({"wordsOf": _thing("Instrument", WORDS[iri])} if iri in WORDS else {}),
        )
        for iri in (OLD, NEW, OTHER, PLAIN)
    ]
    return [*instruments, *passages]


def _model(rows: Iterable[Row], ontology: Ontology) -> Model:
    rows = [*_frame(), *rows]
    return build_model(TERMS | {q for row in rows for q in iter_quads(row, ontology)}, ontology)


def _fair(evidence: Provenance | str, **values: Term) -> Row:
    return _row(PIER, "Event", evidence, **values)


def _place(model: Model) -> str:
    return model.text("place", PIER)


def test_thing_has_its_class_and_slug(ontology: Ontology) -> None:
    thing = _model([_fair(OLD)], ontology).things[PIER]
    assert (thing.class_name, thing.slug) == ("Event", "pier-fair")


def test_members_of_a_class_are_members_of_its_ancestors(ontology: Ontology) -> None:
    model = _model([_fair(OLD)], ontology)
    for name in ("Event", "Activity", "Thing"):
        assert PIER in model.members[name]
    assert PIER not in model.members["Adoption"]


def test_default_order_is_by_name_without_case_and_accents(ontology: Ontology) -> None:
    names = {"z": "apple", "y": "Éclair", "x": "eclair", "w": "Zebra"}
    rows = [
        _row(thing_iri("Body", slug), "Body", OLD, name=Literal(name))
        for slug, name in names.items()
    ]
    model = _model(rows, ontology)
    assert [model.things[iri].slug for iri in model.members["Body"]] == ["z", "x", "y", "w"]


def test_stated_goes_before_inferred(ontology: Ontology) -> None:
    rows = [
        _fair(Provenance((NEW,), "by-order"), place=Literal("A")),
        _fair(OTHER, place=Literal("B")),
    ]
    assert _place(_model(rows, ontology)) == "B"


def test_latest_instrument_goes_first(ontology: Ontology) -> None:
    rows = [_fair(OLD, place=Literal("A")), _fair(NEW, place=Literal("B"))]
    assert _place(_model(rows, ontology)) == "B"


def test_passage_of_an_instrument_goes_before_one_of_none(ontology: Ontology) -> None:
    rows = [_fair(PLAIN, place=Literal("A")), _fair(OLD, place=Literal("B"))]
    assert _place(_model(rows, ontology)) == "B"


def test_lowest_value_goes_first_where_nothing_else_decides(ontology: Ontology) -> None:
    rows = [_fair(PLAIN, place=Literal("B")), _fair(OTHER, place=Literal("A"))]
    assert _place(_model(rows, ontology)) == "A"


def test_lowest_number_is_not_the_lowest_text(ontology: Ontology) -> None:
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    rows = [
        _fair(graph, ordinal=Literal(text, datatype=integer))
        for graph, text in ((PLAIN, "10"), (OTHER, "9"))
    ]
    assert [c.value for c in _model(rows, ontology).claims["ordinal"][PIER]] == [9, 10]


def test_own_instrument_goes_before_a_later_one(ontology: Ontology) -> None:
    own = thing_iri("Instrument", "letter-2013")
    rows = [
        _row(own, "Instrument", NEW, place=Literal("A")),
        _row(own, "Instrument", OLD, place=Literal("B")),
    ]
    assert _model(rows, ontology).text("place", own) == "B"


def test_own_instrument_of_a_provision_goes_first(ontology: Ontology) -> None:
    clause = thing_iri("Clause", "c")
    rows = [
        _row(clause, "Clause", OLD, instrument=_thing("Instrument", "letter-2013")),
        _row(clause, "Clause", NEW, force=_concept("force-noted")),
        _row(clause, "Clause", OLD, force=_concept("force-tasked")),
    ]
    assert _model(rows, ontology).text("force", clause) == "TASKED"


def test_all_claims_stay_with_their_graphs(ontology: Ontology) -> None:
    rows = [
        _fair(OLD, place=Literal("A")),
        _fair(NEW, place=Literal("B")),
        _fair(OTHER, place=Literal("A")),
    ]
    assert _model(rows, ontology).claims["place"][PIER] == (
        Claim("B", 0, (NEW,)),
        Claim("A", 0, (OLD, OTHER)),
    )


def test_relation_with_one_value_keeps_the_default(ontology: Ontology) -> None:
    laos, siam = (_row(thing_iri("State", s), "State", OLD) for s in ("laos", "siam"))
    rows = [
        laos,
        siam,
        _fair(OLD, country=NamedNode(laos.subject)),
        _fair(NEW, country=NamedNode(siam.subject)),
    ]
    model = _model(rows, ontology)
    assert model.edges["country"][PIER] == (Edge(siam.subject, 0, (NEW,)),)
    assert laos.subject not in model.edges["countryOf"]


def test_values_are_decoded(ontology: Ontology) -> None:
    gap = thing_iri("Gap", "g")
    uri = NamedNode("http://www.w3.org/2001/XMLSchema#anyURI")
    row = _row(
        gap,
        "Gap",
        OLD,
        reason=_concept("gapreason-to-be-confirmed"),
        property=Literal(str(AL.date), datatype=uri),
    )
    model = _model([row], ontology)
    assert (model.text("reason", gap), model.text("property", gap)) == ("TO_BE_CONFIRMED", "date")


def test_nothing_known_is_no_text(ontology: Ontology) -> None:
    model = _model([_fair(OLD)], ontology)
    assert model.first("place", PIER) is None
    assert _place(model) == ""


@pytest.mark.parametrize(
    ("method", "certainty"),
    [
        ("editorial", "EDITORIAL"),
        ("by-heading", "STATED"),
        ("by-order", "INFERRED"),
        ("by-rule", "INFERRED"),
        ("alternatives", "UNDECIDED"),
    ],
)
def test_method_sets_the_certainty(ontology: Ontology, method: str, certainty: str) -> None:
    row = _fair(Provenance((OLD,), method), place=Literal("A"))
    (claim,) = _model([row], ontology).claims["place"][PIER]
    assert CERTAINTIES[claim.rank] == certainty


def test_strongest_graph_sets_the_certainty(ontology: Ontology) -> None:
    rows = [_fair(BY_ORDER, place=Literal("A")), _fair(NEW, place=Literal("A"))]
    (claim,) = _model(rows, ontology).claims["place"][PIER]
    assert claim == Claim("A", 0, tuple(sorted((NEW, reading_of(BY_ORDER)))))


@pytest.mark.parametrize(
    ("below", "above", "certainty"),
    [
        ("by-order", "by-heading", "INFERRED"),
        ("alternatives", "by-rule", "UNDECIDED"),
        ("editorial", "by-heading", "STATED"),
        ("by-heading", "by-rule", "INFERRED"),
    ],
)
def test_reading_is_no_stronger_than_what_it_rests_on(
    ontology: Ontology, below: str, above: str, certainty: str
) -> None:
    first = Provenance((OLD,), below)
    second = Provenance((reading_of(first),), above)
    rows = [_fair(first, place=Literal("A")), _fair(second, theme=Literal("Lamps"))]
    (claim,) = _model(rows, ontology).claims["theme"][PIER]
    assert CERTAINTIES[claim.rank] == certainty


def test_apparatus_counts_as_stated_and_is_no_evidence(ontology: Ontology) -> None:
    passage = _model([], ontology).things[OLD]
    assert (passage.rank, passage.graphs) == (0, ())


def _tasking(assignment: Provenance | str, agent: Provenance | str) -> list[Row]:
    one = thing_iri("Assignment", "a")
    return [
        _row(thing_iri("Body", "board"), "Body", OLD),
        _row(thing_iri("Clause", "c"), "Clause", OLD),
        _row(one, "Assignment", assignment, provision=_thing("Clause", "c")),
        _row(one, "Assignment", agent, agent=_thing("Body", "board")),
    ]


def test_inverse_has_the_certainty_and_evidence_of_its_forward(ontology: Ontology) -> None:
    model = _model(_tasking(BY_ORDER, OLD), ontology)
    (edge,) = model.edges["assignments"][thing_iri("Clause", "c")]
    assert edge == Edge(thing_iri("Assignment", "a"), 2, (reading_of(BY_ORDER),))


def test_chain_has_the_weakest_certainty_and_the_joined_evidence(ontology: Ontology) -> None:
    model = _model(_tasking(BY_ORDER, NEW), ontology)
    (edge,) = model.edges["agents"][thing_iri("Clause", "c")]
    both = tuple(sorted((reading_of(BY_ORDER), NEW)))
    assert edge == Edge(thing_iri("Body", "board"), CERTAINTIES.index("INFERRED"), both)
    assert model.edges["mandates"][edge.target] == (
        Edge(thing_iri("Clause", "c"), edge.rank, both),
    )


def test_stronger_of_two_ways_sets_the_certainty_of_a_chain(ontology: Ontology) -> None:
    other = thing_iri("Assignment", "b")
    stated = _row(
        other, "Assignment", NEW, provision=_thing("Clause", "c"), agent=_thing("Body", "board")
    )
    model = _model([*_tasking(BY_ORDER, BY_ORDER), stated], ontology)
    (edge,) = model.edges["agents"][thing_iri("Clause", "c")]
    assert CERTAINTIES[edge.rank] == "STATED"


def test_recursion_has_the_weakest_certainty_and_the_joined_evidence(ontology: Ontology) -> None:
    part: dict[str, tuple[Provenance | str, str]]
    part = {"a": (BY_ORDER, "b"), "b": (NEW, "c"), "c": (OLD, "a")}
    rows = [
        _row(thing_iri("Event", n), "Event", evidence, partOfEvent=_thing("Event", whole))
        for n, (evidence, whole) in part.items()
    ]
    edges = _model(rows, ontology).edges
    first, second = edges["wholeEvents"][thing_iri("Event", "a")]
    assert (first.target, second.target) == (thing_iri("Event", "b"), thing_iri("Event", "c"))
    assert CERTAINTIES[second.rank] == "INFERRED"
    assert {reading_of(BY_ORDER), NEW} <= set(second.graphs)
    assert len(edges["allSubEvents"][thing_iri("Event", "c")]) == 2


def test_relations_lead_to_known_things(ontology: Ontology) -> None:
    model = _model([_fair(OLD, body=_thing("Body", "nobody"))], ontology)
    assert PIER not in model.edges["body"]


def test_graphs_of_evidence_are_never_the_apparatus(ontology: Ontology) -> None:
    model = _model(_tasking(BY_ORDER, NEW), ontology)
    graphs = {
        g
        for edges in model.edges.values()
        for some in edges.values()
        for e in some
        for g in e.graphs
    }
    assert graphs
    assert APPARATUS not in graphs


def test_terms_of_the_ontology_are_no_things(ontology: Ontology) -> None:
    model = _model([], ontology)
    assert str(AL.Provision) not in model.things
    assert RDF_TYPE.value not in model.claims


DATES = [
    # the default first, and whether there are two dates at all
    (("2008", "2008-10"), "2008-10", False),
    (("2008-10-20", "2008-10", "2008"), "2008-10-20", False),
    (("2015", "../2015"), "2015", False),
    (("2017", "2017-10-18/2017-10-19"), "2017-10-18/2017-10-19", False),
    (("2008", "2009-01"), "2008", True),
    (("2008", "2008-10", "2008-11"), "2008-10", True),
    # a period is not a vague day
    (("2016/2020", "2018"), "2016/2020", True),
    (("2016/..", "2018"), "2016/..", True),
]


@pytest.mark.parametrize(("dates", "default", "disagree"), DATES)
def test_precision_is_no_disagreement_and_goes_first(
    ontology: Ontology, dates: tuple[str, ...], default: str, *, disagree: bool
) -> None:
    passages = (OTHER, PLAIN, OLD)
    for order in (dates, dates[::-1]):
        rows = [
            _fair(passage, when=_date(text)) for passage, text in zip(passages, order, strict=False)
        ]
        model = _model(rows, ontology)
        if not disagree:
            assert model.text("when", PIER) == default
        assert (model.disagreement("when", PIER) is not None) is disagree


def test_a_more_precise_conclusion_does_not_go_before_what_is_stated(ontology: Ontology) -> None:
    rows = [_fair(OLD, when=_date("2008")), _fair(BY_ORDER, when=_date("2008-10"))]
    model = _model(rows, ontology)
    assert model.text("when", PIER) == "2008"
    assert model.disagreement("when", PIER) is None


def test_a_stated_disagreement_is_one_at_each_level(ontology: Ontology) -> None:
    rows = [
        _fair(OLD, when=_date("2008")),
        _fair(OTHER, when=_date("2009")),
        _fair(BY_ORDER, when=_date("2008-10")),
    ]
    assert _model(rows, ontology).disagreement("when", PIER) == 0


def _mark(day: str, convention: str | None, evidence: Provenance | str = OLD) -> list[Row]:
    """A mark under a convention, or one of which only the category of the column is known."""
    iri = thing_iri("Ratification", f"siam.{convention}.{day}")
    values: dict[str, Term] = {"state": _thing("State", "siam"), "asAt": _date(day)}
    if convention:
        values["convention"] = _thing("Convention", convention)
    else:
        values["category"] = _concept("conventioncategory-fundamental")
    return [
        _row(thing_iri("State", "siam"), "State", OLD),
        *(
            _row(
                thing_iri("Convention", c),
                "Convention",
                OLD,
                category=_concept(f"conventioncategory-{kind}"),
            )
            for c, kind in (("c1", "fundamental"), ("c2", "governance"))
        ),
        _row(iri, "Ratification", evidence, **values),
    ]


def _period(model: Model, iri: str) -> tuple[str, str]:
    """The one period in which a thing counts."""
    (way,) = model.things[iri].ways
    return way.since, way.until


@pytest.mark.parametrize(
    ("later", "until"),
    [
        (("2017", "c1"), "2017-12-31"),  # a cell of the same category
        (("2017", None), "2017-12-31"),  # a row of the same category
        (("2017", "c2"), "~"),  # a cell of another category
        (("2013", "c1"), "~"),  # a cell of the same day
    ],
)
def test_a_row_without_columns_counts_until_its_cells_are_told(
    ontology: Ontology, later: tuple[str, str | None], until: str
) -> None:
    model = _model([*_mark("2013", None), *_mark(*later)], ontology)
    assert _period(model, thing_iri("Ratification", "siam.None.2013")) == ("2013-12-31", until)


def test_a_row_without_columns_takes_the_place_of_no_cell(ontology: Ontology) -> None:
    model = _model([*_mark("2013", "c1"), *_mark("2017", None)], ontology)
    assert _period(model, thing_iri("Ratification", "siam.c1.2013")) == ("2013-12-31", "~")


def test_a_concluded_cell_takes_the_place_of_no_stated_row(ontology: Ontology) -> None:
    model = _model([*_mark("2013", None), *_mark("2017", "c1", BY_ORDER)], ontology)
    assert _period(model, thing_iri("Ratification", "siam.None.2013")) == ("2013-12-31", "~")


def test_a_relation_is_no_more_certain_than_its_ends(ontology: Ontology) -> None:
    concluded = _row(thing_iri("Body", "board"), "Body", BY_ORDER)
    meeting = _fair(OLD, body=_thing("Body", "board"))
    model = _model([concluded, meeting], ontology)
    (edge,) = model.edges["body"][PIER]
    (back,) = model.edges[str(ontology.properties["body"].inverse)][edge.target]
    assert CERTAINTIES[edge.rank] == CERTAINTIES[back.rank] == "INFERRED"
