"""What the tests of imports on the screen share: a folder to be in, and the way into an import."""

from __future__ import annotations

from screen_text import type_in, until, worked
from textual.pilot import Pilot

from csops_tui.store.book import Book
from csops_tui.tui.app import CsopsApp
from csops_tui.tui.screens.import_file import ImportScreen

CLEAR = "会社名,フリガナ,担当,席数\n甲商事,コウショウジ,佐藤,3\n乙工業,オツコウギョウ,,たくさん\n"


def accounts(book: Book) -> list[str]:
    return [name for (name,) in book.reader().execute("SELECT name FROM account ORDER BY name")]


def said(app: CsopsApp, words: str) -> bool:
    """Whether a message in the corner held these words."""
    return any(words in note.message for note in app._notifications)


async def on(pilot: Pilot, kind: type) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))


async def open_file(pilot: Pilot, name: str) -> None:
    await pilot.press("I")
    await on(pilot, ImportScreen)
    await type_in(pilot, name)
    await pilot.press("enter")


async def finished(pilot: Pilot) -> None:
    """The dry run is worked out, or the result is shown."""
    app = pilot.app
    assert isinstance(app, CsopsApp)
    await worked(app)
    await pilot.pause()
