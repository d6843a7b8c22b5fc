"""The full form of a touch, with everything the quick log understood already in it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from csops_tui.locale import t
from csops_tui.store import touch
from csops_tui.store.typed import Typing
from csops_tui.text.quicklog import Mention, QuickLog, Task
from csops_tui.tui.forms.form import invalid
from csops_tui.tui.forms.job import FormField, Values, field_of

if TYPE_CHECKING:
    from csops_tui.store.config import Config
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp

_TOUCH = ("day", "channel", "minutes", "note", "tags", "sentiment", "purpose", "trigger", "direction", "outcome")
_OWN = ("outcome", "purpose", "direction")
_SIGN = {"+": "positive", "-": "negative"}
_SIGNS = {word: sign for sign, word in _SIGN.items()}


def open_touch_form(app: CsopsApp, entry: QuickLog, marked: list[str], saved: Callable[[], None]) -> None:
    """Go on with an entry in the full form; `saved` is called once it is written."""
    from csops_tui.tui.forms.screen import FormScreen

    app.push_screen(FormScreen(TouchJob(app, app.config, entry, marked), saved=saved))


class TouchJob:
    """A touch with its next step, concern and request, for one account or for all that were marked."""

    table = "touchpoint"
    row_id = None

    def __init__(self, app: CsopsApp, config: Config, entry: QuickLog, marked: list[str]) -> None:
        from csops_tui.model.entity import columns
        from csops_tui.model.registry import ENTITIES

        self._app = app
        self._book = app.book
        self._config = config
        self._entry = entry
        self._marked = marked
        account = entry.account
        self.title = (
            t("form.touch.bulk", n=len(marked)) if marked else t("form.touch", account=account[1] if account else "")
        )
        self.draft_key = ("touch", "bulk" if marked else account[0] if account else "")
        self.where = Typing(app.book, "JPY", account[0] if account else None, config.fiscal_start)

        def column(table: str, name: str) -> Any:
            return next(c for c in columns(ENTITIES[table]) if c.name == name)

        def borrowed(table: str, name: str, key: str, section: str = "") -> FormField:
            """A field of another entity under a key of this form's own; none of them has to be filled in."""
            of = dataclasses.replace(column(table, name), name=key, required=False, default=None)
            return FormField(table, of, t(f"field.{table}.{name}"), section=section)

        self.fields: list[FormField] = [field_of("touchpoint", column("touchpoint", name)) for name in _TOUCH]
        if not marked:
            people = dataclasses.replace(column("touchpoint", "outcome"), name="people")
            self.fields.insert(3, FormField("touchpoint", people, t("form.touch.people"), t("form.touch.people.help")))
        self.fields += [
            borrowed("task", "title", "task", t("form.touch.next")),
            borrowed("task", "due", "task_due"),
            borrowed("concern", "level", "concern", t("form.touch.customer")),
            borrowed("voice", "title", "request"),
        ]

    def start(self) -> Values:
        entry = self._entry
        task = entry.tasks[0] if entry.tasks else None
        channel = touch.channel_of(self._book, entry, self._marked or None)
        values: Values = {
            "day": entry.day.isoformat(),
            "channel": channel,
            "minutes": entry.minutes,
            "note": entry.note or None,
            "tags": " ".join(entry.tags) or None,
            "sentiment": _SIGN.get(entry.sentiment or ""),
            "trigger": entry.trigger or "ours",
            "direction": touch.nature(self._book.reader(), channel)[1],
            "people": "、".join(person.name for person in entry.contacts) or None,
            "task": touch.task_title(task) if task else None,
            "task_due": task.due.isoformat() if task and task.due else None,
            "concern": entry.concern,
            "request": "、".join(entry.requests) or None,
        }
        return values

    def follow(self, key: str, values: Values) -> Values:
        """The channel decides whether a touch is two-way."""
        if key != "channel" or not values.get("channel"):
            return {}
        return {"direction": touch.nature(self._book.reader(), str(values["channel"]))[1]}

    def remark(self, values: Values) -> str:
        more = len(self._entry.tasks) - 1
        return t("form.touch.more", n=more) if more > 0 else ""

    def problems(self, values: Values) -> dict[str, str]:
        own = {name: values.get(name) for name in _TOUCH}
        account = self._marked[0] if self._marked else self._entry.account[0] if self._entry.account else ""
        return invalid("touchpoint", {**own, "account_id": account, "at": "2000-01-01T00:00:00Z"}, set(_TOUCH))

    def label(self, values: Values) -> str:
        return touch.label_of(self._book, self._as_entry(values), self._marked or None)

    def write(self, edit: Edit, values: Values) -> str:
        written = touch.write(
            edit,
            self._book,
            self._as_entry(values),
            member_id=self._app.member_id(),
            accounts=self._marked or None,
            new_contacts=True,
            concern_days=self._config.concern_days,
            values={name: values.get(name) for name in _OWN if values.get(name)},
        )
        return written.touches[0]

    def _as_entry(self, values: Values) -> QuickLog:
        """The entry as the form now says it; tasks beyond the first stay as they were typed."""
        entry = self._entry
        day = dt.date.fromisoformat(str(values.get("day") or entry.day.isoformat()))
        due = values.get("task_due")
        first = (
            Task(str(values["task"]), dt.date.fromisoformat(str(due)) if due else None) if values.get("task") else None
        )
        request = values.get("request")
        same = request == "、".join(entry.requests)
        return entry._replace(
            day=day,
            time=entry.time if day == entry.day else None,
            channel=values.get("channel") or entry.channel,
            minutes=values.get("minutes"),
            note=str(values.get("note") or ""),
            tags=tuple(str(values.get("tags") or "").split()),
            sentiment=_SIGNS.get(str(values.get("sentiment"))),  # type: ignore[arg-type]
            trigger=values.get("trigger"),
            contacts=self._people(values),
            tasks=((first,) if first else ()) + entry.tasks[1:],
            concern=values.get("concern"),
            requests=entry.requests if same else (str(request),) if request else (),
        )

    def _people(self, values: Values) -> tuple[Mention, ...]:
        """The people named: those the line had keep their ids, others are looked up at the account."""
        had = {person.name: person for person in self._entry.contacts}
        names = [part.strip() for part in str(values.get("people") or "").replace(",", "、").split("、")]
        account = self._entry.account
        found: list[Mention] = []
        for name in filter(None, names):
            match = self._app.vocabulary().contact(account[0], name) if account and name not in had else None
            found.append(had.get(name) or (Mention(match.id, match.name) if match else Mention(None, name)))
        return tuple(found)
