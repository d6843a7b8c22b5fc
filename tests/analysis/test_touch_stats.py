"""Touch statistics, counted by hand on a few accounts."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from csops_tui.analysis.touches import field_completeness, touch_stats, touched_accounts, trigger_share_by_month
from csops_tui.exchange.sample.write import build
from csops_tui.measures.sheet import rows
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

TODAY = dt.date(2026, 11, 21)
START, END = dt.date(2026, 10, 1), dt.date(2026, 11, 30)

# name, attributes, touches as (day, reach, direction, trigger)
BOOK: dict[str, tuple[dict[str, Any], list[tuple[str, str, str, str]]]] = {
    "A": (
        {"industry": "IT", "tier": "high"},
        [
            ("2026-09-30", "1:1", "two_way", "ours"),
            ("2026-10-01", "1:1", "two_way", "request"),
            ("2026-10-20", "1:1", "one_way", "signal"),
            ("2026-11-21", "1:n", "one_way", "ours"),
            ("2026-11-22", "1:1", "two_way", "request"),
        ],
    ),
    "B": ({"industry": "IT", "tier": "high"}, [("2026-11-01", "none", "one_way", "request")]),
    "C": ({"industry": "IT", "tier": "low"}, [("2026-11-02", "tech", "one_way", "ours")]),
    "D": ({"industry": "食品", "tier": "high"}, [("2026-10-31", "1:1", "two_way", "ours")]),
    "E": ({"industry": None, "tier": "low"}, []),
    "F": ({"industry": "IT", "tier": "high", "since": "2026-11-05"}, [("2026-11-05", "1:1", "two_way", "request")]),
    "G": ({"industry": "IT", "tier": "high", "state": "prospect"}, [("2026-11-05", "1:1", "two_way", "request")]),
    "H": ({"industry": "食品", "tier": "high", "state": "churned"}, [("2026-10-05", "1:1", "two_way", "ours")]),
}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book.create(tmp_path / "team.db", actor="tester", clock=Clock(today=TODAY))
    with made.edit("start") as edit:
        edit.insert("event", {"id": "seminar", "title": "セミナー", "day": "2026-11-10"})
        edit.insert("member", {"id": "sato", "name": "佐藤"})
        for name, (values, touches) in BOOK.items():
            edit.insert("account", {"id": name, "name": name, **values})
            for day, reach, direction, trigger in touches:
                touch = {"day": day, "at": f"{day}T00:00:00Z", "channel": "call", "reach": reach}
                edit.insert("touchpoint", {"account_id": name, **touch, "direction": direction, "trigger": trigger})
        edit.update("account", "A", {"owner_id": "sato"})
        for account in ("D", "D", "A"):
            attended = {"event_id": "seminar", "account_id": account, "state": "attended", "day": "2026-11-10"}
            edit.insert("attendance", attended)
        edit.insert("churn", {"account_id": "H", "kind": "logo", "effective": "2026-11-01"})
    yield made
    made.close()


def told(table: Any, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in table.astype(object).where(table.notna(), None)[list(columns)].values.tolist()]


def test_by_industry_and_tier_every_figure_is_as_counted_by_hand(book: Book) -> None:
    table = touch_stats(book, ["industry", "tier"], START, END)
    assert list(table.columns) == [
        *("industry", "tier", "accounts", "touches", "touches_1to1", "touches_1ton", "touches_tech", "mean", "median"),
        *("zero_touch", "two_way_1to1", "triggered", "customer_triggered", "customer_share"),
    ]
    found = {row[:2]: row[2:] for row in told(table, *table.columns)}
    # A: 10/1, 10/20, the seminar, 11/21; F: 11/5; B: a note is no touch; G: a prospect is no customer.
    assert found["IT", "high"] == (3, 5, 3, 2, 0, 5 / 3, 1, 1, 2, 4, 3, 75)
    assert found["IT", "low"] == (1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0)
    # D: 10/31 and the seminar of two people; H: 10/5, a customer until November.
    assert found["食品", "high"] == (2, 3, 2, 1, 0, 1.5, 1.5, 0, 2, 2, 0, 0)
    assert found[None, "low"] == (1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, None)
    assert len(found) == 4


def test_without_attributes_it_is_the_whole_book_in_one_row(book: Book) -> None:
    table = touch_stats(book, [], START, END)
    assert told(table, "accounts", "touches", "zero_touch", "mean", "median") == [(7, 9, 2, 9 / 7, 1)]


def test_an_account_is_in_scope_of_the_months_in_which_it_was_a_customer(book: Book) -> None:
    table = touch_stats(book, ["month"], START, END)
    # F begins on 11/5; H was a customer until 10/31.
    assert told(table, "month", "accounts", "touches", "zero_touch") == [("2026-10", 6, 4, 3), ("2026-11", 6, 5, 2)]


def test_quarters_begin_with_the_fiscal_year_and_are_named_by_their_months(book: Book) -> None:
    table = touch_stats(book, ["quarter"], dt.date(2026, 9, 1), END)
    assert told(table, "quarter", "touches") == [("2026-07..09", 1), ("2026-10..12", 9)]
    table = touch_stats(book, ["quarter"], dt.date(2026, 9, 1), END, fiscal_start=3)
    assert told(table, "quarter", "touches") == [("2026-09..11", 10)]
    table = touch_stats(book, ["quarter"], dt.date(2026, 9, 1), dt.date(2026, 9, 1), fiscal_start=8)
    assert told(table, "quarter") == [("2026-08..10",)]


def test_by_owner_accounts_without_one_are_a_group_of_their_own(book: Book) -> None:
    found = told(touch_stats(book, ["owner"], START, END), "owner", "accounts", "touches")
    assert found == [("佐藤", 1, 4), (None, 6, 5)]


def test_the_accounts_behind_a_row_are_as_many_and_as_touched_as_it_says_least_touched_first(book: Book) -> None:
    by = ["industry", "tier"]
    for row in told(touch_stats(book, by, START, END), *by, "accounts", "touches", "zero_touch"):
        behind = told(touched_accounts(book, by, row[:2], START, END), "name", "touches")
        assert len(behind) == row[2] and sum(count for _, count in behind) == row[3]
        assert sum(count == 0 for _, count in behind) == row[4]
    assert told(touched_accounts(book, by, ("IT", "high"), START, END), "name", "owner", "touches") == [
        ("B", None, 0),
        ("F", None, 1),
        ("A", "佐藤", 4),
    ]
    assert told(touched_accounts(book, ["month"], ["2026-10"], START, END), "name", "touches")[-1] == ("A", 2)
    assert len(touched_accounts(book, [], [], START, END)) == 7


def test_touches_after_the_day_are_not_seen(book: Book) -> None:
    assert told(touch_stats(book, [], START, END, as_of=dt.date(2026, 10, 1)), "touches") == [(1,)]
    assert told(touch_stats(book, [], START, END, as_of=dt.date(2026, 12, 31)), "touches") == [(10,)]


def test_before_the_first_touch_of_the_book_there_is_no_data_and_not_zero(book: Book) -> None:
    table = touch_stats(book, ["tier"], dt.date(2025, 1, 1), dt.date(2025, 1, 31))
    assert table["accounts"].tolist() == [4, 2]
    assert table.drop(columns=["tier", "accounts"]).isna().all(axis=None)


def test_a_period_without_touches_in_a_book_that_has_some_is_zero(book: Book) -> None:
    table = touch_stats(book, [], dt.date(2026, 10, 2), dt.date(2026, 10, 4))
    assert told(table, "accounts", "touches", "mean", "median", "zero_touch") == [(6, 0, 0, 0, 6)]
    assert table["customer_share"].isna().all()


@pytest.mark.parametrize("by", [["name"], ["month", "quarter"], ["tier; DROP TABLE account"]])
def test_what_touches_are_not_counted_by_is_refused(book: Book, by: list[str]) -> None:
    with pytest.raises(ValueError):
        touch_stats(book, by, START, END)


def test_an_end_before_the_start_is_refused(book: Book) -> None:
    with pytest.raises(ValueError):
        touch_stats(book, [], dt.date(2026, 12, 1), dt.date(2026, 12, 31))


def test_the_share_of_customer_triggered_touches_is_told_for_every_month(book: Book) -> None:
    table = trigger_share_by_month(book, dt.date(2026, 8, 15), END)
    assert told(table, *table.columns) == [
        ("2026-08", 0, 0, None),
        ("2026-09", 1, 0, 0),
        ("2026-10", 4, 2, 50),
        ("2026-11", 4, 2, 50),
    ]


def test_the_share_of_touches_with_each_field_filled_is_told_with_its_number(book: Book) -> None:
    with book.edit("words") as edit:
        contact = edit.insert("contact", {"account_id": "A", "name": "田中"})
        touch = book.reader().execute("SELECT id FROM touchpoint WHERE day = '2026-10-01'").fetchone()[0]
        edit.insert("touchpoint_contact", {"touchpoint_id": touch, "contact_id": contact})
        edit.insert("voice", {"account_id": "A", "title": "CSV", "day": "2026-10-01", "touchpoint_id": touch})
        edit.update("touchpoint", touch, {"note": "", "outcome": "見積もり"})
    table = field_completeness(book, START, END)
    found = {row[0]: row[1:] for row in told(table, *table.columns)}
    assert found["channel"] == (8, 8, 100)
    assert found["contact_id"] == found["request"] == found["outcome"] == (8, 1, 12.5)
    assert found["note"] == found["concern"] == (8, 0, 0)
    empty = field_completeness(book, dt.date(2025, 1, 1), dt.date(2025, 1, 2))
    assert empty["share"].isna().all() and set(empty["touches"]) == {0}


def test_a_year_counts_the_same_touches_as_the_sheet(tmp_path: Path) -> None:
    build(tmp_path / "demo.db", accounts=40, seed=5, today=TODAY)
    with Book.open(tmp_path / "demo.db", clock=Clock(today=TODAY)) as demo:
        names, found = rows(demo, scope="current")
        states = {"active", "trial"}
        table = touch_stats(demo, ["state"], TODAY - dt.timedelta(days=364), TODAY)
        touches = sum(row[names.index("touches_365d")] for row in found)
        assert table[table["state"].isin(states)]["touches"].sum() == touches > 100


def test_pandas_is_loaded_only_when_something_is_counted() -> None:
    code = "import csops_tui.analysis.touches, sys; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
