"""What a person sees, as lines of text."""

from contextlib import suppress
from typing import Any, cast

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from csops_tui.tui.app import CsopsApp
from csops_tui.tui.figures import FiguresSource


def lines(app: CsopsApp) -> list[str]:
    """The lines of the screen, without trailing blanks."""
    return ["".join(s.text for s in strip).rstrip() for strip in app.screen._compositor.render_strips()]


def shows(app: CsopsApp, *words: str) -> bool:
    """Whether one line of the screen holds all these words."""
    return any(all(word in line for word in words) for line in lines(app))


def sees(app: CsopsApp, *words: str) -> bool:
    """Whether the screen holds all these words, wherever."""
    text = "\n".join(lines(app))
    return all(word in text for word in words)


def row_ids(app: CsopsApp) -> list[str]:
    """The ids of the rows of the list, in its order; "" for a line that is none."""
    sheet = app.here.sheet  # type: ignore[attr-defined]
    found = sheet.source.fetch(list(sheet.keys))
    return [found[key].id for key in sheet.keys]


def figure_rows(app: CsopsApp) -> list[tuple[Any, ...]]:
    """The values of the figures shown, in the order of the sheet."""
    sheet = app.here.sheet  # type: ignore[attr-defined]
    assert isinstance(sheet.source, FiguresSource)
    return [sheet.source.figures.rows[key][1] for key in sheet.keys]


async def press(pilot: Pilot, *keys: str) -> None:
    """Press keys one by one, each once the one before has done what it does."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def settled(pilot: Pilot) -> None:
    """Wait until what was asked of workers has been shown."""
    await pilot.pause()
    await worked(cast(CsopsApp, pilot.app))
    await pilot.pause()


async def type_in(pilot: Pilot, text: str) -> None:
    """Type a text key by key, as a terminal sends it (the pilot itself drops Japanese punctuation)."""
    driver = pilot.app._driver
    assert driver is not None
    for character in text:
        driver.process_message(events.Key(_character_to_key(character), character))
        await pilot.pause()


async def until(pilot: Pilot, met: object, seconds: float = 5.0) -> None:
    """Wait for a condition, as long as a slow machine needs it."""
    assert callable(met)
    for _ in range(int(seconds / 0.02)):
        await pilot.pause(0.02)
        if met():
            return
    raise AssertionError(f"not within {seconds} s")


async def worked(app: CsopsApp) -> None:
    """Wait until no worker is at work; one that was cancelled because something newer was asked has ended too."""
    while app.workers:
        with suppress(WorkerCancelled):
            await app.workers.wait_for_complete()
            return
