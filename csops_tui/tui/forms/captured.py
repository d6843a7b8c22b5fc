"""The forms of what was captured: a touch, a meeting or a contact with everything a file said already in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csops_tui.exchange.capture import deciding
from csops_tui.exchange.capture.draft import trigger_of
from csops_tui.store.clock import utc_text
from csops_tui.text.quicklog import Mention, QuickLog
from csops_tui.tui.forms.form import RecordJob
from csops_tui.tui.forms.job import Values
from csops_tui.tui.forms.touch_form import TouchJob

if TYPE_CHECKING:
    from csops_tui.exchange.capture.deciding import Proposal
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp


def captured_form(app: CsopsApp, one: Proposal) -> None:
    """Open the form that suits a proposal."""
    from csops_tui.tui.captured import account_name
    from csops_tui.tui.forms.screen import FormScreen

    if one.kind == "touchpoint":
        job = CapturedTouch(app, one, account_name(app, one.account_id))
    else:
        job = CapturedRecord(app, one)
    app.push_screen(FormScreen(job))


class CapturedTouch(TouchJob):
    """A touch that a mail or calendar speaks of."""

    def __init__(self, app: CsopsApp, one: Proposal, account: str) -> None:
        known, others = deciding.present(app.book.reader(), one)
        at = one.moment
        entry = QuickLog(
            account=(one.account_id or "", account),
            unknown_account=None,
            channel=one.channel,
            minutes=one.minutes,
            day=at.date(),
            time=at.time(),
            dated=True,
            # Whom the account does not know stands in the note: a proposal of their own keeps their address.
            contacts=tuple(Mention(row_id, name) for row_id, name in known),
            tags=(),
            concern=None,
            sentiment=None,
            tasks=(),
            requests=(),
            trigger=None,
            note=deciding.note_of(one, others),
            errors=(),
            tokens=(),
        )
        super().__init__(app, app.config, entry, [])
        self._one = one
        self.draft_key = ("captured", one.id)

    def start(self) -> Values:
        """What the quick log would have understood, the direction that the mail shows, and who asked for it."""
        direction = {"direction": self._one.direction} if self._one.direction else {}
        return {**super().start(), **direction, "trigger": trigger_of(self._one.people)}

    def write(self, edit: Edit, values: Values) -> str:
        row_id = super().write(edit, values)
        edit.update("touchpoint", row_id, {"member_id": self._one.member_id or self._app.member_id()})
        deciding.confirmed(edit, self._one, row_id)
        return row_id


class CapturedRecord(RecordJob):
    """A meeting or a contact that a calendar, mail or card speaks of."""

    def __init__(self, app: CsopsApp, one: Proposal) -> None:
        values = deciding.contact_values(one) if one.kind == "contact" else _meeting(app, one)
        given = {name: value for name, value in values.items() if value is not None}
        super().__init__(app.book, app.config, one.kind, None, given)
        self._one = one
        self.draft_key = ("captured", one.id)

    def write(self, edit: Edit, values: Values) -> str:
        row_id = super().write(edit, values)
        deciding.confirmed(edit, self._one, row_id)
        if self._one.kind == "contact":
            deciding.link(edit, self._one, row_id)
        return row_id


def _meeting(app: CsopsApp, one: Proposal) -> Values:
    known, others = deciding.present(app.book.reader(), one)
    return {
        "account_id": one.account_id,
        "contact_id": known[0][0] if known else None,
        "asked": app.today.isoformat(),
        "state": "booked",
        "meeting": utc_text(one.moment),
        "member_id": one.member_id,
        "note": deciding.note_of(one, others) or None,
    }
