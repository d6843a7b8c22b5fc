"""Segments: named conditions in versions, what they hold, and who moves when they change."""

from __future__ import annotations

from collections import Counter

import pytest
from requirements_support import TODAY, Team, ago

from csops_tui.measures import segments
from csops_tui.measures.expression import ExpressionError
from csops_tui.measures.segments import Segment


def segment(team: Team, name: str, where_text: str, **values: object) -> Segment:
    """A segment in force from today."""
    with team.book.edit(name) as edit:
        segments.make(edit, {"name": name, "where_text": where_text, **values}, TODAY)
    return next(one for one in segments.in_force(team.book.reader(), TODAY) if one.name == name)


@pytest.fixture
def customers(team: Team) -> Team:
    """Six accounts in three tiers, one of them gone, with owners, a pool, nobody, and MRR in two currencies."""
    sato, pool = team.add("member", name="佐藤"), team.add("member", name="プール", kind="pool")
    for name, tier, owner, mrr, currency in (
        ("ア", "high", sato, 300_000, "JPY"),
        ("イ", "high", sato, 9_900, "USD"),
        ("ウ", "mid", pool, 50_000, "JPY"),
        ("エ", "low", pool, 10_000, "JPY"),
        ("オ", "low", None, None, ""),
    ):
        team.add("account", id=name, name=name, tier=tier, owner_id=owner)
        if mrr:
            team.add("subscription", account_id=name, mrr=mrr, currency=currency, starts="2026-01-01")
    team.add("account", id="カ", name="カ", tier="high", state="churned")
    return team


def test_the_counts_of_segments_that_partition_the_book_add_up_to_the_total(customers: Team) -> None:
    """A7-02."""
    for name, where in (("大手", "tier = 'high'"), ("中堅", "tier = 'mid'"), ("小規模", "tier = 'low'")):
        segment(customers, name, where)
    found = segments.divide(customers.book, TODAY)
    assert [(part.segment.name, part.accounts) for part in found.parts] == [("大手", 2), ("中堅", 1), ("小規模", 2)]
    assert sum(part.accounts for part in found.parts) == found.whole.accounts == 5
    assert found.adds_up and (found.several, found.nowhere, found.overlaps) == (0, 0, Counter())
    assert sum((part.mrr for part in found.parts), Counter()) == found.whole.mrr == {"JPY": 360_000, "USD": 9_900}
    assert found.parts[2].owners == {"プール": 1, None: 1}, "a pool's accounts and nobody's are counted like others"


def test_accounts_in_two_segments_or_in_none_are_reported(customers: Team) -> None:
    """A7-02."""
    segment(customers, "大手", "tier = 'high'")
    segment(customers, "高額", "mrr >= 50000")
    found = segments.divide(customers.book, TODAY)
    assert [part.accounts for part in found.parts] == [2, 2]
    assert (found.several, found.nowhere, found.adds_up) == (1, 2, False)
    assert found.overlaps == {("大手", "高額"): 1}


def test_a_condition_that_cannot_be_asked_is_told_and_spoils_no_other(customers: Team) -> None:
    segment(customers, "大手", "tier = 'high'")
    segment(customers, "壊れた", "tier = (")
    found = segments.divide(customers.book, TODAY)
    assert [(part.accounts, part.problem is None) for part in found.parts] == [(2, True), (0, False)]
    assert not found.adds_up
    with pytest.raises(ExpressionError):
        segments.members(customers.book, "tier = (", TODAY)


def test_a_changed_condition_is_a_new_version_and_a_past_day_keeps_the_old_one(customers: Team) -> None:
    """A7-04."""
    with customers.book.edit("old") as edit:
        segments.make(edit, {"name": "大手", "where_text": "tier = 'high'", "runway_days": 180}, ago(30))
    conn = customers.book.reader()
    (old,) = segments.in_force(conn, TODAY)
    with customers.book.edit("change") as edit:
        segments.change(edit, old, {"where_text": "tier IN ('high', 'mid')"}, TODAY)
    (new,) = segments.in_force(conn, TODAY)
    assert (new.version, new.starts, new.runway_days) == (2, TODAY.isoformat(), 180)
    assert segments.in_force(conn, ago(1)) == [old]
    assert segments.in_force(conn, ago(31)) == []
    assert [one.version for one in segments.versions(conn, "大手")] == [2, 1]
    assert segments.members(customers.book, new.where_text, TODAY) == ["ア", "イ", "ウ"]
    customers.book.undo()
    assert segments.in_force(conn, TODAY) == [old]


def test_before_a_condition_changes_one_sees_who_enters_and_who_leaves_with_their_amounts(customers: Team) -> None:
    """A7-04."""
    found = segments.preview(customers.book, "tier = 'high'", "currency = 'JPY'", TODAY)
    assert [(mover.name, mover.owner, mover.mrr) for mover in found.enters] == [
        ("ウ", "プール", 50_000),
        ("エ", "プール", 10_000),
    ]
    assert [(mover.name, mover.mrr, mover.currency) for mover in found.leaves] == [("イ", 9_900, "USD")]
    assert found.stays == 1
    assert customers.sql("SELECT count(*) FROM segment") == [(0,)], "nothing was written"
    new = segments.preview(customers.book, None, "tier = 'low'", TODAY)
    assert ([mover.name for mover in new.enters], new.leaves, new.stays) == (["エ", "オ"], [], 0)


def test_applying_segments_lists_the_moves_first_and_is_one_step_that_can_be_undone(customers: Team) -> None:
    """A7-01, A7-04."""
    customers.change("account", "エ", segment="大手", touch_model="tech")
    high = segment(customers, "大手", "tier = 'high'", touch_model="high")
    paying = segment(customers, "有料", "mrr > 0")
    before = customers.sql("SELECT id, segment, touch_model FROM account ORDER BY id")
    found = segments.assignments(customers.book, [high, paying], TODAY)
    assert [(one.mover.name, one.before, one.after) for one in found] == [
        ("ア", (None, None), ("大手", "high")),
        ("イ", (None, None), ("大手", "high")),
        ("ウ", (None, None), ("有料", None)),
        ("エ", ("大手", "tech"), ("有料", "tech")),
    ]
    assert customers.sql("SELECT id, segment, touch_model FROM account ORDER BY id") == before
    with customers.book.edit("apply") as edit:
        segments.assign(edit, found)
    assert segments.assignments(customers.book, [high, paying], TODAY) == []
    customers.book.undo()
    assert customers.sql("SELECT id, segment, touch_model FROM account ORDER BY id") == before


def test_whoever_is_in_none_of_the_applied_segments_loses_theirs_and_others_keep_what_they_have(
    customers: Team,
) -> None:
    customers.change("account", "ウ", segment="大手", touch_model="high")
    customers.change("account", "オ", segment="別枠")
    high = segment(customers, "大手", "tier = 'high'")
    found = segments.assignments(customers.book, [high], TODAY)
    assert [(one.mover.name, one.after) for one in found] == [
        ("ア", ("大手", None)),
        ("イ", ("大手", None)),
        ("ウ", (None, "high")),
    ]


def test_a_new_name_is_one_in_all_versions_on_the_accounts_and_in_the_cadences(customers: Team) -> None:
    customers.change("account", "ア", segment="大手")
    customers.add("cadence", segment="大手", days=30)
    one = segment(customers, "大手", "tier = 'high'")
    with customers.book.edit("change") as edit:
        segments.change(edit, one, {"name": "重点", "where_text": "tier = 'high' AND mrr > 0"}, TODAY)
    assert customers.sql("SELECT DISTINCT name FROM segment") == [("重点",)]
    assert customers.sql("SELECT segment FROM account WHERE segment IS NOT NULL") == [("重点",)]
    assert customers.sql("SELECT segment FROM cadence") == [("重点",)]


def test_coverage_is_the_share_of_a_segments_accounts_touched_within_their_cadence(customers: Team) -> None:
    """A7-05."""
    customers.add("cadence", tier="high", days=30)
    customers.add("cadence", tier="low", days=90)
    for account, back in (("ア", 30), ("イ", 31), ("ウ", 1), ("エ", 90)):
        customers.touched(account, ago(back))
    segment(customers, "大手", "tier = 'high'")
    segment(customers, "その他", "tier <> 'high'")
    found = segments.divide(customers.book, TODAY)
    assert [(part.covered, part.due, part.coverage) for part in found.parts] == [(1, 2, 50.0), (1, 2, 50.0)]
    assert (found.whole.covered, found.whole.due) == (2, 4), "without a cadence there is nothing to be within"


def test_applying_a_later_segment_alone_takes_no_account_from_an_earlier_one(customers: Team) -> None:
    first, second = segment(customers, "先", "mrr > 0"), segment(customers, "後", "mrr > 0")
    assert segments.assignments(customers.book, [second], TODAY) == []
    assert len(segments.assignments(customers.book, [first], TODAY)) == 4
