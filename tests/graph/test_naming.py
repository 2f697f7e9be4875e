"""Slugs, names and captions follow from content."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from graph.model.read_model import Model, build_model
from graph.naming import CAPTION_LENGTH, fill_caption, key_slug, shorten, with_names
from graph.release import Release
from graph.statements import Provenance, Row, Term
from graph.terms import AL, Ontology, passage_iri, thing_iri

EVIDENCE = Provenance((passage_iri("letter", "main/1"),))


def _thing(class_name: str, slug: str) -> NamedNode:
    return NamedNode(thing_iri(class_name, slug))


def _row(class_name: str, slug: str, **values: Term) -> Row:
    return Row(
        class_name, thing_iri(class_name, slug), {n: (v,) for n, v in values.items()}, EVIDENCE
    )


def _body(slug: str, name: str, **values: Term) -> Row:
    return _row("Body", slug, name=Literal(name), **values)


def _names(*rows: Row, ontology: Ontology) -> dict[str, str]:
    named = with_names(rows, ontology)
    return {r.subject.rpartition("/")[2]: r.values["name"][0].value for r in named}


def _caption(row: Row, ontology: Ontology) -> str:
    (named,) = with_names([row], ontology)
    return named.values["caption"][0].value


def _slug(ontology: Ontology, class_name: str, **values: Term) -> str:
    terms = {name: (value,) for name, value in values.items()}
    return key_slug(ontology.classes[class_name], terms, ontology)


def test_slug_joins_the_slugs_of_the_key_in_its_order(ontology: Ontology) -> None:
    slug = _slug(
        ontology,
        "Assignment",
        role=NamedNode(str(AL["role-potential-collaborator"])),
        via=_thing("Body", "lamp-project"),
        agent=_thing("Body", "board"),
        provision=_thing("Clause", "letter-7"),
    )
    assert slug == "letter-7.board.potential-collaborator.lamp-project"


def test_slug_leaves_out_what_is_empty(ontology: Ontology) -> None:
    slug = _slug(ontology, "Membership", member=_thing("State", "laos"), when=Literal("2016/2020"))
    assert slug.startswith("laos.2016-2020-")


def test_order_of_the_values_of_a_cell_does_not_matter(ontology: Ontology) -> None:
    summits = (_thing("Event", "summit-44"), _thing("Event", "summit-45"))
    adoption = ontology.classes["Adoption"]
    slugs = {key_slug(adoption, {"occasion": some}, ontology) for some in (summits, summits[::-1])}
    assert slugs == {"summit-44.summit-45"}


def test_slug_of_a_property_is_its_name(ontology: Ontology) -> None:
    uri = NamedNode("http://www.w3.org/2001/XMLSchema#anyURI")
    printed = Literal(str(AL.whenPrinted), datatype=uri)
    assert _slug(ontology, "Gap", property=printed) == "when-printed"


@pytest.mark.parametrize(
    ("period", "slug"),
    [
        ("2018", "2018"),
        ("2018/..", "2018-open"),
        ("../2018", "open-2018"),
        ("2016/2020", "2016-2020"),
    ],
)
def test_periods_stay_apart(ontology: Ontology, period: str, slug: str) -> None:
    when = Literal(period, datatype=NamedNode(str(AL.edtf)))
    assert _slug(ontology, "Membership", when=when) == slug


def test_slug_of_an_acronym_is_readable(ontology: Ontology) -> None:
    assert _slug(ontology, "Designation", form=Literal("ACMW")) == "acmw"


def test_forms_that_differ_in_case_or_marks_stay_two(ontology: Ontology) -> None:
    forms = ("Harbour Board", "harbour board", "Harbour-Board", "Hárbour Board")
    slugs = {_slug(ontology, "Designation", form=Literal(form)) for form in forms}
    assert len(slugs) == len(forms)
    assert {slug.rpartition("-")[0] for slug in slugs} == {"harbour-board"}


def test_template_names_what_has_no_name(ontology: Ontology) -> None:
    names = _names(
        _body("board", "Harbour Board"),
        _row("Clause", "letter-7", name=Literal("Letter, para 7")),
        _row(
            "Assignment",
            "a",
            agent=_thing("Body", "board"),
            role=NamedNode(str(AL["role-joint"])),
            provision=_thing("Clause", "letter-7"),
        ),
        ontology=ontology,
    )
    assert names["a"] == "Harbour Board: joint, Letter, para 7"


def test_things_are_named_after_what_they_are_made_of(ontology: Ontology) -> None:
    """A gap concerns a participation, which is at an adoption; none has a name of its own."""
    names = _names(
        _row(
            "Gap",
            "g",
            concerns=_thing("Participation", "p"),
            reason=NamedNode(str(AL["gapreason-lost"])),
        ),
        _row(
            "Participation",
            "p",
            agent=_thing("Body", "board"),
            role=NamedNode(str(AL["role-signatory"])),
            at=_thing("Adoption", "ad"),
        ),
        _row(
            "Adoption",
            "ad",
            subject=_thing("Instrument", "lamp-plan"),
            manner=NamedNode(str(AL["manner-signed"])),
        ),
        _row("Instrument", "lamp-plan", name=Literal("Lamp Plan")),
        _body("board", "Harbour Board"),
        ontology=ontology,
    )
    assert names["ad"] == "Lamp Plan: signed"
    assert names["p"] == "Harbour Board: signatory, Lamp Plan: signed"
    assert names["g"] == "Harbour Board: signatory, Lamp Plan: signed: lost"


def test_order_of_rows_does_not_matter(ontology: Ontology) -> None:
    rows = [
        _row("Gap", "g", concerns=_thing("Adoption", "ad")),
        _row("Adoption", "ad", subject=_thing("Instrument", "lamp-plan")),
        _row("Instrument", "lamp-plan", name=Literal("Lamp Plan")),
    ]
    assert _names(*rows, ontology=ontology) == _names(*reversed(rows), ontology=ontology)


def test_curated_name_stays(ontology: Ontology) -> None:
    row = _row("Adoption", "ad", name=Literal("Signing of the plan"))
    assert _names(row, ontology=ontology) == {"ad": "Signing of the plan"}


def test_names_known_from_elsewhere_count(ontology: Ontology) -> None:
    row = _row("Adoption", "ad", subject=_thing("Instrument", "lamp-plan"))
    known = {thing_iri("Instrument", "lamp-plan"): "Lamp Plan"}
    (named,) = with_names([row], ontology, known)
    assert named.values["name"] == (Literal("Lamp Plan"),)


def test_several_values_are_joined_in_words(ontology: Ontology) -> None:
    summits = (_thing("Event", "summit-1"), _thing("Event", "summit-2"))
    row = Row("Adoption", thing_iri("Adoption", "ad"), {"occasion": summits}, EVIDENCE)
    known = {event.value: f"Summit {event.value[-1]}" for event in summits}
    (named,) = with_names([row], ontology, known)
    assert named.values["name"] == (Literal("Summit 1 and Summit 2"),)


def test_caption_is_cut_at_a_word(ontology: Ontology) -> None:
    assert _caption(_body("board", "Harbour Board of Elsewhere"), ontology) == "Harbour Board…"


def test_curated_caption_stays(ontology: Ontology) -> None:
    row = _body("board", "Harbour Board of Elsewhere", caption=Literal("HBE"))
    assert _caption(row, ontology) == "HBE"


def test_caption_follows_the_template_of_the_class(ontology: Ontology) -> None:
    number = Literal("87", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    row = _row("Convention", "c-87", name=Literal("Long name"), conventionNumber=number)
    assert _caption(row, ontology) == "C87"


def test_caption_template_is_inherited(ontology: Ontology) -> None:
    row = _row("PlanItem", "item", name=Literal("Lamps for the pier"), number=Literal("6a"))
    assert _caption(row, ontology) == "6a"


@pytest.mark.parametrize("class_name", ["Clause", "Convention"])
def test_caption_falls_back_on_the_name(ontology: Ontology, class_name: str) -> None:
    row = _row(class_name, "thing-without-number", name=Literal("Preamble"))
    assert _caption(row, ontology) == "Preamble"


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("sixteen letters!", "sixteen letters!"),
        ("Harbour Board, of which", "Harbour Board…"),
        ("Donaudampfschifffahrt", "Donaudampfschif…"),
        ("A Donaudampfschifffahrt", "A Donaudampfsch…"),
    ],
)
def test_long_texts_are_shortened(text: str, caption: str) -> None:
    assert shorten(text) == caption


@given(st.text())
def test_caption_fits_a_circle(text: str) -> None:
    assert len(shorten(text)) <= CAPTION_LENGTH


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("main text, para 7", "…text, para 7"),
        ("ACMW Work Plan 2016-2020, table 3, row 7", "…table 3, row 7"),
        ("List of Abbreviations, ILO", "…ILO"),
        ("preamble, paragraph 6 (not numbered in print)", "…paragraph 6"),
        ("para 7", "para 7"),
    ],
)
def test_a_template_may_keep_the_end(text: str, caption: str) -> None:
    assert fill_caption("…{locator}", text) == caption


@pytest.mark.parametrize(
    "form", ["Labour inspection (agriculture)", "(Draft) plan", "Boards (a, (b))", "Plan (2016):"]
)
def test_names_have_the_brackets_of_their_parts(ontology: Ontology, form: str) -> None:
    row = _row("Designation", "d", form=Literal(form), designates=_thing("Body", "board"))
    (named,) = with_names([row], ontology)
    assert named.values["name"] == (Literal(form.rstrip(":")),)


def test_each_bracket_of_a_name_has_its_other(release: Release, ontology: Ontology) -> None:
    """The law: names are balanced where the names and the words they are made of are."""
    model = build_model(release.read_quads(), ontology)
    lost = [
        model.text("name", iri)
        for iri in model.things
        if not _is_balanced(model.text("name", iri)) and all(map(_is_balanced, _parts(model, iri)))
    ]
    assert lost == []


def _parts(model: Model, iri: str) -> list[str]:
    """What a name is made of: by the template of the class, or by an editor from the title."""
    template = model.ontology.classes[model.things[iri].class_name].name_template or "{title}"
    names = re.findall(r"{(\w+)}", template)
    ends = [e.target for name in names for e in model.edges.get(name, {}).get(iri, ())]
    return [*(model.text("name", end) for end in ends), *(model.text(n, iri) for n in names)]


def _is_balanced(text: str) -> bool:
    return "…" in text or text.count("(") == text.count(")")
