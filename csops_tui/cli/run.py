"""One run of the shell: from the arguments to an exit code, whatever happens in between."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from csops_tui.cli.errors import FAILURE, OK, USAGE
from csops_tui.locale import set_language
from csops_tui.text.clean import clean

_INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; returns the exit code. Nothing a command does ends in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    _language_of(arguments)
    try:
        code = _carry_out(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader has seen enough. Python flushes once more at exit, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED


def say(text: object) -> None:
    """Words for the person, on stderr; nothing in them can steer the terminal."""
    print(clean(str(text), multiline=True), file=sys.stderr)


def _carry_out(arguments: Sequence[str]) -> int:
    from csops_tui.cli.root import root

    try:
        result = root.main(args=list(arguments), prog_name="csops", standalone_mode=False)
        return result if isinstance(result, int) else OK
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.ClickException as error:
        from csops_tui.cli.usage import explain

        say(explain(error))
        return USAGE if isinstance(error, click.UsageError) else FAILURE
    except (BrokenPipeError, KeyboardInterrupt, click.Abort):
        raise
    except Exception as error:  # noqa: BLE001 -- the last stop: a person gets words, never a traceback
        code = getattr(error, "exit_code", None)
        if isinstance(code, int):
            say(error)
            return code
        from csops_tui.cli.fatal import report

        say(report(error))
        return FAILURE


def _language_of(arguments: Sequence[str]) -> None:
    """Settle the language before click speaks: `--lang`, else `CSOPS_LANG`, else the locale."""
    chosen = None
    for n, word in enumerate(arguments):
        if word == "--":
            break
        if word == "--lang" and n + 1 < len(arguments):
            chosen = arguments[n + 1]
        elif word.startswith("--lang="):
            chosen = word[7:]
    set_language(chosen)
