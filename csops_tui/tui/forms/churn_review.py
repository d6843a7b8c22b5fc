"""What is typed into a churn review: the first date it could have been known, improvements, actions, and the signal
that an action becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csops_tui.locale import t
from csops_tui.measures import churn_review as reviews
from csops_tui.measures.churn_review import Action, Item
from csops_tui.store.choices import find_rows, row_matches
from csops_tui.store.choices import title as title_of
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
# Begins the name of who does it.
_AT = "@＠"


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


@dataclass(frozen=True)
class ActionWords:
    """What a line says of an action: what, until when, who (member id and name), and what is wrong with it."""

    title: str
    due: dt.date
    owner: str | None
    name: str
    wrong: str = ""


def ask_action(app: CsopsApp, item: Item, write: Write) -> None:
    """Ask what is to be done, who does it and until when: `閲覧のみの顧客を確認 @鈴木 金曜`.

    Without a name the owner is whoever acts.
    """
    conn = app.book.reader()

    def read(text: str) -> ActionWords:
        words = text.split()
        named = [word[1:] for word in words if word[0] in _AT and len(word) > 1]
        found = read_task(
            " ".join(word for word in words if word[0] not in _AT), app.book.clock.now(), app.config.fiscal_start
        )
        due = found.due or app.today + dt.timedelta(days=_DUE)
        members = find_rows(conn, "member", named[-1]) if named else []
        wrong = t("ask.task.wrong_day", text=found.wrong) if found.wrong else ""
        if named and len(members) != 1:
            wrong = t("lookback.action_who", name=named[-1])
        owner = members[0].value if members else app.member_id()
        return ActionWords(found.title, due, owner, title_of(conn, "member", owner) if owner else "", wrong)

    def candidates(text: str) -> list[Suggestion]:
        before, _, last = text.rpartition(" ")
        if last[:1] not in tuple(_AT):
            return []
        lead = f"{before} " if before else ""
        found = row_matches(conn, "member", last[1:])
        return [Suggestion(one, f"@{one.label}", one.detail, f"{lead}@{''.join(one.label.split())} ") for one in found]

    def echo(text: str, _: Suggestion | None) -> str:
        said = read(text)
        if said.wrong or not said.title:
            return said.wrong or t("lookback.action_hint", n=_DUE)
        return " · ".join(filter(None, (said.title, said.name, day_in_full(said.due, app.today))))

    def take(text: str, chosen: Suggestion | None) -> str | None:
        said = read(chosen.completion if chosen else text)
        if said.wrong or not said.title:
            return said.wrong or t("lookback.action_hint", n=_DUE)
        row = {"review_id": item.id, "title": said.title, "due": said.due.isoformat(), "member_id": said.owner}
        write(t("lookback.label.action"), lambda edit: edit.insert("review_action", row))
        return None

    title, example = t("lookback.action_title", account=item.account), t("lookback.action_example")
    draft = ("churn_action", item.id)
    app.push_screen(Ask(title, take, candidates=candidates, echo=echo, placeholder=example, draft=draft))


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
