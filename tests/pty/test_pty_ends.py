"""However the program ends, the terminal is as it was, what was saved stays, and what was typed is a draft."""

from __future__ import annotations

import json
import random
import signal
import sys
import time
from pathlib import Path

import pytest
from program import Start, environment
from terminal import Terminal

from csops_tui.store.book import Book

FIRST = "ミライ商事"
WORDS = "電話 30分 更新の相談、予算縮小の懸念 #更新 >見積送付 金曜"
NOTE = "abcdefghij" * 40


def drafts(book: Path) -> list[str]:
    """The lines kept as drafts beside a book."""
    files = book.with_name(book.name + ".drafts").glob("*.json")
    return [json.loads(file.read_text(encoding="utf-8"))["data"].get("line", "") for file in files]


def open_quick_log(terminal: Terminal) -> None:
    """The quick log over the first account of the sheet."""
    terminal.wait(FIRST)
    terminal.settle(0.1)
    terminal.press("l")
    terminal.wait("顧客 ")
    terminal.settle(0.1)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("key", ["", "l", "n", "t", "?", "f", ":"])
def test_a_signal_restores_the_terminal_on_every_screen(
    start: Start, number: signal.Signals, code: int, key: str
) -> None:
    with start() as terminal:
        terminal.wait(FIRST)
        terminal.settle(0.1)
        terminal.press(key)
        terminal.settle(0.2)
        terminal.kill(number)
        begun = time.monotonic()
        assert terminal.exit_code(5) == code
        assert time.monotonic() - begun < 2
        assert terminal.restored(), terminal.modes


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_was_just_typed_survives_a_signal(start: Start, book: Path, number: signal.Signals) -> None:
    with start() as terminal:
        open_quick_log(terminal)
        terminal.press(WORDS)
        terminal.wait("見積送付 金曜")
        terminal.kill(number)
        assert terminal.exit_code(5) == 128 + number
    assert any(WORDS in line for line in drafts(book))


def test_a_closed_window_ends_the_program_and_keeps_the_draft(start: Start, book: Path) -> None:
    with start() as terminal:
        open_quick_log(terminal)
        terminal.press(WORDS)
        terminal.wait("見積送付 金曜")
        terminal.hang_up()
        assert terminal.exit_code(5) is not None
    assert any(WORDS in line for line in drafts(book))


def test_a_draft_is_offered_again(start: Start) -> None:
    with start() as terminal:
        open_quick_log(terminal)
        terminal.press(WORDS)
        terminal.settle(1.2)
        terminal.kill(signal.SIGKILL)
        assert terminal.exit_code(5) == -9
    with start() as terminal:
        open_quick_log(terminal)
        terminal.wait("見積送付 金曜")


def kill_while_typing(start: Start, book: Path, seed: int) -> None:
    """Type without a pause, kill at a random moment; at most the last second of typing may be missing."""
    chance = random.Random(seed)
    with start() as terminal:
        open_quick_log(terminal)
        end = time.monotonic() + chance.uniform(0.8, 2.5)
        stamps: list[float] = []
        while time.monotonic() < end and len(stamps) < len(NOTE):
            terminal.press(NOTE[len(stamps)])
            stamps.append(time.monotonic())
            terminal.read(chance.uniform(0.02, 0.09))
        killed = time.monotonic()
        terminal.kill(signal.SIGKILL)
        assert terminal.exit_code(5) == -9
    due = sum(1 for stamp in stamps if stamp < killed - 1.0)
    kept = max((len(line.removeprefix(FIRST).strip()) for line in drafts(book)), default=0)
    assert kept >= due, f"{kept} of {len(stamps)} letters kept, {due} were older than a second"


@pytest.mark.parametrize("seed", range(6))
def test_kill_while_typing_loses_at_most_a_second(start: Start, book: Path, seed: int) -> None:
    kill_while_typing(start, book, seed)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 290))
def test_kill_while_typing_many_times(start: Start, book: Path, seed: int) -> None:
    kill_while_typing(start, book, seed)


@pytest.mark.parametrize("seed", range(2))
def test_kill_in_a_form_loses_at_most_a_second(start: Start, book: Path, seed: int) -> None:
    with start() as terminal:
        terminal.wait(FIRST)
        terminal.settle(0.1)
        terminal.press("n")
        terminal.settle(0.3)
        begun = time.monotonic()
        for letter in NOTE[:40]:
            terminal.press(letter)
            terminal.read(0.05)
        while time.monotonic() < begun + 2.2 + 0.1 * seed:
            terminal.press("z")
            terminal.read(0.05)
        terminal.kill(signal.SIGKILL)
        terminal.exit_code(5)
    kept = "".join(file.read_text(encoding="utf-8") for file in book.with_name(book.name + ".drafts").glob("*.json"))
    assert NOTE[:20] in kept


def kill_after_saves(start: Start, book: Path, seed: int) -> None:
    """Save touches one after another and kill; each one that was said to be saved is in the book."""
    chance = random.Random(seed)
    seen = 0
    with start() as terminal:
        terminal.wait(FIRST)
        for number in range(chance.randint(1, 3)):
            terminal.settle(0.1)
            terminal.press("l")
            terminal.wait("tab ")
            terminal.press(f"電話 保存{number}号", "enter")
            terminal.wait(lambda: "tab " not in terminal.text)
            seen = number + 1
        time.sleep(chance.uniform(0, 0.05))
        terminal.kill(signal.SIGKILL)
        terminal.exit_code(5)
    with Book.open(book) as opened:
        notes = {row[0] for row in opened.reader().execute("SELECT note FROM touchpoint WHERE note LIKE '保存%'")}
        assert opened.reader().execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert notes >= {f"保存{number}号" for number in range(seen)}


@pytest.mark.parametrize("seed", range(4))
def test_saved_touches_outlive_a_kill(start: Start, book: Path, seed: int) -> None:
    kill_after_saves(start, book, seed)


def test_an_error_nobody_foresaw_leaves_the_terminal_usable_and_shows_no_data(book: Path, tmp_path: Path) -> None:
    broken = (
        "import sys; from csops_tui.tui.app import CsopsApp\n"
        "def fail(self): name = 'ミライ商事の秘密'; raise ValueError(name)\n"
        "CsopsApp.do_help = fail\n"
        f"sys.argv = ['csops', '--db', {str(book)!r}]\n"
        "from csops_tui.__main__ import main; main()"
    )
    with Terminal([sys.executable, "-c", broken], env=environment(tmp_path)) as terminal:
        terminal.wait(FIRST)
        terminal.settle(0.1)
        before = len(terminal.raw)
        terminal.press("?")
        assert terminal.exit_code(10) == 1
        assert terminal.restored(), terminal.modes
        said = bytes(terminal.raw[before:]).decode()
        assert "ValueError" in said
        assert "秘密" not in said
        assert "Traceback" not in said
    assert "秘密" not in (tmp_path / "errors.log").read_text(encoding="utf-8")
