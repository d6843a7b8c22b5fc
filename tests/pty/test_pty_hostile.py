"""Text that would steer the terminal, in every column of the book: no screen lets any of it through."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hostile import MARK, PAYLOADS, leaks, poison
from program import Start

from csops_tui.store import sqlite as db

PARTS = ["tab"] * 5
JOURNEYS: dict[str, list[str]] = {
    "sheet": ["down"] * 8 + ["pagedown", "end", "right", "right"],
    "touches": ["3", "down", "pagedown"],
    "churn": ["4", "down", "pagedown"],
    "people": ["6", "down", "pagedown"],
    "account": ["enter", *PARTS],
    "another account": ["down"] * 5 + ["enter", *PARTS],
    "a third account": ["end", "enter", *PARTS],
    "help": ["?"],
    "history": ["H", "down", "down"],
    "changes of a row": ["i"],
    "find": ["/", MARK, "enter", "down"],
    "go to": [":", MARK],
    "palette": ["ctrl+p"],
    "quick log": ["l", "tab", "tab", "@", "tab", "tab", " #", "tab", " x"],
    "quick log, nobody meant": ["3", "l", MARK, " x", "enter"],
    "new account": ["n", "tab", "tab", "tab"],
    "edit account": ["e", *PARTS],
    "edit contact": ["6", "e", *PARTS],
    "edit touch": ["3", "e", *PARTS],
    "edit churn": ["4", "e", *PARTS],
    "concern": ["c", "tab", "tab"],
    "task": ["t", "tab", "tab"],
    "definition": ["="],
    "filter": ["f", MARK, "enter"],
    "filter that is wrong": ["f", "name = ", "enter"],
    "undo and its words": ["u", "u", "ctrl+r"],
    "copy": ["y"],
    "who acts": ["\x1bOS"],
    "English": ["\x1bOQ"],
    "a past week": ["<", "<"],
    "all accounts": ["a", "a", "end"],
    "sorted": ["right", "s", "s"],
    "cell under the cursor": ["right", "e", "tab"],
    "churn entry": ["4", "n", *PARTS],
    "import": ["I", MARK],
    "export": ["x", MARK],
    "list of tasks": [":", "タスク", "enter", "down", "e", *PARTS],
    "what was found, opened": ["/", MARK, "enter", "enter", "down"],
}


@pytest.fixture(scope="module")
def poisoned(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with a payload in every text."""
    path = Path(shutil.copy(sample, tmp_path_factory.mktemp("hostile") / "book.db"))
    assert len(PAYLOADS) == 24
    assert poison(path) > 100
    return path


@pytest.fixture
def book(poisoned: Path, tmp_path: Path) -> Path:
    """A copy of the poisoned book."""
    return Path(shutil.copy(poisoned, tmp_path / "book.db"))


@pytest.mark.parametrize("journey", JOURNEYS)
def test_no_payload_reaches_the_terminal(start: Start, journey: str) -> None:
    with start(cols=140) as terminal:
        terminal.wait(MARK)
        terminal.settle(0.15)
        seen = terminal.text
        for key in JOURNEYS[journey]:
            terminal.press(key)
            terminal.settle(0.12)
            seen += terminal.text
            assert terminal.alive(), f"ended after {key!r}:\n{terminal.text}"
        if journey == "sheet":
            assert "[red]x[/]" in seen
            assert "[@click=app.quit]" in seen
        terminal.press("\x11")
        assert terminal.exit_code() == 0
        # Copying is the one thing that may write the clipboard, in base64 and cleaned.
        assert leaks(bytes(terminal.raw)) == []


@pytest.mark.parametrize(
    "command", [["sheet"], ["list", "touchpoint"], ["history"], ["search", MARK], ["sheet", "--json"]]
)
def test_the_shell_lets_nothing_through_either(start: Start, command: list[str]) -> None:
    with start(*command, cols=200) as terminal:
        assert terminal.exit_code(30) == 0
        assert MARK in terminal.raw.decode()
        assert leaks(bytes(terminal.raw)) == []


def test_bytes_that_are_no_text_do_not_end_the_program(start: Start, book: Path) -> None:
    conn = db.connect(book)
    conn.execute("UPDATE account SET name = CAST(x'5A7139EDA08041' AS TEXT), note = CAST(x'FF1B5B324A' AS TEXT)")
    conn.close()
    with start(cols=140) as terminal:
        terminal.settle(1.0)
        for key in ["down", "enter", "tab", "escape", "/", MARK, "enter", "escape", "l"]:
            terminal.press(key)
            terminal.settle(0.12)
            assert terminal.alive(), f"ended after {key!r}:\n{terminal.text}"
        assert leaks(bytes(terminal.raw)) == []
