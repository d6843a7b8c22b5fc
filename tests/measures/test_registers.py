"""Risks, complaints, the guard on selling, growth beside risk."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from measures_support import TODAY, Small

from csops_tui.analysis.growth import growth, growth_reasons, risk_reasons
from csops_tui.measures import complaints, risks, selling_guard
from csops_tui.store.listing import Listing

DAY = dt.date.fromisoformat(TODAY)


def day(n: int) -> str:
    """So many days after today, ISO."""
    return (DAY + dt.timedelta(days=n)).isoformat()


def moment(text: str) -> str:
    """A local moment of today's month as the book stores it."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def column(small: Small, listing: Listing, name: str) -> list[Any]:
    """One column of a listing in its order."""
    conn = small.book.reader()
    keys = listing.keys(conn)
    at = [field.key for field in listing.fields].index(name) + 1
    rows = listing.rows(conn, keys)
    return [rows[key][at] for key in keys]


# Risks


@pytest.mark.parametrize(("review", "due"), [(day(0), 1), (day(-1), 1), (day(1), 0), (None, 1)])
def test_a_risk_is_due_for_review_from_its_day_on(small: Small, review: str | None, due: int) -> None:
    small.add("risk", category="value", opened=day(-30), review_on=review)
    assert risks.listing(DAY, "due").count(small.book.reader()) == due


def test_closed_risks_are_not_open_and_were_before(small: Small) -> None:
    small.add("risk", category="value", opened=day(-30), closed=day(-5))
    assert risks.listing(DAY).count(small.book.reader()) == 0
    assert risks.listing(DAY - dt.timedelta(days=6)).count(small.book.reader()) == 1
    assert risks.listing(DAY, "all").count(small.book.reader()) == 1


def test_due_risks_stand_first_and_among_them_the_gravest(small: Small) -> None:
    small.add("risk", category="value", level="critical", opened=day(-3), review_on=day(9))
    small.add("risk", category="people", level="low", opened=day(-3), review_on=day(-2))
    small.add("risk", category="outage", level="high", opened=day(-3), review_on=day(0))
    assert column(small, risks.listing(DAY), "category") == ["outage", "people", "value"]
    assert [(one.category, one.n, one.grave, one.due) for one in risks.counts(small.book.reader(), DAY)] == [
        ("outage", 1, 1, 1),
        ("people", 1, 0, 1),
        ("value", 1, 1, 0),
    ]


def test_a_review_puts_the_next_one_as_far_off_as_the_level_allows(small: Small) -> None:
    risk = small.add("risk", category="value", level="high", opened=day(-30), review_on=day(-1), note="最初")
    with small.book.edit("review") as edit:
        risks.reviewed(edit, risk, DAY, note="変わらず")
    found = small.book.reader().execute("SELECT review_on, note FROM risk").fetchone()
    assert found == (day(14), f"最初\n{TODAY} 変わらず")


@pytest.mark.parametrize(("level", "days"), risks.REVIEW_AFTER.items())
def test_every_level_has_its_own_time_until_the_next_review(small: Small, level: str, days: int) -> None:
    risk = small.add("risk", category="value", level=level, opened=day(-30))
    with small.book.edit("review") as edit:
        risks.reviewed(edit, risk, DAY)
    assert small.book.reader().execute("SELECT review_on, note FROM risk").fetchone() == (day(days), None)


def test_the_day_of_a_level_comes_from_the_change_log(small: Small) -> None:
    risk = small.add("risk", category="value", level="low", opened=day(-30))
    assert column(small, risks.listing(DAY), "level_since") == [day(-30)]
    with small.book.edit("raise") as edit:
        edit.update("risk", risk, {"level": risks.stepped("low", 1)})
    assert column(small, risks.listing(DAY), "level") == ["medium"]
    assert column(small, risks.listing(DAY), "level_since") == [TODAY]


def test_levels_stop_at_their_ends() -> None:
    assert [risks.stepped("low", -1), risks.stepped("critical", 1), risks.stepped("high", 1)] == [
        "low",
        "critical",
        "critical",
    ]


# Complaints


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({"severity": "critical"}, "2026-11-20T13:00:00"),
        ({"severity": "major"}, "2026-11-21T09:00:00"),
        ({"severity": "minor", "cadence_hours": 2}, "2026-11-20T11:00:00"),
        ({"severity": "critical", "responded": moment("2026-11-20T10:00:00")}, "2026-11-20T14:00:00"),
        ({}, "2026-11-20T09:00:00"),
        ({"responded": moment("2026-11-20T10:00:00")}, None),
        ({"severity": "critical", "resolved": moment("2026-11-20T10:00:00")}, None),
    ],
)
def test_an_update_is_due_so_many_hours_after_the_last_word(
    small: Small, values: dict[str, Any], due: str | None
) -> None:
    small.add("complaint", title="遅い", received=moment("2026-11-20T09:00:00"), **values)
    at = dt.datetime.fromisoformat("2026-11-20T12:00:00").astimezone()
    told = f"{moment(due)}\x1f{int(due <= '2026-11-20T12:00:00')}" if due else None
    assert column(small, complaints.listing(at), "update_due") == [told]


def test_an_update_moves_the_next_one_on_and_who_is_late_is_listed(small: Small) -> None:
    one = small.add("complaint", title="遅い", received=moment("2026-11-21T09:00:00"), severity="critical")
    reader, now = small.book.reader(), dt.datetime.fromisoformat("2026-11-21T13:00:00").astimezone()
    assert complaints.listing(now, "due").count(reader) == 1
    assert complaints.listing(now - dt.timedelta(seconds=1), "due").count(reader) == 0
    with small.book.edit("tell") as edit:
        complaints.tell(edit, one, "調査中", now, None)
    assert complaints.listing(now, "due").count(reader) == 0
    assert column(small, complaints.listing(now), "update_due") == [moment("2026-11-21T17:00:00") + "\x1f0"]
    assert column(small, complaints.listing(now), "updates") == [1]


def test_a_solution_is_an_answer_too_where_none_was_given(small: Small) -> None:
    one = small.add("complaint", title="遅い", received=moment("2026-11-21T09:00:00"), severity="major")
    now = dt.datetime.fromisoformat("2026-11-21T13:00:00").astimezone()
    with small.book.edit("solve") as edit:
        complaints.resolve(edit, one, "設定漏れ", now, False)
    found = small.book.reader().execute("SELECT responded, resolved, cause FROM complaint").fetchone()
    assert found == (moment("2026-11-21T13:00:00"), moment("2026-11-21T13:00:00"), "設定漏れ")


# The guard


def kinds(small: Small, on: str = TODAY) -> list[str]:
    """What speaks against selling to the first account on a day."""
    return [one.kind for one in selling_guard.against(small.book.reader(), small.a, dt.date.fromisoformat(on))]


@pytest.mark.parametrize(("level", "expires", "stands"), [(3, day(0), True), (2, day(30), False), (4, day(-1), False)])
def test_a_serious_concern_that_holds_speaks_against_selling(
    small: Small, level: int, expires: str, stands: bool
) -> None:
    small.add("concern", day=day(-10), level=level, expires=expires)
    assert (kinds(small) == ["concern"]) is stands


def test_only_the_newest_concern_speaks(small: Small) -> None:
    small.add("concern", day=day(-10), level=4, expires=day(30))
    small.add("concern", day=day(-1), level=1, expires=day(30))
    assert kinds(small) == [] and kinds(small, day(-2)) == ["concern"]


def test_urgent_signals_open_complaints_and_broken_promises_speak_against_selling(small: Small) -> None:
    signal = small.add("signal", name="落ち込み", expression="1", severity="urgent")
    mild = small.add("signal", name="気づき", expression="1", severity="warn")
    small.add("signal_episode", signal_id=mild, raised=day(-3))
    assert kinds(small) == []
    small.add("signal_episode", signal_id=signal, raised=day(-3))
    small.add("complaint", title="遅い", received=f"{day(-2)}T03:00:00Z")
    small.add("task", title="回答", due=day(-1), promise=1)
    small.add("task", title="送付", due=day(0), promise=1)
    assert kinds(small) == ["signal", "complaint", "promise"]


@pytest.mark.parametrize(
    ("before", "after", "goes_on"),
    [
        ({}, {"state": "open"}, True),
        ({}, {"state": "lost"}, False),
        ({"state": "open"}, {"state": "won"}, True),
        ({"state": "open"}, {"state": "lost"}, False),
        ({"state": "lost"}, {"state": "open"}, True),
        ({"state": "open", "mrr": 10}, {"state": "open", "mrr": 11}, True),
        ({"state": "open", "mrr": 10}, {"state": "open", "mrr": 9}, False),
        ({"state": "open", "probability": 20}, {"state": "open", "probability": 60}, True),
        ({"state": "open", "title": "a"}, {"state": "open", "title": "b"}, False),
        ({"state": "won", "mrr": 10}, {"state": "won", "mrr": 10}, False),
    ],
)
def test_only_going_on_with_an_opportunity_asks_for_a_word(
    before: dict[str, object], after: dict[str, object], goes_on: bool
) -> None:
    assert selling_guard.advances(before, after) is goes_on


# Growth beside risk


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"usage_change": 20.0}, ["usage_up"]),
        ({"usage_change": 19.9}, []),
        ({"licence_use": 90.0}, ["licence"]),
        ({"licence_use": 89.9}, []),
        ({"breadth": 80.0, "nps": 9.0}, ["breadth", "promoter"]),
        ({"products": 1}, []),
        ({"nps": 10.0, "products": 1}, ["promoter", "products"]),
        ({"nps": 10.0, "products": 2}, ["promoter"]),
        ({"nps": None, "usage_change": None}, []),
    ],
)
def test_signs_of_growth_have_exact_edges(facts: dict[str, Any], expected: list[str]) -> None:
    assert [one.kind for one in growth_reasons(facts, 3)] == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"usage_change": -30.0}, ["usage_down"]),
        ({"usage_change": -29.9}, []),
        ({"nps": 6.0, "grave": 2}, ["grave", "detractor"]),
        ({"renewal_in": 90, "days_two_way": None}, ["renewal"]),
        ({"renewal_in": 90, "days_two_way": 90}, []),
        ({"renewal_in": 91, "days_two_way": 400}, []),
    ],
)
def test_signs_of_risk_have_exact_edges(facts: dict[str, Any], expected: list[str]) -> None:
    assert [one.kind for one in risk_reasons(facts)] == expected


def test_an_account_may_stand_on_both_lists_and_the_growth_list_says_what_speaks_against(small: Small) -> None:
    survey = small.add("survey", name="NPS", day=day(-20))
    small.add("survey_response", survey_id=survey, day=day(-10), score=10)
    small.add("concern", day=day(-1), level=4, expires=day(30))
    found = growth(small.book, DAY)
    assert [(one.name, [r.kind for r in one.reasons]) for one in found.growth] == [("ミライ商事", ["promoter"])]
    assert [one.kind for one in found.growth[0].against] == ["concern"]
    assert [one.name for one in found.risk] == ["ミライ商事"] and found.accounts == 1
