"""Revenue of whole books: public sets, money that nothing joined to it repeats, groups of the time, economics."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from csops_tui.analysis.churn_rates import churn_rates
from csops_tui.analysis.economics import Lifetime, economics
from csops_tui.analysis.revenue_book import Period, Revenue, first_month
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

DATA = Path(os.environ.get("TEST_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
RAVENSTACK = DATA / "ravenstack/original"
CDNOW = DATA / "cdnow_lifetimes/lifetimes/datasets/CDNOW_sample.txt"
YEAR = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Book]:
    """Twelve accounts of 1,000 yen from January 2024, of which one is lost in June."""
    made = Book.create(tmp_path / "book.db", clock=Clock(today=dt.date(2024, 12, 31)))
    with made.edit("start") as edit:
        for n in range(12):
            account = f"a{n:02}"
            edit.insert("account", {"id": account, "name": account, "tier": "high" if n < 4 else "low"})
            line = {"account_id": account, "mrr": 1000, "starts": "2023-12-01", "id": f"s{n:02}"}
            edit.insert("subscription", line | ({"ends": "2024-06-10"} if n == 11 else {}))
    yield made
    made.close()


def inputs(book: Book, **values: float) -> None:
    with book.edit("inputs") as edit:
        for kind, value in values.items():
            edit.insert("revenue_input", {"kind": kind, "month": "2024-01", "value": value})


def told(book: Book, lifetime: Lifetime | None = None) -> Any:
    found = Revenue(book, YEAR)
    whole = found.retention()
    return economics(
        book.reader(), found.flows(), found.monthly(), whole[0], "JPY", None, own=found.own, lifetime=lifetime
    )


def _rows(file: str) -> list[dict[str, str]]:
    with (RAVENSTACK / f"ravenstack_{file}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.skipif(not RAVENSTACK.is_dir(), reason="the data set is not here")
def test_a_public_book_has_its_known_mrr_and_retention_and_three_churn_rates(book: Book) -> None:
    """A5-06, A6-07."""
    with book.edit("ravenstack") as edit:
        for row in _rows("accounts"):
            state = "churned" if row["churn_flag"] == "True" else "active"
            edit.insert("account", {"id": row["account_id"], "name": row["account_name"], "state": state})
        for row in _rows("subscriptions"):
            line = {"account_id": row["account_id"], "mrr": int(row["mrr_amount"]), "currency": "USD"}
            dates = {"starts": row["start_date"], "ends": row["end_date"] or None}
            edit.insert("subscription", {**line, **dates, "trial": int(row["is_trial"] == "True")})
        for row in _rows("churn_events"):
            edit.insert("churn", {"account_id": row["account_id"], "effective": row["churn_date"]})
    found = Revenue(book, YEAR)
    (flow,) = found.whole()
    assert found.own == "USD" and found.apart == ()
    assert (flow.opening, flow.closing, flow.adds_up) == (1_262_113, 10_159_608, True)
    assert len(found.flows()) == 12 and all(month.adds_up for month in found.flows())
    (cohort,) = found.retention()
    assert (cohort.accounts, round(cohort.nrr or 0, 2), round(cohort.grr or 0, 2)) == (185, 292.27, 99.59)
    assert len(found.cohort()) == 185
    rates = churn_rates(book.reader(), dt.date(2024, 12, 31))
    assert {name: (rate.hits, rate.n) for name, rate in rates.items()} == {
        "flag": (110, 500),
        "event": (352, 500),
        "contract": (0, 500),
    }
    assert [round(rate.share or 0, 1) for rate in rates.values()] == [22.0, 70.4, 0.0]


def _purchases() -> dict[str, dict[str, int]]:
    """Cents by customer and month `YYYY-MM`, read by hand."""
    spent: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for text in CDNOW.read_text(encoding="ascii").splitlines():
        customer, _, date, _, amount = text.split()
        spent[customer][f"{date[:4]}-{date[4:6]}"] += round(Decimal(amount) * 100)
    return spent


def _next_month(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02}-01"


@pytest.mark.skipif(not CDNOW.is_file(), reason="the data set is not here")
def test_cohorts_of_public_purchases_are_those_counted_by_hand_and_nothing_joined_changes_them(book: Book) -> None:
    """A6-14: what a month's purchases come to stands as a contract line of that month."""
    spent = _purchases()
    with book.edit("purchases") as edit:
        for customer, months in spent.items():
            edit.insert("account", {"id": customer, "name": customer})
            for month, cents in months.items():
                dates = {"starts": f"{month}-01", "ends": _next_month(month)}
                edit.insert("subscription", {"account_id": customer, "mrr": cents, "currency": "USD", **dates})
    period = Period(dt.date(1997, 1, 1), dt.date(1998, 6, 30))

    def answers() -> Any:
        found = Revenue(book, period)
        days, cohorts, starts = found.cohorts("month", "USD")
        return days, cohorts, starts, [vars(flow) for flow in found.flows()], [vars(one) for one in found.retention()]

    days, cohorts, starts, *_ = before = answers()
    labels = [f"{day:%Y-%m}" for day in days]
    payers = [customer for customer, months in spent.items() if any(months.values())]
    assert (len(labels), len(spent), len(starts), len(payers)) == (18, 2357, 2349, 2349), "eight only got gifts"
    by_hand: dict[tuple[str, str], tuple[int, int]] = {}
    for months in spent.values():
        paid = {month: cents for month, cents in months.items() if cents > 0}
        for month, cents in paid.items():
            accounts, amount = by_hand.get((min(paid), month), (0, 0))
            by_hand[min(paid), month] = accounts + 1, amount + cents
    for cohort in cohorts:
        for age, cell in enumerate(cohort.cells):
            here = labels[cohort.start], labels[cohort.start + age]
            assert tuple(cell) == by_hand.get(here, (0, 0)), here
        assert len(cohort.cells) == 18 - cohort.start, "months that have not come are missing"
    assert {labels[cohort.start] for cohort in cohorts} == {first for first, _ in by_hand}
    assert sum(cell.amount for cohort in cohorts for cell in cohort.cells) == sum(
        cents for months in spent.values() for cents in months.values()
    )
    fan_out(book, list(spent)[:100], dt.date(1997, 5, 1))
    assert answers() == before


def fan_out(book: Book, accounts: Sequence[str], day: dt.date) -> None:
    """Three usage rows, tickets, touches with people, contacts, surveys, tasks and renewals for every account."""
    on = day.isoformat()
    with book.edit("children") as edit:
        for account in accounts:
            for n in range(3):
                of = {"account_id": account}
                edit.insert("ticket", of | {"title": f"t{n}", "opened": on})
                contact = edit.insert("contact", of | {"name": f"p{n}"})
                touch = {"day": on, "at": f"{on}T0{n}:00:00Z", "channel": "call", "reach": "1:1", "minutes": 10}
                made = edit.insert("touchpoint", of | touch)
                edit.insert("touchpoint_contact", {"touchpoint_id": made, "contact_id": contact})
                edit.insert("task", of | {"title": f"k{n}"})
                edit.insert("concern", of | {"day": on, "level": n})
                edit.insert("renewal", of | {"due": on})
    with book.edit("usage") as edit:
        batch = edit.usage_batch("test")
        on_days = [(day + dt.timedelta(days=n)).isoformat() for n in range(3)]
        edit.usage_rows(
            batch, [(account, None, None, "events", "day", on, 5.0) for account in accounts for on in on_days]
        )


def test_what_hangs_on_an_account_or_its_contract_moves_no_money(small: Book) -> None:
    """Movements, retention, cohorts, economics, RFM and the amounts of renewals, by groups as well."""
    from csops_tui.analysis.economics import every_economy
    from csops_tui.analysis.rfm import rfm
    from csops_tui.measures.renewals_read import read

    with small.edit("ends") as edit:
        edit.update("subscription", "s00", {"ends": "2025-06-30"})

    def answers() -> Any:
        found: list[Any] = []
        for by in ("", "tier", "owner"):
            told = Revenue(small, Period(YEAR.first, YEAR.last, by))
            found += [[vars(flow) for flow in told.flows()], [vars(one) for one in told.monthly()], told.findings()]
            found += [[vars(one) for one in every_economy(small, told)], told.cohorts("quarter", "JPY")]
        amounts = [(due.account_id, due.mrr) for due in read(small).dues if due.lines]
        return found, rfm(small, "revenue", YEAR.last).scores, amounts

    before = answers()
    fan_out(small, [f"a{n:02}" for n in range(12)], dt.date(2024, 5, 1))
    assert answers() == before and before[2] == [("a11", 1000), ("a00", 1000)]


def test_trial_lines_are_no_revenue(small: Book) -> None:
    before = [vars(flow) for flow in Revenue(small, YEAR).flows()]
    with small.edit("trial") as edit:
        trial = {"account_id": "a00", "mrr": 9999, "starts": "2024-02-01", "trial": 1, "currency": "EUR"}
        edit.insert("subscription", trial)
    found = Revenue(small, YEAR)
    assert [vars(flow) for flow in found.flows()] == before and found.apart == () and found.findings() == []


def test_the_identity_of_a_month_opens_to_the_accounts_behind_it(small: Book) -> None:
    found = Revenue(small, YEAR)
    june = found.flows()[5]
    assert (june.opening, june.amounts["churn"], june.closing) == (12_000, 1000, 11_000) and june.adds_up
    moved = [one for one in found.movements(5) if one.kind]
    assert [(one.account, one.kind, one.change) for one in moved] == [("a11", "churn", -1000)]


def test_groups_are_those_written_on_the_account_at_the_time(small: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    small.clock = Clock(now=dt.datetime(2024, 3, 10, 12, tzinfo=dt.UTC))
    with small.edit("tier") as edit:
        edit.update("account", "a00", {"tier": "low"})
    found = Revenue(small, Period(dt.date(2024, 2, 1), dt.date(2024, 4, 30), "tier"))
    by = {(flow.end.month, flow.group): flow for flow in found.flows()}
    assert [by[month, "high"].closing for month in (2, 3, 4)] == [4000, 3000, 3000]
    assert (by[3, "high"].leaving, by[3, "low"].entering, by[3, "low"].closing) == (1000, 1000, 9000)
    assert all(flow.adds_up for flow in by.values())


def test_overlaps_and_gaps_are_found_with_their_days(small: Book) -> None:
    """A6-10: the end is exclusive, so a line that begins on it follows without either."""
    with small.edit("lines") as edit:
        edit.insert("subscription", {"account_id": "a11", "mrr": 900, "starts": "2024-06-10", "ends": "2024-07-01"})
        edit.insert("subscription", {"account_id": "a11", "mrr": 900, "starts": "2024-07-11", "ends": "2024-08-01"})
        edit.insert("subscription", {"account_id": "a11", "mrr": 500, "starts": "2024-07-31", "ends": "2024-09-01"})
        edit.insert("subscription", {"account_id": "a10", "mrr": 1, "plan": "x", "starts": "2024-07-31"})
        edit.insert("subscription", {"account_id": "a09", "mrr": 70, "starts": "2024-07-31"})
    found = [(one.kind, one.account, str(one.start), one.days, one.amount) for one in Revenue(small, YEAR).findings()]
    assert found == [
        ("gap", "a11", "2024-07-01", 10, 900),
        ("overlap", "a09", "2024-07-31", None, 70),
        ("overlap", "a11", "2024-07-31", 1, 500),
    ]


def test_lifetime_value_prints_what_it_comes_from(small: Book) -> None:
    """A6-08: ARPA 1,000 × 80 % ÷ (1 lost of 138 account-months) = 110,400; CAC 27,600."""
    inputs(small, gross_margin=80, acquisition_cost=27_600, cs_cost=2_200)
    found = told(small)
    assert (found.churn.hits, found.churn.n) == (1, 6 * 12 + 6 * 11)
    assert (found.arpa, found.ltv, found.cac, found.ltv_cac) == (1000, 110_400, 27_600, 4.0)
    assert found.payback == pytest.approx(34.5)
    low, high = found.ltv_interval
    assert low < found.ltv < high
    assert (found.care, found.care_each, found.months) == (26_400, 200, 12)
    assert found.care_share == pytest.approx(20)
    # 26,400 a year of 12,000 × 12 × 80 % = 115,200.
    assert found.break_even == pytest.approx(100 * 26_400 / 115_200)
    assert found.expansion_roi == pytest.approx(-100), "nothing was expanded"


def test_without_a_loss_no_lifetime_value_is_defined_but_the_expected_lifetime_offers_one(small: Book) -> None:
    with small.edit("stays") as edit:
        edit.update("subscription", "s11", {"ends": None})
    inputs(small, gross_margin=80, acquisition_cost=27_600)
    found = told(small, Lifetime(30.0, 36, 12))
    assert found.churn.share == 0 and found.ltv is None and found.ltv_cac is None
    assert found.ltv_by_lifetime == 24_000 and found.annual_churn == 0


def test_without_inputs_there_is_arpa_and_nothing_that_needs_them(small: Book) -> None:
    found = told(small)
    assert found.arpa == 1000
    assert (found.ltv, found.cac, found.ltv_cac, found.care, found.care_share, found.break_even) == (None,) * 6


def test_the_own_currency_is_that_of_most_lines_without_a_rate(small: Book) -> None:
    with small.edit("dollars") as edit:
        edit.insert("subscription", {"account_id": "a00", "mrr": 100, "currency": "USD", "starts": "2024-01-01"})
    found = Revenue(small, YEAR)
    assert (found.own, found.apart) == ("JPY", ("USD",))
    with small.edit("rate") as edit:
        edit.insert("exchange_rate", {"currency": "USD", "month": "2023-12", "rate": 150})
    found = Revenue(small, YEAR)
    assert found.apart == () and found.flows()[-1].closing == 11_150


def test_the_first_month_is_that_of_the_first_line(small: Book) -> None:
    assert first_month(small, dt.date(2024, 12, 31)) == dt.date(2023, 12, 1)
    assert first_month(small, dt.date(2020, 5, 5)) == dt.date(2020, 5, 1)


def test_many_months_of_a_few_accounts_are_still_few(book: Book) -> None:
    with book.edit("few") as edit:
        for n in range(3):
            account = edit.insert("account", {"name": f"a{n}"})
            edit.insert("subscription", {"account_id": account, "mrr": 1000, "starts": "2023-01-01"})
    inputs(book, gross_margin=80)
    found = told(book)
    assert found.churn.n == 36 and (found.monthly_churn, found.annual_churn, found.ltv) == (None, None, None)


def test_economics_leave_out_a_month_that_is_not_over(small: Book) -> None:
    running = Period(dt.date(2024, 1, 1), dt.date(2024, 6, 20))
    assert running.complete == Period(dt.date(2024, 1, 1), dt.date(2024, 5, 31))
    assert YEAR.complete == YEAR
    alone = Period(dt.date(2024, 6, 1), dt.date(2024, 6, 20))
    assert alone.complete == alone, "where there is no other month it is told as it is"
