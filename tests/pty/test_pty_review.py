"""A review that is killed in the middle goes on at the same account with nothing lost."""

from __future__ import annotations

import datetime as dt
import signal
from pathlib import Path

import pytest
from program import TODAY, Start

from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

ACCOUNTS, DECIDED = 63, 14


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Sixty-three accounts, each with a task that is late."""
    path = tmp_path / "book.db"
    with Book.create(path, clock=Clock(today=dt.date.fromisoformat(TODAY))) as made, made.edit("setup") as edit:
        for number in range(1, ACCOUNTS + 1):
            account = edit.insert("account", {"name": f"顧客{number:02}社", "kana": f"コキャク{number:02}"})
            edit.insert("task", {"account_id": account, "title": "見積送付", "due": "2026-11-19"})
    return path


@pytest.mark.parametrize("pause", [0.0, 0.03])
def test_fourteen_of_sixty_three_decided_then_killed_goes_on_at_the_fifteenth(
    start: Start, book: Path, pause: float
) -> None:
    with start() as terminal:
        terminal.wait("顧客01社")
        terminal.settle(0.1)
        terminal.press("w")
        terminal.wait("0 / 63 社")
        for number in range(1, DECIDED + 1):
            terminal.wait(f"レビュー ▸ 顧客{number:02}社")
            terminal.press("s" if number % 5 == 0 else "f")
        terminal.wait("レビュー ▸ 顧客15社")
        terminal.wait("14 / 63 社")
        if pause:
            # What is typed into a dialogue when the end comes is a draft as everywhere.
            terminal.press("l")
            terminal.read(pause)
        terminal.kill(signal.SIGKILL)
        assert terminal.exit_code(5) == -9
    with Book.open(book) as opened:
        conn = opened.reader()
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = conn.execute(
            """SELECT i.position, a.name, i.decision, i.decided IS NOT NULL FROM review_item AS i
               JOIN account AS a ON a.id = i.account_id WHERE i.decision IS NOT NULL ORDER BY i.position"""
        ).fetchall()
        assert found == [
            (number - 1, f"顧客{number:02}社", "later" if number % 5 == 0 else "fine", 1)
            for number in range(1, DECIDED + 1)
        ]
        rounds = "SELECT count(*), count(finished), (SELECT count(*) FROM review_item) FROM review_round"
        assert conn.execute(rounds).fetchone() == (1, 0, ACCOUNTS)
    with start() as terminal:
        terminal.wait("顧客01社")
        terminal.settle(0.1)
        terminal.press("w")
        terminal.wait("14 / 63 社")
        terminal.wait("レビュー ▸ 顧客15社")
        terminal.settle(0.1)
        terminal.press("f")
        terminal.wait("レビュー ▸ 顧客16社")
        terminal.wait("15 / 63 社")
        terminal.press("u")
        terminal.wait("レビュー ▸ 顧客15社")
    with Book.open(book) as opened:
        (decided,) = opened.reader().execute("SELECT count(decision) FROM review_item").fetchone()
        assert decided == DECIDED
