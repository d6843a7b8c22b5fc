"""What reports say is what the screens say, of the period that was asked for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from csops_tui.analysis.coverage import coverage
from csops_tui.analysis.funnel import funnel
from csops_tui.analysis.rates import Rate
from csops_tui.analysis.surveys import nps
from csops_tui.analysis.touches import touch_stats
from csops_tui.exchange.reports.catalogue import KINDS, gather, span
from csops_tui.exchange.reports.errors import ReportError
from csops_tui.exchange.reports.report import Report
from csops_tui.locale import LANGUAGES, set_language
from csops_tui.measures.changes import changed
from csops_tui.measures.renewals_read import read
from csops_tui.measures.review_summary import covered, summarise
from csops_tui.measures.sheet import rows
from csops_tui.measures.signal_history import lead_times, open_episodes
from csops_tui.model.definitions import definition
from csops_tui.store.book import Book

TODAY = dt.date(2026, 11, 20)
START, END = dt.date(2026, 10, 1), dt.date(2026, 10, 31)


def value(report: Report, section: str, fact: str) -> Any:
    return report.section(section).fact(fact).value


def sheet(book: Book, day: dt.date, scope: str = "current") -> list[dict[str, Any]]:
    names, found = rows(book, day, scope)
    return [dict(zip(names, row, strict=True)) for row in found]


def test_the_monthly_report_is_of_the_month_that_ended_and_as_of_its_last_day(reports: dict[str, Report]) -> None:
    monthly = reports["monthly"]
    assert (monthly.start, monthly.end, monthly.as_of) == (START, END, END)


def test_touches_are_those_of_the_touch_statistics(sample: Book, reports: dict[str, Report]) -> None:
    row = touch_stats(sample, [], START, END, END).to_dict("records")[0]
    for fact, column in (
        ("touches", "touches"),
        ("touches_1to1", "touches_1to1"),
        ("touches_1ton", "touches_1ton"),
        ("touches_tech", "touches_tech"),
        ("touch_mean", "mean"),
        ("touch_median", "median"),
        ("zero_touch", "zero_touch"),
    ):
        assert value(reports["monthly"], "touches", fact) == row[column]
    september = touch_stats(sample, [], dt.date(2026, 9, 1), dt.date(2026, 9, 30), END).to_dict("records")[0]
    assert reports["monthly"].section("touches").fact("touches").before == september["touches"]
    owners = reports["monthly"].section("touches").table("touches_by_owner").rows
    assert [row[2] for row in owners] == list(touch_stats(sample, ["owner"], START, END, END)["touches"])


def test_coverage_and_the_funnel_are_those_of_the_screens(sample: Book, reports: dict[str, Report]) -> None:
    found, whole = coverage(sample, [], END)[0], funnel(sample, [], START, END, END)[0]
    assert value(reports["monthly"], "coverage", "covered_rate") == found.covered_rate
    assert value(reports["monthly"], "coverage", "engaged_rate") == found.engaged_rate
    assert value(reports["monthly"], "funnel", "meeting_rate") == whole.meeting_rate
    assert value(reports["monthly"], "funnel", "waiting") == whole.waiting


def test_mrr_and_open_cases_are_sums_over_the_sheet(sample: Book, reports: dict[str, Report]) -> None:
    monthly = reports["monthly"]
    for day, fact in ((START - dt.timedelta(days=1), "mrr_opening"), (END, "mrr_closing")):
        sums: dict[str, int] = {}
        for row in sheet(sample, day, "all"):
            if row["mrr"]:
                sums[row["currency"]] = sums.get(row["currency"], 0) + row["mrr"]
        assert dict(value(monthly, "accounts", fact)) == sums
    cases = [row["open_tickets"] for row in sheet(sample, END, "all")]
    assert value(monthly, "tickets", "tickets_open") == sum(cases)
    closing, opening = (dict(value(monthly, "accounts", f"mrr_{end}")) for end in ("closing", "opening"))
    gained = dict(value(monthly, "accounts", "mrr_difference"))
    assert all(gained[currency] == closing.get(currency, 0) - opening.get(currency, 0) for currency in gained)


def test_the_nps_is_that_of_the_study_with_its_interval_and_n(sample: Book, reports: dict[str, Report]) -> None:
    found = nps(sample, dt.date(2025, 11, 1), END)
    row = dict(
        zip(
            ("span", "n", "p", "m", "d", "score", "low", "high", "asked"),
            reports["monthly"].section("nps").table("nps").rows[1],
            strict=True,
        )
    )
    assert (row["n"], row["score"], (row["low"], row["high"])) == (found.n, found.score, found.interval)


def test_the_weekly_review_says_what_changed_and_who_is_overdue(sample: Book, reports: dict[str, Report]) -> None:
    weekly = reports["weekly"]
    assert (weekly.start, weekly.end) == (dt.date(2026, 11, 14), TODAY)
    found = changed(sample, TODAY, dt.date(2026, 11, 13), "current")
    assert value(weekly, "summary", "changed_accounts") == len(found)
    listed = weekly.section("changes").table("changed")
    assert [row[0] for row in listed.rows] == [each.name for each in found[: len(listed.rows)]]
    assert len(listed.rows) + listed.left_out == len(found)
    overdue = [row["account"] for row in sheet(sample, TODAY) if row["cadence_state"] == "overdue"]
    assert value(weekly, "summary", "overdue_accounts") == len(overdue)
    leads = lead_times(sample.reader(), weekly.start, weekly.end)
    assert value(weekly, "summary", "signals_raised") == leads[0].raised > 0
    assert sum(row[1] for row in weekly.section("signals").table("by_signal").rows) == leads[0].raised


def test_the_weekly_review_has_the_decisions_of_the_last_round(sample: Book, reports: dict[str, Report]) -> None:
    (round_id,) = sample.reader().execute("SELECT id FROM review_round").fetchone()
    summary = summarise(sample.reader(), round_id, TODAY)
    assert summary is not None
    assert value(reports["weekly"], "round", "round_decided") == Rate(12, len(summary.items))
    assert dict(value(reports["weekly"], "round", "round_mrr")) == covered(summary)


def test_the_churn_report_counts_every_churn_of_its_days_once(sample: Book, reports: dict[str, Report]) -> None:
    churn = reports["churn"]
    assert (churn.start, churn.end) == (dt.date(2025, 12, 1), TODAY)
    count, with_reason, lost = (
        sample.reader()
        .execute(
            """SELECT count(*), count(reason_judged), sum(mrr_lost) FROM churn
               WHERE effective BETWEEN '2025-12-01' AND '2026-11-20'"""
        )
        .fetchone()
    )
    assert value(churn, "summary", "churn_count") == count
    assert value(churn, "summary", "churn_completeness") == Rate(with_reason, count)
    assert sum(minor for _, minor in value(churn, "summary", "churn_mrr")) == lost
    for section, table, at in (("churn_reasons", "reasons", 1), ("churn_kinds", "by_churn_kind", 1)):
        assert sum(row[at] for row in churn.section(section).table(table).rows) == count


def test_the_renewals_of_the_month_and_what_became_of_them_are_those_of_the_board(
    sample: Book, reports: dict[str, Report]
) -> None:
    board = read(sample, END)
    due = [one for one in board.dues if START <= one.due <= END]
    assert due and value(reports["monthly"], "renewals", "renewals_in_period") == len(due)
    told = {row[0]: row[1] for row in reports["monthly"].section("renewals").table("renewals_past").rows}
    assert told == Counter(one.decision for one in due)
    ahead = [one for one in board.dues if one.is_open and END <= one.due <= END + dt.timedelta(days=90)]
    assert value(reports["monthly"], "renewals", "renewals_ahead") == len(ahead)


def test_a_replaced_reason_is_told_as_what_replaced_it(sample: Book, known: str) -> None:
    with sample.edit("churns") as edit:
        edit.insert("code", {"list": "churn_reason", "code": "old", "ja": "旧", "en": "Old", "replaced_by": "price"})
        edit.insert("churn", {"account_id": known, "effective": "2026-10-05", "reason_judged": "old"})
    found = gather(sample, "churn", month=dt.date(2026, 10, 1)).section("churn_reasons").table("reasons").rows
    assert "price" in {row[0] for row in found} and "old" not in {row[0] for row in found}


def test_few_churns_are_told_as_too_few_to_say(sample: Book, known: str) -> None:
    with sample.edit("churns") as edit:
        for reason in ("price", "price", "low_adoption"):
            edit.insert("churn", {"account_id": known, "effective": "2026-10-05", "reason_judged": reason})
    few = gather(sample, "churn", month=dt.date(2026, 10, 1))
    count = value(few, "summary", "churn_count")
    assert 0 < count < 10
    assert few.section("summary").says == (("few_churns", (("n", count), ("least", 10))),)
    assert all(row[2].share is None for row in few.section("churn_reasons").table("reasons").rows)


def test_the_briefing_says_what_the_account_page_says(sample: Book, known: str, reports: dict[str, Report]) -> None:
    briefing = reports["briefing"]
    row = next(row for row in sheet(sample, TODAY, "all") if row["id"] == known)
    for section, fact in (
        ("header", "renewal_on"),
        ("header", "seats"),
        ("header", "licence_use"),
        ("last_touches", "last_1to1"),
        ("last_touches", "last_any"),
        ("last_touches", "touches_365d"),
        ("last_touches", "cadence_due"),
        ("usage", "usage_change"),
        ("concern", "concern"),
    ):
        assert value(briefing, section, fact) == row[fact]
    assert dict(value(briefing, "header", "mrr")) == {row["currency"]: row["mrr"]}
    raised = open_episodes(sample.reader(), known, TODAY)
    signals = briefing.section("concern").tables
    assert sum(len(table.rows) for table in signals) == len(raised)


def test_the_hand_over_pack_tells_who_looked_after_the_account(sample: Book, known: str) -> None:
    (old,) = (
        sample.reader()
        .execute("SELECT m.name FROM account a JOIN member m ON m.id = a.owner_id WHERE a.id = ?", [known])
        .fetchone()
    )
    new, name = sample.reader().execute("SELECT id, name FROM member WHERE name <> ? ORDER BY id", [old]).fetchone()
    with sample.edit("hand over") as edit:
        edit.update("account", known, {"owner_id": new})
    later = gather(sample, "handover", as_of=dt.date.today() + dt.timedelta(days=2), account_id=known)
    rows = later.section("owner_history").table("owners").rows
    assert rows[0][1] == name
    assert old in [row[1] for row in rows] or rows[0][0] == rows[-1][0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_in_every_report_has_words_and_every_figure_a_definition(
    reports: dict[str, Report], lang: str
) -> None:
    from csops_tui.exchange.reports.words import label

    set_language(lang)
    for report in reports.values():
        for section in report.sections:
            named = [(section.name, ""), *((fact.name, fact.figure) for fact in section.facts)]
            for table in section.tables:
                named += [(table.name, ""), *((column.name, column.figure) for column in table.columns)]
            named += [(chart.name, chart.figure) for chart in section.charts]
            bare = [(name, figure) for name, figure in named if label(name, figure) == name and name not in ("n",)]
            assert (report.name, section.name, bare) == (report.name, section.name, [])
            assert [figure for _, figure in named if figure and definition(figure) is None] == []


def test_every_rate_has_a_definition_and_says_its_n(reports: dict[str, Report]) -> None:
    for report in reports.values():
        for section in report.sections:
            rates = [(one.name, one.figure) for one in section.facts if one.kind == "rate"]
            rates += [(c.name, c.figure) for table in section.tables for c in table.columns if c.kind == "rate"]
            assert [name for name, figure in rates if not figure] == []


def test_a_month_that_has_not_begun_an_unknown_report_and_a_missing_account_are_refused(sample: Book) -> None:
    for arguments, said in (
        ({"name": "monthly", "month": dt.date(2026, 12, 1)}, "2026-12"),
        ({"name": "yearly"}, "weekly"),
        ({"name": "briefing"}, "account"),
        ({"name": "briefing", "account_id": "nobody"}, "account"),
    ):
        with pytest.raises(ReportError, match=said):
            gather(sample, **arguments)


def test_the_running_month_is_over_the_days_so_far() -> None:
    assert span(KINDS["monthly"], TODAY, TODAY) == (dt.date(2026, 11, 1), TODAY)
    assert span(KINDS["monthly"], END) == (START, END), "on its last day a month is the one that ended"
    assert span(KINDS["churn"], TODAY, END) == (START, END)


@pytest.mark.parametrize("name", list(KINDS))
def test_an_empty_book_gives_every_report_without_a_figure(book: Book, name: str) -> None:
    from csops_tui.exchange.reports.write import content

    with book.edit("one") as edit:
        account = edit.insert("account", {"name": "Mirai"})
    made = gather(book, name, account_id=account)
    for shape in ("md", "html", "xlsx"):
        assert content(made, shape)


def test_no_report_has_a_heading_above_nothing(sample: Book, reports: dict[str, Report]) -> None:
    one_month = gather(sample, "churn", month=dt.date(2026, 10, 1))
    assert not one_month.has("churn_trend"), "one month is no trend"
    assert reports["churn"].has("churn_trend")
