"""The gold questions: what their answers say stands in the responses of worked questions."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from httpx import AsyncClient

from tests.answers.questions import QUESTIONS, answer

GOLD = {
    "CQ01": "chair-of-the-28th-almm",
    "CQ04": "portability-study",
    "CQ08": "child-labour-tasking",
    "CQ09": "taskings-of-slom",
    "CQ02": "checklist-of-skills-mobility",
    "CQ10": "who-is-to-implement",
    "CQ12": "ilo-and-acwc",
    "CQ15": "after-the-declaration-on-human-resources",
    "CQ18": "project-through-another-plan",
    "CQ19": "measure-behind-three-areas",
    "CQ21": "forum-on-migrant-labour-by-year",
    "CQ22": "subsidiary-bodies-by-period",
    "CQ24": "new-partners-of-the-28th-almm",
    "CQ27": "not-ratified-by-a-state",
    "CQ29": "neither-ratified-nor-denounced",
    "CQ32": "ratifications-counted",
    "CQ33": "coordinators-of-the-oshnet-plan",
    "CQ35": "actions-by-responsible-body",
    "CQ39": "names-of-acmw",
    "CQ40": "adoptions-with-a-reservation",
    "CQ41": "coordinator-of-item-21",
    "CQ43": "timor-leste-at-the-almm",
}
"""Which of our questions answers which gold question."""

IN_OTHER_WORDS: Mapping[tuple[str, int], tuple[str, ...]] = {
    # The title prints the date in capitals.
    ("CQ01", 3): ('"30 OCTOBER 2024"', '"2024-10-30"'),
    # A partner and the project it acts through are two things.
    ("CQ04", 0): ('"International Labour Organization"', '"ASEAN Triangle Project"'),
    # Role and agent are two fields; an agent has its full name beside the acronym.
    ("CQ08", 0): ('"TASKED"', '"RESPONSIBLE"', '"SLOM"'),
    ("CQ08", 1): (
        '"in collaboration with"',
        '"ACWC"',
        '"Other relevant ASEAN sectoral bodies"',
    ),
    # The second roadmap has no title yet.
    ("CQ08", 2): (
        '"ASEAN Roadmap on the Elimination of the Worst Forms of Child Labour by 2025"',
        '"Roadmap subsequent to the ASEAN Roadmap on the Elimination',
    ),
    # What is tasked, with whom, by when and where are fields; plans are named one by one.
    ("CQ09", 0): (
        '"ASEAN Declaration on the Prevention of Child Labour, Including',
        '"ACWC"',
        '"main text, para 6"',
    ),
    ("CQ09", 1): (
        '"ASEAN Declaration on Portability of Social Security Benefits',
        '"ASEAN Guidelines on Portability of Social Security Benefits',
        '"ACMW"',
        '"main text, para 7"',
    ),
    ("CQ09", 2): (
        '"Work Plan of ACMW under the ALM Work Programme 2021-2025"',
        '"Work Plan of ALICOM under the ALM Work Programme 2021-2025"',
        '"ASEAN-OSHNET Work Plan 2021-2025"',
        '"SLOM-WG Work Plan 2021-2025"',
        '"2025-12-31"',
        '"Subsidiary bodies of SLOM"',
        '"main text, para 8"',
    ),
    ("CQ09", 3): (
        "Labour Ministers' Work Programme 2026-2030\"",
        '"Subsidiary bodies of SLOM"',
        '"main text, para 8"',
    ),
    # Role and agent are two fields, declaration and date as well.
    ("CQ02", 1): ('"role":"SUPPORT"', '"ACMW"'),
    ("CQ10", 0): ('"ALMM"', '"SLOM"', '"Other relevant ASEAN sectoral ministerial bodies"'),
    ("CQ10", 1): ('"SLOM"', '"ASEAN-OSHNET"'),
    ("CQ10", 2): ('"Subsidiary bodies of SLOM"', '"ATC"'),
    # An action has its title as printed; role and agent are two fields.
    ("CQ12", 0): (
        "Study the development of regional guidelines with respect to eliminating",
        '"POTENTIAL_COLLABORATOR"',
        '"ILO"',
        '"ACWC"',
    ),
    ("CQ12", 1): ('"RESPONSIBLE"', '"SLOM"'),
    ("CQ12", 3): ('"AICHR"',),
    # Number and title of items, name, date and place of the meeting are fields.
    ("CQ18", 0): ('"number":"6"', "Regional assessment of the adequacy of national labour laws"),
    ("CQ18", 1): (
        '"SLOM-WG Work Plan 2016-2020"',
        '"number":"20"',
        "on employment and industrial relations",
        "labour dispute and labour justice",
    ),
    ("CQ18", 2): (
        "13th Senior Labour Officials' Meeting",
        '"2017-05-05/2017-05-06"',
        '"Singapore"',
    ),
    # Body and period are two fields; the table says which go together.
    ("CQ22", 0): ('"2010/2015"', '"SLOM-WG"', '"ACMW"', '"ASEAN-OSHNET"', '"SLOM-WG-HIV"'),
    ("CQ22", 1): ('"2016/2020"', '"ACMW"', '"SLOM-WG"', '"ASEAN-OSHNET"'),
    ("CQ22", 2): ('"2021/2025"', '"ACMW"', '"SLOM-WG"', '"ASEAN-OSHNET"', '"ALICOM"'),
    ("CQ22", 3): ('"SLOM-WG-HIV"', '"ALICOM"'),
    # The documents do not list the group, and neither does the answer.
    ("CQ24", 0): ('"Plus Three Countries"', '"NOT_STATED"'),
    # Numbers of conventions are numbers.
    ("CQ27", 0): ('"conventionNumber":87',),
    ("CQ27", 1): ('"conventionNumber":98',),
    # Counts stand below the convention; the table says which go together.
    ("CQ32", 0): ('"C29"', '"RATIFIED"},"count":9'),
    ("CQ32", 1): ('"C87"', '"RATIFIED"},"count":4'),
    ("CQ32", 2): ('"C98"', '"RATIFIED"},"count":5'),
    ("CQ32", 3): ('"C100"', '"RATIFIED"},"count":8'),
    ("CQ32", 4): ('"C105"', '"RATIFIED"},"count":4', '"DENOUNCED"},"count":2'),
    ("CQ32", 5): ('"C111"', '"RATIFIED"},"count":6'),
    ("CQ32", 6): ('"C138"', '"RATIFIED"},"count":9'),
    ("CQ32", 7): ('"C182"', '"RATIFIED"},"count":10'),
    # Each item is a node with its number.
    ("CQ33", 0): ('"name":"Malaysia","mandates":{"totalCount":10',),
    ("CQ33", 1): ('"name":"Myanmar","mandates":{"totalCount":0',),
    # Each body has its count.
    ("CQ35", 0): ('"actions":{"totalCount":46}',),
    ("CQ35", 1): (
        '"caption":"SLOM-WG"}},"count":16',
        '"caption":"SLOM"}},"count":15',
        '"shared":{"totalCount":2',
    ),
    ("CQ35", 2): ('"caption":"ACMW"}},"count":7',),
    ("CQ35", 3): ('"caption":"ASEAN-OSHNET"}},"count":6',),
    ("CQ35", 4): ('"caption":"SLOM-WG-HIV"}},"count":3',),
    ("CQ35", 5): ('"caption":"ALMM"}},"count":1',),
    # Nobody is named, and a gap says why.
    ("CQ41", 0): ('"totalCount":0', '"LOST"'),
    # Dates are ISO 8601; what happened is told by manner, occasion and phase.
    ("CQ15", 0): ('"2020-06-26"', '"36th ASEAN Summit"'),
    ("CQ15", 1): (
        '"2020-09-16"',
        '"LAUNCHED"',
        '"ASEAN Education Ministers"',
        "hosted by Viet Nam",
    ),
    ("CQ15", 2): (
        '"2024-10-30"',
        '"Scoping study following up',
        '"DONE"',
        '"Data for the key result',
    ),
    # Edition, year and state are three fields; the table says which go together.
    ("CQ21", 0): ('"9th ASEAN Forum on Migrant Labour"', '"2016"', '"Lao PDR"'),
    ("CQ21", 1): ('"10th ASEAN Forum on Migrant Labour"', '"2017"', '"Philippines"'),
    ("CQ21", 2): ('"11th ASEAN Forum on Migrant Labour"', '"2018"', '"Singapore"'),
    ("CQ21", 3): ('"12th ASEAN Forum on Migrant Labour"', '"2019"', '"Thailand"'),
    ("CQ21", 4): ('"13th ASEAN Forum on Migrant Labour"', '"2020"', '"Viet Nam"'),
    # One thing has all the names.
    ("CQ39", 1): (
        "ASEAN Committee on the Promotion and Protection of the Rights of Migrant Workers",
    ),
    ("CQ39", 2): ('"ACWM"', '"MISPRINT"'),
    ("CQ39", 3): ('"https://w3id.org/asean-labour/id/body/acmw"',),
    # The condition is as printed; instruments have their full titles.
    ("CQ40", 0): (
        '"Thailand"',
        '"ENDORSER_IN_PRINCIPLE"',
        "after obtaining the Cabinet’s approval",
    ),
    ("CQ40", 1): ("ASEAN Labour Ministers' Work Programme 2021-2025",),
    ("CQ40", 4): ("Updated Action Plan of the ASEAN Consensus",),
    ("CQ40", 5): ("ASEAN Guidelines on Effective Return and Reintegration",),
    ("CQ40", 6): ("Roadmap on the Elimination of the Worst Forms of Child Labour by 2025",),
    ("CQ40", 7): ("ASEAN Guideline on Gender Mainstreaming",),
    ("CQ40", 8): ("ASEAN Guidelines on Occupational Safety and Health (OSH) Risk Management",),
    # No participation and a gap; a participation as observer.
    ("CQ43", 0): ('"ordinal":26', '"totalCount":0', '"NOT_STATED"'),
    ("CQ43", 1): ('"ordinal":28', '"OBSERVER"'),
}
"""What stands for strings of gold answers that the response does not hold as they are.

The key is the question and the place of the string in its answer.
"""


@pytest.fixture(scope="module")
def gold_answers(gold: Path) -> dict[str, list[str]]:
    """Strings of the answer to each gold question."""
    questions = json.loads((gold / "questions.json").read_bytes())
    return {question["id"]: question["answer"] for question in questions}


@pytest.mark.parametrize(("question", "stem"), GOLD.items(), ids=GOLD)
async def test_a_response_holds_each_string_of_the_gold_answer(
    question: str, stem: str, embedded_api: AsyncClient, gold_answers: Mapping[str, list[str]]
) -> None:
    case = next(case for case in QUESTIONS if case.stem == stem)
    response = (await answer(embedded_api, case)).decode()
    wanted = [
        part
        for place, said in enumerate(gold_answers[question])
        for part in IN_OTHER_WORDS.get((question, place), (said,))
    ]
    assert [] == [part for part in wanted if part not in response]


def test_what_stands_for_a_gold_string_has_one_to_stand_for(
    gold_answers: Mapping[str, list[str]],
) -> None:
    assert set(IN_OTHER_WORDS) <= {
        (question, place) for question in GOLD for place in range(len(gold_answers[question]))
    }
