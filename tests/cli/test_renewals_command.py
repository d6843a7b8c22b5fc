"""`csops renewals`: the board, the outlook, the quality and decisions in the shell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csops_tui.store.book import Book

Shell = Callable[..., Any]
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def many(book: Path) -> Path:
    """The small book with twelve lines more that end in March, and two in dollars."""
    with Book.open(book) as held, held.edit("more") as step:
        for number in range(12):
            account = step.insert("account", {"name": f"A{number:02}"})
            line = {"account_id": account, "mrr": 1000, "starts": "2026-03-31", "ends": "2027-03-31"}
            step.insert("subscription", {**line, "auto_renew": number < 9})
            if number < 2:
                step.insert("subscription", {**line, "currency": "USD"})
    return book


def test_the_board_gives_programs_every_field(shell: Shell, book: Path) -> None:
    (row,) = shell("renewals", "--json").json
    assert (row["account"], row["due"], row["days"]) == ("ミライ商事", "2027-02-10", 81)
    assert (row["mrr"], row["currency"], row["runway_on"]) == (400_000, "JPY", "2026-08-14")
    assert (row["forecast"], row["decision"], row["in_time"], row["neglected"]) == (None, None, None, 1)


def test_the_board_of_a_month_and_of_an_owner(shell: Shell, many: Path) -> None:
    assert len(shell("renewals", "--month", "2027-03", "--json").json) == 14
    assert [row["account"] for row in shell("renewals", "--owner", "佐藤", "--json").json] == ["ミライ商事"]
    assert shell("renewals", "--month", "March").code == 2


def test_the_forecast_keeps_currencies_apart_and_tells_no_share_of_few(shell: Shell, many: Path) -> None:
    rows = {(row["month"], row["currency"]): row for row in shell("renewals", "forecast", "--json").json}
    yen = rows["2027-03", "JPY"]
    assert (yen["due"], yen["mrr"], yen["worst"], yen["likely"], yen["best"]) == (12, 12_000, 0, 75, 100)
    assert rows["2027-03", "USD"]["mrr"] == 2_000 and rows["2027-03", "USD"]["best"] is None
    assert "too few" in shell("renewals", "forecast").out


def test_quality_and_calendar_answer(shell: Shell, many: Path) -> None:
    rows = shell("renewals", "quality", "--json").json
    assert [(row["month"], row["judged"], row["rate"]) for row in rows][:1] == [("2027-02", 0, None)]
    assert [row["month"] for row in shell("renewals", "calendar", "--json").json] == ["2027-02", "2027-03", "2027-03"]
    assert "FY2026 Q4" in shell("renewals", "calendar").out


def test_a_decision_makes_the_row_and_undo_takes_it_back(shell: Shell, book: Path, query: Query) -> None:
    done = shell("renewals", "decide", "ミライ商事", "expanded", "--mrr", "50万")
    assert done.code == 0 and "Expanded" in done.err
    asked = "SELECT due, decision, decided, mrr_before, mrr_after FROM renewal"
    assert query(asked) == [("2027-02-10", "expanded", "2026-11-21", 400_000, 500_000)]
    added = "SELECT mrr, starts, ends FROM subscription WHERE starts = '2027-02-10'"
    assert [row[:2] for row in query(added)] == [
        (500_000, "2027-02-10")
    ] and "Adds the contract line 2027/02/10" in done.err
    assert shell("undo").code == 0 and query(asked) == [] and query(added) == []


def test_a_decision_takes_the_next_date_or_leaves_the_lines(shell: Shell, book: Path, query: Query) -> None:
    ends = "SELECT ends FROM subscription ORDER BY starts"
    before = query(ends)
    assert shell("renewals", "decide", "ミライ商事", "renewed", "--until", "2027-02-10").code == 5
    assert shell("renewals", "decide", "ミライ商事", "renewed", "--keep-lines").code == 0 and query(ends) == before
    shell("undo")
    assert shell("renewals", "decide", "ミライ商事", "renewed", "--until", "2027-08-10").code == 0
    assert query(ends) == [*before, ("2027-08-10",)]


def test_a_decision_that_cannot_be_meant_is_refused(shell: Shell, book: Path, query: Query) -> None:
    assert shell("renewals", "decide", "ミライ商事", "expanded").code == 5
    assert shell("renewals", "decide", "ミライ商事", "contracted", "--mrr", "400000").code == 5
    assert shell("renewals", "decide", "ミライ商事", "signed").code == 2
    assert shell("renewals", "decide", "北斗システムズ", "renewed").code == 3
    assert shell("renewals", "board", "ミライ商事").code == 2
    assert query("SELECT count(*) FROM renewal") == [(0,)]


def test_several_open_renewals_are_told_apart_by_their_month(shell: Shell, many: Path, query: Query) -> None:
    assert shell("renewals", "decide", "A00", "renewed").code == 4
    assert shell("renewals", "decide", "A05", "renewed", "--month", "2027-03").code == 0
    assert query("SELECT decision, mrr_after FROM renewal") == [("renewed", 1000)]
