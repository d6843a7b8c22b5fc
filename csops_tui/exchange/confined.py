"""Reading a file in a process of its own, so that a hostile one cannot take down, fill or hang the program."""

from __future__ import annotations

import json
import marshal
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import csops_tui
from csops_tui.exchange.errors import ExchangeError

MEMORY_MB = 512
CPU_SECONDS = 60
WALL_SECONDS = 120
SPOOL_MB = 2_048
LENGTH = 8
"""Before each batch of records in the spool stand so many bytes that say how long it is."""
# How often a reading looks whether anybody still waits for it, in seconds.
_LOOK = 0.1
_this_thread = threading.local()
_ROOT = str(Path(csops_tui.__file__).resolve().parents[1])
# What a killed process dies of when it asked for more memory than it may have, or more time.
_OVER_TIME = (-24, -9)


@dataclass(frozen=True)
class Reading:
    """What a child answered, and the records it wrote into an unnamed file; read them as often as needed."""

    answer: dict[str, Any]
    _file: IO[bytes]

    def batches(self) -> Iterator[list[tuple[int, list[str], str]]]:
        """The records as (line, cells, fault), in lists."""
        at = 0
        while True:
            # Another reader of the same file may have moved it meanwhile.
            self._file.seek(at)
            length = int.from_bytes(self._file.read(LENGTH), "big")
            if not length:
                return
            yield marshal.loads(self._file.read(length))
            at += LENGTH + length


def read_confined(
    task: str, path: Path, *, memory_mb: int = MEMORY_MB, wall: float = WALL_SECONDS, **wishes: object
) -> Reading:
    """Have a child process do a task of `reading_child` on a file; `wishes` are the task's own arguments.

    Raises ExchangeError with the child's reason, with the limit it ran into, or when it is stopped (see `stoppable`).
    """
    stop: threading.Event | None = getattr(_this_thread, "stop", None)
    spool = tempfile.TemporaryFile(prefix="csops-")  # noqa: SIM115 - lives as long as the reading
    handle = spool.fileno()
    limits = {"memory_mb": memory_mb, "cpu": CPU_SECONDS, "spool_mb": SPOOL_MB}
    # Its other end closes with this process, however that ends; the child does not outlive it.
    ours, theirs = os.pipe()
    asked = {"task": task, "path": str(path), "spool": handle, "held": ours, "limits": limits, "wishes": wishes}
    # Not the folder we happen to stand in: a file named like a module there would be run.
    command = [sys.executable, "-P", "-X", "utf8", "-m", "csops_tui.exchange.reading_child", json.dumps(asked)]
    searched = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(handle, ours),
            env={**os.environ, "PYTHONPATH": searched},
        )
        try:
            said = _said(child, path, wall, stop)
        finally:
            if child.poll() is None:
                child.kill()
                child.communicate()
    finally:
        os.close(ours)
        os.close(theirs)
    answer = _answer(said) if child.returncode == 0 else None
    if answer is None:
        raise _ended(child.returncode, path)
    if key := answer.get("error"):
        raise ExchangeError(key, **{"path": path.name, **answer["values"]})
    return Reading(answer, spool)


@contextmanager
def stoppable(stop: threading.Event) -> Generator[None]:
    """Within it, readings of this thread end as soon as `stop` is set; they then raise ExchangeError."""
    before = getattr(_this_thread, "stop", None)
    _this_thread.stop = stop
    try:
        yield
    finally:
        _this_thread.stop = before


def _said(child: subprocess.Popen[bytes], path: Path, wall: float, stop: threading.Event | None) -> bytes:
    """What a child writes to its end."""
    over = time.monotonic() + wall
    while True:
        try:
            return child.communicate(timeout=_LOOK)[0]
        except subprocess.TimeoutExpired as error:
            if stop is not None and stop.is_set():
                raise ExchangeError("reading_stopped", path=path.name) from error
            if time.monotonic() > over:
                raise ExchangeError("takes_too_long", path=path.name, seconds=round(wall)) from error


def _answer(said: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(said)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _ended(code: int, path: Path) -> ExchangeError:
    """The reason for a child that did not answer: too long, too large, or stumbling over a broken file."""
    if code in _OVER_TIME:
        return ExchangeError("takes_too_long", path=path.name, seconds=CPU_SECONDS)
    if code < 0:
        return ExchangeError("takes_too_much", path=path.name, memory=MEMORY_MB)
    return ExchangeError("broken_file", path=path.name)
