"""The hand-over pack: what the next person needs who looks after an account."""

from __future__ import annotations

from csops_tui.exchange.reports import account
from csops_tui.exchange.reports.asked import Asked
from csops_tui.exchange.reports.report import Report


def gather(asked: Asked) -> Report:
    """The hand-over of one account as of a day."""
    row = account.row_of(asked)
    sections = (
        account.header(asked, row),
        account.promises(asked),
        account.tasks(asked),
        account.concern(asked, row),
        account.risks(asked),
        account.contacts(asked, whole=True),
        account.touches(asked, row),
        account.requests(asked),
        account.contracts(asked),
        account.usage(asked, row),
        account.calendar(asked),
        account.owners(asked),
    )
    return Report("handover", asked.as_of, asked.start, asked.end, sections, asked.account)
