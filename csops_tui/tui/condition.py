"""The condition of the sheet, for screens that begin with it or lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csops_tui.measures.views import View

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp
    from csops_tui.tui.screens.sheet import SheetScreen


def condition_of_sheet(app: CsopsApp) -> str:
    """The condition that the sheet is filtered by now; empty where it is not."""
    condition = sheet_of(app).condition
    return condition.text if condition else ""


def show_on_sheet(app: CsopsApp, condition: str) -> None:
    """Go to the sheet, filtered by a condition."""
    app.do_go_sheet()
    sheet_of(app).show_view(View(filter=condition))


def sheet_of(app: CsopsApp) -> SheetScreen:
    """The sheet, which is always open below the other screens."""
    from csops_tui.tui.screens.sheet import SheetScreen

    return next(screen for screen in app.screen_stack if isinstance(screen, SheetScreen))
