"""The release says what the documents say, where they say it, and nothing else."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Quad

from graph.documents import read_documents
from graph.model.read_model import Model, build_model
from graph.release import Release
from graph.statements import RDF_TYPE
from graph.terms import AL, APPARATUS, Ontology, slug_of
from graph.text import Span, digest, excerpt
from graph.values import fold
from loaders.check_wording import holds
from loaders.passages import uncovered
from loaders.propose_passages import propose_passages
from loaders.text_blocks import BlockKind

WORK_PROGRAMME = "alm-work-programme-2016-2020/"
EARLIER_PROGRAMME = "alm-work-programme-2010-2015/"
UNITS = (BlockKind.PARAGRAPH, BlockKind.POINT, BlockKind.ROW, BlockKind.TEXT)
"""What a passage holds one of at most; headings, and furniture inside a paragraph, stand apart."""

SEVERAL_LINES: Mapping[str, str] = {
    "acmw-plan/1": "one row, kept in pieces of its damaged copies",
    "acmw-plan/1-fragments": "one row, cut by a page break",
    "acmw-plan/columns-1-copies": "the same column heads, printed again and again",
    "acmw-plan/columns-2": "the same column heads, printed on both pages",
    "acmw-plan/kra-2-targets": "one cell, cut by the copies of a row",
    "acmw-plan/ta-14": "one cell, the rest of which stands below the copies",
    "acmw-plan/ta-14-copies": "damaged repeats of one cell, of which nothing is recorded",
    "acmw-plan/ta-21": "one cell, broken over two lines",
    "acmw-plan/ta-22": "one cell, broken over a page break",
    "acmw-plan/ta-23": "one cell, broken over two lines",
    "alm-wp/kra": "one row, broken over two lines",
    "alm-wp/me-b": "one lettered point with its two sub-points",
    "annex-1/columns": "one head, broken over two lines",
    "oshnet-plan/ta-15": "one cell, broken over two lines",
    "slom-wg-plan/ta-9": "one cell, the name of which stands on a line of its own",
    "slom-wg-plan/ta-10": "one cell, broken over three lines",
    "slom-wg-plan/ta-12": "one cell, broken over lines of their own",
    "slom-wg-plan/ta-13": "one cell, the name of which stands on a line of its own",
    "slom-wg-plan/ta-15": "one cell, broken over two lines",
    "slom-wg-plan/ta-18": "one cell, the name of which stands on a line of its own",
    "slom-wg-plan/ta-20": "one cell, broken over two lines",
}
"""Passages of the work programme on more than one line of the text, with the reason."""

SEVERAL_LINES_BEFORE: Mapping[str, str] = {
    "actions/33": "one paragraph, cut by a footnote",
    "table-2/footnote": "one note, torn by the table that it belongs to",
}
"""The same of the work programme before."""

REASONS = ("FURNITURE", "REPEAT", "COURTESY", "CONTEXT")

UNUSED_BUT_NAMING: Mapping[str, str] = {}
"""Furniture and courtesies that name an agent, an instrument or a date, with the reason."""

NOT_PRINTED = {"digest", "identifier", "language", "languages", "locator", "section", "spans"}
"""Texts that describe a passage or come from a register, so that no passage prints them."""

DATE = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b"
)
LONGEST_QUOTE = 18


@pytest.fixture(scope="module")
def quads(release: Release) -> list[Quad]:
    return release.read_quads()


@pytest.fixture(scope="module")
def model(quads: list[Quad], ontology: Ontology) -> Model:
    return build_model(quads, ontology)


@pytest.fixture(scope="module")
def texts(documents: Path) -> Mapping[str, str]:
    return read_documents(documents)


@pytest.fixture(scope="module")
def words(model: Model, texts: Mapping[str, str]) -> Mapping[str, str]:
    """What passages say, of documents that have a text."""
    return {
        passage: excerpt(texts[_digest(model, passage)], _spans(model, passage))
        for passage in model.members["Passage"]
        if _spans(model, passage) and _digest(model, passage) in texts
    }


def _spans(model: Model, passage: str) -> list[Span]:
    return [Span.parse(str(claim.value)) for claim in model.claims["spans"].get(passage, ())]


def _digest(model: Model, passage: str) -> str:
    """Digest of the document of a passage."""
    (edge,) = model.edges["document"][passage]
    return model.text("digest", edge.target)


def _grounds(model: Model, source: str) -> set[str]:
    """Passages that a source comes down to."""
    if model.things[source].class_name == "Passage":
        return {source}
    below = model.edges["restsOn"].get(source, ())
    return {passage for edge in below for passage in _grounds(model, edge.target)}


def _used(model: Model, quads: list[Quad]) -> set[str]:
    """Passages that state something, or that a reading rests on."""
    graphs = {quad.graph_name.value for quad in quads} - {APPARATUS}
    return {p for graph in graphs for p in _grounds(model, graph)}


def test_statements_stand_in_passages_and_readings(quads: list[Quad], model: Model) -> None:
    graphs = {quad.graph_name.value for quad in quads} - {APPARATUS}
    classes = {model.things[graph].class_name for graph in graphs}
    assert classes == {"Passage", "Reading"}


def test_readings_come_down_to_passages(model: Model) -> None:
    readings = [iri for iri in model.members["Reading"] if not _grounds(model, iri)]
    assert model.members["Reading"]
    assert readings == []


def test_documents_and_passages_are_described_in_the_apparatus_alone(
    quads: list[Quad], model: Model
) -> None:
    described = {"Document", "Passage", "Reading"}
    elsewhere = {
        quad.subject.value
        for quad in quads
        if quad.graph_name.value != APPARATUS
        and quad.subject.value in model.things
        and model.things[quad.subject.value].class_name in described
    }
    assert elsewhere == set()


def test_world_is_not_described_in_the_apparatus(quads: list[Quad], model: Model) -> None:
    allowed = {"Document", "Passage", "Reading", "Topic"}
    found = {
        quad.subject.value
        for quad in quads
        if quad.graph_name.value == APPARATUS
        and quad.subject.value in model.things
        and model.things[quad.subject.value].class_name not in allowed
    }
    assert found == set()


def test_passages_with_no_statement_say_why(quads: list[Quad], model: Model) -> None:
    idle = set(model.members["Passage"]) - _used(model, quads)
    silent = [slug_of(passage) for passage in idle if not model.text("unused", passage)]
    assert silent == []


def test_passages_that_say_they_are_unused_are(quads: list[Quad], model: Model) -> None:
    unused = {p for p in model.members["Passage"] if model.text("unused", p)}
    assert unused & _used(model, quads) == set()


def test_every_passage_is_used_or_left_with_a_reason(
    quads: list[Quad], model: Model, show: Callable[[str, str], None]
) -> None:
    """The shares of the reasons, document by document, are printed at the end of the run."""
    used, lines = _used(model, quads), [_shares_line("document", ["used", *REASONS, "all"])]
    for document in model.members["Document"]:
        passages = {edge.target for edge in model.edges["passages"].get(document, ())}
        left = Counter(model.text("unused", passage) for passage in passages - used)
        assert set(left) <= set(REASONS)
        counts = [len(passages & used), *(left[reason] for reason in REASONS)]
        assert sum(counts) == len(passages)
        shares = [f"{n} ({n / len(passages):.0%})" for n in counts]
        lines.append(_shares_line(slug_of(document), [*shares, str(len(passages))]))
    show("Passages used, and left by reason", "\n".join(lines))


def _shares_line(name: str, cells: list[str]) -> str:
    return f"{name:<44}" + "".join(f"{cell:>12}" for cell in cells).lower()


def test_spans_hold_what_their_digest_says(model: Model, words: Mapping[str, str]) -> None:
    wrong = [p for p, text in words.items() if digest(text) != model.text("digest", p)]
    assert words
    assert wrong == []


def test_passages_of_a_text_have_spans(model: Model, texts: Mapping[str, str]) -> None:
    passages = [p for p in model.members["Passage"] if _digest(model, p) in texts]
    assert [p for p in passages if not _spans(model, p)] == []


def test_whole_documents_are_covered(model: Model, texts: Mapping[str, str]) -> None:
    whole = [d for d in model.members["Document"] if model.text("extent", d) == "WHOLE"]
    for document in whole:
        passages = model.edges["passages"][document]
        spans = [span for edge in passages for span in _spans(model, edge.target)]
        assert uncovered(texts[model.text("digest", document)], spans) == ()
    assert whole


def _blocks(model: Model, texts: Mapping[str, str], passage: str) -> Iterator[BlockKind]:
    """Kinds of the paragraphs, points, rows and texts that a passage has a part of."""
    text = texts[_digest(model, passage)]
    for kind, spans in _layout(text):
        parts = (
            text[max(own.start, span.start) : min(own.end, span.end)]
            for own in _spans(model, passage)
            for span in spans
        )
        if kind in UNITS and any(part.strip() for part in parts):
            yield kind


@cache
def _layout(text: str) -> tuple[tuple[BlockKind, tuple[Span, ...]], ...]:
    return tuple((proposal.kind, proposal.spans) for proposal in propose_passages(text))


def test_passage_is_one_paragraph_point_or_row(
    model: Model, words: Mapping[str, str], texts: Mapping[str, str]
) -> None:
    wide = {slug_of(p) for p in words if len(list(_blocks(model, texts, p))) > 1}
    expected = {WORK_PROGRAMME + unit for unit in SEVERAL_LINES}
    assert wide == expected | {EARLIER_PROGRAMME + unit for unit in SEVERAL_LINES_BEFORE}


def test_passage_opens_one_numbered_paragraph_or_row(words: Mapping[str, str]) -> None:
    number = re.compile(r"(?:^|[\t\n]) *(\d{1,2})[a-z]?\.(?=\s)")
    opened = {slug_of(p): set(number.findall(text)) for p, text in words.items()}
    assert sum(len(numbers) for numbers in opened.values()) > len("the 15 paragraphs")
    assert {slug: numbers for slug, numbers in opened.items() if len(numbers) > 1} == {}


def _names(model: Model) -> Iterator[str]:
    """All that agents and instruments are called."""
    for iri in (*model.members["Agent"], *model.members["Instrument"]):
        for name in ("name", "caption", "title"):
            yield from (str(claim.value) for claim in model.claims[name].get(iri, ()))
        for edge in model.edges["designations"].get(iri, ()):
            yield model.text("form", edge.target)


def test_furniture_and_courtesies_name_nobody(model: Model, words: Mapping[str, str]) -> None:
    names = set(_names(model))
    idle = {p: t for p, t in words.items() if model.text("unused", p) in ("FURNITURE", "COURTESY")}
    naming = {
        slug_of(p)
        for p, text in idle.items()
        if DATE.search(text) or any(holds(text, name) for name in names)
    }
    assert idle
    assert naming == set(UNUSED_BUT_NAMING)


def test_repeats_and_context_say_what_they_are(model: Model) -> None:
    idle = [p for p in model.members["Passage"] if model.text("unused", p) in ("REPEAT", "CONTEXT")]
    assert [slug_of(p) for p in idle if not model.text("note", p)] == []


def _heads(words: Mapping[str, str], passage: str) -> str:
    """Column heads of the section of a passage."""
    section = passage.rpartition("/")[0] + "/columns-"
    return "\n".join(text for iri, text in words.items() if iri.startswith(section))


def _stated(quads: list[Quad], model: Model, ontology: Ontology) -> Iterator[tuple[str, str, str]]:
    """Texts that passages state, by themselves or by heading: property, text, ground."""
    for quad in quads:
        prop = ontology.properties.get(quad.predicate.value.removeprefix(str(AL)))
        graph = quad.graph_name.value
        if prop is None or prop.kind != "string" or prop.editorial or prop.name in NOT_PRINTED:
            continue
        if graph != APPARATUS and (
            model.things[graph].class_name == "Passage"
            or model.text("method", graph) == "BY_HEADING"
        ):
            yield prop.name, quad.object.value, graph


def test_texts_stand_in_their_passage_as_printed(
    quads: list[Quad], model: Model, ontology: Ontology, words: Mapping[str, str]
) -> None:
    """A role may be the head of its column, which holds for all rows below it."""
    checked, missing = 0, set()
    for name, text, graph in _stated(quads, model, ontology):
        provenance = _grounds(model, graph) & set(words)
        printed = "\n".join(words[passage] for passage in sorted(provenance))
        if name == "rolePrinted":
            printed += "\n" + "\n".join(_heads(words, passage) for passage in sorted(provenance))
        checked += bool(provenance)
        if provenance and not holds(printed, text):
            missing.add((name, slug_of(graph), text))
    assert checked > len(words)
    assert sorted(missing) == []


def test_agents_of_assignments_are_named_in_their_passage(
    quads: list[Quad], model: Model, words: Mapping[str, str]
) -> None:
    unnamed = set()
    for quad in quads:
        stated = quad.graph_name.value in words and quad.predicate.value == str(AL.agent)
        if stated and model.things[quad.subject.value].class_name == "Assignment":
            agent = model.things[quad.object.value]
            forms = [model.text(name, agent.iri) for name in ("name", "caption")]
            designations = model.edges["designations"].get(agent.iri, ())
            forms += [model.text("form", edge.target) for edge in designations]
            if not any(holds(words[quad.graph_name.value], form) for form in forms):
                unnamed.add(agent.slug)
    assert unnamed == set()


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Runs of so many words that they are a quotation."""
    all_words = re.findall(r"\w+", fold(text))
    for start in range(len(all_words) - LONGEST_QUOTE + 1):
        yield tuple(all_words[start : start + LONGEST_QUOTE])


def test_release_quotes_no_sentence(quads: list[Quad], texts: Mapping[str, str]) -> None:
    """Titles and names are given as printed, however long."""
    printed = {run for text in texts.values() for run in _runs(text)}
    names = {str(AL[name]) for name in ("title", "form", "name")}
    literals = {q.object.value for q in quads if q.predicate.value not in names}
    assert [text for text in literals if printed.intersection(_runs(text))] == []


def test_every_thing_has_one_class(release: Release, ontology: Ontology) -> None:
    ours = {c.iri: c for c in ontology.classes.values()}
    classes: dict[str, set[str]] = {}
    for quad in release.read_quads():
        if quad.predicate == RDF_TYPE and quad.object.value in ours:
            classes.setdefault(quad.subject.value, set()).add(quad.object.value)
    assert {} == {iri: kinds for iri, kinds in classes.items() if len(kinds) > 1}
    assert not any(ours[kind].abstract for kinds in classes.values() for kind in kinds)
