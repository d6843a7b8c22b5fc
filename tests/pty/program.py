"""How the tests start the program: where its book lies, which day it is, and a function that begins it in a pty."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from terminal import Terminal

TODAY = "2026-11-20"
Start = Callable[..., Terminal]


def environment(home: Path, **more: str) -> dict[str, str]:
    """A clean environment for the program: its own home, a fixed day, Japanese."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV") if name in os.environ}
    fixed = {"HOME": str(home), "CSOPS_HOME": str(home), "CSOPS_TODAY": TODAY, "CSOPS_LANG": "ja"}
    return {**kept, **fixed, "TERM": "xterm-256color", "LANG": "C.UTF-8", **more}
