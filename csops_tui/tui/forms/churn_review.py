"""What is typed into a churn review: the first date it could have been known, improvements, actions, and the signal
that an action becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from csops_tui.locale import t
from csops_tui.measures import churn_review as reviews
from csops_tui.measures.churn_review import Action, Item
from csops_tui.store.typed import day_in_full
from csops_tui.text.dates import parse_when
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.job import Values
from csops_tui.tui.forms.suggest import Suggestion
from csops_tui.tui.forms.task import read_task

if TYPE_CHECKING:
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp

Write = Callable[[str, "Callable[[Edit], object]"], bool]
"""Makes one edit under a label; False where the book refused."""

_COLUMNS = {"cs": "improve_cs", "ops": "improve_ops", "note": "minutes_text"}
# An action without a day is due in so many days.
_DUE = 14


def ask_first(app: CsopsApp, item: Item, day: str, write: Write) -> None:
    """Ask for the first date on which the loss could have been known; it lies before the notice."""

    def read(text: str) -> dt.date | None:
        found = parse_when(text, app.book.clock.now(), app.config.fiscal_start, "past")
        return found.day if found else None

    def wrong(day: dt.date) -> str | None:
        late = item.known is not None and day.isoformat() >= item.known
        return t("lookback.first_late", day=item.known) if late else None

    def echo(text: str, _: Suggestion | None) -> str:
        found = read(text)
        return (wrong(found) or day_in_full(found, app.today)) if found else t("lookback.first_hint")

    def take(text: str, _: Suggestion | None) -> str | None:
        found = read(text) if text.strip() else None
        if text.strip() and found is None:
            return t("lookback.first_hint")
        if found and (said := wrong(found)):
            return said
        said = {"first_knowable": found.isoformat() if found else None}
        write(t("lookback.label.first"), lambda edit: edit.update("churn_review", item.id, said))
        return None

    title = t("lookback.first_title", account=item.account)
    app.push_screen(Ask(title, take, echo=echo, value=day, draft=("churn_first", item.id)))


def ask_words(app: CsopsApp, item: Item, kind: str, write: Write) -> None:
    """Ask what CS (`cs`) or Ops (`ops`) does better, or for a note (`note`)."""
    column = _COLUMNS[kind]
    value = {"cs": item.improve_cs, "ops": item.improve_ops, "note": item.note}[kind]

    def take(text: str, _: Suggestion | None) -> str | None:
        said = {column: text.strip() or None}
        write(t(f"lookback.section.{kind}"), lambda edit: edit.update("churn_review", item.id, said))
        return None

    title = f"{t(f'lookback.section.{kind}')} ▸ {item.account}"
    app.push_screen(Ask(title, take, value=value, draft=(f"churn_{kind}", item.id)))


def ask_action(app: CsopsApp, item: Item, write: Write) -> None:
    """Ask what is to be done and until when: `閲覧のみの顧客を確認 金曜`; the owner is whoever acts."""

    def read(text: str) -> tuple[str, dt.date, str]:
        found = read_task(text, app.book.clock.now(), app.config.fiscal_start)
        return found.title, found.due or app.today + dt.timedelta(days=_DUE), found.wrong

    def echo(text: str, _: Suggestion | None) -> str:
        title, due, wrong = read(text)
        if wrong:
            return t("ask.task.wrong_day", text=wrong)
        return f"{title} · {day_in_full(due, app.today)}" if title else t("lookback.action_hint", n=_DUE)

    def take(text: str, _: Suggestion | None) -> str | None:
        title, due, wrong = read(text)
        if wrong:
            return t("ask.task.wrong_day", text=wrong)
        if not title:
            return t("lookback.action_hint", n=_DUE)
        row = {"review_id": item.id, "title": title, "due": due.isoformat(), "member_id": app.member_id()}
        write(t("lookback.label.action"), lambda edit: edit.insert("review_action", row))
        return None

    title = t("lookback.action_title", account=item.account)
    example = t("lookback.action_example")
    app.push_screen(Ask(title, take, echo=echo, placeholder=example, draft=("churn_action", item.id)))


def make_signal(app: CsopsApp, item: Item, action: Action) -> None:
    """Open the editor of a new signal that starts with what the action says; saving it links the two."""
    from csops_tui.tui.screens.signal_edit import SignalEditScreen, SignalJob

    class AdoptingJob(SignalJob):
        """A new signal that an action becomes; each keeps the other's link."""

        def write(self, edit: Edit, values: Values) -> str:
            signal_id = super().write(edit, values)
            reviews.adopt(edit, action.id, signal_id)
            return signal_id

    start: dict[str, Any] = {
        "name": action.title,
        "words": action.title,
        "origin": t("lookback.origin", account=item.account, day=(item.known or "–").replace("-", "/")),
        "review_id": item.id,
    }
    job = AdoptingJob(app.book, app.config, None, start)
    job.draft_key = ("signal:action", action.id)
    app.push_screen(SignalEditScreen(job))
