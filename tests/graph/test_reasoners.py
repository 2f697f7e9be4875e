"""Reasoners of others take the ontology, alone and with the release, and find what contradicts it.

Dates of a release have the datatype of the ontology. OWL 2 DL has no values of a datatype that an
ontology defines, so reasoners get them as strings, as docs/how-to/linked-data.md shows.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize

from graph.rdf.export import ExportFormat, read_prefixes, write_export
from graph.release import Release
from graph.terms import AL, FOLDER, Ontology, thing_iri
from loaders.neo4j.install import Installation

PROGRAM = Path(__file__).with_name("hermit.py")
ROBOT = "org.obolibrary.robot.CommandLineInterface"
ACMW = f"<{thing_iri('Body', 'acmw')}>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
CONTRADICTIONS = {
    "a body that is a clause": f"{ACMW} {TYPE} <{AL.Body}> , <{AL.Clause}> .",
    "a body that is a state": f"{ACMW} {TYPE} <{AL.Body}> , <{AL.State}> .",
    "a role that is a phase": f"<{AL['role-chair']}> {TYPE} <{AL.Phase}> .",
    "an agent that is a passage": f"<urn:a> <{AL.agent}> <urn:p> . <urn:p> {TYPE} <{AL.Passage}> .",
    "a thing with two names": f'<urn:a> <{AL.name}> "one" , "two" .',
    "a date that is none": f'<urn:a> <{AL.when}> "soon" .',
    "a month that is none": f'<urn:a> <{AL.asAt}> "2016-13" .',
}


@pytest.fixture(scope="module")
def terms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ontology and its vocabularies in one file."""
    path = tmp_path_factory.mktemp("terms") / "terms.nt"
    files = (FOLDER / "labour.ttl", FOLDER / "vocabularies.ttl")
    quads = (quad for file in files for quad in parse(path=file, format=RdfFormat.TURTLE))
    serialize((quad.triple for quad in quads), path, format=RdfFormat.N_TRIPLES)
    return path


@pytest.fixture(scope="module")
def everything(
    release: Release, ontology: Ontology, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The release, which holds the ontology, with its dates as strings."""
    path = tmp_path_factory.mktemp("everything") / "release.nt"
    with path.open("wb") as file:
        write_export(release, ExportFormat.NT, file, read_prefixes(ontology))
    path.write_text(path.read_text("utf-8").replace(f"^^<{AL.edtf}>", ""), "utf-8")
    return path


def profile(robot: Installation, name: str, path: Path) -> list[str]:
    """What ROBOT's check finds outside of a profile of OWL 2."""
    report = path.with_suffix(f".{name}")
    options = (f"--profile={name}", f"--input={path}", f"--output={report}")
    command = robot.command(ROBOT, "validate-profile", *options)
    subprocess.run(command, check=False, capture_output=True)  # fails where it finds something
    head, *findings = report.read_text("utf-8").splitlines()
    assert head.startswith(f"OWL 2 {name} Profile Report")
    return [finding for finding in findings if finding]


def hermit(owlready2: tuple[Path, Path], path: Path) -> str:
    """What owlready2's HermiT says of a file."""
    folder, java = owlready2
    command = [sys.executable, *map(str, (PROGRAM, java, path))]
    env = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(command, env=env, check=False, capture_output=True, text=True)
    assert 0 == done.returncode, done.stderr
    return done.stdout.splitlines()[-1].strip()


def with_more(path: Path, turtle: str, folder: Path) -> Path:
    more = folder / "more.nt"
    triples = (quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE))
    added = serialize(triples, format=RdfFormat.N_TRIPLES)
    more.write_bytes(path.read_bytes() + (added or b""))
    return more


def test_the_ontology_is_in_owl_2_dl(robot: Installation, terms: Path) -> None:
    assert [] == profile(robot, "DL", terms)


def test_the_release_is_in_owl_2_dl(robot: Installation, everything: Path) -> None:
    assert [] == profile(robot, "DL", everything)


def test_dates_alone_keep_the_ontology_out_of_owl_2_rl(robot: Installation, terms: Path) -> None:
    findings = profile(robot, "RL", terms)
    kinds = {re.sub(r" \[.*", "", finding) for finding in findings}
    assert {f"Use of data range not in profile: <{AL.edtf}>"} == {
        kind for kind in kinds if str(AL) in kind
    }
    assert {finding for finding in findings if str(AL.edtf) not in finding} == set()


@pytest.mark.parametrize("reasoner", ["ELK", "HermiT"])
def test_reasoners_of_robot_take_the_ontology(
    robot: Installation, terms: Path, tmp_path: Path, reasoner: str
) -> None:
    options = (f"--reasoner={reasoner}", f"--input={terms}", f"--output={tmp_path / 'all.ttl'}")
    command = robot.command(ROBOT, "reason", *options)
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (0, "") == (done.returncode, done.stdout)


def test_hermit_takes_the_ontology(owlready2: tuple[Path, Path], terms: Path) -> None:
    assert "consistent" == hermit(owlready2, terms)


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_hermit_finds_a_contradiction(
    owlready2: tuple[Path, Path], terms: Path, tmp_path: Path, name: str
) -> None:
    file = with_more(terms, CONTRADICTIONS[name], tmp_path)
    assert "inconsistent" == hermit(owlready2, file)


def test_hermit_finds_none_in_the_release(owlready2: tuple[Path, Path], everything: Path) -> None:
    assert "consistent" == hermit(owlready2, everything)


def test_hermit_finds_one_beside_the_release(
    owlready2: tuple[Path, Path], everything: Path, tmp_path: Path
) -> None:
    file = with_more(everything, f"{ACMW} {TYPE} <{AL.Clause}> .", tmp_path)
    assert "inconsistent" == hermit(owlready2, file)
