"""Keeping what is typed: at most a second after a key it is in a private file, and stays there until it is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from csops_tui.locale import t
from csops_tui.store.drafts import Drafts

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp

KEEP_AFTER = 0.5
"""Seconds of quiet before a change is written; a longer run of keys is written every so often, too."""


class DraftKeeper:
    """The draft of one form; `typed` says what stands in it now (JSON values), empty when nothing was changed."""

    def __init__(self, app: CsopsApp, key: tuple[str, str], typed: Callable[[], dict[str, Any]]) -> None:
        self._app = app
        self._drafts = Drafts(app.book.path)
        self._key = key
        self._typed = typed
        self._timer: Timer | None = None
        self._refused = False
        self._over = False
        self._kept: dict[str, Any] = {}

    def load(self) -> dict[str, Any]:
        """What was typed last time and not saved; empty when there is nothing."""
        self._kept = self._drafts.load(self._key) or {}
        return dict(self._kept)

    def touched(self) -> None:
        """Something was typed: write it soon."""
        if self._timer is None and not self._over:
            self._timer = self._app.set_timer(KEEP_AFTER, self.flush)

    def flush(self) -> bool:
        """Write what is typed now; False when the disk did not take it, which is said once."""
        self._stop()
        typed = {} if self._over else self._typed()
        if typed == self._kept:
            return True
        if not typed:
            self.drop()
            return True
        try:
            self._drafts.save(self._key, typed)
        except OSError as error:
            if not self._refused:
                self._app.say(t("form.draft_refused", detail=error.strerror or ""), "error")
            self._refused = True
            return False
        self._kept, self._refused = typed, False
        return True

    def drop(self) -> None:
        """Nothing is typed any more: forget the draft."""
        self._stop()
        self._kept = {}
        self._drafts.drop(self._key)

    def finish(self) -> None:
        """It is saved: forget the draft, and whatever key arrives late."""
        self._over = True
        self.drop()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
