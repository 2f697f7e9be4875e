"""All that documents claim, and where they disagree."""

import pytest

from gql.execution import Service
from tests.stores.contract import Case, check

STATED_ON_DATE = {
    "value": "2018-03-07",
    "label": "2018-03-07",
    "node": None,
    "evidence": [{"locator": "Declaration, heading", "certainty": "STATED"}],
}

CLAIMS = [
    Case(
        "all that documents say of a property, the default first",
        """{ instrument(key: "lake-declaration") { claims(property: DATE) {
            value label node { key } evidence { locator certainty } } } }""",
        {
            "instrument": {
                "claims": [
                    STATED_ON_DATE,
                    {
                        "value": "2018-03-05",
                        "label": "2018-03-05",
                        "node": None,
                        "evidence": [{"locator": "Report, para 1", "certainty": "STATED"}],
                    },
                ]
            }
        },
    ),
    Case(
        "claims that are concluded or undecided, where these count",
        """{ a: instrument(key: "lake-charter") { claims(property: DATE) { value } }
             b: instrument(key: "lake-charter", certainty: INFERRED) { claims(property: DATE) { value } }
             c: event(key: "boat-workshop", certainty: ALL) { claims(property: WHEN) {
                 value evidence { reading { method } } } }
             d: event(key: "council-3", certainty: INFERRED) { claims(property: ORDINAL) { value label } } }""",
        {
            "a": {"claims": [{"value": "2001"}]},
            "b": {"claims": [{"value": "2001"}, {"value": "2000"}]},
            "c": {
                "claims": [
                    {"value": when, "evidence": [{"reading": {"method": "ALTERNATIVES"}}]}
                    for when in ("2021-05", "2021-06")
                ]
            },
            "d": {"claims": [{"value": "3", "label": "3"}]},
        },
    ),
    Case(
        "claims of relations, lists and concepts",
        """{ provision(key: "item-3") {
                agents: claims(property: AGENTS) { label node { key } evidence { locator } }
                force: claims(property: FORCE) { value label }
                of: claims(property: INSTRUMENT) { node { __typename } __typename } }
             state(key: "northland") { claims(property: IDENTIFIER) { value } }
             event(key: "council-2") { claims(property: COUNTRY) {
                value label node { key } evidence { locator } } } }""",
        {
            "provision": {
                "agents": [
                    {
                        "label": "Lake Council",
                        "node": {"key": "lake-council"},
                        "evidence": [{"locator": "Plan, item 3"}],
                    },
                    {
                        "label": "River Workers' Forum",
                        "node": {"key": "river-forum"},
                        "evidence": [{"locator": "Plan, item 3"}, {"locator": "Report, para 3"}],
                    },
                ],
                "force": [{"value": "PLANNED", "label": "planned"}],
                "of": [{"node": {"__typename": "OtherInstrument"}, "__typename": "Claim"}],
            },
            "state": {"claims": [{"value": "iso3166:XN"}, {"value": "un:901"}]},
            "event": {
                "claims": [
                    {
                        "value": "https://w3id.org/asean-labour/id/state/southmark",
                        "label": "Southmark",
                        "node": {"key": "southmark"},
                        "evidence": [{"locator": "Report, para 2"}],
                    }
                ]
            },
        },
    ),
    Case(
        "no claims of what nothing is said of, or of what describes the evidence",
        """{ instrument(key: "river-guidelines") { claims(property: ORDINAL) { value } }
             document(key: "lake-report") { claims(property: TITLE) { value } } }""",
        {"instrument": {"claims": []}, "document": {"claims": []}},
    ),
]


@pytest.mark.parametrize("case", CLAIMS, ids=str)
async def test_store_shows_claims(store: Service, case: Case) -> None:
    await check(store, case)
