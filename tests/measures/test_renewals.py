"""Which renewals come due, what became of them and how early they were prepared: rules on a few rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from csops_tui.measures.renewals import ContractLine, Due, Loss, Written, dues, planned

TODAY = dt.date(2026, 11, 21)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def line(name: str, ends: str | None, mrr: int = 100, starts: str = "2026-04-01", **more: object) -> ContractLine:
    values = {"currency": "JPY", **more}
    return ContractLine(name, "a", mrr, starts=day(starts), ends=day(ends) if ends else None, **values)  # type: ignore[arg-type]


def written(due: str, line_id: str | None = None, **more: object) -> Written:
    return Written(f"w-{due}", "a", day(due), line_id, **more)  # type: ignore[arg-type]


def one(
    lines: list[ContractLine], notes: list[Written] | None = None, losses: list[Loss] | None = None, **more: object
):
    found = dues(lines, notes or [], losses or [], more.pop("on", TODAY), **more)  # type: ignore[arg-type]
    assert len(found) == 1, found
    return found[0]


def test_lines_of_one_day_come_due_together_and_of_another_currency_apart() -> None:
    lines = [line("x", "2027-04-01", 300), line("y", "2027-04-01", 200), line("z", "2027-04-01", 50, currency="USD")]
    found = planned(lines, [])
    assert [(due.lines, due.mrr, due.currency) for due in found] == [(("x", "y"), 500, "JPY"), (("z",), 50, "USD")]


def test_a_trial_and_a_line_without_an_end_never_come_due() -> None:
    assert planned([line("x", None), line("y", "2027-04-01", trial=True)], []) == []
    assert planned([line("y", "2027-04-01", trial=True)], [written("2027-04-01", "y")]) == []


def test_a_renewal_covers_its_line_and_those_that_end_that_day_or_the_next() -> None:
    lines = [line("x", "2027-04-01", 300), line("y", "2027-04-01", 200), line("z", "2027-05-01", 70)]
    found = planned(lines, [written("2027-03-31", "x")])
    assert [(due.due, due.lines, due.mrr) for due in found] == [
        (day("2027-03-31"), ("x", "y"), 500),
        (day("2027-05-01"), ("z",), 70),
    ]


def test_two_renewals_of_one_day_keep_their_own_lines() -> None:
    lines = [line("x", "2027-04-01", 300), line("y", "2027-04-01", 200)]
    notes = [replace(written("2027-04-01", "x"), id="1"), replace(written("2027-04-01", "y"), id="2")]
    assert [(due.id, due.lines, due.mrr) for due in planned(lines, notes)] == [("1", ("x",), 300), ("2", ("y",), 200)]


def test_the_amount_written_counts_before_that_of_the_lines() -> None:
    assert one([line("x", "2027-04-01", 300)], [written("2027-04-01", "x", before=999)]).mrr == 999
    assert one([], [written("2027-04-01")]).mrr is None


def test_a_moved_renewal_date_moves_its_runway_and_says_that_the_line_ends_elsewhere() -> None:
    lines = [line("x", "2027-04-01")]
    before = one(lines, [written("2027-04-01", "x")])
    after = one(lines, [written("2027-05-31", "x")])
    assert (before.runway_on, before.line_ends) == (day("2026-10-03"), None)
    assert (after.runway_on, after.line_ends) == (day("2026-12-02"), day("2027-04-01"))
    assert before.in_runway(TODAY) and not after.in_runway(TODAY)


@pytest.mark.parametrize(
    ("due", "days", "runway"),
    [
        ("2024-08-27", 180, "2024-02-29"),
        ("2024-08-28", 180, "2024-03-01"),
        ("2025-08-28", 180, "2025-03-01"),
        ("2024-02-29", 180, "2023-09-02"),
        ("2027-03-31", 90, "2026-12-31"),
        ("2027-01-31", 31, "2026-12-31"),
    ],
)
def test_the_runway_counts_calendar_days_over_month_ends_and_leap_days(due: str, days: int, runway: str) -> None:
    assert one([line("x", due, starts="2022-01-01")], runways={"a": days}).runway_on == day(runway)


def test_a_talk_counts_when_it_was_before_the_runway_and_in_this_term() -> None:
    lines = [line("x", "2027-04-01")]  # runway from 2026-10-03
    for talks, early, days in (
        (["2026-04-01"], True, 365),
        (["2026-10-02"], True, 181),
        (["2026-10-03"], False, 180),
        (["2026-11-21"], False, 131),
        (["2026-11-22"], False, None),
        (["2026-03-31"], False, None),
    ):
        due = one(lines, talks={"a": [day(talk) for talk in talks], "b": [day("2020-01-01")]})
        assert (due.in_time(TODAY), due.days) == (early, days), talks


def test_before_its_runway_a_renewal_without_a_talk_is_not_judged_yet() -> None:
    due = one([line("x", "2027-09-01", starts="2026-09-01")], talks={"b": [day("2020-01-01")]})
    assert due.in_time(TODAY) is None
    assert due.in_time(day("2027-03-05")) is False


def test_a_term_no_longer_than_the_runway_and_days_before_any_record_are_not_judged() -> None:
    short = one([line("x", "2027-01-01", starts="2026-10-01")], talks={"a": [day("2026-10-01")]})
    assert short.in_time(TODAY) is None
    before = one([line("x", "2026-12-01", starts="2025-12-01")], talks={"b": [day("2026-08-01")]})
    assert before.in_time(TODAY) is None


def test_a_renewal_is_neglected_without_a_talk_since_its_runway_began_and_without_a_plan() -> None:
    lines = [line("x", "2027-04-01")]
    silent = one(lines, talks={"a": [day("2026-10-02")]})
    assert silent.neglected(TODAY, planned=False) and not silent.neglected(TODAY, planned=True)
    assert not one(lines, talks={"a": [day("2026-10-03")]}).neglected(TODAY, planned=False)
    assert not silent.neglected(day("2026-10-02"), planned=False)
    decided = one(lines, [written("2027-04-01", "x", decision="renewed")])
    assert not decided.neglected(TODAY, planned=False)


def outcome(due: Due) -> tuple[str | None, str, int | None, int | None]:
    return due.decision, due.how, due.kept, due.after


def test_a_written_decision_keeps_at_most_what_was_due() -> None:
    lines = [line("x", "2027-04-01", 300)]
    for decision, after, kept, new in (
        ("renewed", None, 300, 300),
        ("expanded", 500, 300, 500),
        ("contracted", 100, 100, 100),
        ("contracted", None, None, None),
        ("churned", None, 0, 0),
    ):
        due = one(lines, [written("2027-04-01", "x", decision=decision, after=after)])
        assert outcome(due) == (decision, "written", kept, new)


def test_a_decision_of_a_later_day_is_not_known_yet() -> None:
    note = written("2027-04-01", "x", decision="renewed", decided=day("2026-11-22"))
    assert one([line("x", "2027-04-01")], [note]).is_open
    assert not one([line("x", "2027-04-01")], [note], on=day("2026-11-22")).is_open


def test_a_line_extended_past_its_decision_comes_due_anew() -> None:
    note = written("2026-04-01", "x", decision="renewed", decided=day("2026-03-01"))
    found = dues([line("x", "2027-04-01", starts="2025-04-01")], [note], [], TODAY)
    assert [(due.due, due.is_open, due.term) for due in found] == [
        (day("2026-04-01"), False, day("2025-04-01")),
        (day("2027-04-01"), True, day("2026-04-01")),
    ]


def test_a_churn_of_its_term_takes_the_renewal_once_it_is_known() -> None:
    lines = [line("x", "2027-04-01")]
    loss = Loss("a", None, "logo", day("2026-11-21"), day("2027-03-31"))
    assert outcome(one(lines, losses=[loss])) == ("churned", "churn", 0, 0)
    assert one(lines, losses=[loss], on=day("2026-11-20")).is_open
    earlier = replace(loss, effective=day("2026-04-01"))
    assert one(lines, losses=[earlier]).is_open


def test_the_loss_of_one_line_of_several_is_not_that_of_the_renewal() -> None:
    lines = [line("x", "2027-04-01", 300), line("y", "2027-04-01", 200)]
    loss = Loss("a", "y", "product", day("2026-11-01"), day("2027-04-01"))
    assert one(lines, losses=[loss]).is_open
    alone = [line("y", "2027-04-01")]
    assert one(alone, losses=[loss]).decision == "churned"


def test_an_account_that_is_a_customer_no_more_renews_nothing() -> None:
    assert one([line("x", "2027-04-01")], churned=frozenset({"a"})).decision == "churned"


@pytest.mark.parametrize(
    ("after", "decision", "kept"), [(300, "renewed", 300), (450, "expanded", 300), (120, "contracted", 120)]
)
def test_past_its_date_the_next_line_says_what_nobody_wrote(after: int, decision: str, kept: int) -> None:
    lines = [line("x", "2026-04-01", 300, "2025-04-01"), line("n", None, after, "2026-04-01")]
    assert outcome(one(lines)) == (decision, "contract", kept, after)


def test_a_line_of_another_product_is_no_successor() -> None:
    lines = [
        line("x", "2026-11-01", 300, "2025-11-01", product_id="p"),
        line("n", None, 300, "2026-11-01", product_id="q"),
    ]
    assert one(lines).is_open


def test_without_a_next_line_a_renewal_stays_open_for_ninety_days_and_is_lost_then() -> None:
    lines = [line("x", "2026-08-24", 300, "2025-08-24")]
    assert one(lines).is_open
    assert outcome(one(lines, on=day("2026-11-22"))) == ("churned", "contract", 0, 0)


def test_what_renews_by_itself_is_expected_to_unless_somebody_said_otherwise() -> None:
    lines = [line("x", "2027-04-01", auto=True)]
    assert one(lines).forecast == "renew"
    assert one(lines, [written("2027-04-01", "x", forecast="churn")]).forecast == "churn"
    assert one([*lines, line("y", "2027-04-01")]).forecast is None
