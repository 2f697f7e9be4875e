"""A server that is sent what hurts."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest

from tests.gql.hostile.corpus import Hostile, iter_requests
from tests.gql.hostile.victim import PLAIN, Victim, check_answer

CLIENTS = 8

REQUESTS = [pytest.param(r, id=f"{n}. {r.name}") for n, r in enumerate(iter_requests(), start=1)]


@pytest.mark.parametrize("request_", REQUESTS)
def test_it_answers_in_time_and_lives_on(victim: Victim, request_: Hostile) -> None:
    victim.check(request_)


def test_others_are_answered_while_heavy_questions_are_worked_on(victim: Victim) -> None:
    [heavy] = [r for r in iter_requests() if r.name == "60 searches"]
    with ThreadPoolExecutor(CLIENTS) as threads:
        asked = [threads.submit(victim.send, heavy) for _ in range(CLIENTS)]
        sleep(0.5)
        plain = [victim.send(PLAIN) for _ in range(3)]
        working = [one for one in asked if not one.done()]
        answers = [one.result() for one in asked]
    assert [200] * 3 == [answer.status for answer in plain if answer]
    assert working, "the heavy questions were over before the plain ones were answered"
    for answer in answers:
        assert answer is not None
        check_answer(answer, heavy.name)
