"""What a change of rules would do, row by row, before it is made: `ctrl+s` makes it, as one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.store.edit import Edit
from csops_tui.store.sqlite import Connection
from csops_tui.text.clean import clean
from csops_tui.tui.commands import Command
from csops_tui.tui.rows import RowsSource
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.source import Column, Row, Source

_NEVER = frozenset({"list.new", "list.edit", "list.delete", "list.changes"})


@dataclass(frozen=True)
class Plan:
    """A change in waiting: its rows, a line about all of it, and what makes it for the rows chosen (all by default)."""

    rows: Sequence[Row]
    note: str
    label: str
    make: Callable[[Edit, frozenset[str]], Any]


class MovesScreen(ListScreen):
    """The rows of a plan; with rows marked only those are changed."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "moves")
    topics = frozenset({"nothing"})
    place = "moves"
    DEFAULT_CSS = "MovesScreen #note { height: auto; max-height: 3; padding: 0 1 0 3; color: $warning; }"

    def __init__(self, title: str, columns: tuple[Column, ...], plan: Callable[[], Plan]) -> None:
        super().__init__()
        self._title = title
        self._columns = columns
        self._ask = plan
        self.plan: Plan | None = None

    def where(self) -> str:
        return f"{t('place.moves')} ▸ {self._title}"

    def source(self) -> Source:
        return RowsSource(self._columns, self.plan.rows if self.plan else ())

    def compose_below(self) -> ComposeResult:
        yield Static("", id="note", markup=False)

    def on_mount(self) -> None:
        self.sheet.empty_text = "…"

        def ask(_: Connection) -> Plan:
            return self._ask()

        self.load("plan", ask, self._take)

    def _take(self, plan: Plan) -> None:
        self.plan = plan
        self.sheet.empty_text = self.empty_text()
        self.sheet.set_source(self.source())
        self.query_one("#note", Static).update(clean(plan.note))
        self.show_facts()

    def footer_commands(self) -> list[Command]:
        return [command for command in super().footer_commands() if command.id not in _NEVER]

    def why_not_edit(self) -> str | None:
        """What would happen is not there to be edited."""
        return "moves.only_shown"

    why_not_new = why_not_delete = why_not_changes = why_not_edit

    def why_not_apply(self) -> str | None:
        """Something must change."""
        return None if self.plan and self.plan.rows else "moves.nothing"

    def do_apply(self) -> None:
        """Make the change for the marked rows, or for all."""
        plan = self.plan
        if plan is None:
            return
        chosen = self.sheet.marks or frozenset(row.id for row in plan.rows)
        label = t("moves.label", what=plan.label, n=f"{len(chosen):,}")
        if self.csops.write(label, lambda edit: plan.make(edit, chosen)):
            self.csops.pop_screen()
            self.csops.say(t("app.done_undo", label=label))

    def open_row(self, row_id: str) -> None:
        """Open the account of the row, where it is one."""
        if self.table == "account":
            self.csops.open_account(row_id)

    def current_account(self) -> tuple[str, str] | None:
        return None

    def current_row(self) -> tuple[str, str] | None:
        return None

    def marked_accounts(self) -> list[str]:
        return []
