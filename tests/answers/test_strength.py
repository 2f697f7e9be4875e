"""What the release says is no stronger than the text, and what the text prints has a place in it."""

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from httpx import AsyncClient

from graph.terms import read_ontology
from loaders.tables import DATA
from tests.answers.question_rows import Json

Rows = list[dict[str, str]]
LOST = {f"slom-wg-work-plan-2016-2020-{number}" for number in (15, 21)}
"""Items of which nothing but the number can be told."""


def read(document: str, table: str) -> Rows:
    path = DATA / document / f"{table}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def everywhere(table: str) -> Rows:
    return [row for path in sorted(DATA.iterdir()) for row in read(path.name, table)]


def provisions() -> Rows:
    return everywhere("clauses") + everywhere("plan-items")


async def ask(client: AsyncClient, query: str) -> Json:
    response = (await client.post("/graphql", json={"query": query})).json()
    assert "errors" not in response, response
    data: Json = response["data"]
    return data


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ("assignments", {"provision": "slom-wg-work-plan-2016-2020-6", "agent": "myanmar"}),
        ("assignments", {"provision": "slom-wg-work-plan-2016-2020-7", "agent": "lao-pdr"}),
        ("participations", {"at": "almm-26-communique.issued.almm-26", "agent": "thailand"}),
        (
            "participations",
            {
                "at": "asean-declaration-migrant-workers.signed.asean-summit-12",
                "agent": "philippines",
            },
        ),
        ("events", {"key": "high-level-conference-hrd-2020", "when": "2020-09-16"}),
        ("events", {"key": "safety-and-health-summit-2008", "when": "2008-06-29"}),
        ("events", {"key": "world-congress-safety-health-work-2017", "place": "Singapore"}),
    ],
    ids=lambda one: (
        one if isinstance(one, str) else one.get("provision", one.get("at", one.get("key")))
    ),
)
def test_what_the_text_leaves_open_is_a_reading_that_is_not_sure(
    table: str, found: dict[str, str]
) -> None:
    rows = [row for row in everywhere(table) if found.items() <= row.items()]

    assert [("by-combination", "medium")] == [(r["method"], r["confidence"]) for r in rows]


def test_an_agent_that_is_only_named_has_a_link_and_no_role() -> None:
    roles = {(row["provision"], row["agent"]) for row in everywhere("assignments")}
    named = {
        (row["source"], row["target"])
        for row in everywhere("links")
        if row["linkKind"] == "mentions"
    }

    assert ("asean-declaration-migrant-workers-14", "employers") in named - roles
    assert ("vientiane-declaration-skills-mobility-13", "countries-of-origin") in named - roles


def test_a_channel_passes_something_on() -> None:
    channels = {row["rolePrinted"] for row in everywhere("assignments") if row["role"] == "channel"}

    assert {"through"} == channels


def test_no_owner_of_a_plan_answers_for_its_money_without_a_word() -> None:
    money = [
        row["provision"]
        for row in everywhere("assignments")
        if row["role"] == "responsible" and "-rm-" in row["provision"] and not row["rolePrinted"]
    ]

    assert [] == money


def test_a_declaration_inside_the_name_of_a_committee_is_not_cited() -> None:
    cited = {
        row["printed"]
        for row in everywhere("links")
        if row["target"] == "asean-declaration-migrant-workers"
    }

    assert cited
    assert [] == [words for words in cited if words.startswith("Implementation of")]


def test_dates_that_stand_side_by_side_are_not_one_period() -> None:
    awards = [r for r in provisions() if r["key"] == "asean-oshnet-work-plan-2016-2020-4"]

    assert {"2016|2018|2020", ""} == {row["dates"] for row in awards}
    assert {""} == {row["when"] for row in awards}


def test_a_period_of_a_subsidiary_body_is_no_sure_conclusion() -> None:
    sure = [
        row
        for row in everywhere("memberships")
        if row["membershipRole"] == "subsidiary-body"
        and row["when"]
        and row["confidence"] == "high"
    ]

    assert [] == sure


def test_what_was_told_of_2013_rests_on_a_stated_assumption() -> None:
    read_together = [
        row
        for row in read("alm-work-programme-2010-2015", "ratifications")
        if row["method"] == "by-combination"
    ]

    assert 79 == len(read_together)
    assert all("assumption" in r["note"] and r["confidence"] != "high" for r in read_together)


def test_a_gap_says_what_is_missing_of_what() -> None:
    assert [] == [r for r in everywhere("gaps") if not r["property"] and not r["note"]]


async def test_gaps_of_different_properties_have_different_names(embedded_api: AsyncClient) -> None:
    query = '{gaps(where: {concerns: {is: "almm-2026"}}) {nodes {name}}}'

    found = [gap["name"] for gap in (await ask(embedded_api, query))["gaps"]["nodes"]]

    assert ["ordinal", "place"] == sorted(name.split(": ")[1].split()[0] for name in found)


def test_no_name_is_cut() -> None:
    assert [] == [row["name"] for row in provisions() if "…" in row["name"]]


def test_each_measure_of_the_blueprint_has_its_title() -> None:
    titled: dict[str, set[str]] = defaultdict(set)
    for row in provisions():
        if row["key"].startswith("ascc-blueprint-2025-"):
            titled[row["key"]].add(row.get("title", ""))

    assert 15 == len(titled)
    assert [] == [key for key, titles in titled.items() if not titles - {""}]


def test_each_provision_is_filed_under_a_topic_of_its_own(
    show: Callable[[str, str], None],
) -> None:
    wide: dict[str, set[str]] = defaultdict(set)
    for row in everywhere("instruments"):
        wide[row["key"]] |= {*row.get("topics", "").split("|")}
    lines, without = [], set()
    for document in sorted(path.name for path in DATA.iterdir() if path.is_dir()):
        filed: dict[str, set[str]] = defaultdict(set)
        rows = read(document, "clauses") + read(document, "plan-items")
        instrument = {row["key"]: row["instrument"] for row in rows if row["instrument"]}
        for row in rows:
            filed[row["key"]] |= {*row["topics"].split("|")} - {""}
        own = {key for key, topics in filed.items() if topics - wide[instrument[key]]}
        without |= filed.keys() - own
        if filed:
            lines.append(f"{document:<45} {len(own)} of {len(filed)}")
    show("provisions with a topic of their own", "\n".join(lines))

    assert LOST | {"asean-declaration-migrant-workers-11"} == without


def test_each_topic_is_defined_and_stands_in_one_scheme(ontology_file: Path) -> None:
    text = ontology_file.read_text("utf-8")
    topics = [block for block in text.split("\n\n") if block.startswith("topic:")]

    assert len(topics) > 200
    assert [] == [b for b in topics if "skos:definition" not in b or "al:TopicScheme" not in b]


@pytest.fixture
def ontology_file() -> Path:
    return Path("ontology/vocabularies.ttl")


@pytest.mark.parametrize(
    ("provision", "qualifier"),
    [
        ("asean-declaration-migrant-workers-4", "negation"),
        ("vientiane-declaration-skills-mobility-16", "negation"),
        ("vientiane-declaration-skills-mobility-2", "open-list"),
        ("vientiane-declaration-skills-mobility-4", "open-list"),
        ("alm-work-programme-2016-2020-ta-5", "at-discretion"),
        ("almm-26-communique-12-pilot", "voluntary"),
        ("asean-declaration-migrant-workers-10", "precondition"),
        ("vientiane-declaration-skills-mobility-tasking-almm", "national-law"),
    ],
)
def test_words_that_limit_a_provision_are_typed(provision: str, qualifier: str) -> None:
    qualifiers = {
        one
        for row in provisions()
        if row["key"] == provision
        for one in row["qualifiers"].split("|")
    }

    assert qualifier in qualifiers


async def test_several_conditions_are_no_disagreement(embedded_api: AsyncClient) -> None:
    query = '{clause(key: "asean-declaration-migrant-workers-7") {condition}}'

    assert 5 == len((await ask(embedded_api, query))["clause"]["condition"])


def test_condition_may_have_several_values() -> None:
    assert read_ontology().properties["condition"].many
