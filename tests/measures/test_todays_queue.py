"""Today's queue: whom it lists on which day, and in which order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from measures_support import TODAY, Small

from csops_tui.measures import panel, today_decisions
from csops_tui.measures.today import Queue, Row, Whose, queue
from csops_tui.measures.today_words import order, reasons

DAY = dt.date.fromisoformat(TODAY)


def days(n: int) -> str:
    """So many days after today; negative ones lie behind."""
    return (DAY + dt.timedelta(days=n)).isoformat()


class Desk(Small):
    """A book of accounts with an MRR of 100,000 each, looked after by `sato` unless said otherwise."""

    def __init__(self, small: Small) -> None:
        self.book = small.book
        self.a = small.a
        with self.book.edit("desk") as edit:
            edit.delete("account", self.a)
            edit.insert("member", {"id": "sato", "name": "佐藤"})
            edit.insert("member", {"id": "suzuki", "name": "鈴木"})
            edit.insert("member", {"id": "pool", "name": "プール", "kind": "pool"})
            edit.insert("signal", {"id": "drop", "name": "落ち込み", "expression": "1", "severity": "urgent"})
            edit.insert("signal", {"id": "hint", "name": "気づき", "expression": "1", "severity": "info"})

    def account(self, name: str, mrr: int | None = 100_000, **values: Any) -> str:
        """One account, its id its name."""
        ends = values.pop("ends", None)
        self.a = self.add("account", id=name, name=name, **{"owner_id": "sato", **values})
        if mrr is not None:
            self.line(mrr, "2020-01-01", ends)
        return self.a

    def task(self, due: str | None, **values: Any) -> str:
        """An open task of the account added last."""
        return self.add("task", **{"title": "送付", "due": due, **values})

    def raised(self, signal: str, day: str, **values: Any) -> str:
        """An episode of a signal on the account added last."""
        return self.add("signal_episode", signal_id=signal, raised=day, **values)

    def queue(self, whose: Whose = "me", member: str | None = "sato", day: str = TODAY) -> Queue:
        """The queue as of a day."""
        panel.ensure_day(self.book, dt.date.fromisoformat(day))
        return queue(self.book.reader(), dt.date.fromisoformat(day), member, whose)

    def names(self, whose: Whose = "me", member: str | None = "sato", day: str = TODAY) -> list[str]:
        """The accounts of the queue in their order."""
        return [row.facts.name for row in self.queue(whose, member, day).rows]

    def why(self, day: str = TODAY) -> list[tuple[str, int]]:
        """Kind and days of the reasons of the only row; empty where there is none."""
        rows = self.queue("all", day=day).rows
        assert len(rows) < 2
        return [(item.kind, item.late) for row in rows for item in row.items]


@pytest.fixture
def desk(small: Small) -> Desk:
    return Desk(small)


def test_a_dozen_accounts_stand_in_the_order_worked_out_by_hand(desk: Desk) -> None:
    """A3-13: the order is reproducible and its tie rule stated; A11-07: it follows the stated rule."""
    desk.account("a promise 30 days late")
    desk.task(days(-30), promise=1)
    desk.account("b promise of today")
    desk.task(TODAY, promise=1)
    desk.account("c task 15 days late")
    desk.task(days(-15))
    desk.account("d task of today")
    desk.task(TODAY)
    desk.account("e concern 4 that expires today")
    desk.add("concern", day=days(-5), level=4, expires=TODAY)
    desk.task(TODAY)
    desk.account("f concern 4 that expired yesterday")
    desk.add("concern", day=days(-5), level=4, expires=days(-1))
    desk.task(TODAY)
    desk.account("g urgent signal of today")
    desk.raised("drop", TODAY)
    desk.account("h seven times as large", 700_000)
    desk.task(TODAY)
    desk.account("i without a contract", None)
    desk.task(TODAY)
    desk.account("j runway of today", ends=days(180))
    desk.account("k renewal near, talked to", ends=days(60))
    desk.touch(days(-1))
    desk.task(TODAY)
    desk.account("l contact never verified")
    desk.add("contact", name="森田", key_contact=1)
    desk.account("m cadence of today", cadence_days=30)
    desk.touch(days(-30))
    desk.account("n task of tomorrow")
    desk.task(days(1))
    desk.account("o signal snoozed until tomorrow")
    desk.raised("drop", days(-9), state="snoozed", until=days(1), reason="休暇")
    desk.account("p gone", state="churned")
    desk.raised("drop", days(-9))
    found = desk.queue().rows
    assert [(row.facts.name[0], round(row.score, 6)) for row in found] == [
        ("e", 30),
        ("a", 24),
        ("g", 24),
        ("k", 18),
        ("b", 12),
        ("h", 12),
        ("j", 12),
        ("c", 9),
        ("d", 6),
        ("f", 6),
        ("l", 4),
        ("m", 4),
        ("i", 3),
    ]
    assert desk.names() == [row.facts.name for row in desk.queue().rows], "asked twice it is the same"


def test_the_order_is_explained_factor_by_factor(desk: Desk) -> None:
    """A11-07."""
    desk.account("ミライ商事", ends=days(60))
    desk.touch(days(-1))
    desk.add("concern", day=days(-5), level=3)
    desk.raised("hint", days(-3), state="acknowledged")
    desk.task(days(-15), promise=1, title="見積送付")
    (row,) = desk.queue().rows
    assert order(row) == (
        "126.0 = risk 7 (base 1, concern 3, signal 1, renewal 2) × size 2.0 (1.0× median) × due 9.0 (promise 15d)"
    )
    assert reasons(row, DAY) == ["promise “見積送付” 15d late"]


def test_an_account_is_one_row_with_its_reasons_the_most_pressing_first(desk: Desk) -> None:
    desk.account("ミライ商事", cadence_days=30)
    desk.touch(days(-40))
    desk.task(days(-2), title="電話")
    desk.task(days(-20), title="議事録")
    desk.raised("hint", days(-3))
    desk.raised("drop", days(-1))
    desk.add("contact", name="森田", key_contact=1, verified=days(-200))
    (row,) = desk.queue().rows
    assert [(item.kind, item.late, len(item.subjects)) for item in row.items] == [
        ("task", 20, 2),
        ("signal", 3, 2),
        ("cadence", 10, 1),
        ("verify", 20, 1),
    ]
    assert reasons(row, DAY) == [
        "“議事録” 20d late +1",
        "落ち込み for 1d +1",
        "touch 10d overdue",
        "verify 森田, last 200d ago",
    ]


@pytest.mark.parametrize(("due", "expected"), [(days(-1), [("task", 1)]), (TODAY, [("task", 0)]), (days(1), [])])
def test_a_task_is_listed_from_the_day_it_is_due(desk: Desk, due: str, expected: list[tuple[str, int]]) -> None:
    desk.account("ミライ商事")
    task = desk.task(due)
    assert desk.why() == expected
    with desk.book.edit("done") as edit:
        edit.update("task", task, {"state": "done", "done_on": TODAY})
    assert desk.why() == []


@pytest.mark.parametrize(("ago", "expected"), [(29, []), (30, [("cadence", 0)]), (31, [("cadence", 1)])])
def test_a_cadence_is_listed_from_the_day_the_next_touch_is_due(
    desk: Desk, ago: int, expected: list[tuple[str, int]]
) -> None:
    """A2-09: due tomorrow, today and yesterday."""
    desk.account("ミライ商事", cadence_days=30)
    desk.touch(days(-ago))
    assert desk.why() == expected


def test_a_paused_cadence_and_a_day_within_a_blackout_ask_for_no_touch(desk: Desk) -> None:
    """A2-09, A3-03."""
    mirai = desk.account("ミライ商事", cadence_days=30, ends=days(100))
    desk.touch(days(-90))
    assert desk.why() == [("runway", 80), ("cadence", 60)]
    block = desk.add("blackout", account_id=mirai, starts=TODAY, ends=TODAY, reason="棚卸し")
    assert desk.why() == []
    desk.task(TODAY)
    assert desk.why() == [("task", 0)], "what was agreed on stays"
    with desk.book.edit("moved") as edit:
        edit.update("blackout", block, {"starts": days(-2), "ends": days(-1)})
        edit.update("account", mirai, {"cadence_paused": 1})
    assert [kind for kind, _ in desk.why()] == ["runway", "task"]


@pytest.mark.parametrize(
    ("renewal", "first"),
    [
        ("2027-05-20", "2026-11-21"),
        ("2027-08-31", "2027-03-04"),
        ("2028-08-27", "2028-02-29"),
        ("2028-02-29", "2027-09-02"),
    ],
)
def test_the_runway_begins_180_days_before_the_renewal(desk: Desk, renewal: str, first: str) -> None:
    """A6-01: month ends and leap days."""
    desk.account("ミライ商事", ends=renewal)
    before = (dt.date.fromisoformat(first) - dt.timedelta(days=1)).isoformat()
    assert desk.why(before) == []
    assert desk.why(first) == [("runway", 0)]


def test_a_moved_renewal_is_planned_anew_and_a_segment_may_begin_earlier(desk: Desk) -> None:
    """A6-01."""
    mirai = desk.account("ミライ商事", segment="大口", mrr=None)
    renewal = desk.add("renewal", due=days(180))
    assert desk.why() == [("runway", 0)]
    with desk.book.edit("moved") as edit:
        edit.update("renewal", renewal, {"due": days(181)})
    assert desk.why() == []
    with desk.book.edit("segment") as edit:
        edit.insert("segment", {"name": "大口", "where_text": "mrr > 1", "runway_days": 270})
    assert desk.why() == [("runway", 89)]
    desk.touch(days(-90))
    assert desk.why() == [("runway", 89)], "a talk on the day before the runway began does not count"
    desk.touch(days(-10), direction="one_way")
    assert desk.why() == [("runway", 89)], "nor does a letter"
    with desk.book.edit("booked") as edit:
        meeting = {"account_id": mirai, "asked": days(-1), "state": "booked", "meeting": f"{days(9)}T03:00:00Z"}
        appointment = edit.insert("appointment", meeting)
    assert desk.why() == [], "a meeting in the diary is what the runway is for"
    with desk.book.edit("declined") as edit:
        edit.update("appointment", appointment, {"state": "declined"})
    assert desk.why() == [("runway", 89)]
    desk.touch(days(-9))
    assert desk.why() == []


def test_a_signal_returns_when_its_snooze_ends_and_goes_when_it_is_taken_care_of(desk: Desk) -> None:
    desk.account("ミライ商事")
    episode = desk.raised("drop", days(-9), state="snoozed", until=days(1), reason="休暇")
    assert desk.why() == []
    assert desk.why(days(1)) == [("signal", 0)], "counted from the day it came back"
    for state, expected in (("raised", [("signal", 9)]), ("acknowledged", []), ("addressed", []), ("cleared", [])):
        with desk.book.edit(state) as edit:
            edit.update("signal_episode", episode, {"state": state, "until": None})
        assert desk.why() == expected


def test_contacts_to_verify_are_those_one_would_call_and_come_back_after_180_days(desk: Desk) -> None:
    """A1-04."""
    desk.account("ミライ商事")
    other = desk.add("contact", name="加藤", verified=days(-400))
    assert desk.why() == [("verify", 220)], "nobody is a key contact: anybody may be called"
    key = desk.add("contact", name="森田", key_contact=1, verified=days(-180))
    assert desk.why() == [("verify", 0)], "the key contact, verified 180 days ago"
    with desk.book.edit("verified") as edit:
        edit.update("contact", key, {"verified": TODAY})
    assert desk.why() == []
    assert desk.why(days(179)) == []
    assert desk.why(days(180)) == [("verify", 0)]
    with desk.book.edit("left") as edit:
        edit.update("contact", key, {"state": "left", "left_on": TODAY})
        edit.update("contact", other, {"state": "unknown", "key_contact": 1, "verified": days(-1)})
    assert desk.why() == [("verify", 0)]


def test_what_was_put_off_is_hidden_until_its_day(desk: Desk) -> None:
    mirai = desk.account("ミライ商事", cadence_days=30)
    desk.touch(days(-40))
    task = desk.task(days(-2))
    off = {"account_id": mirai, "day": TODAY, "until": days(3)}
    cadence = desk.add("deferral", kind="cadence", **off)
    assert desk.why() == [("task", 2)]
    desk.add("deferral", kind="task", subject_id=task, **off)
    assert desk.why() == []
    desk.task(TODAY, title="別件")
    assert desk.why() == [("task", 0)], "a new task shows although another rests"
    assert desk.why(days(2)) == [("task", 2)]
    assert desk.why(days(3)) == [("task", 5), ("cadence", 13)]
    with desk.book.edit("anew") as edit:
        edit.delete("deferral", cadence)
    assert desk.why() == [("task", 0), ("cadence", 10)]


def test_a_conversation_today_settles_what_asked_for_one_and_no_commitment(desk: Desk) -> None:
    desk.account("ミライ商事", cadence_days=30, ends=days(100))
    desk.touch(days(-100))
    desk.raised("drop", days(-2))
    promise = desk.task(days(-1), promise=1)
    assert {kind for kind, _ in desk.why()} == {"promise", "signal", "runway", "cadence"}
    desk.touch(TODAY, reach="1:n")
    assert {kind for kind, _ in desk.why()} == {"promise", "signal", "runway", "cadence"}
    desk.touch(TODAY, direction="one_way", member_id="sato")
    assert desk.why() == [("promise", 1)]
    assert {kind for kind, _ in desk.why(days(1))} == {"promise", "signal", "runway"}, "a letter was no talk"
    assert desk.queue().done == 0, "the promise is still to be kept"
    with desk.book.edit("kept") as edit:
        edit.update("task", promise, {"state": "done", "done_on": TODAY})
    assert desk.why() == [] and desk.queue().done == 1


def test_whatever_nobody_looks_after_is_the_pools(desk: Desk) -> None:
    """A3-14."""
    with desk.book.edit("left") as edit:
        edit.insert("member", {"id": "kato", "name": "加藤", "active": 0})
    for name, owner in (("owned", "sato"), ("unowned", None), ("of the pool", "pool"), ("of one who left", "kato")):
        desk.account(name, owner_id=owner)
        desk.raised("drop", TODAY)
    desk.account("served by CS Ops", served_by="cs_ops", ops_owner_id="suzuki")
    desk.raised("drop", TODAY)
    assert desk.names() == ["owned"]
    assert sorted(desk.names("pool")) == ["of one who left", "of the pool", "unowned"]
    assert desk.names(member="suzuki") == ["served by CS Ops"]
    assert len(desk.names("all")) == 5
    assert desk.queue("pool").capacity is None


def test_a_task_belongs_to_whoever_it_was_given_to_and_may_have_no_account(desk: Desk) -> None:
    """A2-20: a promise with a date is on its owner's list until it is done."""
    desk.account("ミライ商事", owner_id="suzuki")
    promise = desk.task(days(-1), promise=1, member_id="sato")
    own = desk.add("task", account_id=None, title="経費精算", due=TODAY, member_id="sato")
    desk.add("task", account_id=None, title="誰かの仕事", due=TODAY)
    assert [(row.account_id, row.items[0].subjects[0].id) for row in desk.queue().rows] == [
        ("ミライ商事", promise),
        (None, own),
    ]
    assert desk.names(member="suzuki") == []
    assert [row.items[0].subjects[0].words for row in desk.queue("pool").rows] == ["誰かの仕事"]


def test_the_days_capacity_counts_what_is_done_and_no_more_than_is_there(desk: Desk) -> None:
    with desk.book.edit("capacity") as edit:
        edit.update("member", "sato", {"capacity_day": 3})
    for number in range(5):
        desk.account(f"account {number}")
        desk.raised("drop", TODAY)
    found = desk.queue()
    assert (found.capacity, found.done, found.room) == (3, 0, 3)
    desk.a = "account 4"
    desk.touch(TODAY, member_id="sato")
    found = desk.queue()
    assert (found.capacity, found.done, found.room, len(found.rows)) == (3, 1, 2, 4)
    assert desk.queue(member="suzuki").capacity == 12


def decided(desk: Desk, row: Row, act: Any) -> None:
    with desk.book.edit("decision") as edit:
        act(edit, row)


def test_decisions_settle_put_off_and_are_taken_back_as_one_step(desk: Desk) -> None:
    desk.account("ミライ商事", cadence_days=30)
    desk.touch(days(-40))
    desk.raised("drop", days(-1))
    desk.raised("hint", days(-1))
    desk.task(days(-3), promise=1, title="見積送付")
    desk.add("contact", name="森田", key_contact=1)
    before = desk.why()

    def tick(edit: Any, row: Row) -> None:
        found = today_decisions.to_do(row)
        assert found is not None
        today_decisions.do(edit, *found, DAY, "sato")

    kinds: list[list[str]] = []
    for _ in range(3):
        decided(desk, desk.queue().rows[0], tick)
        kinds.append([kind for kind, _ in desk.why()])
    assert kinds == [["signal", "cadence", "verify"], ["signal", "cadence", "verify"], ["cadence", "verify"]]
    row = desk.queue().rows[0]
    assert today_decisions.to_do(row) is None, "only a touch settles a cadence, and nothing behind it is settled unseen"
    ((item, subject),) = today_decisions.choices(row)
    decided(desk, row, lambda edit, _: today_decisions.do(edit, item, subject, DAY, "sato"))
    assert desk.why() == [("cadence", 10)] and today_decisions.choices(desk.queue().rows[0]) == []
    for _ in range(4):
        desk.book.undo()
    assert desk.why() == before
    row = desk.queue().rows[0]
    decided(desk, row, lambda edit, row: today_decisions.skip(edit, row, DAY, "sato"))
    assert desk.why() == [] and len(desk.why(days(1))) == len(before)
    desk.book.undo()
    until = DAY + dt.timedelta(days=5)
    decided(desk, row, lambda edit, row: today_decisions.snooze(edit, row, until, "休暇", DAY, "sato"))
    assert desk.why() == [] and desk.why(days(4)) == [] and len(desk.why(days(5))) == len(before)
    states = "SELECT state, until, reason, member_id FROM signal_episode"
    assert set(desk.book.reader().execute(states)) == {("snoozed", days(5), "休暇", "sato")}
    desk.book.undo()
    decided(desk, row, lambda edit, row: today_decisions.planned(edit, row, until, "送付", DAY, "sato"))
    assert desk.why() == [("promise", 3)], "another task keeps no promise"
    desk.book.undo()
    assert desk.why() == before


# Risks and complaints


def test_a_risk_is_in_the_queue_from_the_day_of_its_review_until_it_was_looked_at(small: Small) -> None:
    desk = Desk(small)
    account = desk.account("ミライ商事")
    risk = desk.add("risk", account_id=account, category="value", level="high", opened=days(-40), review_on=days(-3))
    (row,) = desk.queue().rows
    assert reasons(row, DAY) == ["review risk “Value not realised”, 3d late"]
    item, subject = today_decisions.to_do(row) or pytest.fail("nothing to do")
    with desk.book.edit("done") as edit:
        today_decisions.do(edit, item, subject, DAY, "sato")
    assert desk.names() == []
    assert desk.names(day=days(14)) == ["ミライ商事"]
    assert desk.book.reader().execute("SELECT review_on FROM risk WHERE id = ?", [risk]).fetchone() == (days(14),)


def test_a_complaint_waits_for_word_as_urgently_as_a_promise_until_an_update_is_written(small: Small) -> None:
    desk = Desk(small)
    account = desk.account("ミライ商事")
    received = f"{days(-2)}T03:00:00Z"
    one = desk.add("complaint", account_id=account, title="遅い", severity="major", received=received)
    (row,) = desk.queue().rows
    assert reasons(row, DAY) == ["complaint “遅い”: update 1d late"]
    assert today_decisions.to_do(row) is None
    with desk.book.edit("update") as edit:
        edit.insert("complaint_update", {"complaint_id": one, "at": f"{TODAY}T03:00:00Z", "body": "調査中"})
    assert desk.names() == []
    assert desk.names(day=days(1)) == ["ミライ商事"]


def test_a_loss_whose_record_is_incomplete_is_in_the_queue_until_it_is_closed(small: Small) -> None:
    desk = Desk(small)
    desk.account("ミライ商事", state="churned")
    lost = desk.add("churn", account_id="ミライ商事", notice=days(-20), effective=days(30))
    desk.add("churn", account_id="ミライ商事", notice=days(-9), effective=days(30), reason_judged="price")

    def said() -> list[str]:
        return [text for row in desk.queue().rows for text in reasons(row, DAY)]

    assert said() == ["churn record (no reason yet), open 20d"], "one that is reasoned waits for its day"
    (row,) = desk.queue().rows
    assert today_decisions.to_do(row) is None, "it is written down, not ticked off"
    for change, words in (
        ({"reason_judged": "other", "effective": None}, ["churn record (no effective date), open 20d"]),
        ({"effective": days(-3)}, ["churn record (reason not explained), open 3d"]),
        ({"note": "they merged"}, ["churn record (not closed), open 3d"]),
        ({"state": "closed"}, []),
    ):
        with desk.book.edit("churn") as edit:
            edit.update("churn", lost, change)
        assert said() == words


def test_a_loss_without_any_day_is_due_at_once(small: Small) -> None:
    desk = Desk(small)
    desk.account("ミライ商事")
    desk.add("churn", account_id="ミライ商事")
    assert desk.why() == [("churn", 0)]


def test_a_risk_of_somebody_elses_is_in_their_queue_and_rests_alone_when_put_off(small: Small) -> None:
    desk = Desk(small)
    account = desk.account("ミライ商事")
    desk.add("risk", account_id=account, category="value", opened=days(-40), owner_id="suzuki", review_on=days(0))
    desk.add("risk", account_id=account, category="people", opened=days(-40), owner_id="suzuki", review_on=days(0))
    assert desk.names() == [] and desk.names(member="suzuki") == ["ミライ商事"]
    (row,) = desk.queue(member="suzuki").rows
    with desk.book.edit("skip") as edit:
        today_decisions.skip(edit, row, DAY, "suzuki")
    assert desk.names(member="suzuki") == []
    desk.add("risk", account_id=account, category="outage", opened=days(0), owner_id="suzuki")
    assert desk.names(member="suzuki") == ["ミライ商事"]
