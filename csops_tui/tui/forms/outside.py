"""A note in the person's own editor: the app steps aside until the editor is closed."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from csops_tui.locale import t

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp


def edit_outside(app: CsopsApp, text: str) -> str | None:
    """`text` as `$VISUAL` or `$EDITOR` left it; None when it could not be edited, which is said.

    The file is private and gone afterwards; only when the editor failed it stays, and the message names it.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not command.strip():
        app.say(t("form.no_editor"), "warning")
        return None
    handle, name = tempfile.mkstemp(prefix="csops-", suffix=".txt")
    path = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        with app.suspend():
            done = subprocess.run([*shlex.split(command), name], check=False)
    except (OSError, ValueError, SuspendNotSupported) as error:
        path.unlink(missing_ok=True)
        app.say(t("form.editor_failed", detail=str(error)), "error")
        return None
    app.refresh()
    if done.returncode:
        app.say(t("form.editor_left", path=name), "warning")
        return None
    edited = path.read_text(encoding="utf-8", errors="replace")
    path.unlink(missing_ok=True)
    return edited.removesuffix("\n")
