"""What each measure counts, on the days where it matters; the same is said in words in the ledger."""

from __future__ import annotations

import pytest
from measures_support import TODAY, Small

# Touches


def test_a_touch_of_today_counts_and_one_of_tomorrow_does_not(small: Small) -> None:
    small.touch("2026-11-22")
    assert small.measures()["last_1to1"] is None
    small.touch(TODAY)
    assert small.measures()["last_1to1"] == TODAY


def test_each_reach_class_has_its_own_last_day_and_an_internal_note_has_none(small: Small) -> None:
    small.touch("2026-11-01", "1:1", direction="one_way")
    small.touch("2026-10-01", "1:1")
    small.touch("2026-11-02", "1:n")
    small.touch("2026-11-03", "tech")
    small.touch("2026-11-04", "none")
    found = small.measures()
    assert (found["last_1to1"], found["last_1ton"], found["last_tech"]) == ("2026-11-01", "2026-11-02", "2026-11-03")
    assert (found["last_any"], found["last_two_way"], found["touches_365d"]) == ("2026-11-03", "2026-10-01", 4)


def test_the_windows_of_90_and_365_days_include_today_and_not_the_day_they_start_from(small: Small) -> None:
    for day in ("2025-11-21", "2025-11-22", "2026-08-23", "2026-08-24"):
        small.touch(day)
    found = small.measures()
    assert (found["touches_90d"], found["touches_365d"], found["touches_1to1_365d"]) == (1, 3, 3)


def test_an_account_without_recent_touches_has_zero_and_one_without_any_has_no_data(small: Small) -> None:
    other = small.add("account", name="Acme")
    small.touch("2020-01-01", account_id=other)
    assert small.measures(account=other)["touches_365d"] == 0
    assert small.measures(account=other)["touches_12m"] == "0,0,0,0,0,0,0,0,0,0,0,0"
    assert small.measures()["touches_365d"] is None


def test_months_end_with_the_month_of_the_day_and_run_only_up_to_it(small: Small) -> None:
    for day in ("2025-11-30", "2025-12-01", "2026-10-31", "2026-11-01", "2026-11-21", "2026-11-22"):
        small.touch(day)
    assert small.measures()["touches_12m"] == "1,0,0,0,0,0,0,0,0,0,1,2"


@pytest.mark.parametrize("day", ["2028-02-29", "2027-12-31", "2028-03-31", "2026-01-01"])
def test_every_one_of_the_twelve_months_is_seen_from_leap_days_and_month_ends(small: Small, day: str) -> None:
    year, month = int(day[:4]), int(day[5:7])
    for back in range(12):
        y, m = divmod(year * 12 + month - 1 - back, 12)
        small.touch(f"{y}-{m + 1:02d}-01")
    assert small.measures(day)["touches_12m"] == ",".join(["1"] * 12)


def test_attendance_is_one_touch_per_account_and_day_however_many_came(small: Small) -> None:
    event = small.add("event", title="ユーザー会", day="2026-11-10")
    for _ in range(3):
        small.attend("2026-11-10", event_id=event)
    small.attend("2026-11-11", "absent")
    found = small.measures()
    assert (found["last_1ton"], found["touches_365d"], found["last_1to1"]) == ("2026-11-10", 1, None)


def test_attendance_and_the_one_to_many_touch_logged_for_it_are_the_same_touch(small: Small) -> None:
    small.attend("2026-11-10")
    small.touch("2026-11-10", "1:1")
    assert small.measures()["touches_365d"] == 2
    small.touch("2026-11-10", "1:n", channel="seminar")
    assert small.measures()["touches_365d"] == 2


# Contracts


def test_a_line_counts_from_its_first_day_and_no_longer_on_its_end_day(small: Small) -> None:
    small.line(100, "2026-11-21", "2026-11-22")
    small.line(10, "2026-10-21", "2026-11-21")
    assert small.measures("2026-11-20")["mrr"] == 10
    assert small.measures("2026-11-21")["mrr"] == 100
    assert small.measures("2026-11-22")["mrr"] == 0


def test_mrr_is_no_data_before_the_first_line_and_zero_after_the_last(small: Small) -> None:
    small.line(500, "2024-02-29", "2025-02-28", currency="USD")
    found = [(small.measures(day)["mrr"], small.measures(day)["currency"]) for day in ("2024-02-28", "2024-02-29")]
    assert found == [(None, None), (500, "USD")]
    assert (small.measures()["mrr"], small.measures()["currency"], small.measures()["lines"]) == (0, "USD", 0)


def test_lines_in_several_currencies_have_no_sum_and_one_currency_has(small: Small) -> None:
    small.line(100, "2026-01-01")
    small.line(7, "2026-01-01", "2026-06-01", currency="USD")
    assert (small.measures("2026-05-31")["mrr"], small.measures("2026-05-31")["lines"]) == (None, 2)
    assert (small.measures()["mrr"], small.measures()["currency"]) == (100, "JPY")


def test_trial_lines_are_no_revenue_and_no_date_of_a_decision(small: Small) -> None:
    small.line(0, "2026-11-01", "2026-12-01", trial=1)
    found = small.measures()
    assert (found["mrr"], found["line_ends"], found["customer_since"], found["lines"]) == (None, None, None, None)


def test_a_line_without_an_end_stays_in_force_and_one_of_no_days_never_is(small: Small) -> None:
    small.line(100, "2020-01-01")
    small.line(30, "2026-11-21", "2026-11-21")
    assert (small.measures()["mrr"], small.measures()["line_ends"]) == (100, None)


def test_the_renewal_due_is_the_first_undecided_one_from_the_day_on(small: Small) -> None:
    small.add("renewal", due="2026-11-20")
    small.add("renewal", due="2026-11-21", decision="renewed", decided="2026-11-21")
    small.add("renewal", due="2027-11-21")
    small.add("renewal", due="2028-11-21", decision="renewed")
    assert small.measures()["renewal_due"] == "2027-11-21"
    assert small.measures("2026-11-20")["renewal_due"] == "2026-11-20"
    assert small.measures("2026-11-19")["renewal_due"] == "2026-11-20"


# Concern


def test_the_newest_concern_holds_and_of_one_day_the_one_entered_last(small: Small) -> None:
    # Ids of imported rows follow no order.
    small.add("concern", id="f", day="2026-11-20", level=1)
    small.add("concern", id="1", day="2026-11-20", level=3, reason="price")
    small.add("concern", day="2026-11-22", level=4)
    found = small.measures()
    assert (found["concern"], found["concern_reason"], found["concern_on"]) == (3, "price", "2026-11-20")


def test_a_concern_is_stale_after_its_expiry_and_gone_a_month_later(small: Small) -> None:
    small.add("concern", day="2026-01-01", level=2)
    assert small.measures("2026-04-01")["concern_expires"] == "2026-04-01"
    assert [small.sheet(day)[0]["concern_stale"] for day in ("2026-04-01", "2026-04-02")] == [0, 1]
    assert [small.measures(day)["concern"] for day in ("2026-05-01", "2026-05-02")] == [2, None]


def test_a_concern_with_a_long_expiry_is_not_gone_before_it(small: Small) -> None:
    small.add("concern", day="2026-01-01", level=2, expires="2026-11-21")
    assert small.measures()["concern"] == 2


def test_a_lasting_worry_is_not_replaced_by_nothing_when_a_newer_one_is_gone(small: Small) -> None:
    small.add("concern", day="2026-01-01", level=4, expires="2027-01-01")
    small.add("concern", day="2026-02-01", level=1, expires="2026-02-10")
    assert small.measures()["concern"] is None


# Tasks


def test_the_next_task_is_the_open_one_due_first_and_one_without_a_day_comes_last(small: Small) -> None:
    small.add("task", title="いつか")
    found = small.measures()
    assert (found["next_task"], found["next_due"], found["open_tasks"]) == ("いつか", None, 1)
    small.add("task", title="見積もり", due="2026-11-01")
    small.add("task", title="取りやめ", due="2026-10-01", state="dropped")
    small.add("task", title="済み", due="2026-09-01", state="done", done_on="2026-11-21")
    found = small.measures()
    assert (found["next_task"], found["next_due"], found["open_tasks"]) == ("見積もり", "2026-11-01", 2)
    assert small.measures("2026-11-20")["next_task"] == "済み"


# People


def test_whoever_left_or_may_have_left_is_no_key_contact(small: Small) -> None:
    assert small.measures()["key_contacts"] is None
    small.add("contact", name="佐藤", key_contact=1, state="left", left_on="2026-11-21", verified="2026-01-01")
    small.add("contact", name="鈴木", key_contact=1, state="unknown", verified="2026-02-01")
    found = small.measures()
    assert (found["contacts"], found["key_contacts"], found["valid_contacts"]) == (1, 0, 0)
    assert found["oldest_verified"] == "2026-02-01"
    assert small.measures("2026-11-20")["key_contacts"] == 1


def test_somebody_who_will_leave_is_still_there(small: Small) -> None:
    small.add("contact", name="佐藤", key_contact=1, state="left", left_on="2026-11-22")
    assert small.measures()["key_contacts"] == 1


def test_where_nobody_is_marked_as_key_anybody_who_is_there_can_be_called(small: Small) -> None:
    contact = small.add("contact", name="佐藤")
    assert (small.measures()["valid_contacts"], small.measures()["key_contacts"]) == (1, 0)
    small.add("contact", name="鈴木", key_contact=1, state="left")
    assert small.measures()["valid_contacts"] == 0
    with small.book.edit("key") as edit:
        edit.update("contact", contact, {"key_contact": 1})
    assert small.measures()["valid_contacts"] == 1


def test_a_contact_never_verified_has_no_day_of_verification(small: Small) -> None:
    small.add("contact", name="佐藤")
    assert small.measures()["oldest_verified"] is None


# Cadence


def test_of_several_lines_for_one_reach_the_more_personal_holds_and_the_accounts_own_days_beat_them(
    small: Small,
) -> None:
    steps = [
        ({"days": 120, "reach": "any"}, (120, "any")),
        ({"days": 60, "reach": "any", "touch_model": "high"}, (60, "any")),
        ({"days": 90, "reach": "any", "tier": "high"}, (90, "any")),
        ({"days": 95, "reach": "any", "tier": "high", "touch_model": "high"}, (95, "any")),
        ({"days": 80, "reach": "any", "segment": "EP"}, (80, "any")),
        ({"days": 10, "reach": "any", "segment": "SMB"}, (80, "any")),
        ({"days": 5, "reach": "any", "tier": "low"}, (80, "any")),
        ({"days": 45, "reach": "1:1", "tier": "high"}, (45, "1:1")),
    ]
    with small.book.edit("segment") as edit:
        edit.update("account", small.a, {"segment": "EP"})
    for values, expected in steps:
        small.add("cadence", **values)
        assert (small.measures()["cadence_target"], small.measures()["cadence_reach"]) == expected
    with small.book.edit("own") as edit:
        edit.update("account", small.a, {"cadence_days": 14})
    found = small.measures()
    assert [found[f"cadence_{reach}"] for reach in ("1to1", "any", "1ton", "tech")] == [14, 80, None, None]
    with small.book.edit("pause") as edit:
        edit.update("account", small.a, {"cadence_paused": 1})
    assert small.measures()["cadence_target"] is None and small.sheet()[0]["cadence_state"] == "paused"


def test_a_touch_is_due_its_cadence_after_the_last_one_of_that_reach(small: Small) -> None:
    cadence = small.add("cadence", days=30, reach="1:n")
    small.touch("2026-11-01", "1:1")
    assert small.measures()["cadence_due"] is None
    small.touch("2026-10-31", "1:n")
    assert small.measures()["cadence_due"] == "2026-11-30"
    with small.book.edit("any") as edit:
        edit.update("cadence", cadence, {"reach": "any"})
    assert small.measures()["cadence_due"] == "2026-12-01"


def test_a_due_day_moves_behind_all_blackouts_that_follow_on_each_other(small: Small) -> None:
    other = small.add("account", name="Acme")
    small.add("cadence", days=10)
    small.touch("2026-11-10")
    small.add("blackout", account_id=other, starts="2026-11-01", ends="2027-01-31")
    assert small.measures()["cadence_due"] == "2026-11-20"
    mine = small.add("blackout", account_id=small.a, starts="2026-11-20", ends="2026-11-24")
    assert small.measures()["cadence_due"] == "2026-11-25"
    everybody = small.add("blackout", starts="2026-11-25", ends="2026-11-30")
    assert small.measures()["cadence_due"] == "2026-12-01"
    with small.book.edit("not for all") as edit:
        edit.update("blackout", everybody, {"account_id": other})
    assert small.measures()["cadence_due"] == "2026-11-25"
    with small.book.edit("gone") as edit:
        edit.delete("blackout", mine)
    assert small.measures()["cadence_due"] == "2026-11-20"


# Usage


def test_the_last_28_days_end_today_and_the_baseline_is_the_median_of_the_three_windows_before(small: Small) -> None:
    small.use(("2026-11-22", 1000), (TODAY, 5), ("2026-10-25", 6), ("2026-10-24", 40))
    assert (small.measures()["usage_28d"], small.measures()["usage_before"]) == (11, None)
    small.use(("2026-09-27", 2), ("2026-09-26", 30), ("2026-08-02", 500), ("2026-08-01", 9999))
    assert small.measures()["usage_before"] == 42
    assert small.sheet()[0]["usage_change"] == pytest.approx(100 * (11 / 42 - 1))


def test_usage_recorded_as_zero_is_zero_and_usage_not_recorded_is_no_data(small: Small) -> None:
    assert small.measures()["usage_28d"] is None
    small.use((TODAY, 0))
    assert small.measures()["usage_28d"] == 0


def test_one_metric_at_a_time_and_the_book_says_which(small: Small) -> None:
    small.use((TODAY, 3))
    small.use((TODAY, 70), metric="minutes")
    assert small.measures()["usage_28d"] == 3
    small.book.set_meta("usage_metric", "minutes")
    assert small.measures()["usage_28d"] == 70


# The sheet


def test_touch_figures_are_zero_only_once_the_book_has_a_touch_on_that_day(small: Small) -> None:
    small.add("cadence", days=30)
    small.add("account", name="Acme")
    names = ("touches_365d", "touches_12m", "covered", "engaged")
    assert {tuple(row[name] for name in names) for row in small.sheet()} == {(None, None, None, None)}
    small.touch("2026-11-10", "none")
    assert {row["touches_365d"] for row in small.sheet()} == {None}
    small.touch("2026-11-10", "tech")
    assert {tuple(row[name] for name in names) for row in small.sheet()} == {
        (1, "0,0,0,0,0,0,0,0,0,0,0,1", 1, 0),
        (0, "0,0,0,0,0,0,0,0,0,0,0,0", 0, 0),
    }
    assert {row["touches_365d"] for row in small.sheet("2026-11-09")} == {None}


def test_with_nothing_but_events_touch_figures_are_there_and_the_rest_says_no_data(small: Small) -> None:
    small.add("account", name="Acme")
    small.attend("2026-11-10")
    found = {row["account"]: row for row in small.sheet()}
    assert (found["ミライ商事"]["touches_365d"], found["Acme"]["touches_365d"]) == (1, 0)
    for name in ("mrr", "usage_28d", "concern", "renewal_on", "covered", "key_contacts", "next_task"):
        assert found["Acme"][name] is None


@pytest.mark.parametrize(("last", "covered"), [("2026-10-22", 1), ("2026-10-21", 0)])
def test_exactly_as_many_days_as_the_cadence_is_still_covered(small: Small, last: str, covered: int) -> None:
    small.add("cadence", days=30)
    small.touch(last)
    assert (small.sheet()[0]["covered"], small.sheet()[0]["engaged"]) == (covered, covered)


def test_without_a_cadence_an_account_is_neither_covered_nor_not(small: Small) -> None:
    small.touch(TODAY)
    assert (small.sheet()[0]["covered"], small.sheet()[0]["cadence_due"]) == (None, None)


def test_arr_is_twelve_times_mrr_and_change_of_usage_needs_a_baseline_above_zero(small: Small) -> None:
    small.line(1000, "2026-01-01")
    small.use((TODAY, 5), ("2026-10-20", 0), ("2026-09-20", 0), ("2026-08-20", 0))
    assert (small.sheet()[0]["arr"], small.sheet()[0]["usage_change"]) == (12000, None)
