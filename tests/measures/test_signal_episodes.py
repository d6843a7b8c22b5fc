"""The life of an episode: raised once, kept, snoozed, cleared, and written only when something is new."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from measures_support import TODAY, Small, wall

from csops_tui.measures import signals
from csops_tui.measures.signal_shipped import SHIPPED
from csops_tui.store.clock import Clock
from csops_tui.store.errors import NoSuchRow, Refused

DAY = dt.date.fromisoformat(TODAY)


@pytest.fixture
def alone(small: Small) -> Small:
    """A book in which no shipped signal is active, so that a test sees only its own."""
    signals.follow(small.book)
    with small.book.edit("off") as edit:
        edit.execute("UPDATE signal SET active = 0")
        edit.execute("DELETE FROM signal_episode")
    return small


def watch(small: Small, expression: str, **values: Any) -> str:
    """An own signal."""
    with small.book.edit("signal") as edit:
        return edit.insert("signal", {"name": "見張り", "expression": expression, **values})


def episodes(small: Small, signal: str) -> list[tuple[Any, ...]]:
    """(raised, state, until, acted, cleared) of a signal's episodes, oldest first."""
    return (
        small.book.reader()
        .execute(
            "SELECT raised, state, until, acted, cleared FROM signal_episode WHERE signal_id = ? ORDER BY raised, id",
            [signal],
        )
        .fetchall()
    )


def on(small: Small, day: str) -> frozenset[str]:
    """Follow on another day of the wall clock."""
    small.book.clock = wall(dt.date.fromisoformat(day))
    return signals.follow(small.book)


def task(small: Small) -> str:
    return small.add("task", title="見積送付")


def done(small: Small, task_id: str) -> None:
    with small.book.edit("done") as edit:
        edit.update("task", task_id, {"state": "done", "done_on": small.book.clock.today().isoformat()})


def test_an_episode_is_raised_once_however_often_signals_are_followed(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL")
    assert signals.follow(alone.book) == {"signal_episode"}
    assert signals.follow(alone.book) == frozenset()
    on(alone, "2026-11-24")
    assert episodes(alone, signal) == [(TODAY, "raised", None, None, None)]


def test_following_when_nothing_is_new_writes_nothing_and_leaves_no_step(alone: Small) -> None:
    watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    # The panel follows once more, for the episodes themselves are changes.
    signals.follow(alone.book)
    before = alone.book.last_change(), len(alone.book.edits(100)), alone.book.data_version()
    for _ in range(3):
        assert signals.follow(alone.book) == frozenset()
    assert (alone.book.last_change(), len(alone.book.edits(100)), alone.book.data_version()) == before


def test_what_signals_noticed_is_no_step_that_undo_takes_back(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    assert alone.book.edits(1)[0].kind == "auto"
    assert alone.book.next_undo() == "signal"
    task(alone)
    signals.follow(alone.book)
    assert episodes(alone, signal)[0][1] == "cleared"
    assert alone.book.undo().label == "task"


def test_what_holds_again_on_the_day_it_cleared_is_the_same_episode(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    on(alone, "2026-11-24")
    task(alone)
    signals.follow(alone.book)
    alone.book.undo()
    signals.follow(alone.book)
    assert episodes(alone, signal) == [(TODAY, "raised", None, None, None)]


def test_what_holds_again_on_a_later_day_is_a_new_episode(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    on(alone, "2026-11-24")
    todo = task(alone)
    signals.follow(alone.book)
    on(alone, "2026-11-26")
    done(alone, todo)
    signals.follow(alone.book)
    assert episodes(alone, signal) == [
        (TODAY, "cleared", None, None, "2026-11-24"),
        ("2026-11-26", "raised", None, None, None),
    ]


def test_two_copies_of_a_book_give_an_episode_the_same_id(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    (first,) = alone.book.reader().execute("SELECT id FROM signal_episode").fetchone()
    with alone.book.edit("as if never raised") as edit:
        edit.execute("DELETE FROM signal_episode WHERE signal_id = ?", [signal])
    signals.follow(alone.book)
    assert alone.book.reader().execute("SELECT id FROM signal_episode").fetchone() == (first,)


def test_an_episode_stays_for_the_hold_days_after_the_condition_stops_and_clears_on_the_last(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL", hold_days=3)
    signals.follow(alone.book)
    on(alone, "2026-11-24")
    task(alone)
    signals.follow(alone.book)
    assert episodes(alone, signal) == [(TODAY, "raised", "2026-11-27", None, None)]
    assert on(alone, "2026-11-26") == frozenset()
    on(alone, "2026-11-27")
    assert episodes(alone, signal) == [(TODAY, "cleared", None, None, "2026-11-27")]


def test_hold_days_begin_anew_when_the_condition_held_again_in_between(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL", hold_days=3)
    signals.follow(alone.book)
    todo = task(alone)
    signals.follow(alone.book)
    on(alone, "2026-11-22")
    done(alone, todo)
    signals.follow(alone.book)
    assert episodes(alone, signal) == [(TODAY, "raised", None, None, None)]
    on(alone, "2026-11-23")
    task(alone)
    signals.follow(alone.book)
    assert episodes(alone, signal)[0][2] == "2026-11-26"


def test_acknowledged_and_addressed_episodes_keep_their_state_and_their_first_day_of_action(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    (episode,) = alone.book.reader().execute("SELECT id FROM signal_episode").fetchone()
    with alone.book.edit("seen") as edit:
        signals.acknowledge(edit, episode, DAY)
    assert on(alone, "2026-11-24") == frozenset()
    with alone.book.edit("done") as edit:
        signals.address(edit, episode, dt.date(2026, 11, 24), reason="電話した")
    assert on(alone, "2026-11-25") == frozenset()
    assert episodes(alone, signal) == [(TODAY, "addressed", None, TODAY, None)]


def test_a_snoozed_episode_comes_back_on_its_day(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    (episode,) = alone.book.reader().execute("SELECT id FROM signal_episode").fetchone()
    with alone.book.edit("later") as edit:
        signals.snooze(edit, episode, dt.date(2026, 12, 1), "年内は予算確定待ち", DAY)
    assert on(alone, "2026-11-30") == frozenset()
    assert episodes(alone, signal) == [(TODAY, "snoozed", "2026-12-01", TODAY, None)]
    on(alone, "2026-12-01")
    assert episodes(alone, signal) == [(TODAY, "raised", None, TODAY, None)]


def test_a_snooze_needs_a_later_day_and_a_reason(alone: Small) -> None:
    watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    (episode,) = alone.book.reader().execute("SELECT id FROM signal_episode").fetchone()
    for until, reason in ((DAY, "待ち"), (dt.date(2026, 12, 1), " ")):
        with pytest.raises(Refused), alone.book.edit("later") as edit:
            signals.snooze(edit, episode, until, reason, DAY)


def test_an_episode_that_cleared_cannot_be_acted_on(alone: Small) -> None:
    watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    (episode,) = alone.book.reader().execute("SELECT id FROM signal_episode").fetchone()
    task(alone)
    signals.follow(alone.book)
    with pytest.raises(NoSuchRow), alone.book.edit("seen") as edit:
        signals.acknowledge(edit, episode, DAY)


def test_only_active_accounts_and_trials_are_marked_and_one_that_leaves_clears_at_once(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL", hold_days=30)
    gone = alone.add("account", name="去った会社", state="churned")
    trial = alone.add("account", name="試用の会社", state="trial")
    signals.follow(alone.book)
    raised = alone.book.reader().execute("SELECT account_id FROM signal_episode").fetchall()
    assert {account for (account,) in raised} == {alone.a, trial}
    assert gone not in {account for (account,) in raised}
    with alone.book.edit("churn") as edit:
        edit.update("account", trial, {"state": "churned"})
    signals.follow(alone.book)
    assert [state for _, state, *_ in episodes(alone, signal)] in (["raised", "cleared"], ["cleared", "raised"])


def test_a_signal_switched_off_clears_its_episodes(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL", hold_days=30)
    signals.follow(alone.book)
    with alone.book.edit("off") as edit:
        edit.update("signal", signal, {"active": 0})
    signals.follow(alone.book)
    assert episodes(alone, signal) == [(TODAY, "cleared", None, None, TODAY)]


def test_a_signal_that_cannot_be_read_leaves_its_episodes_and_the_other_signals_alone(alone: Small) -> None:
    broken = watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    with alone.book.edit("broken") as edit:
        edit.update("signal", broken, {"expression": "next_tusk IS NULL"})
    other = watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    assert episodes(alone, broken) == episodes(alone, other) == [(TODAY, "raised", None, None, None)]
    assert signals.problem(alone.book.reader(), "next_tusk IS NULL", DAY) is not None
    assert signals.problem(alone.book.reader(), "next_task IS NULL", DAY) is None


def test_on_a_public_holiday_a_quiet_signal_raises_nothing_and_another_does(alone: Small) -> None:
    quiet = watch(alone, "next_task IS NULL")
    loud = watch(alone, "next_task IS NULL", quiet_holidays=0)
    on(alone, "2026-11-23")
    assert episodes(alone, quiet) == []
    assert episodes(alone, loud) == [("2026-11-23", "raised", None, None, None)]
    on(alone, "2026-11-24")
    assert episodes(alone, quiet) == [("2026-11-24", "raised", None, None, None)]


@pytest.mark.parametrize("whose", ["account", "everybody"])
def test_within_a_blackout_a_quiet_signal_raises_nothing_on_its_first_and_last_day(alone: Small, whose: str) -> None:
    signal = watch(alone, "next_task IS NULL")
    alone.add("blackout", account_id=alone.a if whose == "account" else None, starts="2026-12-07", ends="2026-12-11")
    for day in ("2026-12-07", "2026-12-11"):
        on(alone, day)
        assert episodes(alone, signal) == []
    on(alone, "2026-12-14")
    assert len(episodes(alone, signal)) == 1


def test_a_holiday_clears_what_has_ended(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    task(alone)
    on(alone, "2026-11-23")
    assert episodes(alone, signal)[0][1] == "cleared"


def test_a_look_back_by_a_day_set_by_hand_changes_nothing(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    task(alone)
    alone.book.clock = Clock(today=dt.date(2026, 9, 1))
    assert signals.follow(alone.book) == frozenset()
    assert episodes(alone, signal) == [(TODAY, "raised", None, None, None)]


def test_following_some_accounts_leaves_the_others_as_they_are(alone: Small) -> None:
    signal = watch(alone, "next_task IS NULL")
    second = alone.add("account", name="第二の会社")
    signals.follow(alone.book, [second])
    assert len(episodes(alone, signal)) == 1
    signals.follow(alone.book, [alone.a])
    assert len(episodes(alone, signal)) == 2


def test_the_shipped_signals_come_once_and_a_deleted_one_stays_away(small: Small) -> None:
    signals.follow(small.book)
    rows = small.book.reader().execute("SELECT name FROM signal").fetchall()
    assert sorted(name for (name,) in rows) == sorted(signal.name for signal in SHIPPED)
    with small.book.edit("delete") as edit:
        edit.execute("DELETE FROM signal WHERE name = 'usage_drop'")
    signals.follow(small.book)
    assert small.book.reader().execute("SELECT count(*) FROM signal").fetchone() == (len(SHIPPED) - 1,)


def test_an_account_added_and_taken_back_leaves_no_episode(alone: Small) -> None:
    watch(alone, "next_task IS NULL")
    signals.follow(alone.book)
    alone.add("account", name="入力の誤り")
    signals.follow(alone.book)
    assert alone.book.undo().restored == 1
    assert signals.follow(alone.book) == frozenset()
    count = "SELECT count(*) FROM signal_episode"
    assert alone.book.reader().execute(count).fetchone() == (1,)
    alone.book.redo()
    assert alone.book.reader().execute(count).fetchone() == (2,)


def test_an_account_whose_episode_somebody_acted_on_is_not_taken_back(alone: Small) -> None:
    watch(alone, "next_task IS NULL")
    account = alone.add("account", name="第二の会社")
    added = alone.book.edits(1)[0].id
    signals.follow(alone.book)
    found = "SELECT id FROM signal_episode WHERE account_id = ?"
    (episode,) = alone.book.reader().execute(found, [account]).fetchone()
    with alone.book.edit("seen") as edit:
        signals.acknowledge(edit, episode, DAY)
    assert alone.book.undo(added).skipped == [("account", account, "referred")]


def test_a_large_book_is_followed_part_by_part_in_several_edits(alone: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signals, "_PART", 2)
    monkeypatch.setattr(signals, "_WRITTEN", 1)
    for name in ("Acme", "北斗", "青葉", "三稜"):
        alone.add("account", name=name)
    signal = watch(alone, "next_task IS NULL")
    before = len(alone.book.edits(1000))
    assert signals.follow(alone.book) == {"signal_episode"}
    assert episodes(alone, signal) == [(TODAY, "raised", None, None, None)] * 5
    assert len(alone.book.edits(1000)) == before + 5
    assert alone.book.next_undo() == "signal"
    assert signals.follow(alone.book) == frozenset()
