"""What changed between two days: each comparison with its boundary, and what is no change."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from measures_support import TODAY, Small, ago

from csops_tui.locale import set_language
from csops_tui.measures.change_words import said
from csops_tui.measures.changes import KINDS, Change, Figures, changed, changes, compare
from csops_tui.measures.due import due

DAY = dt.date.fromisoformat(TODAY)
SINCE = DAY - dt.timedelta(days=7)


def of(small: Small, account: str | None = None) -> list[Change]:
    """What changed on an account in the last week."""
    return changes(small.book, DAY, SINCE).get(account or small.a, [])


def differ(before: dict[str, Any], after: dict[str, Any], **options: Any) -> list[Change]:
    return compare(Figures(**before), Figures(**after), SINCE, DAY, **options)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, 0, None),
        (None, 1, "concern_raised"),
        (0, 2, "concern_raised"),
        (2, 3, "concern_serious"),
        (None, 4, "concern_serious"),
        (3, 3, None),
        (3, 2, "concern_lowered"),
        (2, 0, "concern_lowered"),
        (3, None, None),
    ],
)
def test_a_concern_is_raised_lowered_or_serious_and_one_that_ran_out_is_no_change(
    before: int | None, after: int | None, kind: str | None
) -> None:
    found = differ({"concern": before}, {"concern": after, "concern_reason": "budget"})
    assert found == ([Change(kind, before, after, "budget")] if kind else [])


def test_a_concern_that_passed_its_expiry_is_stale_once() -> None:
    fresh, stale = (
        {"concern": 2, "concern_on": ago(95), "concern_stale": 0},
        {"concern": 2, "concern_on": ago(95), "concern_stale": 1},
    )
    assert differ(fresh, stale) == [Change("concern_stale", None, ago(95))]
    assert differ(stale, stale) == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (-19.9, -20.0, "usage_fell"),
        (-20.0, -40.0, None),
        (5.0, -19.9, None),
        (-20.0, -19.9, "usage_recovered"),
        (None, -50.0, None),
        (-50.0, None, None),
    ],
)
def test_usage_counts_when_it_crosses_a_fall_of_twenty_percent(
    before: float | None, after: float | None, kind: str | None
) -> None:
    found = differ({"usage_change": before}, {"usage_change": after})
    assert found == ([Change(kind, before, after)] if kind else [])
    assert differ({"usage_change": before}, {"usage_change": after}, measured=False) == []


def test_usage_that_nobody_measured_anew_did_not_fall(small: Small) -> None:
    weeks = [((DAY - dt.timedelta(days=12 + 7 * n)).isoformat(), 100.0) for n in range(16)]
    small.use(*weeks)
    assert of(small) == []
    small.use((ago(5), 1.0))
    assert [change.kind for change in of(small)] == ["usage_fell"]


def test_mrr_goes_up_and_down_and_another_currency_is_worth_a_look() -> None:
    yen = {"mrr": 100, "currency": "JPY"}
    assert differ(yen, {"mrr": 80, "currency": "JPY"}) == [Change("mrr_down", 100, 80, "JPY")]
    assert differ(yen, {"mrr": 120, "currency": "JPY"}) == [Change("mrr_up", 100, 120, "JPY")]
    assert differ(yen, {"mrr": 100, "currency": "USD"}) == [Change("mrr_down", 100, 100, "USD")]
    assert differ(yen, yen) == differ({}, yen) == differ(yen, {}) == []


def test_a_runway_is_entered_on_its_first_day_and_by_a_renewal_that_is_moved_into_it() -> None:
    def at(renewal: str, runway: str) -> dict[str, str]:
        return {"renewal_on": renewal, "runway_on": runway}

    soon, far = at("2027-05-20", TODAY), at("2027-05-21", "2026-11-22")
    assert differ(soon, soon) == [Change("runway_entered", None, "2027-05-20")]
    assert differ(far, far) == []
    long_since = at("2027-01-01", "2026-07-05")
    assert differ(long_since, long_since) == []
    assert differ(at("2027-05-13", SINCE.isoformat()), at("2027-05-13", SINCE.isoformat())) == []
    assert differ(far, long_since) == [
        Change("renewal_moved", "2027-05-21", "2027-01-01"),
        Change("runway_entered", None, "2027-01-01"),
    ]


def test_a_cadence_becomes_due_on_its_day_and_is_news_only_once() -> None:
    assert differ({}, {"cadence_due": TODAY}) == [Change("cadence_due", None, TODAY)]
    assert differ({}, {"cadence_due": ago(-1)}) == []
    assert differ({"cadence_due": ago(6)}, {"cadence_due": ago(6)}) == [Change("cadence_due", None, ago(6))]
    assert differ({"cadence_due": ago(7)}, {"cadence_due": ago(7)}) == []


def test_a_new_one_to_one_touch_shows_the_last_one_before(small: Small) -> None:
    small.touch(ago(30))
    small.touch(ago(7))
    assert of(small) == []
    small.touch(ago(2))
    small.touch(ago(1), reach="1:n")
    assert of(small) == [Change("touched", ago(7), ago(2))]


def test_who_left_counts_from_the_day_after_to_the_day_itself(small: Small) -> None:
    for name, days, key in (("早", 7, 1), ("鍵", 6, 1), ("今", 0, 0), ("先", -1, 0)):
        small.add("contact", name=name, state="left", left_on=ago(days), key_contact=key)
    assert of(small) == [Change("key_contact_left", None, ago(6), "鍵"), Change("contact_left", None, TODAY, "今")]


def test_a_task_is_late_from_the_day_after_it_is_due(small: Small) -> None:
    for title, days, more in (
        ("今日", 0, {}),
        ("昨日", 1, {"promise": 1}),
        ("先週", 7, {}),
        ("前から", 8, {}),
        ("済み", 3, {"state": "done", "done_on": ago(0)}),
        ("やめた", 3, {"state": "dropped"}),
    ):
        small.add("task", title=title, due=ago(days), **more)
    assert of(small) == [
        Change("promise_overdue", None, ago(1), "昨日"),
        Change("task_overdue", None, ago(7), "先週"),
    ]
    assert due(small.book, DAY)[small.a] == [
        Change("task_due", None, TODAY, "今日"),
        Change("promise_overdue", None, ago(1), "昨日"),
        Change("task_overdue", None, ago(7), "先週"),
        Change("task_overdue", None, ago(8), "前から"),
    ]


def test_a_signal_is_raised_or_cleared_and_one_that_came_and_went_is_neither(small: Small) -> None:
    with small.book.edit("signals") as edit:
        signal = edit.insert("signal", {"name": "quiet", "expression": "1", "severity": "urgent"})
    for raised, cleared in ((3, None), (5, 2), (20, 1), (20, 7), (20, None)):
        state = "raised" if cleared is None else "cleared"
        gone = None if cleared is None else ago(cleared)
        small.add("signal_episode", signal_id=signal, raised=ago(raised), cleared=gone, state=state)
    assert of(small) == [
        Change("signal_urgent", None, ago(3), "quiet"),
        Change("signal_cleared", ago(20), ago(1), "quiet"),
    ]


def test_an_answer_of_six_is_a_detractor_beside_the_answer_before(small: Small) -> None:
    survey = small.add("survey", name="NPS", day=ago(90))
    small.add("survey_response", survey_id=survey, day=ago(60), score=9.0)
    small.add("survey_response", survey_id=survey, day=ago(7), score=8.0)
    assert of(small) == []
    small.add("survey_response", survey_id=survey, day=ago(2), score=7.0)
    assert of(small) == [Change("nps_answered", 8.0, 7.0)]
    small.add("survey_response", survey_id=survey, day=ago(2), score=6.0)
    assert of(small) == [Change("detractor", 8.0, 6.0)]


def test_tickets_and_requests_are_counted_and_named_by_the_newest(small: Small) -> None:
    for days, title in ((7, "古い"), (5, "先"), (1, "新しい")):
        small.add("ticket", opened=ago(days), title=title)
        small.add("voice", day=ago(days), title=title)
    assert of(small) == [
        Change("ticket_opened", None, ago(1), "新しい +1"),
        Change("requested", None, ago(1), "新しい +1"),
    ]


def test_the_owner_is_compared_by_the_change_log_and_back_again_is_no_change(small: Small) -> None:
    one, two = small.add("member", name="佐藤"), small.add("member", name="鈴木")
    for owner in (one, two):
        with small.book.edit("owner") as edit:
            edit.update("account", small.a, {"owner_id": owner})
    assert of(small) == [Change("owner", None, "鈴木")]
    with small.book.edit("back") as edit:
        edit.update("account", small.a, {"owner_id": None})
    assert of(small) == []
    with small.book.edit("stage") as edit:
        edit.update("account", small.a, {"stage": "adoption", "served_by": "cs_ops"})
    assert of(small) == [Change("stage", None, "adoption"), Change("served_by", None, "cs_ops")]


def test_who_became_a_customer_and_who_gave_notice(small: Small) -> None:
    small.line(100, ago(3))
    other = small.add("account", name="Acme")
    small.add("churn", account_id=other, notice=ago(1), effective="2027-01-31", reason_judged="budget")
    small.add("churn", notice=ago(7), effective=ago(1))
    found = changes(small.book, DAY, SINCE)
    assert found[small.a] == [Change("customer", None, ago(3))]
    assert found[other] == [Change("churned", None, "2027-01-31", "budget")]


def test_accounts_come_by_the_gravest_change_then_by_mrr_then_by_name(small: Small) -> None:
    order = []
    for name, mrr, level in (("い", 100, 1), ("あ", 100, 1), ("大", 900, 1), ("危", 1, 4)):
        account = small.add("account", name=name, kana=name)
        small.line(mrr, ago(400), account_id=account)
        small.add("concern", account_id=account, day=ago(1), level=level)
        order.append(account)
    assert [each.name for each in changed(small.book, DAY, SINCE, "current")] == ["危", "大", "あ", "い"]
    with pytest.raises(ValueError):
        changed(small.book, DAY, DAY)


def test_an_account_lost_meanwhile_is_among_the_current_ones_that_changed(small: Small) -> None:
    with small.book.edit("lost") as edit:
        edit.update("account", small.a, {"state": "churned"})
    assert [each.changes for each in changed(small.book, DAY, SINCE, "current")] == [
        (Change("state", "active", "churned"),)
    ]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_comparison_has_a_name_in_both_languages(lang: str) -> None:
    set_language(lang)
    sample: dict[str, Any] = {"day": TODAY, "level": 2, "percent": -21.4, "money": 10000, "score": 6.0}
    for kind, how in KINDS.items():
        value = sample.get(how.form, "active")
        words = said([Change(kind, value, value, "JPY" if how.form == "money" else "")], DAY)
        assert "changes.kind" not in words and "→" in words
    set_language("en")
    assert said([Change("concern_raised", None, 2), Change("usage_fell", 3.4, -25.6)], DAY) == (
        "Concern up – → 2 · Usage fell +3% → -26%"
    )
