"""What somebody decides about a row of Today, written inside an edit; `u` brings the row back with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from csops_tui.measures import churn_review, risks, signals
from csops_tui.measures.today import DEFERRAL, Item, Row, Subject
from csops_tui.store.edit import Edit

# Reasons that a record of its own settles; the others are settled by a touch.
_BY_HAND = ("promise", "task", "action", "signal", "risk", "verify")
# Reasons that are settled by what somebody writes: an update, the record of a loss.
BY_WORD = ("complaint", "churn")
# Reasons that are commitments: planning something else does not settle them.
_COMMITMENTS = ("promise", "task", "action")
# What a plan does not settle either: something that took place stays to be recorded.
_STAYS = (*_COMMITMENTS, "capture", "risk", "complaint", "churn")
# Reasons that are put off one by one.
_ONE_BY_ONE = (*_COMMITMENTS, "signal", "risk", "complaint", "churn")


def to_do(row: Row) -> tuple[Item, Subject] | None:
    """What "done" settles at once: the reason that leads the row; None where a touch or a word has to do that."""
    lead = row.items[0]
    return (lead, lead.subjects[0]) if lead.kind in _BY_HAND else None


def choices(row: Row) -> list[tuple[Item, Subject]]:
    """All of a row that can be settled without a touch, most pressing first; complaints and losses take words."""
    return [(item, subject) for item in row.items if item.kind in (*_BY_HAND, *BY_WORD) for subject in item.subjects]


def do(edit: Edit, item: Item, subject: Subject, day: dt.date, member_id: str | None) -> None:
    """Tick off one record of a reason as of a day: the task is done, the signal addressed, the risk reviewed …"""
    assert subject.id is not None
    today = day.isoformat()
    if item.kind == "action":
        churn_review.tick(edit, subject.id)
    elif item.kind in _COMMITMENTS:
        edit.update("task", subject.id, {"state": "done", "done_on": today})
    elif item.kind == "signal":
        signals.address(edit, subject.id, day, member_id)
    elif item.kind == "risk":
        risks.reviewed(edit, subject.id, day)
    else:
        edit.update("contact", subject.id, {"state": "active", "verified": today, "left_on": None})


def snooze(edit: Edit, row: Row, until: dt.date, reason: str, day: dt.date, member_id: str | None) -> None:
    """Let all reasons of a row rest until a later day: signals as snoozed episodes, the rest as deferrals."""
    for item in row.items:
        if item.kind != "signal":
            continue
        for subject in item.subjects:
            assert subject.id is not None
            signals.snooze(edit, subject.id, until, reason, day, member_id)
    _defer(edit, row, (item for item in row.items if item.kind != "signal"), until, reason, day, member_id)


def skip(edit: Edit, row: Row, day: dt.date, member_id: str | None) -> None:
    """Not today: all reasons of a row are back tomorrow."""
    _defer(edit, row, row.items, day + dt.timedelta(days=1), "", day, member_id)


def planned(edit: Edit, row: Row, until: dt.date | None, reason: str, day: dt.date, member_id: str | None) -> None:
    """Something was decided about the account: its reasons rest until that day, at least until tomorrow.

    Commitments stay: another task does not keep a promise; so does what waits to be recorded.
    """
    later = max(until or day, day + dt.timedelta(days=1))
    _defer(edit, row, (i for i in row.items if i.kind not in _STAYS), later, reason, day, member_id)


def _defer(
    edit: Edit, row: Row, items: Iterable[Item], until: dt.date, reason: str, day: dt.date, member_id: str | None
) -> None:
    """Put reasons off; tasks and signals one by one, so that a new one shows although others rest."""
    if row.account_id is None:
        return
    for item in items:
        subjects = [subject.id for subject in item.subjects] if item.kind in _ONE_BY_ONE else [None]
        for subject in subjects:
            edit.insert(
                "deferral",
                {
                    "account_id": row.account_id,
                    "kind": DEFERRAL[item.kind],
                    "subject_id": subject,
                    "day": day.isoformat(),
                    "until": until.isoformat(),
                    "reason": reason or None,
                    "member_id": member_id,
                },
            )
