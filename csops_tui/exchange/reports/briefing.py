"""The briefing before a meeting: everything about one account that fits on a page."""

from __future__ import annotations

from csops_tui.exchange.reports import account
from csops_tui.exchange.reports.asked import Asked
from csops_tui.exchange.reports.report import Report

# As much of a note as stands on two lines.
_NOTE = 150


def gather(asked: Asked) -> Report:
    """The briefing on one account as of a day."""
    row = account.row_of(asked)
    sections = (
        account.header(asked, row),
        account.concern(asked, row),
        account.promises(asked),
        account.touches(asked, row, cells=_NOTE),
        account.requests(asked),
        account.usage(asked, row),
        account.contacts(asked),
    )
    return Report("briefing", asked.as_of, asked.start, asked.end, sections, asked.account)
