"""Capacity, worked out by hand on a few accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from csops_tui.analysis.capacity import by_line, facts, keep, plan, teams, total
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book.create(tmp_path / "team.db", actor="tester", clock=Clock(today=TODAY))
    with made.edit("start") as edit:
        for member, values in {
            "sato": {"name": "佐藤", "team": "CS1", "minutes_week": 100},
            "suzuki": {"name": "鈴木", "team": "CS2"},
            "yoshida": {"name": "吉田", "team": "CS Ops", "minutes_week": 200},
            "pool": {"name": "プール", "kind": "pool", "team": "CS1"},
            "gone": {"name": "退職", "active": 0},
            "left": {"name": "異動", "active": 0},
        }.items():
            edit.insert("member", {"id": member, **values})
        for line, values in {
            "high": {"tier": "high", "reach": "1:1", "days": 14, "minutes": 40},
            "low": {"tier": "low", "reach": "1:1", "days": 70},
            "mail": {"reach": "tech", "days": 7},
            "seminar": {"tier": "high", "reach": "1:n", "days": 70, "minutes": 10},
        }.items():
            edit.insert("cadence", {"id": line, **values})
        for account, values in {
            "a": {"tier": "high", "owner_id": "sato"},
            "b": {"tier": "high", "owner_id": "sato", "cadence_days": 7},
            "c": {"tier": "low", "owner_id": "suzuki"},
            "d": {"tier": "low", "owner_id": "suzuki", "ops_owner_id": "yoshida", "served_by": "cs_ops"},
            "e": {"tier": "low", "owner_id": "pool", "served_by": "cs_ops"},
            "f": {"tier": "high", "cadence_paused": 1},
            "g": {"tier": "high", "owner_id": "sato", "state": "churned"},
            "h": {"tier": "low", "owner_id": "left"},
        }.items():
            edit.insert("account", {"id": account, "name": account, **values})
        line = {"account_id": "a", "mrr": 1000, "starts": "2026-01-01"}
        edit.insert("subscription", line)
        edit.insert("subscription", {**line, "account_id": "b", "mrr": 500, "currency": "USD"})
        for day, minutes, reach in (
            ("2026-11-01", 20, "1:1"),
            ("2026-11-02", 50, "1:1"),
            ("2026-11-03", 35, "1:1"),
            ("2026-11-04", 500, "1:n"),
            ("2026-11-22", 900, "1:1"),
            ("2025-11-21", 900, "1:1"),
        ):
            touch = {"account_id": "c", "day": day, "at": f"{day}T00:00:00Z", "channel": "call"}
            edit.insert("touchpoint", {**touch, "reach": reach, "minutes": minutes})
    yield made
    made.close()


def test_planned_minutes_are_those_of_the_cadences_counted_by_hand(book: Book) -> None:
    """A7-06."""
    found = {load.name: load for load in plan(facts(book))}
    # a: 7/14 × 40 + 7/70 × 10; b: its own 7 days × 40 + 7/70 × 10; the mails cost nobody anything.
    assert found["佐藤"].minutes == pytest.approx(20 + 1 + 40 + 1)
    assert (found["佐藤"].accounts, found["佐藤"].mrr) == (2, {"JPY": 1000, "USD": 500})
    assert found["佐藤"].share == pytest.approx(62)
    # The median of 20, 35 and 50 minutes: 7/70 × 35 for each account of the low tier.
    assert found["鈴木"].minutes == pytest.approx(3.5) and found["鈴木"].share is None
    assert found["吉田"].minutes == pytest.approx(3.5), "CS Ops bears what it serves and owns"
    assert (found["プール"].kind, found["プール"].accounts) == ("pool", 1), "served by CS Ops, owned by nobody there"
    assert found["異動"].accounts == 1 and "退職" not in found
    assert (found[None].kind, found[None].accounts, found[None].without, found[None].minutes) == ("nobody", 1, 1, 0)


def test_without_a_logged_touch_one_takes_half_an_hour(book: Book) -> None:
    with book.edit("forget") as edit:
        edit.execute("UPDATE touchpoint SET minutes = NULL")
    assert {load.name: load for load in plan(facts(book))}["鈴木"].minutes == pytest.approx(3)


def test_the_sums_of_the_teams_are_those_of_the_division(book: Book) -> None:
    """A7-13."""
    loads = plan(facts(book))
    parts = teams(loads)
    assert [team.name for team in parts] == ["CS Ops", "CS1", "CS2", None]
    whole, division = total(loads), total(parts)
    assert (whole.accounts, whole.mrr, whole.week) == (7, {"JPY": 1000, "USD": 500}, 300)
    assert (division.accounts, division.mrr, division.week) == (whole.accounts, whole.mrr, whole.week)
    assert division.minutes == pytest.approx(whole.minutes)
    assert total(loads, "person").accounts + total(loads, "pool").accounts + total(loads, "nobody").accounts == 7


def test_another_cadence_changes_the_minutes_of_its_accounts_and_of_nobody_else(book: Book) -> None:
    """A7-12."""
    known = facts(book)
    before, after = ({load.name: load.minutes for load in plan(known, days)} for days in ({}, {"high": 28}))
    assert after["佐藤"] == pytest.approx(before["佐藤"] - 10), "b has days of its own"
    assert {name for name in before if before[name] != after[name]} == {"佐藤"}
    assert by_line(known)["high"] == (1, 20) and by_line(known, {"high": 28})["high"] == (1, 10)
    assert by_line(known)[""] == (1, 40) and by_line(known)["low"][0] == 4
    assert book.reader().execute("SELECT days FROM cadence WHERE id = 'high'").fetchone() == (14,), "nothing is written"
    with book.edit("cadence") as edit:
        keep(edit, {"high": 28})
    kept = {load.name: load.minutes for load in plan(facts(book))}
    assert kept == pytest.approx(after), "what was promised before saving holds after it"


def test_an_empty_book_has_no_load(tmp_path: Path) -> None:
    with Book.create(tmp_path / "new.db", clock=Clock(today=TODAY)) as new:
        assert plan(facts(new)) == [] and total([]).share is None
