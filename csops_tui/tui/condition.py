"""The condition of the sheet, for screens that begin with it or lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp
    from csops_tui.tui.screens.sheet import SheetScreen


def condition_of_sheet(app: CsopsApp) -> str:
    """The condition that the sheet is filtered by now; empty where it is not."""
    return str(getattr(_sheet(app), "condition", ""))


def show_on_sheet(app: CsopsApp, condition: str) -> None:
    """Go to the sheet, filtered by a condition."""
    app.do_go_sheet()
    _sheet(app).set_condition(condition)


def _sheet(app: CsopsApp) -> SheetScreen:
    from csops_tui.tui.screens.sheet import SheetScreen

    return next(screen for screen in app.screen_stack if isinstance(screen, SheetScreen))
