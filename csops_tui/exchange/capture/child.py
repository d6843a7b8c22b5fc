"""The process that reads: files as one JSON request on stdin, what they say as JSON lines on stdout."""

from __future__ import annotations

import datetime as dt
import json
import signal
import sys
from pathlib import Path
from types import FrameType

from csops_tui.exchange.capture.apart import SECONDS
from csops_tui.exchange.capture.found import Found, Passed, Window, to_json
from csops_tui.exchange.capture.reading import read
from csops_tui.exchange.confined import MEMORY_MB
from csops_tui.exchange.reading_child import limit

# Of a whole mailbox of many years; one file has its own, shorter time.
CPU = 3_600


class TookTooLong(BaseException):
    """The time for one file is over; no reader may catch it."""


def main() -> int:
    """Read the files of the request one after the other."""
    limit(memory_mb=MEMORY_MB, cpu=CPU, spool_mb=10)
    request = json.loads(sys.stdin.buffer.read())
    since, until = (dt.date.fromisoformat(request[name]) for name in ("since", "until"))
    window = Window(since, until, request["bodies"])
    signal.signal(signal.SIGPROF, _too_long)
    out = sys.stdout
    for behind, name in enumerate(request["paths"], 1):
        for each in _timed(Path(name), window):
            out.write(json.dumps(to_json(each)) + "\n")
        out.write(json.dumps({"behind": behind}) + "\n")
        out.flush()
    return 0


def _timed(path: Path, window: Window) -> list[Found | Passed]:
    found: list[Found | Passed] = []
    try:
        # What a signal interrupts in a library that catches everything is interrupted again.
        signal.setitimer(signal.ITIMER_PROF, _seconds(path), 0.5)
        for each in read(path, window):
            found.append(each)
    except TookTooLong:
        found.append(Passed("took_too_long", "", str(path)))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return found


def _seconds(path: Path) -> float:
    try:
        return SECONDS + path.stat().st_size / 1_000_000
    except OSError:
        return SECONDS


def _too_long(_: int, __: FrameType | None) -> None:
    raise TookTooLong


if __name__ == "__main__":
    raise SystemExit(main())
