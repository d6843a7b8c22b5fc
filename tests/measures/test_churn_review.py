"""Sessions of churn reviews on a book: what they are over, pre-filled, answered, acted on, and what came of it."""

from __future__ import annotations

import datetime as dt

import pytest
from measures_support import Small

from csops_tui.measures import churn_review as reviews
from csops_tui.measures import panel
from csops_tui.measures.churn_review_effect import effects
from csops_tui.measures.churn_review_evidence import Answers
from csops_tui.measures.churn_review_past import look_back
from csops_tui.measures.today import queue

NOTICE = "2026-09-30"


@pytest.fixture
def lost(small: Small) -> Small:
    """One account that gave notice on the last day of September, with facts before and after."""
    small.line(100_000, "2024-04-01", "2026-11-01")
    small.touch("2026-02-01")
    small.add("concern", day="2026-08-10", level=2, evidence="予算の話")
    small.add("concern", day="2026-10-05", level=4, evidence="あとから")
    small.add("complaint", title="応答が遅い", received="2026-08-20T01:00:00Z")
    small.add("churn", id="gone", state="closed", notice=NOTICE, effective="2026-11-01", reason_judged="price")
    return small


def began(small: Small, *churns: str) -> str:
    found = reviews.start(small.book, "review", churns or ("gone",))
    assert found is not None
    return found


def test_what_came_after_the_notice_is_nowhere_in_the_past(lost: Small) -> None:
    small = lost
    small.touch(NOTICE)
    small.touch("2026-10-02")
    past = look_back(small.book, small.a, NOTICE)
    days = [fact.day for fact in past.timeline] + [each.day for each in past.evidence]
    assert days and max(days) < NOTICE
    assert [at.concern for at in past.checkpoints] == [None, None, None, 2]
    assert [at.day for at in past.checkpoints] == ["2026-04-03", "2026-07-02", "2026-08-01", "2026-08-31"]
    assert past.checkpoints[-1].two_way == 211
    assert all(at.score is None for at in past.checkpoints)
    before = past
    small.add("concern", day="2026-10-20", level=4)
    small.add("survey_response", survey_id=small.add("survey", name="NPS", day="2026-10-10"), day="2026-10-10", score=1)
    assert look_back(small.book, small.a, NOTICE) == before


def test_a_signal_that_did_not_exist_is_dated_by_the_day_its_condition_first_held(lost: Small) -> None:
    signal = lost.add("signal", name="3か月会っていない", expression="days_1to1 >= 200", severity="urgent")
    (sign,) = look_back(lost.book, lost.a, NOTICE).signs
    assert (sign.signal_id, sign.first_day, sign.existed) == (signal, "2026-08-20", False)
    assert sign.proposed == Answers(False)


def test_a_condition_on_what_the_account_is_today_says_nothing_about_the_past(lost: Small) -> None:
    lost.add("signal", name="担当なし", expression="owner IS NULL")
    assert look_back(lost.book, lost.a, NOTICE).signs == ()


def test_an_episode_of_that_time_keeps_its_first_day_and_proposes_the_answers(lost: Small) -> None:
    signal = lost.add("signal", name="懸念", expression="concern >= 2")
    lost.add("signal_episode", signal_id=signal, raised="2026-08-12", acted="2026-08-13", state="acknowledged")
    lost.touch("2026-08-20")
    past = look_back(lost.book, lost.a, NOTICE)
    (sign,) = past.signs
    assert (sign.first_day, sign.existed, sign.proposed) == ("2026-08-12", True, Answers(True, True, True))
    assert past.first is not None and (past.first.kind, past.first.day) == ("concern", "2026-08-10")


def test_a_signal_that_cannot_be_asked_does_not_stop_the_review(lost: Small) -> None:
    lost.add("signal", name="壊れた", expression="no_such_column > 1")
    assert look_back(lost.book, lost.a, NOTICE).signs == ()


def test_a_session_is_over_closed_churns_that_nobody_has_looked_back_at(lost: Small) -> None:
    small, today = lost, dt.date(2026, 11, 21)
    small.add("churn", id="open", notice="2026-11-01")
    small.add("churn", id="old", state="closed", notice="2026-06-01", effective="2026-07-01", reason_judged="price")
    conn = small.book.reader()
    assert reviews.due_for_review(conn, today) == ["gone"]
    session = began(small)
    assert reviews.due_for_review(conn, today) == []
    assert reviews.open_session(conn) == session
    assert reviews.start(small.book, "review", []) is None


def test_finishing_takes_the_proposals_and_keeps_what_a_person_said(lost: Small) -> None:
    signal = lost.add("signal", name="懸念", expression="concern >= 2")
    lost.add("signal_episode", signal_id=signal, raised="2026-08-12")
    session = began(lost)
    conn = lost.book.reader()
    (item,) = reviews.read_items(conn, session)
    past = look_back(lost.book, item.account_id, NOTICE)
    (line,) = reviews.lines(conn, item.id, past.signs)
    assert not line.given and line.answers == Answers(True, False, False)
    with lost.book.edit("answer") as edit:
        reviews.answer(edit, item.id, line, "seen", reviews.turned(line, "seen"))
    found = reviews.lines(conn, item.id, past.signs)
    assert [each.answers for each in found] == [Answers(True, True, False)] and found[0].given
    with lost.book.edit("finish") as edit:
        reviews.finish(edit, item, past, found)
    (item,) = reviews.read_items(conn, session)
    assert item.done and item.first_knowable == "2026-08-10"
    said = conn.execute("SELECT signal_present, signal_seen, signal_acted FROM churn_review").fetchone()
    assert said == (1, 1, 0)
    assert conn.execute("SELECT count(*) FROM review_signal").fetchone() == (1,)
    # What was answered stays when the facts are others now.
    assert reviews.lines(conn, item.id, ()) == [found[0]._replace(sign=reviews.lines(conn, item.id, ())[0].sign)]


def test_an_action_stands_in_today_from_its_day_until_it_is_done(lost: Small) -> None:
    small, today = lost, dt.date(2026, 11, 21)
    session = began(small)
    (item,) = reviews.read_items(small.book.reader(), session)
    sato = small.add("member", name="佐藤")
    with small.book.edit("act") as edit:
        act = {"review_id": item.id, "title": "閲覧のみを調べる", "due": "2026-11-21", "member_id": sato}
        action = edit.insert("review_action", act)
        edit.update("account", small.a, {"state": "churned"})
    panel.catch_up(small.book)
    conn = small.book.reader()

    def titles(day: dt.date, whose: str | None = sato) -> list[str]:
        panel.ensure_day(small.book, day)
        rows = queue(conn, day, whose).rows
        return [s.words for row in rows for item in row.items if item.kind == "action" for s in item.subjects]

    assert titles(today) == ["閲覧のみを調べる"] and titles(today - dt.timedelta(days=1)) == []
    assert titles(today, small.add("member", name="鈴木")) == []
    with small.book.edit("done") as edit:
        reviews.tick(edit, action)
    assert titles(today) == []


def test_the_effect_of_an_adopted_signal_counts_what_came_after_it(lost: Small) -> None:
    small = lost
    session = began(small)
    (item,) = reviews.read_items(small.book.reader(), session)
    with small.book.edit("adopt") as edit:
        action = edit.insert("review_action", {"review_id": item.id, "title": "見る"})
        signal = edit.insert("signal", {"name": "見る", "expression": "concern >= 3", "review_id": item.id})
        reviews.adopt(edit, action, signal)
    small.book.clock = type(small.book.clock)(now=dt.datetime(2027, 2, 1, 12).astimezone())
    for number, (raised, notice) in enumerate((("2026-12-01", "2027-01-10"), (None, "2027-01-20"))):
        account = small.add("account", name=f"顧客{number}")
        if raised:
            small.add("signal_episode", signal_id=signal, account_id=account, raised=raised)
            small.touch("2026-12-05", account_id=account)
        small.add("churn", account_id=account, notice=notice)
    stayed = small.add("account", name="残った")
    small.add("signal_episode", signal_id=signal, account_id=stayed, raised="2027-01-05")
    panel.catch_up(small.book)
    (found,) = effects(small.book.reader(), dt.date(2027, 2, 1))
    assert (found.adopted, found.raised, found.acted) == ("2026-11-21", 2, 1)
    assert [(each.known, each.warning) for each in found.churns] == [("2027-01-10", 40), ("2027-01-20", None)]
    assert found.caught == 1 and found.warning == 40 and found.too_few
    assert found.today == 1, "what somebody thought of the first account still holds"


def test_a_concern_that_still_held_when_the_horizon_began_counts_with_its_own_day(lost: Small) -> None:
    for day in ("2026-01-02", "2026-01-03"):
        lost.add("concern", day=day, level=3)
    assert dt.date.fromisoformat(NOTICE) - dt.timedelta(days=180 + 90) == dt.date(2026, 1, 3)
    first = look_back(lost.book, lost.a, NOTICE).first
    assert first is not None and (first.kind, first.day) == ("concern", "2026-01-03")
