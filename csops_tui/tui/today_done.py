"""What `d` does on Today: the reason that leads a row is settled; where a touch has to do that, it asks which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from csops_tui.locale import t
from csops_tui.measures import today_decisions
from csops_tui.measures.today import Item, Row, Subject
from csops_tui.measures.today_words import reason, subject_words
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.suggest import Suggestion
from csops_tui.tui.register_acts import ask_update

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp

Write = Callable[[str, int, "Callable[[Edit], None]"], None]
_Found = tuple[Row, Item, Subject]


def settle(app: CsopsApp, rows: Sequence[Row], write: Write) -> None:
    """Settle one row, or of several marked ones those that need no word; `write(label, n, act)` makes the edit."""
    if len(rows) > 1:
        leads = [(row, *lead) for row in rows if (lead := today_decisions.to_do(row))]
        if not leads:
            app.say(t("today.done.one_by_one"), "warning")
            return
        _do(app, leads, write)
        if left := len(rows) - len(leads):
            app.say(t("today.done.left", n=left), "warning")
        return
    (row,) = rows
    if lead := today_decisions.to_do(row):
        _do(app, [(row, *lead)], write)
    elif row.items[0].kind in today_decisions.BY_WORD:
        _one(app, (row, row.items[0], row.items[0].subjects[0]), write)
    else:
        _ask(app, row, write)


def _ask(app: CsopsApp, row: Row, write: Write) -> None:
    """What leads the row is settled by a touch: which of the others is done?"""
    choices = [
        Suggestion((row, item, subject), reason(Item(item.kind, (subject,), item.late), app.today))
        for item, subject in today_decisions.choices(row)
    ]

    def take(_: str, chosen: Suggestion | None) -> str | None:
        if chosen is None:
            return t("today.done.which")
        # The question closes first, so that what is said or asked next stands on the queue.
        app.call_later(_one, app, chosen.value, write)
        return None

    def fitting(text: str) -> list[Suggestion]:
        return [one for one in choices if text.casefold() in one.label.casefold()]

    hint = t("today.done.lead_captured" if row.items[0].kind == "capture" else "today.done.lead_needs_touch")
    title = t("today.done.ask", account=row.facts.name)
    app.push_screen(Ask(title, take, candidates=fitting, echo=lambda *_: hint, pick=True))


def _one(app: CsopsApp, found: _Found, write: Write) -> None:
    """Settle one reason; a complaint waits for word, and what is missing of a loss is written down."""
    _, item, subject = found
    if item.kind == "complaint" and subject.id:
        ask_update(app, subject.id)
    elif item.kind == "churn" and subject.id:
        from csops_tui.tui.churn_entry import continue_entry

        continue_entry(app, subject.id)
    else:
        _do(app, [found], write)


def _do(app: CsopsApp, found: Sequence[_Found], write: Write) -> None:
    row, item, subject = found[0]
    what = subject_words(item, subject)
    kind = "task" if item.kind in ("promise", "action") else item.kind
    label = t(f"today.done.{kind}", what=what)
    if row.account_id:
        label = t("today.done.label", account=row.facts.name, what=label)
    day, member = app.today, app.member_id()

    def act(edit: Edit) -> None:
        for _, item, subject in found:
            today_decisions.do(edit, item, subject, day, member)

    write(label, len(found), act)
