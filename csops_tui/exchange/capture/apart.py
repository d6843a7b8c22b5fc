"""Reading in a process of its own: a file that takes too much memory or time ends that process, not the program."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

import csops_tui
from csops_tui.exchange.capture.found import Found, Passed, Window, from_json

SECONDS = 5
"""Of computing for one file, and one more for each of its megabytes."""

_SILENCE = 60
_ROOT = str(Path(csops_tui.__file__).resolve().parents[1])


def read_apart(
    paths: Sequence[Path], window: Window, progress: Callable[[int], None] | None = None
) -> Iterator[Found | Passed]:
    """What files say; a file that its reader dies of is named as such, and the next one goes on with the rest."""
    left = [str(path) for path in paths]
    done = 0
    while left:
        reached = 0
        for found in _read(left, window):
            if isinstance(found, int):
                reached = found
                if progress:
                    progress(done + reached)
            else:
                yield found
        done += reached
        left = left[reached:]


def _read(paths: Sequence[str], window: Window) -> Iterator[Found | Passed | int]:
    """What one process reads, and between it how many files are behind it; always at least one."""
    request = {"since": window.since.isoformat(), "until": window.until.isoformat(), "bodies": window.bodies}
    child = subprocess.Popen(
        # Not the folder we happen to stand in: a file named like a module there would be run.
        [sys.executable, "-P", "-X", "utf8", "-m", "csops_tui.exchange.capture.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))},
    )
    assert child.stdin and child.stdout
    behind = 0
    try:
        # The child reads all of it before it says anything, so neither waits for the other.
        child.stdin.write(json.dumps({**request, "paths": list(paths)}).encode("utf-8", "surrogateescape"))
        child.stdin.close()
        for line in _lines(child.stdout):
            said = json.loads(line)
            if "behind" in said:
                behind = said["behind"]
                yield behind
            else:
                yield from_json(said)
    except BrokenPipeError:
        pass
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
    if behind < len(paths):
        yield Passed("took_too_much", "", paths[behind])
        yield behind + 1


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Whole lines until the other side ends or is silent for too long."""
    held = b""
    handle = stream.fileno()
    while select.select([handle], [], [], _SILENCE)[0]:
        part = os.read(handle, 1 << 20)
        if not part:
            return
        *lines, held = (held + part).split(b"\n")
        yield from lines
