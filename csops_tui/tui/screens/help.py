"""`?`: what the figure under the cursor means, and everything that can be done on a screen."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from csops_tui.locale import t
from csops_tui.text.clean import clean
from csops_tui.text.names import norm
from csops_tui.tui.commands import BY_ID, Command
from csops_tui.tui.reach import EVERYWHERE, HERE, LISTS, Reachable, matching, reachable
from csops_tui.tui.screens.base import BaseScreen
from csops_tui.tui.screens.definition import meaning_of
from csops_tui.tui.screens.listing import ListScreen
from csops_tui.tui.widgets.pick import Pick, PickBox
from csops_tui.tui.widgets.source import Cell, Column

MOVES = (
    ("down", "j ↓  k ↑"),
    ("right", "← →"),
    ("page", "^d ^u  PgDn PgUp"),
    ("ends", "g G  Home End"),
    ("mark", "space"),
    ("open", "enter"),
)
"""The keys of the sheet, which belong to the widget; the words are `help.move.<name>` and `help.move.<name>.help`."""


def _moves() -> list[tuple[str, str, str, str]]:
    """(name, keys, title, sentence) of each of them."""
    return [(name, keys, t(f"help.move.{name}"), t(f"help.move.{name}.help")) for name, keys in MOVES]


class HelpScreen(BaseScreen):
    """The commands of `screen` in groups; typing filters them, enter runs the one under the cursor there."""

    DEFAULT_CSS = """
    HelpScreen PickBox { margin: 1 0 0 0; }
    HelpScreen #sentence { height: 2; padding: 0 1 0 3; color: $text-muted; }
    """

    def __init__(self, screen: BaseScreen) -> None:
        super().__init__()
        self._of = screen
        self._found: list[Reachable] = []

    def compose_body(self) -> ComposeResult:
        columns = (
            Column("key", t("help.key"), 16, min_width=10, frozen=True),
            Column("title", t("help.what"), 20, min_width=14),
            Column("help", t("help.sentence"), 44, min_width=40, hide_below=2, elastic=True),
            Column("verb", t("help.shell"), 22, hide_below=3),
        )
        yield PickBox(columns, t("help.hint"), t("help.nothing"))
        yield Static("", id="sentence", markup=False)

    def where(self) -> str:
        return f"{t('help.title')} ▸ {self._of.where()}".removesuffix(" ▸ ")

    def footer_commands(self) -> list[Command]:
        # Letters are typed into the line here.
        return [BY_ID["back"]]

    def on_mount(self) -> None:
        # What the cursor stands on is explained first, so that `?` `enter` tells all about it.
        self._found = sorted(reachable(self._of), key=lambda one: one.command.id != "list.define")
        self._show("")
        self.query_one(PickBox).focus_line()

    def _show(self, text: str) -> None:
        names = {HERE: t("help.here"), LISTS: t("help.lists"), EVERYWHERE: t("help.everywhere")}
        picks = [
            Pick(one.command.id, self._cells(one), names[one.group])
            for one in matching(self._found, text)
            if one.group != EVERYWHERE
        ]
        if "list" in self._of.scopes:
            picks += [
                Pick(f"move.{name}", ((keys, "accent"), title, (meant, "dim"), ""), t("help.moving"))
                for name, keys, title, meant in _moves()
                if all(word in norm(f"{keys} {title} {meant}") for word in norm(text).split())
            ]
        picks += [
            Pick(one.command.id, self._cells(one), names[EVERYWHERE])
            for one in matching(self._found, text)
            if one.group == EVERYWHERE
        ]
        self.query_one(PickBox).show(picks)

    def _cells(self, one: Reachable) -> tuple[Cell, ...]:
        if one.command.id == "list.define" and isinstance(self._of, ListScreen) and not one.reason:
            column, title = self._of.current_column()
            meant, parts = meaning_of(column, title, self._of.table)
            return (one.keys, "accent"), one.title, f"{meant}: {' '.join(parts[0][1].split())}", one.command.verb
        if one.reason:
            return (one.keys, "dim"), (one.title, "dim"), (one.reason, "warn"), (one.command.verb, "dim")
        return (one.keys, "accent"), one.title, (one.help, "dim"), (one.command.verb, "dim")

    @on(PickBox.Typed)
    def _typed(self, message: PickBox.Typed) -> None:
        self._show(message.text)

    @on(PickBox.Moved)
    def _moved(self, message: PickBox.Moved) -> None:
        chosen = message.pick.id if message.pick else ""
        one = next((found for found in self._found if found.command.id == chosen), None)
        moves = [meant for name, _, _, meant in _moves() if f"move.{name}" == chosen]
        parts = [part for part in (one.help, one.reason or "", one.command.verb) if part] if one else moves
        self.query_one("#sentence", Static).update(Text(clean("   ".join(parts))))

    @on(PickBox.Chosen)
    def _chosen(self, message: PickBox.Chosen) -> None:
        command = next((one.command for one in self._found if one.command.id == message.pick.id), None)
        if command is None:
            return
        screen = self._of
        self.dismiss()
        self.app.call_later(screen.action_command, command.id)
