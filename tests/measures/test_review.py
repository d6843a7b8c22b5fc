"""Review rounds: whom they go through, in what order, what carries over, and what they come to."""

from __future__ import annotations

import datetime as dt

from measures_support import TODAY, Small, ago, wall

from csops_tui.locale import set_language
from csops_tui.measures import panel, review
from csops_tui.measures.changes import Change
from csops_tui.measures.review_summary import finish, markdown, minutes, summarise

DAY = dt.date.fromisoformat(TODAY)


def decide(small: Small, round_id: str, *decisions: review.Decision | None) -> None:
    """Decide on the accounts of a round in their order."""
    for item, decision in zip(review.read_items(small.book.reader(), round_id), decisions, strict=True):
        if decision:
            with small.book.edit("decide") as edit:
                review.decide(edit, item, decision, small.book.clock.real_now())


def close(small: Small, round_id: str) -> None:
    with small.book.edit("close") as edit:
        finish(edit, round_id, small.book.clock.today())


def late(small: Small, name: str, mrr: int = 0) -> str:
    """An account with an overdue task."""
    account = small.add("account", name=name, kana=name)
    if mrr:
        small.line(mrr, ago(400), account_id=account)
    small.add("task", account_id=account, title="見積", due=ago(1))
    return account


def test_the_first_round_goes_through_what_is_due_and_not_through_what_changed(small: Small) -> None:
    late(small, "遅れ")
    small.touch(ago(1))
    assert review.candidates(small.book, DAY, None) == [
        (row[0], [Change("task_overdue", None, ago(1), "見積")])
        for row in small.book.reader().execute("SELECT id FROM account WHERE name = '遅れ'")
    ]
    assert len(review.candidates(small.book, DAY, DAY - dt.timedelta(days=7))) == 2


def test_a_round_without_any_account_is_not_begun(small: Small) -> None:
    assert review.start(small.book, "start") is None
    assert small.book.reader().execute("SELECT count(*) FROM review_round").fetchone() == (0,)


def test_a_round_is_one_step_in_order_of_weight_and_narrowed_to_the_accounts_given(small: Small) -> None:
    small_one, large = late(small, "小", 10), late(small, "大", 1000)
    round_id = review.start(small.book, "start", where_text="tier = 'high'")
    assert round_id
    items = review.read_items(small.book.reader(), round_id)
    assert [(item.account_id, item.position, item.decision) for item in items] == [
        (large, 0, None),
        (small_one, 1, None),
    ]
    assert items[0].reasons == (Change("task_overdue", None, ago(1), "見積"),)
    small.book.undo()
    assert review.read_round(small.book.reader(), round_id) is None
    other = review.start(small.book, "start", accounts=[small_one])
    assert other and [item.name for item in review.read_items(small.book.reader(), other)] == ["小"]


def test_what_was_put_off_or_not_reached_comes_again_and_what_was_fine_does_not(small: Small) -> None:
    names = [late(small, name) for name in "あいう"]
    first = review.start(small.book, "start")
    assert first
    assert review.open_round(small.book.reader(), None) == first
    decide(small, first, "fine", "later", None)
    close(small, first)
    assert review.open_round(small.book.reader(), None) is None
    with small.book.edit("done") as edit:
        edit.execute("UPDATE task SET state = 'done', done_on = ?", [TODAY])
    small.book.clock = wall(DAY + dt.timedelta(days=7))
    assert review.since_last(small.book.reader()) == DAY
    found = review.candidates(small.book, DAY + dt.timedelta(days=7), DAY)
    assert [(account, [change.kind for change in why]) for account, why in found] == [
        (names[1], ["later"]),
        (names[2], ["later"]),
    ]
    second = review.start(small.book, "start")
    assert second
    decide(small, second, "fine", "fine")
    close(small, second)
    assert review.candidates(small.book, DAY + dt.timedelta(days=7), None) == []


def test_a_round_over_a_part_of_the_book_is_no_round_over_the_rest(small: Small) -> None:
    late(small, "遅れ")
    part = review.start(small.book, "start", where_text="tier = 'high'")
    assert part
    close(small, part)
    conn = small.book.reader()
    assert review.since_last(conn) is None
    assert review.since_last(conn, "tier = 'low'") is None
    assert review.since_last(conn, "tier = 'high'") == DAY
    whole = review.start(small.book, "start")
    assert whole
    close(small, whole)
    assert review.since_last(conn, "tier = 'low'") == DAY


def test_what_was_deferred_is_not_due_before_its_day(small: Small) -> None:
    account = late(small, "遅れ")
    (task,) = small.book.reader().execute("SELECT id FROM task").fetchone()
    small.add("deferral", account_id=account, kind="task", subject_id=task, day=TODAY, until=ago(-3))
    assert review.candidates(small.book, DAY, None) == []
    assert len(review.candidates(small.book, DAY + dt.timedelta(days=3), None)) == 1


def test_the_summary_counts_decisions_mrr_owners_and_what_was_written_in_the_round_only(small: Small) -> None:
    set_language("en")
    sato = small.add("member", name="佐藤")
    one, two, three = (late(small, name, mrr) for name, mrr in (("A*", 300), ("B", 200), ("C", 100)))
    with small.book.edit("owner") as edit:
        edit.update("account", one, {"owner_id": sato})
    panel.catch_up(small.book)
    round_id = review.start(small.book, "start")
    assert round_id
    small.add("concern", account_id=one, day=TODAY, level=3, reason="budget")
    small.add("concern", day=TODAY, level=4)
    small.add("task", account_id=two, title="call", due=ago(-1))
    decide(small, round_id, "concern", "task", None)
    close(small, round_id)
    small.add("task", account_id=two, title="later on")
    panel.catch_up(small.book)
    found = summarise(small.book.reader(), round_id, DAY)
    assert found
    assert dict(found.counts) == {"concern": 1, "task": 1, "": 1}
    assert found.mrr == {"concern": {"JPY": 300}, "task": {"JPY": 200}, "": {"JPY": 100}}
    assert {owner: dict(counts) for owner, counts in found.owners.items()} == {
        "佐藤": {"concern": 1},
        "": {"task": 1, "": 1},
    }
    assert [(each.account, each.detail) for each in found.concerns] == [("A*", "3")]
    assert [(each.account, each.what) for each in found.tasks] == [("B", "call")]
    assert (found.decided, found.minutes) == (2, 0)
    page = found.round.note
    assert page == markdown(found, DAY)
    assert "Decided: 2 of 3 accounts, MRR ¥500" in page
    assert "- **A\\***" in page, "what a customer is called is no Markdown"
    assert three in {item.account_id for item in found.items if item.decision is None}


def test_minutes_run_from_the_first_to_the_last_decision() -> None:
    assert minutes([]) is None
    assert minutes(["2026-11-21T01:00:00Z"]) == 0
    assert minutes(["2026-11-21T02:31:00Z", "2026-11-21T01:00:00Z"]) == 91


def test_reasons_that_another_tool_wrote_are_left_out_and_do_not_break_a_round() -> None:
    kept = [Change("touched", None, TODAY), Change("mrr_up", 1, 2, "JPY")]
    assert review.read_reasons(review.write_reasons(kept)) == tuple(kept)
    assert review.read_reasons('because\n["touched"]\n["nonsense", 1]\n[1, 2, 3, 4, 5, 6]\n{}') == (Change("touched"),)


def test_what_came_on_the_day_of_a_round_after_it_had_ended_is_in_the_next_one(small: Small) -> None:
    """Known in the morning: a concern. In the afternoon another account's key contact leaves."""
    first, other = late(small, "朝"), late(small, "午後")
    small.add("concern", account_id=first, day=TODAY, level=3)
    key = small.add("contact", account_id=other, name="佐藤", key_contact=1, verified=ago(30))
    begun = review.start(small.book, "start")
    assert begun
    decide(small, begun, *["fine"] * len(review.read_items(small.book.reader(), begun)))
    close(small, begun)
    with small.book.edit("left") as edit:
        edit.update("contact", key, {"state": "left", "left_on": TODAY})
    with small.book.edit("done") as edit:
        edit.execute("DELETE FROM task WHERE account_id = ?", [other])
    later = DAY + dt.timedelta(days=7)
    small.book.clock = wall(later)
    found = dict(review.candidates(small.book, later, review.since_last(small.book.reader())))
    assert "key_contact_left" in [change.kind for change in found[other]]
    assert "concern" not in [change.kind.partition("_")[0] for change in found.get(first, [])]
