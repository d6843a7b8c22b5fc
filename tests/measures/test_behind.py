"""What stands behind a figure: the facts that are shown are those that were counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from measures_support import TODAY, Small, wall

from csops_tui.measures import sheet
from csops_tui.measures.behind import FIGURES, LIMIT, behind
from csops_tui.model.definitions import definition
from csops_tui.store.book import Book

DAY = dt.date.fromisoformat(TODAY)
# Figures that say how many of something there are, each a row.
COUNTED = {
    *("touches_30d", "touches_90d", "touches_365d", "touches_1to1_90d", "touches_1to1_365d", "touches_1ton_365d"),
    *("touches_tech_365d", "two_way_365d", "people_met_365d", "lines", "products", "attended_90d", "attended_365d"),
    *("tickets_28d", "open_tickets", "detractors", "contacts", "key_contacts", "valid_contacts", "champion_left"),
    *("open_tasks", "overdue_tasks", "promises", "overdue_promises", "milestones_late", "open_requests", "signals"),
    *("open_risks", "open_complaints", "open_opportunities"),
}
# Days that are the day of one of the facts behind them.
DATED = {
    *("last_1to1", "last_1ton", "last_tech", "last_any", "last_two_way", "last_attended", "nps_on", "usage_on"),
    *("concern_on", "renewal_on", "customer_since", "oldest_verified", "next_due", "next_meeting"),
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    from csops_tui.exchange.sample.write import build

    path = tmp_path_factory.mktemp("behind") / "sample.db"
    build(path, accounts=60, seed=5, today=DAY)
    with Book.open(path, actor="tester", clock=wall(DAY)) as book:
        with book.edit("signals") as edit:
            accounts = [row[0] for row in book.reader().execute("SELECT id FROM account ORDER BY id LIMIT 40")]
            edit.insert("risk", {"account_id": accounts[0], "category": "value", "opened": "2026-01-05"})
            received = {"title": "遅い", "received": "2026-01-05T01:00:00Z"}
            edit.insert("complaint", {"account_id": accounts[0], **received})
            for name, severity in (("one", "warn"), ("two", "urgent")):
                signal = edit.insert("signal", {"name": name, "expression": "1", "severity": severity})
                for place, account in enumerate(accounts[:: 2 if name == "two" else 3]):
                    day = {"raised": "2026-10-01", "cleared": "2026-11-01" if place % 4 == 0 else None}
                    edit.insert("signal_episode", {"signal_id": signal, "account_id": account, **day})
        yield book


def accounts_of(book: Book) -> list[str]:
    return [row[0] for row in book.reader().execute("SELECT id FROM account ORDER BY id LIMIT 30")]


def test_every_figure_of_the_sheet_that_is_defined_has_its_facts() -> None:
    assert {field.key for field in sheet.PLAIN if definition(field.key)} == FIGURES


@pytest.mark.parametrize("day", [TODAY, "2026-03-31"])
@pytest.mark.parametrize("name", sorted(COUNTED))
def test_a_count_is_the_number_of_facts_behind_it(sample: Book, name: str, day: str) -> None:
    found = {account: behind(sample, name, account, dt.date.fromisoformat(day)) for account in accounts_of(sample)}
    assert {a: one.total for a, one in found.items()} == {a: one.value or 0 for a, one in found.items()}


def test_the_sample_has_something_of_everything_that_is_counted(sample: Book) -> None:
    empty = {name for name in COUNTED if not any(behind(sample, name, a, DAY).value for a in accounts_of(sample))}
    assert empty <= {"champion_left", "touches_tech_365d", "overdue_promises"}


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_facts_are_named_newest_first_and_none_stands_behind_a_figure_of_nothing(sample: Book, name: str) -> None:
    for account in accounts_of(sample)[:8]:
        found = behind(sample, name, account, DAY)
        days = [row.day or "" for row in found.rows]
        assert days == sorted(days, reverse=True)
        assert len(found.rows) == min(found.total, LIMIT)
        assert found.total or not found.value or name in {"touches_12m", "cadence_state"}, (name, found.value)


@pytest.mark.parametrize("name", sorted(DATED))
def test_a_day_is_that_of_a_fact_behind_it(sample: Book, name: str) -> None:
    for account in accounts_of(sample):
        found = behind(sample, name, account, DAY)
        assert found.value is None or found.value in {row.day for row in found.rows}


@pytest.mark.parametrize("name", ["mrr", "seats", "usage_28d"])
def test_a_sum_is_that_of_the_facts_behind_it(sample: Book, name: str) -> None:
    for account in accounts_of(sample):
        found = behind(sample, name, account, DAY)
        assert found.value == pytest.approx(sum(row.number or 0 for row in found.rows)) or found.value is None


@pytest.mark.parametrize("name", ["nps", "csat", "ces"])
def test_a_mean_is_that_of_the_answers_behind_it(sample: Book, name: str) -> None:
    for account in accounts_of(sample):
        found = behind(sample, name, account, DAY)
        answers = [row.number for row in found.rows if row.number is not None]
        assert found.value == (pytest.approx(sum(answers) / len(answers)) if answers else None)


def test_attendance_on_a_day_with_a_1_to_n_touch_is_not_a_second_one(small: Small) -> None:
    small.touch("2026-11-10", "1:n")
    small.attend("2026-11-10")
    small.attend("2026-11-11")
    small.attend("2026-11-11")
    found = behind(small.book, "touches_1ton_365d", small.a, DAY)
    assert [(row.day, row.kind) for row in found.rows] == [("2026-11-11", "attendance"), ("2026-11-10", "touchpoint")]
    assert found.total == found.value == 2


def test_a_key_contact_who_left_is_named_until_another_is_verified(small: Small) -> None:
    small.add("contact", name="佐藤", key_contact=1, state="left", left_on="2026-11-01")
    new = small.add("contact", name="鈴木", key_contact=1)
    assert [row.text for row in behind(small.book, "champion_left", small.a, DAY).rows] == ["佐藤"]
    with small.book.edit("verify") as edit:
        edit.update("contact", new, {"verified": "2026-11-01"})
    assert behind(small.book, "champion_left", small.a, DAY).total == 0


def test_more_facts_than_fit_are_counted_and_not_named(small: Small) -> None:
    with small.book.edit("many") as edit:
        for _ in range(LIMIT + 3):
            values = {"account_id": small.a, "day": TODAY, "at": f"{TODAY}T03:00:00Z", "channel": "call"}
            edit.insert("touchpoint", values)
    found = behind(small.book, "touches_30d", small.a, DAY)
    assert (found.value, found.total, len(found.rows)) == (LIMIT + 3, LIMIT + 3, LIMIT)


def test_money_brings_its_currency(small: Small) -> None:
    small.line(100_00, "2026-01-01", currency="USD")
    found = behind(small.book, "arr", small.a, DAY)
    assert (found.value, found.currency) == (1200_00, "USD")
    assert [(row.number, row.currency) for row in found.rows] == [(100_00, "USD")]


def test_what_is_no_figure_of_an_account_has_nothing_behind_it(small: Small) -> None:
    with pytest.raises(KeyError):
        behind(small.book, "touch_mean", small.a, DAY)
