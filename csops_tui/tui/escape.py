"""`esc` is answered soon: by itself the framework waits a tenth of a second for the rest of another key's sequence."""

from __future__ import annotations

import os
import selectors
import sys
from types import SimpleNamespace

# How long the rest of a sequence may take to arrive, in milliseconds. A key typed within it is taken for part of one.
_DELAY = 25


class _Selector(selectors.SelectSelector):
    """Waits for input as long as it is asked to, but only briefly once something was read: it may have been `esc`."""

    _read = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(_wait() if self._read else timeout)
        self._read = bool(found)
        return found


def _wait() -> float:
    from textual.constants import ESCAPE_DELAY

    # A little longer than the delay: looked at a moment before it is over, the key would wait for the next look.
    return ESCAPE_DELAY + 0.001


def prepare() -> None:
    """Before the framework is loaded: say how long it waits, unless the environment does."""
    os.environ.setdefault("ESCDELAY", str(_DELAY))


def look_soon() -> None:
    """Before the terminal is taken over: let the thread that reads keys look for the end of that wait in time."""
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        chosen = SimpleNamespace(SelectSelector=_Selector, EVENT_READ=selectors.EVENT_READ)
        setattr(linux_driver, "selectors", chosen)  # noqa: B010 -- it stands for a module
