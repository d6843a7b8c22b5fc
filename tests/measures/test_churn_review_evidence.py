"""What could be known before a notice, as plain functions of hand-made facts."""

from __future__ import annotations

from csops_tui.measures.churn_review_evidence import (
    Answers,
    Evidence,
    Sign,
    Spell,
    decline,
    first_knowable,
    proposed,
    relevant,
    sign_evidence,
)

NOTICE = "2026-08-01"


def test_the_first_knowable_date_is_the_earliest_evidence_of_any_kind() -> None:
    found = [
        Evidence("detractor", "2026-06-10", "3"),
        Evidence("concern", "2026-05-20", "2"),
        Evidence("complaint", "2026-07-01", "遅い"),
    ]
    assert first_knowable(found, NOTICE) == Evidence("concern", "2026-05-20", "2")
    assert first_knowable([], NOTICE) is None


def test_what_is_dated_on_the_day_of_notice_or_after_it_was_no_warning() -> None:
    late = [Evidence("concern", NOTICE, "4"), Evidence("complaint", "2026-08-02")]
    assert first_knowable(late, NOTICE) is None
    assert first_knowable([*late, Evidence("concern", "2026-07-31", "4")], NOTICE) == Evidence(
        "concern", "2026-07-31", "4"
    )


def test_a_signal_that_only_informs_is_no_evidence() -> None:
    signs = [
        Sign("a", "nobody_verified", "info", "2026-03-01", True, Answers()),
        Sign("b", "usage_drop", "urgent", "2026-06-01", False, Answers()),
    ]
    assert sign_evidence(signs) == [Evidence("signal", "2026-06-01", "usage_drop")]


def test_an_episode_counts_when_it_began_before_the_notice_and_stood_within_the_half_year() -> None:
    assert relevant(Spell("2026-07-31"), NOTICE)
    assert not relevant(Spell("2026-08-01"), NOTICE)
    assert relevant(Spell("2025-09-01", cleared="2026-02-03"), NOTICE)
    assert not relevant(Spell("2025-09-01", cleared="2026-02-02"), NOTICE), "cleared 180 days before"


def test_seen_is_a_decision_and_acted_a_touch_within_two_weeks_both_before_the_notice() -> None:
    spell = Spell("2026-07-01", acted="2026-07-05")
    assert proposed(spell, [], NOTICE) == Answers(True, True, False)
    assert proposed(Spell("2026-07-01"), ["2026-07-15"], NOTICE) == Answers(True, False, True)
    assert proposed(Spell("2026-07-01"), ["2026-07-16"], NOTICE) == Answers(True, False, False)
    assert proposed(Spell("2026-07-01"), ["2026-06-30"], NOTICE) == Answers(True, False, False)
    assert proposed(Spell("2026-07-01", acted="2026-07-02", addressed=True), [], NOTICE) == Answers(True, True, True)


def test_what_was_decided_or_touched_after_the_notice_is_neither_seen_nor_acted_on() -> None:
    late = Spell("2026-07-30", acted="2026-08-01", addressed=True)
    assert proposed(late, ["2026-08-01", "2026-08-03"], NOTICE) == Answers(True, False, False)


def test_a_decline_is_dated_by_the_first_day_of_the_run_that_leads_to_the_notice() -> None:
    usage = [
        ("2026-06-01", 60.0, 100.0),
        ("2026-06-02", 95.0, 100.0),
        ("2026-07-01", 70.0, 100.0),
        ("2026-07-02", 50.0, 100.0),
        ("2026-07-03", 90.0, 100.0),
        ("2026-08-01", 0.0, 100.0),
    ]
    assert decline(usage, NOTICE) == Evidence("decline", "2026-07-01", "-30")


def test_small_use_and_no_baseline_are_no_decline() -> None:
    assert decline([("2026-07-01", 5.0, 19.0), ("2026-07-02", 5.0, None), ("2026-07-03", None, 90.0)], NOTICE) is None


def test_a_fall_is_one_from_the_very_limit_and_not_from_a_rounded_one() -> None:
    assert decline([("2026-09-01", 70.4, 100.0)], "2026-09-30") is None
    assert decline([("2026-09-01", 70.0, 100.0)], "2026-09-30") == Evidence("decline", "2026-09-01", "-30")
