"""The facts read by hand: a release holds them by rule, or a query written down finds them."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx import AsyncClient

from graph.model.read_model import build_model
from graph.release import Release
from graph.terms import Ontology
from graph.text import normalise
from loaders.tables import DATA
from tests.answers.gold.facts import Fact, exchange, read_facts
from tests.answers.gold.matcher import Matcher, Verdict
from tests.places import EXPECTED

BY_QUERY: dict[str, list[dict[str, str]]] = json.loads(
    (EXPECTED / "gold-by-query.json").read_text("utf-8")
)
DISAGREEMENTS = json.loads((EXPECTED / "gold-disagreements.json").read_text("utf-8"))
LEAST = {"gold": 0.95, "second_gold": 0.86}
"""Share of the facts of each reader that rules have to find by themselves."""

MOST_EXCHANGED, MOST_DISAGREEING = 0.02, 0.02
SEEDS = (2016, 2020, 2024) if os.environ.get("CHECK_ALL") else (2016,)


@dataclass(frozen=True)
class Group:
    """Documents whose facts are measured together."""

    name: str
    declaratory: bool

    def of(self, verdicts: Iterable[Verdict]) -> list[Verdict]:
        return [one for one in verdicts if one.declaratory is self.declaratory]


GROUPS = (
    Group("communiqués, declarations and statements", declaratory=True),
    Group("programmes, plans and annexes", declaratory=False),
)
PLANS = pytest.mark.skipif(
    not (DATA / "alm-work-programme-2010-2015").is_dir(),
    reason="the work programmes and plans are not all among the tables",
)
each_group = pytest.mark.parametrize(
    "group",
    [pytest.param(one, marks=() if one.declaratory else PLANS, id=one.name) for one in GROUPS],
)
each_query = pytest.mark.parametrize(
    "entry",
    [
        pytest.param(entry, marks=() if one.declaratory else PLANS, id=entry["id"])
        for one in GROUPS
        for entry in BY_QUERY[one.name]
    ],
)


@pytest.fixture(scope="module", params=list(LEAST))
def reader(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def facts(reader: str, request: pytest.FixtureRequest) -> list[Fact]:
    return read_facts(request.getfixturevalue(reader))


@pytest.fixture(scope="module")
def matcher(release: Release, ontology: Ontology, documents: Path, facts: list[Fact]) -> Matcher:
    texts = {path.name: normalise(path.read_bytes()) for path in documents.glob("*.txt")}
    return Matcher(build_model(release.read_quads(), ontology), texts, facts)


@pytest.fixture(scope="module")
def verdicts(
    matcher: Matcher, facts: list[Fact], show: Callable[[str, str], None]
) -> list[Verdict]:
    found = [matcher.judge(fact) for fact in facts]
    show("recall of the gold facts, by document and kind", recall_table(found))
    show("gold facts that no rule finds", missing_table(found))
    return found


@pytest.fixture(scope="module")
def exchanged(
    matcher: Matcher, facts: list[Fact], show: Callable[[str, str], None]
) -> list[Verdict]:
    judged = [matcher.judge(fact) for seed in SEEDS for fact in exchange(facts, seed)]
    show("gold facts found with the object of another", exchanged_table(judged))
    return judged


def share(found: Sequence[Verdict]) -> float:
    return sum(one.found for one in found) / max(1, len(found))


@each_group
def test_most_facts_are_found_by_rule(group: Group, reader: str, verdicts: list[Verdict]) -> None:
    assert LEAST[reader] <= share(group.of(verdicts))


@each_group
def test_hardly_a_fact_is_found_with_the_object_of_another(
    group: Group, exchanged: list[Verdict]
) -> None:
    assert share(group.of(exchanged)) <= MOST_EXCHANGED


@each_group
def test_each_of_the_other_facts_is_found_by_a_query_or_disagreed_with(
    group: Group, verdicts: list[Verdict]
) -> None:
    listed = {one["id"] for one in (*BY_QUERY[group.name], *DISAGREEMENTS)}

    assert [] == [v.fact.id for v in group.of(verdicts) if not v.found and v.fact.id not in listed]


@each_group
def test_few_readings_are_disagreed_with(group: Group, verdicts: list[Verdict]) -> None:
    disagreed = {one["id"] for one in DISAGREEMENTS}
    ours = group.of(verdicts)

    assert sum(one.fact.id in disagreed for one in ours) <= MOST_DISAGREEING * len(ours)


def test_each_disagreement_has_its_place_and_reason() -> None:
    assert all(one["locator"] and one["note"] for one in DISAGREEMENTS)


@each_query
async def test_query_finds_what_no_rule_finds(
    entry: dict[str, str], embedded_api: AsyncClient
) -> None:
    response = (await embedded_api.post("/graphql", json={"query": entry["query"]})).json()

    assert "errors" not in response
    answer = json.dumps(response["data"], ensure_ascii=False)
    assert [] == [words for words in entry["holds"] if words not in answer]


# What a run shows


def recall_table(verdicts: Iterable[Verdict]) -> str:
    """Facts found and facts in all: a line a document, then its kinds."""
    counts: dict[str, dict[str, Counter[bool]]] = defaultdict(lambda: defaultdict(Counter))
    for one in verdicts:
        counts[one.instrument][one.fact.kind][one.found] += 1
    lines = []
    for instrument, kinds in sorted(counts.items()):
        lines.append(recall_line(instrument, sum(kinds.values(), Counter())))
        lines += [recall_line(f"  {kind}", count) for kind, count in sorted(kinds.items())]
    total = sum((count for kinds in counts.values() for count in kinds.values()), Counter())
    return "\n".join([*lines, recall_line("all", total)])


def recall_line(name: str, count: Counter[bool]) -> str:
    return f"{name:<48}{count[True]:>5} of {count.total():>4}{count[True] / count.total():>8.1%}"


def missing_table(verdicts: Iterable[Verdict]) -> str:
    missing = (one for one in verdicts if not one.found)
    return "\n".join(f"{one.fact.id:<40}{one.reason}" for one in missing)


def exchanged_table(judged: Sequence[Verdict]) -> str:
    found = sorted({f"{v.fact.id:<40}{v.fact.object}" for v in judged if v.found})
    count = sum(one.found for one in judged)
    return "\n".join([*found, f"{count} of {len(judged)} ({share(judged):.1%})"])
