"""The files and folders that were captured last, newest first, in a file of the configuration folder."""

from __future__ import annotations

import json
from pathlib import Path

from csops_tui.store.config import config_dir
from csops_tui.tui.file_names import shown_path

MOST = 3


def capture_paths() -> list[str]:
    """Those that are still there, as they would be typed."""
    try:
        held = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    names = [name for name in held if isinstance(name, str)] if isinstance(held, list) else []
    return [name for name in names if Path(name).expanduser().exists()][:MOST]


def keep(path: Path) -> None:
    """Put one at the beginning; raises OSError where the folder cannot be written to."""
    from csops_tui.exchange.files import replacing

    name = shown_path(path) + ("/" if path.is_dir() else "")
    file = _file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = [name, *(other for other in capture_paths() if other != name)][:MOST]
    with replacing(file) as stream:
        stream.write(json.dumps(names, ensure_ascii=False) + "\n")


def _file() -> Path:
    return config_dir() / "captured.json"
