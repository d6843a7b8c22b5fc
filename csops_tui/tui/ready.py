"""What the first `l`, `:`, `f` or `enter` would otherwise wait for, loaded once the first screen stands."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp

_SCREENS = ("quicklog", "goto", "screens.account", "widgets.filter_box")
# The names of more accounts than that take time and memory that whoever never asks for a name shall keep.
_FEW = 5_000


def get_ready(app: CsopsApp) -> None:
    """Import the screens that are opened first, and read the names of a book that is not large; for a thread."""
    for name in _SCREENS:
        import_module(f"csops_tui.tui.{name}")
    (accounts,) = app.book.reader().execute("SELECT count(*) FROM (SELECT 1 FROM account LIMIT ?)", [_FEW]).fetchone()
    if accounts < _FEW:
        from csops_tui.tui.goto import contacts_of

        app.names()
        contacts_of(app.book)
