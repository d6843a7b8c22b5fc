"""Revenue told a second time, from the written definition alone: every line on every day, without any shortcut."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

from csops_tui.analysis.revenue import Line, amounts, flows, month_ends, retention
from csops_tui.analysis.revenue_cohorts import cohorts
from csops_tui.analysis.revenue_money import Exchange

YEN = Exchange("JPY")
FIRST, LAST = dt.date(2023, 12, 15), dt.date(2024, 6, 20)


def random_lines(seed: int) -> list[Line]:
    """Lines of a few accounts with credits, zeros, lines of no length, gaps and overlaps, in two currencies."""
    chance = random.Random(seed)
    found: list[Line] = []
    for number in range(chance.randint(1, 40)):
        starts = FIRST + dt.timedelta(days=chance.randint(-60, 170))
        ends = None if chance.random() < 0.2 else starts + dt.timedelta(days=chance.choice((0, 1, 15, 31, 60, 90)))
        mrr = chance.choice((0, 100, 100, 250, -100, -40))
        found.append(Line(f"a{number % 12}", chance.choice(("JPY", "JPY", "USD")), mrr, starts, ends))
    return found


def paid(lines: list[Line], account: str, currency: str, day: dt.date) -> int:
    """MRR on a day: the sum of the lines with starts ≤ day < ends."""
    return sum(
        line.mrr
        for line in lines
        if (line.account, line.currency) == (account, currency)
        and line.starts <= day
        and (line.ends is None or day < line.ends)
    )


def ever_paid(lines: list[Line], account: str, currency: str, until: dt.date) -> bool:
    """Whether the amount was above 0 on any day up to one; it rises only where a line begins or ends."""
    days = {edge for line in lines for edge in (line.starts, line.ends) if edge is not None and edge <= until}
    return any(paid(lines, account, currency, day) > 0 for day in days)


def test_movements_and_retention_of_random_books_are_those_counted_line_by_line() -> None:
    days = month_ends(FIRST, LAST)
    for seed in range(60):
        lines = random_lines(seed)
        found = amounts(lines, days)
        keys = sorted({(line.account, line.currency) for line in lines})
        told = {(flow.start, flow.currency): flow for flow in flows(found, YEN)}
        for number, (start, end) in enumerate(pairwise(days)):
            kept = {one.currency: one for one in retention(found, YEN, number)}
            for currency in {key[1] for key in keys}:
                sums = dict.fromkeys(("new", "reactivation", "expansion", "contraction", "churn"), 0)
                cohort: list[tuple[int, int]] = []
                for account, _ in (key for key in keys if key[1] == currency):
                    before, after = (paid(lines, account, currency, day) for day in (start, end))
                    if before > 0:
                        cohort.append((before, after))
                    if before <= 0 < after:
                        kind = "reactivation" if ever_paid(lines, account, currency, start) else "new"
                    elif after <= 0 < before:
                        kind = "churn"
                    else:
                        kind = "expansion" if after > before else "contraction"
                    sums[kind] += abs(after - before)
                flow = told.get((start, currency))
                assert (flow.amounts if flow else dict.fromkeys(sums, 0)) == sums, (seed, start, currency)
                assert flow is None or flow.adds_up
                one = kept.get(currency)
                mine = (
                    len(cohort),
                    sum(before for before, _ in cohort),
                    sum(after for _, after in cohort),
                    sum(min(pair) for pair in cohort),
                    sum(after <= 0 for _, after in cohort),
                )
                theirs = (one.accounts, one.opening, one.closing, one.kept, one.lost) if one else (0,) * 5
                assert theirs == mine, (seed, start, currency)


def test_a_line_that_a_credit_outweighed_was_no_payment() -> None:
    march, april, may = (dt.date(2024, month, day) for month, day in ((3, 31), (4, 30), (5, 31)))
    lines = [
        Line("a", "JPY", 100, dt.date(2024, 3, 1)),
        Line("a", "JPY", -100, dt.date(2024, 3, 1), dt.date(2024, 5, 10)),
    ]
    flow = flows(amounts(lines, [march, april, may]), YEN)[1]
    assert flow.amounts["new"] == 100 and not flow.amounts["reactivation"]


def test_who_was_gone_by_the_end_of_the_quarter_is_in_its_cohort_all_the_same() -> None:
    rows = {"stays": [0, 50, 60, 60, 60, 70], "gone": [100, 100, 0, 0, 0, 0], "back": [0, 0, 0, 30, 0, 30]}
    first, second = cohorts(rows, (2, 5))
    assert (first.start, first.accounts, first.amount) == (0, 2, 150)
    assert [tuple(cell) for cell in first.cells] == [(1, 60), (1, 70)]
    assert (second.start, second.accounts, second.amount, len(second.cells)) == (1, 1, 30, 1)
