"""How long accounts stay: one account one life, told from its contracts and its churn records as of a day."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from csops_tui.analysis.churn_rates import churn_rates
from csops_tui.analysis.rates import Rate
from csops_tui.analysis.tenure import BY, Estimate, by_start, early, months_between, staying, tenures
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

TODAY = dt.date(2026, 11, 21)
DATA = Path(os.environ.get("TEST_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
TELCO = DATA / "telco_ibm" / "data" / "Telco-Customer-Churn.csv"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book.create(tmp_path / "team.db", actor="tester", clock=Clock(today=TODAY))
    yield made
    made.close()


def add(book: Book, account: str, *lines: tuple[str, str | None], **values: Any) -> None:
    with book.edit("account") as edit:
        edit.insert("account", {"id": account, "name": account, **values})
        for starts, ends in lines:
            edit.insert("subscription", {"account_id": account, "mrr": 100, "starts": starts, "ends": ends})


def lose(book: Book, account: str, effective: str | None, kind: str = "logo") -> None:
    with book.edit("churn") as edit:
        edit.insert("churn", {"account_id": account, "kind": kind, "effective": effective})


def told(book: Book, as_of: dt.date | None = None) -> dict[str, tuple[float, bool]]:
    return {one.account_id: (one.months, one.lost is not None) for one in tenures(book, (), as_of).lives}


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2025-04-01", "2026-04-01", 12),
        ("2025-04-01", "2025-04-01", 0),
        ("2025-04-01", "2025-04-16", 0.5),
        ("2025-01-31", "2025-02-28", 28 / 29),
        ("2025-01-31", "2025-03-01", 1),
        ("2024-02-29", "2025-02-28", 11 + 30 / 31),
        ("2024-02-29", "2025-03-01", 12),
        ("2024-12-31", "2025-01-31", 1),
    ],
)
def test_a_month_is_whole_once_its_day_is_reached(start: str, end: str, months: float) -> None:
    found = months_between(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    assert found == pytest.approx(months)


def test_months_grow_with_every_day() -> None:
    start = dt.date(2023, 10, 31)
    found = [months_between(start, start + dt.timedelta(days=n)) for n in range(800)]
    assert all(before < after for before, after in pairwise(found))


def test_an_account_that_stays_is_seen_until_today_and_one_that_left_until_it_left(book: Book) -> None:
    add(book, "stays", ("2025-11-21", None))
    add(book, "left", ("2024-01-01", "2026-01-01"))
    lose(book, "left", "2026-01-01")
    add(book, "quietly", ("2025-01-01", "2026-01-01"))
    assert told(book) == {"stays": (12.0, False), "left": (24.0, True), "quietly": (12.0, True)}
    assert tenures(book).unrecorded == 1


def test_only_the_loss_of_the_whole_account_ends_a_life(book: Book) -> None:
    add(book, "smaller", ("2025-11-21", None), ("2025-11-21", "2026-05-21"))
    lose(book, "smaller", "2026-05-21", "product")
    lose(book, "smaller", "2026-03-01", "contraction")
    assert told(book) == {"smaller": (12.0, False)}


def test_a_non_renewal_without_a_line_is_a_recorded_loss_of_the_whole_account(book: Book) -> None:
    add(book, "a", ("2024-01-01", None))
    lose(book, "a", "2025-01-01", "non_renewal")
    (life,) = tenures(book).lives
    assert (life.lost, life.recorded) == (dt.date(2025, 1, 1), True)
    assert churn_rates(book.reader(), dt.date(2025, 1, 1))["event"].hits == 1


def test_who_came_back_was_lost_once_and_is_one_life(book: Book) -> None:
    add(book, "back", ("2024-01-01", "2025-01-01"), ("2026-01-01", None))
    lose(book, "back", "2025-01-01")
    found = tenures(book)
    assert told(book) == {"back": (12.0, True)} and found.returned == 1
    add(book, "paused", ("2024-11-21", "2025-01-01"), ("2026-01-01", None))
    assert told(book)["paused"] == (24.0, False)


def test_trials_prospects_and_contracts_to_come_are_no_lives(book: Book) -> None:
    add(book, "prospect", state="prospect")
    add(book, "trial", state="trial")
    with book.edit("trial") as edit:
        edit.insert("subscription", {"account_id": "trial", "mrr": 0, "starts": "2026-01-01", "trial": True})
    add(book, "coming", ("2026-12-01", None))
    add(book, "said", since="2025-11-21")
    found = tenures(book)
    assert told(book) == {"said": (12.0, False)} and (found.undated, found.impossible) == (0, 0)


def test_what_cannot_be_dated_is_left_out_and_counted(book: Book) -> None:
    add(book, "since when", state="active")
    add(book, "until when", since="2020-01-01", state="churned")
    add(book, "backwards", ("2026-01-01", None))
    lose(book, "backwards", "2025-01-01")
    found = tenures(book)
    assert (found.lives, found.undated, found.impossible) == ((), 2, 1)


def test_a_past_day_knows_nothing_of_what_came_after_it(book: Book) -> None:
    add(book, "left", ("2024-01-01", "2026-01-01"), state="churned")
    lose(book, "left", "2026-01-01")
    assert told(book, dt.date(2025, 12, 31))["left"][1] is False
    assert told(book, dt.date(2026, 1, 1)) == {"left": (24.0, True)}
    assert told(book, dt.date(2023, 12, 31)) == {}


def test_groups_add_up_and_say_nothing_below_ten_losses(book: Book) -> None:
    for number in range(30):
        tier = "high" if number < 12 else "low"
        add(book, f"a{number:02}", ("2025-01-01", None), tier=tier)
    for number in range(10):
        lose(book, f"a{number:02}", f"2025-{2 + number % 5:02}-01")
    lose(book, "a29", "2026-01-01")
    found = staying(book, ["tier"])
    assert [(g.group, g.curve.n, g.curve.ended, g.told) for g in found.groups] == [
        (("low",), 18, 1, False),
        (("high",), 12, 10, True),
    ]
    assert sum(g.curve.n for g in found.groups) == found.whole.curve.n == 30
    assert found.test is None
    high = found.groups[1]
    assert high.staying(1).share == pytest.approx(100 * 10 / 12)
    assert high.staying(1).n == 12 and high.staying(0.5) == Estimate(12, 100.0, None)
    assert high.staying(2).n == 10 and high.told_until == 2
    assert high.staying(3) == Estimate(8) and found.groups[0].staying(2) == Estimate(18)


def test_early_losses_are_of_those_that_could_have_been_early(book: Book) -> None:
    for number in range(12):
        add(book, f"a{number:02}", ("2025-01-01", None))
    add(book, "young", ("2026-11-01", None))
    for account, day in (("a00", "2025-03-01"), ("a01", "2025-06-30"), ("a02", "2025-07-01"), ("young", "2026-11-10")):
        lose(book, account, day)
    lives = tenures(book).lives
    assert early(lives, 6, TODAY) == Rate(2, 12)
    assert by_start(lives, 6, TODAY) == [("2025", Rate(2, 12))]


def test_people_of_ours_and_what_became_of_accounts_are_no_way_to_count(book: Book) -> None:
    assert not {"owner", "ops_owner", "state", "stage"} & set(BY)
    with pytest.raises(ValueError):
        tenures(book, ["owner"])


def test_the_product_is_that_of_the_first_contract(book: Book) -> None:
    add(book, "one")
    with book.edit("lines") as edit:
        for product, day in (("P2", "2026-01-01"), ("P1", "2025-01-01")):
            edit.insert("product", {"id": product, "name": product})
            row = {"account_id": "one", "product_id": product, "mrr": 1, "plan": product, "starts": day}
            edit.insert("subscription", row)
    (life,) = tenures(book, ["product", "plan", "since_year"]).lives
    assert life.group == ("P1", "P1", "2025")


@pytest.mark.skipif(not TELCO.is_file(), reason="public data is not here")
def test_the_telephone_customers_as_a_book_last_as_long_as_in_their_file(book: Book) -> None:
    with TELCO.open(encoding="utf-8") as file, book.edit("telco") as edit:
        for row in csv.DictReader(file):
            # The file says how many months each stayed: all begin on one day of their own, long enough ago.
            months, gone = int(row["tenure"]), row["Churn"] == "Yes"
            if row["InternetService"] == "No":
                continue
            begun = dt.date(2026 - (months + 1) // 12 - 1, 12 - (months + 1) % 12, 21) if gone else _before(months)
            account = row["customerID"]
            edit.insert("account", {"id": account, "name": account, "segment": row["Contract"]})
            edit.insert("subscription", {"account_id": account, "mrr": 1, "starts": begun.isoformat()})
            if gone:
                left = _after(begun, months).isoformat()
                edit.insert("churn", {"account_id": account, "kind": "logo", "effective": left})
    found = {group.group[0]: group for group in staying(book, ["segment"]).groups}
    monthly = found["Month-to-month"].curve
    assert monthly.median == 34
    assert [round(monthly.share(m) or 0, 4) for m in (6, 12, 24, 48, 60)] == [0.7803, 0.6950, 0.5753, 0.3872, 0.2890]


def _after(day: dt.date, months: int) -> dt.date:
    month = day.year * 12 + day.month - 1 + months
    return dt.date(month // 12, month % 12 + 1, day.day)


def _before(months: int) -> dt.date:
    return _after(TODAY, -months)
