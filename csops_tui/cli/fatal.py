"""An error nobody foresaw: its kind and place for the person, the way to it for a log, and nobody's data in either."""

from __future__ import annotations

import datetime as dt
import os
import traceback
from pathlib import Path

from csops_tui.locale import t
from csops_tui.store.config import data_dir


def report(error: BaseException) -> str:
    """The words for the person, after noting kind and call path (no message, no values) in `errors.log`."""
    frames = traceback.extract_tb(error.__traceback__)
    path = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    kind = type(error).__name__
    place = path[-1] if path else "?"
    log = _note(kind, path)
    return t("cli.error.unexpected", kind=kind, place=place) + (f"\n{t('cli.error.logged', path=log)}" if log else "")


def _note(kind: str, path: list[str]) -> Path | None:
    at = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        log = data_dir() / "errors.log"
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write("\n  ".join([f"{at} {kind}", *path]) + "\n")
    except OSError:
        return None
    return log


def _short(filename: str) -> str:
    """A file's path from its package on: where a person keeps things is nobody's business."""
    parts = Path(filename).parts
    for name in ("site-packages", "csops_tui"):
        if name in parts:
            at = len(parts) - 1 - parts[::-1].index(name)
            return "/".join(parts[at + (name == "site-packages") :])
    return parts[-1] if parts else "?"
