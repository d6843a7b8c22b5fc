"""The line about a column never adds what has no sum."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import threading
from dataclasses import replace

import pytest
from screen_text import until

from csops_tui.locale import set_language, t
from csops_tui.measures import panel, sheet
from csops_tui.store.book import Book
from csops_tui.store.listing import Listing
from csops_tui.store.records import listing_of
from csops_tui.tui import source
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.touches import TouchesScreen
from csops_tui.tui.source import ListingSource

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def priced(book: Book) -> Book:
    """Accounts at $99, ¥100, $101 and one without a contract."""
    set_language("en")
    with book.edit("setup") as e:
        for name, mrr, currency in (("a", 10_100, "USD"), ("b", 9_900, "USD"), ("c", 100, "JPY"), ("d", 0, "")):
            account = e.insert("account", {"name": name, "state": "active"})
            if currency:
                line = {"account_id": account, "mrr": mrr, "currency": currency, "starts": "2026-01-01"}
                e.insert("subscription", line)
    panel.catch_up(book)
    return book


def figures(book: Book, listing: Listing, quick: str = "") -> str:
    rows = ListingSource(book, listing, (), TODAY)
    return rows.aggregate("mrr", rows.order(None, False, quick))


def test_one_currency_is_summed_in_that_currency(priced: Book) -> None:
    dollars = listing_of("subscription", ("mrr",), "r.currency = 'USD'")
    assert figures(priced, dollars) == "n 2 · sum $200 · mean $100 · median $100"
    yen = listing_of("subscription", ("mrr",), "r.currency = 'JPY'")
    assert figures(priced, yen) == "n 1 · sum ¥100 · mean ¥100 · median ¥100"


def test_several_currencies_have_no_sum(priced: Book) -> None:
    said = "n 4 · 1 without · several currencies, no sum: JPY n 1, USD n 2"
    assert figures(priced, sheet.listing(TODAY)) == said


@pytest.mark.parametrize("descending", [False, True])
def test_amounts_are_sorted_by_whole_units_with_missing_ones_last(priced: Book, descending: bool) -> None:
    conn, listing = priced.reader(), sheet.listing(TODAY)
    keys = listing.keys(conn, "mrr", descending)
    rows = listing.rows(conn, keys)
    names = "".join(rows[key][1] for key in keys)
    assert names == ("acbd" if descending else "bcad")


@pytest.fixture
def touched(book: Book) -> Book:
    """Five hundred touches, many on one day and some without minutes."""
    dice = random.Random(5)
    with book.edit("setup") as e:
        account = e.insert("account", {"name": "a", "state": "active"})
        for _ in range(500):
            day = TODAY - dt.timedelta(days=int(dice.expovariate(0.05)))
            at = f"{day}T{dice.randrange(6):02}:00:00Z"
            values = {"account_id": account, "day": day.isoformat(), "at": at, "channel": "call", "reach": "1:1"}
            if dice.random() < 0.8:
                values["minutes"] = dice.choice((5, 10, 15, 60))
            e.insert("touchpoint", values)
    return book


def test_the_first_rows_of_a_long_list_are_those_of_its_whole_order(touched: Book) -> None:
    listing, conn = TouchesScreen().listing(), touched.reader()
    every = listing.keys(conn)
    for most in (1, 50, 200):
        assert listing.beginning(conn, most) == every[:most]
    assert not replace(listing, where="1").beginning(conn, 200), "a condition chooses other rows"


def test_many_rows_are_counted_by_the_order_and_few_at_once(touched: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = TouchesScreen().listing()
    few = ListingSource(touched, listing, (), TODAY)
    assert (few.cheap, few.counted, few.total, len(few.beginning)) == (True, True, 500, 0)
    monkeypatch.setattr(source, "CHEAP_ROWS", 100)
    many = ListingSource(touched, listing, (), TODAY)
    assert (many.cheap, many.counted, len(many.beginning)) == (False, False, 200)
    assert len(many.order(None, False, "nobody")) == 0 and many.counted and many.total == 500
    many.recount()
    assert not many.counted
    assert len(many.order("minutes", True, "")) == many.total == 500 and many.counted


@pytest.mark.parametrize("quick", ["", "call", "nobody"])
def test_figures_of_a_column_are_those_of_all_its_values(touched: Book, quick: str) -> None:
    listing, conn = TouchesScreen().listing(), touched.reader()
    for column in ("minutes", "day", "contacts"):
        values = listing.values(conn, column, quick)
        ends = (values[0], values[-1]) if values else (None, None)
        assert listing.spread(conn, column, quick) == (len(values), *ends)
    minutes = listing.values(conn, "minutes", quick)
    median = statistics.median(minutes) if minutes else 0
    assert listing.middle(conn, "minutes", quick) == (len(minutes), sum(minutes), median)
    odd = replace(listing, source=f"{listing.source} AND r.rowid <> {listing.keys(conn, 'minutes')[0]}")
    assert odd.middle(conn, "minutes")[2] == statistics.median(odd.values(conn, "minutes"))


async def test_a_long_list_shows_its_first_rows_before_it_is_counted(
    app: CsopsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "CHEAP_ROWS", 1)
    known, order = threading.Event(), ListingSource.order
    monkeypatch.setattr(ListingSource, "order", lambda self, *asked: known.wait(5) and order(self, *asked))
    begins = TouchesScreen.listing
    monkeypatch.setattr(TouchesScreen, "listing", lambda self: replace(begins(self), begins="r.day >= '2026-11-01'"))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: app.here.place == "touches" and app.here.sheet.row_count > 0)
        days = [app.here.sheet.source.fetch([key])[key].cells[0] for key in app.here.sheet.keys]
        assert days == sorted(days, key=str, reverse=True)
        assert t("list.counting") in app.here.title_bar.facts
        known.set()
        await until(pilot, lambda: app.here.title_bar.facts == "4")
