"""`C`: which columns the sheet shows, in which order, and how many stay in place; every change shows at once."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from csops_tui.locale import t
from csops_tui.measures import views
from csops_tui.measures.columns import titles, unit
from csops_tui.text.names import norm
from csops_tui.tui.pick_screen import PickScreen
from csops_tui.tui.sheet_columns import heading
from csops_tui.tui.widgets.pick import Pick, PickBox
from csops_tui.tui.widgets.source import Cell, Column


class ColumnsScreen(PickScreen):
    """All columns, the shown ones first in their order; the sheet beside it follows every key."""

    DEFAULT_CSS = """
    ColumnsScreen { align: right bottom; background: transparent; }
    ColumnsScreen > Vertical {
        width: 62; max-width: 92%; height: 70%; margin: 0 0 1 0;
    }
    """
    words = "view.columns"
    columns = (
        Column("shown", "", 2),
        Column("title", "", 22, min_width=12, elastic=True),
        Column("name", "", 18, min_width=10, hide_below=2),
        Column("detail", "", 8, hide_below=3),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("shift+up", "shift(-1)", show=False, priority=True),
        Binding("shift+down", "shift(1)", show=False, priority=True),
        Binding("ctrl+f", "freeze", show=False, priority=True),
        Binding("ctrl+r", "usual", show=False, priority=True),
    ]

    @property
    def _shown(self) -> list[str]:
        return list(self._sheet.look.columns or views.CELL_NAMES)

    def look(self) -> None:
        """List the columns that fit the text."""
        wanted, shown = norm(self.box.text), self._shown
        frozen = self._sheet.look.frozen or 1
        picks: list[Pick] = []
        for name in dict.fromkeys((*shown, *views.column_names())):
            spoken = (heading(name), name, *titles(name))
            if not any(wanted in norm(one) for one in spoken):
                continue
            on = name in shown
            held = t("view.columns.frozen") if on and shown.index(name) < frozen else unit(name)
            mark: Cell = ("●", "accent") if on else " "
            cells: tuple[Cell, ...] = (mark, heading(name), (name, "dim"), (held, "dim"))
            picks.append(Pick(name, cells, t("view.columns.shown" if on else "view.columns.hidden")))
        self.box.show(picks, keep=True)

    def _take(self, names: list[str], frozen: int | None = None) -> None:
        usual = tuple(names) == views.CELL_NAMES
        look = replace(self._sheet.look, columns=() if usual else tuple(names))
        if frozen is not None:
            look = replace(look, frozen=frozen if frozen > 1 else None)
        self._sheet.change_look(look)
        self.look()

    @on(PickBox.Chosen)
    def _chosen(self, message: PickBox.Chosen) -> None:
        """Show the column, or take it away."""
        message.stop()
        name, shown = message.pick.id, self._shown
        if name == "account":
            self.csops.say(t("view.columns.always"), "warning")
        elif name in shown:
            shown.remove(name)
            self._take(shown)
        elif len(shown) >= views.MOST_COLUMNS:
            self.csops.say(t("view.columns.many", n=views.MOST_COLUMNS), "warning")
        else:
            self._take([*shown, name])

    def action_shift(self, by: int) -> None:
        """Move the column under the cursor to the left or to the right; the account stays first."""
        pick, shown = self.box.list.current, self._shown
        if pick is None or pick.id not in shown or pick.id == "account":
            return
        at = shown.index(pick.id)
        to = max(1, min(at + by, len(shown) - 1))
        shown.insert(to, shown.pop(at))
        self._take(shown)

    def action_freeze(self) -> None:
        """Let the columns up to this one stay in place; once more only the account does."""
        pick, shown = self.box.list.current, self._shown
        if pick and pick.id in shown:
            upto = shown.index(pick.id) + 1
            self._take(shown, 1 if upto == (self._sheet.look.frozen or 1) else upto)

    def action_usual(self) -> None:
        """Show the usual columns again."""
        self._take(list(views.CELL_NAMES), 1)
