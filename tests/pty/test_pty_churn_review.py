"""A churn review that is killed in the middle goes on at the same churn with nothing lost."""

from __future__ import annotations

import datetime as dt
import signal
from pathlib import Path

import pytest
from program import TODAY, Start

from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

CHURNS = 8


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Eight churns of this autumn, each with a worry before its notice."""
    path = tmp_path / "book.db"
    with Book.create(path, clock=Clock(today=dt.date.fromisoformat(TODAY))) as made, made.edit("setup") as edit:
        for number in range(1, CHURNS + 1):
            account = edit.insert("account", {"name": f"顧客{number:02}社", "state": "churned"})
            edit.insert(
                "concern", {"account_id": account, "day": "2026-09-01", "level": 3, "evidence": f"予算{number:02}"}
            )
            lost = {"state": "closed", "reason_judged": "price", "effective": "2026-11-20"}
            edit.insert("churn", {"account_id": account, "notice": f"2026-10-{number:02}", **lost})
    return path


def test_two_of_eight_finished_then_killed_while_writing_goes_on_at_the_fourth(start: Start, book: Path) -> None:
    with start() as terminal:
        terminal.wait("顧客を追加する")
        terminal.settle(0.2)
        terminal.press("4")
        terminal.wait("顧客01社")
        terminal.press("w")
        for number in (1, 2):
            terminal.wait(f"解約の振り返り ▸ 顧客{number:02}社")
            terminal.wait(f"懸念度 3 予算{number:02}")
            terminal.press("f")
        terminal.wait("2 / 8 件")
        terminal.press("\x1b[C")
        terminal.wait("4 件目")
        terminal.press("n")
        terminal.wait("アクション ▸")
        terminal.press("見積")
        terminal.settle(1.0)
        terminal.kill(signal.SIGKILL)
        assert terminal.exit_code(5) == -9
    with Book.open(book) as opened:
        conn = opened.reader()
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        counts = "SELECT count(*), sum(state = 'done'), sum(first_knowable = '2026-09-01') FROM churn_review"
        assert conn.execute(counts).fetchone() == (CHURNS, 2, 2)
        assert conn.execute("SELECT count(*), count(finished) FROM review_session").fetchone() == (1, 0)
    with start() as terminal:
        terminal.wait("顧客を追加する")
        terminal.settle(0.2)
        terminal.press("4")
        terminal.wait("顧客01社")
        terminal.press("w")
        terminal.wait("解約の振り返り ▸ 顧客04社")
        terminal.wait("2 / 8 件")
        terminal.press("n")
        terminal.wait("見積")
