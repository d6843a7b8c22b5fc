"""Every screen as text, at two sizes and in two languages; `UPDATE_GOLDEN=1 pytest` writes them anew for review."""

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from screen_text import lines, until, worked
from textual.pilot import Pilot

from csops_tui.exchange.sample.write import build
from csops_tui.locale import set_language
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock
from csops_tui.store.config import Config
from csops_tui.tui.app import CsopsApp

GOLDEN = Path(__file__).parent / "golden"
# The screen's name and the keys that lead to it from the sheet.
SCREENS = {
    "sheet": (),
    "today": ("1", "a", "a"),
    "touches": ("3",),
    "statistics": ("3", "tab", "p"),
    "coverage": ("3", "tab", "tab", "tab", "tab"),
    "funnel": ("3", "shift+tab", "shift+tab"),
    "waiting": ("3", "shift+tab"),
    "routing": ("R",),
    "capacity": ("M",),
    "churn": ("4",),
    "churn-review": ("4", "space", "w"),
    "churn-reviews": ("4", "space", "w", "E"),
    "renewals": ("5",),
    "renewals-forecast": ("5", "tab"),
    "renewals-quality": ("5", "tab", "tab"),
    "renewals-calendar": ("5", "shift+tab"),
    "revenue": ("dollar_sign",),
    "retention": ("dollar_sign", "tab"),
    "cohorts": ("dollar_sign", "tab", "tab", "p"),
    "economics": ("dollar_sign", "shift+tab"),
    "churn-completeness": ("4", "tab", "tab"),
    "people": ("6",),
    "account": ("enter",),
    "account-people": ("enter", "tab"),
    "quick-log": ("l",),
    "new-account": ("n",),
    "concern": ("c",),
    "help": ("question_mark",),
    "review": ("w",),
    "changes": ("equals_sign",),
    "round": ("w", "f", "s", "f", "E"),
    "rounds": ("w", "f", "s", "E", "W"),
    "campaigns": ("T",),
    "campaign": ("T", "enter"),
    "segments": ("S",),
    "segment-form": ("S", "e"),
    "cadences": ("F",),
    "reports": ("B", "tab"),
    "lookalikes": ("Y",),
    "churn-analysis": ("J", "d", "d"),
    "churn-quadrants": ("J", "d", "d", "V"),
    "survival": ("Z",),
}

# The registers and which of their parts stand in one file.
REGISTERS = {
    "risk": ("open", "due"),
    "complaint": ("open", "times", "sla"),
    "opportunity": ("open", "rates"),
    "growth": ("touches",),
}


# Screens that one app shows one after another: the name of each and the keys that lead to it from the one before.
IN_TURN = (
    ("churn-saves", ("4", "tab")),
    ("churn-reviewed", ("shift+tab", "shift+tab")),
    ("churn-entry", ("tab", "enter")),
    ("churn-stated", ("escape", "J", "d", "d", "V", "V")),
    ("churn-trend", ("V",)),
    ("churn-cross", ("V",)),
    ("hazard", ("Z", "v")),
    ("early", ("v",)),
    ("codes", ("9", "enter")),
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty invented accounts as of a fixed day."""
    path = tmp_path_factory.mktemp("golden") / "sample.db"
    build(path, accounts=60, seed=1, today=dt.date(2026, 11, 20))
    return path


@pytest.fixture
def sample_book(sample: Path, tmp_path: Path, clock: Clock) -> Iterator[Book]:
    """A copy of the sample for one test."""
    with Book.open(shutil.copy(sample, tmp_path / "book.db"), clock=clock) as opened:
        yield opened


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
@pytest.mark.parametrize("name", SCREENS)
async def test_the_screen_is_as_it_was_reviewed(sample_book: Book, name: str, size: tuple[int, int], lang: str) -> None:
    set_language(lang)
    app = CsopsApp(sample_book, Config(member="佐藤"))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for key in SCREENS[name]:
            await pilot.press(key)
            await settled(pilot)
        shown = await whole(pilot)
    reviewed(name, size, lang, shown)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
async def test_screens_one_after_another_are_as_they_were_reviewed(
    sample_book: Book, size: tuple[int, int], lang: str
) -> None:
    set_language(lang)
    app = CsopsApp(sample_book, Config(member="佐藤"))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for name, keys in IN_TURN:
            for key in keys:
                await pilot.press(key)
                await settled(pilot)
            reviewed(name, size, lang, await whole(pilot))


@pytest.mark.parametrize(("size", "lang"), [((80, 24), "ja"), ((140, 40), "en")], ids=["80x24-ja", "140x40-en"])
async def test_the_registers_are_as_they_were_reviewed(sample_book: Book, size: tuple[int, int], lang: str) -> None:
    """One app for all of them: the registers one after the other, and what they are on an account's page."""
    set_language(lang)
    account = in_register(sample_book)
    app = CsopsApp(sample_book, Config(member="佐藤"))
    shown: list[str] = []
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for table, parts in REGISTERS.items():
            app.open_records(table)
            await pilot.pause()
            for part in parts:
                app.here.open_part(part)  # type: ignore[attr-defined]
                shown.append(await whole(pilot))
        app.open_account(account)
        await pilot.pause()
        for part in ("risks", "complaints", "opportunities"):
            app.here.open_part(part)  # type: ignore[attr-defined]
            shown.append(await whole(pilot))
    reviewed("registers", size, lang, "\n".join(shown))


def in_register(book: Book) -> str:
    """An account with something in every register; its id."""
    with book.edit("register") as edit:
        (account,) = book.reader().execute("SELECT id FROM account WHERE name = 'ミライ商事'").fetchone()
        risk = {"account_id": account, "category": "value", "level": "high", "opened": "2026-10-01"}
        edit.insert("risk", {**risk, "review_on": "2026-11-15", "note": "効果の説明を求められた"})
        received = {"received": "2026-11-18T01:00:00Z", "severity": "major", "title": "画面が遅い"}
        complaint = edit.insert("complaint", {"account_id": account, **received})
        told = {"complaint_id": complaint, "at": "2026-11-19T02:00:00Z", "body": "原因を調査中"}
        edit.insert("complaint_update", told)
        edit.insert("opportunity", {"account_id": account, "title": "席数の追加", "opened": "2026-11-01", "mrr": 9000})
        edit.insert("sla", {"account_id": account, "kind": "first_response", "hours": 1})
        ticket = {"account_id": account, "title": "出力できない", "opened": "2026-11-10", "first_response": 200}
        edit.insert("ticket", ticket)
    return account


async def whole(pilot: Pilot[None]) -> str:
    """The screen as text, once nothing moves."""
    app = cast(CsopsApp, pilot.app)
    await pilot.pause()
    await worked(app)
    await until(pilot, lambda: still(app))
    return "\n".join(lines(app)) + "\n"


def reviewed(name: str, size: tuple[int, int], lang: str, shown: str) -> None:
    """Compare a screen with the file of its name, or write that anew."""
    file = GOLDEN / f"{name}-{size[0]}x{size[1]}-{lang}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")


_last: list[list[str]] = []


def still(app: CsopsApp) -> bool:
    """Whether two looks in a row see the same screen, with nothing being asked and no chart being drawn."""
    shown = lines(app)
    same = bool(_last) and _last[-1] == shown and not app._notifications
    _last[:] = [shown]
    return same and not any(line.strip() == "…" for line in shown)


async def settled(pilot: Pilot[None]) -> None:
    """Wait until what was asked of workers has been shown."""
    await pilot.pause(0.1)
    await worked(pilot.app)
    await pilot.pause(0.1)
