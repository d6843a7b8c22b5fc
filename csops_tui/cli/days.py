"""The days that people name on the command line."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from csops_tui.cli.errors import USAGE, ShellError
from csops_tui.cli.everywhere import session
from csops_tui.cli.session import YEARS

if TYPE_CHECKING:
    from csops_tui.text.dates import Prefer


def day_of(text: str, prefer: Prefer, exit_code: int = USAGE) -> dt.date:
    """The day that a text means: 2026-11-21, 11/21, yesterday, 来月末, whatever `parse_when` reads.

    `prefer` says where a day without its year, or a weekday, points. Raises ShellError, with `exit_code`, for what is
    no date, and an empty text is none.
    """
    from csops_tui.text.dates import parse_when

    held = session()
    found = parse_when(text, held.clock.now(), held.config.fiscal_start, prefer)
    if found is None or found.day.year not in YEARS:
        raise ShellError("as_of", exit_code, value=text)
    return found.day


def span_of(start: str | None, end: str | None) -> tuple[dt.date, dt.date]:
    """The first and last day of figures, by default of twelve months as on the screens; raises ShellError.

    Nothing or an empty text is the default. The first day may come after the last: the command decides about that.
    """
    from csops_tui.exchange.reports.asked import first_of_month

    # Before the words are read: where there is no book, that is what has to be said.
    today = session().book().clock.today()
    last = day_of(end, "past") if end else today
    return day_of(start, "past") if start else first_of_month(last, -11), last
