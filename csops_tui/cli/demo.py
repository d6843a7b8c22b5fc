"""`csops demo`: a look round with an invented customer base."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from csops_tui.cli.commands import command, option
from csops_tui.cli.errors import REFUSED, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.output import emit_json, emit_line
from csops_tui.cli.session import Session
from csops_tui.locale import t
from csops_tui.store.clock import Clock
from csops_tui.store.config import data_dir
from csops_tui.text.width import pad


@command("demo")
@option("--accounts", type=click.IntRange(2, 200_000), default=1300, metavar="N")
@option("--seed", type=int, default=1, metavar="N")
@option("--build", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@option("--today", metavar="DATE")
@option("--fresh", is_flag=True)
def demo(accounts: int, seed: int, build: Path | None, today: str | None, fresh: bool) -> int | None:
    """Make the sample book and open it."""
    from csops_tui.exchange.sample.write import build as make

    held = session()
    day = _day(held, today)
    path = build or data_dir() / "demo.db"
    made = make(path, accounts=accounts, seed=seed, today=day, keep=not fresh and build is None, progress=_told(held))
    if build is not None:
        if held.form == "json":
            emit_json({"path": path, "today": day.isoformat(), "seed": seed, "rows": made.counts})
        else:
            emit_line(path)
        return None
    from csops_tui.tui.run import main

    clock = Clock(today=day) if today or held.as_of else held.clock
    return main(path, held.config, clock=clock, actor=held.actor)


def _day(held: Session, text: str | None) -> dt.date:
    if text is None:
        return held.clock.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ShellError("as_of", REFUSED, value=text) from None


def _told(held: Session):
    """Progress on one line of a terminal; nothing where nobody is looking."""

    def progress(words: str, share: float) -> None:
        if not held.quiet and sys.stderr.isatty():
            end = "\n" if share >= 1 else ""
            sys.stderr.write(f"\r{pad(t('cli.said.making', words=words, percent=round(share * 100)), 60)}{end}")
            sys.stderr.flush()

    return progress
