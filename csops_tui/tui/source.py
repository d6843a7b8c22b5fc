"""A listing of the book as a source of rows for the sheet widget."""

from __future__ import annotations

import datetime as dt
import statistics
from array import array
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from csops_tui.locale import language, t
from csops_tui.measures.beginning import keep, recall
from csops_tui.store.book import Book
from csops_tui.store.errors import BookBusy
from csops_tui.store.listing import Listing
from csops_tui.text.clean import clean
from csops_tui.text.numbers import format_money
from csops_tui.tui.present import present
from csops_tui.tui.widgets.source import Column, Row

# Up to this many rows an order takes a few milliseconds and may be asked for between two key presses.
CHEAP_ROWS = 8_000
_MONEY = {"money", "amount"}
_SUMMED = {"count", "number"}
_DAYS = {"day", "until", "ago", "since", "long_day"}
# How many rows are shown of a long list before its order is known.
_FIRST = 200


class ListingSource:
    """Rows of `listing`, read with the calling thread's reader; `columns` has one column for each field.

    `where` is a condition that a person typed. It chooses the rows, off the UI thread (raises TooSlow); a row at
    hand is read without it, so that no painting ever waits for it.
    """

    def __init__(
        self,
        book: Book,
        listing: Listing,
        columns: Sequence[Column],
        as_of: dt.date,
        where: str = "",
        begins: str = "",
    ) -> None:
        self.book = book
        self.listing = listing
        self.chosen = replace(listing, where=where) if where else listing
        self.columns = columns
        self.as_of = as_of
        self.quick = ""
        # The part of the book whose first rows are remembered, where this is the sheet in its own order.
        self._begins = begins
        conn, begun = book.reader(), recall(book, begins, as_of) if begins else None
        self.total = begun.total if begun else listing.count(conn, CHEAP_ROWS + 1)
        self.cheap = self.total <= CHEAP_ROWS and not where
        # Many rows are counted by the order, which takes its time beside the keys.
        self.counted = begun is not None or self.total <= CHEAP_ROWS
        self.beginning = begun.keys if begun else array("q") if self.cheap else listing.beginning(conn, _FIRST)
        self._kinds = [field.kind for field in listing.fields]

    def order(self, sort: str | None, descending: bool, quick: str) -> array[int]:
        """Keys of the rows that match, sorted."""
        self.quick = quick
        if self.cheap:
            return self.chosen.keys(self.book.reader(), sort, descending, quick)
        change = self.book.mark().n
        found = self.chosen.keys(self.book.reader(), sort, descending, quick)
        if not quick and self.chosen is self.listing:
            self.total, self.counted = len(found), True
        elif not self.counted:
            self.total, self.counted = self.listing.count(self.book.reader()), True
        if self._begins and not sort and not quick:
            # Another process that writes is not waited for: the next order is remembered as well.
            with suppress(BookBusy):
                keep(self.book, self._begins, self.as_of, change, found)
        return found

    def recount(self) -> None:
        """There can be other rows than before: many are counted by the next order."""
        if self.cheap:
            self.total = self.listing.count(self.book.reader())
        else:
            self.counted = False

    def fetch(self, keys: Sequence[int]) -> Mapping[int, Row]:
        """The rows of these keys as cells."""
        rows = self.listing.rows(self.book.reader(), keys)
        kinds, today = self._kinds, self.as_of
        return {
            key: Row(
                values[0], tuple(present(kind, value, today) for kind, value in zip(kinds, values[1:], strict=True))
            )
            for key, values in rows.items()
        }

    def position(self, row_id: str) -> int | None:
        """The key of a row id."""
        return self.listing.position(self.book.reader(), row_id)

    def aggregate(self, column: str, keys: Sequence[int]) -> str:
        """n, and for amounts and counts sum, mean and median of the column over the rows that match."""
        return self._figures(self.chosen, column, len(keys))

    def aggregate_group(self, column: str, key: int) -> str:
        """The same over the rows of the group that the row with this key is in; empty without groups."""
        conn = self.book.reader()
        listing = self.chosen.group_of(conn, key)
        return self._figures(listing, column, len(listing.keys(conn, quick=self.quick))) if listing else ""

    def _figures(self, listing: Listing, column: str, shown: int) -> str:
        chosen = next((f for f in listing.fields if f.key == column), None)
        if chosen is None:
            return ""
        parts: list[str] = []
        if chosen.kind in _MONEY:
            amounts = listing.amounts(self.book.reader(), column, self.quick)
            count = sum(map(len, amounts.values()))
            parts = _sums(amounts)
        else:
            conn = self.book.reader()
            if chosen.kind in _SUMMED:
                count, total, median = listing.middle(conn, column, self.quick)
                parts = _figures(count, total, median, lambda value: f"{value:,.1f}".removesuffix(".0"))
            else:
                count, least, most = listing.spread(conn, column, self.quick)
                if count and chosen.kind.partition(":")[0] in _DAYS:
                    parts = [f"{str(least)[:10].replace('-', '/')} … {str(most)[:10].replace('-', '/')}"]
        missing = shown - count
        without = [t("list.without", n=f"{missing:,}")] if missing else []
        return " · ".join([t("list.n", n=f"{shown:,}"), *without, *parts])


def _sums(amounts: dict[str, list[int]]) -> list[str]:
    """Figures about amounts in one currency; what is in several has no sum, so how many are in which."""
    if len(amounts) > 1:
        named = ", ".join(
            t("list.in_currency", currency=clean(code), n=f"{len(each):,}") for code, each in sorted(amounts.items())
        )
        return [t("list.currencies", named=named)]
    return [
        figure
        for code, each in amounts.items()
        for figure in _figures(len(each), sum(each), statistics.median(each), partial(_short, code or "JPY"))
    ]


def _short(currency: str, value: float) -> str:
    return format_money(round(value), currency, language(), short=True)


def _figures(count: int, total: float, median: float, shown: Callable[[float], str]) -> list[str]:
    if not count:
        return []
    return [
        t("list.sum", v=shown(total)),
        t("list.mean", v=shown(total / count)),
        t("list.median", v=shown(median)),
    ]
