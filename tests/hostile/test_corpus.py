"""A server that is sent what hurts."""

import pytest

from tests.hostile.corpus import Hostile, iter_requests
from tests.hostile.victim import Victim

REQUESTS = [pytest.param(r, id=f"{n}. {r.name}") for n, r in enumerate(iter_requests(), start=1)]


@pytest.mark.parametrize("request_", REQUESTS)
def test_it_answers_in_time_and_lives_on(victim: Victim, request_: Hostile) -> None:
    victim.check(request_)
