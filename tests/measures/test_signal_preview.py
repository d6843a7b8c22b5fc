"""What a signal would have done: churns it saw coming, with their warning, and customers it marked for nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from measures_support import TODAY, Small

from csops_tui.measures import signal_history, signals
from csops_tui.measures.expression import ExpressionError
from csops_tui.measures.signal_preview import month_ends, month_ends_back, preview

DAY = dt.date.fromisoformat(TODAY)


def worried(small: Small, account: str, *entries: tuple[str, int]) -> None:
    """Concerns of an account that hold until the next."""
    for day, level in entries:
        small.add("concern", account_id=account, day=day, level=level, expires="2027-12-31")


def gone(small: Small, name: str, notice: str, *entries: tuple[str, int], kind: str = "logo") -> str:
    """An account that left, with what was thought of it before."""
    account = small.add("account", name=name, state="churned" if kind == "logo" else "active", since="2024-01-01")
    small.add("churn", account_id=account, kind=kind, state="open", notice=notice, currency="JPY")
    worried(small, account, *entries)
    return account


def warnings(small: Small, horizon: int = 180) -> dict[str, int | None]:
    return {churn.name: churn.warning for churn in preview(small.book, "concern >= 3", horizon).churns}


def test_a_warning_runs_from_the_first_month_end_of_the_last_run_to_the_notice(small: Small) -> None:
    gone(small, "ずっと", "2026-06-10", ("2026-02-10", 3))
    gone(small, "途切れた", "2026-06-10", ("2026-01-10", 3), ("2026-03-10", 1), ("2026-04-10", 3))
    gone(small, "終わっていた", "2026-06-10", ("2026-01-10", 3), ("2026-03-10", 1))
    gone(small, "なし", "2026-06-10", ("2026-01-10", 2))
    assert warnings(small) == {
        "ずっと": (dt.date(2026, 6, 10) - dt.date(2026, 2, 28)).days,
        "途切れた": (dt.date(2026, 6, 10) - dt.date(2026, 4, 30)).days,
        "終わっていた": (dt.date(2026, 6, 10) - dt.date(2026, 1, 31)).days,
        "なし": None,
    }


def test_the_horizon_cuts_what_lies_too_far_before_the_notice(small: Small) -> None:
    gone(small, "ずっと", "2026-06-10", ("2026-02-10", 3))
    gone(small, "終わっていた", "2026-06-10", ("2026-01-10", 3), ("2026-03-10", 1))
    assert warnings(small, 60) == {"ずっと": 41, "終わっていた": None}


def test_a_mark_on_the_day_of_the_notice_is_no_warning(small: Small) -> None:
    gone(small, "当日", "2026-04-30", ("2026-04-10", 3))
    gone(small, "前月末", "2026-05-01", ("2026-04-10", 3))
    assert warnings(small) == {"当日": None, "前月末": 1}


def test_only_accounts_that_left_count_and_only_of_two_years(small: Small) -> None:
    gone(small, "縮小", "2026-06-10", ("2026-02-10", 3), kind="contraction")
    gone(small, "昔", "2024-11-20", ("2024-06-10", 3))
    gone(small, "更新せず", "2024-11-22", ("2024-06-10", 3), kind="non_renewal")
    assert list(warnings(small)) == ["更新せず"]


def test_the_cost_is_the_share_of_month_ends_of_customers_who_stayed(small: Small) -> None:
    with small.book.edit("since") as edit:
        edit.update("account", small.a, {"since": "2024-01-01"})
    new = small.add("account", name="新しい", since="2026-09-01")
    worried(small, new, ("2026-10-05", 4))
    gone(small, "去った", "2026-06-10", ("2025-01-10", 4))
    found = preview(small.book, "concern >= 3")
    # Twelve month-ends of one, and September and October of the other, whose October is marked.
    assert (found.customer_months, found.marked_months) == (14, 1)
    assert (found.retained, found.marked_ever) == (2, 1)
    assert found.today == (new,)
    assert found.cost == pytest.approx(1 / 14)


def test_under_ten_churns_are_too_few_to_say(small: Small) -> None:
    for number in range(9):
        gone(small, f"去った{number}", "2026-06-10")
    assert preview(small.book, "concern >= 3").too_few
    gone(small, "十社目", "2026-06-10")
    found = preview(small.book, "concern >= 3")
    assert not found.too_few
    assert (found.caught, found.warning) == (0, None)


def test_month_ends_are_real_ones_also_in_a_leap_year() -> None:
    assert [d.isoformat() for d in month_ends(dt.date(2024, 2, 1), dt.date(2024, 4, 1))] == ["2024-02-29", "2024-03-31"]
    assert month_ends(dt.date(2024, 3, 1), dt.date(2024, 3, 31)) == []
    assert month_ends_back(DAY, 12) == dt.date(2025, 11, 30)


def test_the_preview_tells_how_far_it_is_and_can_be_broken_off(small: Small) -> None:
    told: list[tuple[int, int]] = []
    preview(small.book, "concern >= 3", progress=lambda done, of: told.append((done, of)))
    assert told == [(done, 12) for done in range(13)]

    class Enough(Exception):
        pass

    def stop(done: int, _: int) -> None:
        if done == 4:
            raise Enough

    with pytest.raises(Enough):
        preview(small.book, "concern >= 3", progress=stop)


def test_a_signal_cannot_ask_for_signals(small: Small) -> None:
    with pytest.raises(ExpressionError) as wrong:
        preview(small.book, "mrr > 0 and signals > 1")
    assert (wrong.value.key, wrong.value.start, wrong.value.end) == ("own_signals", 12, 19)


# From raised to the first action


def episode(small: Small, signal: str, name: str, raised: str, acted: str | None = None, **values: object) -> str:
    account = small.add("account", name=name)
    small.add("signal_episode", signal_id=signal, account_id=account, raised=raised, acted=acted, **values)
    return account


def test_the_lead_time_ends_with_a_decision_or_a_touch_whichever_came_first(small: Small) -> None:
    signal = _signal(small)
    episode(small, signal, "確認4日後", "2026-11-01", "2026-11-05", state="acknowledged")
    called = episode(small, signal, "電話は当日", "2026-11-01", "2026-11-05", state="addressed")
    small.touch("2026-11-01", account_id=called)
    before = episode(small, signal, "電話は前日", "2026-11-01")
    small.touch("2026-10-31", account_id=before)
    mailed = episode(small, signal, "自動メールと社内メモだけ", "2026-11-01")
    small.touch("2026-11-02", "tech", account_id=mailed)
    small.touch("2026-11-02", "none", account_id=mailed)
    late = episode(small, signal, "解消後の電話", "2026-11-01", state="cleared", cleared="2026-11-03")
    small.touch("2026-11-04", account_id=late)
    episode(small, signal, "期間の前", "2026-10-31", "2026-11-01", state="addressed")
    every, own = signal_history.lead_times(small.book.reader(), dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    assert every == (None, None, 5, 2, 2, 2.0)
    assert own == (signal, "見張り", 5, 2, 2, 2.0)


def test_without_episodes_there_is_no_median(small: Small) -> None:
    assert signal_history.lead_times(small.book.reader(), DAY, DAY) == [(None, None, 0, 0, 0, None)]


def test_open_episodes_of_an_account_come_with_the_most_urgent_first(small: Small) -> None:
    small.touch("2026-08-01")
    small.add("contact", name="佐藤", key_contact=1, state="left", left_on="2026-11-20")
    signals.follow(small.book)
    found = signal_history.open_episodes(small.book.reader(), small.a, DAY)
    assert [e.severity for e in found] == ["urgent", "warn", "warn", "info"]
    assert {e.name for e in found} == {"champion_left", "no_1to1_90d", "unowned", "nobody_verified"}
    assert signal_history.open_episodes(small.book.reader(), small.a, DAY - dt.timedelta(days=1)) == []


def _signal(small: Small) -> str:
    with small.book.edit("signal") as edit:
        return edit.insert("signal", {"name": "見張り", "expression": "concern >= 3"})
