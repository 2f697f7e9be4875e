"""Who holds an office on a day, as the documents have it, and what a conclusion leaves as it is.

The tables were written from the documents before any answer was looked at: the ACMW plan of
2016-2020, row 2; the SLOM-WG plan, rows 6 and 7; the ASEAN-OSHNET plan, row 5; the communiqués of
2020, paras 2 and 17, and of 2024, paras 1, 2 and 15.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from httpx import AsyncClient

YEARS = range(2010, 2025)
ACMW = {
    2016: {"Lao PDR"},
    2017: {"Philippines"},
    2018: {"Singapore"},
    2019: {"Thailand"},
    2020: {"Viet Nam"},
}
HOSTS_OF_THE_BOARD = {
    2016: {"Viet Nam"},
    2017: {"Brunei Darussalam"},
    2018: {"Cambodia"},
    2019: {"Indonesia"},
    2020: {"Lao PDR"},
}
SLOM_WG = {2016: {"Myanmar", "Lao PDR"}, 2017: {"Lao PDR"}, 2018: {"Lao PDR"}}
ALMM = {2020: {"Indonesia"}, 2021: {"Indonesia"}, 2022: {"Indonesia", "Philippines"}}
"""The chair of 2024 is named on 30 October; of whom it was on 1 June no text speaks."""

NOBODY: dict[int, set[str]] = {}
CHAIRS = {
    # the column pairs states with years by their order, so that is inferred
    ("acmw", "INFERRED"): ACMW,
    ("acmw", "STATED"): NOBODY,
    ("asean-oshnet-cbm", "INFERRED"): HOSTS_OF_THE_BOARD,
    ("asean-oshnet-cbm", "STATED"): NOBODY,
    ("slom-wg", "INFERRED"): SLOM_WG,
    ("slom-wg", "STATED"): NOBODY,
    ("almm", "INFERRED"): ALMM,
    ("almm", "STATED"): ALMM,
}
CHAIRS_OF = """query Chairs($body: Key!, $certainty: Certainty!, $day: EDTF!) {
  memberships(certainty: $certainty, asOf: $day, where: {
    organisation: {is: $body}, membershipRole: {in: [CHAIR, OFFICE_HOLDER]}}) {
    nodes { member { name } when } withheld } }"""


async def ask(api: AsyncClient, query: str, variables: Mapping[str, object]) -> Any:
    """The data of an answer without errors; a variable that is None is not sent."""
    sent = {name: value for name, value in variables.items() if value is not None}
    response = await api.post("/graphql", json={"query": query, "variables": sent})
    answer = response.json()
    assert "errors" not in answer, answer
    return answer["data"]


@pytest.mark.parametrize(("body", "certainty"), CHAIRS)
async def test_chairs_of_each_year_are_those_of_the_documents(
    embedded_api: AsyncClient, body: str, certainty: str
) -> None:
    found = {}
    for year in YEARS:
        asked = {"body": body, "certainty": certainty, "day": f"{year}-06-01"}
        holders = (await ask(embedded_api, CHAIRS_OF, asked))["memberships"]["nodes"]
        found[year] = {holder["member"]["name"] for holder in holders}
    expected = CHAIRS[body, certainty]
    assert found == {year: expected.get(year, set()) for year in YEARS}


async def test_what_certainty_leaves_out_of_a_day_is_withheld(embedded_api: AsyncClient) -> None:
    asked = {"body": "acmw", "certainty": "STATED", "day": "2018-06-01"}
    assert (await ask(embedded_api, CHAIRS_OF, asked))["memberships"]["withheld"] == 1


ON_A_DAY = [
    # the chair of the day, the day after, and one of a period that ends with its year
    ("almm", "2024-10-30", {"Singapore"}),
    ("almm", "2024-10-31", set()),
    ("almm", "2022-12-31", {"Indonesia", "Philippines"}),
    ("almm", "2026-02", {"Thailand"}),
    ("almm", "2030", set()),
    # ministers sign on a day; of the next no text speaks
    ("myanmar", "2017-09-03", {"Thein Swe"}),
    ("myanmar", "2018-06-01", set()),
    ("asean-bca", "2018-12-31", {"Malaysia"}),
    ("asean-bca", "2019-01-01", set()),
]


@pytest.mark.parametrize(("body", "day", "names"), ON_A_DAY)
async def test_a_holder_holds_from_the_first_day_to_the_last(
    embedded_api: AsyncClient, body: str, day: str, names: set[str]
) -> None:
    asked = {"body": body, "certainty": "INFERRED", "day": day}
    holders = (await ask(embedded_api, CHAIRS_OF, asked))["memberships"]["nodes"]
    assert {holder["member"]["name"] for holder in holders} == names


COORDINATORS = """query Coordinators($item: Key!, $certainty: Certainty, $day: EDTF) {
  assignments(certainty: $certainty, asOf: $day, where: {
    provision: {is: $item}, role: {eq: COORDINATOR}}) {
    nodes { agent { name } when } withheld } }"""


@pytest.mark.parametrize("day", [None, "2016-06-01", "2017-10-18", "2018-06-01"])
async def test_an_edition_does_not_date_what_the_plan_says_of_its_item(
    embedded_api: AsyncClient, day: str | None
) -> None:
    asked = {"item": "slom-wg-work-plan-2016-2020-19", "certainty": "INFERRED", "day": day}
    found = (await ask(embedded_api, COORDINATORS, asked))["assignments"]
    name = "Member States assuming the ASEAN Chairmanship"
    assert found == {"nodes": [{"agent": {"name": name}, "when": None}], "withheld": 0}


async def test_coordinators_of_an_edition_are_those_of_its_year(embedded_api: AsyncClient) -> None:
    for year, names in ACMW.items():
        asked = {"item": "acmw-work-plan-2016-2020-2", "certainty": "INFERRED"}
        found = await ask(embedded_api, COORDINATORS, asked | {"day": f"{year}-06-01"})
        agents = {node["agent"]["name"] for node in found["assignments"]["nodes"]}
        assert agents == names | {"ACMW Chair"}


async def test_coordinators_of_an_edition_stay_within_their_text(embedded_api: AsyncClient) -> None:
    asked = {"item": "alm-work-programme-2010-2015-action-2", "certainty": "INFERRED"}
    found = await ask(embedded_api, COORDINATORS, asked)
    assert found == {"assignments": {"nodes": [], "withheld": 0}}


RATIFIED_IN_2017 = {
    "Brunei Darussalam": 2,
    "Cambodia": 9,
    "Indonesia": 10,
    "Lao PDR": 6,
    "Malaysia": 7,
    "Myanmar": 3,
    "Philippines": 10,
    "Singapore": 7,
    "Thailand": 7,
    "Viet Nam": 8,
}
"""Marks in both annexes of 2017, counted in the document."""


@pytest.mark.parametrize("certainty", ["STATED", "INFERRED", "ALL"])
async def test_the_next_annex_takes_the_place_of_rows_without_columns(
    embedded_api: AsyncClient, certainty: str
) -> None:
    query = """query Ratified($certainty: Certainty) {
        ratifications(certainty: $certainty, asOf: "2017-12-31", where: {status: {eq: RATIFIED}}) {
            groupBy(by: STATE) { key { label } count } } }"""
    groups = await ask(embedded_api, query, {"certainty": certainty})
    found = {g["key"]["label"]: g["count"] for g in groups["ratifications"]["groupBy"]}
    assert found == RATIFIED_IN_2017


MARKS_IN_2013 = {
    "Brunei Darussalam": 2,
    "Cambodia": 9,
    "Indonesia": 10,
    "Lao PDR": 6,
    "Malaysia": 7,
    "Myanmar": 2,
    "Philippines": 10,
    "Singapore": 7,
    "Thailand": 6,
    "Viet Nam": 8,
}
"""Marks of a ratification in both annexes of 2013, counted in the document: 67."""
BY_SCOPE = """query ByScope($status: RatificationStatus!, $certainty: Certainty) {
    ratifications(certainty: $certainty, asOf: "2013-11-01", where: {status: {eq: $status}}) {
        nodes { scope marks state { name } convention { key } } } }"""


async def test_cells_and_the_marks_of_rows_without_columns_are_the_marks_of_the_annex(
    embedded_api: AsyncClient,
) -> None:
    asked = {"status": "RATIFIED", "certainty": "STATED"}
    nodes = (await ask(embedded_api, BY_SCOPE, asked))["ratifications"]["nodes"]
    found = Counter[str]()
    for node in nodes:
        found[node["state"]["name"]] += {"CONVENTION": 1, "CATEGORY": node["marks"]}[node["scope"]]
    assert sum(found.values()) == 67
    assert dict(found) == MARKS_IN_2013


@pytest.mark.parametrize(("certainty", "undecided"), [("INFERRED", 7), ("STATED", 43)])
@pytest.mark.parametrize("status", ["RATIFIED", "DENOUNCED", "NONE_STATED"])
async def test_each_ratification_is_of_one_convention_or_counts_those_of_a_category(
    embedded_api: AsyncClient, status: str, certainty: str, undecided: int
) -> None:
    asked = {"status": status, "certainty": certainty}
    nodes = (await ask(embedded_api, BY_SCOPE, asked))["ratifications"]["nodes"]
    assert nodes
    for node in nodes:
        named = {"CONVENTION": (True, False), "CATEGORY": (False, True)}[node["scope"]]
        assert named == (node["convention"] is not None, node["marks"] is not None)
    cells = sum(node["scope"] == "CONVENTION" for node in nodes)
    assert status != "RATIFIED" or cells == 67 - undecided


async def test_a_body_has_parents_while_it_belongs_to_them(embedded_api: AsyncClient) -> None:
    query = """query ($day: EDTF!) { bodies(asOf: $day, certainty: INFERRED, where: {
      parents: {some: {}}}) { nodes { key parents { nodes { key } }
      memberships(where: {membershipRole: {eq: SUBSIDIARY_BODY}}) { nodes { organisation { key } } } } } }"""
    seen = set()
    for year in range(2000, 2026, 5):
        for body in (await ask(embedded_api, query, {"day": f"{year}-06-01"}))["bodies"]["nodes"]:
            over = {one["organisation"]["key"] for one in body["memberships"]["nodes"]}
            assert {one["key"] for one in body["parents"]["nodes"]} <= over, (year, body["key"])
            seen.add((year, body["key"]))
    assert (2005, "alicom") not in seen
    assert any(key == "alicom" for _, key in seen)


async def test_what_disagrees_on_a_day_shows_what_disagrees(embedded_api: AsyncClient) -> None:
    query = """query ($day: EDTF) { works(asOf: $day, where: {disagreesOn: PHASE}) {
      nodes { key claims(property: PHASE) { value } } } }"""
    for day in (None, "2011-01-01", "2014-01-01", "2025-01-01"):
        for work in (await ask(embedded_api, query, {"day": day}))["works"]["nodes"]:
            assert len({claim["value"] for claim in work["claims"]}) > 1, (day, work["key"])
