"""Dates have bounds and text is compared without case and accents."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.values import EARLIEST, LATEST, DateBounds, date_bounds, fold


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2024-10-30", "2024-10-30", "2024-10-30"),
        ("2024-10", "2024-10-01", "2024-10-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2016/2020", "2016-01-01", "2020-12-31"),
        ("2024-10-30/2024-11", "2024-10-30", "2024-11-30"),
        ("2016-05/2016", "2016-05-01", "2016-12-31"),
        ("2018/..", "2018-01-01", LATEST),
        ("../2025", EARLIEST, "2025-12-31"),
    ],
)
def test_date_covers_its_first_to_last_day(text: str, earliest: str, latest: str) -> None:
    assert date_bounds(text) == DateBounds(earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "199",
        "2024-1-3",
        "2024-13",
        "2023-02-29",
        "2024-21",
        "1984?",
        "20XX",
        "2018/",
        "../..",
        "2024/2025/2026",
        "2024-10-30T10:00:00",
        "٢٠٢٤",
    ],
)
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date such as 2024-10-30"):
        date_bounds(text)


def test_interval_runs_forwards() -> None:
    with pytest.raises(ValueError, match="'2020/2016' ends before it begins"):
        date_bounds("2020/2016")


@given(st.dates())
def test_day_is_its_own_first_and_last(day: date) -> None:
    assert date_bounds(day.isoformat()) == DateBounds(day.isoformat(), day.isoformat())


def test_open_ends_sort_outside_all_dates() -> None:
    assert EARLIEST < date.min.isoformat() < date.max.isoformat() < LATEST


def test_case_and_accents_fold_away() -> None:
    assert fold("COMMUNIQUÉ") == fold("communique\u0301") == "communique"


def test_letters_without_case_or_accents_stay() -> None:
    assert fold("C-87 แรงงาน") == "c-87 แรงงาน"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
