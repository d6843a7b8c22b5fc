"""What the first `l`, `:`, `f` or `enter` would otherwise wait for, loaded once the first screen stands."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp

_SCREENS = ("quicklog", "goto", "screens.account", "widgets.filter_box")


def get_ready(app: CsopsApp) -> None:
    """Import the screens that are opened first and read the names; for a worker in a thread."""
    for name in _SCREENS:
        import_module(f"csops_tui.tui.{name}")
    app.known_names.read()
