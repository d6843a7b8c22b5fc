"""The process that makes the sample book: lines of JSON about its progress on stdout, so that the screen stays free.

Run as `python -m csops_tui.tui.sample_child PATH DAY ACCOUNTS`; SIGTERM stops it, leaving nothing half made behind.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import csops_tui
from csops_tui.locale import language

ACCOUNTS = 1300


def start(path: Path, today: dt.date) -> subprocess.Popen[str]:
    """Begin making the sample book at `path`; its stdout tells `{"share": 0…1}`, or `{"error": words}` at the end."""
    home = str(Path(csops_tui.__file__).parents[1])
    command = [sys.executable, "-P", "-m", "csops_tui.tui.sample_child", str(path), today.isoformat(), str(ACCOUNTS)]
    environment = {**os.environ, "PYTHONPATH": home, "CSOPS_LANG": language()}
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        # A ctrl+c meant for the screen is not meant for this.
        start_new_session=True,
    )


def _tell(**said: object) -> None:
    print(json.dumps(said), flush=True)


def main() -> None:
    """Make the book, telling how far it is."""
    from csops_tui.exchange.sample.write import build
    from csops_tui.locale import set_language
    from csops_tui.store.errors import BookError

    path, today, accounts = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    set_language()
    try:
        build(
            path,
            accounts=int(accounts),
            today=dt.date.fromisoformat(today),
            progress=lambda _, share: _tell(share=share),
        )
    except (BookError, OSError) as error:
        _tell(error=str(error))
        sys.exit(1)


if __name__ == "__main__":
    main()
