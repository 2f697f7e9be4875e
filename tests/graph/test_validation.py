"""The gate refuses what must not be released, and says what to do about it."""

import pytest
from pyoxigraph import RdfFormat, Store, parse
from pyshacl import validate
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH

from graph.errors import ReleaseError
from graph.inference import infer, read_rules
from graph.statements import iter_quads
from graph.terms import AL, BASE, FOLDER, Ontology
from graph.to_rdflib import add_triples
from graph.validation import (
    DERIVED_SHAPES,
    _iter_query_findings,
    _open_union,
    build_shapes,
    build_shapes_file,
    check_release,
)
from loaders.build import read_apparatus, read_rows
from tests.places import TABLES

APPARATUS = read_apparatus()
SHAPE = f"{BASE}shapes#"
HEAD = f"""
@base <{BASE}> .
@prefix al: <{AL}> .
<graph/apparatus> {{
  <passage/letter/main/1> a al:Passage ; al:name "Letter, para 1" ; al:locator "para 1" ;
    al:section "main" ; al:document <id/document/letter> .
  <id/document/letter> a al:Document ; al:name "Letter" ; al:title "Letter" ;
    al:extent al:extent-whole .
}}
"""
BAD: dict[str, tuple[str, str, str]] = {
    "TaskingNamesItsAgent": (
        "<id/clause/tasks-nobody> al:clauseKind al:clausekind-tasking ; al:force al:force-tasked .",
        "id/clause/tasks-nobody",
        "record who is asked, or correct the force",
    ),
    "CoordinatorCanCoordinate": (
        """<id/assignment/pier> al:agent <id/body/pier> ; al:role al:role-coordinator .
        <id/body/pier> a al:Body ; al:bodyKind al:bodykind-association .""",
        "id/assignment/pier",
        "look again at the column or the role",
    ),
    "ForceIsAsPrinted": (
        '<id/clause/loud> al:force al:force-tasked ; al:verb "strongly encouraged" .',
        "id/clause/loud verb",
        "The verb has another strength than the force",
    ),
    "RoleIsAsPrinted": (
        """<id/assignment/lead> al:role al:role-responsible ;
        al:rolePrinted "in collaboration with" .""",
        "id/assignment/lead rolePrinted",
        "The printed words give another role",
    ),
    "AssignmentStandsWithItsProvision": (
        """<id/assignment/elsewhere> al:provision <id/clause/elsewhere> .
        <id/clause/here> al:instrument <id/instrument/letter> . }
        <passage/letter/main/2> { <id/clause/elsewhere> al:instrument <id/instrument/letter> .""",
        "id/assignment/elsewhere provision",
        "who is asked for one task is not asked for another",
    ),
    "WorkGoesThroughAMeans": (
        """<id/assignment/funded> al:agent <id/body/lamps> ; al:via <id/body/bank> .
        <id/body/lamps> al:bodyKind al:bodykind-project .""",
        "id/assignment/funded via",
        "exchange agent and via",
    ),
    "PrintedTwiceIsOne": (
        """<id/plan-item/lamps> al:instrument <id/instrument/a> ; al:level al:planlevel-item ;
        al:title "Lamps" .
        <id/plan-item/lamps-again> al:instrument <id/instrument/a> ; al:level al:planlevel-item ;
        al:title "Lamps" .""",
        "id/plan-item/lamps-again title",
        "a row printed twice is one item with two passages",
    ),
    "EditionStaysInItsTimeline": (
        """<id/plan-item/fairs> al:level al:planlevel-item ; al:when "2016/2018"^^al:edtf ;
        al:events <id/event/fair-2019> .
        <id/event/fair-2019> al:when "2019-05"^^al:edtf .""",
        "id/plan-item/fairs events",
        "correct one of them, or say in a note on the edition or in a gap why",
    ),
    "PartsFormATree": (
        """<id/clause/egg> al:partOfProvision <id/clause/hen> .
        <id/clause/hen> al:partOfProvision <id/clause/egg> .""",
        "id/clause/egg",
        "the provision is a part of itself",
    ),
    "PartsStayInTheirInstrument": (
        """<id/clause/stray> al:partOfProvision <id/clause/whole> ; al:instrument <id/instrument/a> .
        <id/clause/whole> al:instrument <id/instrument/b> .""",
        "id/clause/stray",
        "use contributesTo or implements",
    ),
    "ContributionGoesElsewhere": (
        """<id/plan-item/twice> al:contributesTo <id/plan-item/area> ;
        al:partOfProvision <id/plan-item/area> .""",
        "id/plan-item/twice contributesTo",
        "one of the two is enough",
    ),
    "AdoptionHasASubject": (
        "<id/adoption/of-nothing> a al:Adoption ; al:manner al:manner-adopted .",
        "id/adoption/of-nothing subject",
        "The adoption does not say what is adopted",
    ),
    "AdoptersTakePartInAnAdoption": (
        """<id/participation/reserved> al:role al:role-endorser-in-principle ;
        al:at <id/event/meeting> .""",
        "id/participation/reserved at",
        "take part in its adoption, not in the meeting",
    ),
    "SignatorySignsForSomebody": (
        """<id/participation/for-nobody> al:role al:role-signatory ; al:at <id/adoption/pact> ;
        al:agent <id/person/someone> .
        <id/person/someone> a al:Person .""",
        "id/participation/for-nobody agent",
        "the person who signs is its representative",
    ),
    "AdoptedElsewhereIsWelcomed": (
        """<id/adoption/pact> a al:Adoption ; al:occasion <id/event/meeting> .
        <id/adoption/minutes> al:subject <id/instrument/minutes> ; al:occasion <id/event/meeting> .
        <id/clause/pleased> al:force al:force-welcomed . }
        <graph/apparatus> { <passage/letter/main/1> al:wordsOf <id/instrument/minutes> .""",
        "id/adoption/pact occasion",
        "what was adopted elsewhere is only welcomed here",
    ),
    "EditionsRunForwards": (
        """<id/event/fair-7> al:series <id/event/fair> ; al:ordinal 7 ; al:when "2017"^^al:edtf .
        <id/event/fair-8> al:series <id/event/fair> ; al:ordinal 8 ; al:when "2016"^^al:edtf .
        <id/event/fair> al:eventKind al:eventkind-series .""",
        "id/event/fair-8 ordinal",
        "lists that pair by order may be off by one",
    ),
    "PhaseFitsItsDate": (
        """<id/event/ball> al:phase al:phase-done ; al:when "2031-05"^^al:edtf . }
        <graph/apparatus> { <passage/letter/main/1> al:wordsOf <id/instrument/programme> . }
        <passage/letter/main/1> { <id/instrument/programme> al:date "2030"^^al:edtf .""",
        "id/event/ball when",
        "planned is not done",
    ),
    "EditionBelongsToASeries": (
        """<id/event/fair-2> al:series <id/event/one-fair> .
        <id/event/one-fair> al:eventKind al:eventkind-meeting .""",
        "id/event/one-fair eventKind",
        "its kind is not series",
    ),
    "ObservationSaysOfWhat": (
        "<id/ratification/of-nothing> a al:Ratification ; al:state <id/state/laos> .",
        "id/ratification/of-nothing",
        "scope of the observation is not what it names",
    ),
    "NothingStatedHasNoDate": (
        """<id/ratification/none> al:registered "1999"^^al:edtf ;
        al:status al:ratificationstatus-none-stated .""",
        "id/ratification/none status",
        "goes with a ratification or a denunciation only",
    ),
    "OfficeSaysWhen": (
        """<id/membership/ever> a al:Membership ;
        al:membershipRole al:membershiprole-chair .""",
        "id/membership/ever when",
        "Chairs and holders of offices change",
    ),
    "RatificationFollowsTheConvention": (
        """<id/ratification/early> a al:Ratification ; al:convention <id/convention/lamps> ;
        al:registered "1999"^^al:edtf .
        <id/convention/lamps> al:date "2000-06-01"^^al:edtf .""",
        "id/ratification/early registered",
        "look again at the column, or at the date",
    ),
    "RatificationRunsForwards": (
        '<id/ratification/back> al:registered "1999"^^al:edtf ; al:ended "1998-05-01"^^al:edtf .',
        "id/ratification/back",
        "The ratification ends before it is registered",
    ),
    "DateIsWritten": (
        '<id/event/some-day> al:when "3 May 2021"^^al:edtf .',
        "id/event/some-day",
        "write 2024-10-30, 2024-10, 2024, 2016/2020, 2018/.. or ../2025",
    ),
    "IntervalRunsForwards": (
        '<id/event/backwards> al:when "2020/2016-05"^^al:edtf .',
        "2020/2016-05",
        "The interval ends before it begins",
    ),
    "PassageIsFound": (
        '<passage/letter/7> a al:Passage ; al:locator " " ; al:spans "0-7" .',
        "passage/letter/7",
        "The address of a passage is made of document, section and unit",
    ),
    "DigestIsSha256": (
        '<passage/letter/main/2> al:digest "md5:0" .',
        "passage/letter/main/2 digest",
        "A digest is sha256: and 64 hexadecimal digits",
    ),
    "ReadingRestsOnPassages": (
        """<reading/a> a al:Reading ; al:restsOn <reading/b> .
        <reading/b> a al:Reading ; al:restsOn <reading/a> .""",
        "reading/a",
        "the reading never comes to a passage",
    ),
    "AlternativesHaveSiblings": (
        """<reading/only> a al:Reading ; al:restsOn <passage/letter/main/1> ;
        al:method al:method-alternatives .""",
        "reading/only",
        "An undecided reading has at least one sibling",
    ),
    "LineageIsPrinted": (
        """<id/link/silent> a al:Link ; al:source <id/body/pier> ; al:target <id/body/quay> ;
        al:linkKind al:linkkind-continues .""",
        "id/link/silent linkKind",
        "give them in printed, or the method by which it is concluded",
    ),
    "CountIsStated": (
        """}
        <graph/apparatus> { <reading/counted> a al:Reading ; al:restsOn <passage/letter/main/1> ;
          al:method al:method-by-combination . }
        <reading/counted> { <id/participation/counted> al:count 7 .""",
        "id/participation/counted count",
        "what is counted from rows is computed by a query",
    ),
    "LostIsNotStated": (
        """<id/gap/number> a al:Gap ; al:concerns <id/clause/numbered> ; al:reason al:gapreason-lost ;
        al:property "https://w3id.org/asean-labour/ns#number"^^<http://www.w3.org/2001/XMLSchema#anyURI> .
        <id/clause/numbered> al:number "7" .""",
        "id/gap/number property",
        "if it is concluded, for instance from its position, give the method",
    ),
    "DesignationHasAForm": (
        '<id/designation/blank> a al:Designation ; al:form " HB" .',
        "id/designation/blank form",
        "neither begins nor ends with a blank",
    ),
    "NameIsTrimmed": (
        '<id/body/blank> al:name "Harbour Board " .',
        "id/body/blank name",
        "A name is not empty and neither begins nor ends with a blank",
    ),
    "NameTellsApart": (
        """<id/body/guild> a al:Body ; al:name "Guild" . <id/body/guilds> a al:Body ; al:name "Guild" .""",
        "id/body/guilds name",
        "if they are one, keep one slug; if not, tell their names apart",
    ),
    "NameIsThatOfOne": (
        """<id/designation/a.g> a al:Designation ; al:designates <id/body/guild> ; al:form "G" ;
        al:designationKind al:designationkind-acronym .
        <id/designation/b.g> a al:Designation ; al:designates <id/body/guilds> ; al:form "G" ;
        al:designationKind al:designationkind-acronym .""",
        "id/designation/b.g form",
        "one thing with several names is one row",
    ),
    "NameBearsNoMarks": (
        '<id/instrument/marked> al:name "Rights of workers2" .',
        "id/instrument/marked",
        "The mark of a note or a stamp of the page is no part of the name",
    ),
    "LettersAreNoLookAlikes": (
        '<id/instrument/alike> al:name "L\u0430mp Plan" .',
        "id/instrument/alike",
        "write the Latin letter, or keep the form as a misprint or printed form",
    ),
    "AddressIsMadeOfASlug": (
        '<id/body/Harbour_Board> al:name "Harbour Board" .',
        "id/body/Harbour_Board",
        "in small letters, digits, hyphens and dots",
    ),
    "IdentifierNamesItsScheme": (
        '<id/body/numbered> al:identifier "7" .',
        "id/body/numbered identifier",
        "the name of its scheme, a colon and the value",
    ),
    "LinkJoinsTwoThings": (
        """<id/link/loop> a al:Link ; al:source <id/body/pier> ; al:target <id/body/pier> ;
        al:linkKind al:linkkind-citing .""",
        "id/link/loop source",
        "The link leads from a thing to itself",
    ),
}
"""What each shape of shapes.ttl refuses: statements, where the finding stands, its message."""
ALSO = {
    "passage/letter/7 spans": "A span is written char=start,end in code points",
    "passage/letter/7 section": "The passage names no section: the same number may stand in several",
    "passage/letter/7 locator": "The locator is empty: say where a reader finds the passage",
    "id/link/loop linkKind": "The kind of the link is a family of kinds: choose one of its members",
}
"""Second constraints of shapes, refused in the same statements."""


def _store(trig: str) -> Store:
    store = Store()
    store.extend(APPARATUS)
    store.load(trig.encode(), format=RdfFormat.TRIG)
    return store


def _passage(statements: str) -> str:
    return f"<passage/letter/main/1> {{ {statements} }}\n"


def _findings(trig: str, ontology: Ontology) -> list[str]:
    with pytest.raises(ReleaseError) as refused:
        check_release(_store(HEAD + trig), ontology)
    head, *findings = str(refused.value).splitlines()
    assert (
        head
        == f"{len(findings)} finding{'s keep' if len(findings) > 1 else ' keeps'} this from release:"
    )
    return [finding.removeprefix(BASE) for finding in findings]


@pytest.fixture(scope="module")
def bad() -> str:
    return HEAD + "".join(_passage(statements) for statements, _, _ in BAD.values())


@pytest.fixture(scope="module")
def findings(bad: str, ontology: Ontology) -> list[str]:
    """What the gate finds in all the bad statements together."""
    with pytest.raises(ReleaseError) as refused:
        check_release(_store(bad), ontology)
    return [line.removeprefix(BASE) for line in str(refused.value).splitlines()]


def _has(findings: list[str], place: str, message: str) -> bool:
    return any(f.startswith((f"{place}:", f"{place} ")) and message in f for f in findings)


@pytest.mark.parametrize("shape", BAD)
def test_shape_refuses(findings: list[str], shape: str) -> None:
    _, place, message = BAD[shape]
    assert _has(findings, place, message)


@pytest.mark.parametrize("place", ALSO)
def test_shape_refuses_also(findings: list[str], place: str) -> None:
    assert _has(findings, place, ALSO[place])


def test_all_shapes_are_put_to_the_test() -> None:
    shapes = Graph().parse(FOLDER / "shapes.ttl").subjects(RDF.type, SH.NodeShape)
    assert {str(shape).removeprefix(SHAPE) for shape in shapes} == set(BAD)


def test_reading_that_rests_on_nothing_is_refused(ontology: Ontology) -> None:
    found = _findings("<graph/apparatus> { <reading/a> a al:Reading }", ontology)
    assert _has(found, "reading/a restsOn", "name the passages it is drawn from")


def test_siblings_are_undecided(ontology: Ontology) -> None:
    apparatus = """<graph/apparatus> {
      <reading/a> a al:Reading ; al:restsOn <passage/letter/main/1> ; al:method al:method-by-order ;
        al:alternativeTo <reading/b> .
    }"""
    message = "only undecided readings have siblings"
    assert _has(_findings(apparatus, ontology), "reading/a", message)


def test_small_tables_pass(ontology: Ontology) -> None:
    stated = {q for row in read_rows(TABLES, ontology) for q in iter_quads(row, ontology)}
    stated |= APPARATUS
    check_release(stated | infer(stated, read_rules(), ontology), ontology)


def _body(name: str = "Harbour Board", **values: str) -> str:
    more = "".join(f"; al:{key} {value} " for key, value in values.items())
    kind = "al:bodyKind al:bodykind-association"
    return f'<id/body/board> a al:Body ; al:name "{name}" ; {kind} {more}.'


def test_good_graph_passes(ontology: Ontology) -> None:
    check_release(_store(HEAD + _passage(_body())), ontology)


@pytest.mark.parametrize(
    ("statements", "place"),
    [
        (_body(name='Board" , "Harbour Board'), "id/body/board name: Expected exactly one text"),
        (
            '<id/body/board> a al:Body ; al:name "Board" .',
            "id/body/board bodyKind: Expected exactly one body kind",
        ),
        (_body(country="<id/body/board>"), "id/body/board country: Expected"),
        (_body(established='"1975"'), "id/body/board established: Expected"),
        (_body(partners='"us"'), "id/body/board partners: Expected an agent"),
    ],
    ids=["two names", "no kind", "a country of another class", "a date as text", "a text as thing"],
)
def test_cardinalities_and_kinds_come_from_the_ontology(
    ontology: Ontology, statements: str, place: str
) -> None:
    found = _findings(_passage(statements), ontology)
    assert [f for f in found if f.startswith(place)]


def test_two_values_in_one_graph_are_refused(ontology: Ontology) -> None:
    dates = '"1975"^^al:edtf , "1976"^^al:edtf'
    assert _findings(_passage(_body(established=dates)), ontology) == [
        f"id/body/board established: 2 values in {BASE}passage/letter/main/1; keep one"
    ]


def test_two_graphs_may_disagree(ontology: Ontology) -> None:
    other = """
    <graph/apparatus> { <passage/letter/main/2> a al:Passage ; al:name "Letter, para 2" ;
      al:locator "para 2" ; al:section "main" ; al:document <id/document/letter> . }
    <passage/letter/main/2> { <id/body/board> al:established "1976"^^al:edtf }
    """
    one = _passage(_body(established='"1975"^^al:edtf'))
    check_release(_store(HEAD + one + other), ontology)


@pytest.mark.parametrize("graph", ["graph/elsewhere", "passage/letter/main/9", "reading/none"])
def test_statements_are_in_passages_and_readings(ontology: Ontology, graph: str) -> None:
    found = _findings(f"<{graph}> {{ {_body()} }}", ontology)
    assert found == [f"{graph}: statements in a graph that is no passage or reading"]


def test_all_findings_are_listed_in_the_same_order(bad: str, ontology: Ontology) -> None:
    quads = [*APPARATUS, *parse(bad, format=RdfFormat.TRIG)]
    messages = []
    for some in (quads, quads[::-1]):
        with pytest.raises(ReleaseError) as refused:
            check_release(some, ontology)
        messages.append(str(refused.value))
    assert messages[0] == messages[1]


def test_query_constraints_are_those_of_pyshacl(bad: str) -> None:
    shapes = Graph().parse(FOLDER / "shapes.ttl")
    store = _open_union(_store(bad))
    ours = {f"{f.thing}: {f.message}" for f in _iter_query_findings(store, shapes)}
    graphs = Dataset(default_union=True)
    for quad in _store(bad):
        if not quad.subject.value.startswith(f"{BASE}id/topic/"):  # hundreds, with nothing wrong
            add_triples(graphs.graph(URIRef(quad.graph_name.value)), [quad])
    _, report, _ = validate(graphs, shacl_graph=shapes)
    assert isinstance(report, Graph)
    results = report.subjects(SH.sourceConstraintComponent, SH.SPARQLConstraintComponent)
    theirs = {
        f"{report.value(r, SH.focusNode)}: {report.value(r, SH.resultMessage)}" for r in results
    }
    assert ours == theirs
    messages = {str(shapes.value(c, SH.message)) for c in shapes.objects(None, SH.sparql)}
    assert {finding.partition(": ")[2] for finding in ours} == messages


def test_derived_shapes_are_not_stale(ontology: Ontology) -> None:
    assert DERIVED_SHAPES.read_bytes() == build_shapes_file(ontology), "run `make derive`"


def test_derived_shapes_are_readable(ontology: Ontology) -> None:
    text = build_shapes_file(ontology).decode()
    assert text.startswith("# How often a property may occur")
    assert "_:" not in text


def test_derived_shape_says_what_the_ontology_says(ontology: Ontology) -> None:
    shapes = build_shapes(ontology)
    (owner,) = shapes.subjects(SH.path, AL.owner)
    assert set(shapes.predicate_objects(owner)) == {
        (SH.path, AL.owner),
        (SH.maxCount, Literal(1)),
        (SH["class"], AL.Agent),
        (SH.message, Literal("Expected one agent at most.")),
    }
    assert shapes.value(None, SH.property, owner) == URIRef(f"{AL}InstrumentShape")


def test_shape_of_an_ancestor_is_not_repeated(ontology: Ontology) -> None:
    assert len(list(build_shapes(ontology).subjects(SH.path, AL.name))) == 1
