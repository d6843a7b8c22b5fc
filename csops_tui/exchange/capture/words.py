"""Why a file, or a part of it, gave nothing, in words."""

from __future__ import annotations

from csops_tui.exchange.capture.found import Passed
from csops_tui.locale import t


def reason(passed: Passed, *, detail: bool = True) -> str:
    """The reason, with what it is about where that is known and asked for."""
    why = t(f"capture.reason.{passed.reason}")
    return t("capture.about", why=why, detail=passed.detail) if detail and passed.detail else why
