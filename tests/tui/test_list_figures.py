"""The line about a column never adds what has no sum."""

from __future__ import annotations

import datetime as dt

import pytest

from csops_tui.locale import set_language
from csops_tui.measures import panel, sheet
from csops_tui.store.book import Book
from csops_tui.store.listing import Listing
from csops_tui.store.records import listing_of
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
    source = ListingSource(book, listing, (), TODAY)
    return source.aggregate("mrr", source.order(None, False, quick))


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
