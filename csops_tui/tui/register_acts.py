"""What a person decides about risks and complaints, wherever a list shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from csops_tui.locale import language, t
from csops_tui.measures import complaints, risks
from csops_tui.model.codes import word
from csops_tui.store.edit import Edit
from csops_tui.store.typed import day_in_full
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.save import save
from csops_tui.tui.forms.snooze import read_until
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.tui.app import CsopsApp
    from csops_tui.tui.screens.listing import ListScreen

_COMPLAINT = "SELECT responded, resolved FROM complaint WHERE id = ?"


class ActsOnRisks:
    """A list whose rows are risks has these commands; the open ones of those marked, else the one under the cursor."""

    def _open_risks(self) -> list[str]:
        screen = cast("ListScreen", self)
        if screen.table != "risk":
            return []
        ids = sorted(screen.sheet.marks) or [screen.sheet.current_id or ""]
        holes = ",".join("?" * len(ids))
        rows = screen.csops.book.reader().execute(f"SELECT id FROM risk WHERE closed IS NULL AND id IN ({holes})", ids)
        return [row for (row,) in rows]

    def why_not_reviewed(self) -> str | None:
        """An open risk must be there, and the day must be today."""
        if cast("ListScreen", self).csops.as_of:
            return "routing.why.past"
        return None if self._open_risks() else "register.why.no_risk"

    why_not_raise_level = why_not_lower_level = why_not_close_risk = why_not_reviewed

    def do_reviewed(self) -> None:
        """Ask what came of looking at it, and when it is looked at again."""
        ask_review(cast("ListScreen", self).csops, self._open_risks())

    def do_close_risk(self) -> None:
        """Ask what settled it; the risk is closed as of today."""
        ask_close(cast("ListScreen", self).csops, self._open_risks())

    def do_raise_level(self) -> None:
        """One level up; when it changed stays in the history of the record."""
        step_level(cast("ListScreen", self).csops, self._open_risks(), 1)

    def do_lower_level(self) -> None:
        """One level down."""
        step_level(cast("ListScreen", self).csops, self._open_risks(), -1)


class ActsOnComplaints:
    """A list whose rows are complaints has these commands, on the one under the cursor."""

    def _complaint(self) -> tuple[str, str | None, str | None] | None:
        """The id, first answer and solution of the complaint under the cursor."""
        screen = cast("ListScreen", self)
        here = screen.sheet.current_id if screen.table == "complaint" else None
        found = screen.csops.book.reader().execute(_COMPLAINT, [here]).fetchone() if here else None
        return (here, *found) if here and found else None

    def why_not_update(self) -> str | None:
        """A complaint must be there that is not solved."""
        found = self._complaint()
        return "register.why.no_complaint" if found is None or found[2] else None

    why_not_resolve = why_not_update

    def why_not_respond(self) -> str | None:
        """A first answer is given once."""
        found = self._complaint()
        return self.why_not_update() or ("register.why.answered" if found and found[1] else None)

    def do_update(self) -> None:
        """Ask what was told, and write it with the time."""
        if found := self._complaint():
            ask_update(cast("ListScreen", self).csops, found[0])

    def do_resolve(self) -> None:
        """Ask for the cause; the complaint is solved as of now."""
        if found := self._complaint():
            ask_resolve(cast("ListScreen", self).csops, found[0])

    def do_respond(self) -> None:
        """The customer has had a first answer, as of now."""
        if found := self._complaint():
            app = cast("ListScreen", self).csops
            label = t("register.complaints.label.respond", what=complaints.called(app.book.reader(), found[0]))
            if app.write(label, lambda edit: complaints.respond(edit, found[0], app.book.clock.now())):
                app.say(t("app.done_undo", label=label))


def begun(app: CsopsApp, table: str) -> dict[str, str]:
    """What a new record of a register starts with: whoever enters it looks after it.

    A risk is looked at again as soon as the level that it starts with asks for.
    """
    member = app.member_id()
    start = {"owner_id": member} if member else {}
    if table == "risk":
        start["review_on"] = (app.today + dt.timedelta(days=risks.REVIEW_AFTER["medium"])).isoformat()
    return start


def ask_review(app: CsopsApp, ids: Sequence[str]) -> None:
    """Ask what came of looking at risks, and when they are looked at again."""
    (level,) = app.book.reader().execute("SELECT level FROM risk WHERE id = ?", [ids[0]]).fetchone()
    named = _risks_called(app, ids)

    def read(text: str) -> tuple[dt.date | None, str]:
        return read_until(text, app.book.clock.now(), app.config.fiscal_start)

    def echo(text: str, _: Suggestion | None) -> str:
        until, note = read(text)
        day = until or app.today + dt.timedelta(days=risks.REVIEW_AFTER[level])
        return " · ".join(filter(None, [t("register.risks.next", day=day_in_full(day, app.today)), note]))

    def take(text: str, _: Suggestion | None) -> str | None:
        until, note = read(text)
        if until is not None and until <= app.today:
            return t("today.snooze.past")

        def act(edit: Edit) -> None:
            for risk in ids:
                risks.reviewed(edit, risk, app.today, until, note)

        return save(app, t("register.risks.label.reviewed", what=named), act)

    title, example = t("register.risks.review", what=named), t("register.risks.example")
    app.push_screen(Ask(title, take, echo=echo, placeholder=example, draft=("risk", ids[0])))


def ask_close(app: CsopsApp, ids: Sequence[str]) -> None:
    """Ask what settled risks, and close them as of today; nothing typed is an answer too."""
    named = _risks_called(app, ids)

    def take(text: str, _: Suggestion | None) -> str | None:
        def act(edit: Edit) -> None:
            for risk in ids:
                risks.close(edit, risk, app.today, text.strip())

        return save(app, t("register.risks.label.close", what=named), act)

    title, example = t("register.risks.close", what=named), t("register.risks.close.example")
    hint = t("register.risks.close.hint")
    app.push_screen(Ask(title, take, echo=lambda *_: hint, placeholder=example, draft=("risk:close", ids[0])))


def step_level(app: CsopsApp, ids: Sequence[str], step: int) -> None:
    """Move the level of risks by one; says so where none goes further."""
    conn = app.book.reader()
    levels = {risk: conn.execute("SELECT level FROM risk WHERE id = ?", [risk]).fetchone()[0] for risk in ids}
    changed = {risk: new for risk, level in levels.items() if (new := risks.stepped(level, step)) != level}
    if not changed:
        app.say(t(f"register.risks.edge.{'highest' if step > 0 else 'lowest'}"), "warning")
        return
    to = word("risk.level", next(iter(changed.values())), language())

    def act(edit: Edit) -> None:
        for risk, level in changed.items():
            edit.update("risk", risk, {"level": level})

    label = t("register.risks.label.level", what=_risks_called(app, [*changed]), level=to)
    if app.write(label, act):
        app.say(t("app.done_undo", label=label))


def ask_update(app: CsopsApp, complaint: str) -> None:
    """Ask what the customer was told of a complaint; the next update is due its hours later."""

    def act(edit: Edit, text: str) -> None:
        complaints.tell(edit, complaint, text, app.book.clock.now(), app.member_id())

    _ask(app, "update", complaint, act)


def ask_resolve(app: CsopsApp, complaint: str) -> None:
    """Ask for the cause of a complaint, which is solved with it."""
    answered = app.book.reader().execute(_COMPLAINT, [complaint]).fetchone()[0] is not None

    def act(edit: Edit, text: str) -> None:
        complaints.resolve(edit, complaint, text, app.book.clock.now(), answered)

    _ask(app, "resolve", complaint, act)


def _ask(app: CsopsApp, what: str, complaint: str, act: Callable[[Edit, str], None]) -> None:
    named = complaints.called(app.book.reader(), complaint)

    def take(text: str, _: Suggestion | None) -> str | None:
        if not text.strip():
            return t(f"register.complaints.{what}.needed")
        return save(app, t(f"register.complaints.label.{what}", what=named), lambda edit: act(edit, text.strip()))

    title, example = t(f"register.complaints.{what}.title", what=named), t(f"register.complaints.{what}.example")
    app.push_screen(Ask(title, take, placeholder=example, draft=(f"complaint:{what}", complaint)))


def _risks_called(app: CsopsApp, ids: Sequence[str]) -> str:
    return risks.called(app.book.reader(), ids[0]) if len(ids) == 1 else t("list.n", n=len(ids))
