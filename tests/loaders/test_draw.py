"""Statements are drawn at random, as often the same ones, and only such as can be read."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.model.read_model import Model, build_model
from graph.release import Release
from graph.terms import Ontology
from loaders.__main__ import app
from loaders.draw import SHARES, draw_statements, iter_statements


@pytest.fixture(scope="module")
def model(release: Release, ontology: Ontology) -> Model:
    return build_model(release.read_quads(), ontology)


def test_strata_have_their_shares(model: Model) -> None:
    assert Counter(one.stratum for one in draw_statements(model, 1, 200)) == {
        stratum: 2 * share for stratum, share in SHARES.items()
    }


def test_seed_tells_which_statements_are_drawn(model: Model) -> None:
    one, same, other = (draw_statements(model, seed, 100) for seed in (1, 1, 2))

    assert one == same != other


def test_no_statement_is_there_twice(model: Model) -> None:
    counts = Counter(
        (one.iri, one.property, one.value, one.passages) for one in iter_statements(model)
    )

    assert [] == [statement for statement, count in counts.items() if count > 1]


def test_each_statement_has_a_place_in_a_text(model: Model) -> None:
    assert all("char=" in one.passages for one in iter_statements(model))


def test_inferred_statements_say_by_what_method_save_what_a_gap_of_inferred_things_concerns(
    model: Model,
) -> None:
    without = {
        one.property
        for one in iter_statements(model)
        if one.stratum == "inferred" and not one.method
    }

    assert {"concerns"} == without


def test_command_writes_a_sheet_to_fill_in(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELEASES", str(release.folder.parent))
    monkeypatch.setenv("RELEASE", release.id)
    sheet = tmp_path / "draw.csv"

    result = CliRunner().invoke(app, ["draw", str(sheet), "--seed", "7", "--count", "20"])

    assert 0 == result.exit_code, result.output
    assert f"seed 7: {sheet}" in result.output.replace("\n", "")
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert 20 == len(rows)
    assert all(row["verdict"] == row["reason"] == "" for row in rows)
