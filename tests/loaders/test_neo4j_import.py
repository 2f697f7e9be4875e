"""The offline import of a server of ours: the same as what is written over Bolt."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from neo4j import Driver
from typer.testing import CliRunner, Result

from graph.model.read_model import ModelFacts, build_model
from graph.neo4j.records import ClaimRecord, FactRecords, NodeRecord, RelationshipRecord
from graph.neo4j.writer import Change, open_driver, write_records
from graph.plan import Json
from graph.release import Release
from graph.settings import Settings
from graph.store import ReleaseInfo
from graph.terms import Ontology
from loaders.__main__ import app
from loaders.neo4j.importing import ARGUMENTS, run_import, write_import_files
from loaders.neo4j.install import Installation
from loaders.neo4j.process import start

INFO = ReleaseInfo("a-release", 7, 3)


def test_files_tell_texts_numbers_lists_and_nothing_apart(tmp_path: Path) -> None:
    @dataclass
    class Few:
        def nodes(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
            properties: dict[str, Json] = {
                "iri": "a",
                "name": 'say "so"',
                "year": 2024,
                "evidence": ["x", "y, z"],
            }
            yield NodeRecord("a", ("Body", "Entity"), properties)
            yield NodeRecord("b", ("Body", "Entity"), {"iri": "b", "name": "", "evidence": []})
            yield NodeRecord("c", ("Body", "Entity"), {"iri": "c", "ordinal": 3})

        def relationships(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
            yield RelationshipRecord("KNOWS", "a", "b", {"derived": True, "evidence": ["x"]})

        def claims(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
            yield ClaimRecord("a", "year", 2024, 0, "STATED", ("x",))
            yield ClaimRecord("a", "name", "A", 0, "STATED", ("x", "y"))

    write_import_files(tmp_path, Few(), INFO)
    arguments = (tmp_path / ARGUMENTS).read_text("utf-8").splitlines()
    named = [argument for argument in arguments if argument.endswith(".csv")]
    assert [argument.rpartition("=")[0] for argument in named] == [
        "--nodes=Release",
        "--nodes=Body:Entity",
        "--nodes=Body:Entity",
        "--nodes=Claim",
        "--nodes=Claim",
        "--relationships=KNOWS",
    ]
    body, other, number, _, knows = (
        (tmp_path / argument.rpartition("=")[2]).read_text("utf-8") for argument in named[1:]
    )
    assert body == (
        "iri:ID,name:string,year:long,evidence:string[]\n"
        '"a","say ""so""",2024,"x\x1fy, z"\n'
        '"b","",,\n'
    )
    assert other == 'iri:ID,name:string,year:long,evidence:string[],ordinal:long\n"c",,,,3\n'
    assert number.splitlines()[1] == '"a","year",2024,0,"STATED","x"'
    assert knows == ':START_ID,:END_ID,derived:boolean,evidence:string[]\n"a","b",true,"x"\n'


def test_a_release_is_written_for_a_server_that_is_not_ours(
    tmp_path: Path, small_release: Release
) -> None:
    folder = tmp_path / "import"
    result = write_release_files(small_release, folder)
    names = {str(p.relative_to(folder)) for p in folder.rglob("*.csv")}
    arguments = (folder / ARGUMENTS).read_text("utf-8")
    assert all(f"={name}\n" in arguments for name in names)
    assert f"cd {folder} && neo4j-admin database import full neo4j @{ARGUMENTS}" in result.output


def test_files_of_another_import_are_not_mixed_up(tmp_path: Path, small_release: Release) -> None:
    (tmp_path / ARGUMENTS).touch()
    result = write_release_files(small_release, tmp_path)
    assert [ARGUMENTS] == [path.name for path in tmp_path.iterdir()]
    assert f"{tmp_path} is not empty; name a new folder" == str(result.exception)


def write_release_files(release: Release, folder: Path) -> Result:
    environment = {"RELEASES": str(release.folder.parent), "COLUMNS": "200"}
    return CliRunner().invoke(app, ["import-files", str(folder)], env=environment)


@pytest.mark.skipif("CHECK_ALL" not in os.environ, reason="part of make check-all")
def test_an_import_is_what_bolt_would_have_written(
    neo4j_installation: Installation, tmp_path: Path, small_release: Release, ontology: Ontology
) -> None:
    files, home = tmp_path / "files", tmp_path / "home"
    assert write_release_files(small_release, files).exit_code == 0
    model = build_model(quads := small_release.read_quads(), ontology)
    info = ReleaseInfo(small_release.id, len(quads), len(model.things))
    records = FactRecords(ModelFacts(model))

    def fill(home: Path) -> None:
        run_import(neo4j_installation, home, files)

    with (
        start(neo4j_installation, home, fill=fill) as server,
        open_driver(Settings(neo4j_uri=server.uri, neo4j_password="")) as driver,
    ):
        assert _state(driver) == "imported"
        assert write_records(driver, records, info) == Change(0, 0)
        assert _state(driver) == "ready"
        assert write_records(driver, records, replace(info, id="other")) == Change(0, 0)
        assert _count_of_indexes(driver) >= 5


def _state(driver: Driver) -> str:
    return str(driver.execute_query("MATCH (r:Release) RETURN r.state").records[0][0])


def _count_of_indexes(driver: Driver) -> int:
    query = "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN count(*)"
    return int(driver.execute_query(query).records[0][0])
