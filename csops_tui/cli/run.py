"""One run of the shell: from the arguments to an exit code, whatever happens in between."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from csops_tui.cli.errors import FAILURE, OK
from csops_tui.cli.session import Session, say
from csops_tui.locale import set_language, t

_INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; returns the exit code. Nothing a command does ends in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # pyright: ignore[reportAttributeAccessIssue]
    held = Session()
    try:
        set_language(_language_of(arguments, held))
        code = _carry_out(arguments, held)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader has seen enough. Python flushes once more at exit, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- the last stop: a person gets words, never a traceback
        code = getattr(error, "exit_code", None)
        if isinstance(code, int):
            say(error)
            return code
        if isinstance(error, OSError) and error.filename:
            say(t("cli.error.file", path=error.filename, detail=error.strerror or type(error).__name__))
            return FAILURE
        from csops_tui.cli.fatal import report

        say(report(error))
        return FAILURE
    finally:
        held.close()


def _carry_out(arguments: Sequence[str], held: Session) -> int:
    """The two lines typed most, `csops` and a plain `csops log words …`, go straight to their work, without click."""
    if len(arguments) > 1 and arguments[0] == "log" and not any(word.startswith("-") for word in arguments):
        from csops_tui.cli.entry import log_line

        held.one_shot = True
        return log_line(held, " ".join(arguments[1:]))
    # A shell that completes words asks by this variable, without arguments.
    if not arguments and "_CSOPS_COMPLETE" not in os.environ:
        from csops_tui.tui.run import main

        # The app turns the collector on itself, once its first screen stands.
        return main(held.path, held.config, clock=held.clock, actor=held.actor)
    gc.enable()
    from csops_tui.cli.clicked import carry_out

    return carry_out(arguments, held)


def _language_of(arguments: Sequence[str], held: Session) -> str | None:
    """The language to begin with: `--lang`, else `CSOPS_LANG`, else the setting; None follows the locale."""
    for place, word in enumerate(arguments):
        if word.startswith("--lang="):
            return word[7:]
        if word == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    if os.environ.get("CSOPS_LANG"):
        return None
    set_language()
    return held.config.language or None
