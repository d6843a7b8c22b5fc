"""The documented views and the tables of the book, to choose one for a statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from csops_tui.locale import has, t
from csops_tui.text.names import norm
from csops_tui.tui.widgets.pick import Pick, PickBox
from csops_tui.tui.widgets.source import Column


class SqlViewsScreen(ModalScreen[str | None]):
    """All views and tables by name; the columns of the one under the cursor stand below."""

    DEFAULT_CSS = """
    SqlViewsScreen { align: center middle; background: $background 40%; }
    SqlViewsScreen > Vertical {
        height: 80%; width: 100%; max-width: 110; background: $background; border: round $border; padding: 0 1;
    }
    SqlViewsScreen #title { height: 1; padding: 0 0 0 2; color: $primary; text-style: bold; }
    SqlViewsScreen #columns { height: auto; max-height: 5; padding: 0 0 0 2; margin: 1 0 0 0; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, tables: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._tables = tables

    def compose(self) -> ComposeResult:
        columns = (
            Column("name", "", 24, min_width=18, frozen=True),
            Column("what", "", 70, min_width=20, elastic=True),
        )
        with Vertical():
            yield Static(t("sql.views_title"), id="title", markup=False)
            yield PickBox(columns, t("sql.views_hint"), t("sql.no_offer"))
            yield Static("", id="columns", markup=False)

    def on_mount(self) -> None:
        self.query_one(PickBox).focus_line()
        self._look("")

    def _look(self, text: str) -> None:
        wanted = norm(text)
        picks = [
            Pick(name, (name, (_what(name), "dim")), t("sql.views" if name.startswith("v_") else "sql.tables"))
            for name, columns in self._tables.items()
            if wanted in norm(f"{name} {_what(name)} {' '.join(columns)}")
        ]
        self.query_one(PickBox).show(picks)

    @on(PickBox.Moved)
    def _moved(self, message: PickBox.Moved) -> None:
        message.stop()
        columns = self._tables[message.pick.id] if message.pick else ()
        self.query_one("#columns", Static).update(", ".join(columns))

    @on(PickBox.Typed)
    def _typed(self, message: PickBox.Typed) -> None:
        message.stop()
        self._look(message.text)

    @on(PickBox.Chosen)
    def _chosen(self, message: PickBox.Chosen) -> None:
        message.stop()
        self.dismiss(message.pick.id)

    def action_leave(self) -> None:
        """Choose none."""
        self.dismiss(None)


def _what(name: str) -> str:
    """What a view or table holds, in the language in force."""
    key = f"dbview.{name}" if name.startswith("v_") else f"entity.{name}.help"
    return t(key) if has(key) else ""
