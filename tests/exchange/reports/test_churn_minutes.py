"""The minutes of a churn review: what they hold, that they are the same each time, and that nothing in them steers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csops_tui.exchange.reports import churn_minutes
from csops_tui.exchange.reports.errors import ReportError
from csops_tui.locale import set_language
from csops_tui.measures import churn_review as reviews
from csops_tui.measures.churn_review_past import look_back
from csops_tui.store.book import Book


@pytest.fixture(autouse=True)
def japanese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("CSOPS_HOME", str(tmp_path))
    set_language("ja")
    yield
    set_language("en")


@pytest.fixture
def session(book: Book) -> str:
    """A finished review of one churn with an answer, improvements, an action and a save attempt."""
    with book.edit("setup") as edit:
        edit.insert("account", {"id": "a", "name": "<b>|悪名|</b>\u202e商事"})
        edit.insert("signal", {"id": "s", "name": "懸念あり", "expression": "concern >= 2"})
        edit.insert("signal_episode", {"signal_id": "s", "account_id": "a", "raised": "2026-09-02"})
        edit.insert("concern", {"account_id": "a", "day": "2026-09-01", "level": 3, "evidence": "予算"})
        lost = {"state": "closed", "effective": "2026-11-20", "reason_judged": "price", "mrr_lost": 120000}
        edit.insert("churn", {"id": "c", "account_id": "a", "notice": "2026-10-10", **lost})
        edit.insert("save_attempt", {"account_id": "a", "day": "2026-10-12", "action": "値引き", "result": "lost"})
    made = reviews.start(book, "review", ["c"], "秋の振り返り", "佐藤・鈴木")
    assert made is not None
    (item,) = reviews.read_items(book.reader(), made)
    past = look_back(book, "a", "2026-10-10")
    with book.edit("finish") as edit:
        edit.update("churn_review", item.id, {"improve_cs": "早く聞く", "improve_ops": "=SUM(A1)"})
        edit.insert("review_action", {"review_id": item.id, "title": "調べる", "due": "2026-12-01"})
        reviews.finish(edit, item, past, reviews.lines(edit.conn, item.id, past.signs))
    return made


def test_the_minutes_tell_what_was_known_answered_improved_and_agreed(book: Book, session: str) -> None:
    made = churn_minutes.gather(book, session)
    assert made is not None
    page = churn_minutes.content(made, "md").decode()
    for word in (
        "佐藤・鈴木",
        "2026/09/01",
        "懸念あり",
        "早く聞く",
        "調べる",
        "値引き",
        "12万円",
        "予算",
        "通知前の状態",
    ):
        assert word in page
    summary = made.section("summary")
    assert summary.fact("knowable_days").value == 39 and summary.fact("knowable_days").n == 1
    assert "1/1" in page or "1件中" in page, "one signal is too few for a share"


def test_the_same_data_and_day_give_the_same_bytes(book: Book, session: str) -> None:
    for shape in churn_minutes.SHAPES:
        first, second = churn_minutes.gather(book, session), churn_minutes.gather(book, session)
        assert first is not None and second is not None
        assert churn_minutes.content(first, shape) == churn_minutes.content(second, shape)


def test_a_name_that_looks_like_markup_is_only_a_name(book: Book, session: str) -> None:
    made = churn_minutes.gather(book, session)
    assert made is not None
    html, md = churn_minutes.content(made, "html").decode(), churn_minutes.content(made, "md").decode()
    assert "<b>|悪名|" not in html and "&lt;b&gt;" in html
    assert "<b>|" not in md
    assert "\u202e" not in html + md


def test_what_was_only_proposed_is_not_in_the_minutes(book: Book, session: str) -> None:
    with book.edit("open") as edit:
        edit.execute("DELETE FROM review_signal")
    made = churn_minutes.gather(book, session)
    assert made is not None and "review_signals" not in [each.name for each in made.sections[1].tables]


def test_another_ending_and_a_session_that_is_gone_are_said(book: Book, session: str, tmp_path: Path) -> None:
    made = churn_minutes.gather(book, session)
    assert made is not None
    with pytest.raises(ReportError):
        churn_minutes.save(made, tmp_path / "minutes.docx")
    churn_minutes.save(made, tmp_path / "minutes.md")
    assert (tmp_path / "minutes.md").read_bytes() == churn_minutes.content(made, "md")
    assert churn_minutes.gather(book, "none") is None
