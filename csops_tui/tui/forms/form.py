"""The form of any record, derived from how its entity is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csops_tui.locale import t
from csops_tui.store.book import Book
from csops_tui.store.choices import called
from csops_tui.store.clock import utc_text
from csops_tui.store.follow import day_of, follow
from csops_tui.store.touch import acting_member
from csops_tui.store.typed import Typing
from csops_tui.text.names import company_key
from csops_tui.tui.forms.job import FormField, Values, field_of

if TYPE_CHECKING:
    from csops_tui.store.config import Config
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp

# Fields that follow from others or that only the program sets.
_NOT_SHOWN = {"touchpoint": {"day", "utc_offset", "bulk"}}
_NEVER_SHOWN = {"touchpoint_id"}
_SIGNED = {"touchpoint", "task", "concern", "churn", "note", "appointment", "save_attempt", "assessment"}


def new_record(app: CsopsApp, table: str, values: Values) -> None:
    """Open the form of a new record that starts with `values` besides the defaults of its entity."""
    from csops_tui.tui.forms.screen import FormScreen

    app.push_screen(FormScreen(_job(app, table, None, values)))


def edit_record(app: CsopsApp, table: str, row_id: str, focus: str = "") -> None:
    """Open the form of a record, on the field `focus`."""
    from csops_tui.tui.forms.screen import FormScreen

    if app.book.reader().execute(f'SELECT 1 FROM "{table}" WHERE id = ?', [row_id]).fetchone() is None:
        app.say(t("form.gone"), "warning")
        return
    app.push_screen(FormScreen(_job(app, table, row_id, {}), focus=focus))


def _job(app: CsopsApp, table: str, row_id: str | None, values: Values) -> RecordJob:
    """What a form works on: opportunities have the guard wherever they are opened from, renewals their remark."""
    if table == "opportunity":
        from csops_tui.tui.forms.opportunity import OpportunityJob

        return OpportunityJob(app.book, app.config, row_id, values)
    if table == "renewal":
        from csops_tui.tui.forms.renewal_form import RenewalJob

        return RenewalJob(app.book, app.config, table, row_id, values)
    return RecordJob(app.book, app.config, table, row_id, values)


class RecordJob:
    """A new row of an entity, or with `row_id` the changes of one."""

    def __init__(self, book: Book, config: Config, table: str, row_id: str | None, values: Values) -> None:
        from csops_tui.model.entity import columns
        from csops_tui.model.registry import ENTITIES

        self._book = book
        self._config = config
        self.table = table
        self.row_id = row_id
        self._columns = columns(ENTITIES[table])
        hidden = _NOT_SHOWN.get(table, set()) | _NEVER_SHOWN
        self.fields: list[FormField] = [field_of(table, c) for c in self._columns if c.name not in hidden]
        self._before: Values = self._read(row_id) if row_id else self._defaults() | values
        named = t(f"entity.{table}")
        self.title = (
            t("form.editing", entity=named, title=called(book.reader(), table, row_id))
            if row_id
            else t("form.new", entity=named)
        )
        kind = "edit" if row_id else "new"
        self.draft_key = (f"{table}:{kind}", row_id or str(values.get("account_id") or ""))
        self.where = Typing(
            book, self._before.get("currency") or "JPY", self._before.get("account_id"), config.fiscal_start
        )
        self._names: dict[str, str] | None = None

    def start(self) -> Values:
        return dict(self._before)

    def follow(self, key: str, values: Values) -> Values:
        changed = follow(self._book, self.table, key, values, concern_days=self._config.concern_days)
        shown = {field.key for field in self.fields}
        return {name: value for name, value in changed.items() if name in shown}

    def remark(self, values: Values) -> str:
        """A company that is in the book already is said before it is there twice."""
        name = values.get("name")
        if self.table != "account" or self.row_id or not name:
            return ""
        if self._names is None:
            rows = self._book.reader().execute("SELECT name FROM account")
            self._names = {company_key(known): known for (known,) in rows}
        same = self._names.get(company_key(name))
        return t("form.same_name", name=same) if same else ""

    def problems(self, values: Values) -> dict[str, str]:
        return invalid(self.table, self._whole(values), {field.key for field in self.fields})

    def label(self, values: Values) -> str:
        words = "form.label.edit" if self.row_id else "form.label.new"
        return t(words, entity=t(f"entity.{self.table}"), title=self._called(values))

    def write(self, edit: Edit, values: Values) -> str:
        whole = self._whole(values)
        if self.row_id is None:
            return edit.insert(self.table, {name: value for name, value in whole.items() if value is not None})
        changed = {name: value for name, value in whole.items() if value != self._before.get(name)}
        if changed:
            edit.update(self.table, self.row_id, changed)
        return self.row_id

    def _whole(self, values: Values) -> Values:
        """The values of the form with what follows from them."""
        if self.table == "touchpoint" and values.get("at") != self._before.get("at"):
            return values | day_of(values["at"])
        return dict(values)

    def _called(self, values: Values) -> str:
        if self.row_id:
            return called(self._book.reader(), self.table, self.row_id)
        if name := values.get("name") or values.get("title"):
            return str(name)
        account = values.get("account_id")
        return called(self._book.reader(), "account", account) if account else ""

    def _read(self, row_id: str) -> Values:
        names = [column.name for column in self._columns]
        quoted = ", ".join(f'"{name}"' for name in names)
        row = self._book.reader().execute(f'SELECT {quoted} FROM "{self.table}" WHERE id = ?', [row_id]).fetchone()
        return dict(zip(names, row, strict=True))

    def _defaults(self) -> Values:
        today, now = self._book.clock.today().isoformat(), self._book.clock.now()
        start: Values = {}
        for column in self._columns:
            value: Any = column.default
            if isinstance(value, bool):
                value = int(value)
            elif value is None and column.required and column.spec.kind == "day":
                value = today
            elif value is None and column.required and column.spec.kind == "moment":
                value = utc_text(now)
            elif column.name == "member_id" and self.table in _SIGNED:
                value = acting_member(self._book, self._config.member or None)
            if value is not None:
                start[column.name] = value
        if self.table == "touchpoint":
            start |= day_of(start["at"])
        return start


def invalid(table: str, values: Values, shown: set[str]) -> dict[str, str]:
    """Field → why its value breaks a rule of the entity; only fields that can be corrected here (`shown`)."""
    from pydantic import ValidationError

    from csops_tui.model.entity import columns
    from csops_tui.model.registry import ENTITIES

    known = {column.name: column for column in columns(ENTITIES[table])}
    given: dict[str, Any] = {
        name: bool(value) if known[name].spec.kind == "flag" and value is not None else value
        for name, value in values.items()
        # A field left empty takes its default.
        if name in known and not (value is None and known[name].default is not None)
    }
    try:
        ENTITIES[table](**given)
    except ValidationError as error:
        found: dict[str, str] = {}
        for each in error.errors():
            name = str(each["loc"][0]) if each["loc"] else ""
            if name in shown:
                rule = "required" if each["type"] == "missing" else known[name].spec.kind
                label = t(f"field.{table}.{name}")
                found[name] = t(f"check.{rule}", field=label, value="", choices="", limit="")
        return found
    return {}
