from gql.planned import MOST, KeptPlans, Key, Planned
from graph.plan import Plan

ONE = Planned(Plan(()), 1)


def key(number: int) -> Key:
    return "{ __typename }", None, str(number).encode(), 1000, ()


def test_plan_is_found_by_text_name_variables_and_page_size() -> None:
    plans = KeptPlans()
    assert plans.find(key(1)) is None
    assert plans.keep(key(1), ONE) is plans.find(key(1))
    assert plans.find((*key(1)[:3], 7, ())) is None


def test_plan_not_asked_for_longest_is_let_go() -> None:
    plans = KeptPlans()
    for number in range(MOST):
        plans.keep(key(number), ONE)
    plans.find(key(0))
    plans.keep(key(MOST), ONE)
    assert plans.find(key(0))
    assert plans.find(key(1)) is None
