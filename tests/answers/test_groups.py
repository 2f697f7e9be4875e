"""Which provisions name two bodies together, by themselves or as members of a group.

The tables were written from the documents: whom a provision names, and which bodies belong to
"SLOM and its subsidiary bodies" (28th ALMM, para 8; 26th ALMM, para 4; the booklet of 2016-2020)
and to the subsidiary bodies of the ALMM (Work Programme 2010-2015, overview, para 7) at its time.
"""

from dataclasses import dataclass

import pytest
from httpx import AsyncClient

from tests.places import QUERIES

TOGETHER = (QUERIES / "with-acmw-and-partner.graphql").read_text("utf-8")
PARA_8 = ("almm-28-communique-8-completion", "almm-28-communique-8-work-programme-2026-2030")
PARA_12 = "almm-28-communique-12-studies"
REALISE = "vientiane-declaration-skills-mobility-tasking-almm"
PROGRESS = "alm-work-programme-2016-2020-me-a"
CHECKLIST = "alm-work-programme-2016-2020-me-b"
SECRETARIAT = "alm-work-programme-2010-2015-resource-4"
ADDRESSED = "almm-26-communique-4-work-programme"


@dataclass(frozen=True)
class Pair:
    """Two bodies, the provisions that name both, and those that ask both by a group."""

    body: str
    partner: str
    named: tuple[str, ...]
    by_group: tuple[str, ...]
    withheld: int
    """Instruments that name the two only by a group."""

    def __str__(self) -> str:
        return f"{self.body} and {self.partner}"


PAIRS = [
    Pair(
        "ACMW",
        "SLOM",
        (
            ADDRESSED,
            "almm-28-communique-7-portability",
            "acmw-work-plan-2016-2020-me-b",
            "alm-work-programme-2010-2015-actions-8",
            "vientiane-declaration-skills-mobility-tasking-slom",
        ),
        (*PARA_8, PARA_12, REALISE, PROGRESS),
        1,
    ),
    Pair("ATC", "SLOM", (REALISE,), (), 0),
    Pair(
        "ACWC",
        "SLOM",
        ("almm-28-communique-6-child-labour", "alm-work-programme-2010-2015-action-8"),
        (),
        0,
    ),
    Pair("ALICOM", "ACMW", (), (*PARA_8, PARA_12, REALISE), 2),
    Pair("ALICOM", "SLOM", (), (*PARA_8, PARA_12, REALISE), 2),
    Pair("ATC", "ACMW", (), (REALISE,), 1),
    Pair("ATC", "ALICOM", (), (REALISE,), 1),
    Pair("ALMM", "ACMW", (), (SECRETARIAT, REALISE), 2),
    Pair("ACWC", "ACMW", (), (), 0),
    Pair(
        "ASEAN Secretariat",
        "ACMW",
        (
            "acmw-work-plan-2016-2020-8",
            "acmw-work-plan-2016-2020-12",
        ),
        (SECRETARIAT, CHECKLIST),
        2,
    ),
    Pair("ALICOM", "ACWC", (), (), 0),
    Pair(
        "SLOM-WG-HIV",
        "ACMW",
        ("alm-work-programme-2010-2015-overview-7",),
        (SECRETARIAT,),
        0,
    ),
]


async def ask(api: AsyncClient, pair: Pair, certainty: str) -> tuple[int, set[str]]:
    """How many instruments are withheld, and the provisions that are shown."""
    variables = {"body": pair.body, "partner": pair.partner, "certainty": certainty}
    query = TOGETHER.replace("__typename\n", "__typename\n key\n")
    response = await api.post("/graphql", json={"query": query, "variables": variables})
    instruments = response.json()["data"]["instruments"]
    provisions = [p for one in instruments["nodes"] for p in one["provisions"]["nodes"]]
    return instruments["withheld"], {provision["key"] for provision in provisions}


@pytest.mark.parametrize("pair", PAIRS, ids=str)
async def test_two_bodies_are_asked_together_as_the_documents_have_it(
    embedded_api: AsyncClient, pair: Pair
) -> None:
    named = pair.withheld, set(pair.named)
    assert await ask(embedded_api, pair, "STATED") == named
    assert await ask(embedded_api, pair, "INFERRED") == (0, {*pair.named, *pair.by_group})


async def test_neither_way_round_matters(embedded_api: AsyncClient) -> None:
    for pair in PAIRS:
        around = Pair(pair.partner, pair.body, pair.named, pair.by_group, pair.withheld)
        assert await ask(embedded_api, pair, "ALL") == await ask(embedded_api, around, "ALL")
