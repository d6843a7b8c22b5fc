"""What a team makes of its accounts: three segments that divide the book, and a campaign list half worked through."""

from __future__ import annotations

import datetime as dt

from csops_tui.exchange.sample.frame import Frame
from csops_tui.exchange.sample.rows import Rows
from csops_tui.locale import t
from csops_tui.measures.campaigns import quarter_end
from csops_tui.store.edit import Edit

# Code of the words, condition, touch model, days before the renewal.
_SEGMENTS = (
    ("high", "tier = 'high'", "high", 180),
    ("mid", "tier = 'mid'", "low", 120),
    ("low", "tier in ('low', 'tech')", "tech", 90),
)
_FISCAL_START = 4
# The longest quarter: so many days before the end of one lies in the one before.
_QUARTER = 92
_CAMPAIGN = """
SELECT id FROM account WHERE state = 'active' AND tier = 'high' ORDER BY id LIMIT 40"""


def add_lists(edit: Edit, frame: Frame, rows: Rows) -> None:
    """Keep the rows of segments and list; the accounts must be in the book already."""
    for name, where_text, model, runway in _SEGMENTS:
        rows.add(
            "segment",
            name=t(f"sample.segment.{name}"),
            where_text=where_text,
            starts=frame.start,
            touch_model=model,
            runway_days=runway,
        )
    ends = quarter_end(frame.today, _FISCAL_START)
    starts = quarter_end(ends - dt.timedelta(days=_QUARTER), _FISCAL_START) + dt.timedelta(days=1)
    accounts = [row for (row,) in edit.conn.execute(_CAMPAIGN)]
    campaign = rows.add(
        "campaign_list",
        name=t("sample.campaign"),
        starts=min(starts, frame.today),
        ends=ends,
        where_text="tier = 'high'",
        note=t("sample.campaign_note"),
    )
    for account in accounts:
        rows.add("campaign_member", campaign_id=campaign, account_id=account)
