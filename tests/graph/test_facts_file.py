"""A release read thing by thing from a file: the same as the model of it in memory."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import orjson
import pytest

from bench.graphql.data import build_data
from graph.model.facts import Facts
from graph.model.facts_file import FactsFile, open_facts
from graph.model.read_model import Model, ModelFacts, build_model
from graph.neo4j.records import FactRecords
from graph.release import QUADS, Release
from graph.terms import Ontology

KINDS = ("nodes", "relationships", "claims")


def records(facts: Facts, kind: str) -> list[bytes]:
    found = getattr(FactRecords(facts), kind)()
    return sorted(orjson.dumps(asdict(one), option=orjson.OPT_SORT_KEYS) for one in found)


@pytest.fixture(scope="module", params=["small", "real", "made up"])
def data(
    request: pytest.FixtureRequest, ontology: Ontology, tmp_path_factory: pytest.TempPathFactory
) -> Release:
    if request.param == "made up":
        return build_data(tmp_path_factory.mktemp("made-up"), 2_000, ontology)
    found: Release = request.getfixturevalue(
        "small_release" if request.param == "small" else "release"
    )
    return found


@pytest.fixture(scope="module")
def model(data: Release, ontology: Ontology) -> Model:
    return build_model(data.read_quads(), ontology)


@pytest.fixture(scope="module")
def file(data: Release, ontology: Ontology) -> Iterator[FactsFile]:
    with open_facts(data.folder / QUADS, ontology) as facts:
        yield facts


@pytest.mark.parametrize("kind", KINDS)
def test_records_are_those_of_the_model(kind: str, model: Model, file: FactsFile) -> None:
    assert records(ModelFacts(model), kind) == records(file, kind)


def test_what_follows_is_the_same_and_what_explains_it(
    model: Model, file: FactsFile, ontology: Ontology
) -> None:
    properties = ontology.properties.values()
    steps = {step for p in properties for way in (p.chain, *p.explained_by) for step in way}
    for name in steps | {p.name for p in properties if p.chain or p.transitive_of}:
        for iri in sorted(model.things)[::7]:
            expected = model.edges[name].get(iri, ())
            assert set(expected) == set(file.edges(name, iri))


def test_a_relation_that_nothing_follows_from_is_not_read_backwards(file: FactsFile) -> None:
    with pytest.raises(LookupError, match="nothing follows from document against its direction"):
        file.edges("passages", "anywhere")


def test_sizes_are_told(model: Model, file: FactsFile, data: Release) -> None:
    assert (len(data.read_quads()), len(model.things)) == (file.quads, len(file))


def test_what_is_not_there_is_not_found(file: FactsFile, tmp_path: Path) -> None:
    nowhere = str(tmp_path)
    assert file.entity(nowhere) is None
    assert file.edges("agents", nowhere) == file.edges("provision", nowhere) == ()
