"""A terminal for tests: a program in a pty, its screen as a person sees it, and every byte it wrote."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "space": " ",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "f2": "\x1bOQ",
}
# One escape sequence: CSI, OSC, the other strings, or two characters.
SEQUENCE = re.compile(
    "\x1b(?:"
    r"\[(?P<csi>[0-?]*[ -/]*[@-~])"
    "|\\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\\\)"
    "|[PX^_](?P<other>[^\x1b]*)\x1b\\\\"
    r"|[ -/]*[0-Z\\`-~])"
)


class Terminal:
    """A program in a pty of a given size; use it as a context manager, which ends the program."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        cols: int = 120,
        rows: int = 40,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.raw = bytearray()
        self.modes: dict[str, bool] = {}
        self.screen = pyte.Screen(cols, rows)
        self._stream = pyte.Stream(self.screen)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""
        self._open = True
        self.status: int | None = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                _set_size(0, rows, cols)
                if cwd:
                    os.chdir(cwd)
                os.execvpe(arguments[0], list(arguments), dict(env if env is not None else os.environ))
            finally:
                os._exit(127)
        _set_size(self.fd, rows, cols)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.exit_code(0) is None:
            os.kill(self.pid, signal.SIGKILL)
            self.exit_code(5)
        self.hang_up()

    # What the program wrote

    def read(self, seconds: float = 0.0) -> bool:
        """Take in what there is within `seconds`; False when nothing came."""
        if not self._open or not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            data = b""
        if not data:
            self._open = False
            return False
        self.raw += data
        self._feed(self._decode(data))
        return True

    def _feed(self, text: str) -> None:
        text, self._rest = self._rest + text, ""
        place = 0
        while (start := text.find("\x1b", place)) >= 0:
            self._stream.feed(text[place:start])
            found = SEQUENCE.match(text, start)
            if found is None:
                if len(text) - start < 4096:
                    self._rest = text[start:]
                    return
                place = start + 1
                continue
            place = found.end()
            self._obey(found)
        self._stream.feed(text[place:])

    def _obey(self, found: re.Match[str]) -> None:
        csi = found["csi"]
        if csi is None:
            if found["osc"] is None and found["other"] is None:
                self._stream.feed(found[0])
            return
        if csi[0] == "?" and csi[-1] in "hl":
            for mode in csi[1:-1].split(";"):
                self.modes[mode] = csi[-1] == "h"
        # The emulator does not know keyboard protocols and queries.
        if csi[0] not in "<=>" and "$" not in csi and csi[-1] not in "ut":
            self._stream.feed(found[0])

    @property
    def lines(self) -> list[str]:
        """The rows of the screen as text; a wide character stands once."""
        buffer = self.screen.buffer
        return [
            "".join(buffer[y][x].data for x in range(self.screen.columns)).rstrip() for y in range(self.screen.lines)
        ]

    @property
    def text(self) -> str:
        """The whole screen as text."""
        return "\n".join(self.lines)

    @property
    def cursor(self) -> tuple[int, int, bool]:
        """Column and row of the terminal's own cursor, and whether it is shown."""
        return self.screen.cursor.x, self.screen.cursor.y, not self.screen.cursor.hidden

    # Waiting and typing

    def wait(self, until: str | Callable[[], bool], seconds: float = 30.0) -> None:
        """Read until the screen holds the text, or the condition is true; raises AssertionError with the screen."""
        true = (lambda: until in self.text) if isinstance(until, str) else until
        end = time.monotonic() + seconds
        while not true():
            if not self.read(0.05) and (time.monotonic() > end or not self._open):
                raise AssertionError(f"waited for {until!r}, saw:\n{self.text}")

    def settle(self, quiet: float = 0.25, seconds: float = 15.0) -> None:
        """Read until the program has been silent for `quiet` seconds."""
        end = time.monotonic() + seconds
        while self._open and self.read(quiet) and time.monotonic() < end:
            pass

    def press(self, *keys: str) -> None:
        """Send keys by name, or text as it is."""
        for key in keys:
            code = KEYS.get(key)
            if code is None:
                code = chr(ord(key[-1]) & 0x1F) if re.fullmatch("ctrl[+][a-z]", key) else key
            os.write(self.fd, code.encode())

    def resize(self, cols: int, rows: int) -> None:
        """Make the window another size."""
        _set_size(self.fd, rows, cols)
        self.screen.resize(rows, cols)
        os.kill(self.pid, signal.SIGWINCH)

    # The process

    def alive(self) -> bool:
        """Whether the program still runs."""
        return self.exit_code(0) is None

    def kill(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the terminal, as a closed window does."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd, self._open = -1, False

    def exit_code(self, seconds: float = 10.0) -> int | None:
        """The exit code (minus a signal's number), waiting for it and reading on; None while the program runs."""
        end = time.monotonic() + seconds
        while self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                while self.read(0.05):
                    pass
                break
            if time.monotonic() >= end:
                break
            if not self.read(0.02):
                time.sleep(0.005)
        return self.status

    def restored(self) -> bool:
        """Whether the terminal is as it was: main screen, cursor shown, mouse and paste mode off."""
        on = {mode for mode, is_on in self.modes.items() if is_on}
        return self.modes.get("25", True) and not on & {"1049", "1000", "1002", "1003", "1006", "1015", "2004", "1004"}


def _set_size(fd: int, rows: int, cols: int) -> None:
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
