"""A dozen accounts, each with a trap, give exactly the sheet that was worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from measures_support import Small

from csops_tui.measures.sheet import rows
from csops_tui.store.book import Book

TODAY = dt.date(2026, 11, 21)
LEAP = dt.date(2028, 2, 29)
# What is compared; – stands for no data.
NAMES = (
    *("last_1to1", "last_any", "days_any", "touches_30d", "touches_365d", "two_way_365d", "customer_share"),
    *(
        "cadence_due",
        "cadence_state",
        "covered",
        "engaged",
        "renewal_in",
        "runway_in",
        "mrr",
        "concern",
        "concern_stale",
    ),
    *("usage_change", "open_tickets", "overdue_tasks", "valid_contacts", "champion_left"),
)
SHEET = """
account           last_1to1  last_any   days 30d 365d 2way share due        state   cov eng renewal runway mrr  con stale usage tickets tasks valid left
01 boundary in    2026-10-22 2026-10-22   30   0    1    1     0 2026-11-21 due       1   1     180      0 1000   3     0     –       0     0     1    0
02 boundary out   2026-10-21 2026-10-21   31   0    1    1     0 2026-11-20 overdue   0   0     181      1 1000   3     1     –       0     1     1    0
03 paused         2026-01-10 2026-01-10  315   0    1    1     0 –          paused    –   –       –      – 1000   –     –     –       0     0     1    0
04 seminar only   –          2026-11-10   11   1    1    0     – 2026-01-31 overdue   1   0       –      – 1000   –     –     –       0     0     1    0
05 note only      –          –             –   0    0    0     – 2026-01-31 overdue   0   0       –      – 1000   –     –     –       0     0     1    0
06 no data        –          –             –   0    0    0     – –          –         0   0       –      –    –   –     –     –       0     0     –    –
07 future touch   2026-11-01 2026-11-01   20   1    1    1     0 2026-12-01 ok        1   1       –      – 1000   –     –     –       0     0     1    0
08 one way        2026-11-20 2026-11-20    1   1    1    0     0 2026-12-20 ok        1   0       –      – 1000   –     –     –       0     0     1    0
09 asked          2026-11-21 2026-11-21    0   2    3    3    67 2026-12-21 ok        1   1       0   -180    0   –     –     –       0     0     1    0
10 everybody left 2026-11-21 2026-11-21    0   1    1    1     0 2026-12-21 ok        1   1       –      – 1000   –     –     –       0     0     0    1
11 holiday week   2026-11-21 2026-11-21    0   1    1    1     0 2027-01-04 ok        1   1       –      – 1000   –     –   -50       0     0     1    0
12 closed today   2026-11-21 2026-11-21    0   1    1    1     0 2026-12-21 ok        1   1       –      – 1000   0     0     –       1     0     1    0
"""  # noqa: E501


@pytest.fixture
def traps(small: Small) -> Book:
    with small.book.edit("traps") as edit:
        add = edit.insert
        add("cadence", {"days": 30, "reach": "1:1"})
        accounts: dict[str, str] = {}
        for number in range(1, 13):
            name = line_of(number)[:17].strip()
            accounts[name[:2]] = account = add("account", {"name": name, "cadence_paused": int(number == 3)})
            if number != 6:
                line = {"account_id": account, "mrr": 1000, "starts": "2026-01-01"}
                add("subscription", line | ({"ends": "2026-11-21"} if number == 9 else {}))
                add(
                    "contact",
                    {
                        "account_id": account,
                        "name": "佐藤",
                        "state": "active" if number != 10 else "left",
                        "key_contact": 1,
                        "left_on": "2026-11-20" if number == 10 else None,
                    },
                )

        def touch(number: str, day: str, **values: Any) -> None:
            fixed = {"account_id": accounts[number], "day": day, "at": f"{day}T03:00:00Z", "channel": "call"}
            add("touchpoint", {**fixed, **values})

        def fact(table: str, number: str, **values: Any) -> None:
            add(table, {"account_id": accounts[number], **values})

        touch("01", "2026-10-22"), touch("02", "2026-10-21"), touch("03", "2026-01-10")
        fact("renewal", "01", due="2027-05-20"), fact("renewal", "02", due="2027-05-21")
        fact("concern", "01", day="2026-08-23", level=3), fact("concern", "02", day="2026-08-22", level=3)
        fact("task", "01", title="due today", due="2026-11-21"), fact("task", "02", title="late", due="2026-11-20")
        seminar = add("event", {"title": "春のセミナー", "day": "2026-11-10"})
        for _ in range(2):
            fact("attendance", "04", event_id=seminar, day="2026-11-10", state="attended")
        touch("05", "2026-11-20", reach="none", channel="internal_note")
        touch("07", "2026-11-01"), touch("07", "2026-11-22")
        touch("08", "2026-11-20", direction="one_way")
        (
            touch("09", "2026-11-21", trigger="request"),
            touch("09", "2026-11-20", trigger="signal"),
            touch("09", "2025-11-22"),
        )
        fact("renewal", "09", due="2026-11-21")
        for number in ("10", "11", "12"):
            touch(number, "2026-11-21")
        add("blackout", {"account_id": accounts["11"], "starts": "2026-12-21", "ends": "2027-01-03"})
        fact("concern", "12", day="2026-11-21", level=0), fact("concern", "12", day="2026-11-22", level=4)
        (
            fact("ticket", "12", opened="2026-11-01"),
            fact("ticket", "12", opened="2026-11-02", closed="2026-11-21", state="closed"),
        )
        batch = edit.usage_batch("test")
        days = {"2026-11-01": 50.0, "2026-10-01": 100.0, "2026-09-01": 100.0, "2026-08-05": 100.0, "2026-11-22": 900.0}
        edit.usage_rows(batch, [(accounts["11"], None, None, "sessions", "day", day, v) for day, v in days.items()])
        edit.delete("account", small.a)
    return small.book


def line_of(number: int) -> str:
    return SHEET.strip().splitlines()[number]


def shown(value: Any) -> str:
    return "–" if value is None else str(round(value) if isinstance(value, float) else value)


def test_the_sheet_of_a_dozen_traps_is_as_worked_out_by_hand(traps: Book) -> None:
    headers, found = rows(traps, TODAY)
    by_name = {row[0]: dict(zip(headers, row, strict=True)) for row in found}
    for number in range(1, 13):
        line = line_of(number)
        expected = dict(zip(NAMES, line[17:].split(), strict=True))
        assert {name: shown(by_name[line[:17].strip()][name]) for name in NAMES} == expected, line


def test_on_a_leap_day_a_year_begins_with_the_second_of_march(small: Small) -> None:
    with small.book.edit("leap") as edit:
        account = small.a
        for day in ("2027-03-01", "2027-03-02", "2028-02-29"):
            edit.insert("touchpoint", {"account_id": account, "day": day, "at": f"{day}T03:00:00Z", "channel": "call"})
        edit.insert("subscription", {"account_id": account, "mrr": 1, "starts": "2024-02-29", "ends": "2028-08-27"})
    headers, found = rows(small.book, LEAP)
    row = dict(zip(headers, found[0], strict=True))
    names = ("touches_365d", "touches_30d", "days_any", "renewal_in", "runway_in", "tenure_months")
    assert [row[name] for name in names] == [2, 1, 0, 180, 0, 48]
