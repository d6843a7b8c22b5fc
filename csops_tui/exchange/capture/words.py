"""What a capture came to, and why a file, or a part of it, gave nothing, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from csops_tui.exchange.capture.found import Passed, Window
from csops_tui.locale import t

if TYPE_CHECKING:
    from csops_tui.exchange.capture.capturing import Captured

_SHOWN = 20


def reason(passed: Passed, *, detail: bool = True) -> str:
    """The reason, with what it is about where that is known and asked for."""
    why = t(f"capture.reason.{passed.reason}")
    return t("capture.about", why=why, detail=passed.detail) if detail and passed.detail else why


def said(done: Captured, window: Window, *, dry_run: bool = False, screen: bool = False) -> list[str]:
    """What was read and what became of it, line by line; what there is none of is not said.

    On a screen the ways on are keys, else commands of the shell.
    """
    made = done.plan
    kinds: dict[str, object] = {kind: done.read.get(kind, 0) for kind in ("event", "mail", "card")}
    of = {kind: sum(draft.kind == kind for draft in made.new) for kind in ("touchpoint", "appointment", "contact")}
    lines = [t("captured.said.read", None, files=done.files, **kinds)]
    if done.without_addresses:
        lines.append(t("capturing.no_members" if screen else "captured.said.no_members"))
    lines.append(
        t(
            "captured.said.would" if dry_run else "captured.said.new",
            n=len(made.new),
            touches=of["touchpoint"],
            meetings=of["appointment"],
            contacts=of["contact"],
        )
    )
    if made.unmatched:
        lines.append("  " + t("capturing.unmatched" if screen else "captured.said.unmatched", n=made.unmatched))
    counts = {
        "changed": len(made.changed),
        "withdrawn": len(made.withdrawn),
        "logged": len(made.logged),
        "waiting": made.waiting,
        "answered": made.answered,
        "unwanted": made.unwanted,
        "internal": done.internal,
        "automatic": done.automatic,
        "outside": done.outside,
    }
    for name, n in counts.items():
        if n:
            lines.append("  " + t(f"captured.said.{name}", n=n, since=window.since, until=window.until))
    for passed in done.told[:_SHOWN]:
        lines.append("  " + t("captured.passed", file=Path(passed.file).name, why=reason(passed)))
    if len(done.told) > _SHOWN:
        lines.append("  " + t("captured.said.files_more", n=len(done.told) - _SHOWN))
    return lines
