"""Changing the cell under the cursor, or that column of all marked rows, in one step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from csops_tui.locale import has, t
from csops_tui.measures import selling_guard
from csops_tui.model.codes import list_of
from csops_tui.store.choices import called, code_choices, code_matches, row_matches
from csops_tui.store.follow import follow, moved_to
from csops_tui.store.typed import Problem, Typing, as_typed, read_typed, spoken
from csops_tui.tui.ask import Ask
from csops_tui.tui.forms.save import save
from csops_tui.tui.forms.suggest import Suggestion

if TYPE_CHECKING:
    from csops_tui.model.entity import Column
    from csops_tui.store.edit import Edit
    from csops_tui.tui.app import CsopsApp
    from csops_tui.tui.screens.listing import ListScreen

_SEVERAL_LINES = "\n"
_CHOSEN = ("code", "ref", "flag")


def edit_cell(screen: ListScreen) -> None:
    """Edit the column under the cursor: of the marked rows, else of the one row; says why where it cannot be."""
    from csops_tui.model.entity import columns
    from csops_tui.model.registry import ENTITIES

    app = screen.csops
    key = screen.sheet.current_column
    field = screen.editable(key) if key else None
    column = next((c for c in columns(ENTITIES[screen.table]) if c.name == field), None)
    ids = sorted(screen.sheet.marks) or [row for row in [screen.sheet.current_id] if row]
    if column is None or not ids:
        app.say(t("why.computed" if ids else "why.no_row"), "warning")
        return
    guarded = screen.table == "opportunity" and column.name in selling_guard.GUARDED
    if guarded and len(ids) > 1:
        app.say(t("register.guard.one_by_one"), "warning")
        return
    cell = CellEdit(app, screen.table, column, ids)
    if guarded or cell.several_lines:
        from csops_tui.tui.forms.form import edit_record

        edit_record(app, screen.table, ids[0], column.name)
        return
    cell.ask()


class CellEdit:
    """One column of some rows of a table, and the line in which its new value is typed."""

    def __init__(self, app: CsopsApp, table: str, column: Column, ids: list[str]) -> None:
        self._app = app
        self._table = table
        self._column = column
        self._ids = ids
        self._label = t(f"field.{table}.{column.name}")
        conn = app.book.reader()
        known = {name for (name,) in conn.execute("SELECT name FROM pragma_table_info(?)", [table])}
        self._extra = [name for name in ("currency", "account_id", "at", "state") if name in known]
        names = ", ".join(f'"{name}"' for name in [column.name, *self._extra])
        holes = ", ".join("?" * len(ids))
        rows = conn.execute(f'SELECT id, {names} FROM "{table}" WHERE id IN ({holes})', ids)
        self._rows: dict[str, dict[str, Any]] = {
            row[0]: dict(zip([column.name, *self._extra], row[1:], strict=True)) for row in rows
        }
        first = next(iter(self._rows.values()), {})
        self._where = Typing(
            app.book,
            first.get("currency") or "JPY",
            first.get("account_id") if len(ids) == 1 else None,
            app.config.fiscal_start,
        )
        values = {row[column.name] for row in self._rows.values()}
        self._mixed = len(values) > 1
        self._warned = False
        self._now = values.pop() if len(values) == 1 else None

    @property
    def several_lines(self) -> bool:
        """Whether the value would lose its lines on one line."""
        return len(self._ids) == 1 and self._column.spec.kind == "note" and _SEVERAL_LINES in str(self._now or "")

    def ask(self) -> None:
        """Open the line, with the value there is; where a list decides, the list is open and the line empty.

        Nothing is chosen beforehand for rows with different values: a mere `enter` would give them all one.
        """
        text = as_typed(self._table, self._column, self._now, self._where)
        chosen = self._column.spec.kind in _CHOSEN
        self._app.push_screen(
            Ask(
                self._title(),
                self.take,
                candidates=self.candidates if chosen else None,
                echo=self.echo,
                value="" if chosen else text,
                placeholder=text or t("form.cell.mixed" if self._mixed else "form.cell.empty"),
                pick=(lambda typed: bool(typed.strip())) if chosen and self._mixed else chosen,
                start=self._now if chosen else None,
            )
        )

    def _title(self) -> str:
        if len(self._ids) > 1:
            return t("form.cell.many", n=len(self._ids), field=self._label)
        what = called(self._app.book.reader(), self._table, self._ids[0])
        return t("form.cell.title", what=what, field=self._label)

    def candidates(self, text: str) -> list[Suggestion]:
        """The words or rows that fit, and where that is allowed nothing at all."""
        conn, column, typed = self._app.book.reader(), self._column, text.strip()
        kind = column.spec.kind
        if kind == "ref":
            found = row_matches(conn, column.spec.target, typed, self._where.account_id, 50)
            items = [Suggestion(c.value, c.label, c.detail) for c in found]
        elif kind == "code":
            name = list_of(self._table, column.name, column.spec.target)
            closed = column.spec.closed
            words = code_matches(conn, name, closed, typed) if typed else code_choices(conn, name, closed)
            items = [Suggestion(c.value, c.label) for c in words]
        else:
            both = [Suggestion(1, t("form.yes")), Suggestion(0, t("form.no"))]
            items = [item for item in both if item.label.startswith(typed)] or both
        if not typed and not column.required:
            items.append(Suggestion(None, t("form.cell.empty"), "", ""))
        return items

    def echo(self, text: str, chosen: Suggestion | None) -> str:
        """What the text means in full, or the help of the field."""
        key = f"field.{self._table}.{self._column.name}.help"
        if self._column.spec.kind in _CHOSEN:
            return t(key) if has(key) else ""
        found = read_typed(self._table, self._column, text, self._where)
        if isinstance(found, Problem):
            return found.words
        return spoken(self._column, found, self._where) or (t(key) if has(key) else "")

    def take(self, text: str, chosen: Suggestion | None) -> str | None:
        """Write the value into every row, in one edit."""
        changes: dict[str, dict[str, Any]] = {}
        value: Any = None
        for row_id, row in self._rows.items():
            where = replace(self._where, currency=row.get("currency") or "JPY")
            value = chosen.value if chosen else read_typed(self._table, self._column, text, where)
            if isinstance(value, Problem):
                return value.words
            if value != row[self._column.name]:
                changes[row_id] = self._with_what_follows(row, value)
        if not changes:
            self._app.say(t("form.same"))
            return None
        if value is None and chosen is None and self._mixed and not self._warned:
            self._warned = True
            return t("form.cell.empties", n=len(changes))

        def act(edit: Edit) -> None:
            for row_id, values in changes.items():
                edit.update(self._table, row_id, values)

        return save(self._app, self._said(value, len(changes)), act)

    def _with_what_follows(self, row: dict[str, Any], value: Any) -> dict[str, Any]:
        name = self._column.name
        values = {name: value}
        if self._table == "touchpoint" and name == "day":
            return values | moved_to(row["at"], value)
        days = self._app.config.concern_days
        return values | follow(self._app.book, self._table, name, row | values, concern_days=days)

    def _said(self, value: Any, count: int) -> str:
        shown = as_typed(self._table, self._column, value, self._where).replace("\n", " ") or t("form.cell.empty")
        if len(self._ids) > 1:
            return t("form.cell.label_many", n=count, field=self._label, value=shown)
        what = called(self._app.book.reader(), self._table, self._ids[0])
        return t("form.cell.label", title=what, field=self._label, value=shown)
