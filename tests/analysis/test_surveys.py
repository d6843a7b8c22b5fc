"""The NPS of the book: who counts, and how sure it is."""

from __future__ import annotations

import datetime as dt

import pytest

from csops_tui.analysis.surveys import Nps, nps
from csops_tui.store.book import Book

START, END = dt.date(2026, 10, 1), dt.date(2026, 10, 31)


def test_the_score_is_promoters_less_detractors_with_the_interval_of_the_trinomial() -> None:
    found = Nps(50, 30, 20)
    assert (found.n, found.score) == (100, 30.0)
    low, high = found.interval or (0, 0)
    # SE = 100 · √((0.5 + 0.2 − 0.3²) / 100) = 7.81
    assert (round(low, 1), round(high, 1)) == (14.7, 45.3)


def test_the_interval_shrinks_where_most_of_those_asked_answered_and_vanishes_where_all_did() -> None:
    low, high = Nps(50, 30, 20, asked=100).interval or (0, 0)
    assert low == high == 30.0
    wide, narrow = Nps(50, 30, 20).interval, Nps(50, 30, 20, asked=150).interval
    assert wide and narrow and narrow[1] - narrow[0] < wide[1] - wide[0]


def test_fewer_than_ten_answers_tell_no_score() -> None:
    assert Nps(9, 0, 0).score is None and Nps(9, 0, 0).interval is None
    assert Nps(10, 0, 0).score == 100.0 and Nps(10, 0, 0).interval == (100.0, 100.0)


@pytest.fixture
def answered(book: Book) -> Book:
    """One account; somebody who answered twice, somebody without a name, and answers that do not count."""
    with book.edit("set up") as edit:
        for survey, kind, top in (("s", "nps", 10), ("five", "nps", 5), ("c", "csat", 10)):
            edit.insert(
                "survey",
                {"id": survey, "name": survey, "kind": kind, "scale_max": top, "day": "2026-10-01", "asked": 40},
            )
        edit.insert("account", {"id": "a", "name": "Mirai"})
        edit.insert("contact", {"id": "hana", "account_id": "a", "name": "Hana"})
        for survey, who, day, score in (
            ("s", "hana", "2026-10-02", 3),
            ("s", "hana", "2026-10-31", 9),
            ("s", None, "2026-10-05", 6),
            ("s", None, "2026-11-01", 0),
            ("five", "hana", "2026-10-31", 1),
            ("c", "hana", "2026-10-31", 1),
        ):
            values = {"survey_id": survey, "account_id": "a", "contact_id": who, "day": day, "score": score}
            edit.insert("survey_response", values)
    return book


def test_of_each_person_the_latest_answer_in_the_period_counts_and_the_days_are_inclusive(answered: Book) -> None:
    assert nps(answered, START, END) == Nps(1, 0, 1, 40)


def test_how_many_were_asked_is_known_only_where_all_answered_one_survey(answered: Book) -> None:
    with answered.edit("another") as edit:
        edit.insert("survey", {"id": "t", "name": "t", "day": "2026-10-20", "asked": 10})
        edit.insert("survey_response", {"survey_id": "t", "account_id": "a", "day": "2026-10-21", "score": 10})
    assert nps(answered, START, END) == Nps(2, 0, 0, None)
